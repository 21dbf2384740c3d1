"""What the stages of the parser hand on: a `Document` (text and marked-up structure), its `Block`s, and `Passage`s.

Whatever the format, a reader yields one string and, where the format has structure, blocks whose spans count in that
string; flattened text comes without blocks and is cut into them by `parser.cut.blocks`. So every later stage sees the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from msgspec import Struct

from kb.schema import PageBox, Source, Span
from kb.script import simplified


class Cell(Struct, frozen=True, kw_only=True):
    """One cell of a table, as the format states it. Rows and columns count from 0; a merged cell stands once."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    span: Span
    """Where the cell's text stands; an empty cell has an empty span. Paragraphs in a cell are parted by line feeds."""
    address: str | None = None
    """Spreadsheet address such as `B12`; null for other formats."""
    page: int | None = None
    """Page that the cell stands on, from 1; null where the format has no pages."""
    box: PageBox | None = None
    """Where on its page the cell stands (its part on the first page); null where the format has no pages."""


class Block(Struct, frozen=True, kw_only=True):
    """A paragraph, a heading or a table of the document, in reading order. Spans do not overlap."""

    kind: Literal["paragraph", "heading", "table"]
    span: Span
    level: int | None = None
    """Heading level as marked up (1 is outermost); null where the format does not say."""
    gap: int = 0
    """Blank lines before the block in flattened text: cells are parted by one, rows by two."""
    cells: tuple[Cell, ...] = ()
    """Of a table, ordered by row and column. Rows continued on a later page are joined into one table."""
    merges: bool = False
    """Of a table: does its format say which cells are merged? One that is empty is then empty, and not the rest of another."""
    page: int | None = None
    sheet: str | None = None
    box: PageBox | None = None
    """Where on its page the block's text stands; null for tables, whose cells know, and where there are no pages."""


class Document(Struct, frozen=True, kw_only=True):
    """A document as read: identity, raw text, structure. `blocks` is empty where the format has no structure."""

    source: Source
    text: str
    """Raw text, exactly as decoded for text files; for other formats the blocks' texts parted by line feeds."""
    blocks: tuple[Block, ...] = ()
    unsure: tuple[Span, ...] = ()
    """Where the characters themselves are uncertain (optical recognition): what rests on them is inferred."""
    notes: tuple[str, ...] = ()
    """What the reader left out or doubts, in Chinese, one sentence each: page furniture, hidden sheets, lost rows."""


class Passage(Struct, frozen=True):
    """Words that may stand in several places, read as one string: line breaks and blanks between Han are joined.

    `origin[i]` is the position in the document's text of `text[i]`; `span` leads back to the document.
    """

    text: str
    """As written: what is quoted."""
    folded: str
    """In simplified characters, one for one: what is compared with the vocabulary."""
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Document span of `text[start:end]`; an empty slice gives an empty span at its place."""
        if not self.origin:
            return (0, 0)
        if end <= start:
            at = self.origin[min(start, len(self.origin) - 1)]
            return (at, at)
        return (self.origin[start], self.origin[end - 1] + 1)

    def part(self, start: int, end: int) -> Passage:
        """The slice of the passage, as a passage."""
        return Passage(self.text[start:end], self.folded[start:end], self.origin[start:end])


@lru_cache(maxsize=2)
def folded(text: str) -> str:
    """The text of a document in simplified characters, one for one, so that places stay; made once, every stage asks.

    >>> folded("牽頭單位：市財政局")
    '牵头单位：市财政局'
    """
    same = simplified(text)
    return text if same == text else same
