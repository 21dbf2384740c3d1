"""Pictures as plain data: charts as they are put into pages, places and sizes of the network, the heat map.

Each picture stands beside a table with the same facts, or is itself a table. No script is needed to see them.
"""

from __future__ import annotations

import math
from collections import defaultdict

import networkx as nx
from markupsafe import Markup
from msgspec import Struct

from kb.export.site import addresses
from kb.export.site.catalog import Catalog
from kb.views import ActionView, UnitView

WIDTH, HEIGHT = 1000, 680
"""The network's own units of length."""
_MARGIN = 60
_MOST_NODES = 48
_MOST_EDGES = 160
"""A picture with more lines is a blot: the weakest are left to the table."""
_PASSES = 80


class Chart(Struct, frozen=True):
    """A chart of a page: its words for who does not see it, its specification as JSON, its SVG."""

    title: str
    spec: Markup
    svg: Markup
    left_out: int = 0
    """What the chart has no room for; the table of the page has it."""


class Charts(Struct, frozen=True, kw_only=True):
    """Every chart of the site; null where there is nothing to draw."""

    units: Chart | None
    years: Chart | None
    trends: Chart | None
    projects: Chart | None
    network: Chart | None


class NetworkNode(Struct, frozen=True, kw_only=True):
    """A unit of the network."""

    unit: str
    name: str
    href: str
    kind: str
    x: int
    y: int
    radius: float
    total: int


class NetworkEdge(Struct, frozen=True, kw_only=True):
    """Two units that share items; `a` and `b` are places in the list of nodes."""

    a: int
    b: int
    count: int
    thickness: float


class Network(Struct, frozen=True, kw_only=True):
    """The collaboration of units, as much of it as a drawing has room for."""

    nodes: tuple[NetworkNode, ...] = ()
    edges: tuple[NetworkEdge, ...] = ()
    left_out: int = 0
    """Pairs that are not drawn."""


def pairs(catalog: Catalog) -> tuple[tuple[UnitView, UnitView, int], ...]:
    """Units that share items, and how many, strongest first. Collective nouns are left out: they name no unit."""
    views = {v.unit.id: v for v in catalog.site.views.units if v.unit.kind != "group"}
    weights = {
        (view.unit.id, other.unit): len(other.items)
        for view in views.values()
        for other in view.partners
        if other.unit in views and view.unit.id < other.unit
    }
    ordered = sorted(weights, key=lambda pair: (-weights[pair], pair))
    return tuple((views[a], views[b], weights[a, b]) for a, b in ordered)


def network(catalog: Catalog) -> Network:
    """The strongest of the pairs, and where their units are drawn."""
    weights = {(a.unit.id, b.unit.id): count for a, b, count in pairs(catalog)}
    ordered, views = list(weights), catalog.views
    busy = sorted({unit for pair in ordered for unit in pair}, key=lambda unit: (-_load(views[unit]), unit))
    shown = set(busy[:_MOST_NODES])
    drawn = [pair for pair in ordered if shown.issuperset(pair)][:_MOST_EDGES]
    names = [unit for unit in busy if any(unit in pair for pair in drawn)]
    most = max((_load(views[unit]) for unit in names), default=1)
    radii = {unit: round(6 + 20 * math.sqrt(_load(views[unit]) / most), 1) for unit in names}
    places = _layout(radii, drawn, weights)
    nodes = tuple(
        NetworkNode(
            unit=unit,
            name=views[unit].unit.name,
            href=addresses.unit(unit),
            kind=views[unit].unit.kind,
            x=places[unit][0],
            y=places[unit][1],
            radius=radii[unit],
            total=_load(views[unit]),
        )
        for unit in names
    )
    strongest = max((weights[pair] for pair in drawn), default=1)
    edges = tuple(
        NetworkEdge(
            a=names.index(pair[0]),
            b=names.index(pair[1]),
            count=weights[pair],
            thickness=round(0.8 + 7 * weights[pair] / strongest, 1),
        )
        for pair in drawn
    )
    return Network(nodes=nodes, edges=edges, left_out=len(ordered) - len(edges))


def _load(view: UnitView) -> int:
    return len(view.leads) + len(view.supports) + len(view.responsible)


def _layout(
    radii: dict[str, float], drawn: list[tuple[str, str]], weights: dict[tuple[str, str], int]
) -> dict[str, tuple[int, int]]:
    """Whole-number places that fill the picture; names are pushed apart until none covers another."""
    names = list(radii)
    if not names:
        return {}
    graph = nx.Graph()
    graph.add_nodes_from(names)
    graph.add_weighted_edges_from((a, b, math.log1p(weights[a, b])) for a, b in drawn)
    found = nx.spring_layout(graph, k=2.6 / math.sqrt(len(names)), iterations=120, seed=7)
    # Ranks instead of distances: the middle, where everybody works with everybody, gets the room that it needs.
    places: dict[str, list[float]] = {name: [0.0, 0.0] for name in names}
    for axis, size in ((0, WIDTH), (1, HEIGHT)):
        ordered = sorted(names, key=lambda name: (float(found[name][axis]), name))
        step = (size - 2 * _MARGIN) / max(len(names) - 1, 1)
        for rank, name in enumerate(ordered):
            places[name][axis] = _MARGIN + rank * step
    _push_apart(places, radii)
    return {name: (round(x), round(y)) for name, (x, y) in places.items()}


def _push_apart(places: dict[str, list[float]], radii: dict[str, float]) -> None:
    """Move what is too near: names are wider than high, so they need more room beside than above."""
    names = sorted(places)
    for _ in range(_PASSES):
        moved = False
        for at, one in enumerate(names):
            for other in names[at + 1 :]:
                dx, dy = places[other][0] - places[one][0], places[other][1] - places[one][1]
                near_x = max(90.0, radii[one] + radii[other] + 8)
                near_y = radii[one] + radii[other] + 26
                over_x, over_y = near_x - abs(dx), near_y - abs(dy)
                if over_x <= 0 or over_y <= 0:
                    continue
                moved = True
                axis, over, sign = (1, over_y, dy) if over_y / near_y < over_x / near_x else (0, over_x, dx)
                shift = (over / 2 + 0.5) * (1 if sign >= 0 else -1)
                places[one][axis] -= shift
                places[other][axis] += shift
        for place in places.values():
            place[0] = min(max(place[0], _MARGIN), WIDTH - _MARGIN)
            place[1] = min(max(place[1], 30), HEIGHT - 40)
        if not moved:
            return


class HeatRow(Struct, frozen=True, kw_only=True):
    """A unit's line in the heat map: items in each action, with how dark the cell is (in percent, a step of five)."""

    unit: str
    name: str
    href: str
    cells: tuple[tuple[int, int], ...]
    total: int


class Heat(Struct, frozen=True, kw_only=True):
    """Units by actions of one plan."""

    plan: str
    actions: tuple[ActionView, ...]
    rows: tuple[HeatRow, ...]


def heat(catalog: Catalog, plan: str) -> Heat:
    """How many items of each action of the plan each named unit has a duty in; most first."""
    actions = tuple(action for action in catalog.site.views.actions if action.plan == plan)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for action in actions:
        for row in (catalog.rows[item] for item in action.items if item in catalog.rows):
            for unit in {duty.unit for duty in row.item.duties}:
                if unit in catalog.units and catalog.units[unit].kind != "group":
                    counts[unit][action.id] += 1
    most = max((count for cells in counts.values() for count in cells.values()), default=1)
    rows = tuple(
        HeatRow(
            unit=addresses.slug(unit),
            name=catalog.units[unit].name,
            href=addresses.unit(unit),
            cells=tuple((n := counts[unit][action.id], _shade(n / most)) for action in actions),
            total=sum(counts[unit].values()),
        )
        for unit in sorted(counts, key=lambda unit: (-sum(counts[unit].values()), unit))
    )
    return Heat(plan=plan, actions=actions, rows=rows)


def _shade(share: float) -> int:
    """How dark a cell is, in percent: up to a half under dark words, from four fifths under light ones; between, neither
    is legible. In steps of five, each a class of the style (`z-heat--30`).

    >>> _shade(0), _shade(0.1), _shade(1)
    (0, 30, 100)
    """
    root = math.sqrt(share)
    exact = (0.1 + 0.4 * root / 0.6) * (share > 0) if root <= 0.6 else 0.8 + 0.2 * (root - 0.6) / 0.4
    return 5 * round(20 * exact)
