"""Every price of the price list is pinned: moved, it changes what some written case says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from parser.cells.prices import Prices, prices
from parser.cut.glued_rows import read_cells
from parser.pipeline import read_record
from tests.layouts.written import case, write
from tests.plans.test_plans import PLANS

PINS: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "prices.yaml").read_text(encoding="utf-8")
)
"""Kind of cell → look → the case (a plan, or a written case and its layout) and another price that reads it differently."""
PAIRS = [(kind, look) for kind, pinned in PINS.items() for look in pinned]


@pytest.fixture
def listed() -> Iterator[Prices]:
    """The price list, put back as it was."""
    kept = {kind: dict(looks) for kind, looks in prices().items()}
    read_cells.cache_clear()
    yield prices()
    prices().update(kept)
    read_cells.cache_clear()


def test_every_price_is_pinned() -> None:
    assert [(kind, look) for kind, looks in prices().items() for look in looks] == PAIRS


@pytest.mark.parametrize(("kind", "look"), PAIRS)
def test_another_price_reads_otherwise(kind: str, look: str, listed: Prices, tmp_path: Path) -> None:
    pin = PINS[kind][look]
    name, _, layout = pin["case"].partition("@")
    source = write(case(name), layout, tmp_path) if layout else PLANS / name / "source.txt"
    before = read_record(source).items
    listed[kind] = listed[kind] | {look: pin["otherwise"]}
    read_cells.cache_clear()
    assert read_record(source).items != before
