"""Pages of a PDF through pypdfium2: glyphs with their boxes, ruling lines, share of pictures.

pdfium gives the characters of a page some thirty times as fast as pdfminer (pdfplumber): 0.1 s against 1.7 s for the
29 pages of a provincial plan.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from parser.limits import check, most
from parser.read.page import IDENTITY, Box, Glyph, Matrix, Page, Turn, applied, thin_line, times
from parser.read.pdf_strikes import struck_out

_THIN = 3.0
"""Points up to which a drawn rectangle is a line."""
_STRAIGHT = 1.0
"""Points by which a horizontal or vertical line may be off."""
_LAID_ON = 0.6
"""Share of a page that its picture covers where invisible text is what a scanner has recognised in it."""
_SAMPLES = 60
"""Characters of a page at which is looked to find out how it is turned."""
_SLANT = 0.1
"""Slope, against either axis, from which a character runs askew."""
_BLANKS = frozenset((0xA0, 0xAD, 0x3000, 0x200B, 0xFEFF, 0xFFFE))
"""Characters that show nothing."""
_WHITE = 250
"""From here on, of 255, each part of a colour is white to the eye."""
_FAR = 1e6
"""Points beyond which nothing of a page can be; pdfium hands on what a damaged file says, not numbers included."""
_DEPTH = 6
"""Levels of nested form objects that are looked into."""


def pdf_page(file: pdfium.PdfDocument, number: int) -> Page:
    """Page `number` (from 1), turned so that most of its writing stands upright, whatever the file says of turning it."""
    page = file[number - 1]
    check("page-objects", _count(page.raw, 0))
    if (
        raw.FPDFPage_GetAnnotCount(page.raw) > 0
        and raw.FPDFPage_Flatten(page.raw, raw.FLAT_PRINT) == raw.FLATTEN_SUCCESS
    ):
        page = file[number - 1]  # with what fields, typed-on words and strikes show
    textpage = page.get_textpage()
    check("page-characters", raw.FPDFText_CountChars(textpage.raw))
    turn = Turn(page.get_bbox() if page.get_cropbox(fallback_ok=True) is None else page.get_cropbox(), 0)
    writing = _writing(textpage)
    turn.quarters = page.get_rotation() // 90 if writing is None else writing
    drawn = _drawn(page, turn)
    width, height = turn.size
    picture = min(1.0, drawn.picture / max(width * height, 1.0))
    hidden = picture >= _LAID_ON and drawn.invisible * 2 > drawn.texts
    written = _Written([], [], [])
    blank = drawn if not hidden and (drawn.invisible or (drawn.white and not drawn.picture)) else None
    _read(textpage, turn, written, blank)
    struck = struck_out(written.glyphs, drawn.across)
    gone = set(struck.glyphs)
    return Page(
        number=number,
        width=width,
        height=height,
        glyphs=tuple(glyph for k, glyph in enumerate(written.glyphs) if k not in gone),
        struck="".join(written.glyphs[k].text for k in struck.glyphs),
        slanted="".join(written.slanted),
        unseen="".join(written.unseen),
        across=tuple(line for n, line in enumerate(drawn.across) if n not in struck.lines),
        down=tuple(drawn.down),
        picture=picture,
        hidden=hidden,
    )


def _writing(textpage: pdfium.PdfTextPage) -> int | None:
    """Quarter turns by which most characters stand upright, relative to the page's own space; None without any."""
    count = raw.FPDFText_CountChars(textpage)
    matrix = raw.FS_MATRIX()
    quarters: Counter[int] = Counter()
    for index in range(0, count, max(1, count // _SAMPLES)):
        if raw.FPDFText_GetUnicode(textpage, index) > 32 and raw.FPDFText_GetMatrix(textpage, index, matrix):
            if abs(matrix.b) > abs(matrix.a):
                quarters[1 if matrix.b > 0 else 3] += 1
            else:
                quarters[0 if matrix.a >= 0 else 2] += 1
    return max(sorted(quarters), key=lambda quarter: quarters[quarter]) if quarters else None


class _Written(NamedTuple):
    """What a page writes: characters with the boxes of their font's height, those that run askew, those in no ink."""

    glyphs: list[Glyph]
    slanted: list[str]
    unseen: list[str]


def _read(textpage: pdfium.PdfTextPage, turn: Turn, written: _Written, blank: _Drawn | None) -> None:
    """Adds the characters to `written`; `blank` is what the page draws where some of its text shows nothing, else null."""
    text = textpage.raw
    rect, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    place, held = ctypes.byref(rect), ctypes.byref(matrix)
    sideways = turn.quarters % 2 == 1
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code <= 32 or code in _BLANKS or not raw.FPDFText_GetLooseCharBox(text, index, place):
            continue
        raw.FPDFText_GetMatrix(text, index, held)
        along, across = abs(matrix.a), abs(matrix.b)
        letter = "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
        if blank is not None and _is_unseen(text, index, turn.box(rect.left, rect.bottom, rect.right, rect.top), blank):
            written.unseen.append(letter)
            continue
        if across > _SLANT * along and along > _SLANT * across:
            written.slanted.append(letter)
            continue
        if not all(abs(value) <= _FAR for value in (rect.left, rect.bottom, rect.right, rect.top)):
            continue
        box = turn.box(rect.left, rect.bottom, rect.right, rect.top)
        size = raw.FPDFText_GetFontSize(text, index) * (math.hypot(matrix.c, matrix.d) or 1.0)
        written.glyphs.append(Glyph(letter, *box, size or box.height, (across > along) != sideways))


def _is_unseen(text: Any, index: int, box: Box, drawn: _Drawn) -> bool:
    """Whether a character is written in no ink, or in white where nothing dark is painted."""
    item = raw.FPDFText_GetTextObject(text, index)
    if not item:
        return False
    if _is_inkless(item):
        return True
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return _is_white(item) and not any(f.x0 <= x <= f.x1 and f.top <= y <= f.bottom for f in drawn.painted)


def _is_inkless(item: Any) -> bool:
    """Whether a text is written without ink (PDF 32000-1, 9.3.6: modes 3 and 7) or in a wholly transparent one (11.6.4.4)."""
    mode = raw.FPDFTextObj_GetTextRenderMode(item)
    if mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
        return True
    stroked = mode in (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    colour = _colour(item, raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor)
    return colour is not None and colour[3] == 0


def _is_white(item: Any) -> bool:
    colour = _colour(item, raw.FPDFPageObj_GetFillColor)
    return colour is not None and all(part >= _WHITE for part in colour[:3])


def _colour(item: Any, of: Any) -> tuple[int, ...] | None:
    """Red, green, blue and opacity, 0 to 255; None where the object has no such colour."""
    parts = [ctypes.c_uint() for _ in range(4)]
    return tuple(part.value for part in parts) if of(item, *(ctypes.byref(part) for part in parts)) else None


class _Drawn:
    """What a page draws: horizontal lines, vertical lines, the area of pictures, how many texts, how many invisible."""

    def __init__(self) -> None:
        self.across: list[Box] = []
        self.down: list[Box] = []
        self.picture = 0.0
        self.texts = 0
        self.invisible = 0
        self.white = 0
        self.painted: list[Box] = []
        """Areas in another colour than white, on which white words are seen."""


def _drawn(page: pdfium.PdfPage, turn: Turn) -> _Drawn:
    drawn = _Drawn()
    for seen, (item, matrix) in enumerate(_objects(page.raw, IDENTITY, 0)):
        check("objects", seen + len(drawn.across) + len(drawn.down))
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            drawn.texts += 1
            drawn.invisible += _is_inkless(item)
            drawn.white += _is_white(item)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(item, turn, matrix)
            drawn.picture += box.width * box.height if all(abs(value) <= _FAR for value in box) else 0.0
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            if _paints(item):
                drawn.painted.append(_bounds(item, turn, matrix))
            for line in _lines(item, turn, matrix):
                if all(abs(value) <= _FAR for value in line):
                    (drawn.across if line.width >= line.height else drawn.down).append(line)
    return drawn


def _paints(item: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    colour = _colour(item, raw.FPDFPageObj_GetFillColor)
    return bool(fill.value) and not _is_white(item) and (colour is None or colour[3] > 0)


def _count(page: Any, depth: int) -> int:
    """Objects of a page, those inside form objects too: a page may show one form thousands of times."""
    inside = depth > 0
    count = raw.FPDFFormObj_CountObjects(page) if inside else raw.FPDFPage_CountObjects(page)
    found: int = count
    for index in range(count if depth < _DEPTH else 0):
        item = raw.FPDFFormObj_GetObject(page, index) if inside else raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM:
            found += _count(item, depth + 1)
            if found > most("page-objects"):
                break
    return found


def _objects(page: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """The objects of a page, those inside form objects with the forms' matrix."""
    inside = depth > 0
    count = raw.FPDFFormObj_CountObjects(page) if inside else raw.FPDFPage_CountObjects(page)
    for index in range(count):
        item = raw.FPDFFormObj_GetObject(page, index) if inside else raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
            yield from _objects(item, times(_matrix(item), matrix), depth + 1)
        else:
            yield item, matrix


def _matrix(item: Any) -> Matrix:
    held = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(held)):
        return IDENTITY
    return held.a, held.b, held.c, held.d, held.e, held.f


def _bounds(item: Any, turn: Turn, matrix: Matrix) -> Box:
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, *(ctypes.byref(value) for value in (left, low, right, high)))
    return turn.box(*applied(matrix, left.value, low.value), *applied(matrix, right.value, high.value))


def _lines(item: Any, turn: Turn, matrix: Matrix) -> Iterator[Box]:
    """Straight lines of a path: its strokes, and its rectangles that are thin enough to be lines."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    for outline in _outlines(item, turn, times(_matrix(item), matrix)):
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        if min(box.width, box.height) <= _THIN:
            yield thin_line(box)
        elif stroke.value:
            for (x0, y0), (x1, y1) in pairwise(outline):
                side = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                if min(side.width, side.height) <= _STRAIGHT:
                    yield thin_line(side)


def _outlines(item: Any, turn: Turn, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path as seen; parts with curves are no lines and left out."""
    corners: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(corners) > 1 and not curved:
                yield corners
            corners, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        corners.append(turn.point(*applied(matrix, x.value, y.value)))
        if raw.FPDFPathSegment_GetClose(segment):
            corners.append(corners[0])
    if len(corners) > 1 and not curved:
        yield corners
