"""Tables as an Excel workbook that an official can print and filter at once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kb.controls import xml_text
from kb.export.csv_table import is_formula
from kb.export.repack import repack

Cell = str | int | float | None

_HEAD = PatternFill("solid", fgColor="E8F2EC")
_SIDE = Side(style="thin", color="B9C6BD")
_LINE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_HEAD_FONT = Font(name="微软雅黑", size=10, bold=True)
_FONT = Font(name="微软雅黑", size=10)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_CENTRED = Alignment(vertical="center", horizontal="center", wrap_text=True)
_WIDEST, _ROOMY = 48.0, 30.0
"""Widths of columns, in characters: the greatest, and what a column gets for the sake of few long cells."""
_LINE_HEIGHT, _HIGHEST = 15.0, 409.0
"""Points of a line of 10, and the most that a row may have."""
_NO_NAME = re.compile(r"[\[\]:*?/\\]")


class WorkbookSheet(Struct, frozen=True, kw_only=True):
    """A table: its name (31 characters, without `[]:*?/\\`), its columns, its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def workbook(sheets: Iterable[WorkbookSheet], *, title: str, day: str) -> bytes:
    """The sheets as an xlsx file; an empty table keeps its header. `day` (ISO date) is the date of writing.

    Words are text, never a formula or a link, and stay so when a person edits the cell (`quotePrefix`).
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = xml_text(title)
    book.properties.creator = "zeren"
    for sheet in sheets:
        _fill(book.create_sheet(_NO_NAME.sub("", sheet.name)[:31]), sheet)
    out = io.BytesIO()
    book.save(out)
    return repack(out.getvalue(), day)


def _fill(into: Worksheet, sheet: WorkbookSheet) -> None:
    styles: dict[tuple[bool, bool], Any] = {}
    for row, cells in enumerate((sheet.columns, *sheet.rows), 1):
        for column, value in enumerate(cells, 1):
            cell: Any = into.cell(row, column)
            if isinstance(value, str) and value:
                cell.value = xml_text(value)
                cell.data_type = "s"
            elif value != "":
                cell.value = value
            kind = (row == 1, isinstance(value, str) and is_formula(value))
            if kind not in styles:
                styles[kind] = _style(cell, *kind)
            # Cells share their style's place in the book: to set it attribute by attribute takes half of the time.
            cell._style = styles[kind]
    widths = [_width(sheet, column) for column in range(len(sheet.columns))]
    for column, width in enumerate(widths, 1):
        into.column_dimensions[get_column_letter(column)].width = width
    for row, cells in enumerate((sheet.columns, *sheet.rows), 1):
        into.row_dimensions[row].height = _height(cells, widths)
    into.freeze_panes = "A2"
    into.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"
    into.print_title_rows = "1:1"
    into.page_setup.orientation = "landscape"
    into.page_setup.paperSize = "9"
    into.page_setup.fitToHeight = 0
    into.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if into.oddFooter:
        into.oddFooter.center.text = "&P / &N"


def _style(cell: Any, head: bool, formula: bool) -> Any:
    """The style of a cell, as openpyxl keeps it: the places of its parts in the book."""
    cell.border = _LINE
    cell.font, cell.alignment = (_HEAD_FONT, _CENTRED) if head else (_FONT, _WRAPPED)
    if head:
        cell.fill = _HEAD
    cell._style.quotePrefix = int(formula)
    return cell._style


def _width(sheet: WorkbookSheet, column: int) -> float:
    """Width that holds the column's usual cell in one line, and a rare long one in a few, within limits."""
    sizes = sorted(max(map(_cells_wide, _lines(row[column]))) for row in sheet.rows) or [0]
    usual = max(sizes[len(sizes) * 3 // 4], _cells_wide(sheet.columns[column]) + 4)
    return min(_WIDEST, max(usual + 2.0, min(_ROOMY, sizes[-1] / 3)))


def _height(cells: Iterable[Cell], widths: list[float]) -> float:
    """Height in points that shows every line of every cell: Excel would find it out, LibreOffice and some WPS do not."""
    lines = (
        sum(max(1, ceil(_cells_wide(line) / (width - 1))) for line in _lines(cell))
        for cell, width in zip(cells, widths, strict=True)
    )
    return min(_HIGHEST, max(lines, default=1) * _LINE_HEIGHT + 2)


def _lines(cell: Cell) -> list[str]:
    return str("" if cell is None else cell).split("\n")


def _cells_wide(text: str) -> int:
    """Width of the text in columns' units: a Han character counts two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
