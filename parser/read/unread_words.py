"""Words that a file holds and its print does not: struck out, hidden. They are no text; notes quote them."""

from __future__ import annotations

from collections.abc import Iterable

_QUOTED, _LONGEST = 5, 20
"""Places that a note quotes, and characters of each."""


def struck_note(places: Iterable[str]) -> tuple[str, ...]:
    """The note on struck words, which who reads the print takes for deleted; no note where no place holds a word.

    >>> struck_note(["县政府办", " "])
    ('文档里有 1 处文字带删除线, 按已删除处理, 没有收入: “县政府办”',)
    """
    return _note("文档里有 {} 处文字带删除线, 按已删除处理, 没有收入: ", places)


def hidden_note(places: Iterable[str]) -> tuple[str, ...]:
    """The note on hidden words, as `struck_note`."""
    return _note("文档里有 {} 处隐藏文字, 没有收入: ", places)


def _note(told: str, places: Iterable[str]) -> tuple[str, ...]:
    words = [joined for place in places if (joined := "".join(place.split()))]
    quoted = "".join(f"“{word[:_LONGEST]}{'…' if len(word) > _LONGEST else ''}”" for word in words[:_QUOTED])
    return (told.format(len(words)) + quoted + ("等" if len(words) > _QUOTED else ""),) if words else ()
