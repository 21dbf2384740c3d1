"""What the big tables can be narrowed by: the facets of a table and what each of its rows says in them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from msgspec import Struct

from kb import wording
from kb.export.site import addresses
from kb.export.site.catalog import Catalog, Chip, ItemRow
from kb.schema import Target


class Facet(Struct, frozen=True, kw_only=True):
    """One choice of the form above a table: what it is called in the address, on the page, and its values."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    """(value in the address, words), in the order in which they are offered."""
    of_duty: bool = False
    """Whether it speaks of a duty: two such facets must be met by the same duty of a row."""


def of_items(catalog: Catalog) -> tuple[Facet, ...]:
    """The facets of the table of all tasks."""
    rows = catalog.rows.values()
    units = [view.unit for view in catalog.site.views.units]
    years = sorted({year for row in rows for year in row.years})
    return (
        *_places(catalog),
        Facet(name="kind", label="类别", options=tuple(wording.KINDS.items())),
        _actions(catalog),
        _units(catalog, (unit.id for unit in units), of_duty=True),
        Facet(name="role", label="角色", options=tuple(wording.ROLE_VERBS.items()), of_duty=True),
        Facet(
            name="unitkind",
            label="单位类别",
            options=tuple((name, name) for kind, name in wording.UNIT_KINDS.items() if any(u.kind == kind for u in units)),
            of_duty=True,
        ),
        _years(years),
        Facet(name="target", label="指标", options=(("yes", "有指标"), ("no", "没有指标"))),
        Facet(name="certainty", label="可信度", options=tuple(wording.CERTAINTIES.items()), of_duty=True),
    )  # fmt: skip


def of_targets(catalog: Catalog, found: Iterable[tuple[ItemRow, Target]]) -> tuple[Facet, ...]:
    """The facets of the table of targets."""
    pairs = tuple(found)
    chips = (chip.unit for row, _ in pairs for chip in (*row.leads, *row.responsible))
    comparators = {target.comparator for _, target in pairs}
    promises = dict.fromkeys(target.commitment or "" for _, target in pairs)
    return (
        *_places(catalog),
        _units(catalog, chips),
        _years(sorted({target.year for _, target in pairs if target.year})),
        Facet(
            name="comparator",
            label="比较",
            options=tuple((sign, name) for sign, name in wording.SPOKEN.items() if sign in comparators),
        ),
        Facet(
            name="commitment",
            label="承诺",
            options=tuple((one or "none", one or "未写明") for one in sorted(promises, reverse=True)),
        ),
        Facet(name="certainty", label="可信度", options=tuple(wording.CERTAINTIES.items())),
    )


def of_projects(catalog: Catalog, rows: Iterable[ItemRow]) -> tuple[Facet, ...]:
    """The facets of the table of projects."""
    held = tuple(rows)
    sections = dict.fromkeys(row.action for row in held if row.action)
    return (
        *_places(catalog),
        Facet(name="section", label="行动", options=tuple((name, name) for name in sections)),
        _units(catalog, (chip.unit for row in held for chip in (*row.leads, *row.responsible))),
        _years(sorted({year for row in held for year in active_years(row)})),
        Facet(name="target", label="指标", options=(("yes", "有指标"), ("no", "没有指标"))),
    )


def of_pairs(catalog: Catalog, pairs: Iterable[tuple[str, str]]) -> tuple[Facet, ...]:
    """The facets of the table of units that work together."""
    return (_units(catalog, (unit for pair in pairs for unit in pair)),)


def of_pair(one: str, other: str) -> str:
    """What a row of the table of units that work together says in each facet, as JSON."""
    return json.dumps({"unit": [addresses.slug(one), addresses.slug(other)]})


def of_target(catalog: Catalog, row: ItemRow, target: Target) -> str:
    """What a row of the table of targets says in each facet, as JSON."""
    return _said(
        catalog,
        row,
        year=[str(target.year)] if target.year else [],
        comparator=[target.comparator],
        commitment=[target.commitment or "none"],
        certainty=[target.certainty],
    )


def of_project(catalog: Catalog, row: ItemRow) -> str:
    """What a row of the table of projects says in each facet, as JSON."""
    return _said(
        catalog,
        row,
        section=[row.action] if row.action else [],
        year=[str(year) for year in active_years(row)],
        target=["yes" if row.targets else "no"],
    )


def active_years(row: ItemRow) -> tuple[int, ...]:
    """The years from the row's start to its end; empty where it states neither."""
    start, end = (wording.year(one) for one in wording.span_of(row.item))
    first, last = start or end, end or start
    return tuple(range(first, last + 1)) if first and last else ()


def _said(catalog: Catalog, row: ItemRow, **facets: list[str]) -> str:
    chips: tuple[Chip, ...] = (*row.leads, *row.responsible)
    region = catalog.records[row.plan].plan.region
    said = {
        "region": [region] if region else [],
        "plan": [addresses.slug(row.plan)],
        "unit": list(dict.fromkeys(addresses.slug(chip.unit) for chip in chips)),
    }
    return json.dumps(said | facets, ensure_ascii=False, separators=(",", ":"))


def _places(catalog: Catalog) -> tuple[Facet, ...]:
    """Region and plan, each where there is more than one."""
    plans = tuple((addresses.slug(plan), record.plan.title) for plan, record in catalog.records.items())
    found = (
        Facet(name="region", label="地区", options=tuple((region, region) for region in catalog.regions)),
        Facet(name="plan", label="计划", options=plans),
    )
    return tuple(one for one in found if len(one.options) > 1)


def _actions(catalog: Catalog) -> Facet:
    actions = catalog.site.views.actions
    return Facet(name="action", label="行动", options=tuple((addresses.slug(one.id), one.name) for one in actions))


def _units(catalog: Catalog, ids: Iterable[str], *, of_duty: bool = False) -> Facet:
    """The units, those with most duties first."""
    wanted = set(ids)
    ordered = [view.unit.id for view in catalog.site.views.units if view.unit.id in wanted]
    ordered += sorted(wanted.difference(ordered) & catalog.units.keys())
    options = tuple((addresses.slug(one), catalog.units[one].name) for one in ordered)
    return Facet(name="unit", label="单位", options=options, of_duty=of_duty)


def _years(years: Iterable[int]) -> Facet:
    return Facet(name="year", label="年份", options=tuple((str(year), f"{year}年") for year in years))
