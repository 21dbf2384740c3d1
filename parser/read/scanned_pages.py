"""Scanned pages among the text pages of a file: recognised in place where `zeren[ocr]` is at hand, else named in a note.

A scanner's program may have laid invisible text on the picture: its words are taken, its rules from the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from parser.read.page import Box, Page

if TYPE_CHECKING:
    from parser.read.ocr import Picture

FEW = 8
"""Characters of a page up to which it counts as a page without text: a page number."""
_TITLE = 32
"""Characters up to which a page with a picture is about the picture."""
_PICTURE = 0.25
"""Share of a page from which its picture counts as what the page is about."""
_SCAN = 0.6
"""Share of a page without text from which its picture is the page itself and no illustration."""


class Pages(NamedTuple):
    """Pages as read, the numbers of those whose characters are uncertain, and notes on them."""

    pages: list[Page]
    unsure: frozenset[int]
    notes: tuple[str, ...]


def with_scans(pages: Sequence[Page], picture_of: Callable[[int], Picture | None]) -> Pages:
    """The pages with what can be recognised in their pictures; `picture_of` gives that of a page number, if it can."""
    scans = [page for page in pages if len(page.glyphs) <= FEW and page.picture >= _SCAN]
    layers = [page for page in pages if page.hidden]
    pictures = [page for page in pages if len(page.glyphs) <= _TITLE and page.picture >= _PICTURE]
    read = _recognised(picture_of, scans, layers) if scans or layers else {}
    recognised = [page for page in scans if page.number in read]
    left = [page for page in scans if page.number not in read]
    notes = [
        ("的文字取自扫描件的识别层, 可能有错字, 请对照原件核对", layers),
        ("是扫描图片, 文字由光学识别得到, 请对照原件核对", recognised),
        (f"是扫描图片, 没有收入: {_advice()}" if left else "", left),
        ("主要是图片, 图中的文字没有收入", [page for page in pictures if page not in scans]),
    ]
    return Pages(
        [read.get(page.number, page) for page in pages],
        frozenset(page.number for page in (*recognised, *layers)),
        tuple(f"第 {'、'.join(str(page.number) for page in held)} 页{words}" for words, held in notes if held),
    )


def _recognised(
    picture_of: Callable[[int], Picture | None], scans: Sequence[Page], layers: Sequence[Page]
) -> dict[int, Page]:
    """Number -> the page with the words and rules of its picture, with the rules alone where it has a layer of text.

    Pages in whose picture no words are found are left out; all are without the extra.
    """
    from parser.read import ocr

    found: dict[int, Page] = {}
    for page in (*scans, *layers) if ocr.is_installed() else ():
        picture = picture_of(page.number)
        if picture is None:
            continue
        if page.hidden:
            found[page.number] = _with_rules(page, *ocr.rules_of(picture), ocr.size_of(picture))
            continue
        seen, _ = ocr.recognised(picture, page.number)
        if sum(len(glyph.text) for glyph in seen.glyphs) > FEW:
            found[page.number] = seen
    return found


def _with_rules(page: Page, across: list[Box], down: list[Box], size: tuple[float, float]) -> Page:
    """The page with the rules of its picture, unless it has been turned to be read and the picture has not."""
    if abs(size[0] - page.width) > 1.0 or abs(size[1] - page.height) > 1.0:
        return page
    return replace(page, across=tuple(across), down=tuple(down))


def _advice() -> str:
    from parser.read import ocr

    return "没有认出文字, 请对照原件" if ocr.is_installed() else ocr.INSTALL
