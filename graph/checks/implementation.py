"""Checks of what is carried on: goals and measures that no row of a table takes up, rows that no measure asks for.

They rest on the record's links (`graph.links`); a record without any says nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.checks.checked_record import CheckedRecord, Proof
from graph.checks.targets import indicator_key, likeness, same_key
from kb.schema import Item, Kind, Span, Target
from kb.wording import item_name

_ALIKE = 0.75
"""Indicators at least this alike are one for the question whether anybody answers for it."""
_TWIN = 0.6
"""Clauses at least this alike state one number, whatever the indicator is called."""
_MOST = 0.5
"""Share of the tasks that are linked, from which a task without a link is worth telling."""


def goal_not_carried(checked: CheckedRecord) -> Iterator[Proof]:
    """Numbers of a goal that no task or project with a unit names."""
    return _not_carried(checked, "goal")


def measure_target_not_carried(checked: CheckedRecord) -> Iterator[Proof]:
    """Numbers of a measure without a unit of its own that no task or project with a unit names."""
    return _not_carried(checked, "measure")


def _not_carried(checked: CheckedRecord, kind: Kind) -> Iterator[Proof]:
    answered = [
        indicator_key(target.indicator)
        for item in checked.record.items
        if item.duties and item.kind in ("task", "project", "measure")
        for target in item.stated_targets
    ]
    if not answered:
        return
    for item in checked.record.items:
        if item.kind != kind or item.duties or item.locator.row is not None:
            continue
        repeated = tuple(_repeated(checked, item))
        loose = [
            target
            for target in item.stated_targets
            if not _is_carried(target, answered) and not any(_holds(span, target) for span in repeated)
        ]
        if loose:
            names = "、".join(dict.fromkeys(target.indicator for target in loose))
            message = f"{item_name(item)}的指标没有任务或项目承接: {names}"
            yield Proof(message, checked.quotes(*((item, span) for span in dict.fromkeys(t.span for t in loose))))


def _repeated(checked: CheckedRecord, item: Item) -> Iterator[Span]:
    """The item's clauses that an item with units says too."""
    for twins in checked.twins:
        for ours, theirs in ((twins.one, twins.other), (twins.other, twins.one)):
            if ours.item == item.id and twins.likeness >= _TWIN and checked.items[theirs.item].duties:
                yield ours.span


def _holds(span: Span, target: Target) -> bool:
    return span[0] <= target.span[0] and target.span[1] <= span[1]


def _is_carried(target: Target, answered: list[str]) -> bool:
    key = indicator_key(target.indicator)
    return any(same_key(key, other) or likeness(key, other) >= _ALIKE for other in answered)


def measure_not_carried(checked: CheckedRecord) -> Iterator[Proof]:
    """A measure without a unit of its own that no task or project details."""
    linked = {link.target for link in checked.record.links}
    for item in _without(checked, "measure", linked):
        if not item.duties:
            yield Proof(f"{item_name(item)}没有任务或项目落实", checked.quotes((item, _head(checked, item))))


def task_without_measure(checked: CheckedRecord) -> Iterator[Proof]:
    """A row of a table of tasks that no measure of the body speaks of."""
    measures = {item.id for item in checked.record.items if item.kind == "measure"}
    linked = {link.source for link in checked.record.links if link.target in measures}
    for item in _without(checked, "task", linked):
        yield Proof(f"{item_name(item)}在正文里没有对应的措施", checked.quotes((item, _head(checked, item))))


def project_without_task(checked: CheckedRecord) -> Iterator[Proof]:
    """A row of a table of projects that no measure and no task speaks of."""
    linked = {link.source for link in checked.record.links}
    for item in _without(checked, "project", linked):
        yield Proof(f"{item_name(item)}没有对应的措施或任务", checked.quotes((item, _head(checked, item))))


def deadline_in_measure_only(checked: CheckedRecord) -> Iterator[Proof]:
    """Tasks without any deadline whose measure has one: whether it binds them is not said."""
    details: dict[str, list[Item]] = {}
    for link in checked.record.links:
        source = checked.items[link.source]
        if link.kind == "details" and source.kind == "task" and not any(one.end for one in source.deadlines):
            details.setdefault(link.target, []).append(source)
    for measure in checked.record.items:
        dated = [one for one in measure.deadlines if one.end]
        tasks = details.get(measure.id, [])
        if measure.kind == "measure" and dated and tasks:
            numbers = "、".join(item_name(task) for task in tasks)
            message = f"{item_name(measure)}有时限({dated[0].text}), 落实它的{numbers}没有时限"
            places = [(measure, dated[0].span), *((task, _head(checked, task)) for task in tasks)]
            yield Proof(message, checked.quotes(*places))


def _without(checked: CheckedRecord, kind: Kind, linked: set[str]) -> list[Item]:
    """Items of the kind that are not linked, where most are."""
    items = [item for item in checked.record.items if item.kind == kind]
    loose = [item for item in items if item.id not in linked]
    return loose if len(items) - len(loose) >= _MOST * len(items) else []


def _head(checked: CheckedRecord, item: Item) -> tuple[int, int]:
    held = checked.clauses[item.id]
    return held[0].span if held else item.span
