"""Edits and what they add up to: one replacement, a list of them, and the repaired text with both maps of positions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from kb.schema import Repair, Span

_Piece = tuple[int, int, int, int]
"""A stretch on both sides of the map: from start, from end, to start, to end."""
_RANK = {"proved": 0, "inferred": 1, "unresolved": 2, "corrected": 3}


class Repaired(Struct, frozen=True, dict=True):
    """A raw text, the text after all repairs, and the repairs. `repairs` is empty for a clean text."""

    raw: str
    text: str
    repairs: tuple[Repair, ...] = ()
    """Sorted, without overlap; positions count in `raw`. An unresolved one leaves a mark in the text: all of
    `before`, or `?` for each character that stays open."""
    misfits: tuple[str, ...] = ()
    """Corrections that match nothing any more, each as a sentence for the person who wrote it."""

    def to_raw(self, span: Span) -> Span:
        """The raw span that became `span` of the text; one that touches a repair takes the whole repair."""
        return _mapped(span, self._back)

    def to_text(self, span: Span) -> Span:
        """The span of the text that `span` of `raw` became; one that touches a repair takes the whole repair."""
        return _mapped(span, self._forth)

    def placed(self) -> tuple[tuple[Repair, Span], ...]:
        """Each repair with the span of its `after` in the text, in order."""
        return tuple((r, (piece[2], piece[3])) for r, piece in zip(self.repairs, self._forth, strict=True))

    @cached_property
    def _forth(self) -> list[_Piece]:
        """Pieces from the raw text to the repaired one."""
        return [(r.start, r.end, s, s + len(r.after)) for r, s in zip(self.repairs, self._starts(), strict=True)]

    @cached_property
    def _back(self) -> list[_Piece]:
        """Pieces from the repaired text to the raw one."""
        return [(c, d, a, b) for a, b, c, d in self._forth]

    def _starts(self) -> list[int]:
        """Where each repair's `after` begins in the text."""
        starts, shift = [], 0
        for repair in self.repairs:
            starts.append(repair.start + shift)
            shift += len(repair.after) - (repair.end - repair.start)
        return starts


def _mapped(span: Span, pieces: list[_Piece]) -> Span:
    """`span` mapped by the pieces `(from_start, from_end, to_start, to_end)`; between them positions run in step."""
    start, end = span

    def place(position: int, *, closing: bool) -> int:
        index = bisect_right(pieces, (position,)) if closing else bisect_right(pieces, (position, len_max, 0, 0))
        if index == 0:
            return position
        a, b, c, d = pieces[index - 1]
        if closing:
            return d if position < b or (position == b and a < b) else d + position - b
        return c if position < b else d + position - b

    len_max = 1 << 62
    first = place(start, closing=False)
    return (first, max(first, place(end, closing=True)) if end > start else first)


def apply(raw: str, repairs: Iterable[Repair]) -> str:
    """`raw` with every repair done: the text. Raises nothing; repairs must be sorted and not overlap."""
    out: list[str] = []
    at = 0
    for repair in repairs:
        out += (raw[at : repair.start], repair.after)
        at = repair.end
    return "".join((*out, raw[at:]))


def compose(raw: str, first: Sequence[Repair], second: Sequence[Repair]) -> tuple[Repair, ...]:
    """The repairs of `raw` that do what `first` and then `second` do; `second` counts in the text `first` made.

    A later repair that touches the outcome of earlier ones is joined with them into one, with the weaker certainty and
    both names; an unresolved earlier one that a later one replaces leaves no trace.
    """
    done = Repaired(raw=raw, text="", repairs=tuple(first))
    starts = done._starts()
    kept = list(zip(starts, first, strict=True))
    out: list[Repair] = []
    index = 0
    for late in second:
        while (
            index < len(kept)
            and kept[index][0] + len(kept[index][1].after) <= late.start
            and not (kept[index][0] == late.start and not kept[index][1].after)
        ):
            out.append(kept[index][1])
            index += 1
        touched = []
        while index < len(kept) and (kept[index][0] < late.end or (kept[index][0] == late.start == late.end)):
            touched.append(kept[index])
            index += 1
        out.append(_joined(raw, touched, late, done, kept[index - 1] if index else None))
    out += [repair for _, repair in kept[index:]]
    return tuple(out)


def _joined(
    raw: str, touched: list[tuple[int, Repair]], late: Repair, done: Repaired, last: tuple[int, Repair] | None
) -> Repair:
    """`late` in raw positions, with the earlier repairs it touches."""
    if not touched:
        shift = 0 if last is None else last[1].end - (last[0] + len(last[1].after))
        start, end = late.start + shift, late.end + shift
        return Repair(
            start=start,
            end=end,
            before=raw[start:end],
            after=late.after,
            certainty=late.certainty,
            alternatives=late.alternatives,
            fix=late.fix,
        )
    (head, first), (tail, final) = touched[0], touched[-1]
    lead, rest = late.start - head, tail + len(final.after) - late.end
    start, end = first.start + min(lead, 0), final.end - min(rest, 0)
    after = first.after[: max(lead, 0)] + late.after + (final.after[len(final.after) - rest :] if rest > 0 else "")
    parts = [repair for _, repair in touched if repair.before != repair.after]
    weakest = max((late, *parts), key=lambda r: _RANK[r.certainty]).certainty
    names = dict.fromkeys(name for r in (*parts, late) for name in r.fix.split("+"))
    return Repair(
        start=start,
        end=end,
        before=raw[start:end],
        after=after,
        certainty=weakest,
        alternatives=late.alternatives,
        fix="+".join(names),
    )
