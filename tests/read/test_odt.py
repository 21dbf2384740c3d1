"""OpenDocument texts: automatic numbers, titles, repeated and merged cells, boxes, notes, revisions, fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb.errors import UnreadableError
from parser.document import Document
from parser.read import read
from tests.read import fixtures
from tests.read.test_web_pages import blocks

NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(f'xmlns:{name}="{NAMES}{name}:1.0"' for name in ("office", "text", "table", "style"))
SPACES += f' xmlns:draw="{NAMES}drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
WORDS = "一, 二, 三, ..."
LISTS = f"""<text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-suffix="、" style:num-format="{WORDS}"/>
<text:list-level-style-number text:level="2" style:num-prefix="（" style:num-suffix="）" style:num-format="{WORDS}"/>
<text:list-level-style-number text:level="3" text:display-levels="2" style:num-format="1"/></text:list-style>
<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>"""
OUTLINE = f"""<text:outline-style style:name="Outline">
<text:outline-level-style text:level="1" style:num-suffix="、" style:num-format="{WORDS}"/>
<text:outline-level-style text:level="2" style:num-format=""/></text:outline-style>"""


def opened(folder: Path, body: str, styles: str = "") -> Document:
    path = folder / "plan.odt"
    content = f"<office:automatic-styles>{LISTS}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
    path.write_bytes(
        fixtures.zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": f"<office:document-content {SPACES}>{content}</office:document-content>",
                "styles.xml": f"<office:document-styles {SPACES}><office:styles>{styles}</office:styles></office:document-styles>",
            }
        )
    )
    return read(path)


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def h(text: str, level: int = 1, more: str = "") -> str:
    return f'<text:h text:outline-level="{level}" {more}>{text}</text:h>'


def listed(*items: str, more: str = 'text:style-name="L"') -> str:
    return f"<text:list {more}>{''.join(f'<text:list-item>{item}</text:list-item>' for item in items)}</text:list>"


def inner(*items: str) -> str:
    return listed(*items, more="")


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{p(text) if text else ''}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def table(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


COVERED = "<table:covered-table-cell/>"
GOES_ON = 'text:style-name="L" text:continue-numbering="true"'
BOX = "<draw:frame><draw:text-box>{}</draw:text-box></draw:frame>"
NOTE = '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body></text:note>'

CASES: dict[str, tuple[str, list[Any]]] = {
    "lists of two levels, one that goes on and one that begins anew": (
        listed(p("甲"), p("乙") + inner(p("丙"), p("丁") + p("丁的第二段")))
        + p("中间")
        + listed(p("戊") + inner(p("己")), more=GOES_ON)
        + listed(p("庚")),
        ["一、甲", "二、乙", "（一）丙", "（二）丁", "丁的第二段", "中间", "三、戊", "（一）己", "一、庚"],
    ),
    "a list that goes on with an earlier one by its name": (
        listed(p("甲"), more='xml:id="x" text:style-name="L"')
        + listed(p("一条"), more='text:style-name="B"')
        + listed(p("乙"), more='text:style-name="L" text:continue-list="x"'),
        ["一、甲", "一条", "二、乙"],
    ),
    "an item that only holds inner items has no number": (
        listed(p("甲") + inner(p("乙"))) + p("中间") + listed(inner(p("丙")), more=GOES_ON),
        ["一、甲", "（一）乙", "中间", "（二）丙"],
    ),
    "numbers of several levels, a blank before letters": (
        listed(p("甲") + inner(p("乙") + inner(p("A股")))),
        ["一、甲", "（一）乙", "一.1 A股"],
    ),
    "an item with a number of its own": (
        '<text:list text:style-name="L"><text:list-item text:start-value="5"><text:p>甲</text:p></text:list-item></text:list>',
        ["五、甲"],
    ),
    "headings in a list, headings of the outline, one without number": (
        listed(h("甲")) + h("乙") + h("丙", 2) + h("丁") + h("附", 1, 'text:is-list-header="true"'),
        ["一、甲", "一、乙", "丙", "二、丁", "附"],
    ),
    "a numbered paragraph": (
        '<text:numbered-paragraph text:style-name="L" text:level="2"><text:p>甲</text:p></text:numbered-paragraph>',
        ["（一）甲"],
    ),
    "title and subtitle are paragraphs": (p("标题", "Title") + p("副题", "Subtitle") + p("甲。"), ["标题", "副题", "甲。"]),
    "a list in a cell": (
        table(row(f"<table:table-cell>{listed(p('甲'), p('乙'))}</table:table-cell>", cell("丙"))),
        [[["一、甲\n二、乙", "丙"]]],
    ),
    "merged cells": (
        table(
            row(cell("甲", 'table:number-columns-spanned="2"'), COVERED, cell("乙")),
            row(cell("丙", 'table:number-rows-spanned="2"'), cell("1"), cell("2")),
            row(COVERED, cell("3"), cell("")),
        ),
        [[["甲", "甲", "乙"], ["丙", "1", "2"], ["丙", "3", ""]]],
    ),
    "repeated cells and rows": (
        table(
            row(cell("甲", 'table:number-columns-spanned="3"'), '<table:covered-table-cell table:number-columns-repeated="2"/>'),
            row(cell("1"), cell("同", 'table:number-columns-repeated="2"')),
            row(cell("2"), cell("3"), cell("4"), more='table:number-rows-repeated="2"'),
            row(cell("", 'table:number-columns-repeated="3"'), more='table:number-rows-repeated="60000"'),
        ),
        [[["甲", "甲", "甲"], ["1", "同", "同"], ["2", "3", "4"], ["2", "3", "4"], ["", "", ""]]],
    ),
    "a table in a cell": (
        table(row(f"<table:table-cell>{p('甲')}{table(row(cell('乙'), cell('丙')))}</table:table-cell>", cell("丁"))),
        [[["甲\n乙\n丙", "丁"]]],
    ),
    "a box in a paragraph, with a table, and one in a cell": (
        p(f"前{BOX.format(p('框') + table(row(cell('甲'), cell('乙'))))}后")
        + table(row(f"<table:table-cell>{p('丙' + BOX.format(p('丁')))}</table:table-cell>", cell("戊"))),
        ["前后", "框", [["甲", "乙"]], [["丙\n丁", "戊"]]],
    ),
    "a note": (p(f"由区水利局{NOTE.format(p('指河道处。'))}牵头。"), ["由区水利局牵头。", "指河道处。"]),
    "fields, blanks, breaks, links, comments, glosses, prompts": (
        p('于<text:date>2025年</text:date>底前<text:s text:c="2"/>由<text:bookmark-start text:name="b"/><text:a xlink:href="x">甲局</text:a>'
          "<text:line-break/>牵头<office:annotation><text:p>批注</text:p></office:annotation>，<text:ruby><text:ruby-base>衙"
          "</text:ruby-base><text:ruby-text>ya</text:ruby-text></text:ruby>内<text:placeholder>请填写</text:placeholder>"),
        ["于2025年底前  由甲局\n牵头，衙内"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_open_document(name: str, tmp_path: Path) -> None:
    body, expected = CASES[name]
    document = opened(tmp_path, body, OUTLINE)
    assert blocks(document) == expected
    assert document.notes == ()


def test_what_is_not_shown_is_told(tmp_path: Path) -> None:
    deleted = (
        '<text:changed-region text:id="c"><text:deletion><text:p>删去</text:p></text:deletion></text:changed-region>'
    )
    body = f"<text:tracked-changes>{deleted}</text:tracked-changes>" + p('甲<text:change text:change-id="c"/>乙。')
    body += f'<text:section text:name="a">{p("丙。")}</text:section><text:section text:display="none">{p("隐去")}</text:section>'
    document = opened(tmp_path, body)
    assert blocks(document) == ["甲乙。", "丙。"]
    assert ["修订" in note for note in document.notes] == [True, False]
    assert "1 个隐藏的节" in document.notes[1]


def test_an_archive_without_content(tmp_path: Path) -> None:
    path = tmp_path / "plan.odt"
    path.write_bytes(fixtures.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}))
    with pytest.raises(UnreadableError, match="没有正文"):
        read(path)
