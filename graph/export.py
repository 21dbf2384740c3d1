"""The graph as a file that other tools read (Gephi, Cytoscape, NetworkX): GraphML with plain attributes."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from kb.controls import xml_text
from kb.schema import Deadline, Duty, Item, Plan, Target, Unit


def write_graphml(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write the graph as GraphML; the same graph gives the same bytes."""
    nx.write_graphml(graphml_graph(graph), path, named_key_ids=True)


def graphml_graph(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """The graph with texts and numbers as attributes in place of structs; what is null is left out.

    Texts hold nothing that XML cannot: GraphML is XML.
    """
    bare = nx.MultiDiGraph()
    for node, held in graph.nodes(data=True):
        bare.add_node(xml_text(node), kind=held["kind"], label=xml_text(held["label"]), **_attributes(held["data"]))
    for source, target, held in graph.edges(data=True):
        bare.add_edge(xml_text(source), xml_text(target), relation=held["relation"], **_attributes(held["data"]))
    return bare


def _attributes(data: object) -> dict[str, str | int | float]:
    found: dict[str, str | int | float | None]
    match data:
        case Plan():
            found = {"document_number": data.document_number, "issuer": data.issuer, "issued_on": data.issued_on}
        case Item():
            found = {"item_kind": data.kind, "number": data.number, "text": data.text, "part": data.locator.part}
        case Unit():
            found = {"full_name": data.full_name, "unit_kind": data.kind, "level": data.level}
        case Target():
            found = {
                "indicator": data.indicator,
                "comparator": data.comparator,
                "value": data.value,
                "unit": data.unit,
                "year": data.year,
            }
        case Duty():
            found = {"mention": data.mention, "certainty": data.certainty}
        case Deadline():
            found = {"text": data.text, "deadline": data.relation, "start": data.start, "end": data.end}
        case _:
            found = {}
    told = {name: value for name, value in found.items() if value is not None}
    return {name: xml_text(value) if isinstance(value, str) else value for name, value in told.items()}
