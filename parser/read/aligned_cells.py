"""Cells of a table without rules, given its rows: words that stand in the middle of several rows are a merged cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from parser.grid import Placed
from parser.read.print_lines import Line

_CENTRED = 0.45
"""Sizes of the font by which the middle of a merged cell's words may differ from that of its rows."""
_LEADING = 1.25
"""Distance of two lines of one cell, in the least distance of lines that the table has."""


class Strip(NamedTuple):
    """A part of the table between two heights. `crossed`: columns whose right gap the words run over (section row)."""

    top: float
    bottom: float
    crossed: frozenset[int] = frozenset()
    fixed: bool = False
    """A header or a section row: never merged with its neighbours."""


class Guess(NamedTuple):
    """Rows of one page that no rules part, and the lines of each column in them."""

    strips: list[Strip]
    columns: list[list[Line]]


def cells_of(pages: Mapping[int, Guess]) -> dict[int, list[Placed]]:
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


def _across(row: int, strip: Strip, width: int) -> list[Placed]:
    cells: list[Placed] = []
    start = 0
    for column in range(width):
        if column not in strip.crossed or column == width - 1:
            cells.append(Placed(row, start, 1, column - start + 1))
            start = column + 1
    return cells


def _leading(guess: Guess) -> float:
    """The least distance between two lines of one column in one row; 0 where every cell has one line."""
    steps = [
        below.top - above.top
        for column in guess.columns
        for above, below in pairwise(column)
        if any(strip.top < middle(above) and middle(below) < strip.bottom for strip in guess.strips)
    ]
    return min(steps, default=0.0)


def _runs(strips: list[Strip]) -> Iterator[range]:
    """Rows below each other with neither a header nor a section row between them."""
    start = 0
    for row, strip in enumerate((*strips, None)):
        if strip is None or strip.fixed:
            if row > start:
                yield range(start, row)
            start = row + 1


def middle(line: Line) -> float:
    """Height of the middle of a line."""
    return (line.top + line.bottom) / 2


class _Merges(NamedTuple):
    """How many rows each cell of a run takes; `amid`: words stand where no single row has its middle."""

    spans: list[int]
    amid: bool

    @property
    def groups(self) -> list[tuple[int, int]]:
        """The merged cells: their first row, counted in the run, and the row behind their last."""
        ends = list(accumulate(self.spans))
        return [(end - span, end) for span, end in zip(self.spans, ends, strict=True) if span > 1]


def _merged(guess: Guess, run: range, column: int, leading: float, *, goes_on: bool) -> _Merges | None:
    """The cells of one column, when words in the middle of one row or of several rows account for every row.

    At the head of a page (`goes_on`) rows without words may belong to a merged cell of the page before.
    """
    rows = [guess.strips[row] for row in run]
    inside = [line for line in guess.columns[column] if rows[0].top < middle(line) < rows[-1].bottom]
    texts = _texts(inside, leading)
    blank = sum(row.bottom < middle(inside[0]) for row in rows) if inside else 0
    tilings = (_tiled(rows, texts, start) for start in range(blank + 1 if goes_on else 1))
    return next((found for found in tilings if found is not None), None)


def _tiled(rows: list[Strip], texts: list[list[Line]], start: int) -> _Merges | None:
    """Row `start` and those below it given to `texts`, each in the middle of its rows; None where that leaves rows."""
    spans = [start] if start else []
    amid = False
    at = start
    for text in texts:
        centre, tolerance = (text[0].top + text[-1].bottom) / 2, _CENTRED * text[0].size
        ends = [end for end in range(at + 1, len(rows) + 1) if rows[end - 1].bottom > middle(text[-1])]
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
