"""Every layout has an example among the fixture plans: one without fails here."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parser import layout
from parser.layout import Layout
from parser.pipeline import read_record

PLANS = Path(__file__).parents[1] / "plans"
READERS = sorted(
    name for name, value in vars(layout).items() if name.startswith("read_") and name != "read_part" and callable(value)
)


def test_the_table_of_layouts_is_read() -> None:
    assert READERS == ["read_flat_table", "read_grid_table", "read_outline"]
    told = inspect.getdoc(layout.read_part) or ""
    assert [word for word in ("flat_table", "outline", "grid_table") if word not in told] == []


def test_every_layout_has_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    found: Counter[str] = Counter()

    def counted(name: str, reader: Callable[..., Any]) -> Callable[..., Any]:
        def read(*given: Any, **named: Any) -> Any:
            made = reader(*given, **named)
            held: Layout = made[0] if isinstance(made, tuple) and isinstance(made[0], Layout) else made
            found[name] += len(held.drafts)
            return made

        return read

    for name in READERS:
        monkeypatch.setattr(layout, name, counted(name, getattr(layout, name)))
    for source in sorted(PLANS.glob("*/source.*")):
        read_record(source)
    assert [name for name in READERS if not found[name]] == []
