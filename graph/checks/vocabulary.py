"""The vocabulary of the checks: words.yaml beside this file, loaded once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import yaml


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lists of words.yaml; what each is for stands there."""

    promises: tuple[str, ...]
    extents: tuple[frozenset[str], ...]
    levels: frozenset[str]
    scopes: tuple[tuple[str, ...], ...]
    above: tuple[str, ...]
    idle: frozenset[str]
    papers: tuple[str, ...]
    selves: tuple[str, ...]
    own_area: tuple[str, ...]
    kinds_of_units: tuple[str, ...]
    form_only: frozenset[str]
    work: tuple[str, ...]
    before_numbers: tuple[str, ...]
    number_letters: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The words. Raises `msgspec.ValidationError` for a file of another form."""
    file = Path(__file__).with_name("words.yaml")
    return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), Vocabulary)
