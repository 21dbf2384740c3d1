"""Merged cells that tabs, CSV and pages saved as text keep in their first row only: what lies below is empty there.

Filled down are a title above words of its own, a lead beside supporters (no row has supporters and no lead), and all units
and times of a row that names no unit. An empty cell of supporters beside a lead is empty.
"""

from __future__ import annotations

from collections.abc import Sequence

from parser.cells.looks import look_of
from parser.document import Cell, folded
from parser.lexicon.columns import MATTER_ROLES, TIME_ROLES, UNIT_ROLES, Column
from parser.tables.readings import is_of_another, without_blanks


def is_filled(cell: Cell) -> bool:
    """Whether the cell has words."""
    return cell.span[0] < cell.span[1]


def filled_down(
    cells: list[Cell], above: Sequence[Cell], columns: Sequence[Column], *, merges: bool = False
) -> list[Cell]:
    """The cells of a row with those of merged cells taken from the row above it, which stands in the same section.

    `merges`: the format would say that cells are merged, so that a lead missing beside supporters is missing.
    """
    own = [k for k, cell in enumerate(cells) if k < len(columns) and is_filled(cell)]
    has = {columns[k].role for k in own}
    if not has & set(MATTER_ROLES) and "number" not in has and has & set(UNIT_ROLES) and len(above) == len(cells):
        goes_on = {k for k, column in enumerate(columns) if column.role in ("number", *MATTER_ROLES)}
        return [above[k] if k in goes_on and not is_filled(cell) else cell for k, cell in enumerate(cells)]
    if not has & {"text", "indicator", "title"} or len(above) != len(cells):
        return cells
    shared = _shared(own, has, columns, merges)
    return [above[k] if k in shared and not is_filled(cell) else cell for k, cell in enumerate(cells)]


def lacks_lead(roles: set[str]) -> bool:
    """Whether a row names supporters and no lead."""
    return "support" in roles and "lead" not in roles


def realigned(text: str, cells: list[Cell], columns: Sequence[Column]) -> list[Cell]:
    """The cells of a row moved to the right where its page left out those that merged cells above cover, and put empty
    ones at its end instead; as they are where they suit their columns, or nothing else does."""
    filled = max((k for k, cell in enumerate(cells) if is_filled(cell)), default=-1) + 1
    if not filled or filled == len(cells) or len(columns) < len(cells) or _suits(text, cells[:filled], columns, 0):
        return cells
    for moved in range(1, len(cells) - filled + 1):
        if _suits(text, cells[:filled], columns, moved):
            return [*cells[filled : filled + moved], *cells[:filled], *cells[filled + moved :]]
    return cells


def _suits(text: str, cells: Sequence[Cell], columns: Sequence[Column], moved: int) -> bool:
    """Whether no cell is plainly another column's, and units or a time stand where they should."""
    found = False
    for cell, column in zip(cells, columns[moved:], strict=False):
        word = without_blanks(folded(text)[slice(*cell.span)])
        if word and is_of_another(look_of(word), column.role, sentences=True):
            return False
        found = found or (bool(word) and column.role in (*UNIT_ROLES, *TIME_ROLES))
    return found


def _shared(own: Sequence[int], has: set[str], columns: Sequence[Column], merges: bool) -> set[int]:
    """The columns whose empty cells are the rest of a merged cell."""
    roles = [column.role for column in columns]
    matter = min((k for k in own if roles[k] in MATTER_ROLES), default=0)
    shared = {k for k, role in enumerate(roles) if role == "title" and k < matter}
    if "number" in roles and "number" not in has and not has & {"title"}:
        shared |= {k for k, role in enumerate(roles) if role == "number"}
    if lacks_lead(has) and not merges:
        shared |= {k for k, role in enumerate(roles) if role == "lead"}
    if not has & set(UNIT_ROLES):
        shared |= {k for k, role in enumerate(roles) if role in UNIT_ROLES}
        if not has & set(TIME_ROLES):
            shared |= {k for k, role in enumerate(roles) if role in TIME_ROLES}
    return shared
