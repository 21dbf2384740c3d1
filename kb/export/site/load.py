"""The page of responsibility measured: who carries how much, who never leads, who works together, what nobody leads."""

from __future__ import annotations

from msgspec import Struct

from kb.export.site import addresses
from kb.export.site.catalog import Catalog, ItemRow
from kb.export.site.page import SitePage, render
from kb.views import UnitLoad

_PAIRS = 30
"""Pairs shown; the page of the network has them all."""


class UnitShare(Struct, frozen=True):
    """What one unit carries, with its name and page."""

    name: str
    href: str
    load: UnitLoad


def page(catalog: Catalog) -> SitePage:
    """The page, from the load that the views hold."""
    load = catalog.site.views.load
    known = catalog.units
    years = tuple(sorted({year for one in load.units for year, _ in one.years}))
    units = tuple(
        UnitShare(known[one.unit].name, addresses.unit(one.unit), one) for one in load.units if one.unit in known
    )
    pairs = tuple(
        (known[one.one], known[one.other], one.items)
        for one in load.pairs[:_PAIRS]
        if one.one in known and one.other in known
    )
    between = sorted((one for one in units if one.load.betweenness), key=lambda one: -one.load.betweenness)
    gaps: tuple[ItemRow, ...] = tuple(catalog.rows[item] for item in load.without_lead if item in catalog.rows)
    return render(
        "load",
        "load/index.html",
        "责任分析",
        toc=True,
        catalog=catalog,
        units=units,
        years=years,
        most=max((_total(one.load) for one in units), default=1) or 1,
        due={one.load.unit: dict(one.load.years) for one in units},
        never=tuple(known[unit] for unit in load.never_lead if unit in known),
        pairs=pairs,
        between=tuple(between[:12]),
        gaps=gaps,
    )


def _total(load: UnitLoad) -> int:
    return load.leads + load.supports + load.responsible
