"""Views: what people ask of the graph. Who leads what, with whom, by when; what an action holds; what a year brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

from graph.actions import action_views
from graph.build import Relation, edges_from, edges_to, node_key, nodes_of_kind
from kb.schema import Deadline, Item, Role, Target, Unit
from kb.views import Finding, GroupDuty, ItemDeadline, ItemTarget, Partner, UnitView, Views, YearView

_ROLES: tuple[tuple[Role, Relation], ...] = (("lead", "leads"), ("support", "supports"), ("responsible", "responsible"))

Members = Mapping[str, tuple[str, ...]]
"""Unit id of a collective noun to the ids of the units it covers."""


def all_views(graph: nx.MultiDiGraph, *, members: Members | None = None, findings: tuple[Finding, ...] = ()) -> Views:
    """Every view of the graph; `findings` of the checks are handed through."""
    return Views(
        units=unit_views(graph, members or {}),
        actions=action_views(graph),
        years=year_views(graph),
        findings=findings,
    )


def unit_views(graph: nx.MultiDiGraph, members: Members) -> tuple[UnitView, ...]:
    """A view of every unit: those with most duties first, then by id."""
    views = [unit_view(graph, unit.id, members) for _, unit in nodes_of_kind(graph, "unit")]
    return tuple(sorted(views, key=lambda view: (-_load(view), view.unit.id)))


def _load(view: UnitView) -> int:
    return len(view.leads) + len(view.supports) + len(view.responsible)


def unit_view(graph: nx.MultiDiGraph, unit_id: str, members: Members) -> UnitView:
    """Everything one unit answers for. Raises `KeyError` when the graph does not know the unit."""
    node = node_key("unit", unit_id)
    unit: Unit = graph.nodes[node]["data"]
    held = {role: _items(graph, node, relation) for role, relation in _ROLES}
    direct = _unique([*held["lead"], *held["responsible"], *held["support"]])
    answered = _unique([*held["lead"], *held["responsible"]])
    return UnitView(
        unit=unit,
        leads=_ids(held["lead"]),
        supports=_ids(held["support"]),
        responsible=_ids(held["responsible"]),
        through_groups=_through_groups(graph, unit_id, members, {item.id for item in direct}),
        members=tuple(members.get(unit_id, ())),
        targets=tuple(ItemTarget(item=item.id, target=target) for item in answered for target in item.stated_targets),
        deadlines=by_last_day(ItemDeadline(item=item.id, deadline=d) for item in direct for d in item.deadlines),
        partners=_partners(graph, node, direct),
    )


def _items(graph: nx.MultiDiGraph, unit: str, relation: Relation) -> list[Item]:
    found = [graph.nodes[item]["data"] for item, _ in edges_from(graph, unit, relation)]
    return _unique(found)


def _unique(items: list[Item]) -> list[Item]:
    """Each item once, at its first place."""
    return list({item.id: item for item in items}.values())


def _ids(items: list[Item]) -> tuple[str, ...]:
    return tuple(item.id for item in items)


def _through_groups(graph: nx.MultiDiGraph, unit_id: str, members: Members, direct: set[str]) -> tuple[GroupDuty, ...]:
    """Items that reach the unit only through a collective noun, group by group in the order of their ids."""
    found = []
    for group in sorted(group for group, covered in members.items() if unit_id in covered):
        node = node_key("unit", group)
        if node not in graph:
            continue
        for role, relation in _ROLES:
            ids = [item.id for item in _items(graph, node, relation) if item.id not in direct]
            found += [GroupDuty(item=id, group=group, role=role) for id in ids]
    return tuple(found)


def _partners(graph: nx.MultiDiGraph, unit: str, items: list[Item]) -> tuple[Partner, ...]:
    shared: dict[str, list[str]] = {}
    for item in items:
        for other in dict.fromkeys(duty.unit for duty in item.duties):
            if node_key("unit", other) != unit:
                shared.setdefault(other, []).append(item.id)
    found = [Partner(unit=other, items=tuple(ids)) for other, ids in shared.items()]
    return tuple(sorted(found, key=lambda partner: (-len(partner.items), partner.unit)))


def year_views(graph: nx.MultiDiGraph) -> tuple[YearView, ...]:
    """What falls due in each year, ascending."""
    views = []
    for node, year in sorted(nodes_of_kind(graph, "year"), key=lambda held: int(held[1])):
        deadlines: list[ItemDeadline] = []
        targets: list[ItemTarget] = []
        for near, deadline in edges_to(graph, node, "due"):
            data = graph.nodes[near]["data"]
            if isinstance(data, Item):
                deadlines.append(ItemDeadline(item=data.id, deadline=deadline))
            elif isinstance(data, Target):
                targets.append(ItemTarget(item=_item_of_target(graph, near), target=data))
        views.append(YearView(year=year, deadlines=by_last_day(deadlines), targets=tuple(targets)))
    return tuple(views)


def _item_of_target(graph: nx.MultiDiGraph, target: str) -> str:
    (item, _), *_rest = edges_to(graph, target, "aims_at")
    return str(graph.nodes[item]["data"].id)


def by_last_day(deadlines: Iterable[ItemDeadline]) -> tuple[ItemDeadline, ...]:
    """Sorted by last day; undated last; otherwise in the order given."""
    return tuple(sorted(deadlines, key=lambda held: sort_day(held.deadline)))


def sort_day(deadline: Deadline) -> str:
    """The last day of the deadline as an ISO date that sorts: 2020 ends on 2020-12-31, 2020-06 on 2020-06-31.

    A deadline without an end sorts after all others, and so does a mere beginning.
    """
    if deadline.end is None or deadline.relation == "start":
        return "9999-12-31"
    return deadline.end + "0000-12-31"[len(deadline.end) :]
