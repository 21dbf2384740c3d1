"""Lines of a text, counted from 1 as an editor counts them."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache


def line_of(text: str, place: int) -> int:
    """The line of `text` that the character at `place` stands on.

    >>> [line_of("甲\\n乙\\n", place) for place in range(5)]
    [1, 1, 2, 2, 3]
    """
    return bisect_left(_breaks(text), place) + 1


@lru_cache(maxsize=4)
def _breaks(text: str) -> tuple[int, ...]:
    """Where the lines end. Kept: every item of a plan asks for its line, and counting from the start each time is quadratic."""
    return tuple(place for place, character in enumerate(text) if character == "\n")
