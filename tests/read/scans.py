"""Scans of the fixture's printed pages: pictures as a scanner makes them, straight, crooked, sideways, speckled."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from parser.read.pdf_page import pdf_page
from tests.read import fixtures
from tests.read.pdf_writer import FONT


def page_picture(number: int, *, degrees: float = 0.0, speckles: float = 0.0) -> Image.Image:
    """Page `number` (from 1) of the fixture's PDF at 200 dpi, turned against the clock, with noise (0 to 255)."""
    file = pdfium.PdfDocument(fixtures.as_pdf())
    picture = file[number - 1].render(scale=200 / 72).to_pil().convert("RGB")
    file.close()
    if degrees:
        sideways = degrees % 90 == 0
        picture = picture.rotate(degrees, Image.Resampling.BICUBIC, expand=sideways, fillcolor=(255, 255, 255))
    if speckles:
        noise = np.random.default_rng(1).normal(0, speckles, (picture.height, picture.width, 1))
        picture = Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))
    return picture


def mixed(scanned: set[int]) -> bytes:
    """The fixture's PDF with the pages `scanned` (from 1) as pictures."""
    whole = pdfium.PdfDocument(fixtures.as_pdf())
    pictures = pdfium.PdfDocument(saved([page_picture(n) for n in sorted(scanned)], "pdf"))
    made = pdfium.PdfDocument.new()
    for number in range(1, len(whole) + 1):
        if number in scanned:
            made.import_pages(pictures, [sorted(scanned).index(number)])
        else:
            made.import_pages(whole, [number - 1])
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def with_hidden_text(number: int) -> bytes:
    """Page `number` as a picture with its text invisible above it, as scanning programs make it."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    file = pdfium.PdfDocument(fixtures.as_pdf())
    page = pdf_page(file, number)
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(page.width, page.height), invariant=1)
    canvas.drawImage(ImageReader(page_picture(number)), 0, 0, page.width, page.height)
    text = canvas.beginText()
    text.setTextRenderMode(3)
    for glyph in page.glyphs:
        text.setFont(FONT, glyph.size)
        text.setTextOrigin(glyph.x0, page.height - glyph.bottom + 0.12 * glyph.size)
        text.textOut(glyph.text)
    canvas.drawText(text)
    canvas.save()
    return held.getvalue()


def saved(pictures: list[Image.Image], form: str) -> bytes:
    """The pictures as a file: png or jpg of the first, pdf of all."""
    held = io.BytesIO()
    if form == "pdf":
        pictures[0].save(held, "pdf", save_all=True, append_images=pictures[1:], resolution=200, quality=85)
    else:
        pictures[0].save(held, {"jpg": "jpeg"}.get(form, form), quality=85)
    return held.getvalue()
