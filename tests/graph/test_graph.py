"""The graph and its views: every duty is an edge, every view is what the records say."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from graph.build import build_graph, edges_from, merged_units, node_key, nodes_of_kind
from graph.export import graphml_graph, write_graphml
from graph.headings import action_name
from graph.views import all_views, sort_day, unit_view
from kb.schema import Deadline, Item, Locator, Record, Unit
from kb.views import UnitView, Views

MEMBERS = {"jia/youguan-bumen": ("jia/jiaotong", "jia/zhujian")}


@pytest.fixture(scope="module")
def graph(records: tuple[Record, ...]) -> nx.MultiDiGraph:
    return build_graph(records)


@pytest.fixture(scope="module")
def views(graph: nx.MultiDiGraph) -> Views:
    return all_views(graph, members=MEMBERS)


def unit(views: Views, id: str) -> UnitView:
    return next(view for view in views.units if view.unit.id == id)


def test_every_node_and_edge_of_the_records(graph: nx.MultiDiGraph, records: tuple[Record, ...]) -> None:
    items = [item for record in records for item in record.items]
    assert [data for _, data in nodes_of_kind(graph, "item")] == items
    assert [data.id for _, data in nodes_of_kind(graph, "plan")] == ["jia-2021-7", "yi-2024"]
    assert len(list(nodes_of_kind(graph, "target"))) == sum(len(item.targets) for item in items)
    relations = [relation for *_, relation in graph.edges(data="relation")]
    roles = [duty.role for item in items for duty in item.duties]
    assert relations.count("leads") == roles.count("lead")
    assert relations.count("supports") == roles.count("support")
    assert relations.count("responsible") == roles.count("responsible")
    assert relations.count("aims_at") == sum(len(item.targets) for item in items)


def test_parts_hold_the_items_in_order(graph: nx.MultiDiGraph) -> None:
    parts = [part for part, _ in edges_from(graph, node_key("plan", "jia-2021-7"), "contains")]
    assert parts == [f"part:jia-2021-7/{name}" for name in ("正文", "附件1", "附件2")]


def test_the_order_of_records_makes_no_difference(records: tuple[Record, ...]) -> None:
    assert all_views(build_graph(records), members=MEMBERS) == all_views(build_graph(records[::-1]), members=MEMBERS)


def test_a_unit_of_two_plans_keeps_all_its_forms(records: tuple[Record, ...]) -> None:
    (first,) = (unit for unit in records[0].units if unit.id == "jia/zhujian")
    other = Unit(id=first.id, name="住房城乡建设局", aliases=("建设局", first.name))
    both = merged_units(
        [
            Record(plan=r.plan, source=r.source, text="", units=(u,))
            for r, u in zip(records, (first, other), strict=True)
        ]
    )
    assert both[0].name == "区住建局"
    assert both[0].aliases == ("住建局", "住房城乡建设局", "建设局")


def test_what_a_unit_answers_for(views: Views) -> None:
    view = unit(views, "jia/zhujian")
    assert view.leads == ("jia-2021-7/body/1", "jia-2021-7/annex-1/1")
    assert view.supports == ()
    assert view.responsible == ("jia-2021-7/annex-2/1",)
    assert [held.target.value for held in view.targets] == [100.0]
    assert [held.deadline.end for held in view.deadlines] == ["2022", "2022", "2023"]
    assert [(partner.unit, len(partner.items)) for partner in view.partners] == [
        ("jia/jiaotong", 1),
        ("jia/youguan-bumen", 1),
    ]


def test_a_group_reaches_its_members_unless_they_have_the_item_themselves(views: Views, graph: nx.MultiDiGraph) -> None:
    assert unit(views, "jia/zhujian").through_groups == ()
    assert unit(views, "jia/youguan-bumen").members == MEMBERS["jia/youguan-bumen"]
    outsider = unit_view(graph, "yi/shengtai", {"jia/youguan-bumen": ("yi/shengtai",)})
    assert [(held.item, held.group, held.role) for held in outsider.through_groups] == [
        ("jia-2021-7/annex-1/1", "jia/youguan-bumen", "support")
    ]


def test_undated_deadlines_come_last(views: Views) -> None:
    assert [held.deadline.text for held in unit(views, "jia/jiaotong").deadlines] == ["到2022年", "每年"]


def test_units_with_most_duties_come_first(views: Views) -> None:
    loads = [len(view.leads) + len(view.supports) + len(view.responsible) for view in views.units]
    assert loads == sorted(loads, reverse=True)


def test_one_action_of_body_and_annex(views: Views) -> None:
    names = [(action.id, action.name, action.items) for action in views.actions]
    assert names == [
        (
            "jia-2021-7/action-1",
            '深入推进"净土"行动',
            ("jia-2021-7/body/1", "jia-2021-7/annex-1/1", "jia-2021-7/annex-1/2"),
        )
    ]
    assert views.actions[0].leads == (("jia/jiaotong", 2), ("jia/zhujian", 2))


@pytest.mark.parametrize(
    ("path", "title", "row", "name"),
    [
        (("附件1 责任分解表", "一、治水行动", "河道清淤"), "河道清淤", 1, "治水行动"),
        (("附件1", "一、治水行动", "河道清淤"), "别的", 1, "治水行动"),
        (("附件1", "治水行动"), None, 1, "治水行动"),
        (("二、重点任务", "(三)治气行动"), "控制扬尘", None, "治气行动"),
        (("二、重点任务", "()治气行动"), None, None, "治气行动"),
        (("第一章 总则", "第二节 目标"), None, None, "目标"),
        (("附件1 责任分解表",), None, 1, None),
        ((), None, None, None),
    ],
)
def test_the_heading_that_names_the_action(
    path: tuple[str, ...], title: str | None, row: int | None, name: str | None
) -> None:
    where = Locator(part="附件1", row=row)
    assert (
        action_name(Item(id="p/x/1", kind="task", path=path, title=title, text="", span=(0, 0), locator=where)) == name
    )


def test_what_falls_due_in_a_year(views: Views) -> None:
    held = {view.year: (len(view.deadlines), len(view.targets)) for view in views.years}
    assert held == {2022: (2, 1), 2023: (2, 1), 2025: (1, 1)}


def test_a_date_lasts_as_long_as_it_is_precise() -> None:
    def last(end: str | None, relation: str = "by") -> str:
        return sort_day(Deadline(text="", relation=relation, end=end, span=(0, 0)))  # type: ignore[arg-type]

    assert last("2020-03-01") < last("2020-03") < last("2020") < last("2021-01-01") < last(None)
    assert last("2020", "start") == last(None)


def test_graphml_holds_the_graph_and_repeats_byte_for_byte(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    first, second = tmp_path / "a.graphml", tmp_path / "b.graphml"
    write_graphml(graph, first)
    write_graphml(graph, second)
    assert first.read_bytes() == second.read_bytes()
    back = nx.read_graphml(first)
    assert set(back.nodes) == set(graph.nodes)
    assert back.number_of_edges() == graph.number_of_edges()
    assert graphml_graph(graph).nodes["unit:jia/zhujian"]["full_name"] == "甲区住房和城乡建设局"
