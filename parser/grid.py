"""Tables as grids: where each cell stands, and which cell covers each position. Computed, never stored.

The rule of placement is HTML's (WHATWG, "forming a table"): a cell takes the first position of its row that no cell
from above covers, a row span ends with the table, and of two cells that claim one position the earlier keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from parser.document import Block, Cell
from parser.limits import SPAN, check

T = TypeVar("T")

_PUSHED = 2
"""How much wider than its widest row cells from above may make a table; beyond, they are not meant to reach so far."""


class Placed(NamedTuple):
    """A rectangle of the grid, counted from 0."""

    row: int
    column: int
    row_span: int
    column_span: int


def place(rows: Sequence[Sequence[tuple[int, int, T]]]) -> list[tuple[Placed, T]]:
    """Positions of the cells of `rows`, each `(row_span, column_span, content)`; row_span 0 reaches to the last row.

    Cells that a span from above covers are absent from later rows, as in HTML and in pandoc's tree. Ordered by row and
    column. No two rectangles overlap: a span that runs into a cell from above is cut short. Raises `BeyondLimitError`
    for more rows or columns than are allowed.
    """
    height = len(rows)
    check("rows", height)
    widest = max((sum(min(max(wide, 1), SPAN) for _, wide, _ in cells) for cells in rows), default=0)
    free: list[int] = []
    """Of each column the first row that no cell covers yet."""
    owner: list[int] = []
    """Of each column which cell has been placed in it last."""
    placed: list[tuple[Placed, T]] = []
    for row, cells in enumerate(rows):
        column = 0
        for row_span, column_span, content in cells:
            while column < len(free) and free[column] > row:
                column += 1
            tall = max(min(row_span if row_span > 0 else height, height - row), 1)
            if column + 1 > _PUSHED * widest:
                column = _end_above(placed, owner, free, row, column)
            wide = _free_width(free, row, column, min(max(column_span, 1), SPAN))
            new = [0] * (column + wide - len(free))
            free += new
            owner += new
            free[column : column + wide] = [row + tall] * wide
            owner[column : column + wide] = [len(placed)] * wide
            placed.append((Placed(row, column, tall, wide), content))
            column += wide
        check("columns", len(free))
    return placed


def _end_above(placed: list[tuple[Placed, T]], owner: Sequence[int], free: list[int], row: int, column: int) -> int:
    """End the cells that reach down from above into `row`, left of `column`, above it; the first column free now."""
    first = column
    for k in range(min(column, len(free)) - 1, -1, -1):
        where, content = placed[owner[k]]
        if where.row == row:
            break
        placed[owner[k]] = where._replace(row_span=min(where.row_span, row - where.row)), content
        free[k], first = row, k
    return first


def _free_width(free: Sequence[int], row: int, column: int, wanted: int) -> int:
    width = 1
    while width < wanted and (column + width >= len(free) or free[column + width] <= row):
        width += 1
    return width


def compute_grid(table: Block) -> list[list[Cell]]:
    """Each position of `table` -> the cell that covers it; rows and columns count from 0.

    A position that no cell covers holds an empty cell of its own, whose span is empty and at the table's end.
    """
    return fill_grid(table.cells, table.span[1])


def fill_grid(cells: Iterable[Cell], end: int) -> list[list[Cell]]:
    """The grid of `cells`; `end` is where the empty cells of uncovered positions stand in the text."""
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    height = max((cell.row + cell.row_span for cell in ordered), default=0)
    width = max((cell.column + cell.column_span for cell in ordered), default=0)
    grid: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for cell in ordered:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                grid[row][column] = grid[row][column] or cell
    return [
        [cell or Cell(row=r, column=c, span=(end, end)) for c, cell in enumerate(line)] for r, line in enumerate(grid)
    ]
