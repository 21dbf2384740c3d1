"""Tables drawn in plain text: cells parted by tabs, by bars, or by runs of blanks below a line of header words.

Tabs and bars state every cell, so these become table blocks. Blanks lose the empty cells: such a line becomes one
paragraph a cell, like a flattened table, and the layout finds out which column each one fills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from kb.schema import Span
from parser.cells.header import is_header
from parser.document import Block, Cell
from parser.lexicon.columns import OTHER, Column, column_of, settle

_CELL = re.compile(r"[^\s\u3000\u00a0](?:.*[^\s\u3000\u00a0])?")
_RULE = re.compile(r"[\s|:：+=—─-]+")
"""A line that only draws a border: |---|---|."""
_SECTION_MOST = 60
"""Characters of a line without separator that may stand inside a table as a section row."""
_WIDE = re.compile(r"[\t\u3000]+|[ \u00a0]{2,}")
_HAN = r"[\u4e00-\u9fff]"
_ANY = re.compile(rf"(?<!\s)(?:(?<!(?<!\S){_HAN})\s+(?=\S)|\s+(?=\S)(?!{_HAN}(?!\S)))")
"""Any blanks but those that only space out one word: 工 作 任 务."""


def with_tables(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The paragraphs, one a line, with those that draw a table put together as one block, or cut into cells."""
    k = 0
    while k < len(blocks):
        mark, end = _drawn(text, blocks, k)
        barred = _barred_end(text, blocks, k)
        if barred:
            end = barred
            yield from (_without_bar(text, block) for block in blocks[k:end] if not _is_bars(_line(text, block)))
        elif mark:
            yield _table(text, blocks[k:end], mark)
        elif (splitter := _spaced_header(text, blocks[k])) is not None:
            end = _spaced_end(text, blocks, k)
            whole = _whole_table(text, blocks[k:end], splitter)
            if whole is not None:
                yield whole
            for block in blocks[k:end] if whole is None else ():
                yield from _cells(text, block, splitter)
        else:
            yield blocks[k]
            end = k + 1
        k = end


# ---------------------------------------------------------------- one cell a line, a bar behind it
TRAILING_BAR = re.compile(r"[ \t\u3000\u00a0]*(?P<bar>[|｜](?:[\s|｜]*[|｜])?)")
"""What stands behind a cell that a web page put on a line of its own; lines of bars only are empty cells."""


def _barred_end(text: str, blocks: Sequence[Block], start: int) -> int:
    """End of a run of lines that hold one cell and a bar each and begin with header words; 0 for no such run."""
    end = start
    while end < len(blocks) and (_has_one_bar(_line(text, blocks[end])) or _is_bars(_line(text, blocks[end]))):
        end += 1
    heads = [_line(text, b).rstrip(" |｜") for b in blocks[start : start + _HEADS]]
    return end if end - start > _HEADS and all(column_of(word) is not None for word in heads) else 0


_HEADS = 2
"""Known header words that must open a table of barred lines; the next ones may be unknown."""


def _is_bars(line: str) -> bool:
    return not line.strip(" \t|｜")


def _has_one_bar(line: str) -> bool:
    return line.endswith(("|", "｜")) and len(re.findall("[|｜]", line)) == 1 and bool(line.rstrip(" |｜"))


def _without_bar(text: str, block: Block) -> Block:
    words = _line(text, block)
    return replace(block, span=(block.span[0], block.span[0] + len(words.rstrip(" \t\u3000\u00a0|｜"))))


# ---------------------------------------------------------------- tabs and bars
def _drawn(text: str, blocks: Sequence[Block], start: int) -> tuple[str, int]:
    """The mark that parts the cells of the table that begins at `start`, and its end; an empty mark where none begins.

    A table is two lines or more with two marks or more. A short line without any inside it is a section row.
    """
    first = _line(text, blocks[start])
    for mark in ("\t", "|", "｜"):
        if first.count(mark) < 2:
            continue
        end = start + 1
        while end < len(blocks) and _belongs(text, blocks, end, mark):
            end += 1
        while _line(text, blocks[end - 1]).count(mark) == 0:
            end -= 1
        if sum(_line(text, b).count(mark) >= 2 for b in blocks[start:end]) >= 2:
            return mark, end
    return "", start


def _belongs(text: str, blocks: Sequence[Block], k: int, mark: str) -> bool:
    line = _line(text, blocks[k])
    if mark in line:
        return True
    below = _line(text, blocks[k + 1]) if k + 1 < len(blocks) else ""
    return len(line) <= _SECTION_MOST and below.count(mark) >= 2 and blocks[k + 1].gap == 0 and blocks[k].gap == 0


def _table(text: str, lines: Sequence[Block], mark: str) -> Block:
    rows = [list(_pieces(text, line, mark)) for line in lines if not _RULE.fullmatch(_line(text, line))]
    width = max(len(row) for row in rows)
    rows = _with_broken_cells(text, rows, width) if mark == "\t" else rows
    cells = [
        Cell(row=number, column=column, span=span, column_span=width if len(row) == 1 else 1)
        for number, row in enumerate(rows)
        for column, span in enumerate(row)
    ]
    return Block(kind="table", span=(lines[0].span[0], lines[-1].span[1]), gap=lines[0].gap, cells=tuple(cells))


def _with_broken_cells(text: str, rows: Sequence[list[Span]], width: int) -> list[list[Span]]:
    """The rows, those put together that a line break inside a cell parted: the rest of the cell opens the next line.

    A row is whole with as many cells as the table is wide; the line that goes on begins with no number.
    """
    whole: list[list[Span]] = []
    k = 0
    while k < len(rows):
        row, end = list(rows[k]), k + 1
        while (
            len(row) < width
            and end < len(rows)
            and (len(row) > 1 or end > k + 1)
            and _goes_on(text, row, rows[end], width)
        ):
            first, *rest = rows[end]
            row = [*row[:-1], (row[-1][0], first[1]), *rest]
            end += 1
        if len(row) == width:
            whole.append(row)
            k = end
        else:
            whole.append(rows[k])
            k += 1
    return whole


def _goes_on(text: str, row: Sequence[Span], below: Sequence[Span], width: int) -> bool:
    words = text[slice(*below[0])]
    return bool(words) and not words[0].isdigit() and len(row) + len(below) - 1 <= width


def _pieces(text: str, line: Block, mark: str) -> Iterator[Span]:
    """Spans of the cells of a line; bars at its ends enclose it and part nothing, tabs before it are empty cells."""
    start, end = line.span
    while mark == "\t" and start and text[start - 1] == "\t":
        start -= 1
    if mark != "\t":
        start += text[start] == mark
        end -= text[end - 1] == mark
    at = start
    for words in text[start:end].split(mark):
        found = _CELL.search(words)
        yield (at + found.start(), at + found.end()) if found else (at, at)
        at += len(words) + 1


# ---------------------------------------------------------------- blanks
def _spaced_header(text: str, block: Block) -> re.Pattern[str] | None:
    """What parts the cells of a table whose header words stand on one line; None where the line is no header."""
    line = _line(text, block)
    if len(line) > 120 or "。" in line:
        return None
    for splitter in (_WIDE, _ANY):
        words = [w for w in splitter.split(line) if w]
        columns = [column_of(w) or Column(OTHER) for w in words]
        known = sum(column.role != OTHER for column in columns)
        if known >= _KNOWN * len(words) and is_header(settle(columns), least=3):
            return splitter
    return None


_KNOWN = 0.6
"""Share of the words of such a header that are known at the least."""


def _whole_table(text: str, lines: Sequence[Block], splitter: re.Pattern[str]) -> Block | None:
    """The table whose every line has as many pieces as its header, but for section rows of one; None for any other."""
    rows = [list(_spaced_pieces(text, line, splitter)) for line in lines]
    width = len(rows[0])
    if len(rows) < 2 or any(len(row) not in (1, width) for row in rows) or sum(len(row) == width for row in rows) < 2:
        return None
    cells = [
        Cell(row=number, column=column, span=span, column_span=width if len(row) == 1 else 1)
        for number, row in enumerate(rows)
        for column, span in enumerate(row)
    ]
    return Block(kind="table", span=(lines[0].span[0], lines[-1].span[1]), gap=lines[0].gap, cells=tuple(cells))


def _spaced_pieces(text: str, line: Block, splitter: re.Pattern[str]) -> Iterator[Span]:
    at = line.span[0]
    for stop, begin in (*(found.span() for found in splitter.finditer(text, *line.span)), (line.span[1],) * 2):
        if at < stop:
            yield at, stop
        at = begin


def _spaced_end(text: str, blocks: Sequence[Block], start: int) -> int:
    """End of the lines below a header of blanks: the first long line that is one piece."""
    end = start + 1
    while end < len(blocks):
        line = _line(text, blocks[end])
        if len(line) > _SECTION_MOST and not _ANY.search(line):
            break
        end += 1
    return end


def _cells(text: str, block: Block, splitter: re.Pattern[str]) -> Iterator[Block]:
    """One paragraph a cell; the first of a line keeps the gap of a row before it."""
    start, end = block.span
    at = start
    bounds = [found.span() for found in splitter.finditer(text, start, end)]
    gap = max(block.gap, 2)
    for stop, begin in (*bounds, (end, end)):
        if at < stop:
            yield replace(block, span=(at, stop), gap=gap)
            gap = 1
        at = begin


def _line(text: str, block: Block) -> str:
    return text[slice(*block.span)]
