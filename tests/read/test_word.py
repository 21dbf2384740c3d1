"""Word documents as offices write them: automatic numbers, titles, tracked changes, text boxes, notes, inner tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kb.errors import UnreadableError
from parser.limits import LIMITS
from parser.pipeline import read_record
from parser.read import read
from parser.read.word_numbers import numeral
from tests.read import fixtures
from tests.read.test_web_pages import blocks

LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "%1.%3.%4"),
)


def with_list(word: Word, levels: tuple[tuple[str, str], ...] = LEVELS) -> Callable[..., None]:
    """A function that appends a paragraph of the list: text, level, style."""
    made = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    numbering = word.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{made}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))

    def add(text: str, level: int, style: str | None = None) -> None:
        number_it(word.add_paragraph(text, style=style), level)

    return add


def number_it(paragraph: Any, level: int) -> None:
    place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(place))


def read_back(word: Word, folder: Path) -> list[Any]:
    word.save(str(folder / "plan.docx"))
    return blocks(read(folder / "plan.docx"))


def test_automatic_numbers_are_text(tmp_path: Path) -> None:
    word = docx.Document()
    add = with_list(word)
    word.add_paragraph("清河区清洁行动计划", style="Title")
    add("总体目标", 0, "Heading 1")
    word.add_paragraph("到2025年，清洁率达到90%以上。")
    add("主要任务", 0, "Heading 1")
    add("清理河道。完成清淤20公里。（牵头单位：区水利局）", 1)
    add("整治岸线。（牵头单位：区住建局）", 2)
    add("修复湿地。（牵头单位：区林业局）", 2)
    add("清理湖泊。（牵头单位：区水利局；配合单位：区财政局）", 1)
    add("清理水库。（牵头单位：区财政局）", 2)
    assert read_back(word, tmp_path) == [
        *("清河区清洁行动计划", "一、总体目标", "到2025年，清洁率达到90%以上。", "二、主要任务"),
        "（一）清理河道。完成清淤20公里。（牵头单位：区水利局）",
        *("1.整治岸线。（牵头单位：区住建局）", "2.修复湿地。（牵头单位：区林业局）"),
        *("（二）清理湖泊。（牵头单位：区水利局；配合单位：区财政局）", "1.清理水库。（牵头单位：区财政局）"),
    ]
    record = read_record(tmp_path / "plan.docx")
    assert record.plan.title == "清河区清洁行动计划"
    leads = {item.duties[0].mention: item.path for item in record.items if item.duties}
    assert leads["区林业局"][0] == "二、主要任务" and "清理河道" in leads["区林业局"][1]


def test_numbers_in_cells_and_numbers_of_several_levels(tmp_path: Path) -> None:
    word = docx.Document()
    add = with_list(word)
    add("目标", 0)
    add("x", 3)
    table = word.add_table(3, 2)
    for row, words in zip(table.rows, (("序号", "任务"), ("", "清理河道"), ("", "清理湖泊")), strict=True):
        row.cells[0].text, row.cells[1].text = words
    for row in table.rows[1:]:
        number_it(row.cells[0].paragraphs[0], 2)
    assert read_back(word, tmp_path) == [
        *("一、目标", "一.1.1 x"),
        [["序号", "任务"], ["1.", "清理河道"], ["2.", "清理湖泊"]],
    ]


@pytest.mark.parametrize(
    ("form", "number", "printed"),
    [
        *(("chineseCounting", 110, "一百一十"), ("chineseLegalSimplified", 12, "拾贰"), ("ideographDigital", 20, "二〇")),
        *(("decimalEnclosedCircle", 3, "③"), ("decimalEnclosedCircleChinese", 21, "㉑"), ("decimalEnclosedParen", 2, "⑵")),
        *(("ideographTraditional", 2, "乙"), ("upperRoman", 4, "IV"), ("decimalFullWidth", 12, "１２"), ("thaiLetters", 3, "3")),
    ],
)  # fmt: skip
def test_number_formats(form: str, number: int, printed: str) -> None:
    assert numeral(number, form) == printed


def test_tracked_changes_are_taken_as_accepted(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("由区水利局")
    change = f'{nsdecls("w")} w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"'
    paragraph._p.append(parse_xml(f"<w:ins {change}><w:r><w:t>牵头落实。</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {change}><w:r><w:delText>配合落实。</w:delText></w:r></w:del>"))
    assert read_back(word, tmp_path) == ["由区水利局牵头落实。"]


def test_a_text_box_is_read_once_and_takes_nothing_with_it(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("框外的字。")
    inner = "<w:txbxContent><w:p><w:r><w:t>框内：区水利局牵头。</w:t></w:r></w:p></w:txbxContent>"
    a, shape = "http://schemas.openxmlformats.org/drawingml/2006/main", "wps:wsp"
    space = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    drawing = f'<w:drawing><wp:inline {nsdecls("wp")}><a:graphic xmlns:a="{a}"><a:graphicData uri="x"><{shape}><wps:txbx>{inner}</wps:txbx></{shape}></a:graphicData></a:graphic></wp:inline></w:drawing>'
    old = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f'<mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>'
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')} {mc} {space}>{both}</w:r>"))
    word.add_paragraph("后面的字。")
    assert read_back(word, tmp_path) == ["框外的字。", "框内：区水利局牵头。", "后面的字。"]


def test_heads_and_feet_of_pages_are_left_out_and_inner_tables_kept(tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "页眉"
    word.sections[0].footer.paragraphs[0].text = "页脚"
    word.add_paragraph("正文。")
    table = word.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "甲", "乙"
    inside = table.cell(0, 1).add_table(1, 2)
    inside.cell(0, 0).text, inside.cell(0, 1).text = "丙", "丁"
    assert read_back(word, tmp_path) == ["正文。", [["甲", "乙\n丙\n丁"]]]


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(fixtures.as_docx())
    monkeypatch.setitem(LIMITS, "unpacked", LIMITS["unpacked"]._replace(most=10_000))
    with pytest.raises(UnreadableError, match="解开后的大小超过上限"):
        read(path)
