"""Clean text stays as it is, and what was never seen is repaired as well as promised. Both need `../shared`."""

from __future__ import annotations

from pathlib import Path

import pytest

from parser.repair import repair
from scripts import quality_repair
from scripts.train_characters import documents, held_out, split

TOKENS = {0.01: 0.95, 0.03: 0.95, 0.08: 0.93}
"""Floors of the issue: share of damaged tokens restored on held-out text, by rate of damage."""
INFERRED_RIGHT = 0.98
"""Floor of the issue: of 100 repairs marked inferred 98 are right."""


def test_the_held_out_text_is_not_trained_on(shared: Path) -> None:
    corpus = shared / "corpus" / "lm"
    training, kept = split(corpus)
    assert len(kept) > 20
    assert not {*training} & {*kept}
    assert held_out(corpus) == "\n".join(kept)


def test_clean_text_passes_byte_identical(shared: Path) -> None:
    touched = []
    for source, text in documents(shared / "corpus" / "lm"):
        done = repair(text)
        touched += [(source, r.before, r.after) for r in done.repairs]
        assert done.text == text, touched[:5]
    assert not touched


@pytest.mark.parametrize("rate", TOKENS)
def test_damage_of_unseen_text_is_restored(rate: float, shared: Path) -> None:
    found = quality_repair.figures(rate)
    assert found["repair.tokens"] >= TOKENS[rate]
    assert found["repair.clean_lines_touched"] == 0
    assert found["repair.inferred_right"] >= INFERRED_RIGHT


def test_memory_stays_small(shared: Path) -> None:
    """Of all of Python's own allocations while 100,000 characters are repaired; the process adds some 80 MB."""
    import tracemalloc

    damaged = quality_repair.damage(held_out(shared / "corpus" / "lm")[:100_000], 0.03, 1)
    tracemalloc.start()
    repair(damaged)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200e6
