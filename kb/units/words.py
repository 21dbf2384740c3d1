"""The reviewed lists of this package's `data` folder."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from kb.vocabulary import read_words


@cache
def unit_words(name: str) -> dict[str, Any]:
    """Content of `data/<name>.yaml`. Raises `ValueError` for an empty file or list."""
    return read_words(files(__package__) / "data" / f"{name}.yaml")
