"""The law of completeness: any two to eight characters of a document find every place that holds them, and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kb.schema import Record
from kb.search import Engine, Entry, entries_of, write_index
from kb.search.folding import fold
from kb.search.query import query_clauses
from kb.search.tables import Same
from kb.search.whoosh_engine import WhooshEngine
from parser.pipeline import read_record
from tests.search.oracle import ALL, Oracle, substrings
from tests.search.test_contract import ENGINES

ENGINE: Engine = WhooshEngine()
DRAWN = 2000


@pytest.fixture(scope="module")
def entries(seed_record: Record) -> tuple[Entry, ...]:
    return entries_of([seed_record])


@pytest.fixture(scope="module")
def index(seed_record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    write_index([seed_record], folder, engine=ENGINE)
    return folder


def test_every_place_that_holds_the_words_is_found_and_no_other(
    index: Path, entries: tuple[Entry, ...], seed_record: Record
) -> None:
    oracle = Oracle(entries)
    for words in substrings(seed_record.text, DRAWN, seed=2018):
        clauses = [(term,) for (term, *_) in query_clauses(words, Same())]
        found = ENGINE.find(index, clauses, ALL)
        assert {entry.id for entry, _ in found.best} == oracle.find(clauses), words


def test_every_substring_stands_in_some_entry(entries: tuple[Entry, ...], seed_record: Record) -> None:
    """Words inside one line are always in one entry: nothing of the document is left out of the index."""
    held = [fold(words) for entry in entries for words in (entry.title, *entry.fields)]
    draw = random.Random(7)
    lines = [line for line in seed_record.text.split("\n") if len(line.strip()) > 1]
    for _ in range(DRAWN):
        line = draw.choice(lines).strip()
        at = draw.randrange(len(line))
        words = fold(line[at : at + draw.randint(2, 8)])
        assert any(words in text for text in held), words


def test_any_words_of_any_plan_are_found_by_every_engine(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two thousand stretches of the real plans, in every engine, against an oracle that reads all entries."""
    plans = [path for path in sorted((shared / "plans").glob("*.*")) if path.stem != "index"]
    entries = entries_of([read_record(path) for path in plans])
    held = [(entry, [fold(words) for words in (entry.title, *entry.fields)]) for entry in entries]
    draw = random.Random(2026)
    wanted = []
    while len(wanted) < DRAWN:
        words = draw.choice(draw.choice(held)[1])
        size = draw.randint(2, 8)
        if len(words) >= size:
            at = draw.randint(0, len(words) - size)
            wanted.append(words[at : at + size])
    for name, engine in ENGINES.items():
        folder = tmp_path_factory.mktemp(name)
        engine.write(entries, folder)
        for words in wanted:
            found = [entry.id for entry, _ in engine.find(folder, [(words,)], ALL).best]
            due = [entry.id for entry, texts in held if any(words in text for text in texts)]
            assert sorted(found) == sorted(due), (name, words)
