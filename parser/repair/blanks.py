"""Blanks inside words: a hard or ideographic space between two characters of one word."""

from __future__ import annotations

import re

from kb.schema import Repair
from parser.repair.words import words

_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff]{3})[\xa0\u3000\u2002-\u200a\u202f\u205f]{1,2}(?=[\u4e00-\u9fff]{3})"  # in running text
)
_HABIT = 3
"""How often the joined words must stand unbroken elsewhere in the document."""


def blanks(text: str) -> list[Repair]:
    """Close a gap inside a word.

    Why: a page marks where a line may break, or an editor pads a line, with hard or ideographic spaces, and copying
    keeps them: 区环\\u3000保局 is found by no search. Headings set words apart on purpose (第一章\\u3000总则), so a gap
    is closed only inside running text, where the characters about it make up a word, and where the document writes
    the same characters without a gap several times elsewhere.

    >>> text = "加强环境保护。落实环境保护责任。推进环境保护。"
    >>> [r.start for r in blanks(text + "切实加强环境\\u3000保护工作。"  )]
    [29]
    """
    found = []
    for match in _GAP.finditer(text):
        start, end = match.span()
        around = text[start - 2 : start] + text[end : end + 2]
        crosses = any(words().number(around[i:j]) >= 0 for i in (0, 1) for j in (3, 4))
        if crosses and text.count(around) >= _HABIT:
            found.append(Repair(start=start, end=end, before=match[0], after="", certainty="inferred", fix="blanks"))
    return found
