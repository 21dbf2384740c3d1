"""Excel workbooks: xlsx (openpyxl), xls (by LibreOffice). One table a sheet, its title and notes as paragraphs.

Merged ranges stand once, with their span; values are shown as their number format shows them (0.85 with `0%` is 85%).
Hidden sheets and columns are left out, hidden rows, which may be hidden by a filter, are kept; a note says so either way.
"""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from msgspec.structs import replace
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from kb.errors import BeyondLimitError, UnreadableError
from parser.document import Document
from parser.grid import Placed
from parser.limits import check, most
from parser.read.archives import BROKEN, check_elements, opened, repacked
from parser.read.draft import Draft, assemble, clean
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.libreoffice import converted
from parser.read.numbers import shown
from parser.read.sheet_members import plain_members
from parser.read.sheet_table import (
    BROKEN_SHEET,
    SAVE_AGAIN,
    UNKNOWN_VALUE,
    Filled,
    errors_note,
    sheet_drafts,
    without_errors,
)
from parser.read.unread_words import struck_note

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


def read_xlsx(path: Path, data: bytes) -> Document:
    """An Excel workbook. Raises `UnreadableError` when it is broken or empty."""
    members = plain_members(_members(path, data))
    try:
        with warnings.catch_warnings(action="ignore"):  # in English, of styles and dates that we do not need
            formulas = _mark_unknown(members)
            rich = any(b"<strike" in members[name] for name in members if _TEXTS.fullmatch(name))
            book = openpyxl.load_workbook(io.BytesIO(repacked(members)), data_only=True, rich_text=rich)
    except (*BROKEN, TypeError, AttributeError, IndexError, SyntaxError, ArithmeticError) as error:
        raise UnreadableError(
            f"{BROKEN_SHEET} (xlsx: {str(error)[:100]})", where=str(path), advice=SAVE_AGAIN
        ) from None
    drafts: list[Draft] = []
    notes: list[str] = []
    struck: list[str] = []
    errors: Counter[str] = Counter()
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(f"隐藏的工作表“{sheet.title}”没有收入")
            continue
        struck += _drop_struck(sheet)
        notes += _hidden_notes(sheet)
        drafts += sheet_drafts(list(without_errors(_xlsx_cells(sheet), errors)), sheet.title)
    notes += (*struck_note(struck), *formulas, *errors_note(errors))
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
        yield Filled(Placed(cell.row - 1, cell.column - 1, tall, wide), clean(shown(cell.value, cell.number_format)))


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
        raise UnreadableError(
            f"{BROKEN_SHEET} (xlsx: {str(error)[:100]})", where=str(path), advice=SAVE_AGAIN
        ) from None
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


def _mark_unknown(members: dict[str, bytes]) -> list[str]:
    """Write a sign into the cells of formulas that no program has worked out yet, in place; a note on them."""
    count = 0
    for name in filter(_TEXTS.fullmatch, members):
        members[name], marked = _NO_RESULT.subn(
            lambda cell: b"<c" + cell[1] + b' t="inlineStr"><is><t>' + UNKNOWN_VALUE.encode() + b"</t></is></c>",
            members[name],
        )
        count += marked
    return [_FORMULAS.format(count)] if count else []


_FORMULAS = "有 {} 个公式单元格没有保存计算结果, 用“�”标出; 请用 Excel 或 WPS 打开后保存一次再添加"


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
