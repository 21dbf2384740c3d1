"""`zeren add`: a document becomes a plan of the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb import workspace
from scripts import screen
from scripts.commands.folder import Folder, PlanId, root_of, workspace_of


def add_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="计划原文件")],
    id: PlanId = None,
    folder: Folder = None,
) -> None:
    """把一份文件加入工作区: 复制到 plans/<编号>/source.*。"""
    from parser.pipeline import read_record

    held = workspace_of(context, folder)
    record = read_record(file, plan_id=id)
    added = workspace.add_plan(held, file, record.plan.id)
    screen.out().print(f"已加入: {record.plan.title}")
    screen.out().print(f"原文件: {added.source}, 共 {len(record.items)} 项")
    root = root_of(context, folder)
    screen.out().print(f"下一步: zeren {'' if root == Path() else f'-C {root} '}build")
