"""The home page: one search box, key figures, what falls due, by unit, by action, by year, the plans."""

from __future__ import annotations

from collections import Counter

from kb.export.site import plans, units
from kb.export.site.catalog import Catalog
from kb.export.site.lists import troubles
from kb.export.site.page import Page, render
from kb.views import HeldDeadline

_UNITS = 12
"""Units shown on the home page; the directory has them all."""


def page(catalog: Catalog) -> Page:
    """The home page."""
    entries = [one for one in units.directory(catalog) if one.unit.kind != "group"]
    kinds = Counter(row.item.kind for row in catalog.rows.values())
    years = catalog.site.views.years
    return render(
        "home",
        "index.html",
        catalog.site.title,
        catalog=catalog,
        kinds=kinds,
        targets=sum(len(row.item.targets) for row in catalog.rows.values()),
        units=entries[:_UNITS],
        units_total=len(catalog.site.views.units),
        most_duties=max((one.total for one in entries), default=1) or 1,
        years=years,
        most_due=max((_due(year.deadlines) for year in years), default=1) or 1,
        due={year.year: _due(year.deadlines) for year in years},
        troubles=Counter(one.severity for one in troubles(catalog) if one.dismissed is None),
        plans=plans.summaries(catalog),
        this_year=int(catalog.site.built_on[:4]),
    )


def _due(deadlines: tuple[HeldDeadline, ...]) -> int:
    """Items with something due: an item with two deadlines in a year counts once."""
    return len({held.item for held in deadlines})
