"""What of a PDF's writing is seen: struck, white and underlined words, fields of a form, words typed onto the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from parser.read import read
from parser.read.page import Box, Glyph
from parser.read.pdf_strikes import struck_out
from tests.read.pdf_writer import FONT

LINES = ("一、推进垃圾分类工作", "（牵头单位：区住建局）", "二、整治黑臭河道水体", "（牵头单位：区水利局）")


def drawn(path: Path, draw: Callable[[Canvas], None]) -> tuple[str, tuple[str, ...]]:
    """Text and notes of a page of `LINES`, 30 points below each other from 700 on, with what `draw` adds."""
    canvas = Canvas(str(path / "plan.pdf"), pagesize=(595, 842), invariant=1)
    canvas.setFont(FONT, 14)
    for k, line in enumerate(LINES):
        canvas.drawString(80, 700 - 30 * k, line)
    draw(canvas)
    canvas.save()
    document = read(path / "plan.pdf")
    return document.text, document.notes


def _strike(canvas: Canvas) -> None:
    canvas.line(80, 705, 80 + 14 * 4, 705)


def _underline(canvas: Canvas) -> None:
    canvas.line(80, 697, 80 + 14 * 4, 697)


def _rule(canvas: Canvas) -> None:
    canvas.line(40, 645, 560, 645)  # across the whole page, mostly over blank paper


def _white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(80, 500, "区民政局")


def _transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(80, 500, "区民政局")


def _half_transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0.4)
    canvas.drawString(80, 500, "区民政局")


def _clipping(canvas: Canvas) -> None:
    text = canvas.beginText(80, 500)
    text.setTextRenderMode(7)
    text.textOut("区民政局")
    canvas.drawText(text)


def _white_on_blue(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0, 0.6)
    canvas.rect(70, 490, 200, 30, stroke=0, fill=1)
    _white(canvas)


def _field(canvas: Canvas) -> None:
    canvas.acroForm.textfield(value="2025-06-30", x=80, y=480, width=200, height=24, name="due")


@pytest.mark.parametrize(
    ("draw", "gone", "added", "told"),
    [
        (_strike, "一、推进", "", "带删除线"),
        (_underline, "", "", ""),
        (_rule, "", "", ""),
        (_white, "", "", "看不见的文字, 没有收入: “区民政局”"),
        (_transparent, "", "", "看不见的文字, 没有收入: “区民政局”"),
        (_clipping, "", "", "看不见的文字, 没有收入: “区民政局”"),
        (_half_transparent, "", "区民政局", ""),
        (_white_on_blue, "", "区民政局", ""),
        (_field, "", "2025-06-30", ""),
    ],
    ids=lambda value: getattr(value, "__name__", "").strip("_") or None,
)
def test_ink(draw: Callable[[Canvas], None], gone: str, added: str, told: str, tmp_path: Path) -> None:
    text, notes = drawn(tmp_path, draw)
    joined = "".join(text.split())
    assert joined == "".join(LINES).replace(gone, "", 1) + added
    assert told in " ".join(notes) and bool(notes) == bool(told)


def test_a_page_of_lines_to_write_on_strikes_nothing() -> None:
    glyphs = [Glyph("字", 10.0 * k, 100.0, 10.0 * k + 10, 110.0, 10.0) for k in range(20)]
    assert struck_out(glyphs, [Box(0.0, 105.0, 200.0, 105.0)]) == ([], set())
    assert struck_out(glyphs, [Box(0.0, 105.0, 40.0, 105.0)]) == ([0, 1, 2, 3], {0})
    assert struck_out(glyphs, [Box(0.0, 110.0, 40.0, 110.0)]) == ([], set())
    assert struck_out([], [Box(0.0, 105.0, 40.0, 105.0)]) == ([], set())
