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
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
