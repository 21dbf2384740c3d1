"""The words that `frames.yaml` knows, and how a stretch of a question is made up of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

MARKS = ",。;:、\"'《》()?!·…"
"""Marks that people put between words, and that belong to a matter inside it."""
LONGEST_WORD = 12
"""Characters of a known word at most."""


class Frame(Struct, frozen=True):
    """Which question it is, by the slots and the classes of the other words."""

    intent: str
    of: tuple[str, ...]
    has: tuple[str, ...]
    may: tuple[str, ...]
    set: dict[str, str] = {}
    """Further slots that the frame gives."""


class Around(Struct, frozen=True):
    """What people put around the name of a matter."""

    before: tuple[str, ...]
    behind: tuple[str, ...]


class Frames(Struct, frozen=True):
    """What `frames.yaml` holds."""

    refuse: tuple[str, ...]
    cuts: tuple[tuple[str, tuple[str, ...]], ...]
    words: dict[str, tuple[str, ...]]
    soft: tuple[str, ...]
    always: tuple[str, ...]
    light: tuple[str, ...]
    dropped: tuple[str, ...]
    around: Around
    frames: tuple[Frame, ...]


@cache
def frames() -> Frames:
    """The reviewed words and frames."""
    data: Any = yaml.safe_load(Path(__file__).with_name("frames.yaml").read_text(encoding="utf-8"))
    return msgspec.convert(data, Frames)


@cache
def lexicon() -> dict[str, frozenset[str]]:
    """Classes of every known word; none for a word that says nothing, `soft` beside others for one that may say nothing."""
    nothing = (*frames().soft, *MARKS)
    found: dict[str, set[str]] = {word: set() for word in nothing}
    for name, words in frames().words.items():
        for word in words:
            found.setdefault(word, set()).add(name)
    for word in nothing:
        found[word] |= {"soft"} if found[word] else set()
    return {word: frozenset(classes) for word, classes in found.items()}


@cache
def light_words() -> frozenset[str]:
    """Those that may be left out inside a matter."""
    light = frozenset(frames().light)
    return frozenset((*frames().dropped, *(word for word, classes in lexicon().items() if classes <= light)))


Words = tuple[str, ...]


def beginnings(text: str, places: Iterable[str] = ()) -> list[Words | None]:
    """The fewest known words, or names of places, that make up each beginning of the text, by its length; null where none do."""
    known, named = lexicon(), frozenset(places)
    best: list[Words | None] = [()]
    for end in range(1, len(text) + 1):
        ways: list[Words] = [
            (*before, word)
            for start in range(max(0, end - LONGEST_WORD), end)
            if (before := best[start]) is not None and ((word := text[start:end]) in known or word in named)
        ]
        best.append(min(ways, key=len, default=None))
    return best


def endings(text: str, places: Sequence[str] = ()) -> list[Words | None]:
    """The same for every end of the text, by where it begins."""
    known, named = lexicon(), frozenset(places)
    best: list[Words | None] = [None] * len(text) + [()]
    for start in range(len(text) - 1, -1, -1):
        ways: list[Words] = [
            (word, *after)
            for end in range(start + 1, min(len(text), start + LONGEST_WORD) + 1)
            if (after := best[end]) is not None and ((word := text[start:end]) in known or word in named)
        ]
        best[start] = min(ways, key=len, default=None)
    return best
