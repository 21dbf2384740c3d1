"""The header of a table whose cells are stated: over one row, two or three, below a title row; what each column holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import NamedTuple

from parser.cells.header import is_header
from parser.document import Block, Cell, folded
from parser.grid import compute_grid
from parser.lexicon.columns import OTHER, Column, column_of
from parser.tables.ticks import Ticked, ticked_columns
from parser.tables.told_columns import with_told_columns

Grid = list[list[Cell]]

_HEADER_ROWS = 6
"""Rows from the top among which the header is looked for."""


class GridHeader(NamedTuple):
    """The last header row (-1: the table has none), and what each column holds."""

    last: int
    columns: list[Column]
    ticked: Mapping[int, Ticked] = MappingProxyType({})
    """The columns of a matrix, which marks below the names of units fill."""


# ---------------------------------------------------------------- header
def find_grid_header(text: str, table: Block) -> GridHeader | None:
    """The header of a responsibility, project or indicator table; None for any other table."""
    grid = compute_grid(table)
    words_of = cache(partial(_column_words, text, grid))
    for last in range(min(_HEADER_ROWS, len(grid))):
        if _continues(text, grid, last):
            continue
        top = last
        while top and _continues(text, grid, top - 1):
            top -= 1
        for first in dict.fromkeys((top, last, max(last - 1, 0))):
            headed = [_column(text, grid, first, last, c) for c in range(len(grid[last]))]
            columns = with_told_columns(headed, partial(words_of, last + 1))
            ticked = ticked_columns(text, grid, last, columns)
            columns = [
                column._replace(role="responsible") if k in ticked else column for k, column in enumerate(columns)
            ]
            if is_header(columns):
                return GridHeader(last, columns, ticked)
    return None


def _column_words(text: str, grid: Grid, top: int, column: int) -> list[str]:
    """Words of a column's own cells below the header; cells merged over columns and over ten rows are headings."""
    cells = {(r[column].row, r[column].column): r[column] for r in grid[top:] if column < len(r)}
    return [_words(text, c) for c in cells.values() if c.column_span == 1 and c.row_span <= 10]


def _continues(text: str, grid: Grid, row: int) -> bool:
    """Whether the next row is a second header row.

    A header word reaches down to it; or header words stand below a cell merged over columns; or, where the table states
    no merged cells, it holds header words only.
    """
    if row + 1 >= len(grid):
        return False
    below = grid[row + 1]
    if any(cell is below[c] and column_of(_words(text, cell)) for c, cell in enumerate(grid[row])):
        return True
    merged = [c for c, cell in enumerate(grid[row]) if 1 < cell.column_span < len(grid[row])]
    parts = [column_of(_words(text, below[c])) for c in merged if below[c] is not grid[row][c]]
    own = [column_of(words) for cell in below if (words := _words(text, cell))]
    known = parts or (own if len(own) > 1 else [])
    return bool(known) and all(column is not None for column in known)


def _column(text: str, grid: Grid, first: int, last: int, column: int) -> Column:
    """What a column holds by its header cells, the lower one first."""
    words = [_words(text, grid[r][column]) for r in range(first, last + 1) if column < len(grid[r])]
    joined = "".join(dict.fromkeys(words))
    found = next((found for word in dict.fromkeys((*reversed(words), joined)) if (found := column_of(word))), None)
    cells = (grid[row][column] for row in range(last, first - 1, -1) if column < len(grid[row]))
    printed = next((word for cell in cells if (word := "".join(text[slice(*cell.span)].split()))), "")
    return (found or Column(OTHER))._replace(header=printed)


def _words(text: str, cell: Cell) -> str:
    return "".join(folded(text)[slice(*cell.span)].split())
