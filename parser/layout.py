"""Layouts: how a part of a document is laid out. One file a layout; `read_part` tries them in a literal order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from parser.document import Block, folded
from parser.drafts import Doubt, Draft, Layout
from parser.duties.unit_lists import SURELY
from parser.extract.units import looks_like_units
from parser.lexicon.columns import of_plan
from parser.outline.body import TableSpot, read_outline
from parser.parts.division import Part
from parser.tables.flat_table import FlatTable, find_flat_tables, read_flat_table
from parser.tables.grid_header import GridHeader
from parser.tables.grid_table import read_grid_table
from parser.tables.rows import TablePlace
from parser.tables.shapes import header_from_above, shape_of, words_of

__all__ = ["Draft", "Layout", "read_part"]


def read_part(text: str, part: Part, *, title: str = "", since: int | None = None, assigns: bool = True) -> Layout:
    """Items, headings and doubts of one part, whatever its layout. `title` and `since` are the plan's, where known: a
    table without a caption goes by its title, a column of a year before its first one says where things stand.
    `assigns`: whether its sentences may give work (由X牵头).

    1. flat_table: from a run of header words on, a table flattened to one cell a paragraph;
    2. outline: all other blocks, numbered paragraphs, goals, measures; tables keep their place in it;
    3. grid_table: each table whose cells the format states.
    """
    flat = find_flat_tables(text, part.blocks)
    blocks = _without(part.blocks, flat)
    works = {b.span for b in blocks if b.kind == "table" and (not b.cells or shape_of(text, b)[1] is not None)}
    outline, spots = read_outline(text, blocks, part=part.name, key=part.key, sentences=assigns, works=works)
    return _merged([outline, *_tables(text, part, flat, spots, title=title, since=since)], part)


def _without(blocks: tuple[Block, ...], flat: list[FlatTable]) -> tuple[Block, ...]:
    """The blocks; in the place of each flattened table one empty table block that spans it."""
    kept: list[Block] = []
    at = 0
    for table in flat:
        span = (blocks[table.start].span[0], blocks[table.end - 1].span[1])
        kept += [*blocks[at : table.start], Block(kind="table", span=span)]
        at = table.end
    return (*kept, *blocks[at:])


def _tables(
    text: str, part: Part, flat: list[FlatTable], spots: list[TableSpot], *, title: str, since: int | None
) -> list[Layout]:
    """The layouts of the tables in order; where a part has several, their items' ids say which one."""
    name = f"{part.name} {part.title}".strip()
    flat_at = {part.blocks[table.start].span[0]: table for table in flat}
    found = [(spot, flat_at.get(spot.block.span[0]), shape) for spot, shape in _shaped(text, spots)]
    several = sum(table is not None or shape.header is not None for _, table, shape in found) > 1
    layouts: list[Layout] = []
    count = 0
    for spot, table, shape in found:
        header = shape.header
        if table is None and (header is None or shape.copied):
            made = _unread(text, spot.block) if not shape.copied else _copied(spot.block)
            layouts.append(_with_borders(text, spot.block, made))
            continue
        count += 1
        key = f"{part.key}/table-{count}" if several else part.key
        path = (*((name,) if part.kind == "annex" else ()), *spot.path)
        caption = spot.caption or part.title or (spot.path[-1] if spot.path else "")
        place = TablePlace(part.name, key, caption, path, spot.owner, caption or title)
        if table is not None:
            columns = of_plan(table.columns, since)
            made = read_flat_table(text, part.blocks, table._replace(columns=columns), place)
        else:
            assert header is not None
            columns = of_plan(header.columns, since)
            made = read_grid_table(text, shape.block, header._replace(columns=columns), place)
        layouts.append(_with_borders(text, spot.block, made))
    return layouts


class _Shape(NamedTuple):
    """How a table is read: its block, upright, its header (None: none is known), whether another has the same words."""

    block: Block
    header: GridHeader | None
    copied: bool = False


def _shaped(text: str, spots: list[TableSpot]) -> Iterator[tuple[TableSpot, _Shape]]:
    """Each table with the shape in which it is read; one without header may go on with that of the table above it."""
    read: set[tuple[str, ...]] = set()
    above: tuple[Block, GridHeader] | None = None
    for spot in spots:
        words = words_of(text, spot.block)
        shape = _Shape(*shape_of(text, spot.block))
        if shape.header is None and above is not None:
            shape = _Shape(spot.block, header_from_above(text, spot.block, *above))
        copied = bool(words) and words in read and shape.header is not None
        read.add(words)
        above = (spot.block, shape.header) if shape.header is not None else None
        yield spot, shape._replace(copied=copied)


def _copied(table: Block) -> Layout:
    """A table with the words of an earlier one, told and not read again."""
    message = "这张表与前面的一张逐格相同, 只读一次"
    return Layout((), tuple(cell.span for cell in table.cells), (Doubt("copied-table", "info", message, table.span),))


_UNIT_CELLS = 3
"""Cells of units that show that a table without a known header says who is responsible."""


def _unread(text: str, table: Block) -> Layout:
    """A table whose header is none of work, projects or indicators: its words head what follows, told if it names units."""
    spans = tuple(cell.span for cell in table.cells)
    units = [
        span for span in spans if 3 < span[1] - span[0] < 80 and looks_like_units(folded(text)[slice(*span)]) >= SURELY
    ]
    if len(units) < _UNIT_CELLS:
        return Layout((), spans)
    message = "这张表没有认出表头, 其中像单位的单元格没有读作责任, 请对照原件核对"
    return Layout((), spans, (Doubt("unread-table", "warning", message, units[0]),))


def _with_borders(text: str, table: Block, layout: Layout) -> Layout:
    """The layout of a table drawn in characters, with its bars counted: with the row they stand in, else as heading."""
    gaps: list[tuple[int, int]] = []
    at = table.span[0]
    for cell in sorted(table.cells, key=lambda c: c.span):
        gaps.append((at, cell.span[0]))
        at = max(at, cell.span[1])
    borders = [(a, b) for a, b in (*gaps, (at, table.span[1])) if text[a:b].strip()] if table.cells else []
    if not borders:
        return layout
    drafts = []
    for draft in layout.drafts:
        inside = [b for b in borders if draft.span[0] <= b[0] and b[1] <= draft.span[1]]
        borders = [b for b in borders if b not in inside]
        drafts.append(replace(draft, pieces=(*draft.pieces, *inside)))
    return Layout(tuple(drafts), (*layout.headings, *borders), layout.doubts)


def _merged(layouts: list[Layout], part: Part) -> Layout:
    drafts = sorted((d for layout in layouts for d in layout.drafts), key=lambda d: d.span)
    headings = (*(b.span for b in part.head), *(h for layout in layouts for h in layout.headings))
    return Layout(tuple(drafts), headings, tuple(d for layout in layouts for d in layout.doubts))
