"""What a person sees in a file counts: struck and hidden words do not and are told, every way of writing a table is read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.errors import ZerenError
from kb.schema import Record
from parser.pipeline import read_record

CASES = Path(__file__).resolve().parents[1] / "cases" / "formats"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))
TOLD: dict[str, list[str]] = yaml.safe_load((CASES / "told.yaml").read_text(encoding="utf-8"))
FAILING: dict[str, str] = yaml.safe_load((CASES / "known_failures.yaml").read_text(encoding="utf-8")) or {}
FIELDS = ("lead", "support", "responsible", "end")


def rows_of(wanted: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows that are compared; a row of which nothing is wanted is a remark."""
    return {number: row for number, row in wanted.items() if isinstance(row, dict) and set(FIELDS) & set(row)}


COMPARED = [
    pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=FAILING[name])) if name in FAILING else name
    for name, wanted in EXPECTED.items()
    if rows_of(wanted) and (CASES / name).exists()
]


@cache
def record_of(name: str) -> Record | str:
    """The record of a file; the refusal where there is none."""
    try:
        return read_record(CASES / name)
    except ZerenError as error:
        return str(error)


def wrong(record: Record, wanted: dict[str, Any]) -> list[str]:
    """What differs from the rows that are wanted; further rows too, unless they are allowed."""
    rows, told = rows_of(wanted), []
    by_number: dict[str, list[Any]] = {}
    for item in record.items:
        by_number.setdefault(str(item.number), []).append(item)
    for number, row in rows.items():
        items = by_number.get(number, [])
        if len(items) != 1:
            told.append(f"{number}: {len(items)} items")
            continue
        for field in set(FIELDS) & set(row):
            held: Any = [duty.mention.replace("\n", "") for duty in items[0].duties if duty.role == field]
            if field == "end":
                held = items[0].deadlines[0].end if items[0].deadlines else None
            told += [f"{number}.{field}: {held}, not {row[field]}"] if held != row[field] else []
    extra = sorted(set(by_number) - set(rows)) if "extra" not in wanted else []
    return told + [f"row {number} is too much" for number in extra]


@pytest.mark.parametrize("name", COMPARED)
def test_the_rows_are_read_as_printed(name: str) -> None:
    record = record_of(name)
    assert isinstance(record, Record), record
    assert wrong(record, EXPECTED[name]) == []


@pytest.mark.parametrize("name", TOLD)
def test_what_is_not_printed_is_told(name: str) -> None:
    record = record_of(name)
    assert isinstance(record, Record), record
    notes = " ".join(issue.message for issue in record.issues if issue.code == "reading-note")
    assert [words for words in TOLD[name] if words not in notes] == []


@pytest.mark.parametrize("name", FAILING)
def test_what_is_not_read_is_told_by_name(name: str) -> None:
    record = record_of(name)
    told = record if isinstance(record, str) else " ".join(issue.message for issue in record.issues)
    assert FAILING[name] in told
