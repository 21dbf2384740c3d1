"""The site's look-up tables, made once from the input: who is which unit, where an item stands, how a row is shown."""

from __future__ import annotations

from collections import Counter, defaultdict

from msgspec import Struct, structs

from kb import wording
from kb.export.site import addresses
from kb.export.site.model import SiteInput
from kb.item_cells import further_cells
from kb.schema import Certainty, Duty, Issue, Item, ItemCell, Record, Role, Unit
from kb.views import ActionView, Finding, UnitView
from kb.wording import Phrase


class Chip(Struct, frozen=True, kw_only=True):
    """A unit's name that leads to the unit's page."""

    unit: str
    name: str
    href: str
    role: Role
    certainty: Certainty
    mention: str
    """The name as the document writes it."""


class ItemRow(Struct, frozen=True, kw_only=True):
    """An item as tables and lists show it. Addresses count from the site's root."""

    item: Item
    plan: str
    href: str
    label: str
    place: str
    """Where a person finds it: 附件1, 正文."""
    title: str
    text: str
    action: str
    """Name of the action (行动) it belongs to; empty where it belongs to none."""
    leads: tuple[Chip, ...]
    supports: tuple[Chip, ...]
    responsible: tuple[Chip, ...]
    deadlines: tuple[Phrase, ...]
    targets: tuple[tuple[str, Phrase, int | None], ...]
    """(indicator, amount, year)"""
    years: tuple[int, ...]
    further: tuple[ItemCell, ...]
    """Cells of its row that no field holds."""
    certainty: Certainty
    issues: tuple[Issue, ...]


class Catalog(Struct, frozen=True, kw_only=True):
    """The input together with its look-up tables."""

    site: SiteInput
    records: dict[str, Record]
    units: dict[str, Unit]
    views: dict[str, UnitView]
    rows: dict[str, ItemRow]
    """By item id, in document order, plans by id."""
    actions: dict[str, ActionView]
    """By item id."""
    links: dict[str, tuple[tuple[str, str], ...]]
    """By item id: (kind of link, other item)."""
    details: dict[str, tuple[str, ...]]
    """By item id: the items that detail it."""

    findings: dict[str, tuple[Finding, ...]]
    """By item id: what the checks found in it and nobody has dismissed."""
    mentions: dict[str, tuple[str, ...]]
    """By unit id: how the plans write the unit where they do not use its name, in order of appearance."""

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that the plans are of, in the order of the plans; a plan that states none has none."""
        return tuple(dict.fromkeys(record.plan.region for record in self.records.values() if record.plan.region))

    @property
    def many(self) -> bool:
        """Whether there is more than one plan, so that a row must say which it is from."""
        return len(self.records) > 1


def build_catalog(site: SiteInput) -> Catalog:
    """The look-up tables of the input."""
    units = _told_apart(site)
    known = tuple(structs.replace(view, unit=units[view.unit.id]) for view in site.views.units)
    site = structs.replace(site, views=structs.replace(site.views, units=known))
    actions = {item: action for action in site.views.actions for item in action.items}
    rows: dict[str, ItemRow] = {}
    for record in site.records:
        issues: dict[str, list[Issue]] = defaultdict(list)
        for issue in record.issues:
            issues[issue.item or ""].append(issue)
        for item in record.items:
            rows[item.id] = _row(record, item, units, actions.get(item.id), tuple(issues[item.id]))
    return Catalog(
        site=site,
        records={record.plan.id: record for record in site.records},
        units=units,
        views={view.unit.id: view for view in site.views.units},
        rows=rows,
        actions=actions,
        links=_links(site.records),
        details=_details(site.records),
        findings=_findings(site.views.findings),
        mentions=_mentions(site.records, units),
    )


def _told_apart(site: SiteInput) -> dict[str, Unit]:
    """The units by id; where two have one name, each name says of which region: 区交通局（吴兴区）."""
    units = {unit.id: unit for record in site.records for unit in record.units}
    units |= {view.unit.id: view.unit for view in site.views.units}
    regions: dict[str, str] = {}
    for record in site.records:
        for unit in record.units:
            regions.setdefault(unit.id, record.plan.region or record.plan.issuer or record.plan.title)
    named = Counter(unit.name for unit in units.values())
    return {
        id: structs.replace(unit, name=f"{unit.name}（{regions.get(id, unit.full_name or id)}）")
        if named[unit.name] > 1
        else unit
        for id, unit in units.items()
    }


def _findings(found: tuple[Finding, ...]) -> dict[str, tuple[Finding, ...]]:
    held: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        for item in one.items if one.dismissed is None else ():
            held[item].append(one)
    return {item: tuple(all) for item, all in held.items()}


def _mentions(records: tuple[Record, ...], units: dict[str, Unit]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for record in records:
        for duty in (duty for item in record.items for duty in item.duties):
            unit = units.get(duty.unit)
            if unit and duty.mention not in (unit.name.partition("（")[0], unit.full_name):
                found[duty.unit][duty.mention] = None
    return {unit: tuple(names) for unit, names in found.items()}


def _row(
    record: Record, item: Item, units: dict[str, Unit], action: ActionView | None, issues: tuple[Issue, ...]
) -> ItemRow:
    def chips(role: Role) -> tuple[Chip, ...]:
        return tuple(_chip(duty, units) for duty in item.duties if duty.role == role)

    return ItemRow(
        item=item,
        plan=record.plan.id,
        href=addresses.item(item.id),
        label=wording.item_label(item),
        place=item.locator.part,
        title=wording.title(item),
        text=item.text,
        action=action.name if action else "",
        leads=chips("lead"),
        supports=chips("support"),
        responsible=chips("responsible"),
        deadlines=wording.deadlines(item),
        targets=tuple((t.indicator, wording.amount(t), t.year) for t in item.stated_targets),
        years=wording.due_years(item),
        further=further_cells(item),
        certainty=wording.worst(duty.certainty for duty in item.duties),
        issues=issues,
    )


def _chip(duty: Duty, units: dict[str, Unit]) -> Chip:
    unit = units.get(duty.unit)
    return Chip(
        unit=duty.unit,
        name=unit.name if unit else duty.mention,
        href=addresses.unit(duty.unit),
        role=duty.role,
        certainty=duty.certainty,
        mention=duty.mention,
    )


def _links(records: tuple[Record, ...]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for record in records:
        for link in record.links:
            found[link.source].append((link.kind, link.target))
            found[link.target].append((link.kind, link.source))
    return {item: tuple(dict.fromkeys(pairs)) for item, pairs in found.items()}


def _details(records: tuple[Record, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for link in record.links:
            if link.kind == "details":
                found[link.target].append(link.source)
    return {item: tuple(sources) for item, sources in found.items()}


def by_action(catalog: Catalog, items: tuple[str, ...]) -> tuple[tuple[ActionView | None, tuple[ItemRow, ...]], ...]:
    """The items' rows, grouped by action in order of first appearance; items without action last."""
    groups: dict[str, list[ItemRow]] = defaultdict(list)
    actions: dict[str, ActionView] = {}
    for item in items:
        row, action = catalog.rows.get(item), catalog.actions.get(item)
        if row is None:
            continue
        key = action.id if action else ""
        if action:
            actions[key] = action
        groups[key].append(row)
    ordered = sorted(groups, key=lambda key: key == "")
    return tuple((actions.get(key), tuple(groups[key])) for key in ordered)


def duty_counts(view: UnitView) -> Counter[Role]:
    """How many items the unit leads, supports, is responsible for."""
    return Counter({"lead": len(view.leads), "support": len(view.supports), "responsible": len(view.responsible)})
