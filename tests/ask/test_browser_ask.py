"""The site's questions against those of the command line: understood alike, answered alike, from a folder without a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kb.ask import KnowledgeBase, ask
from kb.ask.browser import ask_files, shortened
from kb.schema import Record
from kb.search import entries_of
from kb.search.browser import browser_files
from kb.search.tables import read_same, read_sounds
from tests.ask.test_questions import ASKED, UNASKED, base_of

ASK = """async (questions) => {
  const answers = [];
  for (const question of questions) answers.push(await zeren.ask.ask(question));
  return answers;
}"""
COMPARED = [
    "比较两份计划的垃圾",
    "甲区和乙市在垃圾上有什么不同",
    "垃圾分类由谁牵头",
    "区住建局牵头哪些任务",
    "垃圾由谁配合",
]


def opened(browser: Browser, root: Path, base: KnowledgeBase, folder: Path) -> Page:
    """A page with the site's scripts of search and questions over the base."""
    entries = entries_of(base.records.values())
    files = browser_files(entries, read_same(base.index), read_sounds(base.index), lambda entry: {"id": entry.id})
    for name, made in (("search", files), ("ask", ask_files(base, entries, lambda item: f"#{item}"))):
        data = folder / "assets" / "data" / name
        data.mkdir(parents=True)
        for file, content in made:
            (data / file).write_bytes(content)
    theme = root / "kb" / "export" / "site" / "theme" / "assets" / "zeren"
    names = ("base.js", "search-index.js", "ask-words.js", "ask.js")
    scripts = "".join(f"<script src='{(theme / name).as_uri()}'></script>" for name in names)
    config = json.dumps({"base": "."})
    head = f"<meta charset=utf-8><script id=__config type=application/json>{config}</script>{scripts}"
    (folder / "index.html").write_text(head, encoding="utf-8")
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    return page


def seen(base: KnowledgeBase, question: str) -> dict[str, Any] | None:
    """What the browser must answer."""
    answer = ask(base, question)
    if not answer.understood:
        return None
    quotes = [[shortened(quote), f"#{quote.item}" if quote.item else ""] for quote in answer.quotes]
    return {
        "intent": answer.intent,
        "reading": answer.reading,
        "said": answer.said,
        "answer": list(answer.answer),
        "items": list(answer.items),
        "quotes": [list(quote) for quote in dict.fromkeys(map(tuple, quotes))],
    }


def alike(page: Page, base: KnowledgeBase, questions: list[str]) -> None:
    for question, answer in zip(questions, page.evaluate(ASK, questions), strict=True):
        if answer:
            answer["quotes"] = [list(quote) for quote in dict.fromkeys(map(tuple, answer["quotes"]))]
        assert answer == seen(base, question), question


@pytest.fixture(scope="module")
def asked(
    browser: Browser, root: Path, seed_record: Record, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, KnowledgeBase]]:
    base = base_of((seed_record,), tmp_path_factory.mktemp("index"))
    page = opened(browser, root, base, tmp_path_factory.mktemp("page"))
    yield page, base
    page.close()


def test_the_site_answers_what_the_command_answers(asked: tuple[Page, KnowledgeBase]) -> None:
    page, base = asked
    alike(page, base, [case["ask"] for case in ASKED])


def test_the_site_does_not_answer_what_is_not_understood(asked: tuple[Page, KnowledgeBase]) -> None:
    page, base = asked
    alike(page, base, UNASKED)
    assert page.evaluate(ASK, ["?", " ", ""]) == [None, None, None]


def test_every_question_is_seen_as_one(asked: tuple[Page, KnowledgeBase]) -> None:
    page, _ = asked
    questions = [case["ask"] for case in ASKED if case.get("understood", True)]
    assert [q for q in questions if not page.evaluate("(q) => zeren.ask.asks(q)", q)] == []


def test_plans_are_compared_alike(
    browser: Browser, root: Path, records: tuple[Record, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = base_of(records, tmp_path_factory.mktemp("index"))
    page = opened(browser, root, base, tmp_path_factory.mktemp("page"))
    alike(page, base, COMPARED)
    page.close()
