"""A Model Context Protocol server (extra `zeren[mcp]`): assistants cite from the plans and cannot invent.

The tools are the functions of `kb.service.answers`; every result carries its quotes with span and document hash.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from kb.ask import KnowledgeBase
from kb.errors import UsageError, ZerenError
from kb.schema import Kind, Role
from kb.search.limits import CHARACTERS
from kb.search.time_limit import time_limit
from kb.service import answers
from kb.service.description import FARTHEST
from kb.service.work import SECONDS

INSTRUCTIONS = (
    "责任图谱：中国地方政府计划中谁牵头、谁配合、何时完成、达到什么指标。每条结果都带 quotes：原文 text、位置 span、"
    "文件哈希 sha256。回答时只引用 quotes 里的文字，并注明 plan 和 item；没有结果时如实说明，不要推测。"
)


def server(load: Callable[[], KnowledgeBase]) -> MCPServer[Any]:
    """The server over the knowledge base that `load` gives."""
    made: MCPServer[Any] = MCPServer(name="zeren", title="责任图谱", instructions=INSTRUCTIONS)

    def search(q: str, limit: int = answers.USUAL, offset: int = 0) -> answers.Json:
        return answers.find(load(), q, _bounded(limit), _passed(offset))

    def ask(question: str) -> answers.Json:
        return answers.answer(load(), question)

    def items(
        plan: str | None = None,
        kind: Kind | None = None,
        unit: str | None = None,
        role: Role | None = None,
        year: int | None = None,
        limit: int = answers.USUAL,
        offset: int = 0,
    ) -> answers.Json:
        return answers.items(load(), plan, kind, unit, role, year, _bounded(limit), _passed(offset))

    def item(id: str) -> answers.Json:
        return answers.item(load(), id)

    def units(limit: int = answers.USUAL, offset: int = 0) -> answers.Json:
        return answers.units(load(), _bounded(limit), _passed(offset))

    def unit(name: str) -> answers.Json:
        return answers.unit(load(), name)

    def targets(
        unit: str | None = None,
        year: int | None = None,
        q: str | None = None,
        limit: int = answers.USUAL,
        offset: int = 0,
    ) -> answers.Json:
        return answers.targets(load(), unit, year, q, _bounded(limit), _passed(offset))

    def plans(limit: int = answers.USUAL, offset: int = 0) -> answers.Json:
        return answers.plans(load(), _bounded(limit), _passed(offset))

    tools: dict[str, Callable[..., answers.Json]] = {
        "find": search,
        "answer": ask,
        "items": items,
        "item": item,
        "units": units,
        "unit": unit,
        "targets": targets,
        "plans": plans,
    }
    for source, tool in tools.items():
        made.add_tool(_told(tool), name=tool.__name__, description=answers.SAID[source])
    return made


def _told(tool: Callable[..., answers.Json]) -> Callable[..., answers.Json]:
    """The tool with its errors said to the assistant in their own words."""

    @wraps(tool)
    def telling(*given: Any, **named: Any) -> answers.Json:
        try:
            for name, value in named.items():
                if isinstance(value, str) and len(value) > CHARACTERS:
                    raise UsageError(f"{name} 太长: {len(value)} 字, 至多 {CHARACTERS} 字")
            with time_limit(SECONDS):
                return tool(*given, **named)
        except ZerenError as error:
            raise ToolError(str(error)) from error

    return telling


def _bounded(limit: int) -> int:
    return min(max(limit, 1), answers.LARGEST)


def _passed(offset: int) -> int:
    return min(max(offset, 0), FARTHEST)
