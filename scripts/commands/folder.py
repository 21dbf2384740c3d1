"""The option `-C DIR` that every command takes, before or after the command's name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.workspace import Workspace, open_workspace

Folder = Annotated[Path | None, typer.Option("-C", metavar="DIR", help="工作区文件夹, 缺省为当前文件夹")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON, 供程序使用")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="最多显示几条")]


def root_of(context: typer.Context, folder: Path | None) -> Path:
    """The folder given to the command, else the one given before its name, else the current one."""
    return folder or context.obj or Path()


def workspace_of(context: typer.Context, folder: Path | None) -> Workspace:
    """The workspace in that folder. Raises `WorkspaceError` when it is none."""
    return open_workspace(root_of(context, folder))
