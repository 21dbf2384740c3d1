"""Office documents in one XML file instead of an archive, made into the archive that their reader knows.

Flat OPC (ECMA-376, part 2: `pkg:package`), Word 2003 XML (`w:wordDocument`, the same elements in another namespace), Excel
2003 XML (`Workbook`), flat OpenDocument (OpenDocument 1.3, part 3, 3.1.2: `office:document`).
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Collection, Iterator
from copy import deepcopy
from pathlib import Path
from typing import cast

from lxml import etree

from parser.read.archives import parsed, repacked
from parser.read.word_numbers import W

Element = etree._Element

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_WORD_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_HINTS = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = (f"{{{_ODF}{name}:1.0}}" for name in ("office", "table", "text"))
_STYLE = f"{{{_ODF}style:1.0}}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_STRUCK, _HIDDEN = "zeren-struck", "zeren-hidden"
"""Styles of the workbook that is made."""
_STRIKES = frozenset({"s", "strike", "del"})
"""Elements of HTML that strike words in a cell of Excel 2003."""
_ROOTS = re.compile(
    rb"<(?:\w+:)?(?:(?P<opc>package)|(?P<word>wordDocument)|(?P<sheet>Workbook)|(?P<odf>document))\b[^>]*?"
    rb"(?:xmlPackage|/wordml|office:spreadsheet|opendocument:xmlns:office)"
)
_HEAD = 4_000
"""Bytes in which the root element begins."""


def packaged(path: Path, data: bytes) -> bytes:
    """The archive of a document that stands in one XML file; `data` itself where it is no such file.

    Raises `UnreadableError` or `BeyondLimitError`, naming `path`, for such a file that is broken or too large.
    """
    found = _ROOTS.search(data[:_HEAD]) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else None
    if found is None:
        return data
    match found.lastgroup:
        case "opc":
            return repacked(_parts(parsed(path, data)))
        case "word":
            return repacked({"word/document.xml": _word(parsed(path, data.replace(_WORD_2003, W[1:-1].encode())))})
        case "sheet":
            return repacked(_open_sheet(parsed(path, data)))
    return repacked(_open_document(parsed(path, data)))


def _open_document(root: Element) -> dict[str, bytes]:
    """The members of a flat OpenDocument file: what both its styles and its text need stands in both."""
    styles = etree.Element(f"{_OFFICE}document-styles", nsmap={"office": _OFFICE[1:-1]})
    for part in root.iterchildren(*(f"{_OFFICE}{name}" for name in ("styles", "automatic-styles", "master-styles"))):
        styles.append(deepcopy(part))
    if not len(styles):
        etree.SubElement(styles, f"{_OFFICE}styles")
    kind = root.get(f"{_OFFICE}mimetype") or ""
    root.tag = f"{_OFFICE}document-content"
    return {"mimetype": kind.encode(), "content.xml": etree.tostring(root), "styles.xml": etree.tostring(styles)}


def _parts(package: Element) -> dict[str, bytes]:
    """The members of a flat package by name."""
    members: dict[str, bytes] = {}
    for part in package.iter(f"{_PKG}part"):
        name = (part.get(f"{_PKG}name") or "").lstrip("/")
        tree = part.find(f"{_PKG}xmlData")
        binary = part.findtext(f"{_PKG}binaryData")
        if tree is not None and len(tree):
            members[name] = etree.tostring(tree[0], with_tail=False)
        elif binary:
            members[name] = b64decode("".join(binary.split()))
    return members


def _word(root: Element) -> bytes:
    """The body of a Word 2003 document as Word 2007 writes it: without the hints that wrap its sections."""
    root.tag = f"{W}document"
    etree.strip_tags(root, f"{_HINTS}*")
    return etree.tostring(root)


def _open_sheet(workbook: Element) -> dict[str, bytes]:
    """An Excel 2003 workbook as an OpenDocument spreadsheet: its sheets, rows and cells in their places."""
    content = etree.Element(f"{_OFFICE}document-content")
    styles = etree.SubElement(content, f"{_OFFICE}automatic-styles")
    for family in ("text", "table-cell"):
        style = etree.SubElement(
            styles, f"{_STYLE}style", {f"{_STYLE}name": f"{_STRUCK}-{family}", f"{_STYLE}family": family}
        )
        etree.SubElement(style, f"{_STYLE}text-properties", {f"{_STYLE}text-line-through-style": "solid"})
    hidden = etree.SubElement(styles, f"{_STYLE}style", {f"{_STYLE}name": _HIDDEN, f"{_STYLE}family": "table"})
    etree.SubElement(hidden, f"{_STYLE}table-properties", {f"{_TABLE}display": "false"})
    struck = {
        style.get(f"{_SHEET}ID")
        for style in workbook.iter(f"{_SHEET}Style")
        if any(font.get(f"{_SHEET}StrikeThrough") == "1" for font in style.iter(f"{_SHEET}Font"))
    }
    body = etree.SubElement(etree.SubElement(content, f"{_OFFICE}body"), f"{_OFFICE}spreadsheet")
    for sheet in workbook.iter(f"{_SHEET}Worksheet"):
        table = etree.SubElement(body, f"{_TABLE}table", {f"{_TABLE}name": sheet.get(f"{_SHEET}Name") or ""})
        if sheet.findtext(f".//{_EXCEL}Visible") not in (None, "SheetVisible"):
            table.set(f"{_TABLE}style-name", _HIDDEN)
        _columns(table, sheet)
        at = 1
        for row in sheet.iter(f"{_SHEET}Row"):
            at = _skip(table, "row", "rows", row, at)
            _fill(etree.SubElement(table, f"{_TABLE}table-row", _collapsed(row)), row, struck)
            at += 1
    return {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": etree.tostring(content)}


def _columns(table: Element, sheet: Element) -> None:
    """The columns of a sheet, which say whether they are hidden."""
    at = 1
    for column in sheet.iter(f"{_SHEET}Column"):
        at = _skip(table, "column", "columns", column, at)
        wide = _number(column.get(f"{_SHEET}Span"), 0) + 1
        repeated = {f"{_TABLE}number-columns-repeated": str(wide)}
        etree.SubElement(table, f"{_TABLE}table-column", repeated | _collapsed(column))
        at += wide


def _collapsed(line: Element) -> dict[str, str]:
    return {f"{_TABLE}visibility": "collapse"} if line.get(f"{_SHEET}Hidden") == "1" else {}


def _fill(made: Element, row: Element, struck: Collection[str | None]) -> None:
    at = 1
    for cell in row.iterchildren(f"{_SHEET}Cell"):
        at = _skip(made, "cell", "columns", cell, at)
        wide, tall = (_number(cell.get(f"{_SHEET}{name}"), 0) + 1 for name in ("MergeAcross", "MergeDown"))
        spans = {f"{_TABLE}number-columns-spanned": str(wide), f"{_TABLE}number-rows-spanned": str(tall)}
        if cell.get(f"{_SHEET}StyleID", row.get(f"{_SHEET}StyleID")) in struck:
            spans[f"{_TABLE}style-name"] = f"{_STRUCK}-table-cell"
        place = etree.SubElement(made, f"{_TABLE}table-cell", spans)
        data = cell.find(f"{_SHEET}Data")
        if data is not None:
            _write(place, data)
        covered = {f"{_TABLE}number-columns-repeated": str(wide - 1)}
        if wide > 1:
            etree.SubElement(made, f"{_TABLE}covered-table-cell", covered)
        at += wide


def _write(place: Element, data: Element) -> None:
    """The words of a cell, a paragraph a line; those that its markup strikes (HTML's S) in a span that says so."""
    paragraph = etree.SubElement(place, f"{_TEXT}p")
    for text in cast("list[etree._ElementUnicodeResult]", data.xpath(".//text()")):
        above = text.getparent()
        struck = above is not None and any(
            tag in _STRIKES for tag in _names(above if text.is_text else above.getparent())
        )
        for count, line in enumerate(str(text).split("\n")):
            if count:
                paragraph = etree.SubElement(place, f"{_TEXT}p")
            span = etree.SubElement(paragraph, f"{_TEXT}span")
            span.text = line
            if struck:
                span.set(f"{_TEXT}style-name", f"{_STRUCK}-text")


def _names(element: Element | None) -> Iterator[str]:
    """The names of an element and those around it."""
    while element is not None:
        yield etree.QName(element).localname.lower()
        element = element.getparent()


def _skip(made: Element, name: str, names: str, element: Element, at: int) -> int:
    """The place of a row or cell, which may say that it stands further on; empty ones are written before it."""
    to = _number(element.get(f"{_SHEET}Index"), at)
    if to > at:
        etree.SubElement(made, f"{_TABLE}table-{name}", {f"{_TABLE}number-{names}-repeated": str(to - at)})
    return max(to, at)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,7}", text) else default
