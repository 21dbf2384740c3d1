"""`zeren load`: who carries how much, who never leads, who works with whom, what nobody answers for."""

from __future__ import annotations

import typer

from kb import wording
from kb.schema import Record
from kb.store import Store
from kb.views import Load
from scripts import screen
from scripts.commands.folder import Folder, Json, Limit, workspace_of


def load_command(context: typer.Context, json: Json = False, limit: Limit = 20, folder: Folder = None) -> None:
    """分析责任分布: 各单位的牵头、配合和责任项数, 只配合不牵头的单位, 协作最多的单位, 无人负责的目标。"""
    from graph.build import build_graph  # networkx: a second that no other command needs
    from graph.load import load_of

    workspace = workspace_of(context, folder)
    with Store(workspace.base) as store:
        records = store.records()
    details = tuple((link.source, link.target) for record in records for link in record.links)
    load = load_of(build_graph(records), details)
    if json:
        screen.print_json(load)
        return
    _print(load, records, limit)


def _print(load: Load, records: tuple[Record, ...], limit: int) -> None:
    names = {unit.id: unit.name for record in records for unit in record.units}
    items = {item.id: item for record in records for item in record.items}
    made = screen.table("单位", "牵头>", "配合>", "责任>", "居中度>", "各年到期")
    for one in load.units[:limit]:
        years = "、".join(f"{year}年 {count}" for year, count in one.years)
        figures = (one.leads, one.supports, one.responsible, f"{one.betweenness:.3f}")
        made.add_row(names.get(one.unit, one.unit), *(str(figure) for figure in figures), years)
    screen.out().print(made)
    never = "、".join(names.get(unit, unit) for unit in load.never_lead)
    screen.out().print(f"只配合不牵头的单位: {never or '没有'}")
    pairs = "、".join(
        f"{names.get(pair.one, pair.one)}与{names.get(pair.other, pair.other)} {pair.items}" for pair in load.pairs[:10]
    )
    screen.out().print(f"协作最多: {pairs or '没有'}")
    gaps = [
        f"{wording.item_label(items[id])} {items[id].title or wording.short(items[id].text, 20)}"
        for id in load.without_lead
    ]
    screen.out().print(f"有指标而无人负责: {'、'.join(gaps) or '没有'}")
