"""The law of completeness: any two to eight characters of a document find every place that holds them, and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kb.schema import Record
from kb.search import Engine, Entry, entries_of, write_index
from kb.search.folding import fold
from kb.search.query import clauses_of
from kb.search.tables import Same
from kb.search.whoosh_engine import WhooshEngine
from tests.search.oracle import ALL, Oracle, substrings

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
        clauses = [(term,) for (term, *_) in clauses_of(words, Same())]
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
