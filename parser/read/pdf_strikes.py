"""Lines of a page that cross words out, told from rules of a table and from underlines by where they run."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from parser.read.page import Box, Glyph

_MIDDLE = 0.22
"""How far from a character's middle, in its heights, a line runs that strikes it out."""
_COVERED = 0.7
"""Share of such a line that characters lie under: a rule of a table crosses blanks too."""
_MOST = 0.3
"""Share of a page's characters from which nothing is taken for struck: a page of lines to write on."""


class Struck(NamedTuple):
    """Places of glyphs that are struck, in order, and of the lines that strike them."""

    glyphs: list[int]
    lines: set[int]


def struck_out(glyphs: Sequence[Glyph], across: Sequence[Box]) -> Struck:
    """Which glyphs the horizontal lines strike out."""
    upright = sorted((glyph.middle, k) for k, glyph in enumerate(glyphs) if not glyph.turned)
    heights = [middle for middle, _ in upright]
    tallest = max((glyph.bottom - glyph.top for glyph in glyphs), default=0.0)
    struck: set[int] = set()
    lines: set[int] = set()
    for n, line in enumerate(across):
        at = bisect_left(heights, line.top - tallest * _MIDDLE)
        end = bisect_left(heights, line.top + tallest * _MIDDLE)
        under = [k for _, k in upright[at:end] if _strikes(line, glyphs[k])]
        if under and sum(glyphs[k].x1 - glyphs[k].x0 for k in under) >= _COVERED * line.width:
            struck.update(under)
            lines.add(n)
    return Struck(sorted(struck), lines) if len(struck) <= _MOST * len(glyphs) else Struck([], set())


def _strikes(line: Box, glyph: Glyph) -> bool:
    near = abs(glyph.middle - line.top) <= _MIDDLE * (glyph.bottom - glyph.top)
    return near and line.x0 <= glyph.centre <= line.x1
