"""The vocabulary: reviewed YAML beside this file, loaded once. Code composes it into patterns; it is never in code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from kb.vocabulary import any_of as any_of
from kb.vocabulary import read_words

_FOLDER = Path(__file__).parent


@cache
def load(name: str) -> dict[str, Any]:
    """The vocabulary file `name`.yaml as a dictionary. Raises `ValueError` for a file without content or an empty list."""
    return read_words(_FOLDER / f"{name}.yaml")
