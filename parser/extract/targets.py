"""Targets (being written)."""

from __future__ import annotations

from kb.schema import Issue, Kind, Target
from parser.extract.clauses import Passage
from parser.extract.deadlines import Context, Time


def find_targets(
    passage: Passage, times: tuple[Time, ...], context: Context, *, kind: Kind
) -> tuple[tuple[Target, ...], tuple[Issue, ...]]:
    """Targets of a passage."""
    return (), ()
