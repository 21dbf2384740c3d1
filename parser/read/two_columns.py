"""Prose in two columns, as gazettes print it: the left column is read before the right one.

A page has two columns when almost nothing crosses a line down its middle, and most lines on both sides run from edge to
edge of their half, as prose does. What crosses (a title, a table) parts the page into bands that are read one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from parser.read.aligned import header_lines
from parser.read.page import Glyph
from parser.read.print_lines import Level, level_of

LEFT, RIGHT = 1, 2
"""Columns of a page in two; 0 is a page in one."""
_LEAST = 8
"""Lines that the longer column has at the least."""
_SHORTER = 2
"""Lines that the shorter one has, on a last page."""
_CROSSING = 0.3
"""Share of the page's lines that may cross its middle at the most."""
_CENTRE = (0.4, 0.6)
"""Between which shares of the page's width the gap between the columns may lie."""
_STEP = 2.0
"""Points between the places at which a gap is looked for."""
_GAP = 0.8
"""Width of the gap in sizes of the font."""
_FULL = 0.5
"""Share of the lines of a column that have to begin at its left edge and to reach its right edge."""


def in_columns(pages: Sequence[tuple[Sequence[Level], float]]) -> list[list[Level]]:
    """The levels of each page (given with its width), those of two columns cut in two, those of others as they are.

    Among pages in two columns one that has words in the left half only is the last one, with nothing in its right column.
    """
    middles = [_middle_of(levels, width) for levels, width in pages]
    usual = next((middle for middle in middles if middle is not None), None)
    found: list[list[Level]] = []
    for (levels, _), middle in zip(pages, middles, strict=True):
        half = usual if usual is not None and all(level.line.x1 < usual for level in levels) else None
        at = middle if middle is not None else half
        found.append(list(levels) if at is None else [part for level in levels for part in _cut(level, at)])
    return found


def _middle_of(levels: Sequence[Level], width: float) -> float | None:
    """Where the columns of a page part; None for a page that is not in two columns."""
    middle = _middle(levels, width) if len(levels) >= _LEAST and not header_lines(levels) else None
    if middle is None:
        return None
    cut = [part for level in levels for part in _cut(level, middle)]
    shorter, longer = sorted(([p for p in cut if p.line.column == column] for column in (LEFT, RIGHT)), key=len)
    enough = len(shorter) >= _SHORTER and len(longer) >= _LEAST
    return middle if enough and _is_prose(shorter) and _is_prose(longer) else None


def _middle(levels: Sequence[Level], width: float) -> float | None:
    """The middle of the widest gap that few enough levels cross; None where there is none."""
    low, high = (share * width for share in _CENTRE)
    unbroken = sum(level.line.x0 < low and level.line.x1 > high and " " not in level.line.text for level in levels)
    if unbroken > _CROSSING * len(levels):
        return None  # prose of one column, told without looking at its glyphs
    places = [low + _STEP * k for k in range(int((high - low) / _STEP) + 1)]
    crossed = [sum(_crosses(level, x) for level in levels) for x in places]
    least = min(crossed)
    if least > _CROSSING * len(levels):
        return None
    runs = [
        [x for _, x in run]
        for count, run in groupby(zip(crossed, places, strict=True), key=lambda p: p[0])
        if count == least
    ]
    widest = max(runs, key=len)
    return (widest[0] + widest[-1]) / 2


def _crosses(level: Level, x: float) -> bool:
    """Have the words of the level less than a gap around `x`?"""
    room = _GAP / 2 * level.line.size
    return any(glyph.x0 < x + room and glyph.x1 > x - room for glyph in level.glyphs)


def _cut(level: Level, middle: float) -> list[Level]:
    """The level's parts in the columns; the whole level where it crosses the middle."""
    if _crosses(level, middle):
        return [level]
    sides: tuple[list[Glyph], list[Glyph]] = ([], [])
    for glyph in level.glyphs:
        sides[glyph.centre > middle].append(glyph)
    return [level_of(side, level.line.page, column) for column, side in zip((LEFT, RIGHT), sides, strict=True) if side]


def _is_prose(side: Sequence[Level]) -> bool:
    """Do most lines of a column begin at its left edge, or as far from it as a paragraph does, and reach its right edge?"""
    left, right = min(level.line.x0 for level in side), max(level.line.x1 for level in side)
    full = [level for level in side if right - level.line.x1 < 1.5 * level.line.size]
    begun = [level for level in side if level.line.x0 - left < 2.5 * level.line.size]
    return min(len(full), len(begun)) >= _FULL * len(side)
