"""From printed pages to blocks: tables out of the way, furniture dropped, lines joined to paragraphs, pages joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from statistics import median

from msgspec import Struct

from parser.read.draft import Draft, clean
from parser.read.furniture import furniture
from parser.read.page import Glyph, Page, around
from parser.read.page_tables import PrintedTable, draft, fill, goes_on, joined
from parser.read.print_lines import Line, Margins, begins_paragraph, join, margins, print_lines
from parser.read.ruling import ruled_tables


class _Sheet(Struct, frozen=True, kw_only=True):
    """A page cut into its tables and the lines outside them."""

    page: Page
    tables: tuple[PrintedTable, ...]
    lines: tuple[Line, ...]


def page_drafts(pages: Sequence[Page]) -> tuple[list[Draft], tuple[str, ...]]:
    """Drafts of printed pages in reading order, and notes on what was left out."""
    sheets = [_sheet(page) for page in pages]
    dropped = furniture([(sheet.page.height, list(sheet.lines)) for sheet in sheets])
    flow: list[Line | PrintedTable] = []
    for sheet in sheets:
        parts: list[Line | PrintedTable] = [*sheet.tables, *(line for line in sheet.lines if line not in dropped)]
        for part in sorted(parts, key=lambda part: (part.top, part.bottom)):
            last = flow[-1] if flow else None
            if isinstance(part, PrintedTable) and isinstance(last, PrintedTable) and goes_on(last, part):
                flow[-1] = joined(last, part)
            else:
                flow.append(part)
    return list(_drafts(flow, _edges(sheets, dropped))), _notes(dropped, flow)


def _sheet(page: Page) -> _Sheet:
    tables: list[PrintedTable] = []
    taken: set[Glyph] = set()
    for ruled in ruled_tables(page):
        table, glyphs = fill(page, ruled)
        filled = sum(1 for cell in table.cells if cell.lines)
        if filled >= 2 or (filled and len(table.cells) >= 3):  # the rest of a row cut by the page break may be one cell
            tables.append(table)
            taken |= glyphs
    lines = print_lines((glyph for glyph in page.glyphs if glyph not in taken), page.number)
    return _Sheet(page=page, tables=tuple(tables), lines=tuple(lines))


def _notes(dropped: set[Line], flow: list[Line | PrintedTable]) -> tuple[str, ...]:
    notes = []
    if dropped:
        notes.append(f"页码、页眉和页脚没有收入: {len(dropped)} 处")
    headers = sum(part.dropped for part in flow if isinstance(part, PrintedTable))
    if headers:
        notes.append(f"表格跨页时重复的表头没有收入: {headers} 行")
    return tuple(notes)


def _edges(sheets: list[_Sheet], dropped: set[Line]) -> dict[int, Margins]:
    """Margins of the running text, page by page; a page with few full lines has those of the document."""
    texts = {sheet.page.number: [line for line in sheet.lines if line not in dropped] for sheet in sheets}
    widest = max((line.width for lines in texts.values() for line in lines), default=0.0)
    full = {number: [line for line in lines if line.width > 0.85 * widest] for number, lines in texts.items()}
    everywhere = margins([line for lines in full.values() for line in lines])
    return {number: margins(lines) if len(lines) >= 5 else everywhere for number, lines in full.items()}


def _drafts(flow: list[Line | PrintedTable], edges: dict[int, Margins]) -> Iterator[Draft]:
    """Tables as they are, lines joined to paragraphs."""
    spacing = _spacing(flow)
    lines: list[Line] = []
    for part in flow:
        if isinstance(part, Line) and lines and not begins_paragraph(lines[-1], part, edges[part.page], spacing):
            lines.append(part)
            continue
        if lines:
            yield _paragraph(lines)
        lines = [part] if isinstance(part, Line) else []
        if isinstance(part, PrintedTable):
            yield draft(part)
    if lines:
        yield _paragraph(lines)


def _paragraph(lines: list[Line]) -> Draft:
    """The paragraph of `lines`; it stands on the page it begins on."""
    page = lines[0].page
    box = around(line.box for line in lines if line.page == page)
    return Draft(text=clean(reduce(join, (line.text for line in lines))), page=page, box=box.whole)


def _spacing(flow: list[Line | PrintedTable]) -> float:
    """Usual distance between the tops of two lines, in points."""
    steps = [
        second.top - first.top
        for first, second in pairwise(flow)
        if isinstance(first, Line) and isinstance(second, Line) and second.page == first.page
    ]
    return median(steps) if steps else 0.0
