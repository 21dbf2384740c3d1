"""Unit names in running prose (由区环保局牵头). Precision first: only names that the registry knows, with level or region,
national bodies, and named groups."""

from __future__ import annotations

from msgspec import Struct

from kb.schema import Certainty


class Mention(Struct, frozen=True):
    """A unit's name where it stands. `text` is the name as written, white space inside dropped."""

    text: str
    start: int
    end: int
    certainty: Certainty = "stated"


def find_units(text: str) -> tuple[Mention, ...]:
    """Unit names in running prose, left to right, never overlapping."""
    return ()
