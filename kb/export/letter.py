"""Lists as a Word document in the layout of official documents (GB/T 9704-2012 党政机关公文格式).

From the standard: A4; margins 37 mm above and 28 mm at the binding, text area 156 mm by 225 mm, 22 lines of 28
characters; title 小标宋 size 二号; body 仿宋 三号; headings 黑体, then 楷体; numbers 一、 then （一）; page numbers 四号 宋体
between dashes, right on odd pages and left on even ones.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from functools import cache
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _Footer
from docx.shared import Mm, Pt
from msgspec import Struct

from kb.controls import xml_text
from kb.export.repack import repack, zipped
from kb.numerals import write_integer

TITLE, BODY, HEAD, KAI, PAGE = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
_SIZES = {"二号": 22, "三号": 16, "四号": 14, "五号": 10.5}
_LINE = 28.95
"""Distance of lines in points: 225 mm in 22 lines."""
_TWIPS = 8844
"""The text area's width, 156 mm, in twentieths of a point."""
_TITLE_MARK = "zeren-title"
_STYLES = ("Title", "Heading1", "Heading2", "Footer")
"""Named by the letter; what is the default of its kind (正文, 普通表格) stays too."""
_UNUSED = ("/stylesWithEffects", "/numbering", "/customXml")


class LetterColumn(Struct, frozen=True):
    """A column of a table; `share` is its part of the width, the shares add up to 1."""

    name: str
    share: float


class LetterTable(Struct, frozen=True, kw_only=True):
    """A table; a row has a cell for each column, lines in a cell are parted by `\\n`."""

    columns: tuple[LetterColumn, ...]
    rows: tuple[tuple[str, ...], ...]


class LetterPart(Struct, frozen=True, kw_only=True):
    """A heading (level 1 or 2, numbered here) with a paragraph (empty: none) and a table (null: none) below it."""

    level: int
    title: str
    text: str = ""
    table: LetterTable | None = None


def letter(title: str, subtitle: str, intro: str, parts: Iterable[LetterPart], *, day: str) -> bytes:
    """The document as a docx file; `subtitle` and `intro` may be empty, `day` (ISO date) is the date of writing."""
    body = [_paragraph(title, TITLE, "二号", style="Title", centred=True)]
    if subtitle:
        body.append(_paragraph(subtitle, KAI, "三号", centred=True))
    body.append(_paragraph("", BODY, "三号"))
    if intro:
        body.append(_paragraph(intro, BODY, "三号"))
    first = second = 0
    for part in parts:
        if part.level == 1:
            first, second = first + 1, 0
            body.append(_paragraph(f"{write_integer(first)}、{part.title}", HEAD, "三号", style="Heading1"))
        else:
            second += 1
            body.append(_paragraph(f"（{write_integer(second)}）{part.title}", KAI, "三号", style="Heading2"))
        if part.text:
            body.append(_paragraph(part.text, BODY, "三号"))
        if part.table:
            body.append(_table(part.table))
    return _filled(dict(_shell(day)), title, "".join(body))


@cache
def _shell(day: str) -> tuple[tuple[str, bytes], ...]:
    """The parts of an empty document with page, styles and page numbers set up, by name."""
    document = Document()
    _set_up(document)
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(io.BytesIO(repack(out.getvalue(), day))) as packed:
        return tuple((name, packed.read(name)) for name in packed.namelist())


def _filled(parts: dict[str, bytes], title: str, body: str) -> bytes:
    """The shell with its title and its body put in; the rest of the file is the same for every letter."""
    main, core = "word/document.xml", "docProps/core.xml"
    parts[main] = parts[main].replace(b"<w:sectPr", body.encode() + b"<w:sectPr", 1)
    parts[core] = parts[core].replace(_TITLE_MARK.encode(), escape(xml_text(title)).encode())
    return zipped(parts.items())


def _set_up(document: Docx) -> None:
    document.core_properties.title = _TITLE_MARK
    document.core_properties.author = "zeren"
    document.core_properties.comments = ""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{round(_LINE * 20)}"/>'
    section._sectPr.append(parse_xml(grid))
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    _set_up_styles(document)
    _drop_unused(document)


def _set_up_styles(document: Docx) -> None:
    """The standard's body text; headings that look as their own paragraphs say and stand in the navigation pane."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = BODY, Pt(_SIZES["三号"])
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    # 28 characters of 16 points in 442 points: a fifth of a point closer. A grid of characters would do the same, but
    # LibreOffice then sets every character over two cells.
    normal.element.get_or_add_rPr().append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="-4"/>'))
    for name in ("Title", "Heading 1", "Heading 2"):
        style = document.styles[name].element
        for tag in ("w:rFonts", "w:color", "w:sz", "w:szCs", "w:b", "w:bCs", "w:spacing", "w:kern"):
            for old in style.get_or_add_rPr().findall(qn(tag)):
                style.get_or_add_rPr().remove(old)
        for old in style.get_or_add_pPr().findall(qn("w:pBdr")):
            style.get_or_add_pPr().remove(old)


def _drop_unused(document: Docx) -> None:
    """Leave out what python-docx's empty template brings and no letter uses: 160 styles, and those a second time for
    Word 2010; lists; data of other programs. They are three quarters of a letter of three pages."""
    for style in document.styles.element.findall(qn("w:style")):
        if style.get(qn("w:default")) != "1" and style.get(qn("w:styleId")) not in _STYLES:
            document.styles.element.remove(style)
        for link in style.findall(qn("w:link")):
            style.remove(link)
    for relation in list(document.part.rels.values()):
        if relation.reltype.endswith(_UNUSED):
            document.part.rels.pop(relation.rId)


def _number(footer: _Footer, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one character in from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(_SIZES["四号"])
    for piece in (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    ):
        paragraph._element.append(parse_xml(f"<w:r {nsdecls('w')}>{_look(PAGE, '四号')}{piece}</w:r>"))


def _look(font: str, size: str) -> str:
    """Run properties; text in tables (五号) leaves the grid of lines."""
    loose = '<w:snapToGrid w:val="0"/>' if size == "五号" else ""
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
    half_points = round(_SIZES[size] * 2)
    return f'<w:rPr>{fonts}{loose}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'


def _run(text: str, look: str) -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(xml_text(text))}</w:t></w:r>'


def _paragraph(text: str, font: str, size: str, *, style: str = "", centred: bool = False) -> str:
    """A paragraph on the grid of lines, two characters in unless it is centred."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    kept = "<w:keepNext/>" if style.startswith("Heading") else ""
    line = 36 if size == "二号" else _LINE
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{round(line * 20)}" w:lineRule="exact"/>'
    place = '<w:jc w:val="center"/>' if centred else f'<w:ind w:firstLine="{2 * _SIZES["三号"] * 20}"/>'
    return f"<w:p><w:pPr>{named}{kept}{spacing}{place}</w:pPr>{_run(text, _look(font, size))}</w:p>"


def _table(table: LetterTable) -> str:
    """The table as XML: python-docx builds tables cell by cell, a hundred times slower."""
    widths = [round(column.share * _TWIPS) for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    head = _row([column.name for column in table.columns], widths, HEAD, "<w:tblHeader/>", "center")
    rows = "".join(_row(row, widths, BODY, "", "left") for row in table.rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(cells: Iterable[str], widths: list[int], font: str, mark: str, align: str) -> str:
    spacing = '<w:snapToGrid w:val="0"/><w:spacing w:before="20" w:after="20" w:line="320" w:lineRule="exact"/>'
    about, look = f'<w:pPr>{spacing}<w:jc w:val="{align}"/></w:pPr>', _look(font, "五号")
    made = []
    for cell, width in zip(cells, widths, strict=True):
        paragraphs = "".join(f"<w:p>{about}{_run(line, look)}</w:p>" for line in cell.split("\n"))
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
        )
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{''.join(made)}</w:tr>"
