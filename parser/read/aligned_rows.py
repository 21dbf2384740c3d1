"""Rows and cells of a table found by alignment: from rules where they lie between the rows, else from its numbers and
from the empty heights that run through all columns; a cell that stands in the middle of several rows is merged over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from statistics import median
from typing import NamedTuple

from parser.columns import column_of
from parser.grid import Placed
from parser.read.aligned import AlignedTable, pieces_of
from parser.read.page import Box, Glyph, around
from parser.read.print_lines import Level, Line, print_lines
from parser.read.ruling import RuledTable, cluster, grid_of, joined_across

_HALF = 0.4
"""Sizes of the font that a line reaches above and below its middle."""
_WIDER = 0.25
"""Sizes of the font by which the space between rows is larger than that between lines."""
_AS_WIDE = 0.8
"""Share of the usual space between rows from which a space parts sub-rows of one number."""
_CENTRED = 0.45
"""Sizes of the font by which the middle of a merged cell's words may differ from that of its rows."""
_LEADING = 1.25
"""Distance of two lines of one cell, in the least distance of lines that the table has."""
_NUMBER = re.compile(r"[（(]?\d{1,4}[)）]?[.、]?|[一二三四五六七八九十]{1,3}、?")


class _Strip(NamedTuple):
    """A part of the table between two heights. `crossed`: columns whose right gap the words run over (section row)."""

    top: float
    bottom: float
    crossed: frozenset[int] = frozenset()
    fixed: bool = False
    """A header or a section row: never merged with its neighbours."""


def edges_of(table: AlignedTable, levels: Sequence[Level | None]) -> tuple[float, ...]:
    """Left edge of the table, the middles of the gaps between its columns, its right edge."""
    own = [level for level in levels[table.start : table.end] if level is not None]
    left, right = min(level.line.x0 for level in own), max(level.line.x1 for level in own)
    return (left - 1.0, *table.gutters, right + 1.0)


def geometry(
    table: AlignedTable, levels: Sequence[Level | None], rules: Mapping[int, Sequence[Box]]
) -> dict[int, RuledTable]:
    """Page -> the table's part on it as a grid; `rules` are the horizontal lines of each page."""
    own = [level for level in levels[table.start : table.end] if level is not None]
    edges = edges_of(table, levels)
    number = next((k for k, w in enumerate(table.header.words) if (c := column_of(w)) and c.role == "number"), None)
    found: dict[int, RuledTable] = {}
    guessed: dict[int, _Guess] = {}
    for page in sorted({level.line.page for level in own}):
        bands = _bands(table, levels, page)
        columns = _columns([g for band in bands if not band.fixed for g in band.glyphs], edges, page)
        box = around(Box(*glyph[1:5]) for band in bands for glyph in band.glyphs)
        across = [rule for rule in joined_across(rules[page]) if min(rule.x1, edges[-1]) - max(rule.x0, edges[0]) > 1.0]
        if _parts_rows(across, edges, columns, number):
            found[page] = _from_rules(across, bands, edges, box.top - 1.0, box.bottom + 1.0)
        else:
            guessed[page] = _Guess(_strips(bands, columns, number, box.top - 1.0, box.bottom + 1.0), columns)
    for page, cells in _cells(guessed).items():
        strips = guessed[page].strips
        found[page] = RuledTable(xs=edges, ys=(strips[0].top, *(s.bottom for s in strips)), cells=tuple(cells))
    return found


class _Guess(NamedTuple):
    """Rows of one page that no rules part, and the lines of each column in them."""

    strips: list[_Strip]
    columns: list[list[Line]]


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


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


# ---------------------------------------------------------------- rules between the rows
def _parts_rows(rules: list[Box], edges: Sequence[float], columns: list[list[Line]], number: int | None) -> bool:
    """Do rules part the rows, not only the header from the body: each number from the next, or where none are, at two heights?"""
    numbers = _numbers(columns, number)
    if number is not None and len(numbers) >= 2:
        heights = [rule.top for rule in rules if _covers(rule, edges[number], edges[number + 1])]
        return all(any(_middle(a) < y < _middle(b) for y in heights) for a, b in pairwise(numbers))
    middles = [_middle(line) for column in columns for line in column]
    inside = [r for r in rules if _covers(r, edges[0], edges[-1]) and any(middle < r.top for middle in middles)]
    return len(cluster(r.top for r in inside if any(middle > r.top for middle in middles))) >= 2


def _covers(rule: Box, left: float, right: float) -> bool:
    """Does the rule run over half of what lies between `left` and `right`?"""
    return min(rule.x1, right) - max(rule.x0, left) > 0.5 * (right - left)


def _from_rules(rules: list[Box], bands: list[_Band], edges: Sequence[float], top: float, bottom: float) -> RuledTable:
    """The grid of the rules and of lines drawn through the gaps, but where a section row runs over these."""
    near = [rule for rule in rules if top - 8 <= rule.top <= bottom + 8]
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
) -> list[_Strip]:
    """The rows from the top down, without space between them."""
    extents = [(min(g.top for g in band.glyphs), max(g.bottom for g in band.glyphs)) for band in bands]
    borders = [top, *((a[1] + b[0]) / 2 for a, b in pairwise(extents)), bottom]
    strips: list[_Strip] = []
    for band, (start, end) in zip(bands, pairwise(borders), strict=True):
        if band.fixed:
            strips.append(_Strip(start, end, band.crossed, fixed=True))
            continue
        inside = [[line for line in column if start < _middle(line) < end] for column in columns]
        cuts = [start, *_cuts(inside, number), end]
        strips += [_Strip(a, b) for a, b in pairwise(cuts)]
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
        if sum(any(cut < _middle(line) < end for line in column) for column in columns) < 2:
            kept.remove(cut)
    return kept


def _tight(columns: list[list[Line]]) -> float:
    """Empty height between two lines of one cell, as the fullest column shows it."""
    fullest = max(columns, key=len)
    steps = sorted(b.top - a.top for a, b in pairwise(fullest))
    return steps[len(steps) // 4] - 2 * _HALF * fullest[0].size if steps else 0.0


def _whites(lines: Sequence[Line]) -> list[_White]:
    taken = sorted((_middle(line) - _HALF * line.size, _middle(line) + _HALF * line.size) for line in lines)
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
    top, bottom = _middle(above), _middle(below)
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
    return any(white.bottom <= _middle(line) <= below for line in first)


# ---------------------------------------------------------------- cells
def _cells(pages: dict[int, _Guess]) -> dict[int, list[Placed]]:
    """Page -> a cell for each row and column; merged where a section row runs across, or words stand amid several rows.

    A column has merged cells where its words, each in the middle of the rows it is taken for, leave no row without
    words, and one of them stands in the middle of no single row; or where they stand so and within the merged cells of
    a column to the left.
    """
    cells: dict[int, list[Placed]] = {page: [] for page in pages}
    for page, guess in pages.items():
        for row, strip in enumerate(guess.strips):
            cells[page] += _across(row, strip, len(guess.columns)) if strip.fixed else []
    runs = [(page, run) for page, guess in pages.items() for run in _runs(guess.strips)]
    wholes: list[set[tuple[int, int]]] = [set() for _ in runs]
    first = {page: run for page, run in reversed(runs)}
    leading = {page: _leading(guess) for page, guess in pages.items()}
    for column in range(max((len(guess.columns) for guess in pages.values()), default=0)):
        merged = [
            _merged(pages[page], run, column, leading[page], goes_on=run is first.get(page) and page > min(pages))
            for page, run in runs
        ]
        spans = _believed(merged, runs, wholes)
        for (page, run), counts in zip(runs, spans, strict=True):
            rows = [run[0] + sum(counts[:k]) for k in range(len(counts))]
            cells[page] += [Placed(row, column, count, 1) for row, count in zip(rows, counts, strict=True)]
    return {page: sorted(found) for page, found in cells.items()}


def _believed(
    merged: list[_Merges | None], runs: list[tuple[int, range]], wholes: list[set[tuple[int, int]]]
) -> list[list[int]]:
    """How many rows each cell of a column takes, run by run; `wholes` holds the merged cells so far and gets these."""
    inside = all(
        found is not None and all(any(a <= start and end <= b for a, b in held) for start, end in found.groups)
        for found, held in zip(merged, wholes, strict=True)
    )
    several = sum(len(found.groups) for found in merged if found is not None) > 1
    meant = any(found is not None and found.amid for found in merged) or (inside and several)
    for found, held in zip(merged, wholes, strict=True):
        held.update(found.groups if found is not None and meant else ())
    singles = [[1] * len(run) for _, run in runs]
    return [found.spans if found is not None and meant else one for found, one in zip(merged, singles, strict=True)]


def _across(row: int, strip: _Strip, width: int) -> list[Placed]:
    cells: list[Placed] = []
    start = 0
    for column in range(width):
        if column not in strip.crossed or column == width - 1:
            cells.append(Placed(row, start, 1, column - start + 1))
            start = column + 1
    return cells


def _leading(guess: _Guess) -> float:
    """The least distance between two lines of one column in one row; 0 where every cell has one line."""
    steps = [
        below.top - above.top
        for column in guess.columns
        for above, below in pairwise(column)
        if any(strip.top < _middle(above) and _middle(below) < strip.bottom for strip in guess.strips)
    ]
    return min(steps, default=0.0)


def _runs(strips: list[_Strip]) -> Iterator[range]:
    """Rows below each other with neither a header nor a section row between them."""
    start = 0
    for row, strip in enumerate((*strips, None)):
        if strip is None or strip.fixed:
            if row > start:
                yield range(start, row)
            start = row + 1


class _Merges(NamedTuple):
    """How many rows each cell of a run takes; `amid`: words stand where no single row has its middle."""

    spans: list[int]
    amid: bool

    @property
    def groups(self) -> list[tuple[int, int]]:
        """The merged cells: their first row, counted in the run, and the row behind their last."""
        ends = list(accumulate(self.spans))
        return [(end - span, end) for span, end in zip(self.spans, ends, strict=True) if span > 1]


def _merged(guess: _Guess, run: range, column: int, leading: float, *, goes_on: bool) -> _Merges | None:
    """The cells of one column, when words in the middle of one row or of several rows account for every row.

    At the head of a page (`goes_on`) rows without words may belong to a merged cell of the page before.
    """
    rows = [guess.strips[row] for row in run]
    inside = [line for line in guess.columns[column] if rows[0].top < _middle(line) < rows[-1].bottom]
    texts = _texts(inside, leading)
    blank = sum(row.bottom < _middle(inside[0]) for row in rows) if inside else 0
    tilings = (_tiled(rows, texts, start) for start in range(blank + 1 if goes_on else 1))
    return next((found for found in tilings if found is not None), None)


def _tiled(rows: list[_Strip], texts: list[list[Line]], start: int) -> _Merges | None:
    """Row `start` and those below it given to `texts`, each in the middle of its rows; None where that leaves rows."""
    spans = [start] if start else []
    amid = False
    at = start
    for text in texts:
        centre, tolerance = (text[0].top + text[-1].bottom) / 2, _CENTRED * text[0].size
        ends = [end for end in range(at + 1, len(rows) + 1) if rows[end - 1].bottom > _middle(text[-1])]
        off = {end: abs((rows[at].top + rows[end - 1].bottom) / 2 - centre) for end in ends}
        end = min(ends, key=lambda end: off[end], default=0)
        if not end or off[end] > tolerance:
            return None
        amid |= end > at + 1 and not any(abs((row.top + row.bottom) / 2 - centre) <= tolerance for row in rows[at:end])
        spans.append(end - at)
        at = end
    return _Merges(spans, amid) if at == len(rows) else None


def _texts(lines: Sequence[Line], leading: float) -> list[list[Line]]:
    """Lines that stand as close as lines of one cell do."""
    texts: list[list[Line]] = []
    for line in lines:
        if texts and line.top - texts[-1][-1].top <= _LEADING * leading:
            texts[-1].append(line)
        else:
            texts.append([line])
    return texts
