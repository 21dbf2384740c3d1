"""Columns: what the header words of a table say each column holds, read in company of the other columns."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from parser.lexicon import load

UNIT_ROLES = ("lead", "support", "responsible")
TIME_ROLES = ("start", "end", "deadline")
OTHER = "other"
"""Role of a column whose header the vocabulary does not know."""


@cache
def _roles() -> dict[str, str]:
    return {fold(word): role for role, words in load("headers").items() for word in words}


def fold(word: str) -> str:
    """A header as compared: half-width, lower case, without white space, brackets' content and punctuation.

    >>> fold("责任单位（部门） ")
    '责任单位'
    """
    folded = unicodedata.normalize("NFKC", word).lower()
    folded = re.sub(r"\([^)]*\)", "", folded) or folded
    return re.sub(r"[\s:：、，,/及和与()]+", "", folded)


def column_role(header: str) -> str | None:
    """Role of a header cell, or None when the vocabulary does not know it.

    Exact words first; then a known word at its end (市级牵头单位), for headers that carry a scope or a year.
    """
    folded = fold(header)
    roles = _roles()
    if folded in roles:
        return roles[folded]
    if not 2 < len(folded) <= 14:
        return None
    for word in sorted(roles, key=lambda w: (-len(w), w)):
        if len(word) >= 3 and (folded.endswith(word) or (folded.startswith(word) and roles[word] in UNIT_ROLES)):
            return roles[word]
    return None


def settle(roles: list[str]) -> list[str]:
    """Roles read in company: 责任单位 beside 牵头单位 is supporting; of several text columns the last one governs.

    >>> settle(["number", "text", "lead", "responsible"])
    ['number', 'text', 'lead', 'support']
    """
    settled = list(roles)
    if "lead" in settled and "support" not in settled:
        settled = ["support" if r == "responsible" else r for r in settled]
    if "text" not in settled:
        titles = [k for k, r in enumerate(settled) if r == "title"]
        if len(titles) > 1:
            settled[titles[-1]] = "text"
    return settled
