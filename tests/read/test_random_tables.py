"""Tables with row and column spans at random, as HTML and Word: every cell of the logical grid is right.

Many tables a document, because each Word document is a run of pandoc. CI tries 4,000 tables of each format; elsewhere
ZEREN_MANY=1 does, else 120.
"""

from __future__ import annotations

import io
import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.document import Document
from parser.grid import compute_grid
from parser.read import read

Place = tuple[int, int, int, int, str]
"""Row, column, row span, column span, text of a cell."""

DOCUMENTS, TABLES = (40, 100) if os.environ.get("ZEREN_MANY") or os.environ.get("CI") == "true" else (6, 20)


def random_table(source: random.Random) -> tuple[int, int, list[Place]]:
    """Height, width and the cells of a table without gaps: rectangles put down in reading order.

    One cell a row, or no word at all, is no table but layout: such are drawn again.
    """
    while True:
        height, width, cells = _drawn(source)
        words = sum(bool(text) for *_, text in cells)
        if words > 1 and any(sum(cell[0] == row for cell in cells) > 1 for row in range(height)):
            return height, width, cells


def _drawn(source: random.Random) -> tuple[int, int, list[Place]]:
    height, width = source.randint(2, 7), source.randint(2, 6)
    taken: set[tuple[int, int]] = set()
    cells: list[Place] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((c for c in range(column, width) if (row, c) in taken), width) - column
            wide = source.randint(1, min(free, 3)) if source.random() < 0.25 else 1
            tall = source.randint(1, min(height - row, 3)) if source.random() < 0.25 else 1
            taken |= {(r, c) for r in range(row, row + tall) for c in range(column, column + wide)}
            cells.append((row, column, tall, wide, f"格{len(cells)}" if source.random() < 0.9 else ""))
    return height, width, cells


def as_html(tables: list[tuple[int, int, list[Place]]]) -> bytes:
    parts = []
    for height, _, cells in tables:
        rows = [
            "".join(f'<td rowspan="{t}" colspan="{w}">{text}</td>' for r, _, t, w, text in cells if r == row)
            for row in range(height)
        ]
        parts.append("<p>下表</p><table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return f'<html><head><meta charset="utf-8"></head><body>{"".join(parts)}</body></html>'.encode()


def as_docx(tables: list[tuple[int, int, list[Place]]]) -> bytes:
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    for table in tables:
        document.add_paragraph("下表")
        document.element.body.insert_element_before(parse_xml(word_table(*table)), "w:sectPr")
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def word_table(height: int, width: int, cells: list[Place]) -> str:
    """The table as Word writes it: a cell in every row it reaches into, spans of columns by `gridSpan`."""
    starts = {
        (r, column): (row, cell) for cell in cells for row, column, tall, *_ in [cell] for r in range(row, row + tall)
    }
    rows = []
    for r in range(height):
        row = ""
        for (_, _), (first, (_, _, tall, wide, text)) in sorted((k, v) for k, v in starts.items() if k[0] == r):
            merge = ("<w:vMerge w:val='restart'/>" if first == r else "<w:vMerge/>") if tall > 1 else ""
            words = f"<w:r><w:t>{text}</w:t></w:r>" if first == r and text else ""
            span = f"<w:gridSpan w:val='{wide}'/>" if wide > 1 else ""
            row += f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{words}</w:p></w:tc>"
        rows.append(f"<w:tr>{row}</w:tr>")
    grid = "<w:gridCol w:w='1000'/>" * width
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f"<w:tbl xmlns:w='{name}'><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def grids_of(document: Document) -> list[list[list[str]]]:
    tables = [block for block in document.blocks if block.kind == "table"]
    return [
        [[document.text[slice(*cell.span)].strip() for cell in row] for row in compute_grid(block)] for block in tables
    ]


def expected(height: int, width: int, cells: list[Place]) -> list[list[str]]:
    grid = [[""] * width for _ in range(height)]
    for row, column, tall, wide, text in cells:
        for r in range(row, row + tall):
            grid[r][column : column + wide] = [text] * wide
    return grid


@pytest.mark.parametrize(("form", "write"), [("html", as_html), ("docx", as_docx)])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=DOCUMENTS, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_cell_is_at_its_place(
    form: str, write: object, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = random.Random(seed)
    tables = [random_table(source) for _ in range(TABLES)]
    path = Path(tmp_path_factory.mktemp("tables")) / f"plan.{form}"
    assert callable(write)
    path.write_bytes(write(tables))
    found = grids_of(read(path))
    assert len(found) == len(tables)
    for made, table in zip(found, tables, strict=True):
        assert made == expected(*table)
