"""Blocks: cut text into paragraphs, or carry a format's own blocks over to the repaired text.

A flattened page holds one table cell per paragraph; the blank lines before a paragraph are all that is left of the
table's borders, so every block keeps their number in `gap`. Lines of one text that are parted by tabs are rows of a
table pasted from Word or a spreadsheet and become one table block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from kb.schema import Span
from parser.document import Block, Document, Passage
from parser.glued_tables import GluedPiece, glued_header, glued_rows
from parser.repair import Repaired
from parser.text_tables import with_tables
from parser.unglue import unglue

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
    return tuple(with_tables(text, list(_paragraphs(text))))


def passage(text: str, *spans: Span) -> Passage:
    """The words at `spans`, one after the other, as one string: line breaks inside and between spans are joined.

    Between two ASCII letters or digits a joint becomes one blank; between Han nothing is left.
    """
    characters: list[str] = []
    origin: list[int] = []
    for start, end in spans:
        for at, to in _unbroken(text, start, end):
            if characters and at < to and _latin(characters[-1]) and _latin(text[at]):
                characters.append(" ")
                origin.append(at)
            characters.extend(text[at:to])
            origin.extend(range(at, to))
    return Passage("".join(characters), tuple(origin))


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
    return Passage("".join(characters), tuple(origin))


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


def _paragraphs(text: str) -> Iterator[Block]:
    at = gap = row = 0
    for line in text.split("\n"):
        found = _CONTENT.search(line)
        if found is None:
            gap += 1
        else:
            pieces, row = _pieces(found.group(), row)
            for (start, end), opens_row in pieces:
                span = (at + found.start() + start, at + found.start() + end)
                yield Block(kind="paragraph", span=span, gap=max(gap, 2) if opens_row else gap)
                gap = 0
        at += len(line) + 1


def _pieces(line: str, row: int) -> tuple[list[GluedPiece], int]:
    """The paragraphs of a line, and the number of the next row where it stands in a table without separators, else 0.

    `row`: the number of the row that may begin here; 0 outside such a table.
    """
    if row:
        pieces, row_below = glued_rows(line, 0, row)
        if pieces:
            return pieces, row_below
    header = glued_header(line)
    if header is None:
        return [GluedPiece(span) for span in unglue(line)], 0
    start, end = header.span
    pieces, row = glued_rows(line, end, 1)
    return [*(GluedPiece(span) for span in unglue(line[:start])), *map(GluedPiece, header.words), *pieces], row


def _moved(block: Block, repaired: Repaired) -> Block:
    cells = tuple(replace(cell, span=repaired.to_text(cell.span)) for cell in block.cells)
    return replace(block, span=repaired.to_text(block.span), cells=cells)
