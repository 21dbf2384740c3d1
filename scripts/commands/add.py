"""`zeren add`: a document becomes a plan of the workspace, or the new edition of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb import workspace
from kb.errors import DuplicatePlanError, RecordError, UsageError, WorkspaceError
from kb.schema import Plan, Record
from kb.store import Store
from scripts import screen
from scripts.commands.extract import read
from scripts.commands.folder import Folder, PlanId, root_of, workspace_of
from scripts.reading import run_apart

if TYPE_CHECKING:
    from parser.repair import Correction


def add_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="计划原文件")],
    id: PlanId = None,
    replacing: Annotated[
        str | None, typer.Option("--replace", metavar="PLAN", help="这份文件是该计划的新一版, 旧版保留在 editions/")
    ] = None,
    folder: Folder = None,
) -> None:
    """把一份文件加入工作区: 复制到 plans/<编号>/source.*。"""
    held = workspace_of(context, folder)
    if replacing is not None:
        if id is not None:
            raise UsageError("--id 和 --replace 不能同时用", advice="新一版沿用原来的编号, 只写 --replace 即可")
        _replace(held, file, replacing)
    else:
        _add(held, file, id)
    root = root_of(context, folder)
    zeren = "zeren" if root == Path() else f"zeren -C {root}"
    screen.out().print(f"下一步: {zeren} build" + (f", 然后 {zeren} diff {replacing}" if replacing else ""))


def _add(held: workspace.Workspace, file: Path, id: str | None) -> None:
    record = run_apart(read, file, id, where=str(file))
    if id is None:
        _check_title(held, file, record.plan)
    added = workspace.add_plan(held, file, record.plan.id, sha256=record.source.sha256)
    screen.out().print(f"已加入: {record.plan.title}")
    screen.out().print(f"原文件: {added.source}, 共 {len(record.items)} 项")


def _check_title(held: workspace.Workspace, file: Path, plan: Plan) -> None:
    """Raise `DuplicatePlanError` when a plan of the last build has the title: it may be an edition of that plan."""
    try:
        with Store(held.base) as store:
            same = store.query("SELECT id FROM plans WHERE title = ? AND id <> ? ORDER BY id", plan.title, plan.id)
    except (RecordError, WorkspaceError):
        return  # not built yet, or by another version: the next build looks for the same number
    for (other,) in same:
        raise DuplicatePlanError(
            f"与计划 {other} 标题相同",
            where=str(file),
            advice=f"是它的新一版请用 --replace {other}; 是另一份计划请用 --id 另取编号, 例如 --id {plan.id}",
        )


def _replace(held: workspace.Workspace, file: Path, id: str) -> None:
    """The document becomes the plan's edition; corrections go with it where their words still stand."""
    from parser.repair import written

    plan = workspace.plan_folder(held, id)
    record, kept, lost = run_apart(_edition, file, plan, where=str(file))
    made = (*kept, *lost)
    carried = written(kept) if kept else None
    replaced = workspace.replace_plan(held, file, plan, carried, sha256=record.source.sha256)
    out = screen.out()
    out.print(f"已换成新的一版: {record.plan.title}")
    out.print(f"原文件: {replaced.source}, 共 {len(record.items)} 项")
    out.print(f"上一版: {replaced.earlier[-1]}")
    if made:
        out.print(
            f"更正: 沿用 {len(kept)} 条 (行号已按新版改写)" + (f", {len(lost)} 条在新版中找不到:" if lost else "")
        )
    for one in lost:
        out.print(f"    上一版第{one.line}行  “{one.before}”改为“{one.after}”")


def _edition(file: Path, plan: workspace.PlanFolder) -> tuple[Record, tuple[Correction, ...], tuple[Correction, ...]]:
    """The record of the new edition, the corrections that go with it, and those whose words it has no more."""
    from parser.pipeline import record_of
    from parser.read import read
    from parser.repair import carry, read_corrections, repair

    document = read(file)
    made = read_corrections(plan.source.with_name(workspace.CORRECTIONS))
    kept, lost = carry(made, repair(read(plan.source).text), repair(document.text)) if made else ((), ())
    return record_of(document, plan_id=plan.id, corrections=kept, where=str(file)), tuple(kept), tuple(lost)
