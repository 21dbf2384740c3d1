"""Sentences with the deadlines and targets they hold, as data that a policy expert can edit (tests/cases)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.schema import Deadline, Target
from parser.extract.pipeline import Context, cell_deadlines, cell_doubts, cell_targets, read_fields

CASES = Path(__file__).resolve().parents[1] / "cases"
DEFAULTS = {
    "kind": "level",
    "unit": None,
    "year": None,
    "direction": None,
    "per": None,
    "commitment": None,
    "baseline_year": None,
}


def load(area: str, name: str) -> list[dict[str, Any]]:
    text = (CASES / area / f"{name}.yaml").read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = yaml.load(text, Loader=yaml.BaseLoader)
    return cases


def each(area: str, *names: str, skip: tuple[str, ...] = ()) -> list[Any]:
    out = []
    files = names or tuple(f.stem for f in sorted((CASES / area).glob("*.yaml")) if f.stem not in skip)
    for name in files:
        for case in load(area, name):
            words = case.get("text") or " | ".join(case["cell"])
            out.append(pytest.param(case, id=f"{name}:{words[:24]}"))
    return out


def context(case: dict[str, Any]) -> Context:
    start, end = case.get("plan", (None, None))
    return Context(
        issued_on=case.get("issued_on", "2018-12-21"),
        start_year=int(start) if start else None,
        end_year=int(end) if end else None,
        title=case.get("title", ""),
    )


def null(value: str) -> str | None:
    return None if value in ("null", "") else value


def expected_targets(case: dict[str, Any]) -> list[dict[str, Any]]:
    out = []
    for wanted in case["targets"]:
        full = DEFAULTS | wanted
        full["value"] = float(full["value"])
        for key in ("year", "baseline_year"):
            full[key] = int(full[key]) if full[key] else None
        out.append(full)
    return out


def found_target(target: Target) -> dict[str, Any]:
    names = ("indicator", "value", *DEFAULTS)
    return {"op": target.comparator} | {name: getattr(target, name) for name in names}


def found_deadline(deadline: Deadline) -> list[str | None]:
    return [deadline.text, deadline.relation, deadline.start, deadline.end]


@pytest.mark.parametrize("case", each("targets", skip=("cells", "known_failures")))
def test_targets(case: dict[str, Any]) -> None:
    fields = read_fields(case["text"], context(case), kind=case.get("kind", "task"))
    assert [found_target(t) for t in fields.targets] == expected_targets(case)
    assert "issues" not in case or [issue.code for issue in fields.issues] == case["issues"]


@pytest.mark.parametrize("case", each("targets", "known_failures"))
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failures(case: dict[str, Any]) -> None:
    fields = read_fields(case["text"], context(case))
    assert [found_target(t) for t in fields.targets] == expected_targets(case)


@pytest.mark.parametrize("case", each("targets", "cells"))
def test_target_cells(case: dict[str, Any]) -> None:
    indicator, value, unit, year = case["cell"]
    found = cell_targets(indicator, value, year=int(year) if null(year) else None, unit=null(unit))
    assert [found_target(t) for t in found] == expected_targets(case)
    assert [issue.code for issue in cell_doubts(value, of_time=False)] == case.get("issues", [])
    assert all(value[t.span[0] : t.span[1]] == t.text for t in found)


@pytest.mark.parametrize("case", each("deadlines", "forms", "negative"))
def test_deadlines(case: dict[str, Any]) -> None:
    case = {"plan": ("2018", "2022")} | case
    fields = read_fields(case["text"], context(case))
    assert [found_deadline(d) for d in fields.deadlines] == [[null(w) for w in d] for d in case["deadlines"]]
    assert "issues" not in case or [issue.code for issue in fields.issues] == case["issues"]


@pytest.mark.parametrize("case", each("deadlines", "cells"))
def test_deadline_cells(case: dict[str, Any]) -> None:
    text, relation = case["cell"]
    found = cell_deadlines(text, relation=relation, context=context({"plan": ("2018", "2022")} | case))
    assert [found_deadline(d) for d in found] == [[null(w) for w in d] for d in case["deadlines"]]
    assert [issue.code for issue in cell_doubts(text, of_time=True)] == case.get("issues", [])
    assert all(text[d.span[0] : d.span[1]] == d.text for d in found)
