"""Layout: a table whose cells the format states (docx, html, xlsx, pdf, tabs). Merged cells in any column, section rows.

The header may stand over one or two rows; a title row above it is skipped. A cell merged over rows counts in each of
them (`inherited`); a row that is one cell from edge to edge is a section heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from kb.numerals import COUNTING
from kb.schema import Certainty, PageBox
from parser.cut.blocks import passage
from parser.document import Block, Cell
from parser.drafts import Doubt, Layout
from parser.grid import compute_grid
from parser.lexicon import any_of, load
from parser.lexicon.columns import MATTER_ROLES, OTHER, TIME_ROLES, UNIT_ROLES, Column, column_of
from parser.outline.nodes import Owner
from parser.tables.fill_down import filled_down, lacks_lead, realigned
from parser.tables.grid_header import Grid, GridHeader
from parser.tables.owners import owner_of
from parser.tables.rows import Row, RowCell, TablePlace, draft_of, kind_of_table, named, paths_above, without_dittos
from parser.tables.ticks import unsure


# ---------------------------------------------------------------- rows
def read_grid_table(text: str, table: Block, header: GridHeader, place: TablePlace) -> Layout:
    """Items and headings of the table. `key` is the prefix of the items' ids."""
    grid = compute_grid(table)
    headings = [c.span for c in table.cells if c.row <= header.last and c.span[0] < c.span[1]]
    rows: list[Row] = []
    section, owner = "", Owner()
    arabic = _has_arabic_numbers(text, grid, header)
    merges = any(c.row_span > 1 for c in table.cells)
    above: list[Cell] = []
    for index in range(header.last + 1, len(grid)):
        cells = grid[index] if merges else realigned(text, grid[index], header.columns)
        heading = _section(text, cells, header.columns, arabic)
        if heading:
            section, owner = heading
        if heading or _is_furniture(text, cells, header.columns):
            headings.extend(c.span for c in cells if c.row == index)
            above = above if not heading else []
            continue
        row = _row(text, cells, index, header, len(rows) + 1, table.sheet)
        row = without_dittos(text, row, rows[-1]) if row is not None and rows else row
        if row is not None and rows and _goes_on(text, rows[-1], row, header.columns):
            rows[-1] = _joined(rows[-1], row)
        elif row is not None:
            if not merges:
                above = filled_down(cells, above, header.columns, merges=table.merges)
                row = _row(text, above, index, header, row.ordinal, table.sheet) or row
                row = without_dittos(text, row, rows[-1]) if rows else row
                row = _doubted(row, header.columns) if table.merges else row
            rows.append(replace(row, section=(section,) if section else (), owner=owner))
        else:
            headings.extend(c.span for c in cells if c.row == index)
    kind = kind_of_table(header.columns, place.name)
    paths = paths_above(rows, place.path)
    drafts = [
        draft_of(text, row, kind=kind, key=f"{place.key}/{name}", path=paths[bool(row.section)], place=place)
        for row, name in named(rows)
    ]
    return Layout(tuple(drafts), tuple(headings), tuple(_header_doubts(header, table)))


def _header_doubts(header: GridHeader, table: Block) -> list[Doubt]:
    if unsure(header.ticked):
        message = "表里用几种符号标出单位, 没有说明各是牵头还是配合, 都读作责任单位, 请对照原件核对"
        return [Doubt("unexplained-marks", "warning", message, (table.span[0], table.span[0] + 1))]
    if not any(c.inferred for c in header.columns):
        return []
    message = "表头没有写明每一列是什么, 其中的单位、时限或工作内容是按单元格内容推断的, 请对照原件核对"
    return [Doubt("inferred-unit-column", "info", message, (table.span[0], table.span[0] + 1))]


def _row(
    text: str,
    cells: list[Cell],
    index: int,
    header: GridHeader,
    ordinal: int,
    sheet: str | None,
) -> Row | None:
    """The row of `cells`, None where it has nothing of its own. A cell merged over columns counts in the first it fits."""
    found: list[RowCell] = []
    seen: set[tuple[int, int]] = set()
    first: Cell | None = None
    number: str | None = None
    for at, (cell, column) in enumerate(zip(cells, header.columns, strict=False)):
        place = (cell.row, cell.column)
        if cell.span[0] >= cell.span[1] or place in seen:
            continue
        seen.add(place)
        if column.role == "number":
            number = _number(text, cell)
        if column.inferred and cell.column_span > 1:
            column = column._replace(role="title")
        certainty: Certainty = "inherited" if cell.row < index else "stated"
        if at in header.ticked:
            column = column._replace(role="note")
            unit, roles = header.ticked[at]
            role = roles.get(_words(text, cell))
            found += [RowCell(Column(role), (unit,), certainty, elsewhere=True)] if role else []
        found.append(RowCell(column, (cell.span,), certainty))
        if cell.row == index and first is None:
            first = cell
    if first is None or not any(c.role in (*MATTER_ROLES, *UNIT_ROLES) for c in found):
        return None
    return Row(
        number=number,
        cells=tuple(found),
        ordinal=ordinal,
        page=first.page,
        sheet=sheet,
        address=first.address,
        box=_row_box(cells, first),
    )


def _doubted(row: Row, columns: Sequence[Column]) -> Row:
    """A row whose format states merged cells, and has none: units of the row above are no more than likely, and told."""
    filled = [cell for cell in row.cells if cell.certainty == "inherited" and cell.role in UNIT_ROLES]
    own = {cell.role for cell in row.cells if cell.certainty != "inherited" and cell.spans}
    span = next(cell.spans[0] for cell in row.cells if cell.certainty != "inherited")
    if filled:
        message = "这一行的单位一栏是空的, 表里也没有合并单元格, 按上一行的单位读作推断, 请对照原件核对"
        cells = tuple(
            replace(cell, certainty="inferred", elsewhere=True) if cell in filled else cell for cell in row.cells
        )
        return replace(row, cells=cells, doubts=(*row.doubts, Doubt("doubt-inherited-unit", "warning", message, span)))
    if lacks_lead(own) and any(column.role == "lead" for column in columns):
        message = "这一行写有配合单位, 牵头单位一栏是空的, 请对照原件核对"
        return replace(row, doubts=(*row.doubts, Doubt("doubt-empty-unit", "warning", message, span)))
    return row


def _row_box(cells: list[Cell], first: Cell) -> PageBox | None:
    """Around the cells that begin in the row of `first`, on its page; None where the format has no pages."""
    boxes = [cell.box for cell in cells if cell.box and (cell.row, cell.page) == (first.row, first.page)]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _goes_on(text: str, above: Row, row: Row, columns: Sequence[Column]) -> bool:
    """Whether a row is the rest of the row above, broken over a page: no number, no units, only words that go on."""
    if "number" not in [c.role for c in columns] or above.number is None or row.number is not None:
        return False
    roles = [c.role for c in row.cells]
    if any(c.certainty == "inherited" for c in row.cells) or not set(roles) <= {"text", "title", "target", *UNIT_ROLES}:
        return False
    before = {c.role: text[c.spans[-1][0] : c.spans[-1][1]] for c in above.cells}
    if "text" in roles and (row.page == above.page or before.get("text", "。").endswith(("。", "；", ";"))):
        return False
    return "text" in roles or all(before.get(role, "").endswith(("、", "，", ",")) for role in roles)


def _joined(above: Row, row: Row) -> Row:
    """The row with the words of its rest below, column by column."""
    rest = {c.role: c.spans for c in row.cells}
    cells = [replace(c, spans=(*c.spans, *rest.pop(c.role, ()))) for c in above.cells]
    extra = [c for c in row.cells if c.role in rest]
    return replace(above, cells=(*cells, *extra))


_NUMBER = re.compile(rf"\d{{1,3}}(?:[.．-]\d{{1,3}})*|[{COUNTING}]{{1,3}}|[（(][{COUNTING}\d]{{1,3}}[）)]")
_ARABIC = re.compile(r"\d{1,3}[.．、]?")
_HAN_HEADING = re.compile(rf"[（(]?[{COUNTING}]{{1,3}}[)）、.．]*")
_HEADING_MOST = 40
"""Characters of a numbered section row that does not reach from edge to edge at the most."""
_SECTION_MOST = 20
"""Characters of the words of a section row beside its number at the most."""
_SUM = re.compile(any_of(load("tables")["sums"]))
_NOTE = re.compile(r"(?:备?注|说明)\s*[:：\d]")


def _number(text: str, cell: Cell) -> str | None:
    found = _NUMBER.match(_words(text, cell))
    return found.group() if found else None


def _has_arabic_numbers(text: str, grid: Grid, header: GridHeader) -> bool:
    """Whether the rows of the table are numbered 1, 2, 3: then a Han numeral heads a section."""
    column = next((k for k, c in enumerate(header.columns) if c.role == "number"), None)
    if column is None:
        return True
    return any(_ARABIC.fullmatch(_words(text, row[column])) for row in grid[header.last + 1 :])


def _section(text: str, cells: list[Cell], columns: Sequence[Column], arabic: bool) -> tuple[str, Owner] | None:
    """The words of a section row without the units that they name, and those units; None for any other row."""
    found = _section_cells(text, cells, columns, arabic)
    if not found:
        return None
    words, owner = owner_of(passage(text, *(cell.span for cell in found)))
    return re.sub(r"\s+", "", words.text), owner


def _section_cells(text: str, cells: list[Cell], columns: Sequence[Column], arabic: bool) -> list[Cell]:
    """The cells whose words are a section row's, none for any other row.

    A section row is one cell from edge to edge, or its only words open with a heading's number, or it is numbered with
    a Han numeral in a table that counts its rows 1, 2, 3 and names no unit.
    """
    own = list({(c.row, c.column): c for c in cells if c.span[0] < c.span[1]}.values())
    if not own or len(cells) < 2:
        return []
    words = [_words(text, c) for c in own]
    if len(own) == 1 and len(cells) >= 3:
        wide = own[0].column_span >= len(cells) - 1
        return own if wide or (_HAN_HEADING.match(words[0]) and len(words[0]) <= _HEADING_MOST) else []
    if not arabic or not _HAN_HEADING.match(words[0]):
        return []
    roles = [columns[c.column].role if c.column < len(columns) else OTHER for c in own]
    if roles[0] == "number" and _HAN_HEADING.fullmatch(words[0]) and not _tells(words, roles):
        return [cell for cell, role in zip(own, roles, strict=True) if role in ("number", *MATTER_ROLES)]
    return own[:1] if own[0].column_span > 1 and len(own) <= 2 else []


def _tells(words: Sequence[str], roles: Sequence[str]) -> bool:
    """Whether a row says who, when or, in a sentence, what."""
    return bool({*UNIT_ROLES, *TIME_ROLES} & set(roles)) or any(
        role == "text" and (len(word) > _SECTION_MOST or word.endswith("。"))
        for word, role in zip(words, roles, strict=True)
    )


def _is_furniture(text: str, cells: list[Cell], columns: Sequence[Column]) -> bool:
    """Whether a row is no item: the header again, a sum, a note below the table."""
    words = [_words(text, c) for c in cells]
    repeated = sum(bool(w) and column_of(w) is not None for w in words)
    if repeated >= 3 and repeated >= 0.7 * len([w for w in words if w]):
        return True
    filled = list(dict.fromkeys(w for w in words if w))
    return bool(filled) and bool(_SUM.fullmatch(filled[0]) or (len(filled) == 1 and _NOTE.match(filled[0])))


def _words(text: str, cell: Cell) -> str:
    return re.sub(r"\s+", "", text[slice(*cell.span)])
