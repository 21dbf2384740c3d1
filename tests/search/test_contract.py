"""The contract of every engine: a term is found wherever it is a substring, and nowhere else.

A new engine is one more line in `ENGINES`.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import WorkspaceError
from kb.schema import Record
from kb.search import Engine, Entry, entries_of
from kb.search.engines import engine_for, engine_of, has_fast
from kb.search.folding import fold
from kb.search.whoosh_engine import WhooshEngine

ENGINES: dict[str, Engine] = {"whoosh": WhooshEngine()}
if has_fast():
    from kb.search.tantivy_engine import TantivyEngine

    ENGINES["tantivy"] = TantivyEngine()


@pytest.mark.skipif(not os.environ.get("CI"), reason="only CI must have every engine")
def test_ci_holds_every_engine() -> None:
    assert set(ENGINES) == {"whoosh", "tantivy"}


ALL = 1_000_000
"""A limit that nothing reaches."""


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


def entry(id: str, title: str, *fields: str, type: str = "item") -> Entry:
    return Entry(type=type, id=id, plan="p", title=title, fields=fields)  # type: ignore[arg-type]


def oracle(entries: Sequence[Entry], terms: Sequence[str]) -> set[str]:
    """Ids of the entries that hold every term, by looking at each."""
    held = [(e.id, [fold(words) for words in (e.title, *e.fields)]) for e in entries]
    return {id for id, parts in held if all(any(term in part for part in parts) for term in terms)}


def found(engine: Engine, folder: Path, terms: Sequence[str]) -> set[str]:
    answer = engine.find(folder, [(term,) for term in terms], ALL)
    ids = [e.id for e, _ in answer.best]
    assert len(ids) == len(set(ids)) == answer.total
    return set(ids)


TEXT = st.text(st.characters(codec="utf-8"), max_size=12) | st.text("环保局区 a１1A㎡“”,\n", max_size=12)


@pytest.mark.parametrize("name", ENGINES)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_is_written_every_substring_is_found(name: str, data: st.DataObject) -> None:
    engine = ENGINES[name]
    parts = data.draw(st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=3)), min_size=1, max_size=6))
    entries = [entry(f"e{place}", title, *fields) for place, (title, fields) in enumerate(parts)]
    terms = {
        fold(words[i:j])
        for e in entries
        for words in (e.title, *e.fields)
        for i in range(len(words))
        for j in (i + 1, i + 2, i + 3, len(words))
    } - {""}
    with tempfile.TemporaryDirectory() as folder:
        engine.write(entries, Path(folder))
        for term in sorted(terms):
            assert found(engine, Path(folder), [term]) == oracle(entries, [term]), term


def test_random_words_of_the_records(engine: Engine, records: tuple[Record, ...], tmp_path: Path) -> None:
    entries = entries_of(records)
    engine.write(entries, tmp_path)
    draw = random.Random(7)
    for _ in range(300):
        terms = []
        for _ in range(draw.choice((1, 1, 2))):
            words = draw.choice(records).text
            at = draw.randrange(len(words) - 8)
            terms.append(fold(words[at : at + draw.randint(2, 8)]))
        terms = [term for term in terms if term]
        if terms:
            assert found(engine, tmp_path, terms) == oracle(entries, terms), terms


def test_every_term_must_be_there(engine: Engine, tmp_path: Path) -> None:
    engine.write([entry("a", "垃圾分类", "区住建局"), entry("b", "垃圾焚烧", "区环保局")], tmp_path)
    assert found(engine, tmp_path, ["垃圾", "住建"]) == {"a"}
    assert found(engine, tmp_path, ["垃圾"]) == {"a", "b"}
    assert found(engine, tmp_path, ["垃圾", "水"]) == set()


def test_a_term_does_not_reach_over_two_fields(engine: Engine, tmp_path: Path) -> None:
    engine.write([entry("a", "区环", "保局")], tmp_path)
    assert found(engine, tmp_path, ["环保"]) == set()


def test_pairs_that_do_not_stand_together_are_no_match(engine: Engine, tmp_path: Path) -> None:
    engine.write([entry("a", "环保 保局 局长"), entry("b", "环保局长")], tmp_path)
    assert found(engine, tmp_path, ["环保局"]) == {"b"}


def test_no_more_than_the_limit_but_all_are_counted(engine: Engine, tmp_path: Path) -> None:
    engine.write([entry(f"e{n}", "同样的话") for n in range(30)], tmp_path)
    answer = engine.find(tmp_path, [("同样",)], 4)
    assert (answer.total, [e.id for e, _ in answer.best]) == (30, ["e0", "e1", "e2", "e3"])


def test_title_before_text_and_unit_before_both(engine: Engine, tmp_path: Path) -> None:
    entries = [
        entry("text", "推行垃圾分类,由区住建局负责", "推行垃圾分类,由区住建局负责", type="text"),
        entry("in-text", "改善环境", "推行垃圾分类", "区住建局"),
        entry("in-title", "推行垃圾分类", "各项工作", "区住建局"),
        entry("unit", "区住建局", "住建局", type="unit"),
    ]
    engine.write(entries, tmp_path)
    assert [e.id for e, _ in engine.find(tmp_path, [("垃圾分类",)], 9).best] == ["in-title", "in-text", "text"]
    assert engine.find(tmp_path, [("住建局",)], 9).best[0][0].id == "unit"


def test_nothing_to_find(engine: Engine, tmp_path: Path) -> None:
    engine.write([], tmp_path)
    assert engine.find(tmp_path, [("环保",)], 5).total == 0


def test_no_index(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="zeren build"):
        engine.find(tmp_path / "none", [("环保",)], 5)


def test_the_same_question_the_same_answer(engine: Engine, records: tuple[Record, ...], tmp_path: Path) -> None:
    answers = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        engine.write(entries_of(records), folder)
        answers.append(engine.find(folder, [("垃圾",)], ALL))
    assert answers[0] == answers[1]


def test_an_index_tells_its_engine(engine: Engine, tmp_path: Path) -> None:
    engine.write([entry("a", "垃圾")], tmp_path)
    assert type(engine_of(tmp_path)) is type(engine)


def test_a_large_knowledge_base_gets_the_fast_engine() -> None:
    assert type(engine_for(100)) is WhooshEngine
    assert type(engine_for(100_000)) is type(list(ENGINES.values())[-1])


def test_engines_order_alike(records: tuple[Record, ...], tmp_path: Path) -> None:
    answers = []
    for name, each in ENGINES.items():
        folder = tmp_path / name
        folder.mkdir()
        each.write(entries_of(records), folder)
        found = each.find(folder, [("垃圾",), ("区住建局", "区交通局")], ALL)
        answers.append([e.id for e, _ in found.best])
    assert all(answer == answers[0] for answer in answers)
