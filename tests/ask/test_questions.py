"""Questions with their answers as cases; what is not understood is never answered; every quote stands in the document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.build import build_graph
from graph.views import all_views
from kb.ask import Answer, KnowledgeBase, ask
from kb.ask.questions import intents, meanings_by_pattern, plain_question
from kb.errors import UsageError
from kb.schema import Record, Unit
from kb.search import write_index
from kb.search.whoosh_engine import WhooshEngine
from kb.units import issuer_of, load_registry

CASES = Path(__file__).resolve().parents[1] / "cases" / "ask"
ASKED: list[dict[str, Any]] = yaml.safe_load((CASES / "seed.yaml").read_text(encoding="utf-8"))
FAILING: list[dict[str, Any]] = yaml.safe_load((CASES / "known_failures.yaml").read_text(encoding="utf-8"))
UNASKED: list[str] = yaml.safe_load((CASES / "not_understood.yaml").read_text(encoding="utf-8"))


def base_of(records: tuple[Record, ...], folder: Path) -> KnowledgeBase:
    registry = load_registry()
    successors: dict[str, tuple[Unit, ...]] = {}
    for record in records:
        for unit in record.units:
            steps = registry.successors(unit, issuer_of(record.plan))
            if steps:
                from msgspec.structs import replace

                successors[unit.id] = tuple(replace(step.unit, name=step.name) for step in steps)
    write_index(records, folder, engine=WhooshEngine(), successors=successors)
    return KnowledgeBase(records, all_views(build_graph(records)).units, folder, WhooshEngine())


@pytest.fixture(scope="module")
def seed_base(seed_record: Record, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return base_of((seed_record,), tmp_path_factory.mktemp("seed"))


@pytest.fixture(scope="module")
def base(records: tuple[Record, ...], tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return base_of(records, tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="module")
def answers(seed_base: KnowledgeBase) -> dict[str, Answer]:
    """Every case's question, asked once: its words and the answer."""
    return {case["ask"]: ask(seed_base, case["ask"]) for case in ASKED}


def short(answer: Answer) -> set[str]:
    return {item.partition("/")[2] for item in answer.items}


@pytest.mark.parametrize("case", ASKED, ids=lambda case: str(case["ask"]))
def test_the_answer_is_what_the_plan_says(answers: dict[str, Answer], case: dict[str, Any]) -> None:
    answer = answers[case["ask"]]
    assert answer.understood == case.get("understood", True)
    if not answer.understood:
        return
    assert answer.intent == case["intent"]
    if "answer" in case:
        assert sorted(answer.answer) == sorted(case["answer"])
    else:
        assert answer.answer
    if "items" in case:
        assert short(answer) == set(case["items"])
    assert set(case.get("includes", ())) <= short(answer)
    if "count" in case:
        assert len(answer.answer) == case["count"]
    for part in case.get("has", ()):
        assert any(part in said for said in answer.answer), part


@pytest.mark.parametrize("case", FAILING, ids=lambda case: str(case["ask"]))
@pytest.mark.xfail(strict=True)
def test_what_is_not_answered_yet(seed_base: KnowledgeBase, case: dict[str, Any]) -> None:
    answer = ask(seed_base, case["ask"]).answer
    assert all(any(part in said for said in answer) for part in case.get("has", ()))
    assert sorted(case.get("answer", answer)) == sorted(answer)


@pytest.mark.parametrize("question", UNASKED)
def test_what_is_not_understood_is_not_answered(seed_base: KnowledgeBase, question: str) -> None:
    answer = ask(seed_base, question)
    assert (answer.understood, answer.intent, answer.answer, answer.quotes) == (False, None, (), ())
    assert len(answer.nearest) == 3
    assert answer.said


@pytest.mark.parametrize("question", ["", " ", "\u200b"])
def test_nothing_asked(seed_base: KnowledgeBase, question: str) -> None:
    with pytest.raises(UsageError, match="问题"):
        ask(seed_base, question)


def test_every_quote_stands_in_the_document(answers: dict[str, Answer], seed_record: Record) -> None:
    for answer in answers.values():
        for quote in answer.quotes:
            assert "".join(seed_record.text[slice(*quote.span)].split()) == quote.text
            assert quote.sha256 == seed_record.source.sha256
            assert quote.text


def test_an_answer_to_a_question_about_the_plan_is_quoted(answers: dict[str, Answer]) -> None:
    for asked, answer in answers.items():
        if answer.answer and answer.intent != "plan-fact":
            assert answer.quotes, asked


def test_the_same_answer_every_time(seed_base: KnowledgeBase) -> None:
    assert ask(seed_base, "垃圾分类由谁牵头") == ask(seed_base, "垃圾分类由谁牵头")


def test_every_example_is_a_reading_of_its_own_intent() -> None:
    for intent in intents():
        assert intent.intent in [name for name, _ in meanings_by_pattern(plain_question(intent.ask))], intent.ask


def test_there_are_forty_patterns_and_more() -> None:
    assert sum(len(intent.patterns) for intent in intents()) >= 40


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("麻烦问一下厕所革命到底归哪个局管，谢谢", "厕所革命归哪个单位管"),
        ("请问，垃圾分类由谁牵头呢？", "垃圾分类由谁牵头"),
        ("谁 负 责？！", "谁负责"),
        ("吗", ""),
    ],
)
def test_politeness_is_left_out(asked: str, left: str) -> None:
    assert plain_question(asked) == left


def test_two_plans_are_compared(base: KnowledgeBase) -> None:
    answer = ask(base, "比较两份计划的垃圾")
    assert answer.intent == "compare"
    assert len(answer.answer) == 2
