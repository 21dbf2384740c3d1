"""A page of an OFD file: its text and path objects as glyphs and rules (GB/T 33190-2016, chapters 8, 9, 11, 13).

Every object has a boundary, whose corner is the origin of its own space, and may have a matrix (CTM) that is applied in
that space. Objects may stand in templates, in groups (`PageBlock`) and in composite units of the resources.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from lxml import etree
from msgspec import Struct

from parser.limits import check
from parser.read.page import IDENTITY, Box, Glyph, Matrix, Page, Turn, applied, thin_line, times

Element = etree._Element

POINTS = 72 / 25.4
"""Points of a millimetre, the unit of OFD."""
_STRAIGHT = 0.3
"""Millimetres by which a horizontal or vertical line may be off."""
_THIN = 1.0
"""Millimetres up to which a filled rectangle is a line."""
_ASCENT = 0.86
"""Share of a character's size that stands above its base line."""
_SLANT = 0.1
"""Slope, against either axis, from which a text runs askew."""
_DEPTH = 6
"""Levels of composite units that are looked into."""
_FAR = 1e6
"""Millimetres beyond which nothing of a page can be; such numbers are damage, and their products no numbers."""
_PATH = re.compile(r"([SMLQBAC])|(-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{4})")
"""A character that XML does not hold, and a blank: a backslash and four hexadecimal digits (table 45, TextCode)."""


class Layer(Struct, frozen=True):
    """Content that a page shows: its own, or a template's; `shared` by several pages."""

    root: Element
    shared: bool = False


class Matter(Struct, frozen=True, kw_only=True):
    """What a page is made of."""

    paper: tuple[float, float, float, float]
    """Left, top, width and height in millimetres."""
    layers: tuple[Layer, ...]
    """From the lowest up."""
    units: Mapping[str, Element]
    """Id -> the content of a composite unit."""
    pictures: tuple[str, ...]
    """Members that hold the pictures on it."""


class _Shown(Struct):
    """What has been found on a page so far, in millimetres from the corner of the paper."""

    glyphs: list[tuple[Glyph, int]]
    """Each with the quarter turns (against the clock) of its writing."""
    lines: list[Box]
    picture: float = 0.0
    slanted: str = ""
    objects: int = 0
    """What has been looked at: a composite unit may show others again and again."""


def ofd_page(number: int, matter: Matter) -> Page:
    """Page `number` (from 1). A page most of whose writing does not stand upright is turned so that it does.

    Raises `ValueError` when a number in it is none.
    """
    left, top, width, height = matter.paper
    shown = _Shown([], [])
    for layer in matter.layers:
        _show(layer.root, (1.0, 0.0, 0.0, 1.0, -left, -top), matter.units, shown, layer.shared, _DEPTH)
    written = Counter(quarters for _, quarters in shown.glyphs)
    turn = Turn((0.0, 0.0, width * POINTS, height * POINTS), max(sorted(written), key=written.__getitem__, default=0))
    lines = [thin_line(_seen(line, height, turn)) for line in shown.lines]
    return Page(
        number=number,
        width=turn.size[0],
        height=turn.size[1],
        glyphs=tuple(_turned(glyph, quarters, height, turn) for glyph, quarters in shown.glyphs),
        across=tuple(line for line in lines if line.width >= line.height),
        down=tuple(line for line in lines if line.width < line.height),
        picture=min(1.0, shown.picture / (width * height)),
        slanted=shown.slanted,
    )


def _seen(box: Box, height: float, turn: Turn) -> Box:
    """A rectangle in millimetres from the top of the paper as it is seen in points."""
    x0, top, x1, bottom = box
    return turn.box(x0 * POINTS, (height - bottom) * POINTS, x1 * POINTS, (height - top) * POINTS)


def _turned(glyph: Glyph, quarters: int, height: float, turn: Turn) -> Glyph:
    box = _seen(Box(*glyph[1:5]), height, turn)
    return Glyph(glyph.text, *box, glyph.size * POINTS, (quarters - turn.quarters) % 2 == 1, glyph.shared)


# ---------------------------------------------------------------- objects
def _show(root: Element, outer: Matrix, units: Mapping[str, Element], shown: _Shown, shared: bool, depth: int) -> None:
    """Adds the objects below `root`, whose space `outer` leads to the paper."""
    for item in root.iter("{*}TextObject", "{*}PathObject", "{*}ImageObject", "{*}CompositeObject"):
        shown.objects += 1
        check("objects", shown.objects + len(shown.glyphs) + len(shown.lines))
        if item.get("Visible") == "false":
            continue
        matrix = times(_matrix(item), outer)
        match etree.QName(item).localname:
            case "TextObject":
                _add_text(item, matrix, shown, shared)
            case "PathObject":
                shown.lines += _lines(item, matrix)
            case "ImageObject":
                box = numbers(item.get("Boundary"))
                shown.picture += box[2] * box[3] if len(box) == 4 else 0.0
            case _ if depth and (unit := units.get(item.get("ResourceID") or "")) is not None:
                _show(unit, matrix, units, shown, shared, depth - 1)


def numbers(text: str | None) -> list[float]:
    """Numbers parted by blanks; what is no number gives none at all."""
    try:
        return [_number(word) for word in (text or "").split()]
    except ValueError:
        return []


def _number(word: str) -> float:
    """Raises `ValueError` for what is no number of a page."""
    value = float(word)
    if not abs(value) <= _FAR:
        raise ValueError(word)
    return value


def _matrix(item: Element) -> Matrix:
    """The object's matrix, then the shift to its boundary's corner."""
    held = numbers(item.get("CTM"))
    a, b, c, d, e, f = held if len(held) == 6 else IDENTITY
    corner = [*numbers(item.get("Boundary")), 0.0, 0.0]
    return a, b, c, d, e + corner[0], f + corner[1]


# ---------------------------------------------------------------- text
def _add_text(item: Element, matrix: Matrix, shown: _Shown, shared: bool) -> None:
    """The characters of a text object; those that run askew are no glyphs of the page."""
    along, across = abs(matrix[0]), abs(matrix[1])
    found = list(_glyphs(item, matrix, shared))
    if min(along, across) > _SLANT * max(along, across):
        shown.slanted += "".join(glyph.text for glyph in found)
    elif across > along:
        shown.glyphs += [(glyph, 3 if matrix[1] > 0 else 1) for glyph in found]  # y grows downwards
    else:
        shown.glyphs += [(glyph, 0 if matrix[0] >= 0 else 2) for glyph in found]


def _glyphs(item: Element, matrix: Matrix, shared: bool) -> Iterator[Glyph]:
    """The characters of a text object: each run begins at X and Y and goes on by its deltas."""
    size = _number(item.get("Size") or "0")
    tall = size * math.hypot(matrix[2], matrix[3])
    x = y = 0.0
    for run in item.iter("{*}TextCode"):
        x, y = _number(run.get("X") or str(x)), _number(run.get("Y") or str(y))
        text = _ESCAPED.sub(_unescaped, run.text or "")
        across, down = _deltas(run.get("DeltaX"), len(text)), _deltas(run.get("DeltaY"), len(text))
        at_x, at_y = x, y
        for index, character in enumerate(text):
            wide = size * _number(item.get("HScale") or "1") * (0.5 if character.isascii() else 1.0)
            if not character.isspace():
                corners = (at_x, at_y - _ASCENT * size), (at_x + wide, at_y + (1 - _ASCENT) * size)
                yield Glyph(character, *_around(matrix, corners), tall, False, shared)
            at_x += across[index] if index < len(across) else 0.0 if down else wide
            at_y += down[index] if index < len(down) else 0.0


def _unescaped(found: re.Match[str]) -> str:
    """The character; U+FFFD for half of one."""
    code = int(found[1], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _around(matrix: Matrix, corners: Sequence[tuple[float, float]]) -> Box:
    """The upright rectangle around a rectangle, given by two of its corners, when the matrix has been applied."""
    (x0, y0), (x1, y1) = (applied(matrix, *corner) for corner in corners)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _deltas(text: str | None, most: int) -> list[float]:
    """Distances between characters, of a run of `most`: `g 3 4.2` stands for three times 4.2.

    >>> _deltas("g 3 4.2 5", 9)
    [4.2, 4.2, 4.2, 5.0]
    """
    words = (text or "").split()
    found: list[float] = []
    at = 0
    while at < len(words) and len(found) < most:
        if words[at] == "g" and at + 2 < len(words):
            found += [_number(words[at + 2])] * int(min(_number(words[at + 1]), most))
            at += 3
        else:
            found.append(_number(words[at]))
            at += 1
    return found


# ---------------------------------------------------------------- paths
def _lines(item: Element, matrix: Matrix) -> Iterator[Box]:
    """Straight lines of a path object: its strokes, and its rectangles that are thin enough to be lines."""
    data = item.find("{*}AbbreviatedData")
    stroked, filled = item.get("Stroke") != "false", item.get("Fill") == "true"
    if data is None or not data.text or not (stroked or filled):
        return
    for outline in _outlines(data.text):
        points = [applied(matrix, x, y) for x, y in outline]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        whole = Box(min(xs), min(ys), max(xs), max(ys))
        if min(whole.width, whole.height) <= _THIN:
            yield whole
        elif stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                side = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                if min(side.width, side.height) <= _STRAIGHT:
                    yield side


def _outlines(data: str) -> Iterator[list[tuple[float, float]]]:
    """Corners of each part of a path; parts with curves are no lines and left out."""
    corners: list[tuple[float, float]] = []
    curved = False
    words = [m[1] or float(m[2]) for m in _PATH.finditer(data)]
    at = 0
    while at < len(words):
        letter = words[at]
        at += 1
        numbers: list[float] = []
        while at < len(words) and isinstance(words[at], float):
            numbers.append(float(words[at]))
            at += 1
        if letter in ("S", "M"):
            if len(corners) > 1 and not curved:
                yield corners
            corners, curved = [], False
        if letter == "C" and corners:
            corners.append(corners[0])
        curved = curved or letter in ("Q", "B", "A")
        corners += [(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
    if len(corners) > 1 and not curved:
        yield corners
