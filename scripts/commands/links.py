"""`zeren links`: what belongs together in a plan, the documents it names, the indicators it shares with other plans."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from graph.across import references_of, shared_indicators
from kb import wording
from kb.schema import Item, Record
from kb.store import Store
from kb.views import Reference, SharedIndicator
from scripts import screen
from scripts.commands.folder import Folder, Json, Limit, workspace_of

_KINDS = {"details": "细化", "funds": "以项目落实", "repeats": "重复"}


def links_command(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="计划编号")],
    json: Json = False,
    limit: Limit = 20,
    folder: Folder = None,
) -> None:
    """列出一份计划里事项之间的联系 (分数和依据)、引用的文件、与其他计划相同的指标。"""
    workspace = workspace_of(context, folder)
    with Store(workspace.base) as store:
        record, records = store.known_record(plan), store.records()
    references = tuple(one for one in references_of(records) if plan in (one.plan, one.target))
    own = {item.id for item in record.items}
    shared = tuple(one for one in shared_indicators(records) if own & {*one.items})
    if json:
        screen.print_json({"plan": plan, "links": record.links, "references": references, "shared": shared})
        return
    _print(record, {item.id: item for one in records for item in one.items}, references, shared, limit)


def _print(
    record: Record,
    items: dict[str, Item],
    references: tuple[Reference, ...],
    shared: tuple[SharedIndicator, ...],
    limit: int,
) -> None:
    made = screen.table("事项", "联系", "对应", "分数>", "依据", title=record.plan.title)
    for link in record.links[:limit]:
        why = "、".join((*link.reasons, *link.words))
        ends = (wording.item_label(items[id]) for id in (link.source, link.target))
        source, target = ends
        made.add_row(source, _KINDS[link.kind], target, f"{link.score:.2f}", wording.short(why, 40))
    screen.out().print(made)
    counts: Counter[str] = Counter(link.kind for link in record.links)
    screen.out().print("、".join(f"{name} {counts[kind]}" for kind, name in _KINDS.items()))
    for one in references:
        named = f"《{one.title}》{one.document_number}" if one.title else one.document_number
        other = one.target if one.plan == record.plan.id else f"{one.plan} 引用本计划"
        screen.out().print(f"引用: {named}  {other or '未收录'}")
    for same in shared:
        where = "、".join(f"{id.partition('/')[0]} {wording.item_label(items[id])}" for id in same.items)
        screen.out().print(f"相同指标: {same.indicator}  {where}")
