"""The options that commands share: `-C DIR`, before or after the command's name, `--json`, `--limit`, `--id`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.errors import UsageError
from kb.ids import is_plan_id
from kb.workspace import Workspace, open_workspace
from kb.writing import mend

Folder = Annotated[Path | None, typer.Option("-C", metavar="DIR", help="工作区文件夹, 缺省为当前文件夹")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON, 供程序使用")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="最多显示几条")]


def _plan_id(id: str | None) -> str | None:
    """The id as given. Raises `UsageError` for what cannot be one."""
    if id is not None and not is_plan_id(id):
        raise UsageError(f"编号 {id!r} 不能用", advice="请只用小写字母、数字和连字符, 例如 --id wuxing-2018-122")
    return id


PlanId = Annotated[str | None, typer.Option("--id", callback=_plan_id, help="计划编号, 缺省由发文机关和文号得出")]


def root_of(context: typer.Context, folder: Path | None) -> Path:
    """The folder given to the command, else the one given before its name, else the current one."""
    return folder or context.obj or Path()


def workspace_of(context: typer.Context, folder: Path | None) -> Workspace:
    """The workspace in that folder; what a stopped command left half done is mended first, and told.

    Raises `WorkspaceError` when it is none, or cannot be mended.
    """
    workspace = open_workspace(root_of(context, folder))
    mend(workspace.root)
    return workspace
