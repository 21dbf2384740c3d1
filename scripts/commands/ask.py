"""`zeren ask`: a question in plain words, answered from the plans with quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kb.store import Store
from kb.workspace import Workspace
from scripts import screen
from scripts.commands.folder import Folder, Json, workspace_of

if TYPE_CHECKING:
    from kb.ask import Answer, KnowledgeBase

_QUOTED = 12
"""Quotes shown to a person; all of them stand in the JSON."""
_WIDTH = 80


def ask_command(
    context: typer.Context,
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="问题, 例如 垃圾分类由谁牵头?")],
    json: Json = False,
    folder: Folder = None,
) -> None:
    """用一句话提问: 谁牵头、哪些任务、何时完成、指标多少; 每个答案都附原文。"""
    from kb.ask import ask

    answer = ask(base_of(workspace_of(context, folder)), " ".join(question))
    if json:
        screen.print_json(answer)
        return
    _print(answer)


def base_of(workspace: Workspace) -> KnowledgeBase:
    """The knowledge base of the workspace, loaded for questions. Raises `WorkspaceError` where nothing is built."""
    from kb.ask import KnowledgeBase
    from kb.search.engines import engine_of

    with Store(workspace.base) as store:
        return KnowledgeBase(store.records(), store.unit_views(), workspace.index, engine_of(workspace.index))


def _print(answer: Answer) -> None:
    out = screen.out()
    if answer.reading:
        out.print(f"理解为: {answer.reading}")
    out.print(answer.said)
    for said in answer.answer:
        out.print(f"  {said}")
    if not answer.understood:
        for item in answer.items:
            out.print(f"  {item}")
        out.print("可以这样问: " + "  ".join(answer.nearest))
        return
    if answer.quotes:
        out.print("依据:")
    for quote in answer.quotes[:_QUOTED]:
        text = quote.text if len(quote.text) <= _WIDTH else quote.text[:_WIDTH] + "…"
        out.print(f"  “{text}”  {quote.item or quote.plan} 第 {quote.span[0]}-{quote.span[1]} 字")
    if len(answer.quotes) > _QUOTED:
        out.print(f"  等 {len(answer.quotes)} 处 (--json 列出全部)")
