"""Records into entries: items, their targets, units, and the lines of the source that are in no item."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.schema import Item, Record, Unit
from kb.search.contract import LONGEST_TERM, Entry, facet
from kb.search.folding import fold
from kb.units.places import LEVEL_CHARS
from kb.wording import HIT_TYPES, KINDS

_TITLE_LENGTH = 40
"""Characters of a text that has no title shown in its place."""
_STRETCH = 800
"""Characters of a paragraph that are still one entry."""

"""Heads of units' names that people leave out: 卫生计生局 for 区卫生计生局."""
_SHORTEST = 3
"""Characters of a name from which its head may be left out."""

_NEAR = 4
"""Items looked at for the one that a line lies in."""


class _SourceLine(NamedTuple):
    """A line of the record's text: its number from 1, where its words start, the words."""

    number: int
    start: int
    words: str

    @property
    def end(self) -> int:
        return self.start + len(self.words)


def entries_of(records: Iterable[Record]) -> tuple[Entry, ...]:
    """Everything that can be found in the records: plans by id, in each its items, targets and text; then the units."""
    ordered = sorted(records, key=lambda record: record.plan.id)
    found = [entry for record in ordered for entry in _of_record(record)]
    return (*found, *_units(ordered))


def _of_record(record: Record) -> Iterator[Entry]:
    inside, outside = _parted(_lines(record.text), record.items)
    items = [_item(record, item, inside.get(item.id, [])) for item in record.items]
    yield from items
    for item in record.items:
        yield from _targets(record, item)
    held = "\n".join(fold(words) for entry in items for words in (entry.title, *entry.fields))
    for line in outside:
        if fold(line.words) not in held:
            yield from _paragraph(record, line)


def _lines(text: str) -> list[_SourceLine]:
    """The lines that hold two characters or more, without the blanks around them."""
    lines = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip()
        if len(fold(words)) > 1:
            lines.append(_SourceLine(number, start + line.index(words), words))
        start += len(line) + 1
    return lines


def _parted(
    lines: list[_SourceLine], items: tuple[Item, ...]
) -> tuple[dict[str, list[_SourceLine]], list[_SourceLine]]:
    """The lines that lie within one item, by item id, and those that do not."""
    inside: dict[str, list[_SourceLine]] = {}
    outside: list[_SourceLine] = []
    spans = sorted((*item.span, item.id) for item in items)
    starts = [start for start, _, _ in spans]
    for line in lines:
        before = spans[: bisect_right(starts, line.start)]
        # Spans hardly overlap, so the item that holds the line is among the last few that start before it.
        holder = next((id for _, end, id in reversed(before[-_NEAR:]) if line.end <= end), None)
        if holder is None:
            outside.append(line)
        else:
            inside.setdefault(holder, []).append(line)
    return inside, outside


def _item(record: Record, item: Item, lines: list[_SourceLine]) -> Entry:
    """An item is found by all that stands in its row: as read (text, units, deadlines, number) and as written."""
    mentions = " ".join(dict.fromkeys(duty.mention for duty in item.duties))
    times = " ".join(dict.fromkeys(deadline.text for deadline in item.deadlines))
    title = item.title or _head(item.text)
    fields = _said(item.text, mentions, times, item.number or "")
    held = "\n".join(fold(words) for words in (title, *fields))
    unread = [line.words for line in lines if fold(line.words) not in held]
    return Entry(
        type="item",
        id=item.id,
        plan=record.plan.id,
        item=item.id,
        kind=item.kind,
        number=item.number,
        part=item.part,
        title=title,
        fields=_said(*fields, *unread),
        facets=_facets(record, item),
    )


def _facets(record: Record, item: Item, kind: str | None = None) -> tuple[str, ...]:
    """What the item, or its target for the kind 指标, is filtered by."""
    years = [str(year) for year in years_of(item)]
    return _said(
        facet("plan", record.plan.id),
        facet("kind", kind or KINDS[item.kind]),
        *(facet(duty.role, duty.unit) for duty in item.duties),
        *(facet("unit", duty.unit) for duty in item.duties),
        *(facet("year", year) for year in years),
        *(facet("action", fold(name)) for name in item.path),
    )


def years_of(item: Item) -> tuple[int, ...]:
    """The years in which something of the item falls due, ascending: ends of its deadlines, years of its targets."""
    due = {int(deadline.end[:4]) for deadline in item.deadlines if deadline.end and deadline.relation != "start"}
    return tuple(sorted(due | {target.year for target in item.stated_targets if target.year is not None}))


def _targets(record: Record, item: Item) -> Iterator[Entry]:
    for count, target in enumerate(item.targets, 1):
        yield Entry(
            type="target",
            id=f"{item.id}/target-{count}",
            plan=record.plan.id,
            item=item.id,
            kind=item.kind,
            number=item.number,
            part=item.part,
            title=target.indicator,
            fields=_said(target.text),
            facets=_facets(record, item, HIT_TYPES["target"]),
        )


def _paragraph(record: Record, line: _SourceLine) -> Iterator[Entry]:
    """The line; a very long one (a page whose line breaks are lost) in stretches that overlap by `LONGEST_TERM`."""
    step = _STRETCH - LONGEST_TERM
    starts = range(0, max(len(line.words) - LONGEST_TERM, 1), step) if len(line.words) > _STRETCH else range(1)
    for count, start in enumerate(starts, 1):
        words = line.words[start : start + _STRETCH]
        yield Entry(
            type="text",
            id=f"{record.plan.id}/line-{line.number}" + (f".{count}" if count > 1 else ""),
            plan=record.plan.id,
            title=_head(words),
            fields=(words,),
            facets=(facet("plan", record.plan.id), facet("kind", HIT_TYPES["text"])),
        )


def _units(records: list[Record]) -> Iterator[Entry]:
    """Every unit once, by id, with the forms that all plans use."""
    held: dict[str, tuple[str, list[Unit]]] = {}
    for record in records:
        for unit in record.units:
            held.setdefault(unit.id, (record.plan.id, []))[1].append(unit)
    for id, (plan, units) in sorted(held.items()):
        forms = [form for unit in units for form in (unit.name, unit.full_name or "", *unit.aliases)]
        forms += [form[1:] for form in forms if form[:1] in LEVEL_CHARS and len(form) > _SHORTEST]
        facets = (facet("kind", HIT_TYPES["unit"]), facet("unit", id))
        yield Entry(type="unit", id=id, plan=plan, title=units[0].name, fields=_said(*forms), facets=facets)


def _said(*words: str) -> tuple[str, ...]:
    """The words that are not empty, each once, in order."""
    return tuple(word for word in dict.fromkeys(words) if word)


def _head(text: str) -> str:
    return text if len(text) <= _TITLE_LENGTH else text[:_TITLE_LENGTH] + "…"
