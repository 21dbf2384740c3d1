"""The unit directory and the responsibility page of every unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct
from pypinyin import Style, lazy_pinyin

from kb import wording
from kb.export.site import addresses, unit_files
from kb.export.site.catalog import Catalog, ItemRow, by_action, duty_counts
from kb.export.site.page import SitePage, render
from kb.export.site.pictures import Charts
from kb.schema import Unit
from kb.units import Succession
from kb.views import UnitView


class DirectoryLine(Struct, frozen=True, kw_only=True):
    """A line of the directory."""

    unit: Unit
    href: str
    leads: int
    supports: int
    responsible: int
    through_groups: int
    keys: str
    """What the chooser looks in: names, aliases, pinyin, initials."""
    today: tuple[str, ...]
    """Names of the units that it became; empty where it has not changed."""

    @property
    def total(self) -> int:
        """Direct duties of any role."""
        return self.leads + self.supports + self.responsible

    @property
    def hint(self) -> str:
        """How a reader may look for it: 区环保局、huanbaoju、hbj would all do; here the name and the initials."""
        initials = "".join(lazy_pinyin(self.unit.name, style=Style.FIRST_LETTER))
        return f"{self.unit.name}、{initials}"


def keys(unit: Unit, became: Iterable[Succession] = ()) -> str:
    """Names, pinyin and initials of a unit and of those that it became, parted by blanks, in lower case.

    >>> keys(Unit(id="x", name="区环保局"))
    '区环保局 quhuanbaoju qhbj'
    """
    names = dict.fromkeys([unit.name, unit.full_name or unit.name, *unit.aliases, *(step.name for step in became)])
    spelled: dict[str, None] = {}
    for name in names:
        spelled["".join(lazy_pinyin(name))] = None
        spelled["".join(lazy_pinyin(name, style=Style.FIRST_LETTER))] = None
    return " ".join([*names, *spelled]).lower()


def entry(catalog: Catalog, view: UnitView) -> DirectoryLine:
    """The directory's line of a unit."""
    counts, became = duty_counts(view), catalog.site.successions.get(view.unit.id, ())
    return DirectoryLine(
        unit=view.unit,
        href=addresses.unit(view.unit.id),
        leads=counts["lead"],
        supports=counts["support"],
        responsible=counts["responsible"],
        through_groups=len(view.through_groups),
        keys=keys(view.unit, became),
        today=tuple(dict.fromkeys(step.name for step in became if step.current)),
    )


def directory(catalog: Catalog) -> tuple[DirectoryLine, ...]:
    """All units, most duties first as the views order them."""
    return tuple(entry(catalog, view) for view in catalog.site.views.units)


def pages(catalog: Catalog) -> Iterator[SitePage]:
    """A page a unit."""
    for view in catalog.site.views.units:
        yield _unit_page(catalog, view)


def directory_page(catalog: Catalog, charts: Charts) -> SitePage:
    """The directory of all units."""
    entries = directory(catalog)
    single = tuple(one for one in entries if one.unit.kind != "group")
    groups = tuple(one for one in entries if one.unit.kind == "group")
    return render("units", "units/index.html", "单位目录", single=single, groups=groups, chart=charts.units)


def headline(catalog: Catalog, view: UnitView) -> str:
    """One line that can be read aloud: what the unit answers for and what comes next."""
    counts = duty_counts(view)
    parts = [
        f"牵头{counts['lead']}项" if counts["lead"] else "",
        f"配合{counts['support']}项" if counts["support"] else "",
        f"责任{counts['responsible']}项" if counts["responsible"] else "",
    ]
    told = "、".join(part for part in parts if part) or "没有直接承担的事项"
    dates = sorted({due for held in view.deadlines if (due := wording.due(held.deadline))})
    coming = [due for due in dates if due >= catalog.site.built_on[: len(due)]]
    if coming:
        return f"{told}，最近一项{wording.due_date(coming[0])}到期。"
    return (
        f"{told}，写明的时限均已过，最后一项为{wording.due_date(dates[-1])}。" if dates else f"{told}，均未写明时限。"
    )


class PartnerLink(Struct, frozen=True, kw_only=True):
    """A unit that shares duties with the page's unit."""

    name: str
    href: str
    count: int


class UnitDownload(Struct, frozen=True):
    """A file of the unit: its name when saved, its address from the unit's page, what the button says."""

    name: str
    href: str
    title: str


class SuccessionStep(Struct, frozen=True):
    """Who the unit became: name, page (empty where no plan names it), and on what ground."""

    name: str
    href: str
    note: str


def _steps(catalog: Catalog, unit: str) -> tuple[SuccessionStep, ...]:
    """Today's successors of the unit."""
    return tuple(
        SuccessionStep(
            one.name,
            addresses.unit(one.unit.id) if one.unit.id in catalog.views else "",
            "，".join(filter(None, (one.part, f"{wording.date(one.date)}起" if one.date else "", one.basis,
                                    "待核" if one.status == "suggested" else ""))),
        )
        for one in catalog.site.successions.get(unit, ())
        if one.current
    )  # fmt: skip


def _downloads(unit: Unit) -> tuple[UnitDownload, ...]:
    return tuple(
        UnitDownload(unit_files.file_name(unit.name, form), unit_files.address(unit.id, form).rsplit("/", 1)[-1], title)
        for form, title in unit_files.FORMS
    )


def _unit_page(catalog: Catalog, view: UnitView) -> SitePage:
    unit, rows = view.unit, catalog.rows
    projects = tuple(item for item in view.responsible if item in rows and rows[item].item.kind == "project")
    others = tuple(item for item in view.responsible if item not in projects)
    items = dict.fromkeys([*view.leads, *view.supports, *view.responsible])
    partners = tuple(
        PartnerLink(name=catalog.units[p.unit].name, href=addresses.unit(p.unit), count=len(p.items))
        for p in view.partners
        if p.unit in catalog.units
    )
    return render(
        "unit",
        addresses.unit(unit.id),
        f"{unit.name} 责任清单",
        toc=True,
        catalog=catalog,
        view=view,
        unit=unit,
        headline=headline(catalog, view),
        mentions=catalog.mentions.get(unit.id, ()),
        successions=_steps(catalog, unit.id),
        downloads=_downloads(unit),
        counts=duty_counts(view),
        leads=by_action(catalog, view.leads),
        supports=_by_lead(catalog, view.supports),
        responsible=by_action(catalog, others),
        projects=by_action(catalog, projects),
        groups=tuple((duty, rows[duty.item]) for duty in view.through_groups if duty.item in rows),
        members=tuple(catalog.units[one] for one in view.members if one in catalog.units),
        targets=tuple((rows[held.item], held.target) for held in view.targets if held.item in rows),
        goals=_goals(catalog, items),
        timeline=_timeline(catalog, view),
        years=sorted({year for item in items if item in rows for year in rows[item].years}),
        partners=partners,
        findings=tuple((issue, rows[item]) for item in items if item in rows for issue in rows[item].issues),
        checks=tuple(one for one in catalog.site.views.findings if set(one.items) & set(items)),
    )


def _goals(catalog: Catalog, items: Iterable[str]) -> tuple[ItemRow, ...]:
    """The goals that the items detail, measures seen through, in document order."""
    held = set(items)
    measures = {item for item, near in catalog.details.items() if held & {*near}} | held
    return tuple(
        row for id, row in catalog.rows.items() if row.item.kind == "goal" and measures & {*catalog.details.get(id, ())}
    )


def _by_lead(catalog: Catalog, items: tuple[str, ...]) -> tuple[tuple[str, str, tuple[ItemRow, ...]], ...]:
    """(lead unit's name, address, rows), the unit that leads most of them first; without lead last."""
    groups: dict[str, list[ItemRow]] = {}
    for item in items:
        if row := catalog.rows.get(item):
            groups.setdefault(row.leads[0].unit if row.leads else "", []).append(row)
    sizes = Counter({key: len(rows) for key, rows in groups.items()})
    ordered = sorted(groups, key=lambda key: (key == "", -sizes[key], key))
    return tuple(
        (catalog.units[key].name if key in catalog.units else "未写明牵头单位",
         addresses.unit(key) if key in catalog.units else "", tuple(groups[key]))
        for key in ordered
    )  # fmt: skip


def _timeline(catalog: Catalog, view: UnitView) -> tuple[tuple[int, tuple[ItemRow, ...]], ...]:
    """(year, rows with something due in it), ascending."""
    years: dict[int, dict[str, ItemRow]] = {}
    for held in view.deadlines:
        year = wording.year(wording.due(held.deadline))
        if year and held.item in catalog.rows:
            years.setdefault(year, {})[held.item] = catalog.rows[held.item]
    return tuple((year, tuple(years[year].values())) for year in sorted(years))
