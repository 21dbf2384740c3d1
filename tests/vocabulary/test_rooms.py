"""One fact, one room: which modules of the code may know what (`scripts.metrics` finds them)."""

from __future__ import annotations

import pytest

from scripts.metrics import facts, modules

ROOMS = {
    "Han digits": {"kb/numerals.py", "scripts/metrics.py"},
}
"""Fact -> the modules whose strings may know it; the metric itself has to name what it looks for."""


@pytest.mark.parametrize("fact", ROOMS)
def test_a_fact_stands_in_its_room(fact: str) -> None:
    found = [place for file, _, tree in modules() for name, place in facts(file, tree) if name == fact]
    assert [place for place in found if place.file not in ROOMS[fact]] == []
    assert {place.file for place in found} == ROOMS[fact], "a room that holds nothing is no room"
