"""Doubts about the rows of tables: none responsible where all others have some, numbers that jump, several rows in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from kb.item_cells import further_cells
from kb.schema import Item, ItemCell, Record
from parser.doubts.names import Doubtful
from parser.extract.units import looks_like_units

_LEAST = 4
"""Rows of a table from which on what most of them have is its habit."""
_HABIT = 0.9
"""Share of the rows that have what is a table's habit."""


def _tables(record: Record) -> Iterator[Sequence[Item]]:
    """The rows of each table."""
    rows = (item for item in record.items if item.cells)
    for _, table in groupby(rows, key=lambda item: (item.id.rpartition("/")[0], item.kind)):
        yield tuple(table)


def without_duty(record: Record) -> Iterator[Doubtful]:
    """A row that names nobody in a table whose other rows nearly all do; a section in which none does is meant so."""
    for rows in _tables(record):
        named = {item.path[:1] for item in rows if item.duties}
        bare = [item for item in rows if not item.duties and item.path[:1] in named]
        if len(rows) >= _LEAST and bare and len(rows) - len(bare) >= _HABIT * (len(rows) - 1):
            for item in bare:
                yield item, item.title or item.text[:20], item.span


def numbers_jump(record: Record) -> Iterator[Doubtful]:
    """A row whose number leaves one out, in a table that counts on elsewhere."""
    if any(issue.code == "numbering-gap" for issue in record.issues):
        return  # told by the layout already
    for rows in _tables(record):
        for above, below in pairwise(rows):
            numbers = [item.number or "" for item in (above, below)]
            if all(map(str.isdecimal, numbers)) and int(numbers[1]) > int(numbers[0]) + 1:
                yield below, f"{numbers[0]} → {numbers[1]}", below.span


_UNITS = 0.8
"""Likeness to units from which on a cell is a list of them."""


def unread_units(record: Record) -> Iterator[Doubtful]:
    """A column in which nearly all cells are units and none is anybody's duty: told once, at its first cell."""
    for rows in _tables(record):
        columns: dict[str, list[tuple[Item, ItemCell]]] = {}
        for item in rows:
            for cell in further_cells(item):
                columns.setdefault(cell.header, []).append((item, cell))
        for header, cells in columns.items():
            units = sum(looks_like_units("".join(cell.text.split())) >= _UNITS for _, cell in cells)
            if len(cells) > 1 and units >= _HABIT * len(cells) and len(cells) * 2 >= len(rows):
                item, first = cells[0]
                yield item, header or first.text, first.span or item.span


def several_rows(record: Record) -> Iterator[Doubtful]:
    """A row whose text holds the number of the next one at the head of a line, and no row of that number stands below."""
    for rows in _tables(record):
        held = {item.number for item in rows}
        for item in rows:
            if not (item.number or "").isdecimal():
                continue
            after = str(int(item.number or 0) + 1)
            if after not in held and re.search(rf"(?:\n|。)\s*{after}\s*[.．、\s]\s*[\u4e00-\u9fff]", item.text):
                yield item, after, item.span


def many_leads(record: Record) -> Iterator[Doubtful]:
    """A row with three leads or more in a table whose other rows nearly all have one: a border may be lost."""
    for rows in _tables(record):
        counts = [sum(duty.role == "lead" for duty in item.duties) for item in rows]
        ones = sum(count == 1 for count in counts)
        for item, count in zip(rows, counts, strict=True):
            if count > 2 and len(rows) > _LEAST and ones >= _HABIT * (len(rows) - 1):
                names = "、".join(duty.mention for duty in item.duties if duty.role == "lead")
                yield item, names, item.span
