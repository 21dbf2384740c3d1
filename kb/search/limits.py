"""How long a query or a question may be: one limit for the command line, the service, assistants and the browser."""

from __future__ import annotations

import re

from kb.errors import UsageError
from kb.search.folding import fold
from kb.search.notes import note

CHARACTERS = 400
"""Characters of a query or a question at most: a long paragraph."""
WORDS = 50
"""Different words of a query at most, counted where blanks or marks part them."""
MATTER = 40
"""Characters of the matter of a question at most, where no pattern says which words of the question it is."""

_WORD = re.compile(r"[\w.]+")
_HALF = re.compile("[\ud800-\udfff]")


class TooLongError(UsageError):
    """The query or question is beyond the limit."""


def checked_query(query: str) -> str:
    """The query as it is taken: halves of characters, which no answer could repeat, become �.

    Raises `TooLongError` for more than `CHARACTERS` characters or `WORDS` different words.
    The browser counts alike: Unicode characters, and words of the folded text (`search-index.js`).
    """
    length = len(query)
    if length <= CHARACTERS:
        length = max(length, len(fold(query)))  # one character may be folded into eighteen
    if length > CHARACTERS:
        raise TooLongError(note("long", count=length, most=CHARACTERS), advice=note("shorter"))
    if (words := words_in(query)) > WORDS:
        raise TooLongError(note("many", count=words, most=WORDS), advice=note("shorter"))
    return _HALF.sub("\ufffd", query)


def words_in(query: str) -> int:
    """Different words, however they are parted: blanks, marks.

    >>> words_in("垃圾，分类 垃圾"), words_in("(((("), words_in("")
    (2, 0, 0)
    """
    return len({word for part in query.split() for word in _WORD.findall(fold(part))})
