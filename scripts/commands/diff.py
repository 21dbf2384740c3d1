"""`zeren diff`: what a new edition of a plan changed, or in what two plans differ, with the words of both."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from kb.errors import WorkspaceError
from kb.export.site import versions
from kb.revision import compare
from kb.schema import Plan, Source
from kb.store import Store
from kb.views import Revision
from kb.workspace import Workspace, plan_folders
from scripts import screen
from scripts.commands.folder import Folder, Json, workspace_of


def diff_command(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="计划编号")],
    other: Annotated[
        str | None, typer.Argument(metavar="OTHER", help="另一份计划的编号: 与它比较; 缺省为同一计划的各版之间")
    ] = None,
    json: Json = False,
    folder: Folder = None,
) -> None:
    """列出新一版改了什么: 增删了哪些事项, 单位、时限、指标、文字各怎样改动; 也可比较两份计划。"""
    workspace = workspace_of(context, folder)
    with Store(workspace.base) as store:
        earlier, later = (store.known_record(id) for id in (plan, other or plan))
        revisions = (compare(earlier, later),) if other else store.revisions(plan)
    if other is None:
        _check_fresh(workspace, plan, len(revisions))
    if json:
        screen.print_json({"plan": plan, "revisions": revisions})
        return
    if not revisions:
        screen.out().print(f"{later.plan.title}: 只有一版。收入新的一版用 zeren add 文件 --replace {plan}")
    for revision in revisions:
        _print(revision)


def _check_fresh(workspace: Workspace, plan: str, known: int) -> None:
    """Raise `WorkspaceError` when an edition came after the last build."""
    if any(len(folder.earlier) != known for folder in plan_folders(workspace) if folder.id == plan):
        raise WorkspaceError("知识库里还没有最新的一版", where=str(workspace.base), advice="请先运行 zeren build")


def _print(revision: Revision) -> None:
    out = screen.out()
    out.print(
        f"{_named(revision.earlier, revision.earlier_source)}  →  {_named(revision.later, revision.later_source)}"
    )
    counts = Counter(change.kind for change in revision.changes)
    told = "、".join(f"{name} {counts[kind]}" for kind, name in versions.CHANGES.items())
    out.print(f"{told}、未变 {revision.unchanged}")
    for change in revision.changes:
        line = versions.line(change, {})
        was = f" (原{line.was})" if line.was else ""
        out.print(f"{versions.CHANGES[line.kind]}  {line.label}{was}  {line.title}")
        for one in line.told:
            out.print(f"    {one.field}: {''.join(_said(piece) for piece in one.pieces)}")


def _said(piece: versions.ChangedWords) -> str:
    changed = f"【{piece.before or '无'} → {piece.after or '无'}】" if piece.before or piece.after else ""
    return piece.kept + changed


def _named(plan: Plan, source: Source) -> str:
    facts = (plan.document_number, plan.issued_on, source.name)
    return f"{plan.title} ({', '.join(fact for fact in facts if fact)})"
