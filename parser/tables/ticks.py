"""Matrices of tasks by units: each unit has a column, and a mark says that it has the task of the row (√, ☑, ●牵头 ○配合)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from kb.schema import Role, Span
from parser.document import Cell, folded
from parser.duties.unit_lists import SURELY
from parser.extract.units import looks_like_units
from parser.lexicon import any_of, load
from parser.lexicon.columns import Column, column_of

_LEAST = 2
"""Columns of units that a matrix has at the least."""
_ROLES: tuple[Role, ...] = ("lead", "support", "responsible")


class Ticked(NamedTuple):
    """A column of a matrix: where its unit stands in the header, and what each of the marks below it says."""

    span: Span
    roles: dict[str, Role]


def ticked_columns(
    text: str, grid: Sequence[Sequence[Cell]], header: int, columns: Sequence[Column]
) -> dict[int, Ticked]:
    """The columns headed by a unit whose cells hold nothing but marks, by their place; none where there are fewer than two.

    `header` is the row of the grid that names the units.
    """
    found: dict[int, Ticked] = {}
    marks: set[str] = set()
    for place, cell in enumerate(grid[header]):
        words = _words(text, cell)
        if cell.column_span > 1 or column_of(words) is not None or looks_like_units(words) < SURELY:
            continue
        held = {_words(text, row[place]) for row in grid[header + 1 :] if place < len(row)} - {""}
        if held and all(word in _meanings() for word in held):
            found[place] = Ticked(cell.span, {})
            marks |= {word for word in held if _meanings()[word] is not None}
    roles = _told(text, marks)
    return {place: Ticked(one.span, roles) for place, one in found.items()} if len(found) >= _LEAST and marks else {}


def unsure(ticked: Mapping[int, Ticked]) -> bool:
    """Whether several marks stand in a matrix and nothing says what each of them means."""
    roles = next(iter(ticked.values())).roles if ticked else {}
    return len(roles) > 1 and len(set(roles.values())) == 1


def _told(text: str, marks: set[str]) -> dict[str, Role]:
    """What each mark says: by its own word, else by a legend in the document, else that the unit is responsible."""
    roles: dict[str, Role] = {}
    for mark in sorted(marks):
        own = next((role for role in _ROLES if role == _meanings()[mark]), None)
        roles[mark] = own or _in_legend(text, mark) or "responsible"
    return roles


def _in_legend(text: str, mark: str) -> Role | None:
    words = load("ticks")
    meaning = "|".join(f"(?P<{role}>{any_of(words[role])})" for role in _ROLES)
    quoted = rf"[“\"”（(]*{re.escape(mark)}[”\"“）)]*"
    found = re.search(rf"{quoted}\s*{any_of(words['legend'])}{{0,2}}\s*(?:{meaning})", folded(text))
    return next((role for role in _ROLES if found and found[role]), None)


@cache
def _meanings() -> dict[str, str | None]:
    """Each word that a cell of a matrix may hold: the role it names, "" for a mark of any, None for none."""
    words = load("ticks")
    meanings: dict[str, str | None] = dict.fromkeys(words["none"])
    meanings |= dict.fromkeys(words["marks"], "")
    for role in _ROLES:
        meanings |= dict.fromkeys(words[role], role)
    return meanings


def _words(text: str, cell: Cell) -> str:
    return "".join(folded(text)[slice(*cell.span)].split())
