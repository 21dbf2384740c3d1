"""Layout: a table whose cells the format states (docx, html, xlsx, pdf, tabs). Merged cells in any column, section rows.

The header may stand over one or two rows; a title row above it is skipped. A cell merged over rows counts in each of
them (`inherited`); a row that is one cell from edge to edge is a section heading.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from kb.schema import Certainty, Span
from parser.document import Block, Cell
from parser.grid import compute_grid
from parser.layouts.columns import OTHER, TIME_ROLES, UNIT_ROLES, column_role, settle
from parser.layouts.draft import Draft, Layout
from parser.layouts.rows import Row, RowCell, draft_of, kind_of_table

_HEADER_ROWS = 6
"""Rows from the top among which the header is looked for."""


class GridHeader(NamedTuple):
    """The last header row, and the role of each column."""

    last: int
    roles: list[str]


def find_grid_header(text: str, table: Block) -> GridHeader | None:
    """The header of a responsibility, project or indicator table; None for any other table."""
    grid = compute_grid(table)
    for last in range(min(_HEADER_ROWS, len(grid))):
        for first in (last, last - 1):
            if first < 0:
                continue
            roles = settle([_role(text, grid, first, last, c) for c in range(len(grid[last]))])
            known = set(roles) - {OTHER}
            if _is_header(roles, known) and not _continues(text, grid, last):
                return GridHeader(last, roles)
    return None


def _is_header(roles: list[str], known: set[str]) -> bool:
    has_units = bool(known & set(UNIT_ROLES))
    has_matter = bool(known & {"text", "title", "indicator", "target"})
    if "score" in known and not has_units:
        return False
    return has_matter and (has_units or bool(known & set(TIME_ROLES))) and len([r for r in roles if r != OTHER]) >= 2


def _continues(text: str, grid: list[list[Cell]], row: int) -> bool:
    """Whether the next row is a second header row: it has header words below a cell merged over columns."""
    if row + 1 >= len(grid):
        return False
    merged = [c for c, cell in enumerate(grid[row]) if cell.column_span > 1 and cell.column_span < len(grid[row])]
    below = [column_role(_words(text, grid[row + 1][c])) for c in merged]
    return bool(merged) and all(role is not None for role in below)


def _role(text: str, grid: list[list[Cell]], first: int, last: int, column: int) -> str:
    """Role of a column from its header cells, the lower one first."""
    words = [_words(text, grid[r][column]) for r in range(first, last + 1) if column < len(grid[r])]
    for word in (*reversed(words), "".join(dict.fromkeys(words))):
        role = column_role(word)
        if role is not None:
            return role
    return OTHER


def read_grid_table(
    text: str, table: Block, header: GridHeader, *, part: str, key: str, title: str, path: tuple[str, ...]
) -> Layout:
    """Items and headings of the table. `key` is the prefix of the items' ids."""
    grid = compute_grid(table)
    kind = kind_of_table(header.roles, title)
    headings = [c.span for c in table.cells if c.row <= header.last and c.span[0] < c.span[1]]
    drafts: list[Draft] = []
    section: tuple[str, ...] = ()
    rows: list[Row] = []
    for index in range(header.last + 1, len(grid)):
        cells = grid[index]
        heading = _section_row(text, cells)
        if heading is not None:
            section = (_words(text, heading),)
            headings.append(heading.span)
        elif not _repeats_header(text, cells, header.roles):
            row = _row(text, cells, index, header.roles, section, len(rows) + 1)
            if row is not None:
                rows.append(row)
        else:
            headings.extend(c.span for c in cells)
    for row, name in _named(rows):
        drafts.append(draft_of(text, row, kind=kind, key=f"{key}/{name}", path=path, part=part, heading=title))
    return Layout(tuple(drafts), tuple(headings))


def _row(
    text: str, cells: list[Cell], index: int, roles: list[str], section: tuple[str, ...], ordinal: int
) -> Row | None:
    spans: dict[str, list[Span]] = {}
    certainty: dict[str, Certainty] = {}
    first: Cell | None = None
    for cell, role in zip(cells, roles, strict=False):
        if cell.span[0] >= cell.span[1] or cell.span in spans.get(role, []):
            continue
        if role == "title" and role in spans and cell.row < index:
            continue
        spans.setdefault(role, []).append(cell.span)
        certainty[role] = "inherited" if cell.row < index else certainty.get(role, "stated")
        if cell.row == index and first is None:
            first = cell
    if first is None or not set(spans) - {"number"}:
        return None
    number = _number(text, spans.pop("number", []))
    row_cells = [RowCell(role, tuple(found), certainty[role]) for role, found in spans.items()]
    own_number = [
        c for c, r in zip(cells, roles, strict=False) if r == "number" and c.row == index and c.span[0] < c.span[1]
    ]
    if own_number:
        row_cells.append(RowCell("number", (own_number[0].span,)))
    if all(c.certainty == "inherited" for c in row_cells):
        return None
    return Row(
        number=number,
        cells=tuple(row_cells),
        section=section,
        ordinal=ordinal,
        page=first.page,
        address=first.address,
    )


def _named(rows: list[Row]) -> list[tuple[Row, str]]:
    """Each row with its id within the table: its printed number where that is unique; number and sub-row where rows
    below each other share one (the row's `part`); its ordinal where there is no number or it returns later."""
    numbers = [row.number for row in rows]
    named = []
    for k, row in enumerate(rows):
        same = [j for j, n in enumerate(numbers) if n == row.number]
        if row.number is not None and len(same) == 1:
            named.append((row, row.number))
        elif row.number is not None and all(b == a + 1 for a, b in pairwise(same)):
            part = same.index(k) + 1
            named.append((replace(row, part=part), f"{row.number}.{part}"))
        else:
            named.append((row, f"row{row.ordinal}"))
    return named


def _number(text: str, spans: list[Span]) -> str | None:
    found = (
        re.match(r"\d{1,3}(?:[.．]\d{1,3})*|[一二三四五六七八九十]{1,3}", text[slice(*spans[0])].strip())
        if spans
        else None
    )
    return found.group() if found else None


def _section_row(text: str, cells: list[Cell]) -> Cell | None:
    """The cell of a row that is one cell from edge to edge, or whose only words stand in its first cell as a heading."""
    filled = list({(c.row, c.column): c for c in cells if c.span[0] < c.span[1]}.values())
    if len(filled) != 1 or len(cells) < 3:
        return None
    cell = filled[0]
    wide = cell.column_span >= len(cells) - 1
    words = _words(text, cell)
    return cell if wide or re.match(r"[（(]?[一二三四五六七八九十]+[)）、.．]", words) else None


def _repeats_header(text: str, cells: list[Cell], roles: list[str]) -> bool:
    words = [_words(text, c) for c in cells]
    return (
        sum(column_role(w) in (r, "responsible") for w, r in zip(words, roles, strict=False) if r != OTHER and w) >= 3
    )


def _words(text: str, cell: Cell) -> str:
    return re.sub(r"\s+", "", text[slice(*cell.span)])
