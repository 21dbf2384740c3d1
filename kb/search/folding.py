"""Folding: what makes two spellings the same for search. Width, case, quotation marks; white space does not count.

Folding goes character by character, so that a substring of a text always folds to a substring of the folded text.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SAME = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "―": "-", "•": "·", "・": "·"}
"""Quotation marks and dashes that writers and repairs use for one another."""
_TABLE = str.maketrans(SAME)


@lru_cache(maxsize=1 << 16)
def _fold_character(character: str) -> str:
    if character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Cs"):
        return ""
    plain = unicodedata.normalize("NFKC", character).casefold().translate(_TABLE)
    return "".join(c for c in plain if not c.isspace())


class _Folded(dict[int, str]):
    """The folded form of every character seen so far, by code point; `str.translate` asks it."""

    def __missing__(self, point: int) -> str:
        self[point] = folded = _fold_character(chr(point))
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """The text as it is compared: half width, lower case, straight quotes, without white space and control characters.

    >>> fold("ＰＭ２.５ 年均“浓度”")
    'pm2.5年均"浓度"'
    """
    return text.translate(_FOLDED)


def fold_with_origin(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the position in `text` that it comes from.

    >>> fold_with_origin("第 ㎡")
    ('第m2', [0, 2, 2])
    """
    folded: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        for c in _fold_character(character):
            folded.append(c)
            origin.append(position)
    return "".join(folded), origin
