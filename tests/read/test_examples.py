"""Every format has an example document that is really read (`examples.py`); one without fails here."""

from __future__ import annotations

from pathlib import Path

import pytest

from parser.pipeline import read_record
from parser.read import READERS
from parser.read.identity import MEDIA_TYPES
from parser.read.recognise import recognise
from tests.read import fixtures
from tests.read.examples import EXAMPLES, OLD, without_example
from tests.read.test_office import needed

BY_NAME = {"md", "csv"}
"""Kinds of plain text: the name tells them."""


def test_every_format_has_an_example() -> None:
    assert without_example(READERS, EXAMPLES) == []
    assert set(EXAMPLES) == set(READERS) == set(MEDIA_TYPES)


@pytest.mark.parametrize("form", READERS)
def test_a_missing_example_is_seen(form: str) -> None:
    assert without_example(READERS, EXAMPLES.keys() - {form}) == [form]


@pytest.mark.parametrize("form", READERS)
def test_the_example_is_read_as_its_format(form: str, tmp_path: Path) -> None:
    if form in OLD:
        needed("soffice")
    data = EXAMPLES[form]()
    path = tmp_path / (f"plan.{form}" if form in BY_NAME else "plan")
    path.write_bytes(data)
    assert recognise(data, path.name) == form
    record = read_record(path)
    assert record.source.media_type == MEDIA_TYPES[form]
    assert record.plan.title.replace(")", "）") == fixtures.TITLE  # as recognition has it
    rows = [item for item in record.items if item.locator.row is not None]
    assert rows and rows[0].number == "1" and "管网改造" in (rows[0].title or "")
    assert ("lead", "区住建局") in {(duty.role, duty.mention) for duty in rows[0].duties}
    assert record.coverage.unplaced == 0
