"""Hostile documents of office programs: Word, OpenDocument text, EPUB."""

from __future__ import annotations

import struct
import zipfile

from tests.hostile.kinds import READ, TOLD, WORDS, Hostile, grown, limit, zipped

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_O = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style")
)
_EMPTY = "<w:tc><w:p/></w:tc>"
_ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)
_OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def _paragraphs() -> str:
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in WORDS.splitlines())


def docx(body: str, head: str = "", **members: str) -> bytes:
    """A Word document of the plan's words and `body`."""
    held: dict[str, str | bytes] = {f"word/{name}.xml": content for name, content in members.items()}
    text = f"{head}<w:document {_W}><w:body>{_paragraphs()}{body}</w:body></w:document>"
    return zipped({"word/document.xml": text, **held})


def _table(rows: str) -> bytes:
    return docx(f"<w:tbl>{rows}</w:tbl>")


def _cell(properties: str, words: str = "清理") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"


def _row(*cells: str, before: int = 0) -> str:
    properties = f'<w:trPr><w:gridBefore w:val="{before}"/></w:trPr>' if before else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _nested_tables(depth: int) -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth)


def _numbered(start: str, form: str, level: str) -> bytes:
    number = (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%1"/></w:lvl>'
    )
    numbering = f'<w:numbering {_W}><w:abstractNum w:abstractNumId="1">{number}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    paragraph = f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>清理河道</w:t></w:r></w:p>'
    return docx(paragraph * 20, numbering=numbering)


def _styles(count: int, *, circle: bool) -> bytes:
    last = "s0" if circle else f"s{count}"
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="{f"s{n + 1}" if n + 1 < count else last}"/></w:style>'
        for n in range(count)
    )
    return docx('<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr></w:p>', styles=f"<w:styles {_W}>{chain}</w:styles>")


def _notes(count: int) -> bytes:
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = (
        f'<w:footnotes {_W}><w:footnote w:id="2"><w:p><w:r><w:t>注</w:t></w:r>{call}</w:p></w:footnote></w:footnotes>'
    )
    return docx(f"<w:p>{call * count}</w:p>", footnotes=notes)


def _boxes(depth: int) -> bytes:
    return docx("<w:p><w:r><w:txbxContent>" * depth + "<w:p/>" + "</w:txbxContent></w:r></w:p>" * depth)


def _lying() -> bytes:
    """An archive whose table of contents says that a member of 30 MB has ten bytes."""
    data = bytearray(docx("<w:p/>" * 5_000_000))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def _locked() -> bytes:
    data = bytearray(docx(""))
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def _members(count: int) -> bytes:
    return zipped({"word/document.xml": "<x/>", **{f"m{n}": "" for n in range(count)}}, zipfile.ZIP_STORED)


def _method(method: int) -> bytes:
    text = f"<w:document {_W}><w:body>{_paragraphs()}</w:body></w:document>"
    return zipped({"word/document.xml": text}, method)


def odt(body: str, head: str = "", styles: str = "") -> bytes:
    """An OpenDocument text of the plan's words and `body`."""
    words = "".join(f"<text:p>{line}</text:p>" for line in WORDS.splitlines())
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    text = f"{head}<office:document-content {_O}>{automatic}<office:body><office:text>{words}{body}</office:text></office:body></office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text})


def _repeated(times: int) -> bytes:
    cell = f'<table:table-cell table:number-columns-repeated="{times}"><text:p>清理</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{times}">{cell * 3}</table:table-row>'
    return odt(f"<table:table>{row * 20}</table:table>")


def _levels(shown: str, start: str, form: str) -> bytes:
    level = f'<text:list-level-style-number text:level="1" text:display-levels="{shown}" text:start-value="{start}" style:num-format="{form}"/>'
    style = f'<text:list-style style:name="L">{level}</text:list-style>'
    item = "<text:list-item><text:p>清理河道</text:p></text:list-item>"
    return odt(f'<text:list text:style-name="L">{item * 50}</text:list>', styles=style)


def _lists(depth: int) -> bytes:
    return odt("<text:list><text:list-item>" * depth + "<text:p>x</text:p>" + "</text:list-item></text:list>" * depth)


def _book(chapters: dict[str, str], spine: str) -> bytes:
    manifest = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in chapters)
    package = f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>{manifest}</manifest><spine>{spine}</spine></package>'
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    pages = {
        f"{n}.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{t}</body></html>' for n, t in chapters.items()
    }
    return zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": container, "c.opf": package, **pages})


def _epub(body: str, times: int = 1) -> bytes:
    words = "".join(f"<p>{line}</p>" for line in WORDS.splitlines())
    return _book({"a": words + body}, '<itemref idref="a"/>' * times)


OFFICE: tuple[Hostile, ...] = (
    *grown("docx-empty-paragraphs.docx", lambda n: docx("<w:p/>" * n), {1_200_000: limit("elements"), 4_000_000: limit("elements")}, 2_000_000),
    *grown("docx-empty-runs.docx", lambda n: docx("<w:p>" + "<w:r/>" * n + "</w:p>"), {1_500_000: limit("elements")}, 2_000_000),
    *grown("docx-words.docx", lambda n: docx(f"<w:p><w:r><w:t>{'清' * n}</w:t></w:r></w:p>"), {3_100_000: limit("characters"), 25_000_000: limit("markup")}),
    *grown("docx-nested-tables.docx", _nested_tables, {40: READ, 100: limit("depth"), 5_000: TOLD}, 5_000),
    *grown("docx-grid-span.docx", lambda n: _table(_row(_cell(f'<w:gridSpan w:val="{n}"/>'), _EMPTY) * 3), {999: READ, 10**9: READ, 10**30: READ}, 10**31),
    *grown("docx-wide-rows.docx", lambda n: _table(_row(_cell('<w:gridSpan w:val="999"/>')) * n), {300: READ, 600: limit("cells"), 20_000: limit("cells")}, 700),
    *grown("docx-grid-before.docx", lambda n: _table(_row(_cell(""), before=n) * 5), {900: READ, 10**8: READ}, 10**9),
    *grown("docx-merged-down.docx", lambda n: _table(_row(_cell("<w:vMerge/>")) * n), {3_000: READ, 110_000: limit("rows")}, 5_000),
    *grown("docx-columns.docx", lambda n: _table(_row(*[_cell("")] * n)), {300: READ, 1_200: limit("columns")}, 2_000),
    *grown("docx-styles-in-a-chain.docx", lambda n: _styles(n, circle=False), {50: READ, 20_000: READ}, 50),
    *grown("docx-styles-in-a-circle.docx", lambda n: _styles(n, circle=True), {3: READ, 5_000: READ}, 10_000),
    *grown("docx-notes-that-call-themselves.docx", _notes, {1: TOLD, 20: TOLD}, 20),
    *grown("docx-boxes-in-boxes.docx", _boxes, {30: READ, 60: READ, 400: limit("depth")}, 400),
    Hostile("docx-number-letters.docx", lambda: _numbered("999999999", "lowerLetter", "0"), READ),
    Hostile("docx-number-roman.docx", lambda: _numbered("999999999", "upperRoman", "999999999"), READ),
    Hostile("docx-number-negative.docx", lambda: _numbered("-999999999", "chineseCounting", "-5"), READ),
    Hostile("docx-number-not-one.docx", lambda: _numbered("９e9", "none such", "x"), READ),
    Hostile("docx-entities.docx", lambda: docx("<w:p>&a9;</w:p>", _ENTITIES), TOLD),
    Hostile("docx-entity-outside.docx", lambda: docx("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", _OUTSIDE), TOLD),
    Hostile("docx-lying-size.docx", _lying, TOLD),
    Hostile("docx-locked.docx", _locked, "密码"),
    Hostile("docx-bzip2.docx", lambda: _method(zipfile.ZIP_BZIP2), "无法解压"),
    Hostile("docx-lzma.docx", lambda: _method(zipfile.ZIP_LZMA), "无法解压"),
    *grown("docx-members.docx", _members, {5_000: TOLD, 30_000: limit("members")}, 5_000),
    Hostile("docx-no-text.docx", lambda: zipped({"word/document.xml": ""}), "XML 无法读取"),
    Hostile("docx-relation-outside.docx", lambda: zipped({"word/document.xml": "<x/>", "_rels/.rels": '<r xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Type="x/officeDocument" Target="../../../etc/passwd"/></r>'}), "没有正文"),
    *grown("odt-blanks.odt", lambda n: odt(f'<text:p>清理<text:s text:c="{n}"/>河道</text:p>'), {50: READ, 10**9: READ, 10**30: READ}, 10**31),
    *grown("odt-repeated.odt", _repeated, {3: READ, 100: limit("converted"), 9_999_999: READ}, 10**8),
    *grown("odt-nested-lists.odt", _lists, {20: READ, 90: READ, 300: limit("depth")}, 300),
    *grown("odt-empty-paragraphs.odt", lambda n: odt("<text:p/>" * n), {310_000: limit("converted"), 3_000_000: limit("converted")}, 3_000_000),
    Hostile("odt-display-levels.odt", lambda: _levels("9999999", "1", "1"), READ),
    Hostile("odt-start-value.odt", lambda: _levels("1", "9999999", "a"), READ),
    Hostile("odt-start-value-not-one.odt", lambda: _levels("-3", "9e9", "?"), READ),
    Hostile("odt-entities.odt", lambda: odt("<text:p>&a9;</text:p>", _ENTITIES), TOLD),
    Hostile("odt-entity-outside.odt", lambda: odt("<text:p>&e;</text:p>", _OUTSIDE), TOLD),
    *grown("epub-paragraphs.epub", lambda n: _epub("<p>x</p>" * n), {20_000: READ, 310_000: limit("converted"), 4_000_000: limit("converted")}, 310_000),
    *grown("epub-spine.epub", lambda n: _epub("<p>清理河道垃圾。</p>" * 50, n), {3: TOLD, 3_000: TOLD, 100_000: TOLD}, 3),
    *grown("epub-nested.epub", lambda n: _epub("<div>" * n + "<p>x</p>" + "</div>" * n), {50: READ, 1_000: TOLD, 20_000: TOLD}, 1_000),
    Hostile("epub-without-package.epub", lambda: zipped({"mimetype": "application/epub+zip", "a.xhtml": "<p>x</p>"}), "无法读取"),
    Hostile("zip-in-zip.zip", lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c.docx": docx("")})})}), "压缩包"),
)  # fmt: skip
"""The files."""
