"""Tables from ruling lines: the lines of a page make grids, and positions without a line between them are one cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from parser.grid import Placed
from parser.read.page import Box, Page

SNAP = 3.0
"""Points within which two lines are drawn as one (pdfplumber's own tolerance)."""
_LEAST_LENGTH = 6.0
"""Shorter lines are no borders: underlines of blanks, ticks, parts of drawn signs."""
_COVER = 0.6
"""Share of a side of a position that a line has to cover to be its border."""
_OPEN_EDGE = 8.0
"""Points that lines reach beyond the outermost crossing line where the table has no border on that side."""


class RuledTable(Struct, frozen=True, kw_only=True):
    """The geometry of a table: edges of columns and rows, and the cells as rectangles of them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Placed, ...]

    @property
    def box(self) -> Box:
        """Outline of the table."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_box(self, cell: Placed) -> Box:
        """Outline of one cell."""
        right, below = cell.column + cell.column_span, cell.row + cell.row_span
        return Box(self.xs[cell.column], self.ys[cell.row], self.xs[right], self.ys[below])


def ruled_tables(page: Page) -> list[RuledTable]:
    """Tables of at least two cells that the rules of `page` draw, from the top down."""
    across = joined_across(page.across)
    down = _joined(list(page.down))
    tables = [grid_of(*group) for group in _components(across, down)]
    found = [table for table in tables if table is not None and len(table.cells) > 1]
    return sorted((t for t in found if not _inside_another(t, found)), key=lambda t: (t.ys[0], t.xs[0]))


def _inside_another(table: RuledTable, tables: list[RuledTable]) -> bool:
    """Does the table stand in a cell of another one?"""
    return any(other is not table and _surrounds(other.box, table.box) for other in tables)


def _surrounds(outer: Box, inner: Box) -> bool:
    across = outer.x0 <= inner.x0 + SNAP and outer.x1 >= inner.x1 - SNAP
    return across and outer.top <= inner.top + SNAP and outer.bottom >= inner.bottom - SNAP and outer != inner


def cluster(values: Iterable[float], tolerance: float = SNAP) -> list[float]:
    """Values that lie within `tolerance` of the one before as one, their mean; ascending.

    >>> cluster([10, 50.5, 11, 49.5])
    [10.5, 50.0]
    """
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= tolerance:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def joined_across(lines: Iterable[Box]) -> list[Box]:
    """Horizontal lines at one height as one line where they touch."""
    return [Box(b.top, b.x0, b.bottom, b.x1) for b in _joined([Box(b.top, b.x0, b.bottom, b.x1) for b in lines])]


def _joined(lines: Sequence[Box]) -> list[Box]:
    """Vertical lines at one place as one line where they touch (horizontal ones come with their axes swapped)."""
    places = cluster({line.x0 for line in lines}, 1.5)
    tracks: dict[float, list[Box]] = {}
    for line in lines:
        tracks.setdefault(min(places, key=lambda place: abs(place - line.x0)), []).append(line)
    joined: list[Box] = []
    for place, track in sorted(tracks.items()):
        last: Box | None = None
        for line in sorted(track, key=lambda line: line.top):
            if last is not None and line.top <= last.bottom + SNAP:
                last = last._replace(bottom=max(last.bottom, line.bottom))
                joined[-1] = last
            else:
                last = Box(place, line.top, place, line.bottom)
                joined.append(last)
    return [line for line in joined if line.bottom - line.top >= _LEAST_LENGTH]


def _components(across: list[Box], down: list[Box]) -> list[tuple[list[Box], list[Box]]]:
    """Lines that cross or touch each other, group by group."""
    group_of = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while group_of[index] != index:
            group_of[index] = group_of[group_of[index]]
            index = group_of[index]
        return index

    for i, level in enumerate(across):
        for j, plumb in enumerate(down):
            if level.x0 - SNAP <= plumb.x0 <= level.x1 + SNAP and plumb.top - SNAP <= level.top <= plumb.bottom + SNAP:
                group_of[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Box], list[Box]]] = {}
    for i, level in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(level)
    for j, plumb in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(plumb)
    return [group for group in groups.values() if group[0] and group[1]]


def grid_of(across: list[Box], down: list[Box]) -> RuledTable | None:
    """The grid that one group of horizontal and vertical lines draws; None where it is no more than a box or a cross."""
    xs = _with_open_edges(cluster(line.x0 for line in down), [(line.x0, line.x1) for line in across])
    ys = _with_open_edges(cluster(line.top for line in across), [(line.top, line.bottom) for line in down])
    if len(xs) < 2 or len(ys) < 2 or len(xs) + len(ys) < 5:
        return None
    right = [[_ruled_down(down, x, top, low) for x in xs[1:-1]] for top, low in pairwise(ys)]
    below = [[_ruled_across(across, y, left, end) for left, end in pairwise(xs)] for y in ys[1:-1]]
    cells = _cells(right, below, len(ys) - 1, len(xs) - 1)
    return RuledTable(xs=tuple(xs), ys=tuple(ys), cells=tuple(cells))


def _with_open_edges(edges: list[float], crossing: list[tuple[float, float]]) -> list[float]:
    """`edges` and the ends of the lines that cross them, where those reach farther: a side without border."""
    if not edges:
        return edges
    first, last = min(start for start, _ in crossing), max(end for _, end in crossing)
    before = [first] if edges[0] - first > _OPEN_EDGE else []
    after = [last] if last - edges[-1] > _OPEN_EDGE else []
    return [*before, *edges, *after]


def _ruled_down(lines: list[Box], x: float, top: float, bottom: float) -> bool:
    ruled = sum(max(0.0, min(b.bottom, bottom) - max(b.top, top)) for b in lines if abs(b.x0 - x) <= SNAP)
    return ruled >= _COVER * (bottom - top)


def _ruled_across(lines: list[Box], y: float, left: float, right: float) -> bool:
    ruled = sum(max(0.0, min(b.x1, right) - max(b.x0, left)) for b in lines if abs(b.top - y) <= SNAP)
    return ruled >= _COVER * (right - left)


def _cells(right: list[list[bool]], below: list[list[bool]], height: int, width: int) -> list[Placed]:
    """Rectangles of positions without a line between them.

    From each free position the widest run without a line to the right, then down as long as all of it is open below and
    no line cuts it: what is no rectangle is cut into rectangles.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[Placed] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            end = column + 1
            while end < width and not right[row][end - 1] and (row, end) not in taken:
                end += 1
            low = row + 1
            while low < height and _opens(right, below, low, column, end):
                low += 1
            taken.update((r, c) for r in range(row, low) for c in range(column, end))
            cells.append(Placed(row, column, low - row, end - column))
    return cells


def _opens(right: list[list[bool]], below: list[list[bool]], low: int, column: int, end: int) -> bool:
    """Does the cell over columns `column` to `end` go on in row `low`, with its sides closed as above?"""
    width = len(right[low]) + 1
    if any(below[low - 1][column:end]) or any(right[low][column : end - 1]):
        return False
    return (column == 0 or right[low][column - 1]) and (end == width or right[low][end - 1])
