"""The pages of a plan: the list of plans, a plan's own page; its text and its repairs have modules of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from kb import wording
from kb.export.site import addresses, checks, pictures, repairs, source, versions
from kb.export.site.catalog import Catalog, ItemRow
from kb.export.site.page import SitePage, render
from kb.schema import Record, Unit


class Fact(Struct, frozen=True):
    """A line of the plan's description; an empty value is not stated in the document."""

    name: str
    value: str


def pages(catalog: Catalog) -> Iterator[SitePage]:
    """The list of plans, then the pages of each."""
    yield render("plans", "plans/index.html", "计划", catalog=catalog, plans=summaries(catalog))
    for record in catalog.site.records:
        yield _plan(catalog, record)
        yield source.page(catalog, record)
        yield repairs.page(record)


class Summary(Struct, frozen=True, kw_only=True):
    """A plan in a list of plans."""

    record: Record
    href: str
    text_href: str
    kinds: Counter[str]
    """Items by kind."""
    targets: int
    units: int


def summary(record: Record) -> Summary:
    """The plan's figures."""
    return Summary(
        record=record,
        href=addresses.plan(record.plan.id),
        text_href=addresses.text(record.plan.id),
        kinds=Counter(item.kind for item in record.items),
        targets=sum(len(item.targets) for item in record.items),
        units=len(record.units),
    )


def summaries(catalog: Catalog) -> tuple[Summary, ...]:
    """All plans, the youngest first."""
    records = sorted(catalog.site.records, key=lambda one: one.plan.issued_on or "", reverse=True)
    return tuple(summary(record) for record in records)


def facts(record: Record) -> tuple[Fact, ...]:
    """What the document says about itself."""
    plan = record.plan
    period = wording.period(str(plan.start_year or ""), str(plan.end_year or ""))
    return (
        Fact("文号", plan.document_number or ""),
        Fact("索引号", plan.index_number or ""),
        Fact("发布机构", plan.issuer or ""),
        Fact("地区", plan.region or ""),
        Fact("发布日期", wording.date(plan.issued_on) if plan.issued_on else ""),
        Fact("实施期", period),
    )


def _plan(catalog: Catalog, record: Record) -> SitePage:
    rows = [row for row in catalog.rows.values() if row.plan == record.plan.id]
    own = {item.id for item in record.items}
    actions = [action for action in catalog.site.views.actions if action.plan == record.plan.id]
    shown = [repair for repair in record.repairs if source.visible(repair)]
    return render(
        "plan",
        addresses.plan(record.plan.id),
        record.plan.title,
        toc=True,
        catalog=catalog,
        record=record,
        summary=summary(record),
        facts=facts(record),
        parts=tuple(dict.fromkeys(row.place for row in rows)),
        sections=tuple(dict.fromkeys(row.action for row in rows)),
        sizes=Counter((row.place, row.action) for row in rows),
        slugs={action.name: addresses.slug(action.id) for action in actions},
        repairs=Counter(repair.certainty for repair in shown),
        repairs_total=len(shown),
        coverage=_coverage(record),
        heat=pictures.heat(catalog, record.plan.id),
        goals=_goals(catalog, record),
        references=tuple(one for one in catalog.site.views.references if one.plan == record.plan.id),
        shared=tuple(one for one in catalog.site.views.shared if any(item in own for item in one.items)),
        troubles=Counter(
            one.severity for one in checks.troubles(catalog) if one.plan == record.plan.id and one.dismissed is None
        ),
        certainty=Counter(duty.certainty for item in record.items for duty in item.duties),
        rows=catalog.rows,
        editions=versions.editions(catalog, record.plan.id),
        changes=versions.CHANGES,
    )


def _goals(catalog: Catalog, record: Record) -> tuple[tuple[ItemRow, tuple[Unit, ...]], ...]:
    """The goals with figures, each with the units of its own and of the items that detail it, measures seen through."""
    found = []
    for item in record.items:
        if item.kind != "goal" or not item.stated_targets:
            continue
        near = catalog.details.get(item.id, ())
        items = [item.id, *near, *(far for one in near for far in catalog.details.get(one, ()))]
        units = dict.fromkeys(
            duty.unit for one in items if one in catalog.rows for duty in catalog.rows[one].item.duties
        )
        found.append((catalog.rows[item.id], tuple(catalog.units[unit] for unit in units if unit in catalog.units)))
    return tuple(found)


def _coverage(record: Record) -> tuple[tuple[str, int, float], ...]:
    """(class, characters, percent) for every class of characters."""
    coverage = record.coverage
    total = coverage.characters or 1
    classes = (
        ("任务、措施、目标、项目", coverage.in_items),
        ("标题与表头", coverage.in_headings),
        ("前言与说明", coverage.in_front_matter),
        ("网页附带文字", coverage.in_boilerplate),
        ("尚未归类", coverage.unplaced),
    )
    return tuple((name, count, 100 * count / total) for name, count in classes)
