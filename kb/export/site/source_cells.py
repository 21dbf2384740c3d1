"""The lines of a table row, each in the column that it belongs to.

A flattened table has lost its borders; the record knows what each line is: the number, the work item, a list of units
in a role, a time. What it does not know is the task's text. Nothing is moved out of a row or left out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.schema import Item, Role, Span

NUMBER, TITLE, TEXT, TIME = "number", "title", "text", "time"
COLUMNS: tuple[str, ...] = (NUMBER, TITLE, TEXT, "lead", "support", "responsible", TIME)
"""In the order in which they stand in such tables."""
_NOTHING = re.compile(r"[/／—\-–无]+")
"""What stands in a cell that is meant to be empty."""
_NUMERAL = re.compile(r"\d{1,4}[.、．]?")
_NOISE = re.compile(r"[\s\"“”'‘’]+")


def arrange(item: Item, lines: Iterable[tuple[Span, str]]) -> tuple[str, ...]:
    """The column of each line of the item's block, given as (span, words).

    Empty where the block is no table row: the item says so, or all of its lines would stand in one column.
    """
    held = list(lines)
    if item.locator.row is None or len(held) < 2:
        return ()
    columns = [_column(item, span, words) for span, words in held]
    if _NUMERAL.fullmatch(held[0][1]):
        columns[0] = NUMBER
    for at, (_, words) in enumerate(held):
        if at and columns[at - 1] in ("lead", "support") and _NOTHING.fullmatch(words):
            columns[at] = "support"
    return tuple(columns) if len(set(columns)) > 1 and TEXT in columns else ()


def _column(item: Item, span: Span, words: str) -> str:
    plain = _NOISE.sub("", words)
    role = _role(item, span, len(plain))
    if role:
        return role
    times = sum(_inside(deadline.span, span) for deadline in item.deadlines)
    if times and times * 2 >= len(plain):
        return TIME
    return TITLE if item.title and plain in _NOISE.sub("", item.title) else TEXT


def _role(item: Item, span: Span, length: int) -> Role | None:
    """The role of the units that make up most of the line; null where the line is prose, or the roles are several."""
    named = [(duty.role, size) for duty in item.duties if (size := _inside(duty.span, span))]
    if sum(size for _, size in named) * 2 < length or len({role for role, _ in named}) != 1:
        return None
    return named[0][0]


def _inside(part: Span, whole: Span) -> int:
    """Characters of `part` that lie in `whole`."""
    return max(0, min(part[1], whole[1]) - max(part[0], whole[0]))
