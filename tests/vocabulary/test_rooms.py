"""One fact, one room; no list of words in code: which modules may know what (`scripts.metrics` finds them)."""

from __future__ import annotations

from collections import Counter

import pytest

from scripts.metrics import alternations, facts, modules

ROOMS = {
    "Han digits": {"kb/numerals.py", "scripts/metrics.py"},
    "kinds of zones": {"parser/extract/target_indicators.py", "parser/cut/glued_rows.py", "scripts/metrics.py"},
}
"""Fact -> the modules whose strings may know it; the metric itself has to name what it looks for. Zones stand in
`kb/units/data/places.yaml`; the two of the parser name what things are counted in, and seats behind a group."""

GRAMMAR = "a grammar in commented parts, in which words and figures alternate"
TO_MOVE = "read with the vocabulary of its folder; to be moved there"
ALTERNATIONS = {
    "parser/extract/deadline_grammar.py": (15, GRAMMAR),
    "parser/extract/deadline_cell_forms.py": (1, GRAMMAR),
    "parser/extract/times.py": (2, GRAMMAR),
    "parser/extract/impossible.py": (4, GRAMMAR),
    "parser/extract/figures.py": (1, GRAMMAR),
    "parser/extract/numerals.py": (1, GRAMMAR),
    "parser/extract/target_quantities.py": (1, GRAMMAR),
    "parser/extract/deadlines.py": (2, TO_MOVE),
    "parser/extract/target_build.py": (5, TO_MOVE),
    "parser/extract/target_cells.py": (1, TO_MOVE),
    "parser/extract/target_indicators.py": (14, TO_MOVE),
    "parser/extract/target_repeats.py": (3, TO_MOVE),
    "parser/extract/target_roles.py": (10, TO_MOVE),
    "parser/extract/target_rules.py": (5, TO_MOVE),
    "parser/extract/target_units.py": (1, TO_MOVE),
    "parser/extract/target_values.py": (2, TO_MOVE),
    "parser/extract/target_words.py": (1, TO_MOVE),
    "parser/cut/glued_rows.py": (5, TO_MOVE),
    "parser/duties/statements.py": (6, TO_MOVE),
    "parser/duties/unit_lists.py": (5, TO_MOVE),
    "parser/read/chrome.py": (1, TO_MOVE),
    "kb/privacy/secrecy.py": (2, GRAMMAR),
    "scripts/metrics.py": (2, "the metric has to name what it looks for"),
}
"""Module -> alternations of Chinese words in its code at the most, and why they stand there."""


@pytest.mark.parametrize("fact", ROOMS)
def test_a_fact_stands_in_its_room(fact: str) -> None:
    found = [place for file, _, tree in modules() for name, place in facts(file, tree) if name == fact]
    assert [place for place in found if place.file not in ROOMS[fact]] == []
    assert {place.file for place in found} == ROOMS[fact], "a room that holds nothing is no room"


def test_words_stand_in_yaml() -> None:
    found = [place for file, _, tree in modules() for place in alternations(file, tree)]
    assert [place for place in found if place.file not in ALTERNATIONS] == []
    counts = Counter(place.file for place in found)
    assert {file: counts[file] for file, (most, _) in ALTERNATIONS.items() if counts[file] > most} == {}
    assert [file for file in ALTERNATIONS if not counts[file]] == [], "none is left: take the module off the list"
