"""What search is held against: looking at every entry, and drawing words from a document."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from kb.search import Entry
from kb.search.contract import Clause
from kb.search.folding import fold

ALL = 1_000_000
"""A limit that nothing reaches."""


class Oracle:
    """Finds by looking at every entry."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._held = [(e.id, [fold(words) for words in (e.title, *e.fields)]) for e in entries]

    def find(self, clauses: Sequence[Clause]) -> set[str]:
        """Ids of the entries that hold some form of every clause."""
        return {
            id
            for id, parts in self._held
            if all(any(form in part for form in clause for part in parts) for clause in clauses)
        }


def substrings(text: str, count: int, *, seed: int) -> Iterator[str]:
    """`count` stretches of two to eight characters of the text, two of them at least no blanks."""
    draw = random.Random(seed)
    drawn = 0
    while drawn < count:
        at = draw.randrange(len(text) - 8)
        words = text[at : at + draw.randint(2, 8)]
        if len(fold(words)) > 1:
            drawn += 1
            yield words
