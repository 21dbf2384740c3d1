"""Queries of any length and kind: answered, or refused by name; the work grows no faster than the query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from graph.build import build_graph
from graph.views import all_views
from kb.ask import KnowledgeBase, ask
from kb.errors import UsageError
from kb.schema import Record
from kb.search import search, write_index
from kb.search.contract import Clause, RankedEntries
from kb.search.limits import CHARACTERS, MATTER, WORDS, TooLongError, checked_query
from kb.search.unit_search import units_named
from kb.search.whoosh_engine import WhooshEngine


class Counting(WhooshEngine):
    """The embedded engine, counting what it is asked: a form in a clause is one look."""

    looks = 0

    def find(self, folder: Path, clauses: Sequence[Clause], limit: int, *, least: int | None = None) -> RankedEntries:
        self.looks += sum(map(len, clauses))
        return super().find(folder, clauses, limit, least=least)


@pytest.fixture(scope="module")
def base(seed_record: Record, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("index")
    write_index([seed_record], folder, engine=WhooshEngine())
    return KnowledgeBase([seed_record], all_views(build_graph([seed_record])).units, folder, Counting())


ANSWERS: dict[str, Callable[[KnowledgeBase, str], object]] = {
    "search": lambda base, words: search(base.index, words, engine=base.engine),
    "ask": ask,
    "unit": lambda base, words: units_named(base.units.values(), words),
}

BEYOND = {
    "characters": ("垃" * (CHARACTERS + 1), f"查询太长: {CHARACTERS + 1} 字, 至多 {CHARACTERS} 字"),
    "100,000 characters": ("垃圾" * 50_000, f"查询太长: 100000 字, 至多 {CHARACTERS} 字"),
    "10,000 brackets": ("(" * 10_000, f"查询太长: 10000 字, 至多 {CHARACTERS} 字"),
    "characters that unfold": ("ﷺ" * 50, f"查询太长: 750 字, 至多 {CHARACTERS} 字"),
    "words": (" ".join(map(str, range(WORDS + 1))), f"查询的词太多: {WORDS + 1} 个不同的词, 至多 {WORDS} 个"),
    "words by marks": ("，".join(map(str, range(WORDS + 1))), f"查询的词太多: {WORDS + 1} 个不同的词, 至多 {WORDS} 个"),
}


@pytest.mark.parametrize("way", ANSWERS)
@pytest.mark.parametrize("case", BEYOND)
def test_beyond_the_limit_is_refused_by_name(base: KnowledgeBase, case: str, way: str) -> None:
    query, told = BEYOND[case]
    with pytest.raises(TooLongError) as refused:
        ANSWERS[way](base, query)
    assert refused.value.what == told and refused.value.advice


@pytest.mark.parametrize("way", ANSWERS)
def test_four_thousand_words_are_refused_by_name(base: KnowledgeBase, way: str, root: Path) -> None:
    query = (root / "tests" / "cases" / "hostile" / "search-4000-distinct.txt").read_text(encoding="utf-8")
    with pytest.raises(TooLongError, match=f"3999 字, 至多 {CHARACTERS} 字"):
        ANSWERS[way](base, query)


@pytest.mark.parametrize("query", ["垃" * CHARACTERS, " ".join(map(str, range(WORDS))), "(" * CHARACTERS])
def test_the_limit_itself_is_answered(base: KnowledgeBase, query: str) -> None:
    assert checked_query(query) == query
    assert search(base.index, query, engine=base.engine).query == query


STRANGE = [
    *("\0", "\0牵头=x", "垃圾\0分类", "\ud800", "垃圾\udfff分类", "\ud83d\ude00", "\U0001f600", "\x03", "a\x03b"),
    *('"', '""', '"""', "“", "“”", '"垃圾', '垃圾"', "* ?", "*", "垃*", "AND OR NOT", "垃圾 AND", "+ - ! ( )", "\\", "^$", ".*"),
    *("牵头:", "牵头::", "::", "牵头: 垃圾", ":垃圾", "年份:", "年份:x", "a:b:c", "title:垃圾", "grams:垃圾", "垃圾~2", "垃圾^9"),
    *("(" * CHARACTERS, "[[:alpha:]]", "(a+)+$", "{", "}", "<script>", "%00", "\\u0000", "1e999", "/a/", "?!"),
    *("\u202e垃圾", "\u200b", "\ufeff", "ﷺ" * 20, "\u0301" * 400, "İ", "ß", "\x85", "\u2028垃圾", " " * 400, "\t\n"),
]  # fmt: skip


@pytest.mark.parametrize("way", ANSWERS)
@pytest.mark.parametrize("query", STRANGE, ids=ascii)
def test_strange_queries_are_answered_or_refused(base: KnowledgeBase, query: str, way: str) -> None:
    try:
        ANSWERS[way](base, query)
    except UsageError as told:
        assert "空的" in told.what or "没有问题" in told.what


def test_what_an_answer_repeats_can_be_written(base: KnowledgeBase) -> None:
    assert search(base.index, "垃圾\udfff", engine=base.engine).query == "垃圾\ufffd"
    assert ask(base, "垃圾\udfff").question == "垃圾\ufffd"


GROWING: dict[str, Callable[[int, str], str]] = {
    "words": lambda count, text: " ".join(text[1000 + at * 90 : 1002 + at * 90] for at in range(count)),
    "words in one": lambda count, text: "".join(text[1000 + at * 90 : 1004 + at * 90] for at in range(count)),
    "words with marks": lambda count, text: "，".join(text[1000 + at * 90 : 1003 + at * 90] for at in range(count)),
    "unknown": lambda count, text: "".join(chr(0x4E00 + at * 37) for at in range(count * 4)),
}


@pytest.mark.parametrize("way", ["search", "ask"])
@pytest.mark.parametrize("kind", GROWING)
def test_four_times_the_words_are_four_times_the_work(
    base: KnowledgeBase, seed_record: Record, kind: str, way: str
) -> None:
    text = "".join(filter(str.isalnum, seed_record.text))
    looks = []
    for count in (12, 48):
        base.engine.looks = 0  # type: ignore[attr-defined]
        ANSWERS[way](base, GROWING[kind](count, text))
        looks.append(base.engine.looks)  # type: ignore[attr-defined]
    assert looks[1] <= 5 * looks[0] + 100


def test_a_question_of_many_stretches_is_read_in_few_ways(base: KnowledgeBase) -> None:
    """The ways through all stretches of this question are more than 10 to the 20th."""
    question = ("推进全区垃圾分类工作任务情况" + "什么时候完成") * 19
    assert len(question) <= CHARACTERS
    assert not ask(base, question).understood


def test_a_matter_as_long_as_it_may_be(base: KnowledgeBase) -> None:
    looks = []
    for length in (MATTER, MATTER * 8):
        base.engine.looks = 0  # type: ignore[attr-defined]
        ask(base, "".join(chr(0x4E00 + at * 37) for at in range(length)) + "由谁牵头")
        looks.append(base.engine.looks)  # type: ignore[attr-defined]
    assert looks[1] < 10 * looks[0]
