"""Indicator tables (being written)."""

from __future__ import annotations

from kb.schema import Target


def cell_targets(indicator: str, value: str, *, year: int | None, unit: str | None) -> tuple[Target, ...]:
    """Targets of a row of an indicator table."""
    return ()
