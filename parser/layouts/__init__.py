"""Layouts: how a part of a document is laid out. One file a layout; `read_part` tries them in a literal order."""

from __future__ import annotations

from parser.layouts.draft import Draft, Layout
from parser.layouts.flat_table import find_header, read_flat_table
from parser.layouts.grid_table import find_grid_header, read_grid_table
from parser.layouts.outline_body import TableSpot, read_outline
from parser.parts import Part

__all__ = ["Draft", "Layout", "read_part"]


def read_part(text: str, part: Part) -> Layout:
    """Items, headings and doubts of one part, whatever its layout.

    1. flat_table: from a run of header words on, a table flattened to one cell a paragraph;
    2. outline_body: the blocks before it (or all), numbered paragraphs, goals, measures;
    3. grid_table: each table block that stands in the outline.
    """
    name = f"{part.name} {part.title}".strip()
    path = (name,) if part.kind == "annex" else ()
    header = find_header(text, part.blocks)
    layouts: list[Layout] = []
    outline_blocks = part.blocks
    if header is not None:
        table = read_flat_table(text, part.blocks, header, part=part.name, key=part.key, title=part.title, path=path)
        layouts.append(table)
        outline_blocks = part.blocks[: header.start]
    outline, spots = read_outline(text, outline_blocks, part=part.name, key=part.key)
    tables = _grid_tables(text, part, spots, path)
    return _merged([outline, *tables, *layouts], part)


def _grid_tables(text: str, part: Part, spots: list[TableSpot], path: tuple[str, ...]) -> list[Layout]:
    layouts = []
    found = [(spot, find_grid_header(text, spot.block)) for spot in spots]
    several = sum(header is not None for _, header in found) > 1
    count = 0
    for spot, header in found:
        if header is None:
            layouts.append(Layout((), tuple(c.span for c in spot.block.cells)))
            continue
        count += 1
        key = f"{part.key}/table-{count}" if several else part.key
        title = part.title or (spot.path[-1] if spot.path else "")
        layouts.append(
            read_grid_table(text, spot.block, header, part=part.name, key=key, title=title, path=(*path, *spot.path))
        )
    return layouts


def _merged(layouts: list[Layout], part: Part) -> Layout:
    drafts = sorted((d for layout in layouts for d in layout.drafts), key=lambda d: d.span)
    headings = (*(b.span for b in part.head), *(h for layout in layouts for h in layout.headings))
    return Layout(tuple(drafts), headings, tuple(d for layout in layouts for d in layout.doubts))
