"""Markup of Word that hides, doubles or moves words: revisions, controls, fields, notes, merges, the strict form."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import docx
import pytest

from parser.document import Document
from parser.read import pandoc, read
from parser.read.draft import assemble
from parser.read.identity import source_of
from tests.read import fixtures, test_random_tables
from tests.read.test_web_pages import blocks

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
CHANGE = 'w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"'


def t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*content: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(content)}</w:p>"


def tc(text: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(t(text)) if text else '<w:p/>'}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def word(body: str, **parts: str) -> bytes:
    """A Word document of `body`; `parts` are further XML parts by name, `space` another main namespace."""
    space = parts.pop("space", W)
    names = f'xmlns:w="{space}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return fixtures.zipped(
        {
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {names}><w:body>{body}<w:sectPr/></w:body></w:document>",
            **{f"word/{name}.xml": f"<w:{name} {names}>{content}</w:{name}>" for name, content in parts.items()},
        }
    )


def opened(folder: Path, body: str, **parts: str) -> Document:
    path = folder / "plan.docx"
    path.write_bytes(word(body, **parts))
    return read(path)


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGEREF _a \\h </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
RUBY = f"<w:r><w:ruby><w:rubyPr/><w:rt>{t('ya')}</w:rt><w:rubyBase>{t('衙')}</w:rubyBase></w:ruby></w:r>"

LINES: dict[str, tuple[str, list[str]]] = {
    "a moved sentence stands where it went": (
        p(t("甲。"), f"<w:moveFrom {CHANGE}>{t('乙。')}</w:moveFrom>")
        + p(t("丙。"), f"<w:moveTo {CHANGE}>{t('乙。')}</w:moveTo>"),
        ["甲。", "丙。乙。"],
    ),
    "a deleted paragraph mark joins two paragraphs": (
        p(t("由区水利局"), properties=f"<w:rPr><w:del {CHANGE}/></w:rPr>") + p(t("牵头。")) + p(t("下一段。")),
        ["由区水利局牵头。", "下一段。"],
    ),
    "several deleted marks in a row": (
        p(t("甲"), properties=f"<w:rPr><w:del {CHANGE}/></w:rPr>") * 2 + p(t("乙。")),
        ["甲甲乙。"],
    ),
    "controls around paragraphs and inside them": (
        CONTROL.format("", p(t("牵头单位："), CONTROL.format("<w:text/>", t("区水利局")))),
        ["牵头单位：区水利局"],
    ),
    "the prompt of a control is no text": (
        p(t("牵头单位："), CONTROL.format("<w:showingPlcHdr/>", t("单击此处输入文字"))),
        ["牵头单位："],
    ),
    "of fields the result": (p(t("见第"), FIELD.format(t("12")), t("页")), ["见第12页"]),
    "a field in short form": (p(f'<w:fldSimple w:instr="DATE">{t("2025年")}</w:fldSimple>', t("底前")), ["2025年底前"]),
    "a field that nobody closed takes nothing with it": (
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>', t("甲。"))
        + p(t("乙。")),
        ["甲。", "乙。"],
    ),
    "smart tags and links": (
        p(f'<w:smartTag w:element="chsdate">{t("2025年6月")}</w:smartTag>', f"<w:hyperlink>{t('底前')}</w:hyperlink>"),
        ["2025年6月底前"],
    ),
    "below a gloss stands the word": (p(t("官"), RUBY, t("内")), ["官衙内"]),
    "signs of a symbol font": (
        p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', t("90%")),
        ["≥90%"],
    ),
    "letters in a symbol font": (
        p('<w:r><w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr><w:t>\uf0b3</w:t></w:r>', t("90%")),
        ["≥90%"],
    ),
    "line breaks, tabs, hyphens": (
        p("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t></w:r>"),
        ["甲\n乙 A‑B"],
    ),
    "full-width digits stay": (p(t("到２０２５年，达到９０％。")), ["到２０２５年，达到９０％。"]),
    "words cut by spelling marks and revision numbers": (
        p('<w:r w:rsidR="1"><w:rPr><w:b/></w:rPr><w:t>区水</w:t></w:r><w:proofErr w:type="spellStart"/>', t("利局")),
        ["区水利局"],
    ),
    "a formula": (p(t("约"), "<m:oMath><m:r><m:t>5</m:t></m:r></m:oMath>", t("万亩")), ["约5万亩"]),
    "a display formula in a paragraph": (
        p(t("约"), "<m:oMathPara><m:oMath><m:r><m:t>5</m:t></m:r></m:oMath></m:oMathPara>"),
        ["约5"],
    ),
    "a style named like a caption of a table loses nothing": (
        p(t("表1 任务分解"), properties='<w:pStyle w:val="TableCaption"/>') + p(t("甲。")),
        ["表1 任务分解", "甲。"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_words_of_paragraphs(name: str, tmp_path: Path) -> None:
    body, expected = LINES[name]
    assert blocks(opened(tmp_path, body)) == expected


RESTART, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
WIDE = '<w:gridSpan w:val="2"/>'

TABLES: dict[str, tuple[str, list[Any]]] = {
    "a chain of merged cells, a second one below it": (
        tbl(
            tr(tc("甲", RESTART), tc("1")),
            tr(tc("", GOES_ON), tc("2")),
            tr(tc("乙", RESTART), tc("3")),
            tr(tc("", GOES_ON), tc("4")),
        ),
        [[["甲", "1"], ["甲", "2"], ["乙", "3"], ["乙", "4"]]],
    ),
    "columns left out before and after a row": (
        tbl(
            tr(tc("序号"), tc("任务"), tc("单位")),
            tr(tc("清淤"), tc("区水利局"), properties='<w:gridBefore w:val="1"/>'),
            tr(tc("1"), properties='<w:gridAfter w:val="2"/>'),
        ),
        [[["序号", "任务", "单位"], ["", "清淤", "区水利局"], ["1", "", ""]]],
    ),
    "cells merged in the old way": (
        tbl(tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>")), tr(tc("乙"), tc("丙"))),
        [[["甲", "甲"], ["乙", "丙"]]],
    ),
    "merged over rows and columns": (
        tbl(tr(tc("甲", WIDE + RESTART), tc("乙")), tr(tc("", WIDE + GOES_ON), tc("丙"))),
        [[["甲", "甲", "乙"], ["甲", "甲", "丙"]]],
    ),
    "a merge of another width is a cell of its own": (
        tbl(tr(tc("甲", WIDE + RESTART), tc("乙")), tr(tc("", GOES_ON), tc("丙"), tc("丁"))),
        [[["甲", "甲", "乙"], ["", "丙", "丁"]]],
    ),
    "a cell that goes on with nothing above": (
        tbl(tr(tc("甲", GOES_ON), tc("乙"))),
        [[["甲", "乙"]]],
    ),
    "rows and cells in content controls": (
        tbl(CONTROL.format("", tr(tc("任务"), tc("单位"))), tr(tc("清淤"), CONTROL.format("", tc("区水利局")))),
        [[["任务", "单位"], ["清淤", "区水利局"]]],
    ),
    "a deleted row": (
        tbl(tr(tc("任务"), tc("单位")), tr(tc("已删"), tc("已删"), properties=f"<w:del {CHANGE}/>")),
        [[["任务", "单位"]]],
    ),
    "tables in a cell, the first thing in it, and words behind": (
        tbl(tr(f"<w:tc>{tbl(tr(tc('甲'), tc('乙')))}{p(t('丙'))}</w:tc>", tc("丁"))) + p(t("后。")),
        [[["甲\n乙\n丙", "丁"]], "后。"],
    ),
    "cells with breaks, signs, formulas and headings among plain ones": (
        tbl(
            tr(tc("甲"), "<w:tc><w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r></w:p></w:tc>", tc()),
            tr(
                f"<w:tc>{p('<w:m/>')}{p('<m:oMathPara><m:oMath><m:r><m:t>5</m:t></m:r></m:oMath></m:oMathPara>')}</w:tc>",
                tc("乙"),
                f'<w:tc>{p("<w:r><w:tab/><w:t>丙</w:t></w:r>", properties=chr(60) + "w:pStyle w:val=" + chr(34) + "1" + chr(34) + "/>")}</w:tc>',
            ),
        ),
        [[["甲", "一\n二", ""], ["5", "乙", "丙"]]],
    ),
    "two tables and nothing between": (
        tbl(tr(tc("甲"), tc("乙"))) + tbl(tr(tc("丙"), tc("丁"), tc("戊"))),
        [[["甲", "乙"]], [["丙", "丁", "戊"]]],
    ),
    "the rest of a table that Word cut in two, an empty paragraph between": (
        tbl(tr(tc("序号"), tc("任务")), tr(tc("1"), tc("甲"))) + p() + tbl(tr(tc("2"), tc("乙")), tr(tc("3"), tc("丙"))),
        [[["序号", "任务"], ["1", "甲"], ["2", "乙"], ["3", "丙"]]],
    ),
    "a table whose numbers begin anew, and one of other columns": (
        tbl(tr(tc("1"), tc("甲"))) + tbl(tr(tc("1"), tc("乙"))) + tbl(tr(tc("2"), tc("丙"), tc("丁"))),
        [[["1", "甲"]], [["1", "乙"]], [["2", "丙", "丁"]]],
    ),
    "a table that goes on behind words": (
        tbl(tr(tc("1"), tc("甲"))) + p(t("另表：")) + tbl(tr(tc("2"), tc("乙"))),
        [[["1", "甲"]], "另表：", [["2", "乙"]]],
    ),
    "code points that we mark cells with": (
        p(t("\ufdd0甲\ufdd1")) + tbl(tr(tc("\ufdd1乙"), tc("丙"))),
        ["甲", [["乙", "丙"]]],
    ),
}  # fmt: skip
STYLES = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="圈"/><w:basedOn w:val="b"/></w:style>'
)


@pytest.mark.parametrize("name", TABLES)
def test_grids_of_tables(name: str, tmp_path: Path) -> None:
    body, expected = TABLES[name]
    assert blocks(opened(tmp_path, body, styles=STYLES)) == expected


def test_headings_are_told_by_the_styles_they_rest_on(tmp_path: Path) -> None:
    body = "".join(p(t(f"{style}。"), properties=f'<w:pStyle w:val="{style}"/>') for style in ("1", "a", "b", "c"))
    document = opened(tmp_path, body, styles=STYLES)
    assert [(block.kind, block.level) for block in document.blocks] == [
        *(("heading", 1), ("heading", 1), ("paragraph", None), ("paragraph", None))
    ]


def test_notes_follow_what_calls_them(tmp_path: Path) -> None:
    note = "<w:r><w:{}noteReference w:id='2'/></w:r>"
    body = p(t("由区水利局"), note.format("foot"), t("牵头。"))
    body += tbl(tr(f"<w:tc>{p(t('任务'), note.format('end'))}</w:tc>", tc("单位")))
    content = f"<w:{{}}note w:id='2'>{p(t('指'), FIELD.format(t('河道')), t('管理处。'))}</w:{{}}note>"
    document = opened(tmp_path, body, footnotes=content.format("foot", "foot"), endnotes=content.format("end", "end"))
    assert blocks(document) == ["由区水利局牵头。", "指河道管理处。", [["任务", "单位"]], "指河道管理处。"]


def test_the_strict_form(tmp_path: Path) -> None:
    assert blocks(opened(tmp_path, p(t("甲。")) + tbl(tr(tc("乙"), tc("丙"))), space=STRICT)) == [
        *("甲。", [["乙", "丙"]])
    ]


NOTED = {
    "修订": p(t("甲"), f"<w:ins {CHANGE}>{t('乙')}</w:ins>"),
    "1 处隐藏文字": p(t("甲乙"), "<w:r><w:rPr><w:vanish/></w:rPr><w:t>丙</w:t></w:r>")
    + p("<w:r><w:rPr><w:vanish/></w:rPr><w:tab/></w:r>", '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr></w:r>'),
    "嵌有其他文件": p(t("甲乙")) + '<w:altChunk w:id="x"/>',
    "1 个被合并单元格盖住": p(t("甲乙")) + tbl(tr(tc("甲", RESTART), tc("1")), tr(tc("盖住", GOES_ON), tc("2"))),
}


@pytest.mark.parametrize("note", NOTED)
def test_what_is_not_shown_is_told(note: str, tmp_path: Path) -> None:
    document = opened(tmp_path, NOTED[note])
    assert document.text.startswith("甲乙") and "丙" not in document.text and "盖住" not in document.text
    assert [note in told for told in document.notes] == [True]


def test_a_clean_document_has_no_notes(tmp_path: Path) -> None:
    assert opened(tmp_path, LINES["of fields the result"][0]).notes == ()


def _random_tables(seed: int) -> bytes:
    source = random.Random(seed)
    return test_random_tables.as_docx([test_random_tables.random_table(source) for _ in range(10)])


@pytest.mark.parametrize("made", [fixtures.as_docx, *(partial(_random_tables, seed) for seed in range(5))])
def test_nothing_is_lost_on_the_short_way(made: Callable[[], bytes], tmp_path: Path) -> None:
    """Blocks, cells and words are those that pandoc alone makes of the whole archive."""
    data = made()
    tree = pandoc._tree(Path("x"), data, "docx")
    whole = assemble(source_of(Path("x"), data, ""), list(pandoc._drafts(tree["blocks"])), where="x", merges=True)
    short = pandoc.read_docx(Path("x"), data)
    assert (short.text, short.blocks) == (whole.text, whole.blocks)


def test_the_archive_for_pandoc_is_small() -> None:
    """A template's styles, themes and pictures are not handed on; what they weigh is pandoc's time."""
    from parser.read.word_xml import prepared

    held = io.BytesIO()
    docx.Document().save(held)
    assert len(held.getvalue()) > 30_000 > 10 * len(prepared(Path("x"), held.getvalue()).archive)
