"""How the hits of the search are shown on the site: by type and id, everything that a line of the results needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kb import wording
from kb.export.site import addresses
from kb.export.site import catalog as catalogs
from kb.export.site.catalog import Catalog, ItemRow
from kb.export.site.model import SiteInput

Describe = Callable[[str, str, str, str | None, str], dict[str, Any]]
"""(type, id, plan, item, title) to what is shown."""


def describe(site: SiteInput) -> Describe:
    """A function from an entry of the search to what the page shows of it. Addresses count from the site's root."""
    catalog = catalogs.build_catalog(site)
    many = len(catalog.records) > 1

    def shown(type: str, id: str, plan: str, item: str | None, title: str) -> dict[str, Any]:
        name = catalog.records[plan].plan.title if many else ""
        if type == "unit":
            return _unit(catalog, id)
        row = catalog.rows.get(item or "")
        if row is None:
            line = id.rpartition("/")[2].partition(".")[0]
            return {"href": f"{addresses.text(plan)}#{line}", "name": title, "plan": name}
        return _item(row, name) | ({"name": title} if type == "target" else {})

    return shown


def _unit(catalog: Catalog, id: str) -> dict[str, Any]:
    unit, view = catalog.units[id], catalog.views.get(id)
    counts = [len(view.leads), len(view.supports), len(view.responsible)] if view else [0, 0, 0]
    return {"href": addresses.unit(id), "name": unit.name, "full": unit.full_name or "", "counts": counts}


def _item(row: ItemRow, plan: str) -> dict[str, Any]:
    chips = (*row.leads, *row.supports, *row.responsible)
    return {
        "item": row.item.id,
        "href": row.href,
        "name": row.title,
        "text": row.text,
        "where": f"{row.place} {wording.KINDS[row.item.kind]}{row.label}"
        if row.label.isascii()
        else f"{row.place} {row.label}",
        "plan": plan,
        "duties": [[chip.role, chip.name, chip.href, chip.certainty, chip.mention] for chip in chips],
        "due": [phrase.text for phrase in row.deadlines],
    }
