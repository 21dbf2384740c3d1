"""Reviewed lists of words: read from YAML, and composed into patterns by code. No list of words stands in code itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from kb.script import simplified

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_words(file: Traversable) -> dict[str, Any]:
    """A vocabulary file as a dictionary. Raises `ValueError` for a file without content or with an empty list in it."""
    data = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
    if not isinstance(data, dict) or not data:
        raise ValueError(f"{file.name} is empty")
    for key, value in data.items():
        if value in (None, [], {}):
            raise ValueError(f"{file.name}: {key} is empty")
    return data


def any_of(words: Iterable[str]) -> str:
    """A regex group that matches any of the literal `words`, longest first. Raises `ValueError` for no words.

    A word in traditional script is matched in simplified script too: what it is compared with may be folded.
    """
    written = list(words)
    if not written:
        raise ValueError("no words to match")
    return f"(?:{_tree(sorted({*written, *map(simplified, written)}))})"


def _tree(words: list[str]) -> str:
    """The sorted words as a tree of their characters, so that not every word is tried at every position.

    Words that match at one position begin each other, so the longest is tried first, and then the shorter, as in a list.
    """
    if len(words) == 1:
        return re.escape(words[0])
    rest: dict[str, list[str]] = {}
    for word in filter(None, words):
        rest.setdefault(word[0], []).append(word[1:])
    branches = "|".join(re.escape(first) + _tree(ends) for first, ends in rest.items())
    return f"(?:{branches})?" if "" in words else f"(?:{branches})" if len(rest) > 1 else branches
