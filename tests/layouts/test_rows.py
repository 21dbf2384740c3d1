"""Rows of tables: what names the work and what tells it, whom a section names, and every filled cell under its header."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.schema import Item, Record
from parser.pipeline import read_record

CASES: list[dict[str, Any]] = [
    case
    for file in sorted((Path(__file__).parents[1] / "cases" / "rows").glob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]

ROLES = ("lead", "support", "responsible")


def read(case: dict[str, Any], folder: Path) -> Record:
    file = folder / ("a.html" if case.get("html") else "a.txt" if case.get("plain") else "a.md")
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>' if case.get("html") else ""
    file.write_text(head + case["text"], encoding="utf-8")
    return read_record(file)


def units(item: Item, role: str) -> list[str]:
    return [duty.mention for duty in item.duties if duty.role == role]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_a_row_is_read_as_it_is_printed(case: dict[str, Any], tmp_path: Path) -> None:
    record = read(case, tmp_path)
    assert len(record.items) == len(case["rows"])
    for item, row in zip(record.items, case["rows"], strict=True):
        assert list(item.path) == row["path"] and item.text == row["text"]
        assert item.title == row.get("title", item.title)
        assert {role: units(item, role) for role in ROLES if role in row} == {
            role: row[role] for role in ROLES if role in row
        }
        cells = {cell.header: cell.text for cell in item.cells}
        assert cells == row.get("cells", cells)
        inherited = [cell.header for cell in item.cells if cell.inherited]
        assert inherited == row.get("inherited", inherited)
    assert sorted({issue.code for issue in record.issues if issue.severity == "info"}) == case.get("doubts", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_every_cell_points_at_its_words(case: dict[str, Any], tmp_path: Path) -> None:
    record = read(case, tmp_path)
    for item in record.items:
        assert item.cells
        for cell in item.cells:
            assert cell.span and "".join(record.text[slice(*cell.span)].split()) == "".join(cell.text.split())
