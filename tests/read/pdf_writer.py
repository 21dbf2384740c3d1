"""The fixture plan as a PDF by ReportLab: ruled in several ways or not at all, upright or landscape. For tests only."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable
from typing import Any, Literal

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer

from tests.read import fixtures

FONT = "STSong-Light"
"""One of the fonts that every reader of PDF has for Chinese; it is not embedded."""
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WORDS = ParagraphStyle("body", fontName=FONT, fontSize=14, leading=24, wordWrap="CJK", firstLineIndent=28)
HEADING = ParagraphStyle("heading", parent=WORDS, fontSize=16)
TITLE = ParagraphStyle("title", parent=WORDS, fontSize=20, leading=30, alignment=1, firstLineIndent=0)
SMALL = ParagraphStyle("cell", parent=WORDS, fontSize=10, leading=14, firstLineIndent=0)
STYLES = {0: WORDS, 1: TITLE, 2: HEADING}

Rules = Literal["grid", "across", "box", "three", "none"]
RULES: dict[Rules, list[tuple[Any, ...]]] = {
    "grid": [("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
    "across": [
        ("LINEABOVE", (0, 0), (-1, -1), 0.5, colors.black),
        ("LINEBELOW", (0, -1), (-1, -1), 0.5, colors.black),
    ],
    "box": [("LINEABOVE", (0, 0), (-1, -1), 0.5, colors.black), ("BOX", (0, 0), (-1, -1), 0.5, colors.black)],
    "three": [
        ("LINEABOVE", (0, 0), (-1, 0), 1.5, colors.black),
        ("LINEBELOW", (0, 0), (-1, 0), 0.75, colors.black),
        ("LINEBELOW", (0, -1), (-1, -1), 1.5, colors.black),
    ],
    "none": [],
}
"""Where lines are drawn: everywhere, between rows, between rows and around, above, below and under the header, nowhere."""
WIDTHS = (30.0, 65.0, 175.0, 70.0, 80.0, 60.0)
WIDE = (40.0, 90.0, 290.0, 90.0, 100.0, 80.0)


def write_pdf(
    rows: list[fixtures.Row] | None = None,
    *,
    rules: Rules = "grid",
    landscape: bool = False,
    repeat_header: bool = True,
    aligned: Literal["MIDDLE", "TOP"] = "MIDDLE",
) -> bytes:
    """The fixture plan with `rows` for its table (None: its own), a running head and page numbers."""
    size = pagesizes.landscape(pagesizes.A4) if landscape else pagesizes.A4
    made = table(
        fixtures.table_rows() if rows is None else rows,
        [("VALIGN", (0, 0), (-1, -1), aligned), *RULES[rules]],
        WIDE if landscape else WIDTHS,
        repeat=1 if repeat_header else 0,
    )
    flow = [*(Paragraph(t.text, STYLES[t.level]) for t in fixtures.BEFORE), Spacer(1, 6), made, Spacer(1, 6)]
    return flowed([*flow, *(Paragraph(t.text, WORDS) for t in fixtures.AFTER)], size)


def table(
    rows: list[fixtures.Row], style: list[tuple[Any, ...]], widths: tuple[float, ...], *, repeat: int
) -> Flowable:
    """A table of `rows`, merged cells as spans; a cell's lines are its paragraphs."""
    data: list[list[object]] = [[""] * len(widths) for _ in rows]
    spans: list[tuple[Any, ...]] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        for tall, wide, text in row:
            c = next(c for c in range(len(widths)) if (r, c) not in taken)
            taken.update((i, j) for i in range(r, r + tall) for j in range(c, c + wide))
            data[r][c] = [Paragraph(line, SMALL) if line else Spacer(1, 5) for line in text.split("\n")] if text else ""
            spans += [("SPAN", (c, r), (c + wide - 1, r + tall - 1))] if tall * wide > 1 else []
    return LongTable(data, colWidths=list(widths), repeatRows=repeat, style=[*style, *spans])


def turned(data: bytes, quarters: int, rotation: int) -> bytes:
    """The pages of `data` drawn turned against the clock by `quarters`, each with an upright number of its own below;
    `rotation`: degrees by which a reader is told to turn them (/Rotate)."""
    source, made = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    for k in range(len(source)):
        width, height = source[k].get_size()
        places = {0: (1, 0, 0, 1, 0, 0), 1: (0, 1, -1, 0, height, 0), 3: (0, -1, 1, 0, 0, width)}
        page = made.new_page(*((height, width) if quarters % 2 else (width, height)))
        form = raw.FPDF_NewFormObjectFromXObject(raw.FPDF_NewXObjectFromPage(made.raw, source.raw, k))
        raw.FPDFPageObj_Transform(form, *places[quarters])
        raw.FPDFPage_InsertObject(page.raw, form)
        number = raw.FPDFPageObj_NewTextObj(made.raw, b"Helvetica", 9.0)
        raw.FPDFText_SetText(number, (ctypes.c_ushort * 6)(*f"- {k + 1} -".encode(), 0))
        raw.FPDFPageObj_Transform(number, 1, 0, 0, 1, page.get_width() / 2, 20)
        raw.FPDFPage_InsertObject(page.raw, number)
        raw.FPDFPage_SetRotation(page.raw, rotation // 90)
        page.gen_content()
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    """One page of A4 that `draw` draws, the font set to 14 points."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=pagesizes.A4, invariant=1)
    canvas.setFont(FONT, 14)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return held.getvalue()


def flowed(flow: list[Flowable], size: tuple[float, float] = pagesizes.A4, **document: Any) -> bytes:
    """A PDF of `flow` with page numbers and a running head; `document` goes to ReportLab."""

    def dress(canvas: Any, page: Any) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(size[0] / 2, 40, f"— {page.page} —")
        canvas.drawString(60, size[1] - 40, "清河区人民政府办公室文件")

    held = io.BytesIO()
    SimpleDocTemplate(held, pagesize=size, invariant=1, **document).build(flow, onFirstPage=dress, onLaterPages=dress)
    return held.getvalue()
