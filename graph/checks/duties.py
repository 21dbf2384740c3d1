"""Checks of responsibility: who leads, who is missing, who stands twice, who answers for the same words elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from graph.checks.checked_record import CheckedRecord, Proof
from graph.checks.times import is_one_demand
from graph.clauses import Twins, locate
from kb.schema import Duty, Item, Span
from kb.wording import item_name

# A list goes on after one of these on the line of the name; a cell that holds / alone says that there is none.
_TAIL = re.compile(r"[ \t\u3000]*([、,，;；])\s*")
_SERIES = 0.8
"""Share of a table's rows with units from which a row without any is a gap."""

_SAME = 0.9
"""Clauses at least this alike ask for one thing."""


def no_lead(checked: CheckedRecord) -> Iterator[Proof]:
    """Units that support, and none that leads."""
    for item in checked.record.items:
        roles = {duty.role for duty in item.duties}
        if roles == {"support"}:
            yield Proof(f"{item_name(item)}只有配合单位, 没有牵头单位", checked.quotes((item, item.duties[0].span)))


def no_unit(checked: CheckedRecord) -> Iterator[Proof]:
    """A task or project without any unit where its table names units, and so does another row of its section."""
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in checked.record.items:
        if item.kind in ("task", "project"):
            groups.setdefault((item.kind, item.locator.part), []).append(item)
    for group in groups.values():
        held = sum(bool(item.duties) for item in group)
        if held < _SERIES * len(group):
            continue
        sections = {_section(item) for item in group if item.duties}
        # A row numbered 三 among rows 1 to 41 is a section of its own.
        numbered = sum(_prints_numbers(item) for item in group) * 2 > len(group)
        for item in group:
            if not item.duties and _section(item) in sections and _prints_numbers(item) == numbered:
                yield Proof(f"{item_name(item)}没有任何责任单位", checked.quotes((item, _words(checked, item))))


def _prints_numbers(item: Item) -> bool:
    return (item.number or "").isdecimal()


def _section(item: Item) -> tuple[str, ...]:
    """The headings above the row; a section whose rows all name no unit speaks to everybody."""
    return tuple(words for words in item.path if words != item.title)


def _words(checked: CheckedRecord, item: Item) -> Span:
    held = checked.clauses[item.id]
    return held[0].span if held else locate(checked.record, item, item.title or item.text)


def several_leads(checked: CheckedRecord) -> Iterator[Proof]:
    """Several units lead: who answers first is not said."""
    for item in checked.record.items:
        leads = [duty for duty in item.duties if duty.role == "lead"]
        if len({duty.unit for duty in leads}) > 1:
            names = "、".join(dict.fromkeys(duty.mention for duty in leads))
            yield Proof(f"{item_name(item)}有{len(leads)}个牵头单位: {names}", checked.quotes((item, _around(leads))))


def _around(duties: list[Duty]) -> Span:
    return min(duty.span[0] for duty in duties), max(duty.span[1] for duty in duties)


def group_leads(checked: CheckedRecord) -> Iterator[Proof]:
    """A collective noun leads (各乡镇街道, 有关部门): everybody's task is nobody's."""
    groups = {unit.id for unit in checked.record.units if unit.kind == "group"}
    for item in checked.record.items:
        for duty in item.duties:
            if duty.role == "lead" and duty.unit in groups:
                yield Proof(f"{item_name(item)}由集合名词“{duty.mention}”牵头", checked.quotes((item, duty.span)))


def unit_twice(checked: CheckedRecord) -> Iterator[Proof]:
    """The same unit stands twice in one item: as lead and support, or twice in a list."""
    for item in checked.record.items:
        for unit, count in Counter(duty.unit for duty in item.duties).items():
            held = [duty for duty in item.duties if duty.unit == unit]
            if count < 2 or len({duty.span for duty in held}) < 2:
                continue
            roles = {duty.role for duty in held}
            told = "既牵头又配合" if roles == {"lead", "support"} else "写了不止一次"
            yield Proof(
                f"{item_name(item)}的“{held[0].mention}”{told}", checked.quotes(*((item, duty.span) for duty in held))
            )


def dangling_list(checked: CheckedRecord) -> Iterator[Proof]:
    """A list of units that ends (or begins) with a separator: a unit may be missing."""
    text = checked.record.text
    for item in checked.record.items:
        starts = sorted(duty.span[0] for duty in item.duties)
        for duty in item.duties:
            tail = _TAIL.match(text, duty.span[1])
            if not tail:
                continue
            at_end = tail.end() >= item.span[1] or "\n\n" in tail.group()
            if at_end and tail.end() not in starts:
                span = duty.span[0], tail.end(1)
                message = f"{item_name(item)}的单位名单以“{tail[1]}”结尾, 可能缺了单位"
                yield Proof(message, checked.quotes((item, span)))


def units_differ(checked: CheckedRecord) -> Iterator[Proof]:
    """The same words in two rows of one table, and not one unit that answers for both."""
    return _other_units(checked, beside=True)


def units_differ_elsewhere(checked: CheckedRecord) -> Iterator[Proof]:
    """The same words in two parts of the plan, and not one unit that answers for both: often a division of labour."""
    return _other_units(checked, beside=False)


def _other_units(checked: CheckedRecord, *, beside: bool) -> Iterator[Proof]:
    told: set[tuple[str, str]] = set()
    for twins in checked.twins:
        a, b = checked.items[twins.one.item], checked.items[twins.other.item]
        same_table = (a.kind, a.locator.part) == (b.kind, b.locator.part)
        if twins.likeness < _SAME or same_table != beside or (a.id, b.id) in told:
            continue
        if not is_one_demand(checked, twins) or _opens_both(twins):
            continue
        ours, theirs = _answering(a), _answering(b)
        if ours and theirs and not {d.unit for d in ours} & {d.unit for d in theirs}:
            told.add((a.id, b.id))
            message = f"同一要求的责任单位不同: {item_name(a)}为{_listed(ours)}, {item_name(b)}为{_listed(theirs)}"
            yield Proof(message, checked.quotes((a, twins.one.span), (b, twins.other.span)))


def _opens_both(twins: Twins) -> bool:
    """An opening that both rows share: what they ask for follows."""
    return twins.one.first and twins.other.first and not (twins.one.last or twins.other.last)


def _answering(item: Item) -> list[Duty]:
    return [duty for duty in item.duties if duty.role in ("lead", "responsible")]


def _listed(duties: list[Duty]) -> str:
    return "、".join(dict.fromkeys(duty.mention for duty in duties))
