"""From printed pages to blocks: tables out of the way, furniture dropped, lines joined to paragraphs, pages joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from parser.read.aligned import AlignedTable, aligned_tables, header_lines, is_aligned
from parser.read.aligned_rows import geometry
from parser.read.draft import Draft, clean
from parser.read.furniture import furniture
from parser.read.margins import margin_notes
from parser.read.page import Glyph, Page, around
from parser.read.page_tables import PrintedTable, draft, fill, goes_on, joined
from parser.read.print_lines import Level, Line, Margins, begins_paragraph, join, levels, margins
from parser.read.ruling import ruled_tables
from parser.read.two_columns import in_columns
from parser.read.unread_words import struck_note

_MARGIN = 0.12
"""Share of the page's width, left and right, in which turned furniture stands."""


class _Sheet(Struct, frozen=True, kw_only=True):
    """A page cut into its ruled tables and the levels outside them (in the end, without furniture); `aside`: has it words turned aside in its margin?"""

    page: Page
    tables: tuple[PrintedTable, ...]
    levels: tuple[Level, ...]
    aside: bool = False

    @property
    def lines(self) -> list[Line]:
        """The lines outside the ruled tables."""
        return [level.line for level in self.levels]


def page_drafts(pages: Sequence[Page]) -> tuple[list[Draft], tuple[str, ...]]:
    """Drafts of printed pages in reading order, and notes on what was left out or is doubtful."""
    sheets = [_sheet(page) for page in pages]
    headers = {line for sheet in sheets for line in header_lines(sheet.levels)}
    dropped = furniture([(sheet.page.height, sheet.lines) for sheet in sheets], headers)
    dropped |= {level.line for sheet in sheets for level in sheet.levels if _is_shared(level)} - headers
    free = [[level for level in sheet.levels if level.line not in dropped] for sheet in sheets]
    columns = in_columns([(held, sheet.page.width) for held, sheet in zip(free, sheets, strict=True)])
    sheets = [replace(sheet, levels=tuple(held)) for sheet, held in zip(sheets, columns, strict=True)]
    parts = _with_aligned_tables(sheets)
    flow: list[Line | PrintedTable] = []
    for part in parts:
        last = flow[-1] if flow else None
        if isinstance(part, PrintedTable) and isinstance(last, PrintedTable) and goes_on(last, part):
            flow[-1] = joined(last, part)
        else:
            flow.append(part)
    return list(_drafts(flow, _edges(sheets))), _notes(sheets, dropped, flow)


def _sheet(page: Page) -> _Sheet:
    tables: list[PrintedTable] = []
    rest = page
    for ruled in ruled_tables(page):
        table, inside, outside = fill(rest, ruled)
        if len(ruled.xs) == 2 and is_aligned(levels(inside, page.number)):
            continue  # rules between the rows and none between the columns
        filled = sum(1 for cell in table.cells if cell.lines)
        if filled >= 2 or (filled and len(table.cells) >= 3):  # the rest of a row cut by the page break may be one cell
            tables.append(table)
            rest = replace(rest, glyphs=tuple(outside))
    kept = [glyph for glyph in rest.glyphs if not _is_aside(glyph, page)]
    return _Sheet(
        page=page,
        tables=tuple(tables),
        levels=tuple(levels(kept, page.number)),
        aside=len(kept) < len(rest.glyphs),
    )


def _is_shared(level: Level) -> bool:
    """Does the level come from a template that several pages share?"""
    return all(glyph.shared for glyph in level.glyphs)


def _is_aside(glyph: Glyph, page: Page) -> bool:
    """Does the glyph stand in a side margin and run along it: the page number or running head of a turned page?"""
    return glyph.turned and (glyph.x1 < _MARGIN * page.width or glyph.x0 > (1 - _MARGIN) * page.width)


def _with_aligned_tables(sheets: list[_Sheet]) -> list[Line | PrintedTable]:
    """Tables and lines of all pages in reading order; levels that make a table without rules are put together as one."""
    parts: list[Level | PrintedTable] = []
    for sheet in sheets:
        parts += _in_order([*sheet.tables, *sheet.levels])
    found: list[Line | PrintedTable] = []
    held = [part if isinstance(part, Level) else None for part in parts]
    pages = {sheet.page.number: sheet.page for sheet in sheets}
    at = 0
    for table in aligned_tables(held):
        found += [_line(part) for part in parts[at : table.start]]
        found += _printed(table, held, pages)
        at = table.end
    return [*found, *(_line(part) for part in parts[at:])]


def _in_order(parts: Iterable[Level | PrintedTable]) -> list[Level | PrintedTable]:
    """The parts of a page from the top down; between two that run across the page the left column before the right."""
    ordered = sorted(parts, key=lambda part: (_line(part).top, _line(part).bottom))
    found: list[Level | PrintedTable] = []
    band: list[Level | PrintedTable] = []
    for part in (*ordered, None):
        if part is not None and isinstance(part, Level) and part.line.column:
            band.append(part)
            continue
        found += sorted(band, key=lambda held: held.line.column if isinstance(held, Level) else 0)
        band = []
        found += [part] if part is not None else []
    return found


def _line(part: Level | PrintedTable) -> Line | PrintedTable:
    return part.line if isinstance(part, Level) else part


def _printed(table: AlignedTable, held: Sequence[Level | None], pages: Mapping[int, Page]) -> Iterator[PrintedTable]:
    """The parts of a table found by alignment, one a page."""
    own = [level for level in held[table.start : table.end] if level is not None]
    grids = geometry(table, held, {number: page.across for number, page in pages.items()})
    for number, grid in sorted(grids.items()):
        glyphs = tuple(glyph for level in own if level.line.page == number for glyph in level.glyphs)
        yield replace(fill(replace(pages[number], glyphs=glyphs), grid)[0], aligned_pages=(number,))


def _notes(sheets: list[_Sheet], dropped: set[Line], flow: list[Line | PrintedTable]) -> tuple[str, ...]:
    furniture = len(dropped) + sum(sheet.aside for sheet in sheets)
    tables = [part for part in flow if isinstance(part, PrintedTable)]
    headers = sum(table.dropped for table in tables)
    aligned = _numbers(number for table in tables for number in table.aligned_pages)
    slanted = _numbers(sheet.page.number for sheet in sheets if sheet.page.slanted)
    unseen = _numbers(sheet.page.number for sheet in sheets if sheet.page.unseen)
    notes = (
        (furniture, f"页码、页眉和页脚没有收入: {furniture} 处"),
        (headers, f"表格跨页时重复的表头没有收入: {headers} 行"),
        (aligned, f"第 {aligned} 页的表格没有完整的框线, 单元格按文字的位置划分, 请对照原件核对"),
        (slanted, f"第 {slanted} 页倾斜的文字 (水印) 没有收入: {_quoted(sheet.page.slanted for sheet in sheets)}"),
        (unseen, f"第 {unseen} 页有看不见的文字, 没有收入: {_quoted(sheet.page.unseen for sheet in sheets)}"),
    )
    told = tuple(words for count, words in notes if count)
    told += struck_note(sheet.page.struck for sheet in sheets)
    return told + margin_notes(line.text for line in sorted(dropped, key=lambda line: (line.page, line.top)))


_LONGEST = 60
"""Characters of what a note quotes."""


def _quoted(words: Iterable[str]) -> str:
    """The first of the words that are not alike, as a note quotes them."""
    unlike = list(dict.fromkeys(filter(None, words)))
    return "".join(f"“{word[:_LONGEST]}”" for word in unlike[:3]) + ("等" if len(unlike) > 3 else "")


def _numbers(pages: Iterable[int]) -> str:
    return "、".join(map(str, sorted(set(pages))))


Place = tuple[int, int]
"""A page and a column of it."""


def _edges(sheets: list[_Sheet]) -> dict[Place, Margins]:
    """Margins of the running text, page by page and column by column; where few lines are full, those of the document."""
    texts: dict[Place, list[Line]] = {}
    for sheet in sheets:
        for line in sheet.lines:
            texts.setdefault((line.page, line.column), []).append(line)
    edges: dict[Place, Margins] = {}
    for column in sorted({column for _, column in texts}):
        own = {place: lines for place, lines in texts.items() if place[1] == column}
        widest = max((line.width for lines in own.values() for line in lines), default=0.0)
        full = {place: [line for line in lines if line.width > 0.85 * widest] for place, lines in own.items()}
        everywhere = margins([line for lines in full.values() for line in lines])
        edges |= {place: margins(lines) if len(lines) >= 5 else everywhere for place, lines in full.items()}
    return edges


def _drafts(flow: list[Line | PrintedTable], edges: dict[Place, Margins]) -> Iterator[Draft]:
    """Tables as they are, lines joined to paragraphs."""
    spacing = _spacing(flow)
    lines: list[Line] = []
    for part in flow:
        if isinstance(part, Line) and lines and not _begins(lines[-1], part, edges, spacing):
            lines.append(part)
            continue
        if lines:
            yield _paragraph(lines)
        lines = [part] if isinstance(part, Line) else []
        if isinstance(part, PrintedTable):
            yield draft(part)
    if lines:
        yield _paragraph(lines)


def _begins(before: Line, line: Line, edges: dict[Place, Margins], spacing: float) -> bool:
    """Does `line` begin a paragraph? What stood in another column or on another page is compared as if it stood here."""
    own, other = edges[line.page, line.column], edges[before.page, before.column]
    by = own.right - other.right
    return begins_paragraph(before._replace(x0=before.x0 + by, x1=before.x1 + by), line, own, spacing)


def _paragraph(lines: list[Line]) -> Draft:
    """The paragraph of `lines`; it stands on the page it begins on."""
    page, column = lines[0].page, lines[0].column
    box = around(line.box for line in lines if (line.page, line.column) == (page, column))
    return Draft(text=clean(reduce(join, (line.text for line in lines))), page=page, box=box.whole)


def _spacing(flow: list[Line | PrintedTable]) -> float:
    """Usual distance between the tops of two lines, in points."""
    steps = [
        second.top - first.top
        for first, second in pairwise(flow)
        if isinstance(first, Line)
        and isinstance(second, Line)
        and (second.page, second.column) == (first.page, first.column)
    ]
    return median(steps) if steps else 0.0
