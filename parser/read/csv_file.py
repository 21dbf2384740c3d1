"""Comma, tab or semicolon separated values: one table, its title and notes as paragraphs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

from kb.errors import UnreadableError
from parser.document import Document
from parser.grid import Placed
from parser.limits import check
from parser.read.draft import assemble, clean
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.plain import decode
from parser.read.sheet_table import Filled, errors_note, sheet_drafts, without_errors


def read_csv(path: Path, data: bytes) -> Document:
    """Comma, tab or semicolon separated values. Raises `UnreadableError` when the bytes are no text or hold none."""
    text, encoding = decode(data, where=str(path))
    text = text.removeprefix("\ufeff")
    head = text[:4000]
    delimiter = max(",\t;，|", key=lambda mark: (head.count(mark), mark == ","))
    try:
        lines, notes = _csv_rows(text, delimiter)
        check("rows", len(lines), str(path))
    except csv.Error as error:
        raise UnreadableError(f"表格无法解析: {error}", where=str(path), advice="请另存为 xlsx 后再试") from None
    cells = [
        Filled(Placed(row, column, 1, 1), clean(_FORMULA_TEXT.sub(r"\1", value)))
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value.strip()
    ]
    errors: Counter[str] = Counter()
    drafts = sheet_drafts(list(without_errors(cells, errors)), None)
    source = source_of(path, data, MEDIA_TYPES["csv"], encoding)
    return assemble(source, drafts, where=str(path), notes=(*notes, *_uneven(lines), *errors_note(errors)))


_NAMED = 10
"""Rows that a note names."""


def _uneven(rows: list[list[str]]) -> tuple[str, ...]:
    """A note on rows that have not as many cells as the table: a comma that stands in a text moves all that is behind it.

    Rows of one cell are titles and notes; empty cells at the end are none.
    """
    filled = [len(row) - next((k for k, cell in enumerate(reversed(row)) if cell.strip()), len(row)) for row in rows]
    counts = Counter(len(row) for row, size in zip(rows, filled, strict=True) if size > 1)
    if not counts:
        return ()
    width = max(counts, key=lambda size: (counts[size], size))
    uneven = [
        f"第 {n} 行有 {max(size, min(len(row), width))} 格"
        for n, (row, size) in enumerate(zip(rows, filled, strict=True), 1)
        if size > width or (size > 1 and len(row) < width)
    ]
    more = " 等" if len(uneven) > _NAMED else ""
    told = "、".join(uneven[:_NAMED])
    return (f"{told}{more}, 表格其他行是 {width} 格, 各格与表头可能对不上, 请对照原件核对",) if uneven else ()


_FORMULA_TEXT = re.compile(r'\A="([^"]*)"\Z')
"""A cell that is written as a formula, so that no program takes its digits for a number."""


def _csv_rows(text: str, delimiter: str) -> tuple[list[list[str]], tuple[str, ...]]:
    """The rows of a table, and a note on quotation marks that nothing closes: their lines are read as they stand.

    Such a mark would make one cell of all rows below it. Raises `csv.Error` for what is no table.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    width = next((line.count(delimiter) for line in lines if delimiter in line), 0)
    rows: list[list[str]] = []
    open_at: list[int] = []
    at = 0
    while at < len(lines):
        end = _end_of_record(lines, at, delimiter, width)
        if end is None:
            open_at.append(at + 1)
            rows.append([value.strip('" ') for value in lines[at].split(delimiter)])
            at += 1
        else:
            rows += list(csv.reader([f"{line}\n" for line in lines[at:end]], delimiter=delimiter)) or [[]]
            at = end
    places = "、".join(map(str, open_at[:10])) + (" 等" if len(open_at) > 10 else "")
    return rows, (f"第 {places} 行的引号没有成对, 按一行一条读入, 请对照原件核对",) if open_at else ()


_RECORD_MOST = 200
"""Lines that one cell holds at the most."""


def _end_of_record(lines: list[str], at: int, delimiter: str, width: int) -> int | None:
    """The line behind the row that begins at line `at`; None where a quotation mark in it is closed nowhere near.

    A line with all `width` delimiters of a row, and another such line below it, is a row of its own.
    """
    if lines[at].count('"') % 2 == 0:
        return at + 1
    whole = width > 0 and lines[at].count(delimiter) == width
    for end in range(at + 1, min(at + _RECORD_MOST, len(lines))):
        if whole and end == at + 1 and lines[end].count(delimiter) == width:
            return None
        if lines[end].count('"') % 2:
            return end + 1
    return None
