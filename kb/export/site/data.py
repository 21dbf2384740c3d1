"""Data files: scripts that the pages load (a script loads from a folder too, a fetch does not), and the downloads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from kb import codec, wording
from kb.export import csv_table
from kb.export.site import addresses, marked, source, units
from kb.export.site.catalog import Catalog, Chip, ItemRow
from kb.export.site.files import SiteFile
from kb.export.site.page import ONE_LINE, SitePage, render, script_json
from kb.export.workbook import Cell, WorkbookSheet, workbook
from kb.item_cells import headers_of
from kb.schema import ItemCell


class FileDownload(Struct, frozen=True, kw_only=True):
    """A download as the page of downloads lists it."""

    address: str
    name: str
    form: str
    use: str
    size: int


def scripts(catalog: Catalog) -> Iterator[SiteFile]:
    """What the item card, the table of tasks and all scripts read: `zeren.set(name, value)`."""
    yield _script("wording", _wording())
    yield _script("items", _items(catalog))
    for plan, record in catalog.records.items():
        quotes = {
            item: ([[marked.as_json(piece) for piece in line] for line in lines], outside)
            for item, (lines, outside) in source.excerpts(catalog, record).items()
        }
        yield _script(f"quotes-{addresses.slug(plan)}", quotes)


def _script(name: str, value: object) -> SiteFile:
    return SiteFile(f"assets/data/{name}.js", f"zeren.set({script_json(name)},{script_json(value)});\n".encode())


def _wording() -> dict[str, Any]:
    """How the scripts call things, as the pages do."""
    return {
        "kinds": wording.KINDS,
        "roles": wording.ROLES,
        "verbs": wording.ROLE_VERBS,
        "types": wording.HIT_TYPES,
        "certainties": wording.CERTAINTIES,
        "marks": wording.CERTAINTY_MARKS,
        "line": ONE_LINE,
    }


def _items(catalog: Catalog) -> dict[str, Any]:
    """Plans, units, actions and items; items name them by their place in the lists."""
    plans = {plan: place for place, plan in enumerate(catalog.records)}
    order = {view.unit.id: place for place, view in enumerate(catalog.site.views.units)}
    for unit in catalog.units:
        order.setdefault(unit, len(order))
    actions = {action.id: place for place, action in enumerate(catalog.site.views.actions)}
    headers = {header: place for place, header in enumerate(headers_of(_further(catalog)))}
    return {
        "plans": [
            {"id": slug, "title": record.plan.title, "number": record.plan.document_number or "",
             "region": record.plan.region or "",
             "href": addresses.plan(plan)}
            for plan, record in catalog.records.items()
            for slug in [addresses.slug(plan)]
        ],
        "units": [_unit(catalog, unit) for unit in order],
        "actions": [
            {"id": addresses.slug(action.id), "name": action.name} for action in catalog.site.views.actions
        ],
        "headers": list(headers),
        "items": [_item(catalog, row, plans, order, actions, headers) for row in catalog.rows.values()],
    }  # fmt: skip


def _unit(catalog: Catalog, unit_id: str) -> dict[str, Any]:
    unit, view = catalog.units[unit_id], catalog.views.get(unit_id)
    return {
        "id": addresses.slug(unit_id),
        "name": unit.name,
        "full": unit.full_name or "",
        "kind": wording.UNIT_KINDS[unit.kind],
        "keys": units.keys(unit, catalog.site.successions.get(unit_id, ())),
        "counts": [len(view.leads), len(view.supports), len(view.responsible)] if view else [0, 0, 0],
    }


def _item(
    catalog: Catalog,
    row: ItemRow,
    plans: dict[str, int],
    order: dict[str, int],
    actions: dict[str, int],
    headers: dict[str, int],
) -> dict[str, Any]:
    action = catalog.actions.get(row.item.id)
    value: dict[str, Any] = {
        "id": row.item.id,
        "plan": plans[row.plan],
        "kind": row.item.kind,
        "label": row.label,
        "place": row.place,
        "title": row.title,
        "text": row.text,
        "path": list(row.item.path),
        "action": actions[action.id] if action else -1,
        "href": row.href,
        "duties": [
            [chip.role, order[chip.unit], chip.certainty, chip.mention]
            for chip in (*row.leads, *row.supports, *row.responsible)
        ],
        "due": [[phrase.text, phrase.title, phrase.certainty] for phrase in row.deadlines],
        "targets": [[name, amount.text, amount.title, year] for name, amount, year in row.targets],
        "years": list(row.years),
        "where": wording.where(row.item.locator),
        "issues": [
            *([one.severity, wording.prose(one.message)] for one in row.issues),
            *([one.severity, wording.prose(one.message)] for one in catalog.findings.get(row.item.id, ())),
        ],
        "cells": [[headers.get(cell.header, -1), cell.text, cell.inherited] for cell in row.further],
        "links": [[kind, other] for kind, other in catalog.links.get(row.item.id, ())],
    }
    return value


def _further(catalog: Catalog) -> Iterator[ItemCell]:
    return (cell for row in catalog.rows.values() for cell in row.further)


def downloads(catalog: Catalog) -> Iterator[tuple[FileDownload, bytes]]:
    """Every download with its description and its bytes."""
    tables = (
        ("tasks.csv", "任务总表", "全部目标、措施、任务与项目，每行一项", _item_rows(catalog)),
        ("duties.csv", "责任明细", "每行一个单位对一项任务的责任，含可信度", _duty_rows(catalog)),
        ("targets.csv", "指标目标", "每行一个指标值", _target_rows(catalog)),
        ("cells.csv", "表格原文", "表中每一格及其表头，包括没有读成任务要素的栏目", _cell_rows(catalog)),
        ("units.csv", "单位目录", "单位、原文写法与牵头、配合、责任数", _unit_rows(catalog)),
    )
    sheets = []
    for name, title, use, found in tables:
        rows = tuple(found)
        sheets.append(WorkbookSheet(name=title, columns=tuple(str(cell) for cell in rows[0]), rows=rows[1:]))
        yield _download(name, title, "CSV", use + "；可用 Excel、WPS 打开", csv_table.encode(rows))
    book = workbook(sheets, title=catalog.site.title, day=catalog.site.built_on)
    yield _download("all.xlsx", "全部表格", "Excel", "以上各表合为一个工作簿，可以筛选和打印", book)
    for plan, record in catalog.records.items():
        name = addresses.slug(plan)
        use = f"{record.plan.title}：机器可读的完整记录，含出处与可信度"
        yield _download(f"{name}.json", "计划记录", "JSON", use, codec.encode(record))
        text = record.text.encode("utf-8")
        yield _download(f"{name}.txt", "原文文本", "TXT", f"{record.plan.title}：修复后的全文", text)
    schema = json.dumps(codec.json_schema(), ensure_ascii=False, indent=2).encode() + b"\n"
    yield _download("record.schema.json", "记录的结构", "JSON Schema", "供程序核对计划记录的格式", schema)


def _download(name: str, title: str, form: str, use: str, content: bytes) -> tuple[FileDownload, bytes]:
    return FileDownload(address=f"data/{name}", name=title, form=form, use=use, size=len(content)), content


def page(found: Iterable[FileDownload]) -> SitePage:
    """The page of downloads."""
    return render("data", "data/index.html", "数据下载", downloads=tuple(found))


def _names(chips: tuple[Chip, ...]) -> str:
    return "、".join(chip.name for chip in chips)


def _item_rows(catalog: Catalog) -> Iterator[tuple[Cell, ...]]:
    yield (
        "编号",
        "计划",
        "部分",
        "类别",
        "序号",
        "行动",
        "标题",
        "内容",
        "牵头单位",
        "配合单位",
        "责任单位",
        "时限",
        "指标",
        "其他栏目",
    )
    for row in catalog.rows.values():
        yield (
            row.item.id, catalog.records[row.plan].plan.title, row.place, wording.KINDS[row.item.kind], row.label,
            row.action, row.title, row.text, _names(row.leads), _names(row.supports), _names(row.responsible),
            ";".join(phrase.text for phrase in row.deadlines),
            ";".join(f"{name} {amount.text}" for name, amount, _ in row.targets),
            ";".join(wording.cell(cell) for cell in row.further),
        )  # fmt: skip


def _cell_rows(catalog: Catalog) -> Iterator[tuple[Cell, ...]]:
    yield ("编号", "计划", "栏目", "内容", "承上行")
    for row in catalog.rows.values():
        for cell in row.item.cells:
            inherited = "是" if cell.inherited else ""
            yield (row.item.id, catalog.records[row.plan].plan.title, cell.header, cell.text, inherited)


def _duty_rows(catalog: Catalog) -> Iterator[tuple[Cell, ...]]:
    yield ("编号", "标题", "角色", "单位", "原文写法", "可信度")
    for row in catalog.rows.values():
        for chip in (*row.leads, *row.supports, *row.responsible):
            certainty = wording.CERTAINTIES[chip.certainty]
            yield (row.item.id, row.title, wording.ROLES[chip.role], chip.name, chip.mention, certainty)


def _target_rows(catalog: Catalog) -> Iterator[tuple[Cell, ...]]:
    yield ("编号", "指标", "比较", "数值", "单位", "年份", "承诺", "原文")
    for row in catalog.rows.values():
        for one in row.item.targets:
            value = one.value
            yield (
                row.item.id,
                one.indicator,
                wording.SPOKEN[one.comparator],
                value,
                one.unit,
                one.year,
                one.commitment,
                one.text,
            )


def _unit_rows(catalog: Catalog) -> Iterator[tuple[Cell, ...]]:
    yield ("单位", "全称", "原文写法", "类别", "牵头", "配合", "责任")
    for view in catalog.site.views.units:
        unit = view.unit
        aliases = "、".join(catalog.mentions.get(unit.id, ()))
        counts = (len(view.leads), len(view.supports), len(view.responsible))
        yield (unit.name, unit.full_name, aliases, wording.UNIT_KINDS[unit.kind], *counts)
