"""The lists of one unit as files: Excel, Word, calendar and CSV, each from the same rows as the unit's page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from kb import wording
from kb.controls import terminal_text
from kb.export import csv_table
from kb.export.calendar import Due, calendar
from kb.export.letter import LetterColumn, LetterPart, LetterTable, letter
from kb.export.site import addresses
from kb.export.site.catalog import Catalog, Chip, ItemRow, by_action
from kb.export.site.files import SiteFile
from kb.export.workbook import Cell, WorkbookSheet, workbook
from kb.schema import Role, Target
from kb.views import UnitView

Form = Literal["xlsx", "docx", "ics", "csv"]
FORMS: tuple[tuple[Form, str], ...] = (
    ("xlsx", "Excel 责任清单"),
    ("docx", "Word 责任清单"),
    ("ics", "日历"),
    ("csv", "CSV"),
)
_ITEM_COLUMNS = (
    "序号",
    "部分",
    "行动",
    "工作任务",
    "内容",
    "牵头单位",
    "配合单位",
    "责任单位",
    "时限",
    "指标",
    "可信度",
)
_TARGET_COLUMNS = ("指标", "比较", "数值", "单位", "年份", "承诺", "任务", "原文")
_NO_FILE = re.compile(r'[\\/:*?"<>|\s]')
"""What Windows does not take in a name."""
_DUE_COLUMNS = ("到期", "角色", "任务", "时限原文", "序号")


def address(unit_id: str, form: Form) -> str:
    """Where the unit's file lies. Its name says whose it is: saved from a folder, a file keeps the name it has there."""
    slug = addresses.slug(unit_id)
    return f"units/{slug}/{slug}.{form}"


def file_name(name: str, form: Form) -> str:
    """What the file is called when it is saved: nothing in it parts folders, or turns the order of its letters.

    >>> file_name("../区/住\\u202e建局", "csv")
    '.._区_住建局责任清单.csv'
    """
    plain = _NO_FILE.sub("_", terminal_text(name))
    return f"{plain}{'时限' if form == 'ics' else '责任清单'}.{form}"


def files(catalog: Catalog) -> Iterator[SiteFile]:
    """Every unit's files."""
    for view in catalog.site.views.units:
        unit = view.unit
        yield SiteFile(address(unit.id, "xlsx"), _xlsx(catalog, view))
        yield SiteFile(address(unit.id, "docx"), _docx(catalog, view))
        yield SiteFile(address(unit.id, "ics"), _ics(catalog, view))
        yield SiteFile(address(unit.id, "csv"), csv_table.encode(_csv(catalog, view)))


def duties_by_role(catalog: Catalog, view: UnitView) -> tuple[tuple[Role, str, tuple[ItemRow, ...]], ...]:
    """(role, heading, rows) of the unit's direct duties; a role without rows is left out."""
    groups: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
        ("lead", "牵头任务", view.leads),
        ("support", "配合任务", view.supports),
        ("responsible", "责任事项", view.responsible),
    )
    found = ((role, title, tuple(catalog.rows[i] for i in ids if i in catalog.rows)) for role, title, ids in groups)
    return tuple((role, title, rows) for role, title, rows in found if rows)


def _names(chips: Iterable[Chip]) -> str:
    return "、".join(chip.name for chip in chips)


def _dues(row: ItemRow, parted: str = "；") -> str:
    return parted.join(phrase.text for phrase in row.deadlines)


def _goals(row: ItemRow, parted: str = "；") -> str:
    return parted.join(
        f"{name}{amount.title}{f'（{year}年）' if year and str(year) not in name else ''}"
        for name, amount, year in row.targets
    )


def _body(row: ItemRow) -> str:
    return row.text if row.item.title else ""


def _cells(row: ItemRow, certainty: str) -> tuple[Cell, ...]:
    return (
        row.label, row.place, row.action, row.title, _body(row), _names(row.leads), _names(row.supports),
        _names(row.responsible), _dues(row), _goals(row), certainty,
    )  # fmt: skip


def _certainty(row: ItemRow, unit: str) -> str:
    chips = (*row.leads, *row.supports, *row.responsible)
    return wording.CERTAINTIES[wording.worst(chip.certainty for chip in chips if chip.unit == unit)]


def _target(row: ItemRow, target: Target) -> tuple[Cell, ...]:
    return (
        target.indicator, wording.SPOKEN[target.comparator], target.value, target.unit, target.year, target.commitment,
        f"{row.label} {row.title}", target.text,
    )  # fmt: skip


def _roles(view: UnitView) -> dict[str, str]:
    """The unit's weightiest role in each item, as a word."""
    groups = (("support", view.supports), ("responsible", view.responsible), ("lead", view.leads))
    return {item: wording.ROLE_VERBS[role] for role, items in groups for item in items}


def _xlsx(catalog: Catalog, view: UnitView) -> bytes:
    roles, rows = _roles(view), catalog.rows
    sheets = [
        WorkbookSheet(
            name=title, columns=_ITEM_COLUMNS, rows=tuple(_cells(row, _certainty(row, view.unit.id)) for row in found)
        )
        for _, title, found in duties_by_role(catalog, view)
    ]
    if view.through_groups:
        groups = [(duty, rows[duty.item]) for duty in view.through_groups if duty.item in rows]
        cells = tuple(
            (catalog.units[duty.group].name, wording.ROLE_VERBS[duty.role], *_cells(row, "推断"))
            for duty, row in groups
        )
        sheets.append(WorkbookSheet(name="集合名词", columns=("写作", "角色", *_ITEM_COLUMNS), rows=cells))
    targets = tuple(_target(rows[one.item], one.target) for one in view.targets if one.item in rows)
    sheets.append(WorkbookSheet(name="指标", columns=_TARGET_COLUMNS, rows=targets))
    dues = tuple(
        (due, roles.get(one.item, ""), rows[one.item].title, one.deadline.text, rows[one.item].label)
        for one in view.deadlines
        if one.item in rows and (due := wording.due(one.deadline))
    )
    sheets.append(WorkbookSheet(name="时限", columns=_DUE_COLUMNS, rows=dues))
    return workbook(sheets, title=f"{view.unit.name}责任清单", day=catalog.site.built_on)


def _docx(catalog: Catalog, view: UnitView) -> bytes:
    parts: list[LetterPart] = []
    for role, title, found in duties_by_role(catalog, view):
        parts.append(LetterPart(level=1, title=f"{title}（{len(found)}项）"))
        for action, rows in by_action(catalog, tuple(row.item.id for row in found)):
            title = action.name if action else "其他"
            if action and catalog.many:
                title += f"（{catalog.records[action.plan].plan.title}）"
            parts.append(LetterPart(level=2, title=title, table=_duty_table(role, rows)))
    if not parts:
        parts.append(LetterPart(level=1, title="直接承担的事项", text="没有点名由本单位承担的事项。"))
    if view.through_groups:
        rows = tuple(catalog.rows[duty.item] for duty in view.through_groups if duty.item in catalog.rows)
        told = "以下事项原文写作“区级有关部门”一类的集合名词，未点名本单位。"
        parts.append(
            LetterPart(level=1, title=f"通过集合名词承担（{len(rows)}项）", text=told, table=_duty_table("", rows))
        )
    plans = catalog.site.records
    based = "、".join(record.plan.document_number or f"《{record.plan.title}》" for record in plans[:3])
    return letter(
        f"{view.unit.name}责任清单",
        f"（依据{based}{'等' if len(plans) > 3 else ''}整理）",
        f"{headline(view)}本清单由程序从公开文件中摘录，以原文为准。整理日期：{wording.date(catalog.site.built_on)}。",
        parts,
        day=catalog.site.built_on,
    )


def headline(view: UnitView) -> str:
    """What the unit answers for, in one sentence."""
    counts = (("牵头", view.leads), ("配合", view.supports), ("责任", view.responsible))
    told = "、".join(f"{name}{len(items)}项" for name, items in counts if items)
    return f"{told or '没有直接承担的事项'}。"


def _duty_table(role: Role | Literal[""], rows: tuple[ItemRow, ...]) -> LetterTable:
    others = {"lead": "配合单位", "support": "牵头单位", "responsible": "责任单位", "": "牵头单位"}[role]
    columns = (
        LetterColumn("序号", 0.1),
        LetterColumn("工作任务", 0.45),
        LetterColumn(others, 0.19),
        LetterColumn("时限和指标", 0.26),
    )

    def units(row: ItemRow) -> tuple[Chip, ...]:
        return row.supports if role == "lead" else row.responsible if role == "responsible" else row.leads

    return LetterTable(
        columns=columns,
        rows=tuple(
            (
                wording.printed_number(row.item.number, row.item.part),
                "\n".join(filter(None, (row.title, _body(row)))),
                _names(units(row)) or "—",
                "\n".join(filter(None, (_dues(row, "\n"), _goals(row, "\n")))) or "未写明",
            )
            for row in rows
        ),
    )


def _ics(catalog: Catalog, view: UnitView) -> bytes:
    roles = _roles(view)
    found: dict[str, Due] = {}
    for one in view.deadlines:
        row, due = catalog.rows.get(one.item), wording.due(one.deadline)
        if row and due:
            role = roles.get(one.item, "")
            key = f"{addresses.slug(one.item)}-{due}-{addresses.slug(view.unit.id)}"
            plan = catalog.records[row.plan].plan
            text = f"{row.text}\n\n牵头：{_names(row.leads + row.responsible) or '未写明'}\n配合：{_names(row.supports) or '无'}\n"
            found[key] = Due(
                key=key, on=due, title=f"【{role}】{row.title}（{wording.due_date(due, one.deadline.text)}前）",
                text=f"{text}时限原文：{one.deadline.text}\n出处：{plan.title} {row.place} {row.label}", category=role,
            )  # fmt: skip
    return calendar(f"{view.unit.name}时限", found.values(), catalog.site.built_on)


def _csv(catalog: Catalog, view: UnitView) -> Iterator[tuple[Cell, ...]]:
    yield ("编号", "角色", *_ITEM_COLUMNS)
    for role, _, rows in duties_by_role(catalog, view):
        for row in rows:
            yield (row.item.id, wording.ROLE_VERBS[role], *_cells(row, _certainty(row, view.unit.id)))
