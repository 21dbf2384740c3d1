"""Every layout has an example plan that is really read: `examples.yaml` against the code's files and against the records."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import FrameType
from typing import Any

import pytest
import yaml

import parser.cells
import parser.duties
import parser.outline
import parser.tables
from kb.schema import Item, Record
from parser.pipeline import read_record
from tests.plans.test_plans import PLANS, source_of

EXAMPLES = yaml.safe_load((PLANS / "examples.yaml").read_text(encoding="utf-8"))
BESIDE = ("glued_rows", "glued_tables", "text_tables", "unglue")
"""Files of `parser.cut` that find tables and headings in text without any."""


def files() -> dict[str, str]:
    """The code's table of layouts: each file's name -> its module."""
    folders = (parser.cells, parser.tables, parser.outline, parser.duties)
    inside = {
        module.name: f"{folder.__name__}.{module.name}"
        for folder in folders
        for module in iter_modules(folder.__path__)
    }
    return inside | {name: f"parser.cut.{name}" for name in BESIDE}


def without_example(names: Iterable[str], examples: dict[str, dict[str, Any]]) -> list[str]:
    """The names that no plan stands for."""
    return [name for name in names if name not in examples or not (PLANS / examples[name]["plan"]).is_dir()]


def test_every_file_has_an_example() -> None:
    assert without_example(files(), EXAMPLES["files"]) == []
    assert set(EXAMPLES["files"]) == set(files())


@pytest.mark.parametrize("name", EXAMPLES["files"])
def test_a_missing_example_is_seen(name: str) -> None:
    assert without_example(files(), {n: e for n, e in EXAMPLES["files"].items() if n != name}) == [name]


@pytest.mark.parametrize("name", [name for name, example in EXAMPLES["files"].items() if example["by"]])
def test_the_file_finds_something_in_its_example(name: str) -> None:
    example = EXAMPLES["files"][name]
    code = getattr(import_module(files()[name]), example["by"]).__code__
    found = []

    def seen(frame: FrameType, event: str, given: object) -> None:
        if event == "return" and frame.f_code is code and given:
            found.append(given)

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        read_record(source_of(example["plan"]))
    finally:
        sys.setprofile(before)
    assert found, f"{name}.{example['by']} finds nothing in {example['plan']}"


@cache
def record_of_plan(plan: str) -> Record:
    return read_record(source_of(plan))


@pytest.mark.parametrize("name", EXAMPLES["layouts"])
def test_a_layout_gives_what_it_is_for(name: str) -> None:
    example = EXAMPLES["layouts"][name]
    items = record_of_plan(example["plan"]).items
    assert any(fits(item, example) for item in items)
    if example.get("roles") == []:
        assert not any(item.duties for item in items)


def fits(item: Item, example: dict[str, Any]) -> bool:
    """Is the item what the example says?"""
    roles, certainties = {duty.role for duty in item.duties}, {duty.certainty for duty in item.duties}
    return (
        item.kind == example["kind"]
        and ("row" not in example or (item.locator.row is not None) == example["row"])
        and roles >= set(example.get("roles", ()))
        and ("certainty" not in example or example["certainty"] in certainties)
        and (not example.get("targets") or bool(item.stated_targets))
        and (not example.get("deadlines") or bool(item.deadlines))
    )


def test_every_plan_of_the_list_is_there_and_expected() -> None:
    listed = {example["plan"] for kind in ("files", "layouts") for example in EXAMPLES[kind].values()}
    assert all((PLANS / plan / "expected.yaml").is_file() for plan in listed)


def test_a_layout_that_gives_something_else_is_seen() -> None:
    """An indicator table in the place of a responsibility table fits no item of it, and the other way round."""
    for wanted, plan in (("责任分解表", "indicators"), ("指标表", "first-leads"), ("项目表", "grid-full")):
        assert not any(fits(item, EXAMPLES["layouts"][wanted]) for item in record_of_plan(plan).items)
