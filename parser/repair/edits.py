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

    Repairs that overlap in that text become one, with the weakest certainty and all names; what only touches stays apart.
    """
    done = Repaired(raw, apply(raw, first), tuple(first))
    placed = [(start, end, False, repair) for repair, (start, end) in done.placed()]
    placed += [(late.start, late.end, True, late) for late in second]
    placed.sort(key=lambda entry: entry[:3])
    out: list[Repair] = []
    shift = index = 0
    while index < len(placed):
        low, high, _, _ = placed[index]
        group = [placed[index]]
        index += 1
        while index < len(placed) and placed[index][0] < high:
            group.append(placed[index])
            high = max(high, placed[index][1])
            index += 1
        start = low + shift
        for _, end, is_late, repair in group:
            shift = shift if is_late else repair.end - end
        out.append(_joined(done, (low, high), (start, high + shift), [(late, repair) for _, _, late, repair in group]))
    return tuple(out)


def _joined(done: Repaired, span: Span, place: Span, group: list[tuple[bool, Repair]]) -> Repair:
    """One repair for a group: `span` is its place in the text so far, `place` in the raw text; lates are told by True."""
    if len(group) == 1 and not group[0][0]:
        return group[0][1]
    after, at = "", span[0]
    for is_late, repair in group:
        if is_late:
            after += done.text[at : repair.start] + repair.after
            at = repair.end
    after += done.text[at : span[1]]
    parts = [repair for is_late, repair in group if is_late or repair.before != repair.after]
    return Repair(
        start=place[0],
        end=place[1],
        before=done.raw[slice(*place)],
        after=after,
        certainty=max(parts, key=lambda r: _RANK[r.certainty]).certainty,
        alternatives=next((repair.alternatives for is_late, repair in group if is_late), ()),
        fix="+".join(dict.fromkeys(name for repair in parts for name in repair.fix.split("+"))),
    )
