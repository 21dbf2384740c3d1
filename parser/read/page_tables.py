"""Printed tables: glyphs into the cells that rules draw, and a table over several pages as one table.

At a page break a table repeats its header, a merged cell goes on as an empty one, and a row may be cut in two. All
three are undone here, each by what the geometry of the page and the other cells of the column show.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from kb.numerals import COUNTING
from parser.grid import Placed
from parser.read.aligned import pieces_of
from parser.read.draft import Draft, DraftCell, clean
from parser.read.page import Box, Glyph, Page
from parser.read.print_lines import Line, cell_text, join, levels, print_lines
from parser.read.ruling import RuledTable, cluster

_SAME_EDGE = 4.0
"""Points by which the edges of one column may differ between pages."""
_WORD_GAP = 0.75
"""Gap between the words of two cells, in sizes of the font, that have no line between them."""
_HEADER_MOST = 4
"""Rows at the most that a header has."""
_NUMBER = re.compile(rf"[（(]?\d{{1,4}}[)）]?[.、]?|[{COUNTING}]{{1,3}}、?")
_ENDED = re.compile(r"[。；！？;!?]\s*\Z")


class PrintedCell(Struct, frozen=True, kw_only=True):
    """A cell of a printed table: its rows, its left and right edge in points, its lines, the page it begins on
    and its outline there."""

    row: int
    row_span: int
    x0: float
    x1: float
    lines: tuple[Line, ...]
    page: int
    box: Box

    @property
    def words(self) -> str:
        """Its text without white space, for comparisons."""
        return "".join("".join(line.text.split()) for line in self.lines)


class PrintedTable(Struct, frozen=True, kw_only=True):
    """A table or the part of it on one page. `dropped` counts repeated header rows that were left out; `aligned_pages`
    are the pages on which its cells were found by alignment and not by rules."""

    rows: int
    cells: tuple[PrintedCell, ...]
    top: float
    bottom: float
    first_page: int
    last_page: int
    dropped: int = 0
    aligned_pages: tuple[int, ...] = ()

    @property
    def edges(self) -> list[float]:
        """Left and right edges of its columns, in points."""
        return cluster([edge for cell in self.cells for edge in (cell.x0, cell.x1)], _SAME_EDGE)


def fill(page: Page, ruled: RuledTable) -> tuple[PrintedTable, list[Glyph], list[Glyph]]:
    """The glyphs of `page` that stand in `ruled`, as a printed table; these glyphs, and all others of the page."""
    column_of = _Finder(ruled.xs)
    row_of = _Finder(ruled.ys)
    owner = {
        (row, column): index
        for index, cell in enumerate(ruled.cells)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    inside: list[list[Glyph]] = [[] for _ in ruled.cells]
    taken: list[Glyph] = []
    others: list[Glyph] = []
    for glyph in page.glyphs:
        index = owner.get((row_of.find(glyph.middle), column_of.find(glyph.centre)))
        (others if index is None else taken).append(glyph)
        if index is not None:
            inside[index].append(glyph)
    parted = [part for cell, held in zip(ruled.cells, inside, strict=True) for part in _parted(cell, held, ruled.xs)]
    cells = [
        PrintedCell(
            row=cell.row,
            row_span=cell.row_span,
            x0=ruled.xs[cell.column],
            x1=ruled.xs[cell.column + cell.column_span],
            lines=tuple(print_lines(glyphs, page.number)),
            page=page.number,
            box=ruled.cell_box(cell),
        )
        for cell, glyphs in parted
    ]
    table = PrintedTable(
        rows=len(ruled.ys) - 1,
        cells=tuple(cells),
        top=ruled.ys[0],
        bottom=ruled.ys[-1],
        first_page=page.number,
        last_page=page.number,
    )
    return table, taken, others


def _parted(cell: Placed, glyphs: list[Glyph], xs: Sequence[float]) -> list[tuple[Placed, list[Glyph]]]:
    """The cell and its glyphs; cut at the columns of the other rows where only the line between two cells is missing.

    Then every printed line leaves a wide gap at the edge, and words stand on both sides: 3 | 推进改造 | 区水利局. Letters
    of one word spaced out over the cell (合　计) are one cell.
    """
    edges = range(cell.column + 1, cell.column + cell.column_span)
    if not edges or not glyphs:
        return [(cell, glyphs)]
    lines = levels(glyphs, 0)
    pieces = [piece for line in lines for piece in pieces_of(line, _WORD_GAP)]
    free = [k for k in edges if not any(piece.span.x0 < xs[k] < piece.span.x1 for piece in pieces)]
    cuts = [cell.column, *free, cell.column + cell.column_span]
    parts = [
        (Placed(cell.row, a, cell.row_span, b - a), [glyph for glyph in glyphs if xs[a] <= glyph.centre < xs[b]])
        for a, b in pairwise(cuts)
    ]
    filled = [held for _, held in parts if held]
    words = [held for held in filled if len(held) > 1 or held[0].text.isdecimal()]
    several = len(filled) > 1 or len(lines) > 1  # lines broken within one column are no heading of all of them
    return parts if several and len(words) == len(filled) else [(cell, glyphs)]


class _Finder:
    """Index of the interval of ascending `edges` that holds a value; -1 outside."""

    def __init__(self, edges: Sequence[float]) -> None:
        self.edges = edges

    def find(self, value: float) -> int:
        """The index."""
        if not self.edges[0] <= value <= self.edges[-1]:
            return -1
        return max(bisect_left(self.edges, value) - 1, 0)


def goes_on(first: PrintedTable, second: PrintedTable) -> bool:
    """Is `second`, at the top of the next page, the continuation of `first`? Its columns stand at the same places."""
    if second.first_page != first.last_page + 1:
        return False
    ours, theirs = first.edges, _moved(second, first).edges
    if abs(ours[0] - theirs[0]) > _SAME_EDGE or abs(ours[-1] - theirs[-1]) > _SAME_EDGE:
        return False
    fewer, more = sorted((ours, theirs), key=len)
    if not all(any(abs(edge - other) <= _SAME_EDGE for other in more) for edge in fewer):
        return False
    return _repeated(first, second) > 0 or not _opens_alike(first, second)


def _opens_alike(first: PrintedTable, second: PrintedTable) -> bool:
    """Do both begin with the same word (序号) and go on differently? Then each table has a header of its own."""
    ours, theirs = _row_words(first, 0), _row_words(second, 0)
    return len(ours) > 1 and len(theirs) > 1 and ours[0] == theirs[0] and ours[0] != "" and len(theirs[0]) > 1


def _row_words(table: PrintedTable, row: int) -> list[str]:
    return [cell.words for cell in table.cells if cell.row == row]


def _repeated(first: PrintedTable, second: PrintedTable) -> int:
    """How many rows at the head of `second` repeat those of `first`."""
    count = 0
    while count < min(_HEADER_MOST, first.rows, second.rows - 1):
        words = _row_words(second, count)
        if words != _row_words(first, count) or not any(words):
            break
        count += 1
    while count and any(cell.row < count < cell.row + cell.row_span for cell in second.cells):
        count -= 1  # a header cell that reaches into the rows below is no repeated header
    return count


def _moved(table: PrintedTable, to: PrintedTable) -> PrintedTable:
    """`table` shifted sideways to where `to` stands, for pages with mirrored margins."""
    by = to.edges[0] - table.edges[0]
    return replace(table, cells=tuple(replace(cell, x0=cell.x0 + by, x1=cell.x1 + by) for cell in table.cells))


def joined(first: PrintedTable, second: PrintedTable) -> PrintedTable:
    """One table of `first` and its continuation `second`: repeated header out, cut rows and merged cells made whole."""
    dropped = _repeated(first, second)
    body = [replace(cell, row=cell.row - dropped) for cell in _moved(second, first).cells if cell.row >= dropped]
    cut = _is_cut_row(first, body)
    shift = first.rows - (1 if cut else 0)
    kept = list(first.cells)
    for cell in body:
        before = _above(kept, cell, first.rows) if cell.row == 0 else None
        if before is not None and (cut or _is_merged_on(first, body, before, cell)):
            reach = shift + cell.row + cell.row_span
            kept[kept.index(before)] = replace(
                before, lines=(*before.lines, *cell.lines), row_span=max(before.row_span, reach - before.row)
            )
        else:
            row = shift + cell.row if not cut or cell.row else first.rows - 1
            kept.append(replace(cell, row=row))
    return replace(
        first,
        rows=shift + second.rows - dropped,
        cells=tuple(sorted(kept, key=lambda cell: (cell.row, cell.x0))),
        bottom=second.bottom,
        last_page=second.last_page,
        dropped=first.dropped + dropped,
        aligned_pages=(*first.aligned_pages, *second.aligned_pages),
    )


def _above(cells: list[PrintedCell], cell: PrintedCell, rows: int) -> PrintedCell | None:
    """The cell of the same column that reaches down to the page break."""
    for other in cells:
        same = abs(other.x0 - cell.x0) <= _SAME_EDGE and abs(other.x1 - cell.x1) <= _SAME_EDGE
        if same and other.row + other.row_span == rows:
            return other
    return None


def _is_cut_row(first: PrintedTable, body: list[PrintedCell]) -> bool:
    """Does the first row after the break belong to the last row before it?

    Its first cell is empty, each of its filled cells goes on with one above it, and either the rows are numbered one by
    one, or what stands above has not come to the end of its sentence.
    """
    row = sorted((cell for cell in body if cell.row == 0), key=lambda cell: cell.x0)
    filled = [cell for cell in row if cell.lines]
    if len(row) < 2 or not filled or row[0].lines:
        return False
    cells = list(first.cells)
    above = [_above(cells, cell, first.rows) for cell in filled]
    if any(before is None or not before.lines for before in above):
        return False
    numbers = [cell for cell in first.cells if abs(cell.x0 - row[0].x0) <= _SAME_EDGE and cell.lines][1:]
    single = [cell for cell in numbers if _NUMBER.fullmatch(cell.words) and cell.row_span == 1]
    if len(numbers) >= 2 and len(single) == len(numbers):
        return True
    longest = max((before for before in above if before), key=lambda before: len(before.words))
    return not _ENDED.search(longest.words) and len(filled) < len(row) - 1


def _is_merged_on(first: PrintedTable, body: list[PrintedCell], before: PrintedCell, cell: PrintedCell) -> bool:
    """Is `cell`, at the head of a page, the rest of the merged cell `before`?

    One of the two is empty, and one of them is merged over rows already, or no other cell of the column is empty.
    """
    if bool(before.lines) == bool(cell.lines):
        return False
    if before.row_span > 1 or cell.row_span > 1:
        return True
    others = [other for other in (*first.cells, *body) if abs(other.x0 - cell.x0) <= _SAME_EDGE]
    return all(other.lines for other in others if other is not before and other is not cell)


def draft(table: PrintedTable) -> Draft:
    """The table as a draft: columns from the edges of its cells, lines of each cell joined."""
    edges = table.edges
    room = _room(table)
    cells: list[DraftCell] = []
    for cell in table.cells:
        left, right = _nearest(edges, cell.x0), _nearest(edges, cell.x1)
        where = Placed(cell.row, left, cell.row_span, max(right - left, 1))
        text = _text(cell, room(cell))
        cells.append(DraftCell(where=where, text=clean(text), page=cell.page, box=cell.box.whole))
    return Draft(kind="table", cells=tuple(cells), page=table.first_page)


def _text(cell: PrintedCell, room: float) -> str:
    """Text of a cell; what stands on two pages is joined as if the page did not end there."""
    text = ""
    for page in sorted({line.page for line in cell.lines}):
        part = cell_text([line for line in cell.lines if line.page == page], room)
        text = f"{text}\n{part}" if _ENDED.search(text) else join(text, part)
    return text


def _room(table: PrintedTable) -> Callable[[PrintedCell], float]:
    """How many points a line may be long in a cell of the table.

    Between rules: what is between them but for the padding, as the fullest lines show it. Without rules: what the
    longest line of the column takes.
    """
    if table.aligned_pages:
        longest: dict[tuple[float, float], float] = {}
        for cell in table.cells:
            held = (cell.x0, cell.x1)
            longest[held] = max([longest.get(held, 0.0), *(line.width for line in cell.lines)])
        return lambda cell: longest[cell.x0, cell.x1]
    gaps = [g for cell in table.cells for line in cell.lines for g in (line.x0 - cell.x0, cell.x1 - line.x1) if g >= 0]
    padding = min(gaps, default=0.0)
    return lambda cell: cell.x1 - cell.x0 - 2 * padding


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))
