"""OFD, the national format of fixed pages (GB/T 33190-2016): a zip archive of XML, read by ourselves.

The libraries for it draw in AGPL code. A page holds text objects (characters with their places, in millimetres) and path
objects (ruling lines); both may stand in templates that pages share. From there on a page is like that of a PDF.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from kb.errors import UnreadableError
from parser.document import Document
from parser.read.archives import BROKEN
from parser.read.draft import assemble
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.page import Box, Glyph, Page
from parser.read.pages import page_drafts

Element = etree._Element
Matrix = tuple[float, float, float, float, float, float]

_POINTS = 72 / 25.4
"""Points of a millimetre."""
_A4 = (0.0, 0.0, 210.0, 297.0)
_STRAIGHT = 0.3
"""Millimetres by which a horizontal or vertical line may be off."""
_THIN = 1.0
"""Millimetres up to which a filled rectangle is a line."""
_ASCENT = 0.86
"""Share of a character's size that stands above its base line."""
_PATH = re.compile(r"([SMLQBAC])|(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?)")
_DAMAGED = "请用 OFD 阅读器打开, 另存为 pdf 后再试"


class _Archive(Struct):
    """The members of an OFD file and where its parts are named."""

    zip: zipfile.ZipFile
    where: str

    def tree(self, name: str) -> Element:
        """The XML member `name`. Raises `UnreadableError` when it is missing or no XML."""
        try:
            content = self.zip.read(name.lstrip("/"))
            root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
        except (*BROKEN, etree.XMLSyntaxError):
            raise UnreadableError(f"ofd 损坏: {name} 无法读取", where=self.where, advice=_DAMAGED) from None
        return root


def read_ofd(path: Path, data: bytes) -> Document:
    """An OFD file. Raises `UnreadableError` when it is broken, encrypted or holds no text."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        archive = _Archive(opened, str(path))
        if any(name.rsplit("/", 1)[-1] in ("Encryptions.xml", "Encryption.xml") for name in opened.namelist()):
            raise UnreadableError("ofd 有密码保护", where=str(path), advice="请取消加密后另存, 再试一次")
        try:
            found = [page for root in _document_roots(archive) for page in _pages(archive, root)]
        except ValueError:
            raise UnreadableError("ofd 损坏: 坐标不是数字", where=str(path), advice=_DAMAGED) from None
        pages = [replace(page, number=number) for number, page in enumerate(found, start=1)]
        if not any(page.glyphs for page in pages):
            pictures = [content for root in _document_roots(archive) for content in _pictures(archive, root)]
            if pictures:
                from parser.read.ocr import read_pictures

                return read_pictures(path, data, MEDIA_TYPES["ofd"], pictures)
    drafts, notes = page_drafts(pages)
    return assemble(source_of(path, data, MEDIA_TYPES["ofd"]), drafts, where=str(path), notes=notes)


def _document_roots(archive: _Archive) -> Iterator[str]:
    for place in _all(archive.tree("OFD.xml"), "DocRoot"):
        yield _within("", place.text or "")


def _within(base: str, location: str) -> str:
    """Member that `location` names in the file `base`: from the root where it begins with a slash."""
    location = location.strip()
    if location.startswith("/"):
        return location.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), location))


def _all(element: Element, name: str) -> Iterator[Element]:
    """Descendants of the local name `name`, whatever their namespace."""
    return element.iter(f"{{*}}{name}", name)


def _first(element: Element, *names: str) -> Element | None:
    """The child down the path of local names, or None."""
    found: Element | None = element
    for name in names:
        if found is None:
            return None
        found = found.find(f"{{*}}{name}")
    return found


def _pages(archive: _Archive, root: str) -> Iterator[Page]:
    """Pages of the document `root`, templates under their content."""
    document = archive.tree(root)
    box = _first(document, "CommonData", "PageArea", "PhysicalBox")
    templates = {
        template.get("ID"): archive.tree(_within(root, template.get("BaseLoc") or ""))
        for template in _all(document, "TemplatePage")
    }
    for entry in _all(document, "Page"):
        content = archive.tree(_within(root, entry.get("BaseLoc") or ""))
        layers = [templates[t.get("TemplateID")] for t in _all(content, "Template") if t.get("TemplateID") in templates]
        own = _first(content, "Area", "PhysicalBox")
        yield _page(_box(own if own is not None else box), [*layers, content])


def _box(element: Element | None) -> tuple[float, float, float, float]:
    numbers = _numbers(element.text if element is not None else None)
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else _A4


def _numbers(text: str | None) -> list[float]:
    """Numbers parted by blanks; what is no number gives none at all."""
    try:
        return [float(word) for word in (text or "").split()]
    except ValueError:
        return []


def _page(box: tuple[float, float, float, float], layers: list[Element]) -> Page:
    left, top, width, height = box
    glyphs: list[Glyph] = []
    across: list[Box] = []
    down: list[Box] = []
    for layer in layers:
        for item in _all(layer, "TextObject"):
            glyphs += _glyphs(item, left, top)
        for item in _all(layer, "PathObject"):
            for line in _lines(item, left, top):
                (across if line.width >= line.height else down).append(line)
    return Page(
        number=0,
        width=width * _POINTS,
        height=height * _POINTS,
        glyphs=tuple(glyphs),
        across=tuple(across),
        down=tuple(down),
    )


def _matrix(item: Element) -> Matrix:
    """The object's matrix, then the shift to its boundary's corner."""
    numbers = _numbers(item.get("CTM"))
    a, b, c, d, e, f = numbers if len(numbers) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    corner = [*_numbers(item.get("Boundary")), 0.0, 0.0]
    return a, b, c, d, e + corner[0], f + corner[1]


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _glyphs(item: Element, left: float, top: float) -> Iterator[Glyph]:
    """The characters of a text object: each run begins at X and Y and goes on by its deltas."""
    if item.get("Visible") == "false":
        return
    matrix = _matrix(item)
    size = float(item.get("Size") or 0) * (abs(matrix[3]) or abs(matrix[1]) or 1.0)
    x = y = 0.0
    for run in _all(item, "TextCode"):
        x, y = float(run.get("X") or x), float(run.get("Y") or y)
        text = run.text or ""
        across, down = _deltas(run.get("DeltaX")), _deltas(run.get("DeltaY"))
        at_x, at_y = x, y
        for index, character in enumerate(text):
            px, py = _apply(matrix, at_x, at_y)
            px, py = (px - left) * _POINTS, (py - top) * _POINTS
            tall = size * _POINTS
            wide = tall * (0.5 if character.isascii() else 1.0)
            if not character.isspace():
                yield Glyph(character, px, py - _ASCENT * tall, px + wide, py + (1 - _ASCENT) * tall, tall)
            at_x += across[index] if index < len(across) else 0.0 if down else wide / _POINTS
            at_y += down[index] if index < len(down) else 0.0


def _deltas(text: str | None) -> list[float]:
    """Distances between characters: `g 3 4.2` stands for three times 4.2.

    >>> _deltas("g 3 4.2 5")
    [4.2, 4.2, 4.2, 5.0]
    """
    words = (text or "").split()
    found: list[float] = []
    at = 0
    while at < len(words):
        if words[at] == "g" and at + 2 < len(words):
            found += [float(words[at + 2])] * int(words[at + 1])
            at += 3
        else:
            found.append(float(words[at]))
            at += 1
    return found


def _lines(item: Element, left: float, top: float) -> Iterator[Box]:
    """Straight lines of a path object: its strokes, and its rectangles that are thin enough to be lines."""
    data = item.find("{*}AbbreviatedData")
    stroked, filled = item.get("Stroke") != "false", item.get("Fill") == "true"
    if data is None or not data.text or not (stroked or filled):
        return
    matrix = _matrix(item)
    for outline in _outlines(data.text):
        points = [_apply(matrix, x, y) for x, y in outline]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        whole = Box(min(xs), min(ys), max(xs), max(ys))
        sides = [whole] if min(whole.width, whole.height) <= _THIN else []
        if not sides and stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                sides.append(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        for side in sides:
            if side is whole or min(side.width, side.height) <= _STRAIGHT:
                yield _thin(side, left, top)


def _thin(side: Box, left: float, top: float) -> Box:
    """A thin rectangle as the line in its middle, in points of the page."""
    x0, y0, x1, y1 = ((value - shift) * _POINTS for value, shift in zip(side, (left, top, left, top), strict=True))
    if x1 - x0 >= y1 - y0:
        return Box(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    return Box((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


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


def _pictures(archive: _Archive, root: str) -> Iterator[bytes]:
    """The pictures of a scanned document, in the order of its pages."""
    document = archive.tree(root)
    files: dict[str, str] = {}
    for named in (*_all(document, "DocumentRes"), *_all(document, "PublicRes")):
        place = _within(root, named.text or "")
        resources = archive.tree(place)
        base = posixpath.join(posixpath.dirname(place), resources.get("BaseLoc") or "")
        for medium in _all(resources, "MultiMedia"):
            file = medium.find("{*}MediaFile")
            if file is not None and file.text:
                files[medium.get("ID") or ""] = _within(base.rstrip("/") + "/x", file.text)
    for entry in _all(document, "Page"):
        content = archive.tree(_within(root, entry.get("BaseLoc") or ""))
        for item in _all(content, "ImageObject"):
            name = files.get(item.get("ResourceID") or "")
            if name in archive.zip.namelist():
                yield archive.zip.read(str(name))
