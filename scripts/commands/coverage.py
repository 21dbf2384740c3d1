"""`zeren coverage`: the ledger of a plan, in which every row, number, date, unit name and document is accounted for."""

from __future__ import annotations

from typing import Annotated

import typer

from graph.ledger import entry_counts, ledger_of, unexplained_share
from kb.lines import line_of
from kb.store import Store
from kb.views import ENTRY_KINDS
from scripts import screen
from scripts.commands.folder import Folder, Json, workspace_of


def coverage_command(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="计划编号")],
    json: Json = False,
    folder: Folder = None,
) -> None:
    """列出一份计划的台账: 原文里的表格行、数字、时间、单位和文号各归入哪里, 哪些没有归入。"""
    workspace = workspace_of(context, folder)
    with Store(workspace.base) as store:
        record = store.known_record(plan)
    entries = ledger_of(record)
    if json:
        screen.print_json({"plan": plan, "unexplained": unexplained_share(entries), "entries": entries})
        return
    made = screen.table("内容", "已归入>", "已说明>", "未说明>", title=record.plan.title)
    for kind, held in entry_counts(entries).items():
        made.add_row(ENTRY_KINDS[kind], *(str(held[state]) for state in ("extracted", "explained", "unexplained")))
    screen.out().print(made)
    screen.out().print(f"数字、时间和单位中未说明的占 {unexplained_share(entries):.1%}")
    for entry in entries:
        if entry.state == "unexplained":
            line = line_of(record.text, entry.span[0])
            screen.out().print(f"    第{line}行  {ENTRY_KINDS[entry.kind]}: {entry.text}  {entry.item}")
