"""Scans of the fixture's printed pages: pictures as a scanner makes them, straight, crooked, sideways, speckled."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from tests.read import fixtures


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


def saved(pictures: list[Image.Image], form: str) -> bytes:
    """The pictures as a file: png or jpg of the first, pdf of all."""
    held = io.BytesIO()
    if form == "pdf":
        pictures[0].save(held, "pdf", save_all=True, append_images=pictures[1:], resolution=200, quality=85)
    else:
        pictures[0].save(held, {"jpg": "jpeg"}.get(form, form), quality=85)
    return held.getvalue()
