"""`zeren search`, `zeren unit`, `zeren lead`: questions to what `zeren build` made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
import typer
from rich.text import Text

from kb import wording
from kb.errors import UsageError, ZerenError
from kb.schema import Duty, Item, Role, Unit
from kb.search import Hit, Result, search
from kb.search.unit_search import nearest_units, units_named
from kb.store import Store
from kb.views import UnitView
from kb.workspace import Workspace
from scripts import screen
from scripts.commands.folder import Folder, Json, Limit, workspace_of

_ANSWERING: tuple[Role, ...] = ("lead", "responsible")
"""Roles that answer for an item."""
_LISTED = 8
"""Units named in a message."""

Query = Annotated[
    list[str],
    typer.Argument(
        metavar="QUERY", help="要查找的词, 用空格分开的几个词须同时出现; 可加条件, 例如 牵头:区环保局 年份:2020"
    ),
]


def search_command(
    context: typer.Context, query: Query, json: Json = False, limit: Limit = 20, folder: Folder = None
) -> None:
    """查任务、指标、单位和原文: 任何两个字以上的词都能找到。"""
    result = _result(workspace_of(context, folder), " ".join(query), limit)
    if json:
        screen.print_json(result)
        return
    made = screen.table("#>", "类别", "标题", "内容", "编号")
    for hit in result.hits:
        shown = (_type(hit), screen.highlighted(hit.title, hit.why), screen.highlighted(hit.snippet, hit.why), hit.id)
        made.add_row(str(hit.rank), *shown)
    _print_hits(result, made)


def lead_command(
    context: typer.Context, query: Query, json: Json = False, limit: Limit = 20, folder: Folder = None
) -> None:
    """查某件事由哪个单位牵头。"""
    workspace = workspace_of(context, folder)
    result = _result(workspace, " ".join(query), limit)
    items = _items_of(workspace, result.hits)
    if json:
        hits = [_with_leads(hit, items) for hit in result.hits]
        screen.print_json({"query": result.query, "total": result.total, "hits": hits})
        return
    made = screen.table("#>", "牵头单位", "责任单位", "任务", "时限", "编号")
    seen: set[str] = set()
    for hit in result.hits:
        item = items.get(hit.item or "")
        if item is None or item.id in seen or not _answering(item):
            continue
        seen.add(item.id)
        said = screen.highlighted(screen.item_words(item), hit.why)
        times = "\n".join(phrase.text for phrase in wording.deadlines(item))
        made.add_row(str(len(seen)), _named(item, "lead"), _named(item, "responsible"), said, times, item.id)
    if result.total and not seen:
        screen.out().print(f"找到 {result.total} 处, 但都没有写明牵头或责任单位。可用 zeren search 查看原文。")
        return
    _print_hits(result, made, told=f", 其中 {len(seen)} 项写明了牵头或责任单位" if len(seen) < len(result.hits) else "")


def unit_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="单位名称、简称或编号, 例如 区住建局、住建局")],
    json: Json = False,
    folder: Folder = None,
) -> None:
    """查一个单位牵头、配合、负责的全部事项, 及其时限和指标。"""
    with Store(workspace_of(context, folder).base) as store:
        view = _view_named(store.unit_views(), name)
        if json:
            screen.print_json(_unit_answer(view))
            return
        items = {item.id: item for record in store.records() for item in record.items}
        names = {other.unit.id: other.unit.name for other in store.unit_views()}
    _print_unit(view, items, names)


def _result(workspace: Workspace, query: str, limit: int) -> Result:
    from kb.search.engines import engine_of

    return search(workspace.index, query, engine=engine_of(workspace.index), limit=limit)


def _type(hit: Hit) -> str:
    if hit.type == "item" and hit.kind:
        return wording.KINDS[hit.kind] + wording.printed_number(hit.number, hit.part)
    return wording.HIT_TYPES.get(hit.type, hit.type)


def _print_hits(result: Result, made: Any, *, told: str = "") -> None:
    if not result.total:
        told = f"{result.note}。" if result.note else ""
        screen.out().print(f"没有找到“{result.query}”。{told}可以换短一些的词, 或用空格分开几个词。")
        return
    if result.note:
        screen.out().print(f"没有与“{result.query}”完全相同的文字。{result.note}")
    screen.out().print(made)
    rest = f", 显示前 {len(result.hits)} 条 (--limit 可改)" if result.total > len(result.hits) else ""
    screen.out().print(f"共 {result.total} 条{told}{rest}")


def _items_of(workspace: Workspace, hits: Iterable[Hit]) -> dict[str, Item]:
    """The items that the hits are or belong to, by id."""
    wanted = {hit.item for hit in hits if hit.item}
    with Store(workspace.base) as store:
        plans = [store.record(plan) for plan in sorted({hit.plan for hit in hits})]
    return {item.id: item for record in plans if record for item in record.items if item.id in wanted}


def _answering(item: Item) -> list[Duty]:
    return [duty for role in _ANSWERING for duty in item.duties if duty.role == role]


def _with_leads(hit: Hit, items: dict[str, Item]) -> dict[str, Any]:
    """The hit as JSON with `leads`: who leads it; `responsible`: who answers for it where no one is named as lead."""
    held: dict[str, Any] = msgspec.to_builtins(hit)
    item = items.get(hit.item or "")
    for name, role in (("leads", "lead"), ("responsible", "responsible")):
        duties = [duty for duty in item.duties if duty.role == role] if item else []
        held[name] = [{"unit": duty.unit, "mention": duty.mention, "certainty": duty.certainty} for duty in duties]
    return held


def _named(item: Item, role: Role) -> str:
    return "、".join(
        duty.mention + ("(推断)" if duty.certainty == "inferred" else "") for duty in item.duties if duty.role == role
    )


def _view_named(views: tuple[UnitView, ...], name: str) -> UnitView:
    """The view of the unit that is meant. Raises `UsageError` for an empty name, else `ZerenError`."""
    if not name.strip():
        raise UsageError("单位名称是空的", advice="例如: zeren unit 区住建局")
    units = [view.unit for view in views]
    found = units_named(units, name)
    if len(found) == 1:
        return next(view for view in views if view.unit.id == found[0].id)
    if found:
        raise ZerenError(f"“{name}”可以指 {len(found)} 个单位: {_listed(found)}", advice="请写全称, 或写括号里的编号")
    near = nearest_units(units, name)
    raise ZerenError(f"没有叫“{name}”的单位", advice=f"是不是: {_listed(near)}" if near else "请用 zeren search 查找")


def _listed(units: Iterable[Unit]) -> str:
    named = [f"{unit.name}({unit.id})" for unit in units]
    return "、".join(named[:_LISTED]) + (" 等" if len(named) > _LISTED else "")


def _unit_answer(view: UnitView) -> dict[str, Any]:
    """The answer as the contract names it; groups and partners in full beside it."""
    return {
        "unit": view.unit,
        "leads": view.leads,
        "supports": view.supports,
        "responsible": view.responsible,
        "through_groups": tuple(dict.fromkeys(held.item for held in view.through_groups)),
        "targets": [_placed(held.item, held.target) for held in view.targets],
        "deadlines": [_placed(held.item, held.deadline) for held in view.deadlines],
        "partners": [{"unit": held.unit, "items": held.items} for held in view.partners],
        "members": view.members,
        "groups": view.through_groups,
    }


def _placed(item: str, value: msgspec.Struct) -> dict[str, Any]:
    return {"item": item, **msgspec.to_builtins(value)}


def _print_unit(view: UnitView, items: dict[str, Item], names: dict[str, str]) -> None:
    unit, screen_out = view.unit, screen.out()
    forms = [form for form in (unit.full_name, *unit.aliases) if form and form != unit.name]
    screen_out.print(Text(unit.name, style="bold"), f"[{unit.id}]", "、".join(forms))
    counts = f"牵头 {len(view.leads)} 项、配合 {len(view.supports)} 项、责任 {len(view.responsible)} 项"
    grouped = f"; 另经集合名词 {len(view.through_groups)} 项" if view.through_groups else ""
    screen_out.print(counts + grouped + (f"; 指标 {len(view.targets)} 个" if view.targets else ""))
    for title, ids in (("牵头", view.leads), ("责任", view.responsible), ("配合", view.supports)):
        if ids:
            screen_out.print(_unit_table(title, [items[id] for id in ids]))
    if view.through_groups:
        made = screen.table("集合名词", "角色", "内容", "编号", title=f"通过集合名词承担 {len(view.through_groups)} 项")
        for held in view.through_groups:
            said = wording.short(items[held.item].title or items[held.item].text, 40)
            made.add_row(names.get(held.group, held.group), wording.ROLE_VERBS[held.role], said, held.item)
        screen_out.print(made)
    if view.partners:
        shown = "、".join(f"{names.get(held.unit, held.unit)} {len(held.items)}" for held in view.partners[:12])
        screen_out.print(f"协作单位 (共同事项数): {shown}")


def _unit_table(title: str, items: list[Item]) -> Any:
    made = screen.table("编号", "内容", "时限", "指标", title=f"{title} {len(items)} 项")
    for item in items:
        times = "\n".join(phrase.text for phrase in wording.deadlines(item))
        targets = "\n".join(f"{target.indicator} {wording.amount(target).text}" for target in item.stated_targets)
        made.add_row(wording.item_label(item), screen.item_words(item), times, targets)
    return made
