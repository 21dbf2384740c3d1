"""Printed pages as programs really make them: turned, drawn letter by letter, overprinted, with watermarks and odd rules."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, PageTemplate, Paragraph

from parser.read import read
from tests.read import fixtures
from tests.read.pdf_writer import FONT, SMALL, TITLE, drawn, turned
from tests.read.test_aligned_tables import Lines, grids, saved

SENTENCE = "清河区政府在2025年底前完成管网改造。"
GRID: Lines = [
    ["序号", "工作任务", "责任单位"],
    ["1", "管网改造", "区水利局"],
    ["2", "河道清淤", "区住建局"],
    ["3", "公众参与", "区教育局"],
]
XS, YS = (80.0, 140.0, 320.0, 500.0), (700.0, 670.0, 640.0, 610.0, 580.0)


@pytest.mark.parametrize(("quarters", "rotation"), [(0, 90), (0, 180), (1, 0), (1, 90), (3, 0), (3, 270)])
def test_turned_pages_are_read_upright(quarters: int, rotation: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(turned(fixtures.as_pdf_landscape(), quarters, rotation))
    document = read(path)
    assert [["".join(w.split()) for w in row] for table in grids(document) for row in table] == fixtures.expected_grid()
    assert document.text.endswith(fixtures.AFTER[0].text)


def _shuffled(canvas: Canvas) -> None:
    places = [(80 + canvas.stringWidth(SENTENCE[:k], FONT, 14), letter) for k, letter in enumerate(SENTENCE)]
    random.Random(1).shuffle(places)
    for x, letter in places:
        canvas.drawString(x, 700, letter)


def _overprinted(canvas: Canvas) -> None:
    for shift in (0.0, 0.3, 0.6):
        canvas.drawString(80 + shift, 700 + shift, SENTENCE)


def _watermarked(canvas: Canvas) -> None:
    canvas.drawString(80, 700, SENTENCE)
    canvas.saveState()
    canvas.setFont(FONT, 40)
    canvas.translate(120, 620)
    canvas.rotate(35)
    canvas.drawString(0, 0, "内部资料注意保存")
    canvas.restoreState()


@pytest.mark.parametrize("draw", [_shuffled, _overprinted, _watermarked])
def test_a_sentence(draw: Callable[[Canvas], None], tmp_path: Path) -> None:
    document = saved(tmp_path, drawn(draw))
    assert document.text == SENTENCE
    assert document.notes == (
        ("第 1 页倾斜的文字 (水印) 没有收入: “内部资料注意保存”",) if draw is _watermarked else ()
    )


def _words(canvas: Canvas) -> None:
    for line, y in zip(GRID, YS, strict=False):
        for words, x in zip(line, XS, strict=False):
            canvas.drawString(x + 5, y - 20, words)


def _filled_rules(canvas: Canvas) -> None:
    for y in YS:
        canvas.rect(XS[0], y - 0.3, XS[-1] - XS[0], 0.6, stroke=0, fill=1)
    for x in XS:
        canvas.rect(x - 0.3, YS[-1], 0.6, YS[0] - YS[-1], stroke=0, fill=1)
    _words(canvas)


def _dotted_rules(canvas: Canvas) -> None:
    for y in YS:
        for x in range(int(XS[0]), int(XS[-1]), 4):
            canvas.line(x, y, x + 2, y)
    for x in XS:
        for y in range(int(YS[-1]), int(YS[0]), 5):
            canvas.line(x, y, x, y + 3)
    _words(canvas)


def _cell_boxes(canvas: Canvas) -> None:
    for top, bottom in pairwise(YS):
        for left, right in pairwise(XS):
            canvas.rect(left + 0.5, bottom + 0.5, right - left - 1, top - bottom - 1)
    _words(canvas)


def _shaded_rows(canvas: Canvas) -> None:
    for k, (top, bottom) in enumerate(pairwise(YS)):
        canvas.setFillGray(0.85 if k % 2 else 0.95)
        canvas.rect(XS[0], bottom, XS[-1] - XS[0], top - bottom, stroke=0, fill=1)
    canvas.setFillGray(0)
    _words(canvas)


def _row_without_lines(canvas: Canvas) -> None:
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)
    for x in XS:
        canvas.line(x, YS[0], x, YS[2])
        canvas.line(x, YS[3], x, YS[-1])
    for x in (XS[0], XS[-1]):
        canvas.line(x, YS[2], x, YS[3])
    _words(canvas)


@pytest.mark.parametrize("draw", [_filled_rules, _dotted_rules, _cell_boxes, _shaded_rows, _row_without_lines])
def test_a_table(draw: Callable[[Canvas], None], tmp_path: Path) -> None:
    assert grids(saved(tmp_path, drawn(draw))) == [GRID]


def _broken_early(canvas: Canvas) -> None:
    for k, line in enumerate(("推进" * 15 + "地下", "水。2017年底前完成划定工作", "推进" * 16 + "。", "任务" * 16)):
        canvas.drawString(80, 700 - 20 * k, line)


def test_a_line_that_ends_early_for_what_cannot_be_broken(tmp_path: Path) -> None:
    text = saved(tmp_path, drawn(_broken_early)).text
    assert "地下水。2017年底前完成划定工作" in text


# ---------------------------------------------------------------- two columns
PARAGRAPHS = [
    f"{n}.推进第{n}批河道清淤和岸线整治，恢复水生植被，改善水体自净能力，建立长效运行维护机制。" * 2
    for n in range(1, 31)
]


def _gazette() -> bytes:
    """A title across two columns on the first of several pages, and prose below it in both of them."""
    frames = [Frame(60, 60, 230, 620, id="a"), Frame(305, 60, 230, 620, id="b")]
    title = Frame(60, 690, 475, 70, id="t")
    held = io.BytesIO()
    document = BaseDocTemplate(held, pagesize=(595, 842), invariant=1)
    document.addPageTemplates(
        [PageTemplate("first", [title, *frames], autoNextPageTemplate="later"), PageTemplate("later", frames)]
    )
    style = ParagraphStyle("column", parent=SMALL, fontSize=12, leading=18, firstLineIndent=24)
    document.build([Paragraph(fixtures.TITLE, TITLE), FrameBreak(), *(Paragraph(words, style) for words in PARAGRAPHS)])
    return held.getvalue()


def test_two_columns(tmp_path: Path) -> None:
    document = saved(tmp_path, _gazette())
    assert [document.text[slice(*block.span)] for block in document.blocks] == [fixtures.TITLE, *PARAGRAPHS]
    assert {block.page for block in document.blocks} == {1, 2, 3}
