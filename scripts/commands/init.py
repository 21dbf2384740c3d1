"""`zeren init`: a new workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb import workspace
from scripts import screen
from scripts.commands.folder import Folder, root_of


def init_command(
    context: typer.Context,
    target: Annotated[Path | None, typer.Argument(metavar="DIR", help="新工作区的文件夹, 缺省为当前文件夹")] = None,
    title: Annotated[str | None, typer.Option("--title", help="网站名称")] = None,
    region: Annotated[str | None, typer.Option("--region", help="所属地区, 例如 吴兴区")] = None,
    folder: Folder = None,
) -> None:
    """建立一个新的工作区。"""
    made = workspace.create(root_of(context, folder) / (target or ""), title=title, region=region)
    screen.out().print(f"已建立工作区: {made.root}")
    screen.out().print(f"下一步: zeren -C {made.root} add 文件, 然后 zeren -C {made.root} build")
