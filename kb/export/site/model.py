"""What the site is made from: records and views, plain data handed in by `scripts`."""

from __future__ import annotations

from msgspec import Struct

from kb.schema import Record
from kb.units import Succession
from kb.views import Views


class SiteInput(Struct, frozen=True, kw_only=True):
    """Everything the site shows. The same input gives the same bytes."""

    title: str = "责任图谱"
    """Name of the site, from the workspace."""
    region: str | None = None
    records: tuple[Record, ...]
    """By plan id."""
    views: Views
    successions: dict[str, tuple[Succession, ...]] = {}
    """By unit id: the steps to its successors; a unit that did not change is left out."""
    built_on: str
    """ISO date of the build; decides what counts as overdue and stands in the footer of the pages."""
    version: str = ""
    """Version of zeren; empty where it is not known."""
