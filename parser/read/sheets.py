"""Spreadsheets: xlsx (openpyxl), xls (by LibreOffice), ods (zip and XML), csv. One table a sheet, its title and notes as paragraphs.

Merged ranges stand once, with their span; values are shown as their number format shows them (0.85 with `0%` is 85%).
Hidden sheets and columns are left out, hidden rows, which may be hidden by a filter, are kept; a note says so either way.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import openpyxl
from lxml import etree
from msgspec.structs import replace
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from kb.errors import BeyondLimitError, UnreadableError
from parser.document import Document
from parser.grid import Placed
from parser.limits import BLANKS, REPEATED, check, most
from parser.read.archives import BROKEN, check_elements, opened, parsed, repacked
from parser.read.draft import Draft, DraftCell, assemble, clean
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.libreoffice import converted
from parser.read.numbers import shown
from parser.read.odt_xml import drop_by_style
from parser.read.plain import decode
from parser.read.sheet_members import plain_members
from parser.read.unread_words import struck_note

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_NO_RESULT = re.compile(
    rb'<c((?:\s(?!t=)[\w:]+="[^"]*")*)(?:\s+t="\w+")?\s*><f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
"""A cell with a formula and no value."""
_MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="(\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?)"')
_SHEET = re.compile(r"xl/worksheets/.*\.xml|xl/sharedStrings\.xml|xl/styles\.xml", re.S)
"""Members of a workbook that may be vast."""
_TEXTS = re.compile(r"xl/worksheets/.*\.xml|xl/sharedStrings\.xml", re.S)
"""Members of a workbook that hold the words of its cells."""
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_BROKEN = "文件损坏或有密码保护, 无法读取"
_SAVE_AGAIN = "请用 Excel 或 WPS 打开, 取消密码, 另存为 xlsx 后再试"


class Filled(NamedTuple):
    """A cell of a sheet: its rectangle and its text."""

    where: Placed
    text: str


def read_xlsx(path: Path, data: bytes) -> Document:
    """An Excel workbook. Raises `UnreadableError` when it is broken or empty."""
    members = plain_members(_members(path, data))
    try:
        with warnings.catch_warnings(action="ignore"):  # in English, of styles and dates that we do not need
            formulas = _mark_unknown(members)
            rich = any(b"<strike" in members[name] for name in members if _TEXTS.fullmatch(name))
            book = openpyxl.load_workbook(io.BytesIO(repacked(members)), data_only=True, rich_text=rich)
    except (*BROKEN, TypeError, AttributeError, IndexError, SyntaxError, ArithmeticError) as error:
        raise UnreadableError(f"{_BROKEN} (xlsx: {str(error)[:100]})", where=str(path), advice=_SAVE_AGAIN) from None
    drafts: list[Draft] = []
    notes: list[str] = []
    struck: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(f"隐藏的工作表“{sheet.title}”没有收入")
            continue
        struck += _drop_struck(sheet)
        notes += _hidden_notes(sheet)
        drafts += sheet_drafts(list(_xlsx_cells(sheet)), sheet.title)
    notes += (*struck_note(struck), *formulas)
    source = source_of(path, data, MEDIA_TYPES["xlsx"])
    return assemble(source, drafts, where=str(path), notes=tuple(notes), merges=True)


def read_xls(path: Path, data: bytes) -> Document:
    """An Excel workbook of 97 to 2003. Raises `UnreadableError` when it is broken, locked, or LibreOffice is absent."""
    advice = "请用 Excel 或 WPS 打开, 另存为 xlsx 后再试"
    made = read_xlsx(path, converted(path, data, "xls", "xlsx", what="旧版 Excel 表格 (xls) ", advice=advice))
    return replace(made, source=source_of(path, data, MEDIA_TYPES["xls"]))


def _xlsx_cells(sheet: Worksheet) -> Iterator[Filled]:
    """Filled and merged cells of a sheet, in order."""
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    hidden = _hidden_columns(sheet)
    for place in sorted(sheet._cells):  # iter_rows would make a cell for each position up to a stray one in row 1048576
        cell, area = sheet._cells[place], merged.get(place)
        if not isinstance(cell, SheetCell) or (cell.value is None and area is None) or cell.column in hidden:
            continue
        tall = area.max_row - area.min_row + 1 if area else 1
        wide = area.max_col - area.min_col + 1 if area else 1
        yield Filled(
            Placed(cell.row - 1, cell.column - 1, tall, wide), clean(_known(shown(cell.value, cell.number_format)))
        )


def _members(path: Path, data: bytes) -> dict[str, bytes]:
    """The members of a workbook, of a size that openpyxl can bear: it makes an object for every cell that has an element
    or lies in a merged range, and some ranges are drawn over whole columns."""
    try:
        with opened(data, str(path)) as archive:
            members = {name: archive.read(name) for name in archive.names}
        for name in filter(_SHEET.fullmatch, members):
            check_elements(members[name], f"{path} 里的 {name}")
        sheets = [content for name, content in members.items() if name.startswith("xl/worksheets/")]
        check("rows", max((sum(1 for _ in _ROW.finditer(content)) for content in sheets), default=0), str(path))
        areas = [CellRange(found[1].decode()) for content in sheets for found in _MERGED.finditer(content)]
    except BROKEN as error:
        raise UnreadableError(f"{_BROKEN} (xlsx: {str(error)[:100]})", where=str(path), advice=_SAVE_AGAIN) from None
    if sum(area.size["rows"] * area.size["columns"] for area in areas) > 2 * most("cells"):
        raise BeyondLimitError(
            "合并单元格的范围大得不合理", where=str(path), advice="请取消整行整列的合并, 只合并有内容的单元格, 再试一次"
        )
    return members


def _drop_struck(sheet: Worksheet) -> Iterator[str]:
    """Take what is struck out of the sheet's cells, wholly or in part; the words."""
    for cell in sheet._cells.values():
        if not isinstance(cell, SheetCell) or cell.value is None:
            continue
        if isinstance(cell.value, CellRichText):
            runs = [(str(run), isinstance(run, TextBlock) and bool(run.font.strike)) for run in cell.value]
            yield "".join(text for text, struck in runs if struck)
            cell.value = "".join(text for text, struck in runs if not struck) or None
        elif cell.has_style and cell.font.strike:
            yield shown(cell.value, cell.number_format)
            cell.value = None


_UNKNOWN_VALUE = "\ufffd"
"""What stands in a cell whose value the file does not give: not empty, so that it inherits nothing from the row above."""
_ERRORS = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|GETTING_DATA)|#{2,}")
"""What a cell shows instead of a value (ECMA-376, part 1, 18.18.11), or because its column is too narrow."""


def _mark_unknown(members: dict[str, bytes]) -> list[str]:
    """Write a sign into the cells of formulas that no program has worked out yet, in place; a note on them."""
    count = 0
    for name in filter(_TEXTS.fullmatch, members):
        members[name], marked = _NO_RESULT.subn(
            lambda cell: b"<c" + cell[1] + b' t="inlineStr"><is><t>' + _UNKNOWN_VALUE.encode() + b"</t></is></c>",
            members[name],
        )
        count += marked
    return [_FORMULAS.format(count)] if count else []


_FORMULAS = "有 {} 个公式单元格没有保存计算结果, 用“�”标出; 请用 Excel 或 WPS 打开后保存一次再添加"


def _known(text: str) -> str:
    """The text of a cell; a sign for a lost one where it shows an error.

    >>> _known("#DIV/0!"), _known("#1号桥")
    ('�', '#1号桥')
    """
    return _UNKNOWN_VALUE if _ERRORS.fullmatch(text.strip()) else text


def _hidden_notes(sheet: Worksheet) -> Iterator[str]:
    rows = [str(row) for row, size in sheet.row_dimensions.items() if size.hidden and row <= sheet.max_row]
    columns = [get_column_letter(column) for column in sorted(_hidden_columns(sheet)) if column <= sheet.max_column]
    if rows:
        yield f"工作表“{sheet.title}”的第 {'、'.join(rows)} 行在原文件里是隐藏的, 已照常收入"
    if columns:
        yield f"工作表“{sheet.title}”的 {'、'.join(columns)} 列在原文件里是隐藏的, 没有收入"


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    """The numbers, from 1, of the columns that are not shown; no filter hides columns, as it does rows."""
    sizes = [size for size in sheet.column_dimensions.values() if size.hidden]
    return frozenset(n for size in sizes for n in range(size.min or 0, min(size.max or 0, most("columns")) + 1))


def read_ods(path: Path, data: bytes) -> Document:
    """An OpenDocument spreadsheet. Raises `UnreadableError` when it is broken, locked or empty."""
    try:
        with opened(data, str(path)) as archive:
            content = archive.read("content.xml")
    except BROKEN as error:
        raise UnreadableError(f"{_BROKEN} (ods: {str(error)[:100]})", where=str(path), advice=_SAVE_AGAIN) from None
    root = parsed(path, content)
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(p.get(f"{_TABLE}display") == "false" for p in style.iter(f"{_STYLE}table-properties"))
    }
    drafts: list[Draft] = []
    notes: list[str] = list(drop_by_style(root, None))
    for sheet in root.iter(f"{_TABLE}table"):
        name = sheet.get(f"{_TABLE}name") or ""
        if sheet.get(f"{_TABLE}style-name") in hidden:
            notes.append(f"隐藏的工作表“{name}”没有收入")
            continue
        if any(_is_collapsed(line) for line in sheet.iter(f"{_TABLE}table-row")):
            notes.append(f"工作表“{name}”有隐藏的行, 已照常收入")
        columns = _collapsed_columns(sheet)
        if columns:
            notes.append(f"工作表“{name}”有隐藏的列, 没有收入")
        cells = (cell for cell in _ods_cells(sheet) if cell.where.column not in columns)
        drafts += sheet_drafts(_counted(cells), name)
    return assemble(source_of(path, data, MEDIA_TYPES["ods"]), drafts, where=str(path), notes=tuple(notes), merges=True)


def _is_collapsed(line: etree._Element) -> bool:
    return line.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _collapsed_columns(sheet: etree._Element) -> frozenset[int]:
    """The numbers, from 0, of the columns that are not shown."""
    at, found = 0, set[int]()
    for column in sheet.iter(f"{_TABLE}table-column"):
        repeated = _times(column.get(f"{_TABLE}number-columns-repeated"))
        if _is_collapsed(column):
            found.update(range(at, min(at + repeated, most("columns"))))
        at += repeated
    return frozenset(found)


def _counted(cells: Iterable[Filled]) -> list[Filled]:
    """The cells, of which there are no more than is allowed: a short file may repeat them without end."""
    held: list[Filled] = []
    for cell in cells:
        check("cells", len(held))
        held.append(cell)
    return held


def _ods_cells(sheet: etree._Element) -> Iterator[Filled]:
    """Filled and merged cells; LibreOffice writes the value as shown into the paragraphs of a cell."""
    row = 0
    for line in sheet.iter(f"{_TABLE}table-row"):
        repeated = _times(line.get(f"{_TABLE}number-rows-repeated"))
        cells = list(_ods_row(line, row))
        for copy in range(repeated if cells and repeated <= REPEATED else 1):
            for cell in cells:
                yield cell._replace(where=cell.where._replace(row=row + copy))
        row += repeated


def _ods_row(line: etree._Element, row: int) -> Iterator[Filled]:
    column = 0
    for cell in line.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        repeated = _times(cell.get(f"{_TABLE}number-columns-repeated"))
        tall = _times(cell.get(f"{_TABLE}number-rows-spanned"))
        wide = _times(cell.get(f"{_TABLE}number-columns-spanned"))
        text = _known(clean("\n".join(_ods_text(line) for line in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h"))))
        if cell.tag == f"{_TABLE}table-cell" and (text or tall > 1 or wide > 1) and repeated <= REPEATED:
            for copy in range(repeated):
                yield Filled(Placed(row, column + copy, tall, wide), text)
        column += repeated


def _times(text: str | None) -> int:
    """A count of an attribute; 1 where it is missing or no number."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,7}", text) else 1


def _ods_text(paragraph: etree._Element) -> str:
    """Text of a paragraph; `text:s` stands for blanks, `text:line-break` for a line break."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{_TEXT}s":
            count = _times(child.get(f"{_TEXT}c"))
            pieces.append(" " * (count if count <= BLANKS else 1))
        elif child.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif child.tag != f"{_OFFICE}annotation":
            pieces.append(_ods_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def read_csv(path: Path, data: bytes) -> Document:
    """Comma, tab or semicolon separated values. Raises `UnreadableError` when the bytes are no text or hold none."""
    text, encoding = decode(data, where=str(path))
    text = text.removeprefix("\ufeff")
    head = text[:4000]
    delimiter = max(",\t;，|", key=lambda mark: (head.count(mark), mark == ","))
    try:
        lines, notes = _csv_rows(text, delimiter)
        check("rows", len(lines), str(path))
    except csv.Error as error:
        raise UnreadableError(f"表格无法解析: {error}", where=str(path), advice="请另存为 xlsx 后再试") from None
    cells = [
        Filled(Placed(row, column, 1, 1), _known(clean(_FORMULA_TEXT.sub(r"\1", value))))
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value.strip()
    ]
    source = source_of(path, data, MEDIA_TYPES["csv"], encoding)
    return assemble(source, sheet_drafts(cells, None), where=str(path), notes=notes)


_FORMULA_TEXT = re.compile(r'\A="([^"]*)"\Z')
"""A cell that is written as a formula, so that no program takes its digits for a number."""


def _csv_rows(text: str, delimiter: str) -> tuple[list[list[str]], tuple[str, ...]]:
    """The rows of a table, and a note on quotation marks that nothing closes: their lines are read as they stand.

    Such a mark would make one cell of all rows below it. Raises `csv.Error` for what is no table.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    width = next((line.count(delimiter) for line in lines if delimiter in line), 0)
    rows: list[list[str]] = []
    open_at: list[int] = []
    at = 0
    while at < len(lines):
        end = _end_of_record(lines, at, delimiter, width)
        if end is None:
            open_at.append(at + 1)
            rows.append([value.strip('" ') for value in lines[at].split(delimiter)])
            at += 1
        else:
            rows += list(csv.reader([f"{line}\n" for line in lines[at:end]], delimiter=delimiter)) or [[]]
            at = end
    places = "、".join(map(str, open_at[:10])) + (" 等" if len(open_at) > 10 else "")
    return rows, (f"第 {places} 行的引号没有成对, 按一行一条读入, 请对照原件核对",) if open_at else ()


_RECORD_MOST = 200
"""Lines that one cell holds at the most."""


def _end_of_record(lines: list[str], at: int, delimiter: str, width: int) -> int | None:
    """The line behind the row that begins at line `at`; None where a quotation mark in it is closed nowhere near.

    A line with all `width` delimiters of a row, and another such line below it, is a row of its own.
    """
    if lines[at].count('"') % 2 == 0:
        return at + 1
    whole = width > 0 and lines[at].count(delimiter) == width
    for end in range(at + 1, min(at + _RECORD_MOST, len(lines))):
        if whole and end == at + 1 and lines[end].count(delimiter) == width:
            return None
        if lines[end].count('"') % 2:
            return end + 1
    return None


def sheet_drafts(cells: list[Filled], sheet: str | None) -> list[Draft]:
    """Drafts of one sheet: rows of a single text cell above and below the table as paragraphs, the rest as the table.

    A row of a single cell in the middle is a section row and stays in the table; after a blank row it is the title of
    another table, which begins there.
    """
    rows: dict[int, list[Filled]] = {}
    for cell in _within_text(cells):
        rows.setdefault(cell.where.row, []).append(cell)
    drafts: list[Draft] = []
    body: list[int] = []
    reach = 0
    for number in sorted(rows):
        if _is_alone(rows, number) and reach <= number and not (body and body[-1] == number - 1):
            drafts += _table_and_notes(rows, body, sheet)
            body, reach = [], 0
            drafts.append(Draft(text=rows[number][0].text, sheet=sheet))
        else:
            body.append(number)
            reach = max(reach, _end(rows[number]))
    return [*drafts, *_table_and_notes(rows, body, sheet)]


def _within_text(cells: list[Filled]) -> list[Filled]:
    """Merged cells end where the sheet's text does: some are drawn down to the last row of the program."""
    low = max((cell.where.row for cell in cells if cell.text), default=0) + 1
    right = max((cell.where.column for cell in cells if cell.text), default=0) + 1
    return [
        cell._replace(
            where=cell.where._replace(
                row_span=max(1, min(cell.where.row_span, low - cell.where.row)),
                column_span=max(1, min(cell.where.column_span, right - cell.where.column)),
            )
        )
        for cell in cells
        if cell.where.row < low and cell.where.column < right
    ]


def _table_and_notes(rows: dict[int, list[Filled]], body: list[int], sheet: str | None) -> list[Draft]:
    """The table of the rows `body`; rows of a single cell at its end are notes below it."""
    reaches = list(accumulate((_end(rows[number]) for number in body), max, initial=0))
    end = len(body)
    while end and _is_alone(rows, body[end - 1]) and reaches[end - 1] <= body[end - 1]:
        end -= 1
    notes = [Draft(text=next(c.text for c in rows[number] if c.text), sheet=sheet) for number in body[end:]]
    return [*_table(rows, body[:end], sheet), *notes]


def _is_alone(rows: dict[int, list[Filled]], number: int) -> bool:
    """Has the row one filled cell, which no other row shares?"""
    filled = [cell for cell in rows[number] if cell.text]
    return len(filled) == 1 and len(rows[number]) == 1 and filled[0].where.row_span == 1


def _end(cells: list[Filled]) -> int:
    """The row below the lowest that cells of one row reach."""
    return max(cell.where.row + cell.where.row_span for cell in cells)


def _table(rows: dict[int, list[Filled]], body: list[int], sheet: str | None) -> list[Draft]:
    """The table of the rows `body`, its grid counted from its first row and column, blank positions filled."""
    cells = [cell for number in body for cell in rows[number]]
    if not any(cell.text for cell in cells):
        return []
    left = min(cell.where.column for cell in cells)
    right = max(cell.where.column + cell.where.column_span for cell in cells)
    check("columns", right - left)
    check("cells", sum(cell.where.row_span * cell.where.column_span for cell in cells))
    lines = _lines(cells)
    check("cells", len(lines) * (right - left))
    made: list[DraftCell] = []
    covered: set[tuple[int, int]] = set()
    for cell in cells:
        where = cell.where
        inside = [line for line in range(where.row, where.row + where.row_span) if line in lines]
        placed = Placed(lines[where.row], where.column - left, len(inside), where.column_span)
        covered.update((r, c) for r in inside for c in range(where.column, where.column + where.column_span))
        made.append(DraftCell(where=placed, text=cell.text, address=_address(where.row, where.column)))
    for line, row in lines.items():
        for column in range(left, right):
            if (line, column) not in covered:
                empty = Placed(row, column - left, 1, 1)
                made.append(DraftCell(where=empty, text="", address=_address(line, column)))
    return [Draft(kind="table", cells=tuple(made), sheet=sheet)]


def _lines(cells: list[Filled]) -> dict[int, int]:
    """Row of the sheet -> row of the table: rows without text that no merged cell reaches are left out."""
    filled = {line for cell in cells for line in range(cell.where.row, cell.where.row + cell.where.row_span)}
    return {line: row for row, line in enumerate(sorted(filled))}


def _address(row: int, column: int) -> str:
    return re.sub(r"\s", "", f"{get_column_letter(column + 1)}{row + 1}")
