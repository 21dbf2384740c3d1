"""Rows of a table found by alignment: from rules where they lie between the rows, else from its numbers and from the
empty heights that run through all columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from kb.numerals import COUNTING
from parser.lexicon.columns import column_of
from parser.read.aligned import AlignedTable, pieces_of
from parser.read.aligned_cells import Guess, Strip, cells_of, middle
from parser.read.page import Box, Glyph, around
from parser.read.print_lines import Level, Line, print_lines
from parser.read.ruling import RuledTable, cluster, grid_of, joined_across

_HALF = 0.4
"""Sizes of the font that a line reaches above and below its middle."""
_WIDER = 0.25
"""Sizes of the font by which the space between rows is larger than that between lines."""
_AS_WIDE = 0.8
"""Share of the usual space between rows from which a space parts sub-rows of one number."""
_NUMBER = re.compile(rf"[（(]?\d{{1,4}}[)）]?[.、]?|[{COUNTING}]{{1,3}}、?")


def _edges(table: AlignedTable, levels: Sequence[Level | None]) -> tuple[float, ...]:
    """Left edge of the table, the middles of the gaps between its columns, its right edge."""
    own = [level for level in levels[table.start : table.end] if level is not None]
    left, right = min(level.line.x0 for level in own), max(level.line.x1 for level in own)
    return (left - 1.0, *table.gutters, right + 1.0)


def geometry(
    table: AlignedTable, levels: Sequence[Level | None], rules: Mapping[int, Sequence[Box]]
) -> dict[int, RuledTable]:
    """Page -> the table's part on it as a grid; `rules` are the horizontal lines of each page."""
    own = [level for level in levels[table.start : table.end] if level is not None]
    edges = _edges(table, levels)
    number = next((k for k, w in enumerate(table.header.words) if (c := column_of(w)) and c.role == "number"), None)
    found: dict[int, RuledTable] = {}
    guessed: dict[int, Guess] = {}
    for page in sorted({level.line.page for level in own}):
        bands = _bands(table, levels, page)
        columns = _columns([g for band in bands if not band.fixed for g in band.glyphs], edges, page)
        box = around(Box(*glyph[1:5]) for band in bands for glyph in band.glyphs)
        across = [rule for rule in joined_across(rules[page]) if min(rule.x1, edges[-1]) - max(rule.x0, edges[0]) > 1.0]
        if _parts_rows(across, edges, columns, number):
            found[page] = _from_rules(across, bands, edges, box.top - 1.0, box.bottom + 1.0)
        else:
            guessed[page] = Guess(_strips(bands, columns, number, box.top - 1.0, box.bottom + 1.0), columns)
    for page, cells in cells_of(guessed).items():
        strips = guessed[page].strips
        found[page] = RuledTable(xs=edges, ys=(strips[0].top, *(s.bottom for s in strips)), cells=tuple(cells))
    return found


# ---------------------------------------------------------------- bands: header, section rows, rows between them
class _Band(NamedTuple):
    """Levels that belong together: a header, a section row (both `fixed`), or all rows between such."""

    glyphs: tuple[Glyph, ...]
    fixed: bool
    crossed: frozenset[int] = frozenset()


def _bands(table: AlignedTable, levels: Sequence[Level | None], page: int) -> list[_Band]:
    bands: list[_Band] = []
    k = table.start
    while k < table.end:
        count = table.repeated.get(k, 1)
        held = [level for level in levels[k : k + count] if level is not None and level.line.page == page]
        glyphs = tuple(glyph for level in held for glyph in level.glyphs)
        fixed = k in table.repeated or k in table.sections
        if glyphs and not fixed and bands and not bands[-1].fixed:
            bands[-1] = _Band((*bands[-1].glyphs, *glyphs), fixed=False)
        elif glyphs:
            crossed = _crossed(held[0], table.gutters) if k in table.sections else frozenset()
            bands.append(_Band(glyphs, fixed, crossed))
        k += count
    return bands


def _crossed(level: Level, gutters: Sequence[float]) -> frozenset[int]:
    """The gaps that a section row closes: all of them where it is one piece of words."""
    if len(pieces_of(level, 1.0)) == 1:
        return frozenset(range(len(gutters)))
    return frozenset(k for k, gap in enumerate(gutters) if any(g.x0 < gap < g.x1 for g in level.glyphs))


def _columns(glyphs: Iterable[Glyph], edges: Sequence[float], page: int) -> list[list[Line]]:
    """The lines of each column."""
    held: list[list[Glyph]] = [[] for _ in edges[1:]]
    for glyph in glyphs:
        held[sum(edge < glyph.centre for edge in edges[1:-1])].append(glyph)
    return [print_lines(column, page) for column in held]


# ---------------------------------------------------------------- rules between the rows
def _parts_rows(rules: list[Box], edges: Sequence[float], columns: list[list[Line]], number: int | None) -> bool:
    """Do rules part the rows, not only the header from the body: each number from the next, or where none are, at two heights?"""
    numbers = _numbers(columns, number)
    if number is not None and len(numbers) >= 2:
        heights = [rule.top for rule in rules if _covers(rule, edges[number], edges[number + 1])]
        return all(any(middle(a) < y < middle(b) for y in heights) for a, b in pairwise(numbers))
    middles = [middle(line) for column in columns for line in column]
    inside = [r for r in rules if _covers(r, edges[0], edges[-1]) and any(middle < r.top for middle in middles)]
    return len(cluster(r.top for r in inside if any(middle > r.top for middle in middles))) >= 2


def _covers(rule: Box, left: float, right: float) -> bool:
    """Does the rule run over half of what lies between `left` and `right`?"""
    return min(rule.x1, right) - max(rule.x0, left) > 0.5 * (right - left)


def _from_rules(rules: list[Box], bands: list[_Band], edges: Sequence[float], top: float, bottom: float) -> RuledTable:
    """The grid of the rules and of lines drawn through the gaps, but where a section row runs over these."""
    held = (rule for rule in rules if top - 8 <= rule.top <= bottom + 8)
    near = [rule._replace(x0=max(rule.x0, edges[0]), x1=min(rule.x1, edges[-1])) for rule in held]
    top = min([rule.top for rule in near if rule.top <= top + 4], default=top)
    bottom = max([rule.top for rule in near if rule.top >= bottom - 4], default=bottom)
    frame = [Box(edges[0], y, edges[-1], y) for y in (top, bottom)]
    heights = cluster([*(rule.top for rule in near), top, bottom])
    down = [Box(x, top, x, bottom) for x in (edges[0], edges[-1])]
    for low, high in pairwise(heights):
        crossed = {k for band in bands for k in band.crossed if low < _height(band) < high}
        down += [Box(x, low, x, high) for k, x in enumerate(edges[1:-1]) if k not in crossed]
    found = grid_of([*near, *frame], down)
    if found is None:
        raise AssertionError("a frame with a gap is a grid")
    return found


def _height(band: _Band) -> float:
    return median(glyph.middle for glyph in band.glyphs)


def _numbers(columns: list[list[Line]], number: int | None) -> list[Line]:
    """The lines of the numbers column that are numbers."""
    if number is None:
        return []
    return [line for line in columns[number] if _NUMBER.fullmatch("".join(line.text.split()))]


# ---------------------------------------------------------------- rows from numbers and empty heights
def _strips(
    bands: list[_Band], columns: list[list[Line]], number: int | None, top: float, bottom: float
) -> list[Strip]:
    """The rows from the top down, without space between them."""
    extents = [(min(g.top for g in band.glyphs), max(g.bottom for g in band.glyphs)) for band in bands]
    borders = [top, *((a[1] + b[0]) / 2 for a, b in pairwise(extents)), bottom]
    strips: list[Strip] = []
    for band, (start, end) in zip(bands, pairwise(borders), strict=True):
        if band.fixed:
            strips.append(Strip(start, end, band.crossed, fixed=True))
            continue
        inside = [[line for line in column if start < middle(line) < end] for column in columns]
        cuts = [start, *_cuts(inside, number), end]
        strips += [Strip(a, b) for a, b in pairwise(cuts)]
    return strips


class _White(NamedTuple):
    """An empty height through all columns."""

    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def _cuts(columns: list[list[Line]], number: int | None) -> list[float]:
    """Heights at which one row ends and the next begins."""
    lines = [line for column in columns for line in column]
    whites = _whites(lines)
    if not whites:
        return []
    size = median(line.size for line in lines)
    least = _tight(columns) + _WIDER * size
    if number is None:
        return _without_numbers(whites, columns, least)
    fullest = _whites(max(columns, key=len))  # the words of a merged cell may stand where two rows meet
    pairs = pairwise(_numbers(columns, number))
    chosen = [white for a, b in pairs if (white := _between(fullest, whites, a, b, least)) is not None]
    enough = max(least, _AS_WIDE * median(white.height for white in chosen) if chosen else 0.0)
    cuts = [white.middle for white in chosen]
    more = [w.middle for w in whites if w.height >= enough and not any(w.top < cut < w.bottom for cut in cuts)]
    return _of_rows(cuts, more, columns)


def _of_rows(cuts: list[float], more: list[float], columns: list[list[Line]]) -> list[float]:
    """The cuts, and those of `more` below which a row of its own stands: words in two columns, not one more paragraph."""
    kept = sorted((*cuts, *more))
    for cut in reversed(sorted(more)):
        end = next((other for other in kept if other > cut), float("inf"))
        if sum(any(cut < middle(line) < end for line in column) for column in columns) < 2:
            kept.remove(cut)
    return kept


def _tight(columns: list[list[Line]]) -> float:
    """Empty height between two lines of one cell, as the fullest column shows it."""
    fullest = max(columns, key=len)
    steps = sorted(b.top - a.top for a, b in pairwise(fullest))
    return steps[len(steps) // 4] - 2 * _HALF * fullest[0].size if steps else 0.0


def _whites(lines: Sequence[Line]) -> list[_White]:
    taken = sorted((middle(line) - _HALF * line.size, middle(line) + _HALF * line.size) for line in lines)
    whites: list[_White] = []
    reach = taken[0][1] if taken else 0.0
    for top, bottom in taken[1:]:
        if top > reach + 0.1:
            whites.append(_White(reach, top))
        reach = max(reach, bottom)
    return whites


def _between(fullest: list[_White], whites: list[_White], above: Line, below: Line, least: float) -> _White | None:
    """The empty height between the rows of two numbers: of the fullest column, without what the other columns have there.

    `least`: how wide one is that parts more than two lines of a cell.
    """
    top, bottom = middle(above), middle(below)
    held = _inside(fullest, top, bottom) or _inside(whites, top, bottom)
    if not held:
        return None
    chosen = _border(held, least)
    shared = _inside(whites, chosen.top, chosen.bottom)
    return _border(shared, least) if shared else chosen


def _border(whites: list[_White], least: float) -> _White:
    """Of the empty heights above a number the one directly above it, if wide or if none is: its row begins at the top.

    Else its row has lines above it: the widest.
    """
    widest = max(whites, key=lambda white: white.height)
    return whites[-1] if whites[-1].height > least or widest.height <= least else widest


def _inside(whites: list[_White], top: float, bottom: float) -> list[_White]:
    """The parts of the empty heights that lie between two heights."""
    cut = [_White(max(white.top, top), min(white.bottom, bottom)) for white in whites]
    return [white for white in cut if white.height > 0]


def _without_numbers(whites: list[_White], columns: list[list[Line]], least: float) -> list[float]:
    """Rows where none are numbered: parted by the wider empty heights; where all are alike a line that fills the first
    column begins a row."""
    wide = [white for white in whites if white.height > least]
    opens = [white for white in whites if _opens(white, whites, columns[0])]
    narrow = [white for white in whites if white not in wide]
    if wide and sum(white in opens for white in narrow) * 2 <= len(narrow):
        return [white.middle for white in wide]
    return [white.middle for white in opens]


def _opens(white: _White, whites: list[_White], first: list[Line]) -> bool:
    """Does the first column have words directly below the empty height?"""
    below = next((other.top for other in whites if other.top > white.bottom), float("inf"))
    return any(white.bottom <= middle(line) <= below for line in first)
