"""Printed lines: glyphs of one height make a line; lines make paragraphs again, in running text and in cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from parser.lexicon.markers import marker
from parser.read.page import Box, Glyph

_WORD_GAP = 0.22
"""Gap between Latin glyphs, in sizes of the font, from which a blank stood between them."""
_HAN_GAP = 0.75
"""The same where Han stand on a side: smaller gaps come from justified lines."""
_LATIN = re.compile(r"[!-~À-ɏ]")
_NOT_AT_START = "、，。；：！？）〕】》”’,.;:!?)]}％%．"
"""Punctuation that never begins a line, so that a line may break a character early before it."""
_HEAD = re.compile(rf".(?:[{re.escape(_NOT_AT_START)}]+[!-~]*)*")
"""What a line begins with that cannot be broken: a word, a character with what may not stand before it: 水。2017"""

_SENTENCE_ENDS = tuple("。；！？")


class Line(NamedTuple):
    """A printed line: its text, box and size of font, the page it stands on, and in which column of it (0: in none)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    page: int
    column: int = 0

    @property
    def width(self) -> float:
        """Points from its first to its last glyph."""
        return self.x1 - self.x0

    @property
    def box(self) -> Box:
        """Its outline on the page."""
        return Box(self.x0, self.top, self.x1, self.bottom)


class Level(NamedTuple):
    """The glyphs that stand on one height of a page, from left to right, and the line they make."""

    glyphs: tuple[Glyph, ...]
    line: Line


def levels(glyphs: Iterable[Glyph], page: int) -> list[Level]:
    """Levels of `glyphs`, from the top down. Glyphs belong to one level when their middles are level."""
    rows: list[list[Glyph]] = []
    tallest = None  # of the last row: its middle is that of the row
    for glyph in sorted((g for g in glyphs if g.text.strip()), key=lambda g: (g.middle, g.x0)):
        if tallest is not None and glyph.middle - tallest.middle < 0.5 * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
            tallest = glyph if glyph.size > tallest.size else tallest
        else:
            rows.append([glyph])
            tallest = glyph
    ordered = [_once(sorted(row, key=lambda g: g.x0)) for row in rows]
    return [level_of(row, page) for row in ordered]


def level_of(glyphs: Sequence[Glyph], page: int, column: int = 0) -> Level:
    """The level that glyphs of one height, from left to right, make."""
    return Level(tuple(glyphs), _line(glyphs, page)._replace(column=column))


def _once(row: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """The glyphs of a level without those drawn again at their place to look bold."""
    kept = list(row[:1])
    for glyph in row[1:]:
        if glyph.text != kept[-1].text or abs(glyph.x0 - kept[-1].x0) >= 0.1 * glyph.size:
            kept.append(glyph)
    return tuple(kept)


def print_lines(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """Lines of `glyphs`, from the top down."""
    return [level.line for level in levels(glyphs, page)]


def _line(row: Sequence[Glyph], page: int) -> Line:
    pieces = [row[0].text]
    for before, glyph in pairwise(row):
        if _is_parted(before, glyph):
            pieces.append(" ")
        pieces.append(glyph.text)
    size = median(glyph.size for glyph in row)
    top, bottom = min(glyph.top for glyph in row), max(glyph.bottom for glyph in row)
    return Line("".join(pieces), row[0].x0, top, max(glyph.x1 for glyph in row), bottom, size, page)


def _is_parted(before: Glyph, glyph: Glyph) -> bool:
    """Is there a blank between two neighbours?"""
    gap = (glyph.x0 - before.x1) / max(glyph.size, before.size, 1.0)
    latin = _LATIN.match(before.text[-1]) and _LATIN.match(glyph.text[0])
    return gap > (_WORD_GAP if latin else _HAN_GAP)


def join(first: str, second: str) -> str:
    """Two parts of one paragraph: a blank between Latin words, nothing beside Han; a hyphen at a line's end stays.

    >>> join("责任", "单位"), join("annual", "report"), join("5G-", "A")
    ('责任单位', 'annual report', '5G-A')
    """
    if not first or not second:
        return first + second
    words = _LATIN.match(first[-1]) and _LATIN.match(second[0]) and first[-1] not in "-/"
    return first + (" " if words else "") + second


def cell_text(lines: Sequence[Line], room: float) -> str:
    """Text of a cell: a line goes on in the next where that one's beginning found no place in it.

    `room` is the width in points that lines of this column have.
    """
    text = ""
    for before, line in zip((None, *lines), lines, strict=False):
        if before is None:
            text = line.text
        elif _had_to_break(before, line, room):
            text = join(text, line.text)
        else:
            text += "\n" + line.text
    return text


def _had_to_break(before: Line, line: Line, room: float) -> bool:
    """Had `before` no place for the beginning of `line`?"""
    return before.width + _head_width(line) > room - 0.35 * line.size


def _head_width(line: Line) -> float:
    """Points that the beginning of a line needs as far as it cannot be broken."""
    latin = re.match(r"[!-~]+", line.text)
    held = latin or _HEAD.match(line.text)
    return sum(0.5 if letter.isascii() else 1.0 for letter in held[0]) * line.size if held else line.size


class Margins(NamedTuple):
    """Left and right edge of the running text of a page, and its size of font."""

    left: float
    right: float
    size: float


def margins(lines: Sequence[Line]) -> Margins:
    """Edges of running text: the commonest left edge of full lines, and the right edge that full lines reach."""
    if not lines:
        return Margins(0.0, 0.0, 0.0)
    widest = max(line.width for line in lines)
    full = [line for line in lines if line.width > 0.85 * widest]
    left = min((line.x0 for line in full), default=lines[0].x0)
    return Margins(left, median(line.x1 for line in full), median(line.size for line in full))


def begins_paragraph(before: Line, line: Line, edges: Margins, spacing: float) -> bool:
    """Does `line` begin a paragraph? `before` is the line above it (or the last one of the page before).

    It does when it is indented, when the line before it had room left, when the font changes in size, when there is
    more space between them than between lines, or when it is numbered and so is the line before it, or that one ends a
    sentence. Centred lines of one size that stand close are one title.
    """
    if abs(line.size - before.size) > 0.12 * max(line.size, before.size):
        return True
    same_page = (line.page, line.column) == (before.page, before.column)
    if same_page and line.top - before.top > 1.6 * spacing:
        return True
    if _is_centred(line, edges) and _is_centred(before, edges):
        return not same_page
    if line.x0 - edges.left > 1.2 * line.size or (marker(line.text) and _ends(before)):
        return True
    return edges.right - before.x1 > 2.4 * line.size and not _broke_early(before, line, edges)


def _ends(line: Line) -> bool:
    """Is the line the end of its paragraph, as far as its words tell?"""
    return marker(line.text) is not None or line.text.endswith(_SENTENCE_ENDS)


def _is_centred(line: Line, edges: Margins) -> bool:
    """As far from the left as from the right: a line that leaves room, or a line of a title in large type."""
    left, right = line.x0 - edges.left, edges.right - line.x1
    leaves_room = left > 1.5 * line.size or line.size > 1.2 * edges.size
    return leaves_room and abs(left - right) < 1.5 * line.size


def _broke_early(before: Line, line: Line, edges: Margins) -> bool:
    """Did `before` end early because what `line` begins with found no place?"""
    return before.x1 + _head_width(line) > edges.right
