"""One table in every layout: the same items, duties, deadlines and targets, and what a careful clerk reads in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kb.schema import Item, Record
from parser.pipeline import read_record
from tests.layouts.written import LAYOUTS, NAMES, UNIT_ROLES, case, expected, write
from tests.plans.test_plans import _deadline, _target

PAIRS = [(name, layout) for name in NAMES for layout in case(name).get("layouts", LAYOUTS)]


@pytest.mark.parametrize(("name", "layout"), PAIRS)
def test_a_layout_says_what_the_table_says(name: str, layout: str, tmp_path: Path) -> None:
    given = case(name)
    record = read_record(write(given, layout, tmp_path))
    sections = {"".join(row["section"].split()) for row in expected(given) if "section" in row}
    rows = [told(item, sections) for item in record.items if item.locator.row is not None]
    lost = set(given.get("lost", {}).get(layout, ()))
    wanted = [squeezed(row) for row in expected(given, layout)]
    if layout.startswith("glued"):  # what is glued to the words of a target goes into its name
        rows, wanted = nameless(rows), nameless(wanted)
    assert [row for k, row in enumerate(rows, 1) if k not in lost] == [
        row for k, row in enumerate(wanted, 1) if k not in lost
    ]
    assert len(record.items) == len(wanted)
    assert record.coverage.unplaced == 0
    for ordinal in lost:
        assert_doubted(record, record.items[ordinal - 1])


def told(item: Item, sections: set[str]) -> dict[str, Any]:
    """What an item says, in the form of `expected`."""
    section = next((word for word in reversed(item.path) if "".join(word.split()) in sections), "")
    said: dict[str, Any] = {
        "kind": item.kind,
        "section": section,
        "number": item.number,
        "title": item.title,
        "text": item.text,
    }
    said |= {role: [duty.mention for duty in item.duties if duty.role == role] for role in UNIT_ROLES}
    said |= {"deadlines": [_deadline(d) for d in item.deadlines], "targets": [_target(t) for t in item.stated_targets]}
    return squeezed({key: value for key, value in said.items() if value not in ("", [], None)})


def nameless(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their targets' values only."""
    return [
        row | {"targets": [VALUE.search(t)[0] for t in row["targets"]]} if "targets" in row else row for row in rows
    ]  # type: ignore[index]


VALUE = re.compile(r"(?:>=|<=|=|~|>|<) \S+(?: \d{4})?\Z")


def squeezed(said: dict[str, Any]) -> dict[str, Any]:
    """The same without white space, which formats keep or drop."""
    return {key: "".join(value.split()) if isinstance(value, str) else value for key, value in said.items()}


def assert_doubted(record: Record, item: Item) -> None:
    """What the layout cannot say for certain is marked, or told in an issue of the item."""
    marked = {duty.certainty for duty in item.duties} & {"inherited", "inferred"}
    assert marked or any(issue.item == item.id for issue in record.issues)
