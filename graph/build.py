"""The responsibility graph: plans, parts, items, units, targets and years as nodes, who does what by when as edges.

    plan ─contains→ part ─contains→ item ─aims_at→ target ─due→ year
                                     │ └─due→ year
    unit ─leads | supports | responsible→ item

A node's key is its kind and its id (`unit:wuxing/huanbao`); its attribute `kind` repeats the kind and `data` holds the
struct it stands for. An edge's attribute `relation` names it, `data` holds the duty or deadline behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import networkx as nx
from msgspec.structs import replace

from kb.schema import Item, Record, Role, Unit

NodeKind = Literal["plan", "part", "item", "unit", "target", "year"]
Relation = Literal["contains", "leads", "supports", "responsible", "due", "aims_at"]

RELATION_OF_ROLE: dict[Role, Relation] = {"lead": "leads", "support": "supports", "responsible": "responsible"}


def node_key(kind: NodeKind, id: str | int) -> str:
    """The key of a node.

    >>> node_key("year", 2020)
    'year:2020'
    """
    return f"{kind}:{id}"


def build_graph(records: Iterable[Record]) -> nx.MultiDiGraph:
    """The graph of all records. Nodes and edges stand in document order, plans by id; units come first, by id."""
    ordered = sorted(records, key=lambda record: record.plan.id)
    graph = nx.MultiDiGraph()
    for unit in merged_units(ordered):
        graph.add_node(node_key("unit", unit.id), kind="unit", label=unit.name, data=unit)
    for record in ordered:
        _add_record(graph, record)
    return graph


def merged_units(records: Iterable[Record]) -> tuple[Unit, ...]:
    """Every unit of the records once, by id; the same unit in several plans keeps its first name and all its forms."""
    found: dict[str, Unit] = {}
    for record in records:
        for unit in record.units:
            found[unit.id] = _merged(found[unit.id], unit) if unit.id in found else unit
    return tuple(found[id] for id in sorted(found))


def _merged(first: Unit, other: Unit) -> Unit:
    forms = dict.fromkeys((*first.aliases, other.name, *other.aliases))
    full_name = first.full_name or other.full_name
    aliases = tuple(form for form in forms if form not in (first.name, full_name))
    return replace(first, full_name=full_name, aliases=aliases, reviewed=first.reviewed or other.reviewed)


def _add_record(graph: nx.MultiDiGraph, record: Record) -> None:
    plan = node_key("plan", record.plan.id)
    graph.add_node(plan, kind="plan", label=record.plan.title, data=record.plan)
    for item in record.items:
        part = node_key("part", f"{record.plan.id}/{item.locator.part}")
        if part not in graph:
            graph.add_node(part, kind="part", label=item.locator.part, data=item.locator.part)
            _add_edge(graph, plan, part, "contains")
        _add_item(graph, part, item)


def _add_item(graph: nx.MultiDiGraph, part: str, item: Item) -> None:
    node = node_key("item", item.id)
    graph.add_node(node, kind="item", label=item.title or item.text, data=item)
    _add_edge(graph, part, node, "contains")
    for duty in item.duties:
        unit = node_key("unit", duty.unit)
        if unit not in graph:
            graph.add_node(unit, kind="unit", label=duty.mention, data=Unit(id=duty.unit, name=duty.mention))
        _add_edge(graph, unit, node, RELATION_OF_ROLE[duty.role], duty)
    for deadline in item.deadlines:
        if deadline.end and deadline.relation != "start":
            _add_edge(graph, node, _year(graph, int(deadline.end[:4])), "due", deadline)
    for count, target in enumerate(item.targets, 1):
        aim = node_key("target", f"{item.id}/target-{count}")
        graph.add_node(aim, kind="target", label=target.text, data=target)
        _add_edge(graph, node, aim, "aims_at")
        if target.year is not None:
            _add_edge(graph, aim, _year(graph, target.year), "due")
    for repeat in item.repeats:
        _add_edge(graph, node, node_key("target", f"{repeat.item}/target-{repeat.count}"), "aims_at", repeat.target)


def _year(graph: nx.MultiDiGraph, year: int) -> str:
    node = node_key("year", year)
    if node not in graph:
        graph.add_node(node, kind="year", label=str(year), data=year)
    return node


def _add_edge(graph: nx.MultiDiGraph, source: str, target: str, relation: Relation, data: object = None) -> None:
    graph.add_edge(source, target, relation=relation, data=data)


def nodes_of_kind(graph: nx.MultiDiGraph, kind: NodeKind) -> Iterator[tuple[str, Any]]:
    """Keys and data of the nodes of one kind, in the order they were added."""
    return ((node, held["data"]) for node, held in graph.nodes(data=True) if held["kind"] == kind)


def edges_from(graph: nx.MultiDiGraph, node: str, relation: Relation) -> Iterator[tuple[str, Any]]:
    """Key of the far node and data of the edge, for every edge of that relation that leaves `node`."""
    return ((far, held["data"]) for _, far, held in graph.out_edges(node, data=True) if held["relation"] == relation)


def edges_to(graph: nx.MultiDiGraph, node: str, relation: Relation) -> Iterator[tuple[str, Any]]:
    """Key of the near node and data of the edge, for every edge of that relation that arrives at `node`."""
    return ((near, held["data"]) for near, _, held in graph.in_edges(node, data=True) if held["relation"] == relation)
