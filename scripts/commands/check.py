"""`zeren check`: where a plan contradicts itself, with the words that prove it; findings set aside with a reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.text import Text

from graph.checks import CHECKS, findings_of, read_dismissals, with_dismissal
from graph.checks.dismissals import FILE
from kb import wording
from kb.errors import UsageError
from kb.lines import line_of
from kb.schema import Record
from kb.store import Store
from kb.views import Finding, Quote, Unread
from kb.workspace import Workspace
from kb.writing import changing, write_file
from scripts import screen
from scripts.commands.folder import Folder, Json, workspace_of
from scripts.commands.publishing import print_notices, read_notices

FOUND = 3
"""Exit status when an open finding is of severity `error`."""
_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def check_command(
    context: typer.Context,
    plan: Annotated[str | None, typer.Argument(metavar="PLAN", help="计划编号, 缺省为全部")] = None,
    json: Json = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="另存为 Excel")] = None,
    info: Annotated[bool, typer.Option("--info", help="也列出提示一级的问题")] = False,
    dismissing: Annotated[
        str | None, typer.Option("--dismiss", metavar="ID", help="排除一个问题, 须写 --reason")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="排除的理由")] = None,
    folder: Folder = None,
) -> None:
    """核查计划自身的矛盾和缺漏。退出状态: 0 没有矛盾, 3 有未排除的矛盾。"""
    workspace = workspace_of(context, folder)
    records, unread = _records(workspace, plan)
    found = findings_of_all(workspace, records)
    if dismissing is None and reason is not None:
        raise UsageError("--reason 没有说明是哪个问题的理由", advice="请用 --dismiss 写明问题的编号")
    if dismissing is not None:
        _dismiss(workspace, found, dismissing, reason)
        return
    if xlsx:
        write_file(xlsx, _workbook(found, {record.plan.id: record for record in records}))
    told = read_notices(workspace.build)
    if json:
        doubts = [{"plan": r.plan.id, **msgspec.to_builtins(issue)} for r in records for issue in r.issues]
        screen.print_json({"findings": found, "issues": doubts, **msgspec.to_builtins(told)})
    else:
        print_notices(told)
        screen.print_unread(unread)
        _print(found, {record.plan.id: record for record in records}, info=info)
        _print_doubts(records, all_of_them=info)
    if any(one.severity == "error" and one.dismissed is None for one in found):
        raise typer.Exit(FOUND)


def findings_of_all(workspace: Workspace, records: tuple[Record, ...]) -> tuple[Finding, ...]:
    """The findings of all records, plan by plan; those that a person set aside say why."""
    return tuple(
        finding
        for record in records
        for finding in findings_of(record, read_dismissals(workspace.plans / record.plan.id / FILE))
    )


def _records(workspace: Workspace, plan: str | None) -> tuple[tuple[Record, ...], tuple[Unread, ...]]:
    with Store(workspace.base) as store:
        records = store.records() if plan is None else (store.known_record(plan),)
        return records, tuple(one for one in store.unread() if plan in (None, one.plan))


def _dismiss(workspace: Workspace, found: tuple[Finding, ...], id: str, reason: str | None) -> None:
    if not id.strip():
        raise UsageError("--dismiss 后面是空的", advice="请写明问题的编号, 编号请看 zeren check 的输出")
    chosen = next((one for one in found if one.id == id), None)
    if chosen is None:
        raise UsageError(f"没有编号为 {id} 的问题", advice="编号请看 zeren check 的输出")
    if not (reason or "").strip():
        raise UsageError("没有写排除的理由", advice="请用 --reason 写明理由")
    with changing(workspace.root, "plans", f"zeren check --dismiss {id}") as change:
        file = workspace.plans / chosen.plan / FILE
        change.put(file, with_dismissal(file, id, str(reason).strip()))
    screen.out().print(f"已排除: {chosen.message}")


def _print(found: tuple[Finding, ...], records: dict[str, Record], *, info: bool) -> None:
    open_ones = [one for one in found if one.dismissed is None]
    for one in open_ones:
        if one.severity == "info" and not info:
            continue
        screen.out().print(
            Text(wording.SEVERITIES[one.severity], style=_STYLES[one.severity]), one.message, f"[{one.id}]"
        )
        for quote in one.quotes:
            screen.out().print(f"    第{_line(records[one.plan], quote)}行  {quote.text}")
    counts = "、".join(
        f"{name} {sum(one.severity == severity for one in open_ones)}" for severity, name in wording.SEVERITIES.items()
    )
    aside = len(found) - len(open_ones)
    screen.out().print(f"{counts}" + (f"; 已排除 {aside}" if aside else ""))


def _print_doubts(records: tuple[Record, ...], *, all_of_them: bool) -> None:
    """What was doubtful when the plans were read: a person's corrections that did nothing always, the others on demand."""
    doubts = [(record, issue) for record in records for issue in record.issues]
    for record, issue in doubts:
        if all_of_them or issue.code == "stale-correction":
            where = f"第{line_of(record.text, issue.span[0])}行  " if issue.span else ""
            severity = Text(wording.SEVERITIES[issue.severity], style=_STYLES[issue.severity])
            screen.out().print(severity, f"{where}{wording.prose(issue.message)}", f"[{record.plan.id}]")
    counts = "、".join(
        f"{name} {count}"
        for severity, name in wording.SEVERITIES.items()
        if (count := sum(issue.severity == severity for _, issue in doubts))
    )
    if counts:
        screen.out().print(f"读取时的疑点: {counts}" + ("" if all_of_them else "; 加 --info 逐条列出"))


def _workbook(found: tuple[Finding, ...], records: dict[str, Record]) -> bytes:
    from kb.export.workbook import WorkbookSheet, workbook

    titles = {check.code: check.title for check in CHECKS}
    rows = tuple(
        (
            wording.SEVERITIES[one.severity],
            titles[one.code],
            one.message,
            records[one.plan].plan.title,
            "\n".join(quote.text for quote in one.quotes),
            "、".join(str(_line(records[one.plan], quote)) for quote in one.quotes),
            one.id,
            one.dismissed or "",
        )
        for one in found
    )
    columns = ("程度", "类别", "问题", "计划", "原文", "行", "编号", "排除理由")
    return workbook(
        [WorkbookSheet(name="核查", columns=columns, rows=rows)], title="核查", day=date.today().isoformat()
    )


def _line(record: Record, quote: Quote) -> int:
    """Line of the text that the words begin in, from 1."""
    return line_of(record.text, quote.span[0])
