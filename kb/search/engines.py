"""Which engine: Whoosh up to some size, tantivy above it where its extra is installed; an index tells its own engine."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from kb.search.contract import Engine

LARGE = 20_000
"""Items above which the fast engine is used, or proposed where it is not installed."""


def engine_for(items: int) -> Engine:
    """The engine to write an index of so many items with."""
    return _fast() if items > LARGE and has_fast() else _embedded()


def engine_of(folder: Path) -> Engine:
    """The engine that wrote the index in `folder`; the embedded one where there is none."""
    return _fast() if (folder / "meta.json").exists() and has_fast() else _embedded()


def has_fast() -> bool:
    """Whether the extra `zeren[fast]` is installed."""
    return find_spec("tantivy") is not None and find_spec("rjieba") is not None


def _embedded() -> Engine:
    from kb.search.whoosh_engine import WhooshEngine

    return WhooshEngine()


def _fast() -> Engine:
    from kb.search.tantivy_engine import TantivyEngine

    return TantivyEngine()
