"""One responsibility table in every format: the same items, duties and deadlines, whatever the way in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.schema import Item, Record
from parser.pipeline import read_record
from tests.read import fixtures

WRITERS: dict[str, Callable[[], bytes]] = {
    "html": fixtures.as_html,
    "md": fixtures.as_markdown,
    "docx": fixtures.as_docx,
    "odt": fixtures.as_odt,
    "epub": fixtures.as_epub,
    "rtf": fixtures.as_rtf,
    "xlsx": fixtures.as_xlsx,
    "ods": fixtures.as_ods,
    "pdf": fixtures.as_pdf,
    "ofd": fixtures.as_ofd,
    "pdf, no rules": fixtures.as_pdf_without_rules,
    "pdf, three rules": fixtures.as_pdf_with_three_rules,
    "pdf, rules across": fixtures.as_pdf_with_rules_across,
    "pdf, landscape": fixtures.as_pdf_landscape,
    "pdf, turned": fixtures.as_pdf_turned,
    "ofd, no rules": fixtures.as_ofd_without_rules,
    "txt": fixtures.as_flat_text,
}
LOST = {"2", "12"}
"""Rows of the flattened text whose lead is merged and whose supporters are empty: nothing on the page says which."""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return read(tmp_path_factory.mktemp("reference"), "docx")


def read(folder: Path, form: str) -> Record:
    path = folder / f"plan.{form.split(',')[0]}"
    path.write_bytes(WRITERS[form]())
    return read_record(path)


def test_the_reference_is_the_table(reference: Record) -> None:
    rows = [item for item in reference.items if item.locator.row is not None]
    assert [item.number for item in rows] == [str(n) for n in range(1, 43)]
    assert rows[0].title == "管网改造"
    assert [(d.role, d.mention) for d in rows[2].duties] == [
        *(("lead", "区住建局"), ("support", "区级有关部门"), ("support", "各镇街"))
    ]
    assert {d.certainty for d in rows[2].duties if d.role == "lead"} == {"inherited"}


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_a_format_gives_the_same_record(form: str, reference: Record, tmp_path: Path) -> None:
    made = read(tmp_path, form)
    assert made.plan.title == reference.plan.title
    assert made.coverage.unplaced == 0
    assert [item.id for item in made.items if item.locator.row is None] == [
        item.id for item in reference.items if item.locator.row is None
    ] or form == "xlsx"
    assert [matter(item) for item in rows_of(made)] == [matter(item) for item in rows_of(reference)]
    for item, other in zip(rows_of(made), rows_of(reference), strict=True):
        if form == "txt" and item.number in LOST:
            assert {d.certainty for d in item.duties} == {"inherited"}
        else:
            assert duties(item) == duties(other)


def rows_of(record: Record) -> list[Item]:
    return [item for item in record.items if item.locator.row is not None]


def matter(item: Item) -> tuple[Any, ...]:
    dates = tuple((d.relation, d.start, d.end) for d in item.deadlines)
    return (item.number, item.part, item.title, "".join(item.text.split()), dates)


def duties(item: Item) -> list[tuple[str, str]]:
    return [(duty.role, duty.unit.split("/")[-1]) for duty in item.duties]
