"""Tables of a Word document: the grid and plain words from the file itself, all other words through pandoc.

pandoc takes four fifths of its time for a plan's table, and knows no columns left out at the start of a row. So the grid
is made here; cells of mere text are read here too, and the paragraphs of the others (breaks, notes, formulas, signs) stand
in the body one after the other, with a mark before the first of each cell; what pandoc makes of them is put back into the
grid. Definitions as in ECMA-376, part 1, 17.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from parser.grid import Placed
from parser.limits import check
from parser.read.word_numbers import Element, W
from parser.read.word_prune import paragraphs_of

CELL = "\ufdd0"
"""First character of a cell with words: a code point that no text may use (Unicode, noncharacters)."""
END = "\ufdd1"
"""The paragraph behind the last cell of a table."""

_BLANKS = re.compile(r"[ \t\r\n]+")


class WordCell(Struct):
    """A cell: its rectangle and its text, one line a paragraph; None where pandoc is to read it."""

    where: Placed
    text: str | None


class WordTable(Struct, frozen=True):
    """The cells of a table in their order, and what pandoc made of each one that it was to read."""

    cells: tuple[WordCell, ...]
    hidden: int = 0
    """Cells with words that a merged cell covers: Word does not show them."""
    blocks: tuple[list[Any], ...] = ()


def lay_flat(body: Element) -> list[WordTable]:
    """Put the paragraphs that pandoc is to read in the place of each table of `body`; the tables' cells, in order."""
    outer = [table for table in body.iter(f"{W}tbl") if next(table.iterancestors(f"{W}tbl"), None) is None]
    return [_flattened(table) for table in outer]


def gathered(blocks: list[Any], tables: list[WordTable]) -> Iterator[Any]:
    """`blocks` of pandoc with the tables back in their places: each one a `WordTable`, other blocks as they are."""
    waiting = iter(tables)
    cells: list[list[Any]] = []
    for block in blocks:
        first = _first_character(block)
        if first == END:
            yield replace(next(waiting), blocks=tuple(cells))
            cells = []
        elif first == CELL:
            cells.append([block])
        elif cells:
            cells[-1].append(block)
        else:
            yield block


def _first_character(block: Any) -> str:
    if block["t"] not in ("Para", "Plain", "Header"):
        return ""
    inlines = block["c"][2] if block["t"] == "Header" else block["c"]
    return str(inlines[0]["c"])[:1] if inlines and inlines[0]["t"] == "Str" else ""


def _flattened(table: Element) -> WordTable:
    cells: list[WordCell] = []
    flat: list[Element] = []
    hidden = 0
    above: dict[int, WordCell] = {}
    check("rows", sum(1 for _ in table.iterchildren(f"{W}tr")))
    for row, line in enumerate(table.iterchildren(f"{W}tr")):
        column, before, last = _skipped(line), above, None
        above = {}
        for element in line.iterchildren(f"{W}tc"):
            wide, down, across = _merging(element)
            paragraphs = list(paragraphs_of(element))
            cell = _continued(before.get(column) if down else None, last if across else None, row, column, wide)
            if cell is None:
                cell = WordCell(Placed(row, column, 1, wide), _plain_text(paragraphs))
                cells.append(cell)
                if cell.text is None:
                    _mark(paragraphs[0])
                    flat += paragraphs
            else:
                hidden += bool(paragraphs)
            above[cell.where.column] = last = cell
            column += wide
    _replace(table, flat)
    return WordTable(tuple(cells), hidden)


def _continued(upper: WordCell | None, left: WordCell | None, row: int, column: int, wide: int) -> WordCell | None:
    """The cell that goes on at this place, grown over it; None where a cell of its own begins."""
    if upper is not None and upper.where.column_span == wide:
        upper.where = upper.where._replace(row_span=row + 1 - upper.where.row)
        return upper
    if left is not None:
        left.where = left.where._replace(column_span=column + wide - left.where.column)
    return left


def _plain_text(paragraphs: list[Element]) -> str | None:
    """The text of paragraphs that hold nothing else, with the blanks that pandoc would leave."""
    lines = []
    for paragraph in paragraphs:
        runs = [child for child in paragraph if child.tag != f"{W}pPr"]
        if len(runs) != 1 or runs[0].tag != f"{W}r" or len(runs[0]) != 1 or runs[0][0].tag != f"{W}t":
            return None
        lines.append(_BLANKS.sub(" ", runs[0][0].text or ""))
    return "\n".join(lines)


def _merging(cell: Element) -> tuple[int, bool, bool]:
    """Columns that a cell covers; whether it goes on with the cell above, or with the one before it."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return 1, False, False
    span = properties.find(f"{W}gridSpan")
    wide = _count(span, 1)
    return max(wide, 1), _goes_on(properties.find(f"{W}vMerge")), _goes_on(properties.find(f"{W}hMerge"))


def _goes_on(merge: Element | None) -> bool:
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _skipped(row: Element) -> int:
    """Columns left out at the start of a row."""
    return _count(row.find(f"{W}trPr/{W}gridBefore"), 0)


def _count(element: Element | None, default: int) -> int:
    text = element.get(f"{W}val") or "" if element is not None else ""
    return int(text) if text.isdecimal() and len(text) < 4 else default


def _mark(paragraph: Element) -> None:
    first = next((child for child in paragraph if child.tag != f"{W}pPr"), None)
    if first is not None and first.tag == f"{W}r" and len(first) and first[0].tag == f"{W}t":
        first[0].text = CELL + (first[0].text or "")
    else:
        at = 0 if first is None else paragraph.index(first)
        paragraph.insert(at, _run(CELL))


def _run(text: str) -> Element:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = text
    return run


def _replace(table: Element, paragraphs: list[Element]) -> None:
    end = etree.Element(f"{W}p")
    end.append(_run(END))
    parent = table.getparent()
    assert parent is not None
    for paragraph in paragraphs:
        table.addprevious(paragraph)
    parent.replace(table, end)
