"""Layout: a table flattened to one cell a paragraph, its borders and merged cells lost.

    序号 / 工作内容 / 工作任务 / 牵头单位 / 配合单位        header cells, some broken over lines (启动 / 时间),
                                                          some missing
    一、深入推进…行动                                      section row
    1 / 严格落实生态 / 保护红线管控 / 勘定… / 区环保局 / 区级有关部门
    3 / 持续创建…                                         work item and units merged with the row above
    8 / 污水处理厂 / 分类… / 区住建局 / 2018 / 2022 / 加大… / 区住建局 / 2018 / 2022     two sub-rows of one number

A row begins at the next printed number; in a table without numbers each row is where the cheapest reading starts over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from parser.cells.cheapest import CellRead
from parser.cells.header import header_at, ways_below
from parser.cut.text_tables import TRAILING_BAR
from parser.document import Block
from parser.drafts import Doubt, Draft, Layout
from parser.extract.units import looks_like_units
from parser.lexicon.columns import (
    MATTER_ROLES,
    TIME_ROLES,
    UNIT_ROLES,
    Column,
)
from parser.lexicon.markers import marker, title_length
from parser.tables.flat_groups import Group, is_section, numbering_doubts, row_groups
from parser.tables.merged import trailing_words, with_lost_merges
from parser.tables.readings import Paragraph, habits_of, paragraphs_of, read_row, without_blanks
from parser.tables.rows import Row, RowCell, TablePlace, draft_of, kind_of_table, named, paths_above


class FlatTable(NamedTuple):
    """Where a table stands among the blocks of its part (`start` to `end`, rows from `body` on), and its columns."""

    start: int
    body: int
    end: int
    columns: list[Column]


# ---------------------------------------------------------------- where tables stand
def find_flat_tables(text: str, blocks: Sequence[Block]) -> list[FlatTable]:
    """The flattened tables among the blocks, in order: each from its header up to the next heading with text of its own."""
    words = [_words(text, b) if b.kind != "table" else "" for b in blocks]
    tables: list[FlatTable] = []
    k = 0
    while k < len(blocks):
        header = header_at(words, k)
        if header is None:
            k += 1
            continue
        body, columns = header
        end = _end(words, blocks, body, columns)
        tables.append(FlatTable(k, body, end, columns))
        k = end
    return tables


def _end(words: Sequence[str], blocks: Sequence[Block], body: int, columns: Sequence[Column]) -> int:
    """Index of the first block behind the table: a heading with text of its own, another table, or another header.

    Section rows right above the end head what follows and are no rows.
    """
    own = [c.role for c in columns]
    end = len(blocks)
    for k in range(body, len(blocks)):
        other = header_at(words, k)
        if (
            blocks[k].kind == "table"
            or (other is not None and [c.role for c in other[1]] != own)
            or _opens_prose(words[k])
        ):
            end = k
            break
    while end > body and end < len(blocks) and is_section(words[end - 1]):
        end -= 1
    return end


def _opens_prose(words: str) -> bool:
    """（一）加强组织领导。各级各部门要…。 — a heading of the outline with its text."""
    found = marker(words)
    if found is None or found.level > 4 or len(words) <= 60:
        return False
    return 0 < title_length(words[found.length :]) < len(words) - found.length and words.endswith(("。", "）", ")"))


# ---------------------------------------------------------------- the table
def read_flat_table(text: str, blocks: Sequence[Block], table: FlatTable, place: TablePlace) -> Layout:
    """Items, headings and doubts of the table."""
    groups, furniture = row_groups(text, blocks[table.body : table.end], table.columns)
    columns = _with_text_column(text, groups, _below_group(text, groups, table.columns))
    kind = kind_of_table(columns, place.name)
    numbers = next((column for column in table.columns if column.role == "number"), Column("number"))
    rows, below = trailing_words(with_lost_merges(text, _rows(text, groups, columns, numbers)))
    paths = paths_above(rows, place.path)
    drafts: list[Draft] = [
        draft_of(text, row, kind=kind, key=f"{place.key}/{name}", path=paths[bool(row.section)], place=place)
        for row, name in named(rows)
    ]
    bars = [
        found.span("bar") for b in blocks[table.start : table.end] if (found := TRAILING_BAR.match(text, b.span[1]))
    ]
    headings = [b.span for b in blocks[table.start : table.body]] + furniture + below + bars
    return Layout(tuple(drafts), tuple(headings), tuple(numbering_doubts(groups)))


_TRIED = 20
"""Rows that a reading of the header is tried on."""


def _below_group(text: str, groups: Sequence[Group], columns: Sequence[Column]) -> list[Column]:
    """The columns without that of the number, those of a second header row put in the place of the cell above them.

    Flattening leaves the second row behind the first: 序号 任务 责任分工 完成时限 牵头单位 配合单位. Which cell stands above
    them, and where they begin, is what reads the rows best.
    """
    plain, *variants = ways_below(columns)
    rows = [paragraphs_of(text, g.blocks) for g in groups[:_TRIED]] if variants else []
    return min((plain, *variants), key=lambda variant: _misread(rows, variant)) if variants else plain


def _misread(rows: Sequence[Sequence[Paragraph]], columns: Sequence[Column]) -> tuple[int, float]:
    """How badly the columns suit the rows: how many rows they do not fill one by one, and what reading all costs."""
    readings = [read_row(row, columns) for row in rows]
    full = list(range(len(columns)))
    missed = sum([cell.column for cell in reading.cells] != full for reading in readings)
    return missed, sum(reading.cost for reading in readings)


def _with_text_column(text: str, groups: Sequence[Group], columns: list[Column]) -> list[Column]:
    """The columns, with a text column put in behind the title where the header lost it and the rows show it."""
    roles = [c.role for c in columns]
    if "text" in roles or "title" not in roles or "indicator" in roles:
        return columns
    at = roles.index("title") + 1
    variant = [*columns[:at], Column("text"), *columns[at:]]

    def cost(candidate: Sequence[Column]) -> float:
        return sum(read_row(paragraphs_of(text, g.blocks), candidate).cost for g in groups[:40])

    return variant if cost(variant) < cost(columns) else columns


# ---------------------------------------------------------------- rows with merged cells filled in
SubRow = dict[int, list[Paragraph]]
"""Paragraphs of each column of a sub-row."""


def _rows(text: str, groups: Sequence[Group], columns: Sequence[Column], numbers: Column) -> list[Row]:
    """The rows of the groups in order; a group of several sub-rows makes several. `numbers` is the column of their numbers."""
    rows: list[Row] = []
    above: dict[str, RowCell] = {}
    read = [paragraphs_of(text, group.blocks) for group in groups]
    habits = habits_of(read, columns)
    for group, paragraphs in zip(groups, read, strict=True):
        subrows = _subrows(paragraphs, read_row(paragraphs, columns, habits).cells)
        if rows and rows[-1].section != group.section:
            above = {}
        for part, subrow in enumerate(subrows, start=1):
            glued = _units_in_words(subrow, columns)
            cells, above = _fill(subrow, columns, {} if glued else above, same_number=part > 1)
            number = group.number.printed if group.number else ""
            doubts = (*_border_doubts(text, subrow, columns, number), *_value_doubts(text, subrow, columns, number))
            doubts = (*doubts, *_glued_doubts(glued, number)) if glued else doubts
            head = (RowCell(numbers, (group.head.span,)),) if group.head and part == 1 else ()
            rows.append(
                Row(
                    number=number or None,
                    part=part if len(subrows) > 1 and number else None,
                    cells=(*head, *(_inferred(c) if doubts else c for c in cells)),
                    section=group.section,
                    owner=group.owner,
                    ordinal=len(rows) + 1,
                    doubts=doubts,
                )
            )
    return rows


def _subrows(paragraphs: Sequence[Paragraph], cells: Sequence[CellRead]) -> list[SubRow]:
    subrows: list[SubRow] = [{}]
    for cell in cells:
        if cell.opens:
            subrows.append({})
        subrows[-1].setdefault(cell.column, []).append(paragraphs[cell.start])
    return subrows


def _fill(
    subrow: SubRow, columns: Sequence[Column], above: dict[str, RowCell], *, same_number: bool
) -> tuple[list[RowCell], dict[str, RowCell]]:
    """Cells of the row, those of merged cells taken from the row above; and what the next row may inherit.

    A work item is inherited where the row has none. Units are inherited only where the row has no unit at all: an
    empty support cell beside a lead is empty. Times go with the units.
    """
    present = {c: RowCell(columns[c], tuple(s for p in cell for s in p.spans)) for c, cell in subrow.items()}
    roles = {cell.role for cell in present.values()}
    has_units = bool(roles & set(UNIT_ROLES))
    cells: list[RowCell] = []
    for k, column in enumerate(columns):
        role = column.role
        if k in present:
            cells.append(present[k])
        elif role in above and role not in roles:
            units = role in UNIT_ROLES and not has_units
            times = role in TIME_ROLES and not has_units and not same_number
            if role == "title" or units or times:
                cells.append(RowCell(column, above[role].spans, "inherited"))
                roles.add(role)
    return cells, {c.role: c for c in cells}


def _border_doubts(text: str, subrow: SubRow, columns: Sequence[Column], number: str) -> tuple[Doubt, ...]:
    """Where more unit paragraphs stand than unit columns, the border between them is not certain."""
    unit_columns = [c for c, column in enumerate(columns) if column.role in UNIT_ROLES]
    units = [p for c in sorted(subrow) if c in unit_columns for p in subrow[c]]
    if len(unit_columns) < 2 or all(len(subrow.get(c, [])) < 2 for c in unit_columns):
        return ()
    names = " / ".join(_written(text, p) for p in units)
    message = f"序号 {number}: 单位单元格的边界不明 ({names}), 牵头与配合的划分是推断的, 请对照原件核对"
    return (Doubt("ambiguous-role", "warning", message, (units[0].spans[0][0], units[-1].spans[-1][1])),)


_CELL_OF_UNITS = 0.5
"""Likeness to units from which on words behind the last full stop of a row count as a cell that was not parted."""


def _units_in_words(subrow: SubRow, columns: Sequence[Column]) -> Paragraph | None:
    """The words of a row without units that end in units: 提高到65%。市工信局市国资委. None for any other row."""
    filled = {columns[c].role for c in subrow}
    last = next((subrow[c][-1] for c in sorted(subrow, reverse=True) if columns[c].role in MATTER_ROLES), None)
    if last is None or filled & set(UNIT_ROLES) or not any(c.role in UNIT_ROLES for c in columns):
        return None
    tail = re.split("[。；]", last.words)[-1]
    return last if tail != last.words and looks_like_units(tail) >= _CELL_OF_UNITS else None


def _glued_doubts(words: Paragraph, number: str) -> tuple[Doubt, ...]:
    message = f"序号 {number}: 工作内容后面像是连着责任单位, 没有能分开, 也没有承上行, 请对照原件核对"
    return (Doubt("unread-units", "warning", message, (words.spans[0][0], words.spans[-1][1])),)


def _value_doubts(text: str, subrow: SubRow, columns: Sequence[Column], number: str) -> tuple[Doubt, ...]:
    """A row of indicators with figures of which none is the value aimed at: two may stand there without a border."""
    filled = {columns[c].role for c in subrow}
    figures = [p for c in sorted(subrow) if columns[c].role == "baseline" for p in subrow[c]]
    if "target" in filled or not figures or "target" not in [c.role for c in columns]:
        return ()
    shown = "、".join(_written(text, p) for p in figures)
    message = f"序号 {number}: 没有读出目标值 (“{shown}”里可能连着两个数), 请对照原件核对"
    return (Doubt("unread-value", "warning", message, (figures[0].spans[0][0], figures[-1].spans[-1][1])),)


def _inferred(cell: RowCell) -> RowCell:
    return RowCell(cell.column, cell.spans, "inferred") if cell.role in UNIT_ROLES else cell


def _written(text: str, paragraph: Paragraph) -> str:
    return "".join(without_blanks(text[slice(*span)]) for span in paragraph.spans)


def _words(text: str, block: Block) -> str:
    return without_blanks(text[slice(*block.span)])
