"""Blocks: cut text into paragraphs, or carry a format's own blocks over to the repaired text.

A flattened page holds one table cell per paragraph; the blank lines before a paragraph are all that is left of the
table's borders, so every block keeps their number in `gap`. Lines of one text that are parted by tabs are rows of a
table pasted from Word or a spreadsheet and become one table block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from msgspec.structs import replace

from kb.schema import Span
from parser.cut.glued_tables import GluedPiece, GluedTable, glued_header, glued_rows, table_below
from parser.cut.text_tables import with_tables
from parser.cut.unglue import unglue
from parser.cut.wrapped import Margin, full_line, is_page_number, margin_of
from parser.document import Block, Document, Passage, folded
from parser.repair import Repaired

_BLANK = re.compile(r"[\s\u3000\u00a0\ufeff\u200b]*\Z")
_CONTENT = re.compile(r"[^\s\u3000\u00a0\ufeff\u200b](?:.*[^\s\u3000\u00a0\ufeff\u200b])?")
_BREAK = re.compile(r"[ \t\u3000\u00a0]*\n[\s\u3000\u00a0]*")


def blocks_of(document: Document, repaired: Repaired) -> tuple[Block, ...]:
    """The document's blocks with spans in the repaired text, in reading order; empty for blank text."""
    if not document.blocks:
        return cut(repaired.text)
    return tuple(_moved(block, repaired) for block in document.blocks)


def cut(text: str) -> tuple[Block, ...]:
    """Paragraphs of flattened text, one a line, without their indentation; runs of tabbed lines as tables."""
    same = folded(text)
    return tuple(with_tables(same, list(_paragraphs(same))))


def passage(text: str, *spans: Span) -> Passage:
    """The words at `spans`, one after the other, as one string: line breaks inside and between spans are joined.

    Between two ASCII letters or digits a joint becomes one blank; between Han nothing is left.
    """
    characters: list[str] = []
    origin: list[int] = []
    for start, end in spans:
        for at, to in _unbroken(text, start, end):
            if (
                characters
                and at < to
                and _latin(characters[-1])
                and _latin(text[at])
                and not _is_year(text, origin[-1], at)
            ):
                characters.append(" ")
                origin.append(at)
            characters.extend(text[at:to])
            origin.extend(range(at, to))
    return _as_passage(text, characters, origin)


def lines_passage(text: str, *spans: Span) -> Passage:
    """Like `passage`, but a line feed is kept between the spans and for each line break inside them."""
    characters: list[str] = []
    origin: list[int] = []
    for start, end in spans:
        for at, to in _unbroken(text, start, end):
            if characters and at < to:
                characters.append("\n")
                origin.append(origin[-1])
            characters.extend(text[at:to])
            origin.extend(range(at, to))
    return _as_passage(text, characters, origin)


def _as_passage(text: str, characters: list[str], origin: list[int]) -> Passage:
    written, same = "".join(characters), folded(text)
    if same is text:
        return Passage(written, written, tuple(origin))
    pairs = zip(characters, origin, strict=True)
    return Passage(written, "".join(same[k] if text[k] == c else c for c, k in pairs), tuple(origin))


def _unbroken(text: str, start: int, end: int) -> Iterator[Span]:
    """The pieces of `text[start:end]` between its line breaks, without the blanks around the breaks."""
    at = start
    for found in _BREAK.finditer(text, start, end):
        if found.start() > at:
            yield (at, found.start())
        at = found.end()
    if at < end:
        yield (at, end)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")


def _is_year(text: str, before: int, after: int) -> bool:
    """Do the digits that end at `before` and those that begin at `after` make a year? 202|6年 but not 2018|2022年."""
    start = max(0, before - 3)
    words = text[start : before + 1] + text[after : after + 4]
    return any(found.start() <= before - start < found.end() - 1 for found in _YEAR.finditer(words))


def _paragraphs(text: str) -> Iterator[Block]:
    """One paragraph a line; a glued table's one a cell, its lines put together where the page broke them."""
    lines = list(_lines(text))
    at = 0
    table: GluedTable | None = None
    margin: Margin | None = None
    while at < len(lines):
        gap, line = lines[at]
        if table and is_page_number(text[slice(*line)]):
            yield Block(kind="paragraph", span=line, gap=gap)
            at += 1
            continue
        if not table:
            header = glued_header(text[slice(*line)])
            margin = margin_of(_run(text, lines, at)) if header and header.numbered else None
        whole = full_line(text, (lines[k][1] for k in range(at, len(lines))), margin)
        pieces, table = _pieces(whole.words, table, alone=len(lines) <= _LINES_LOST)
        for piece in pieces:
            yield Block(kind="paragraph", span=whole.span(piece.span), gap=max(gap, 2) if piece.opens_row else gap)
            gap = 0
        at += whole.lines


def _lines(text: str) -> Iterator[tuple[int, Span]]:
    """Spans of the lines with words, without the blanks at their ends, each with the empty lines before it."""
    at = gap = 0
    for line in text.split("\n"):
        found = _CONTENT.search(line)
        if found is None:
            gap += 1
        else:
            yield gap, (at + found.start(), at + found.end())
            gap = 0
        at += len(line) + 1


def _run(text: str, lines: Sequence[tuple[int, Span]], start: int) -> list[str]:
    """The line at `start` and those below it up to the next empty line."""
    following = takewhile(lambda line: line[0] == 0, islice(lines, start + 1, None))
    return [text[slice(*span)] for span in (lines[start][1], *(span for _, span in following))]


_LINES_LOST = 2
"""A document of so few lines has lost its line breaks."""


def _pieces(line: str, table: GluedTable | None, *, alone: bool) -> tuple[list[GluedPiece], GluedTable | None]:
    """The paragraphs of a line, and the table without separators that goes on below it.

    `table`: the one that the line may go on with; None outside such a table. `alone`: the line is the document.
    """
    below = None
    if table is not None:
        pieces, below = glued_rows(line, 0, table)
        if pieces:
            return pieces, below
    header = glued_header(line)
    if header is None:
        return [GluedPiece(span) for span in unglue(line, alone=alone)], below
    start, end = header.span
    pieces, below = glued_rows(line, end, table_below(header))
    if not pieces:
        if line[end:].strip():  # a sentence of such words (每项任务都列明了牵头单位和…) is no header
            return [GluedPiece(span) for span in unglue(line, alone=alone)], None
        below = table_below(header)
    return [*(GluedPiece(span) for span in unglue(line[:start])), *map(GluedPiece, header.words), *pieces], below


def _moved(block: Block, repaired: Repaired) -> Block:
    cells = tuple(replace(cell, span=repaired.to_text(cell.span)) for cell in block.cells)
    return replace(block, span=repaired.to_text(block.span), cells=cells)
