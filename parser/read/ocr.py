"""Pictures and scanned PDFs, by RapidOCR (its models are inside the wheel): the optional extra `zeren[ocr]`.

Characters are uncertain, so the document's certainty is `inferred`. Tables are found by their ruling lines, which are
long dark runs of pixels; each recognised line of text goes into the cell it stands in.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from kb.errors import UnreadableError
from parser.document import Document
from parser.limits import beyond, check, most
from parser.read.alive import tell
from parser.read.draft import assemble
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.page import Box, Glyph, Page
from parser.read.pages import page_drafts

os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(most("pixels")))  # read when cv2 is loaded, below

Picture = NDArray[np.uint8]
"""Rows of pixels, each of three colours."""

_DPI = 200
"""Resolution at which scanned pages are drawn, and that pictures are brought to."""
_PAPER = (1.25, 1.6)
"""Long side by short side of pictures that are taken for pages (A4 is 1.41, a photograph of one 1.33)."""
_A4_SHORT = 8.27
"""Inches of the short side of A4."""
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
_LEAN = 0.1
"""Degrees from which a page counts as laid crooked on the scanner."""
_THICK = 6.0
"""Points up to which a run of ink is a line."""
INSTALL = "请安装可选组件: pip install 'zeren[ocr]'; 或者先用扫描软件识别成带文字的 pdf 或 docx"


def read_image(path: Path, data: bytes) -> Document:
    """A png or jpg of a page. Raises `UnreadableError` when it is broken, without text, or the extra is missing."""
    _require(path)
    form = "png" if data.startswith(b"\x89PNG") else "jpg"
    return _document(path, data, MEDIA_TYPES[form], [decoded(path, data)])


def is_installed() -> bool:
    """Is the extra `zeren[ocr]` at hand?"""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def read_scanned_pdf(path: Path, data: bytes) -> Document:
    """A PDF whose pages are pictures. Raises `UnreadableError` when no text is found or the extra is missing."""
    _require(path)
    file = pdfium.PdfDocument(data)
    check("pages", len(file), str(path))
    try:
        return _document(path, data, MEDIA_TYPES["pdf"], (picture_of(page) for page in file))
    except pdfium.PdfiumError:
        raise UnreadableError("pdf 损坏, 有的页面无法打开", where=str(path), advice="请重新下载或重新扫描") from None
    finally:
        file.close()


def picture_of(page: pdfium.PdfPage) -> Picture:
    """A page of a PDF as it is seen, at the resolution that recognition wants.

    Raises `PdfiumError` when it is torn, `BeyondLimitError` when it is far larger than paper.
    """
    width, height = page.get_size()
    pixels = width * height * (_DPI / 72) ** 2
    if not pixels <= most("pixels"):
        raise beyond("pixels")
    return np.asarray(page.render(scale=_DPI / 72, rev_byteorder=True).to_numpy()[:, :, :3], dtype=np.uint8)


def size_of(picture: Picture) -> tuple[float, float]:
    """Width and height of a picture in points."""
    return picture.shape[1] * _POINTS, picture.shape[0] * _POINTS


def recognised(picture: Picture, number: int) -> tuple[Page, int]:
    """The page that a picture shows, and how many lines could not be read. A sideways or crooked page is put upright."""
    tell()
    picture, found = _upright(picture)
    lean = _lean(found)
    if abs(lean) >= _LEAN:
        picture, found = _turned(picture, found, lean)
    across, down = rules_of(picture)
    width, height = size_of(picture)
    sure = [(corners, text) for corners, text, score in found if score >= _LEAST]
    unsure = len(found) - len(sure)
    page = Page(
        number=number,
        width=width,
        height=height,
        glyphs=tuple(_glyphs(sure)),
        across=tuple(across),
        down=tuple(down),
        picture=1.0,
    )
    return page, unsure


def read_pictures(path: Path, data: bytes, media_type: str, contents: Iterable[bytes]) -> Document:
    """A document whose pages are the pictures `contents` (png or jpg). Raises `UnreadableError` like `read_image`."""
    _require(path)
    return _document(path, data, media_type, (decoded(path, content) for content in contents))


def _require(path: Path) -> None:
    if not is_installed():
        raise UnreadableError("这是扫描件或图片, 需要文字识别", where=str(path), advice=INSTALL)


def _document(path: Path, data: bytes, media_type: str, pictures: Iterable[Picture]) -> Document:
    pages: list[Page] = []
    unsure = 0
    for number, picture in enumerate(pictures, start=1):
        page, left_out = recognised(picture, number)
        pages.append(page)
        unsure += left_out
    drafts, notes = page_drafts(pages)
    said = ["文字由光学识别得到, 请对照原件核对"]
    if unsure:
        said.append(f"有 {unsure} 行字识别不清, 没有收入")
    source = source_of(path, data, media_type)
    return assemble(source, drafts, where=str(path), unsure=lambda page: True, notes=(*said, *notes))


def decoded(path: Path, data: bytes) -> Picture:
    """A picture of a page, of the size of paper. Raises `UnreadableError` when it is broken or far too large."""
    import cv2

    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        if "pixels" in str(error).lower():
            raise beyond("pixels", str(path)) from None
        picture = None
    if picture is None:
        raise UnreadableError("图片损坏, 无法打开", where=str(path), advice="请重新扫描或另存为 png")
    check("pixels", picture.shape[0] * picture.shape[1], str(path))
    return _page_sized(np.asarray(picture[:, :, ::-1], dtype=np.uint8))


def _page_sized(picture: Picture) -> Picture:
    """A picture of the shape of paper as if scanned from A4 at `_DPI`, so that lengths on it are true; others as is."""
    import cv2

    short, long = sorted(picture.shape[:2])
    if not _PAPER[0] <= long / short <= _PAPER[1]:
        return picture
    scale = _A4_SHORT * _DPI / short
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way), dtype=np.uint8)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


Found = tuple[NDArray[np.float32], str, float]
"""A recognised line: its four corners in pixels, from its upper left, its text, and how sure that is, 0 to 1."""


def _recognised(picture: Picture, *, upside: bool = True) -> list[Found]:
    """Lines of text; with `upside`, each line is also tried upside down."""
    result = _engine()(np.ascontiguousarray(picture[:, :, ::-1]), use_cls=upside)
    if result.boxes is None:
        return []
    return list(zip(result.boxes, result.txts, result.scores, strict=True))


def _upright(picture: Picture) -> tuple[Picture, list[Found]]:
    """The picture turned by quarters so that its lines run from left to right, and what stands in it."""
    found = _recognised(picture)
    if sum(_extent(corners)[1] > 1.5 * _extent(corners)[0] for corners, _, _ in found) * 2 <= len(found):
        return picture, found
    tried = []
    for quarters in (1, 3):
        turned = np.ascontiguousarray(np.rot90(picture, quarters))
        read = _recognised(turned, upside=False)
        tried.append((sum(score * len(text) for _, text, score in read), quarters, turned, read))
    _, _, picture, found = max(tried, key=lambda one: one[0])
    return picture, found


def _extent(corners: NDArray[np.float32]) -> tuple[float, float]:
    """Width and height of the upright rectangle around the corners."""
    wide, tall = corners.max(axis=0) - corners.min(axis=0)
    return float(wide), float(tall)


def _lean(found: list[Found]) -> float:
    """Degrees by which the longer lines of text go down to the right; 0 where there are none."""
    angles = [
        float(np.degrees(np.arctan2(*(corners[1] - corners[0])[::-1])))
        for corners, _, _ in found
        if _extent(corners)[0] > 8 * _extent(corners)[1]
    ]
    return median(angles) if angles else 0.0


def _turned(picture: Picture, found: list[Found], degrees: float) -> tuple[Picture, list[Found]]:
    """Picture and corners turned against the clock, about the middle; the paper goes on white at the edges."""
    import cv2

    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    straight = cv2.warpAffine(picture, turn, (width, height), borderValue=(255, 255, 255))
    corners = [np.asarray(corners @ turn[:, :2].T + turn[:, 2], dtype=np.float32) for corners, _, _ in found]
    lines = [(moved, text, score) for moved, (_, text, score) in zip(corners, found, strict=True)]
    return np.asarray(straight, dtype=np.uint8), lines


def _glyphs(found: list[tuple[NDArray[np.float32], str]]) -> list[Glyph]:
    """The lines as they stand on the page, in points; those of about one height have one size."""
    glyphs: list[Glyph] = []
    for corners, text in found:
        (x0, top), (x1, bottom) = (corners.min(axis=0) * _POINTS).tolist(), (corners.max(axis=0) * _POINTS).tolist()
        glyphs.append(Glyph(text, x0, top, x1, bottom, (bottom - top) * 0.8))
    usual = median(glyph.size for glyph in glyphs) if glyphs else 0.0
    return [g._replace(size=usual) if abs(g.size - usual) < _UNEVEN * usual else g for g in glyphs]


def rules_of(picture: Picture) -> tuple[list[Box], list[Box]]:
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
