"""Checks of what is carried on: goals and measures that no row of a table takes up, rows that no measure asks for.

They rest on the record's links (`graph.links`); a record without any says nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.checks.reading import Found, Reading, name
from graph.checks.targets import indicator_key, likeness, same_key
from kb.schema import Item, Kind, Target

_ALIKE = 0.75
"""Indicators at least this alike are one for the question whether anybody answers for it."""
_MOST = 0.5
"""Share of the tasks that are linked, from which a task without a link is worth telling."""


def goal_not_carried(reading: Reading) -> Iterator[Found]:
    """Numbers of a goal that no task or project with a unit names."""
    answered = [
        indicator_key(target.indicator)
        for item in reading.record.items
        if item.duties and item.kind in ("task", "project", "measure")
        for target in item.stated_targets
    ]
    if not answered:
        return
    for item in reading.record.items:
        if item.kind != "goal" or item.duties or item.locator.row is not None:
            continue
        loose = [target for target in item.stated_targets if not _is_carried(target, answered)]
        if loose:
            names = "、".join(dict.fromkeys(target.indicator for target in loose))
            message = f"{name(item)}的指标没有任务或项目承接: {names}"
            yield Found(message, reading.quotes(*((item, span) for span in dict.fromkeys(t.span for t in loose))))


def _is_carried(target: Target, answered: list[str]) -> bool:
    key = indicator_key(target.indicator)
    return any(same_key(key, other) or likeness(key, other) >= _ALIKE for other in answered)


def measure_not_carried(reading: Reading) -> Iterator[Found]:
    """A measure without a unit of its own that no task or project details."""
    linked = {link.target for link in reading.record.links}
    for item in _without(reading, "measure", linked):
        if not item.duties:
            yield Found(f"{name(item)}没有任务或项目落实", reading.quotes((item, _head(reading, item))))


def task_without_measure(reading: Reading) -> Iterator[Found]:
    """A row of a table of tasks that no measure of the body speaks of."""
    measures = {item.id for item in reading.record.items if item.kind == "measure"}
    linked = {link.source for link in reading.record.links if link.target in measures}
    for item in _without(reading, "task", linked):
        yield Found(f"{name(item)}在正文里没有对应的措施", reading.quotes((item, _head(reading, item))))


def _without(reading: Reading, kind: Kind, linked: set[str]) -> list[Item]:
    """Items of the kind that are not linked, where most are."""
    items = [item for item in reading.record.items if item.kind == kind]
    loose = [item for item in items if item.id not in linked]
    return loose if len(items) - len(loose) >= _MOST * len(items) else []


def _head(reading: Reading, item: Item) -> tuple[int, int]:
    held = reading.clauses[item.id]
    return held[0].span if held else item.span
