"""Tables in unusual shapes, made ordinary: a header in a table of its own, labels on the left, the same table twice.

Pages draw a header that stays in place as a table above that of the rows, and a column that stays as a copy of the whole;
forms give each task a table whose header words stand below each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from parser.cells.header import is_header
from parser.document import Block, Cell, folded
from parser.duties.unit_lists import SURELY
from parser.extract.units import looks_like_units
from parser.grid import compute_grid
from parser.lexicon.columns import MATTER_ROLES, OTHER, UNIT_ROLES, Column, column_of, settle
from parser.tables.grid_header import GridHeader, find_grid_header

_SHARE = 0.6
"""Share of the filled cells below a header of units that must be units for a table to take it over."""
_LABELS_LEAST = 3
"""Rows of a table whose labels stand on the left."""
_LABEL_MOST = 8
"""Characters of a label that the vocabulary does not know at the most."""


def words_of(text: str, table: Block) -> tuple[str, ...]:
    """The words of every cell, by which a table is another one's copy; empty for a table without words."""
    words = tuple("".join(text[slice(*cell.span)].split()) for cell in table.cells)
    return words if any(words) else ()


def header_from_above(text: str, table: Block, above: Block, header: GridHeader) -> GridHeader | None:
    """The header of the table right above, for one of as many columns that has none; None where it does not suit.

    An empty column at the edge of the header (the place of a scroll bar) counts for nothing.
    """
    if text[above.span[1] : table.span[0]].strip() or find_grid_header(text, table) is not None:
        return None
    grid = compute_grid(table)
    width = max(map(len, grid), default=0)
    edge = {cell.column + cell.column_span for cell in above.cells if cell.span[0] < cell.span[1]}
    if width != max(edge, default=0):
        return None
    columns = header.columns[:width]
    cells = {
        (cell.row, cell.column): _words(text, cell)
        for row in grid
        for cell, column in zip(row, columns, strict=False)
        if column.role in UNIT_ROLES and cell.column_span == 1
    }
    units = [words for words in cells.values() if words]
    suits = sum(looks_like_units(words) >= SURELY for words in units)
    return GridHeader(-1, columns) if units and suits >= _SHARE * len(units) else None


def shape_of(text: str, table: Block) -> tuple[Block, GridHeader | None]:
    """The table as it is read, and its header; None where it has none."""
    return card(text, table) or upright(text, table) or (table, find_grid_header(text, table))


def upright(text: str, table: Block) -> tuple[Block, GridHeader] | None:
    """A table whose labels stand on the left, with its rows made columns, and its header; None for any other table."""
    grid = compute_grid(table)
    labels = [row[0] for row in grid if row]
    if len(labels) < _LABELS_LEAST or len(labels) != len(grid) or any(len(row) < 2 for row in grid):
        return None
    columns = _labelled(text, labels)
    if columns is None or _are_labels(text, [row[1] for row in grid]):
        return None
    turned = [
        replace(cell, row=cell.column, column=cell.row, row_span=cell.column_span, column_span=cell.row_span)
        for cell in table.cells
    ]
    cells = tuple(sorted(turned, key=lambda cell: (cell.row, cell.column)))
    return replace(table, cells=cells), GridHeader(0, columns)


def card(text: str, table: Block) -> tuple[Block, GridHeader] | None:
    """A form for one task, whose labels stand before their values, several in a row, made a table of one row.

    名称 | 新建公园 / 牵头单位 | 县住建局 | 配合单位 | 县财政局; a row of one cell at its head is its title.
    """
    rows = [_own(row) for row in compute_grid(table)]
    head = rows.pop(0) if rows and len(rows[0]) == 1 else []
    labels = [cell for row in rows for cell in row[::2]]
    values = [cell for row in rows for cell in row[1::2]]
    several = max(map(len, rows), default=0) > 2
    if not several or len(labels) != len(values) or len(labels) < _LABELS_LEAST or any(len(row) % 2 for row in rows):
        return None
    columns = _labelled(text, labels)
    if columns is None or any(_is_label(_words(text, cell)) for cell in values):
        return None
    placed = [replace(cell, row=0, column=0, row_span=1, column_span=len(labels)) for cell in head]
    for row, cells in enumerate((labels, values), len(head)):
        placed += [replace(cell, row=row, column=k, row_span=1, column_span=1) for k, cell in enumerate(cells)]
    return replace(table, cells=tuple(placed)), GridHeader(len(head), columns)


def _is_label(words: str) -> bool:
    """Whether a cell is a label; a bare year is a value too."""
    column = column_of(words)
    return column is not None and column.role != "yearly"


def _own(row: Sequence[Cell]) -> list[Cell]:
    """The cells of a row of the grid, each once."""
    return list({(cell.row, cell.column): cell for cell in row}.values())


def _labelled(text: str, labels: Sequence[Cell]) -> list[Column] | None:
    """The settled columns of cells that are labels, most of them known; None where they are none, or not those of a task."""
    words = ["".join(text[slice(*cell.span)].split()) for cell in labels]
    known = [column_of(word) for word in words]
    unknown = [word for word, column in zip(words, known, strict=True) if column is None]
    if len(unknown) * 2 >= len(words) or any(not 1 < len(word) <= _LABEL_MOST for word in unknown):
        return None
    columns = [(column or Column(OTHER))._replace(header=word) for word, column in zip(words, known, strict=True)]
    settled = settle(columns)
    roles = {column.role for column in settled}
    return settled if is_header(settled) and roles & set(MATTER_ROLES) and roles & set(UNIT_ROLES) else None


def _are_labels(text: str, cells: Sequence[Cell]) -> bool:
    """Whether the second column holds header words too: then it is no row of values."""
    found: list[Column | None] = [column_of(_words(text, cell)) for cell in cells]
    return sum(column is not None for column in found) * 2 > len(found)


def _words(text: str, cell: Cell) -> str:
    return "".join(folded(text)[slice(*cell.span)].split())
