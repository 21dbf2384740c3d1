"""A page as it is printed: glyphs and ruling lines with their places. What pdf, ofd and pictures have in common.

Lengths are points (1/72 inch) from the top left corner of the page as a person sees it; `top` is less than `bottom`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from kb.schema import PageBox


class Box(NamedTuple):
    """A rectangle on a page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.bottom - self.top

    @property
    def whole(self) -> PageBox:
        """In whole points, as records keep it."""
        return round(self.x0), round(self.top), round(self.x1), round(self.bottom)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest rectangle that holds all of `boxes`, of which there must be one."""
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return Box(min(x0), min(top), max(x1), max(bottom))


Matrix = tuple[float, float, float, float, float, float]
"""How points of one space become points of another: (x, y) -> (ax + cy + e, bx + dy + f)."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first` and `then`."""
    a, b, c, d, e, f = first
    k, m, n, o, p, q = then
    return a * k + b * n, a * m + b * o, c * k + d * n, c * m + d * o, e * k + f * n + p, e * m + f * o + q


def applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where the matrix leads the point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def thin_line(box: Box) -> Box:
    """A thin rectangle as the line in its middle."""
    if box.width >= box.height:
        middle = (box.top + box.bottom) / 2
        return Box(box.x0, middle, box.x1, middle)
    middle = (box.x0 + box.x1) / 2
    return Box(middle, box.top, middle, box.bottom)


class Turn:
    """How points of a page's own space, from the lower left, become points as seen, from the top left."""

    def __init__(self, box: tuple[float, float, float, float], quarters: int) -> None:
        self.left, self.low, self.right, self.high = box
        self.quarters = quarters % 4

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The point as seen."""
        match self.quarters:
            case 0:
                return x - self.left, self.high - y
            case 1:
                return y - self.low, x - self.left
            case 2:
                return self.right - x, y - self.low
        return self.high - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The rectangle as seen."""
        if self.quarters == 0 and x0 <= x1 and y0 <= y1:
            return Box(x0 - self.left, self.high - y1, x1 - self.left, self.high - y0)
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen."""
        width, height = self.right - self.left, self.high - self.low
        return (height, width) if self.quarters % 2 else (width, height)


class Glyph(NamedTuple):
    """A printed character (of optical recognition: a printed line) and its box; `size` is that of the font."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turned: bool = False
    """Does it run upwards or downwards on its page?"""
    shared: bool = False
    """Does it belong to a template that several pages share?"""

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Its middle from left to right."""
        return (self.x0 + self.x1) / 2


class Page(Struct, frozen=True, kw_only=True):
    """A page: its number from 1, its size, its glyphs in the order of the file, its horizontal and vertical rules."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    across: tuple[Box, ...] = ()
    """Horizontal ruling lines, as boxes without height."""
    down: tuple[Box, ...] = ()
    """Vertical ruling lines, as boxes without width."""
    picture: float = 0.0
    """Share of the page that pictures cover, 0 to 1."""
    slanted: str = ""
    """What runs askew (watermarks); its characters are not among the glyphs."""
    struck: str = ""
    """What a line crosses out; its characters are not among the glyphs, nor the line among the rules."""
    unseen: str = ""
    """What is written in ink that shows nothing; its characters are not among the glyphs."""
    hidden: bool = False
    """Is its text an invisible layer that a scanner's recognition has put on a picture?"""

    @property
    def objects(self) -> int:
        """How many characters and lines it has."""
        return len(self.glyphs) + len(self.across) + len(self.down)
