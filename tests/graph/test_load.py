"""The responsibility measured: counts that agree with the records."""

from __future__ import annotations

from graph.build import build_graph
from graph.load import load_of
from kb.schema import Record


def test_counts_agree_with_the_records(records: tuple[Record, ...]) -> None:
    load = load_of(build_graph(records))
    leads = {(d.unit, item.id) for r in records for item in r.items for d in item.duties if d.role == "lead"}
    assert sum(one.leads for one in load.units) == len(leads)
    assert not {one.unit for one in load.units if one.leads} & set(load.never_lead)
    assert all(pair.one < pair.other and pair.items > 0 for pair in load.pairs)
    assert all(0 <= one.betweenness <= 1 for one in load.units)


def test_a_goal_is_answered_for_by_the_tasks_that_detail_it(seed_record: Record) -> None:
    graph = build_graph([seed_record])
    plan = seed_record.plan.id
    alone = load_of(graph).without_lead
    assert f"{plan}/body/goal-6" in alone
    assert f"{plan}/body/goal-6" not in load_of(graph, ((f"{plan}/annex-1/31", f"{plan}/body/goal-6"),)).without_lead


def test_the_order_of_records_makes_no_difference(records: tuple[Record, ...]) -> None:
    assert load_of(build_graph(records)) == load_of(build_graph(records[::-1]))
