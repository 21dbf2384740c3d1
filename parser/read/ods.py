"""OpenDocument spreadsheets (zip and XML): one table a sheet, its title and notes as paragraphs.

Hidden sheets and columns are left out, hidden rows, which may be hidden by a filter, are kept; a note says so either way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from kb.errors import UnreadableError
from parser.document import Document
from parser.grid import Placed
from parser.limits import BLANKS, REPEATED, check, most
from parser.read.archives import BROKEN, opened, parsed
from parser.read.draft import Draft, assemble, clean
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.odt_xml import drop_by_style
from parser.read.sheet_table import BROKEN_SHEET, SAVE_AGAIN, Filled, errors_note, sheet_drafts, without_errors

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read_ods(path: Path, data: bytes) -> Document:
    """An OpenDocument spreadsheet. Raises `UnreadableError` when it is broken, locked or empty."""
    try:
        with opened(data, str(path)) as archive:
            content = archive.read("content.xml")
    except BROKEN as error:
        raise UnreadableError(f"{BROKEN_SHEET} (ods: {str(error)[:100]})", where=str(path), advice=SAVE_AGAIN) from None
    root = parsed(path, content)
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(p.get(f"{_TABLE}display") == "false" for p in style.iter(f"{_STYLE}table-properties"))
    }
    drafts: list[Draft] = []
    errors: Counter[str] = Counter()
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
        drafts += sheet_drafts(_counted(without_errors(cells, errors)), name)
    notes += errors_note(errors)
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
        text = clean("\n".join(_ods_text(line) for line in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h")))
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
