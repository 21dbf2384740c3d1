"""What every reader of a marked-up format makes first: drafts with their own text; how they become a `Document`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kb.errors import UnreadableError
from kb.schema import PageBox, Source
from parser.document import Block, Cell, Document
from parser.grid import Placed, place
from parser.lexicon.markers import marker
from parser.limits import BLANKS, check

CELL_BREAK = "\n"
"""Between the filled cells of one row in the document's text."""
ROW_BREAK = "\n\n"
"""Between the rows of a table in the document's text: a blank line, as between blocks."""
BLOCK_BREAK = "\n\n"

_EDGES = " \t\r\n\f\v\u00a0\u3000\u200b\ufeff\u2002\u2003\u2009\u202f"
"""White space that carries nothing at the ends of a paragraph: blanks of any width, zero width marks."""
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff\u00ad]")
"""Characters without width that web pages and PDFs scatter inside words."""
_HAN = r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·]"
"""Han characters and the punctuation set with them: a line broken between two of these is joined without a blank."""
_BROKEN_HAN = re.compile(rf"(?<={_HAN})[ \t]*\n[ \t]*(?={_HAN})")
_SENTENCE_ENDS = tuple("。；：！？;:!?”）")
"""What a line that ends its paragraph ends with."""
_ROW_NUMBER = re.compile(r"([0-9]{1,4})[.．、]?")
_VAST = re.compile(rf"([^\S\n]{{{BLANKS}}})[^\S\n]+")
"""A run of blanks within a line that is longer than `BLANKS`."""
_BROKEN = re.compile(r"[ \t]*\n[ \t]*")


class DraftCell(Struct, frozen=True, kw_only=True):
    """A cell with its own text. Fields as in `parser.document.Cell`."""

    where: Placed
    text: str
    address: str | None = None
    page: int | None = None
    box: PageBox | None = None


class Draft(Struct, frozen=True, kw_only=True):
    """A block with its own text. A table has cells instead of text. Fields as in `parser.document.Block`."""

    kind: Literal["paragraph", "heading", "table"] = "paragraph"
    text: str = ""
    level: int | None = None
    cells: tuple[DraftCell, ...] = ()
    page: int | None = None
    sheet: str | None = None
    box: PageBox | None = None


def clean(text: str) -> str:
    """`text` without white space at its ends and at the ends of its lines, empty lines and zero-width marks dropped.

    >>> clean("　　一、总体要求 \\n\\n\\u200b（一）目标 ")
    '一、总体要求\\n（一）目标'
    """
    text = few_blanks(text)
    lines = (line.strip(_EDGES) for line in _ZERO_WIDTH.sub("", text).replace("\u00a0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def few_blanks(text: str) -> str:
    """`text` with runs of blanks that are longer than anybody means cut to the length that is read (`parser.limits`)."""
    return _VAST.sub(r"\1", text) if _VAST.search(text) else text


def join_lines(text: str) -> str:
    """Source lines of one paragraph as one line: between Han without a blank, else with one.

    >>> join_lines("责任\\n单位 A\\nB")
    '责任单位 A B'
    """
    return _BROKEN.sub(" ", _BROKEN_HAN.sub("", text))


def paragraphs(text: str) -> list[str]:
    """Lines of one marked-up paragraph as the paragraphs they are meant to be, for writers who press Shift and Enter.

    A line begins a paragraph when it opens with an outline marker or follows the end of a sentence; else the line
    belongs to the paragraph before it and the break stays.

    >>> paragraphs("一、总体要求\\n（一）目标。到2025年\\n建成体系。\\n加强领导")
    ['一、总体要求', '（一）目标。到2025年\\n建成体系。', '加强领导']
    """
    found: list[str] = []
    for line in text.split("\n"):
        if found and not marker(line) and not found[-1].endswith(_SENTENCE_ENDS):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found


def table(rows: Sequence[Sequence[tuple[int, int, str]]], *, page: int | None = None) -> Draft:
    """The table of `rows` of `(row_span, column_span, text)`, continued cells absent from later rows."""
    cells = tuple(DraftCell(where=where, text=clean(text), page=page) for where, text in place(rows))
    return Draft(kind="table", cells=cells, page=page)


def assemble(
    source: Source,
    drafts: Iterable[Draft],
    *,
    where: str,
    unsure: Callable[[int], bool] = lambda page: False,
    notes: tuple[str, ...] = (),
    merges: bool = False,
) -> Document:
    """The document of `drafts` in their order; drafts without any text are left out.

    `merges`: whether the format says which cells of its tables are merged. `unsure` tells of a page whether its characters are uncertain, because a machine has recognised them in a picture.
    Raises `UnreadableError`, naming the file `where`, when no draft has text.
    """
    pieces: list[str] = []
    blocks: list[Block] = []
    at = positions = 0
    for draft in _whole_tables(_split(drafts)):
        positions += _positions(draft, where)
        check("cells", positions, where)
        if blocks:
            pieces.append(BLOCK_BREAK)
            at += len(BLOCK_BREAK)
        text, cells = _table_text(draft.cells, at) if draft.kind == "table" else (draft.text, ())
        blocks.append(
            Block(
                kind=draft.kind,
                span=(at, at + len(text)),
                level=draft.level,
                cells=cells,
                merges=merges and draft.kind == "table",
                page=draft.page,
                sheet=draft.sheet,
                box=draft.box,
            )
        )
        pieces.append(text)
        at += len(text)
    if not blocks:
        raise UnreadableError(
            "文件里没有文字", where=where, advice="请确认文件内容完整; 如果是扫描件, 请使用清晰的 pdf, png 或 jpg"
        )
    places = (place for block in blocks for place in (block.cells or (block,)))
    doubtful = tuple(place.span for place in places if place.page is not None and unsure(place.page))
    return Document(source=source, text="".join(pieces), blocks=tuple(blocks), unsure=doubtful, notes=notes)


def _positions(draft: Draft, where: str) -> int:
    """Positions of a table's grid; 0 for other blocks. Later stages fill all of them, so that they have limits."""
    if draft.kind != "table":
        return 0
    rows, columns = _edge(draft.cells)
    check("rows", rows, where)
    check("columns", columns, where)
    return rows * columns


def _split(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Drafts that have text; those of several paragraphs as one draft each."""
    for draft in drafts:
        if any(cell.text for cell in draft.cells) or (draft.text and draft.kind == "heading"):
            yield draft
        elif draft.text:
            for text in paragraphs(draft.text):
                yield replace(draft, text=text)


def _whole_tables(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts; a table that goes on with the row numbers of the one right before it is the rest of that table.

    Word and WPS cut a table in two where a row was dragged or the heading row set anew; the rest has no header then.
    """
    held: Draft | None = None
    for draft in drafts:
        if held is not None and _goes_on(held, draft):
            low = _edge(held.cells)[0]
            rest = (replace(c, where=c.where._replace(row=c.where.row + low)) for c in draft.cells)
            held = replace(held, cells=(*held.cells, *rest))
            continue
        if held is not None:
            yield held
        held = draft
    if held is not None:
        yield held


def _goes_on(table: Draft, rest: Draft) -> bool:
    """Does `rest` begin with the number that follows the last one of `table`, and has it as many columns?"""
    if table.kind != "table" or rest.kind != "table" or table.sheet != rest.sheet:
        return False
    if _edge(table.cells)[1] != _edge(rest.cells)[1]:
        return False
    first = min((c for c in rest.cells if c.text), key=lambda c: c.where)
    last = max((c for c in table.cells if c.text and c.where.column == 0), key=lambda c: c.where, default=None)
    before = _ROW_NUMBER.fullmatch(last.text) if last else None
    after = _ROW_NUMBER.fullmatch(first.text) if first.where.column == 0 else None
    return before is not None and after is not None and int(after[1]) == int(before[1]) + 1


def _edge(cells: tuple[DraftCell, ...]) -> tuple[int, int]:
    """Rows and columns of a table."""
    ends = [(c.where.row + c.where.row_span, c.where.column + c.where.column_span) for c in cells]
    return max(row for row, _ in ends), max(column for _, column in ends)


def _table_text(cells: tuple[DraftCell, ...], start: int) -> tuple[str, tuple[Cell, ...]]:
    """Text of a table that begins at `start` in the document, and its cells with their spans."""
    pieces: list[str] = []
    made: list[Cell] = []
    at, last_row = start, -1
    for cell in sorted(cells, key=lambda cell: cell.where):
        if cell.text:
            if pieces:
                pieces.append(CELL_BREAK if cell.where.row == last_row else ROW_BREAK)
                at += len(pieces[-1])
            last_row = cell.where.row
            pieces.append(cell.text)
        made.append(
            Cell(
                row=cell.where.row,
                column=cell.where.column,
                row_span=cell.where.row_span,
                column_span=cell.where.column_span,
                span=(at, at + len(cell.text)),
                address=cell.address,
                page=cell.page,
                box=cell.box,
            )
        )
        at += len(cell.text)
    return "".join(pieces), tuple(made)
