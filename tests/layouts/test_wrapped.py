"""A glued table whose rows a page broke into lines gives what the same table gives with one row a line."""

from __future__ import annotations

import textwrap
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from parser.cut.blocks import cut
from parser.cut.wrapped import margin_of
from parser.pipeline import read_record

HEAD = """\
云洲市工业振兴任务清单
云洲市人民政府办公室
2025年3月8日
序号工作任务牵头单位配合单位完成时限
"""
ROWS = [
    "1绘制全市产业链图谱，编制招商目录和企业目录。市工信局市商务局、市科技局2025年6月",
    "2储能产业链产值达到260亿元，引进配套企业12家。市工信局市发改委、云洲经济技术开发区管委会2027年12月",
    "3推动化工园区封闭管理，安全风险等级降至D级。市应急局、市工信局市生态环境局、市自然资源和规划局2026年6月",
    "4建设中试平台3个，取得二类以上医疗器械证20个。市市场监管局市卫健委、市科技局2027年12月",
    "5培育省级专精特新企业30家、制造业单项冠军2家。市工信局市财政局、市委金融办2026年12月",
    "6供应工业用地0.8万亩，标准地出让比例达到75%。市自然资源和规划局各县（区）人民政府2027年12月",
]
TAIL = "请各单位于每季度末报送进展情况。\n"
Row = tuple[str | None, tuple[tuple[str, str], ...], tuple[str, ...]]


def by_characters(row: str, width: int) -> str:
    return "\n".join(textwrap.wrap(row, width))


def on_paper(row: str, width: int) -> str:
    """Broken where the half-width columns run out, digits kept together."""
    lines, line = [], ""
    for word in _words(row):
        if sum(2 if east_asian_width(c) in "WFA" else 1 for c in line + word) > width * 2:
            lines.append(line)
            line = ""
        line += word
    return "\n".join([*lines, line])


def _words(row: str) -> list[str]:
    words: list[str] = []
    for character in row:
        if words and character.isascii() and words[-1][-1].isascii():
            words[-1] += character
        else:
            words.append(character)
    return words


def rows_of(path: Path, text: str) -> list[Row]:
    path.write_text(text, encoding="utf-8")
    return [
        (
            item.number,
            tuple((duty.role, "".join(duty.mention.split())) for duty in item.duties),
            tuple("".join(deadline.text.split()) for deadline in item.deadlines),
        )
        for item in read_record(path).items
    ]


@pytest.mark.parametrize("wrap", [by_characters, on_paper])
@pytest.mark.parametrize("width", [30, 33, 36, 42])
def test_broken_rows_are_put_together(wrap: object, width: int, tmp_path: Path) -> None:
    assert callable(wrap)
    whole = rows_of(tmp_path / "whole.txt", HEAD + "\n".join(ROWS) + "\n" + TAIL)
    assert [(number, len(duties), len(times)) for number, duties, times in whole] == [
        ("1", 3, 1), ("2", 3, 1), ("3", 4, 1), ("4", 3, 1), ("5", 3, 1), ("6", 2, 1),
    ]  # fmt: skip
    lines = [wrap(row, width) for row in ROWS]
    assert rows_of(tmp_path / "broken.txt", HEAD + "\n".join(lines) + "\n" + TAIL) == whole
    lines.insert(3, "— 2 —")
    assert rows_of(tmp_path / "pages.txt", HEAD + "\n".join(lines) + "\n" + TAIL) == whole


def test_a_year_torn_by_a_line_is_one(tmp_path: Path) -> None:
    torn = ROWS[0].replace("2025年6月", "202\n5年6月")
    text = HEAD + "\n".join([torn, *(by_characters(row, 40) for row in ROWS[1:])])
    assert rows_of(tmp_path / "plan.txt", text)[0][2] == ("2025年6月",)


def test_lines_of_their_own_length_have_no_margin() -> None:
    assert margin_of(["甲" * n for n in (31, 24, 45, 38, 52, 22, 60)]) is None
    assert [block.span for block in cut("甲乙丙\n丁戊己")] == [(0, 3), (4, 7)]
