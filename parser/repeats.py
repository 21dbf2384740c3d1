"""Targets that the prose of a plan and its indicator table both state are one target, counted with the table's row."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from kb.schema import Item, Repeat, Target
from parser.extract.target_repeats import repeats


def join_repeats(items: Sequence[Item]) -> list[Item]:
    """The items in order; a target of running text that a row of the plan's indicator table repeats becomes a `Repeat`.

    Rows of an indicator table are goals with a row number. Without such a table every item stays as it is.
    """
    table = [(item, count, target) for item in items if _is_row(item) for count, target in enumerate(item.targets, 1)]
    return (
        [item if _is_row(item) or not item.targets else _joined(item, table) for item in items] if table else [*items]
    )


def _is_row(item: Item) -> bool:
    return item.kind == "goal" and item.locator.row is not None


def _joined(item: Item, table: Sequence[tuple[Item, int, Target]]) -> Item:
    kept, moved = [], []
    aims = [aim for _, _, aim in table]
    for target in item.targets:
        same = repeats(target, aims) if item.locator.row is None else None
        if same is None:
            kept.append(target)
        else:
            row, count, _ = next(entry for entry in table if entry[2] is same)
            moved.append(Repeat(item=row.id, count=count, target=target))
    return replace(item, targets=tuple(kept), repeats=tuple(moved))
