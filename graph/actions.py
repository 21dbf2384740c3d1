"""Actions (行动): the headings that group a plan's measures and tasks, the same in the body and in the annexes."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter

import networkx as nx

from graph.build import edges_from, nodes_of_kind
from graph.headings import action_name
from kb.schema import Item, Plan
from kb.views import ActionView

SAME_NAME = 0.85
"""Headings of the body and an annex at least this alike name one action: copies differ by a lost character or two."""


def action_views(graph: nx.MultiDiGraph) -> tuple[ActionView, ...]:
    """The actions of every plan, in the order in which the plan first names them."""
    return tuple(view for node, plan in nodes_of_kind(graph, "plan") for view in _of_plan(plan, _items_of(graph, node)))


def _items_of(graph: nx.MultiDiGraph, plan: str) -> list[Item]:
    return [
        graph.nodes[item]["data"]
        for part, _ in edges_from(graph, plan, "contains")
        for item, _ in edges_from(graph, part, "contains")
    ]


def _of_plan(plan: Plan, items: list[Item]) -> list[ActionView]:
    """Measures and tasks make the actions; projects join one of the same name, or make them where they are alone."""
    makers = [item for item in items if item.kind in ("measure", "task")] or items
    names: dict[str, str] = {}
    held: dict[str, list[Item]] = {}
    for item in makers:
        name = action_name(item)
        if name is None:
            continue
        folded = _known(_folded(name), names)
        names.setdefault(folded, name)
        held.setdefault(folded, []).append(item)
    ids = {item.id for item in makers}
    for item in items:
        name = action_name(item) if item.id not in ids else None
        folded = _known(_folded(name), names) if name else ""
        if folded in held:
            held[folded].append(item)
    return [
        ActionView(
            plan=plan.id,
            id=f"{plan.id}/action-{place}",
            name=names[folded],
            items=tuple(item.id for item in grouped),
            leads=_leads(grouped),
        )
        for place, (folded, grouped) in enumerate(held.items(), 1)
    ]


def _folded(name: str) -> str:
    """The name by its letters and digits alone: copies of a heading differ in marks and blanks."""
    return "".join(c for c in unicodedata.normalize("NFKC", name) if c.isalnum())


def _known(folded: str, names: dict[str, str]) -> str:
    """The name already known that `folded` is a copy of, else itself."""
    if folded in names:
        return folded
    alike = difflib.get_close_matches(folded, names, n=1, cutoff=SAME_NAME)
    return alike[0] if alike else folded


def _leads(items: list[Item]) -> tuple[tuple[str, int], ...]:
    counts = Counter(unit for item in items for unit in {d.unit for d in item.duties if d.role == "lead"})
    return tuple(sorted(counts.items(), key=lambda held: (-held[1], held[0])))
