"""Checks of what is carried on: goals and measures that no row of a table takes up, rows that no measure asks for.

They rest on the record's links (`graph.links`); a record without any says nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.checks.reading import Found, Reading
from graph.checks.targets import indicator_key, likeness, same_key
from kb.schema import Item, Kind, Span, Target
from kb.wording import named

_ALIKE = 0.75
"""Indicators at least this alike are one for the question whether anybody answers for it."""
_TWIN = 0.6
"""Clauses at least this alike state one number, whatever the indicator is called."""
_MOST = 0.5
"""Share of the tasks that are linked, from which a task without a link is worth telling."""


def goal_not_carried(reading: Reading) -> Iterator[Found]:
    """Numbers of a goal that no task or project with a unit names."""
    return _not_carried(reading, "goal")


def measure_target_not_carried(reading: Reading) -> Iterator[Found]:
    """Numbers of a measure without a unit of its own that no task or project with a unit names."""
    return _not_carried(reading, "measure")


def _not_carried(reading: Reading, kind: Kind) -> Iterator[Found]:
    answered = [
        indicator_key(target.indicator)
        for item in reading.record.items
        if item.duties and item.kind in ("task", "project", "measure")
        for target in item.stated_targets
    ]
    if not answered:
        return
    for item in reading.record.items:
        if item.kind != kind or item.duties or item.locator.row is not None:
            continue
        repeated = tuple(_repeated(reading, item))
        loose = [
            target
            for target in item.stated_targets
            if not _is_carried(target, answered) and not any(_holds(span, target) for span in repeated)
        ]
        if loose:
            names = "、".join(dict.fromkeys(target.indicator for target in loose))
            message = f"{named(item)}的指标没有任务或项目承接: {names}"
            yield Found(message, reading.quotes(*((item, span) for span in dict.fromkeys(t.span for t in loose))))


def _repeated(reading: Reading, item: Item) -> Iterator[Span]:
    """The item's clauses that an item with units says too."""
    for twins in reading.twins:
        for ours, theirs in ((twins.one, twins.other), (twins.other, twins.one)):
            if ours.item == item.id and twins.likeness >= _TWIN and reading.items[theirs.item].duties:
                yield ours.span


def _holds(span: Span, target: Target) -> bool:
    return span[0] <= target.span[0] and target.span[1] <= span[1]


def _is_carried(target: Target, answered: list[str]) -> bool:
    key = indicator_key(target.indicator)
    return any(same_key(key, other) or likeness(key, other) >= _ALIKE for other in answered)


def measure_not_carried(reading: Reading) -> Iterator[Found]:
    """A measure without a unit of its own that no task or project details."""
    linked = {link.target for link in reading.record.links}
    for item in _without(reading, "measure", linked):
        if not item.duties:
            yield Found(f"{named(item)}没有任务或项目落实", reading.quotes((item, _head(reading, item))))


def task_without_measure(reading: Reading) -> Iterator[Found]:
    """A row of a table of tasks that no measure of the body speaks of."""
    measures = {item.id for item in reading.record.items if item.kind == "measure"}
    linked = {link.source for link in reading.record.links if link.target in measures}
    for item in _without(reading, "task", linked):
        yield Found(f"{named(item)}在正文里没有对应的措施", reading.quotes((item, _head(reading, item))))


def project_without_task(reading: Reading) -> Iterator[Found]:
    """A row of a table of projects that no measure and no task speaks of."""
    linked = {link.source for link in reading.record.links}
    for item in _without(reading, "project", linked):
        yield Found(f"{named(item)}没有对应的措施或任务", reading.quotes((item, _head(reading, item))))


def deadline_in_measure_only(reading: Reading) -> Iterator[Found]:
    """Tasks without any deadline whose measure has one: whether it binds them is not said."""
    details: dict[str, list[Item]] = {}
    for link in reading.record.links:
        source = reading.items[link.source]
        if link.kind == "details" and source.kind == "task" and not any(one.end for one in source.deadlines):
            details.setdefault(link.target, []).append(source)
    for measure in reading.record.items:
        dated = [one for one in measure.deadlines if one.end]
        tasks = details.get(measure.id, [])
        if measure.kind == "measure" and dated and tasks:
            numbers = "、".join(named(task) for task in tasks)
            message = f"{named(measure)}有时限({dated[0].text}), 落实它的{numbers}没有时限"
            places = [(measure, dated[0].span), *((task, _head(reading, task)) for task in tasks)]
            yield Found(message, reading.quotes(*places))


def _without(reading: Reading, kind: Kind, linked: set[str]) -> list[Item]:
    """Items of the kind that are not linked, where most are."""
    items = [item for item in reading.record.items if item.kind == kind]
    loose = [item for item in items if item.id not in linked]
    return loose if len(items) - len(loose) >= _MOST * len(items) else []


def _head(reading: Reading, item: Item) -> tuple[int, int]:
    held = reading.clauses[item.id]
    return held[0].span if held else item.span
