"""Damaged texts and what they must become, as data (tests/cases/repair): wild, synthetic, negative, known failures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from parser.repair import FIXES, apply, repair, repair_issues

CASES = Path(__file__).resolve().parents[1] / "cases" / "repair"


def each(*names: str) -> list[Any]:
    """The cases of the files `names`, told by file and first words."""
    out = []
    for name in names:
        for case in yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8")):
            out.append(pytest.param(case, id=f"{name}:{case['text'][:24]!a}"))
    return out


@pytest.mark.parametrize("case", each("wild", "synthetic"))
def test_damage_is_repaired(case: dict[str, Any]) -> None:
    done = repair(case["text"])
    assert done.text == case["to"]
    assert apply(case["text"], done.repairs) == done.text
    assert done.repairs
    if "certainty" in case:
        assert {r.certainty for r in done.repairs} == {case["certainty"]}


@pytest.mark.parametrize("case", each("negative"))
def test_what_only_looks_damaged_stays(case: dict[str, Any]) -> None:
    done = repair(case["text"])
    assert done.text == case["text"]
    assert done.repairs == ()


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", each("known_failures"))
def test_known_failures(case: dict[str, Any]) -> None:
    assert repair(case["text"]).text == case["to"]


@pytest.mark.parametrize("case", each("wild", "synthetic", "negative", "known_failures"))
def test_a_repaired_text_is_left_alone(case: dict[str, Any]) -> None:
    once = repair(case["text"])
    again = repair(once.text)
    assert again.text == once.text
    assert all(r.certainty == "unresolved" for r in again.repairs)


def test_every_fix_has_a_case() -> None:
    shown = {
        name
        for case in each("wild", "synthetic")
        for r in repair(case.values[0]["text"]).repairs
        for name in r.fix.split("+")
    }
    assert shown == {fix.__name__ for fix in FIXES}


def test_a_doubtful_run_keeps_its_mark_and_is_told() -> None:
    """车 is doubtful, 专 is not: the one is shown as `?`, the issue names the readings."""
    text = "11.实施机动车船废气污染协同防治。优化车船结构,全面?#35206;?#36229;标机动车"
    done = repair(text)
    (run,) = (r for r in done.repairs if r.certainty == "unresolved")
    assert "?" in run.after
    assert run.alternatives
    (issue,) = repair_issues(done)
    assert issue.code == "unresolved-repair"
    assert run.before in issue.message
    assert run.alternatives[0] in issue.message
    assert issue.span is not None
    assert done.text[slice(*issue.span)] == run.after


def test_what_a_document_says_elsewhere_counts() -> None:
    """Alone the sentence reads otherwise; beside the rest of its document the same bytes read as the document has it."""
    damaged = "加快埭溪?#38647;?#20135;业发展"
    rest = "\n" + "埭溪美妆小镇。埭溪美妆产业园，埭溪美妆企业集聚，发展埭溪美妆产业。" * 4
    assert "美妆" not in repair(damaged).text
    assert repair(damaged + rest).text.startswith("加快埭溪美妆产业发展\n")
