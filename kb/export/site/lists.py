"""The pages that list: all tasks, targets, projects with a time bar, what is due by year, search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from kb import wording
from kb.export.site import facets, pictures
from kb.export.site.catalog import Catalog, ItemRow
from kb.export.site.page import SitePage, render
from kb.export.site.pictures import Charts
from kb.schema import Target


class Bar(Struct, frozen=True, kw_only=True):
    """A project's period; `first` and `last` are years, 0 where it states none."""

    row: ItemRow
    place: int
    """Its place among all projects, in the order of the plans."""
    period: str
    first: int
    last: int


def pages(catalog: Catalog, charts: Charts) -> Iterator[SitePage]:
    """All list pages."""
    yield render("tasks", "tasks/index.html", "任务总表", catalog=catalog, facets=facets.of_items(catalog))
    yield render("search", "search/index.html", "搜索")
    yield _targets_page(catalog, charts)
    yield _projects_page(catalog, charts)
    yield render(
        "timeline",
        "timeline/index.html",
        "时限",
        toc=True,
        catalog=catalog,
        years=_timeline(catalog),
        chart=charts.years,
    )
    pairs = pictures.pairs(catalog)
    yield render(
        "graph",
        "graph/index.html",
        "协作网络",
        catalog=catalog,
        pairs=pairs,
        chart=charts.network,
        facets=facets.of_pairs(catalog, ((a.unit.id, b.unit.id) for a, b, _ in pairs)),
        said=facets.of_pair,
        heats=tuple(heat for plan in catalog.records if (heat := pictures.heat(catalog, plan)).actions),
    )


def targets_of(catalog: Catalog) -> tuple[tuple[str, tuple[tuple[ItemRow, Target], ...]], ...]:
    """(indicator, its targets by year), in order of first appearance."""
    groups: dict[str, list[tuple[ItemRow, Target]]] = defaultdict(list)
    for row in catalog.rows.values():
        for target in row.item.targets:
            groups[target.indicator].append((row, target))
    return tuple(
        (indicator, tuple(sorted(found, key=lambda pair: pair[1].year or 9999))) for indicator, found in groups.items()
    )


def _targets_page(catalog: Catalog, charts: Charts) -> SitePage:
    groups = targets_of(catalog)
    pairs = tuple(pair for _, found in groups for pair in found)
    return render(
        "targets",
        "targets/index.html",
        "指标目标",
        catalog=catalog,
        groups=groups,
        total=len(pairs),
        facets=facets.of_targets(catalog, pairs),
        said=partial(facets.of_target, catalog),
        chart=charts.trends,
    )


def projects_of(catalog: Catalog) -> dict[tuple[str, str], list[Bar]]:
    """(plan, action) to its projects, in order of first appearance."""
    rows = (row for row in catalog.rows.values() if row.item.kind == "project")
    sections: dict[tuple[str, str], list[Bar]] = defaultdict(list)
    for place, row in enumerate(rows):
        years = facets.active_years(row)
        period = wording.period(*wording.span_of(row.item))
        bar = Bar(row=row, place=place, period=period, first=min(years, default=0), last=max(years, default=0))
        sections[row.plan, row.action].append(bar)
    return sections


def _projects_page(catalog: Catalog, charts: Charts) -> SitePage:
    sections = projects_of(catalog)
    rows = [bar.row for bars in sections.values() for bar in bars]
    return render(
        "projects",
        "projects/index.html",
        "重点项目",
        catalog=catalog,
        sections=tuple((plan, section, tuple(bars)) for (plan, section), bars in sections.items()),
        chart=charts.projects,
        total=len(rows),
        facets=facets.of_projects(catalog, rows),
        said=partial(facets.of_project, catalog),
    )


def _timeline(catalog: Catalog) -> tuple[tuple[int, tuple[ItemRow, ...], tuple[tuple[ItemRow, Target], ...]], ...]:
    """(year, rows with a deadline that ends in it, targets of the year), ascending."""
    return tuple(
        (
            view.year,
            tuple(catalog.rows[item] for item in dict.fromkeys(h.item for h in view.deadlines) if item in catalog.rows),
            tuple((catalog.rows[held.item], held.target) for held in view.targets if held.item in catalog.rows),
        )
        for view in catalog.site.views.years
    )
