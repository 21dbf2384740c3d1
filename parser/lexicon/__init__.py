"""The vocabulary: reviewed YAML beside this file, loaded once. Code composes it into patterns; it is never in code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kb.script import simplified

_FOLDER = Path(__file__).parent


@cache
def load(name: str) -> dict[str, Any]:
    """The vocabulary file `name`.yaml as a dictionary. Raises `ValueError` for a file without content or an empty list."""
    data = yaml.load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=_LOADER)
    if not isinstance(data, dict) or not data:
        raise ValueError(f"{name}.yaml is empty")
    for key, value in data.items():
        if value in (None, [], {}):
            raise ValueError(f"{name}.yaml: {key} is empty")
    return data


def any_of(words: list[str]) -> str:
    """A regex group that matches any of the literal `words`, longest first. Raises `ValueError` for no words.

    A word in traditional script is matched in simplified script too: what it is compared with may be folded.
    """
    if not words:
        raise ValueError("no words to match")
    words = list(dict.fromkeys((*words, *map(simplified, words))))
    return f"(?:{_tree(sorted(words))})"


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


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
