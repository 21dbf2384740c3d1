"""Tables without vertical rules: columns found by the header's known words and by the gaps that run down between them.

Governments print tables without borders, or with a rule above, below and under the header only (三线表). The one clue
that prose never gives is a row of known header words with wide gaps between them; from there downwards the table goes
on as long as every line leaves the gaps between the columns free. Two columns of prose, contents lists and letterheads
have no such row and stay text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kb.numerals import COUNTING
from parser.lexicon.columns import OTHER, column_of, fold, roles_of_words
from parser.read.print_lines import Level, Line

_WORD_GAP = 0.75
"""Gap between two header words, in sizes of the font."""
_GUTTER = 0.35
"""Width that has to stay free between two columns, in sizes of the font."""
_HEADER_LEVELS = 3
"""Printed lines of a header at the most."""
_HEADER_LEAST = 3
"""Known words that make a header."""
_EXACT = 2
"""Words of a header that stand in the vocabulary as they are, not only at the end of a longer one."""
_KNOWN = 0.6
"""Share of a header's words that have to be known."""
_WORD_MOST = 14
"""Characters of a header word at the most."""
_VALUE = re.compile(rf"(?!(?:19|20)\d\d\Z)[\d.,%％]+|[（(]?[{COUNTING}\d]{{1,3}}[)）、.]+")
"""A number of a row or a value."""
_SECTION_MOST = 40
"""Characters of a section row at the most."""
_AHEAD = 6
"""Printed lines below a section row among which a row of the table has to come."""
_SIZE = 0.2
"""Share by which a line's font may differ from that of the table."""
_ROWS_LEAST = 2
"""Lines with words in two columns or more that a table has at the least."""
_BLANK = 3.0
"""Empty height in sizes of the font that ends a table, unless it is usual in it."""


class Span(NamedTuple):
    """An interval from left to right, in points."""

    x0: float
    x1: float


class HeaderWord(NamedTuple):
    """The words of a header cell and how far they reach."""

    words: str
    span: Span


class Header(NamedTuple):
    """A header: its words from left to right, how many levels it takes, and how much speaks for it."""

    cells: tuple[HeaderWord, ...]
    levels: int
    merit: int

    @property
    def words(self) -> tuple[str, ...]:
        """What its cells say."""
        return tuple(cell.words for cell in self.cells)


class AlignedTable(NamedTuple):
    """A table found by alignment: the levels that are its own (from, to), its header, the middles of the gaps between
    its columns, and which levels are section rows that run across the gaps."""

    start: int
    end: int
    header: Header
    gutters: tuple[float, ...]
    sections: frozenset[int]
    repeated: dict[int, int]
    """First level of each header row, the first included -> its number of levels."""


def aligned_tables(levels: Sequence[Level | None]) -> list[AlignedTable]:
    """Tables among the levels of a document in reading order; None stands where something else parts them."""
    found: list[AlignedTable] = []
    k = 0
    while k < len(levels):
        header = header_at(levels, k)
        table = _table(levels, k, header) if header is not None else None
        if table is not None:
            found.append(table)
        k = table.end if table is not None else k + 1
    return found


def is_aligned(levels: Sequence[Level]) -> bool:
    """Have some of the levels several wide gaps, as rows of several columns have?"""
    pieces = [len(pieces_of(level, _WORD_GAP)) for level in levels]
    return max(pieces, default=0) >= _HEADER_LEAST or sum(count > 1 for count in pieces) > 1


# ---------------------------------------------------------------- header
def header_lines(levels: Sequence[Level]) -> set[Line]:
    """The lines that belong to the header of a table without vertical rules."""
    found: set[Line] = set()
    for k in range(len(levels)):
        header = header_at(levels, k)
        if header is not None:
            found |= {level.line for level in levels[k : k + header.levels]}
    return found


def header_at(levels: Sequence[Level | None], start: int) -> Header | None:
    """The header whose first line is level `start`, or None. Of lines that could begin it, the one that makes the best."""
    if not any(level is not None and " " in level.line.text for level in levels[start : start + _HEADER_LEVELS]):
        return None  # no gap between words
    best = _best_header(levels, start)
    if best is None:
        return None
    later = (_best_header(levels, k) for k in range(start + 1, start + best.levels))
    return None if any(other is not None and other.merit > best.merit for other in later) else best


def _best_header(levels: Sequence[Level | None], start: int) -> Header | None:
    best: Header | None = None
    cells: list[HeaderWord] = []
    for count in range(1, _HEADER_LEVELS + 1):
        level = levels[start + count - 1] if start + count <= len(levels) else None
        if level is None or (count > 1 and not _goes_on(levels[start + count - 2], level)):
            break
        cells = _stacked(cells, _words(level))
        known = sum(_is_known(cell.words) for cell in cells)
        merit = 3 * known - 5 * (len(cells) - known)
        exact = sum(fold(cell.words) in roles_of_words() for cell in cells)
        enough = known >= max(_HEADER_LEAST, _KNOWN * len(cells)) and exact >= _EXACT
        if enough and not any(map(_is_value, cells)) and (best is None or merit >= best.merit):
            best = Header(tuple(cells), count, merit)
    return best


def _goes_on(above: Level | None, level: Level) -> bool:
    """Does `level` stand close enough below to be the next line of the same cells?"""
    return above is not None and above.line.page == level.line.page and _step(above, level) < 2.2 * level.line.size


def _step(above: Level, level: Level) -> float:
    return level.line.top - above.line.top


def _is_known(words: str) -> bool:
    """Is it a header word? What has a colon inside or ends a sentence is a statement that begins with one."""
    if len(words) > _WORD_MOST or any(mark in words[:-1] for mark in "：:") or words.endswith(("。", "；")):
        return False
    column = column_of(words)
    return column is not None and column.role != OTHER


def _is_value(cell: HeaderWord) -> bool:
    """Is it a number, which stands in rows and not in headers? A year may head a column."""
    return _VALUE.fullmatch(cell.words) is not None


def _words(level: Level) -> list[HeaderWord]:
    """The pieces of a level; single characters that are one known word spaced out (序 号) are put together."""
    pieces = pieces_of(level, _WORD_GAP)
    found: list[HeaderWord] = []
    k = 0
    while k < len(pieces):
        end = k + 1
        while end < len(pieces) and len(pieces[end].words) == 1 and len(pieces[k].words) == 1:
            end += 1
        while end > k + 1 and not _is_known("".join(piece.words for piece in pieces[k:end])):
            end -= 1
        whole = "".join(piece.words for piece in pieces[k:end])
        found.append(HeaderWord(whole, Span(pieces[k].span.x0, pieces[end - 1].span.x1)))
        k = end
    return found


def pieces_of(level: Level, gap: float) -> list[HeaderWord]:
    """A level cut where its glyphs are farther apart than `gap` sizes of the font."""
    pieces: list[HeaderWord] = []
    for glyph in level.glyphs:
        last = pieces[-1] if pieces else None
        if last is not None and glyph.x0 - last.span.x1 <= gap * glyph.size:
            pieces[-1] = HeaderWord(last.words + glyph.text, Span(last.span.x0, max(last.span.x1, glyph.x1)))
        else:
            pieces.append(HeaderWord(glyph.text, Span(glyph.x0, glyph.x1)))
    return pieces


def _stacked(cells: list[HeaderWord], words: list[HeaderWord]) -> list[HeaderWord]:
    """Header cells with the words of the next line put below those they stand under."""
    stacked = list(cells)
    for word in words:
        under = [cell for cell in stacked if cell.span.x0 < word.span.x1 and word.span.x0 < cell.span.x1]
        kept = [cell for cell in stacked if cell not in under]
        span = Span(min(c.span.x0 for c in (*under, word)), max(c.span.x1 for c in (*under, word)))
        stacked = [*kept, HeaderWord("".join(cell.words for cell in (*under, word)), span)]
    return sorted(stacked, key=lambda cell: cell.span)


# ---------------------------------------------------------------- extent
Gaps = list[list[Span]]
"""Between each two columns, the intervals that are free so far."""


def _table(levels: Sequence[Level | None], start: int, header: Header) -> AlignedTable | None:
    """The table below `header`; None where the lines below do not keep to its columns."""
    gaps: Gaps = [[Span(a.span.x1, b.span.x0)] for a, b in zip(header.cells, header.cells[1:], strict=False)]
    heads = {start: header.levels}
    sections: set[int] = set()
    rows, tallest, size = 0, 0.0, 0.0
    k = body = start + header.levels
    while k < len(levels):
        level = levels[k]
        if level is None:
            break
        again = header_at(levels, k)
        if again is not None and again.words == header.words:
            heads[k] = again.levels
            gaps = _narrowed_by(gaps, levels[k : k + again.levels])
            k += again.levels
            continue
        blank = _blank(levels[k - 1], level) if k > body else 0.0
        size = size or level.line.size
        strange = abs(level.line.size - size) > _SIZE * size or blank > max(_BLANK * size, 1.5 * tallest)
        if again is not None or strange:
            break
        narrowed = _narrowed(gaps, level)
        if all(narrowed):
            rows += _filled(gaps, level) >= 2
            gaps = narrowed
        elif _is_section(levels, k, gaps):
            sections.add(k)
        else:
            break
        tallest = max(tallest, blank)
        k += 1
    if rows < _ROWS_LEAST:
        return None
    gutters = tuple(_middle(max(free, key=lambda span: span.x1 - span.x0)) for free in gaps)
    return AlignedTable(start, k, header, gutters, frozenset(sections), heads)


def _middle(span: Span) -> float:
    return (span.x0 + span.x1) / 2


def _blank(above: Level | None, level: Level | None) -> float:
    """Empty height between two levels of one page; 0 between pages."""
    if above is None or level is None or above.line.page != level.line.page:
        return 0.0
    return level.line.top - above.line.bottom


def _narrowed(gaps: Gaps, level: Level) -> Gaps:
    """What of the gaps stays free below the level; an empty list for each gap that it closes."""
    pieces = [piece.span for piece in pieces_of(level, _GUTTER)]
    least = _GUTTER * level.line.size
    return [
        [rest for span in free for rest in _without(span, pieces) if rest.x1 - rest.x0 >= min(least, span.x1 - span.x0)]
        for free in gaps
    ]


def _narrowed_by(gaps: Gaps, band: Sequence[Level | None]) -> Gaps:
    """The gaps narrowed by each level of `band` that leaves all of them open."""
    for level in band:
        narrowed = _narrowed(gaps, level) if level is not None else []
        gaps = narrowed if narrowed and all(narrowed) else gaps
    return gaps


def _without(span: Span, taken: Sequence[Span]) -> list[Span]:
    """The parts of `span` that none of `taken`, from left to right, covers."""
    free: list[Span] = []
    at = span.x0
    for other in taken:
        if other.x1 <= at or other.x0 >= span.x1:
            continue
        if other.x0 > at:
            free.append(Span(at, other.x0))
        at = max(at, other.x1)
    if at < span.x1:
        free.append(Span(at, span.x1))
    return free


def _filled(gaps: Gaps, level: Level) -> int:
    """How many columns the level has words in."""
    edges = [_middle(max(free, key=lambda span: span.x1 - span.x0)) for free in gaps]
    return len({sum(edge < glyph.centre for edge in edges) for glyph in level.glyphs})


def _is_section(levels: Sequence[Level | None], k: int, gaps: Gaps) -> bool:
    """Is level `k` a row across the columns: one short piece, with rows of the table and no other header below it?"""
    level = levels[k]
    if level is None or len(level.line.text) > _SECTION_MOST or level.line.text.endswith(("。", "；", "，", "、")):
        return False
    if len(pieces_of(level, 2 * _WORD_GAP)) > 1:
        return False
    for n in range(k + 1, min(k + 1 + _AHEAD, len(levels))):
        below = levels[n]
        if below is None or header_at(levels, n) is not None or not all(_narrowed(gaps, below)):
            return False
        if _filled(gaps, below) >= 2:
            return True
    return False
