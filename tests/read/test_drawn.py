"""Tables drawn with box characters in plain text: every cell at its place, and nothing else taken for a table."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.pipeline import read_record
from parser.read import read
from tests.read.test_random_tables import Place, expected, grids_of, random_table

WIDE = 4
"""Full-width characters inside a drawn cell of one column."""
FRAME = dict(zip(range(16), "　　　└　│┌├　┘─┴┐┤┬┼", strict=True))
"""By the lines that leave a point: 1 up, 2 right, 4 down, 8 left."""
FRAME[5], FRAME[10] = "│", "─"


def drawn(height: int, width: int, cells: list[Place]) -> str:
    """The table as programs of the 1990s print it: one line of words a row, a frame around every cell."""
    lines: dict[tuple[int, int], int] = {}
    words: dict[tuple[int, int], str] = {}
    for row, column, tall, broad, text in cells:
        top, bottom, left, right = row * 2, (row + tall) * 2, column * (WIDE + 1), (column + broad) * (WIDE + 1)
        for x in range(left, right):
            for y in (top, bottom):
                lines[y, x] = lines.get((y, x), 0) | 2
                lines[y, x + 1] = lines.get((y, x + 1), 0) | 8
        for y in range(top, bottom):
            for x in (left, right):
                lines[y, x] = lines.get((y, x), 0) | 4
                lines[y + 1, x] = lines.get((y + 1, x), 0) | 1
        wide_text = text.translate({c: c + 0xFEE0 for c in range(0x30, 0x3A)})
        words.update({(top + 1, left + 1 + k): character for k, character in enumerate(wide_text)})
    return "\n".join(
        "".join(
            FRAME[lines[y, x]] if (y, x) in lines else words.get((y, x), "　") for x in range(width * (WIDE + 1) + 1)
        )
        for y in range(height * 2 + 1)
    )


def as_seen(height: int, width: int, cells: list[Place]) -> list[list[str]]:
    """The grid in full-width digits, without the rows and columns in which no cell begins: no line shows them."""
    rows, columns = {cell[0] for cell in cells}, {cell[1] for cell in cells}
    return [
        [text.translate({c: c + 0xFEE0 for c in range(0x30, 0x3A)}) for k, text in enumerate(line) if k in columns]
        for row, line in enumerate(expected(height, width, cells))
        if row in rows
    ]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_every_cell_is_at_its_place(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    source = random.Random(seed)
    tables = [random_table(source) for _ in range(10)]
    path = Path(tmp_path_factory.mktemp("drawn")) / "plan.txt"
    path.write_text("下表\n" + "\n下表\n".join(drawn(*table) for table in tables), encoding="utf-8")
    assert grids_of(read(path)) == [as_seen(*table) for table in tables]


BLANKS_LOST = """\
清溪县二〇〇八年重点工作分工
┌──────────────┬────┬─────────┬─────┐
│ 工 作 任 务 │分管领│牵头单位│完成时限│
│ │ 导 │ │ │
├──────────────┼────┼─────────┼─────┤
│抓好粮食生产, 播种面积不低于二十万 │丁一平│县农业局、│年底前│
│亩 │ │县粮食局 │ │
├──────────────┤ ├─────────┤ │
│△新建敬老院6所 │ │县民政局 │ │
└──────────────┴────┴─────────┴─────┘
县政府办公室督促检查。
"""


def test_a_cell_goes_on_where_its_column_has_no_dash(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(BLANKS_LOST, encoding="utf-8")
    document = read(path)
    (grid,) = grids_of(document)
    assert grid[0] == ["工 作 任 务", "分管领导", "牵头单位", "完成时限"]
    assert [row[0] for row in grid[1:]] == ["抓好粮食生产, 播种面积不低于二十万亩", "△新建敬老院6所"]
    assert {row[1] for row in grid[1:]} == {"丁一平"}
    assert [row[2] for row in grid[1:]] == ["县农业局、县粮食局", "县民政局"]
    assert document.text.endswith("县政府办公室督促检查。")
    record = read_record(path)
    assert [[duty.mention for duty in item.duties] for item in record.items] == [["县农业局", "县粮食局"], ["县民政局"]]


@pytest.mark.parametrize(
    "text",
    [
        "一、总体要求\n──────\n到2025年建成体系。",  # a line of dashes
        "├── parser\n│   └── read\n└── kb",  # a tree of folders
        "一│二\n三│四",  # bars without a frame
    ],
)
def test_other_lines_are_no_table(text: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8")
    document = read(path)
    assert not any(block.kind == "table" for block in document.blocks)
    assert "".join(document.text.split()) == "".join(text.split())
