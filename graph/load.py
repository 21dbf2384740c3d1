"""Who carries how much: duties by unit and year, units that never lead, pairs that work together, units that connect.

Computed from the graph alone; what it says is a question to put to the plan, not a judgement of a unit.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import networkx as nx

from graph.build import Relation, edges_from, nodes_of_kind
from kb.schema import Item
from kb.views import Load, Pair, UnitLoad

_RELATIONS: tuple[Relation, ...] = ("leads", "supports", "responsible")


def load_of(graph: nx.MultiDiGraph, details: tuple[tuple[str, str], ...] = ()) -> Load:
    """Measure the graph. `details`: (item, the item it details), from the records' links."""
    held = {unit.id: _items(graph, node) for node, unit in nodes_of_kind(graph, "unit")}
    working = _together(held)
    between = nx.betweenness_centrality(working, normalized=True)
    units = [_unit(id, found, float(between.get(id, 0.0))) for id, found in held.items()]
    groups = {unit.id for _, unit in nodes_of_kind(graph, "unit") if unit.kind == "group"}
    return Load(
        units=tuple(sorted(units, key=lambda one: (-(one.leads + one.supports + one.responsible), one.unit))),
        never_lead=tuple(
            sorted(
                one.unit for one in units if one.supports and not one.leads + one.responsible and one.unit not in groups
            )
        ),
        pairs=_pairs(working),
        without_lead=_without_lead(graph, details),
    )


def _items(graph: nx.MultiDiGraph, unit: str) -> dict[str, dict[str, Item]]:
    return {
        relation: {
            graph.nodes[item]["data"].id: graph.nodes[item]["data"] for item, _ in edges_from(graph, unit, relation)
        }
        for relation in _RELATIONS
    }


def _unit(id: str, held: dict[str, dict[str, Item]], between: float) -> UnitLoad:
    items = {item.id: item for found in held.values() for item in found.values()}
    years = Counter(
        year
        for item in items.values()
        for year in {int(d.end[:4]) for d in item.deadlines if d.end and d.relation != "start"}
    )
    return UnitLoad(
        unit=id,
        leads=len(held["leads"]),
        supports=len(held["supports"]),
        responsible=len(held["responsible"]),
        years=tuple(sorted(years.items())),
        betweenness=round(between, 6),
    )


def _together(held: dict[str, dict[str, dict[str, Item]]]) -> nx.Graph:
    """Units as nodes, joined where they have duties in the same item; `items` counts how many."""
    of_item: dict[str, set[str]] = {}
    for unit, found in held.items():
        for items in found.values():
            for item in items:
                of_item.setdefault(item, set()).add(unit)
    working = nx.Graph()
    working.add_nodes_from(sorted(held))
    for units in of_item.values():
        for one, other in combinations(sorted(units), 2):
            count = working.edges[one, other]["items"] + 1 if working.has_edge(one, other) else 1
            working.add_edge(one, other, items=count)
    return working


def _pairs(working: nx.Graph) -> tuple[Pair, ...]:
    found = [Pair(one=min(a, b), other=max(a, b), items=count) for a, b, count in working.edges(data="items")]
    return tuple(sorted(found, key=lambda pair: (-pair.items, pair.one, pair.other)))


def _without_lead(graph: nx.MultiDiGraph, details: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    items: list[Item] = [item for _, item in nodes_of_kind(graph, "item")]
    answered = {item.id for item in items if any(duty.role != "support" for duty in item.duties)}
    answered |= {target for source, target in details if source in answered}
    return tuple(item.id for item in items if item.stated_targets and item.id not in answered)
