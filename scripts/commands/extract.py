"""`zeren extract`: what one document becomes, as a record or as a summary for people."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from kb import wording
from kb.codec import encode
from kb.schema import Duty, Item, Record
from scripts import screen
from scripts.commands.folder import Json, PlanId
from scripts.reading import run_apart


def extract_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="计划原文件")],
    json: Json = False,
    id: PlanId = None,
) -> None:
    """读一份计划, 输出抽取出的记录。"""
    if json:
        screen.print_bytes(run_apart(_encoded, file, id, where=str(file)))
        return
    record = run_apart(read, file, id, where=str(file))
    screen.out().print(*_head(record), sep="\n")
    screen.out().print(_items(record))
    screen.out().print(_issues(record))


def read(file: Path, id: str | None = None) -> Record:
    """The record of the document in `file`. Raises as `parser.pipeline.read_record` does."""
    from parser.pipeline import read_record

    return read_record(file, plan_id=id)


def _encoded(file: Path, id: str | None) -> bytes:
    from graph.links import link_items  # its words: what the summary for people does not need

    record = read(file, id)
    return encode(replace(record, links=link_items(record)))


def _head(record: Record) -> list[str]:
    plan, coverage = record.plan, record.coverage
    counts: Counter[str] = Counter(item.kind for item in record.items)
    facts = [plan.document_number, plan.issuer, plan.issued_on]
    years = f"{plan.start_year}—{plan.end_year}年" if plan.start_year and plan.end_year else None
    kinds = "、".join(f"{name} {counts[kind]}" for kind, name in wording.KINDS.items() if counts[kind])
    targets = sum(len(item.targets) for item in record.items)
    deadlines = sum(len(item.deadlines) for item in record.items)
    return [
        f"{plan.title}  [{plan.id}]",
        "  ".join(fact for fact in (*facts, years) if fact),
        f"{kinds}; 单位 {len(record.units)}、指标 {targets}、时限 {deadlines}、修复 {len(record.repairs)}",
        f"字符 {coverage.characters}: 各项 {coverage.in_items}、标题 {coverage.in_headings}、"
        f"文首 {coverage.in_front_matter}、页面杂项 {coverage.in_boilerplate}、未归类 {coverage.unplaced}",
        "",
    ]


def _items(record: Record) -> object:
    made = screen.table("编号", "内容", "单位", "时限", "指标")
    for item in record.items:
        times = "\n".join(phrase.text for phrase in wording.deadlines(item))
        targets = "\n".join(f"{target.indicator} {wording.amount(target).text}" for target in item.stated_targets)
        made.add_row(wording.item_label(item), screen.item_words(item), _units(item), times, targets)
    return made


def _units(item: Item) -> str:
    lines = []
    for role, verb in wording.ROLE_VERBS.items():
        held: list[Duty] = [duty for duty in item.duties if duty.role == role]
        if held:
            lines.append(f"{verb}: " + "、".join(duty.mention for duty in held))
    return "\n".join(lines)


def _issues(record: Record) -> object:
    if not record.issues:
        return "没有待核的问题"
    made = screen.table("程度", "问题", "所在", title=f"待核 {len(record.issues)} 处")
    for issue in record.issues:
        made.add_row(wording.SEVERITIES[issue.severity], issue.message, issue.item or "")
    return made
