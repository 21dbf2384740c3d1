"""The pages that list: all tasks, targets, projects with a time bar, what is due by year, findings, search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from kb.export.site import addresses, charts, facets, pictures, words
from kb.export.site.catalog import Catalog, Row
from kb.export.site.page import Page, render
from kb.schema import Issue, Span, Target

_CONTEXT = 24
"""Characters shown before and after the words of a finding."""


class Bar(Struct, frozen=True, kw_only=True):
    """A project's period; `first` and `last` are years, 0 where it states none."""

    row: Row
    place: int
    """Its place among all projects, in the order of the plans."""
    period: str
    first: int
    last: int


class Words(Struct, frozen=True, kw_only=True):
    """Words that prove a finding, with some of what stands around them, and where they are read."""

    row: Row | None
    text: str
    before: str = ""
    after: str = ""
    href: str = ""
    """Where they stand in the source text; empty where that is not known."""
    line: int | None = None
    """Line of the source text, from 1."""


class Trouble(Struct, frozen=True, kw_only=True):
    """A finding of the checks or an issue of a record, as the page of checks shows it."""

    severity: str
    message: str
    code: str
    plan: str
    rows: tuple[Row, ...]
    quotes: tuple[Words, ...]
    dismissed: str | None
    id: str = ""
    """What `zeren check --dismiss` calls it; empty for an issue of the record, which is mended and not dismissed."""


def pages(catalog: Catalog) -> Iterator[Page]:
    """All list pages."""
    yield render("tasks", "tasks/index.html", "任务总表", catalog=catalog, facets=facets.of_items(catalog))
    yield render("search", "search/index.html", "搜索")
    yield _targets_page(catalog)
    yield _projects_page(catalog)
    yield render(
        "timeline",
        "timeline/index.html",
        "时限",
        toc=True,
        catalog=catalog,
        years=_timeline(catalog),
        chart=charts.year_bars(catalog),
    )
    network = pictures.network(catalog)
    yield render(
        "graph",
        "graph/index.html",
        "协作网络",
        catalog=catalog,
        network=network,
        facets=facets.of_pairs(catalog, ((a.unit.id, b.unit.id) for a, b, _ in network.pairs)),
        said=facets.of_pair,
        heats=tuple(heat for plan in catalog.records if (heat := pictures.heat(catalog, plan)).actions),
        width=pictures.WIDTH,
        height=pictures.HEIGHT,
    )
    found = troubles(catalog)
    by_severity = tuple(
        (severity, tuple(one for one in found if one.severity == severity and one.dismissed is None))
        for severity in words.SEVERITIES
    )
    yield render(
        "checks",
        "checks/index.html",
        "核查",
        toc=True,
        catalog=catalog,
        groups=by_severity,
        dismissed=tuple(one for one in found if one.dismissed is not None),
    )


def _targets(catalog: Catalog) -> tuple[tuple[str, tuple[tuple[Row, Target], ...]], ...]:
    """(indicator, its targets by year), in order of first appearance."""
    groups: dict[str, list[tuple[Row, Target]]] = defaultdict(list)
    for row in catalog.rows.values():
        for target in row.item.targets:
            groups[target.indicator].append((row, target))
    return tuple(
        (indicator, tuple(sorted(found, key=lambda pair: pair[1].year or 9999))) for indicator, found in groups.items()
    )


def _targets_page(catalog: Catalog) -> Page:
    groups = _targets(catalog)
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
        chart=charts.trends(groups),
    )


def _projects_page(catalog: Catalog) -> Page:
    rows = tuple(row for row in catalog.rows.values() if row.item.kind == "project")
    sections: dict[tuple[str, str], list[Bar]] = defaultdict(list)
    for place, row in enumerate(rows):
        years = facets.active_years(row)
        period = words.period(*words.span_of(row.item))
        bar = Bar(row=row, place=place, period=period, first=min(years, default=0), last=max(years, default=0))
        sections[row.plan, row.action].append(bar)
    return render(
        "projects",
        "projects/index.html",
        "重点项目",
        catalog=catalog,
        sections=tuple((plan, section, tuple(bars)) for (plan, section), bars in sections.items()),
        chart=charts.gantt((bar.row, bar.period, bar.first, bar.last) for bars in sections.values() for bar in bars),
        total=len(rows),
        facets=facets.of_projects(catalog, rows),
        said=partial(facets.of_project, catalog),
    )


def _timeline(catalog: Catalog) -> tuple[tuple[int, tuple[Row, ...], tuple[tuple[Row, Target], ...]], ...]:
    """(year, rows with a deadline that ends in it, targets of the year), ascending."""
    return tuple(
        (
            view.year,
            tuple(catalog.rows[item] for item in dict.fromkeys(h.item for h in view.deadlines) if item in catalog.rows),
            tuple((catalog.rows[held.item], held.target) for held in view.targets if held.item in catalog.rows),
        )
        for view in catalog.site.views.years
    )


def troubles(catalog: Catalog) -> tuple[Trouble, ...]:
    """Findings of the checks, then issues of the records; contradictions first, dismissed ones last."""
    found = [
        Trouble(
            severity=one.severity,
            message=one.message,
            code=one.code,
            plan=one.plan,
            rows=tuple(catalog.rows[item] for item in one.items if item in catalog.rows),
            quotes=tuple(_quote(catalog, one.plan, quote.span, catalog.rows.get(quote.item)) for quote in one.quotes),
            dismissed=one.dismissed,
            id=one.id,
        )
        for one in catalog.site.views.findings
    ]
    found += [_issue(catalog, plan, issue) for plan, record in catalog.records.items() for issue in record.issues]
    order = ("error", "warning", "info")
    return tuple(sorted(found, key=lambda one: (one.dismissed is not None, order.index(one.severity))))


def _issue(catalog: Catalog, plan: str, issue: Issue) -> Trouble:
    row = catalog.rows.get(issue.item or "")
    if row is None and issue.span:
        row = _row_at(catalog, plan, issue.span[0])
    return Trouble(
        severity=issue.severity,
        message=issue.message,
        code=issue.code,
        plan=plan,
        rows=(row,) if row else (),
        quotes=(_quote(catalog, plan, issue.span, row),) if issue.span else (),
        dismissed=None,
    )


def _row_at(catalog: Catalog, plan: str, place: int) -> Row | None:
    """The smallest item of the plan that the place in the text lies in."""
    items = [one for one in catalog.records[plan].items if one.span[0] <= place < one.span[1]]
    smallest = min(items, key=lambda one: one.span[1] - one.span[0], default=None)
    return catalog.rows[smallest.id] if smallest else None


def _quote(catalog: Catalog, plan: str, span: Span, row: Row | None) -> Words:
    text = catalog.records[plan].text
    line = text.count("\n", 0, span[0]) + 1
    start, end = text.rfind("\n", 0, span[0]) + 1, text.find("\n", span[1])
    anchor = row.href if row else f"{addresses.text(plan)}#{addresses.line_anchor(line)}"
    return Words(
        row=row,
        text=words.short("".join(text[slice(*span)].split()), 120),
        before=text[max(start, span[0] - _CONTEXT) : span[0]].lstrip(),
        after=text[span[1] : min(end if end >= 0 else len(text), span[1] + _CONTEXT)].rstrip(),
        href=anchor,
        line=line,
    )
