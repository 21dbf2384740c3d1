"""Two plans of two regions in one knowledge base: no answer mixes them, on the command line and in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from kb.ask import KnowledgeBase, ask
from parser.pipeline import read_record
from tests.ask.test_browser_ask import alike, opened
from tests.ask.test_questions import CASES, base_of

SEVERAL: list[dict[str, Any]] = yaml.safe_load((CASES / "several.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    records = tuple(read_record(file) for file in sorted((CASES / "plans").glob("*.md")))
    return base_of(records, tmp_path_factory.mktemp("several"))


@pytest.mark.parametrize("case", SEVERAL, ids=lambda case: str(case["ask"]))
def test_each_plan_answers_for_itself(two: KnowledgeBase, case: dict[str, Any]) -> None:
    answer = ask(two, case["ask"])
    assert answer.understood == case.get("understood", True)
    if answer.understood:
        assert (answer.intent, list(answer.answer)) == (case["intent"], case["answer"])
        assert case.get("said", "") in answer.said
        assert answer.quotes or not answer.answer


def test_the_plans_are_named(two: KnowledgeBase) -> None:
    answer = ask(two, "谁牵头垃圾分类")
    assert "2 份计划" in answer.said
    assert {quote.plan for quote in answer.quotes} == set(two.records)


def test_two_regions_are_compared_item_by_item(two: KnowledgeBase) -> None:
    answer = ask(two, "云溪和北岭的垃圾分类有什么区别")
    assert answer.intent == "compare"
    assert ["区综合执法局" in answer.answer[0], "县住建局" in answer.answer[1]] == [True, True]


def test_the_browser_keeps_them_apart_too(two: KnowledgeBase, browser: Browser, root: Path, tmp_path: Path) -> None:
    page = opened(browser, root, two, tmp_path)
    alike(page, two, [case["ask"] for case in SEVERAL])
    page.close()
