"""Pictures and scanned PDFs, by RapidOCR (its models are inside the wheel): the optional extra `zeren[ocr]`.

Characters are uncertain, so the document's certainty is `inferred`. Tables are found by their ruling lines, which are
long dark runs of pixels; each recognised line of text goes into the cell it stands in.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from kb.errors import UnreadableError
from parser.document import Document
from parser.read.draft import assemble
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.page import Box, Glyph, Page
from parser.read.pages import page_drafts

Picture = NDArray[np.uint8]
"""Rows of pixels, each of three colours."""

_DPI = 200
"""Resolution at which scanned pages are drawn, and that pictures are taken to have."""
_POINTS = 72 / _DPI
"""Points of a pixel."""
_UNEVEN = 0.3
"""Share by which the height of recognised lines of one size varies."""
_LEAST = 0.5
"""Recognition below this confidence is left out and counted in a note."""
_DARK = 140
"""Pixels darker than this, of 255, are ink."""
_LONG = 0.4
"""Inches that a run of ink has to be long to be a ruling line by itself."""
_SHORT = 0.1
"""Inches from which a run is one when it leads from one ruling line to another."""
_TOUCH = 0.8
"""Points within which a run touches a line."""
_THICK = 6.0
"""Points up to which a run of ink is a line."""
_MOST_PIXELS = 60_000_000
"""Larger pictures are refused: they are no pages."""
_INSTALL = "请安装可选组件: pip install 'zeren[ocr]'; 或者先用扫描软件识别成带文字的 pdf 或 docx"


def read_image(path: Path, data: bytes) -> Document:
    """A png or jpg of a page. Raises `UnreadableError` when it is broken, without text, or the extra is missing."""
    _require(path)
    form = "png" if data.startswith(b"\x89PNG") else "jpg"
    return _document(path, data, MEDIA_TYPES[form], [_decoded(path, data)])


def read_scanned_pdf(path: Path, data: bytes) -> Document:
    """A PDF whose pages are pictures. Raises `UnreadableError` when no text is found or the extra is missing."""
    _require(path)
    file = pdfium.PdfDocument(data)
    try:
        pictures = [page.render(scale=_DPI / 72, rev_byteorder=True).to_numpy()[:, :, :3] for page in file]
    finally:
        file.close()
    return _document(path, data, MEDIA_TYPES["pdf"], pictures)


def read_pictures(path: Path, data: bytes, media_type: str, contents: list[bytes]) -> Document:
    """A document whose pages are the pictures `contents` (png or jpg). Raises `UnreadableError` like `read_image`."""
    _require(path)
    return _document(path, data, media_type, [_decoded(path, content) for content in contents])


def _require(path: Path) -> None:
    if not all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime")):
        raise UnreadableError("这是扫描件或图片, 需要文字识别", where=str(path), advice=_INSTALL)


def _document(path: Path, data: bytes, media_type: str, pictures: list[Picture]) -> Document:
    pages: list[Page] = []
    unsure = 0
    for number, picture in enumerate(pictures, start=1):
        page, left_out = _page(picture, number)
        pages.append(page)
        unsure += left_out
    drafts, notes = page_drafts(pages)
    said = ["文字由光学识别得到, 请对照原件核对"]
    if unsure:
        said.append(f"有 {unsure} 行字识别不清, 没有收入")
    source = source_of(path, data, media_type)
    return assemble(source, drafts, where=str(path), certainty="inferred", notes=(*said, *notes))


def _decoded(path: Path, data: bytes) -> Picture:
    import cv2

    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise UnreadableError("图片损坏, 无法打开", where=str(path), advice="请重新扫描或另存为 png")
    if picture.shape[0] * picture.shape[1] > _MOST_PIXELS:
        raise UnreadableError("图片太大", where=str(path), advice="请缩小到每页不超过 6000 万像素")
    return np.asarray(picture[:, :, ::-1], dtype=np.uint8)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def _page(picture: Picture, number: int) -> tuple[Page, int]:
    """The page that a picture shows, and how many lines could not be read."""
    across, down = _rules(picture)
    glyphs, unsure = _recognised(np.ascontiguousarray(picture[:, :, ::-1]))
    height, width = picture.shape[:2]
    page = Page(
        number=number,
        width=width * _POINTS,
        height=height * _POINTS,
        glyphs=tuple(glyphs),
        across=tuple(across),
        down=tuple(down),
        picture=1.0,
    )
    return page, unsure


def _recognised(picture: Picture) -> tuple[list[Glyph], int]:
    result = _engine()(picture)
    glyphs: list[Glyph] = []
    unsure = 0
    if result.boxes is None:
        return glyphs, unsure
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        if score < _LEAST:
            unsure += 1
            continue
        xs, ys = corners[:, 0] * _POINTS, corners[:, 1] * _POINTS
        top, bottom = float(ys.min()), float(ys.max())
        glyphs.append(Glyph(text, float(xs.min()), top, float(xs.max()), bottom, (bottom - top) * 0.8))
    usual = median(glyph.size for glyph in glyphs) if glyphs else 0.0
    return [g._replace(size=usual) if abs(g.size - usual) < _UNEVEN * usual else g for g in glyphs], unsure


def _rules(picture: Picture) -> tuple[list[Box], list[Box]]:
    """Ruling lines: long runs of ink, and short ones that lead from one ruling line to another (characters do not)."""
    ink = (picture.min(axis=2) < _DARK).astype(np.uint8)
    across, down = _runs(ink, _LONG, across=True), _runs(ink, _LONG, across=False)
    bridges = [line for line in _runs(ink, _SHORT, across=False) if _leads(line.top, line.bottom, line.x0, across)]
    turned = [Box(line.top, line.x0, line.bottom, line.x1) for line in down]
    rungs = [line for line in _runs(ink, _SHORT, across=True) if _leads(line.x0, line.x1, line.top, turned)]
    return [*across, *rungs], [*down, *bridges]


def _leads(start: float, end: float, at: float, lines: list[Box]) -> bool:
    """Do both ends of a run touch a line? `lines` lie across the run, which stands at `at`."""
    ends = {
        near
        for line in lines
        if line.x0 - _TOUCH <= at <= line.x1 + _TOUCH
        for near in (start, end)
        if abs(line.top - near) <= _TOUCH
    }
    return len(ends) == 2


def _runs(ink: Picture, inches: float, *, across: bool) -> list[Box]:
    """Straight runs of ink of at least `inches`, as lines in points."""
    import cv2

    length = int(inches * _DPI)
    shape = (length, 1) if across else (1, length)
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
    _, _, statistics, _ = cv2.connectedComponentsWithStats(runs)
    found: list[Box] = []
    for x, y, width, height, _ in (statistics[1:] * _POINTS).tolist():
        if (height if across else width) > _THICK:  # a dark area is no line
            continue
        middle = y + height / 2 if across else x + width / 2
        found.append(Box(x, middle, x + width, middle) if across else Box(middle, y, middle, y + height))
    return found
