"""`zeren serve` and `zeren mcp`: the knowledge base for other programs on this machine or the intranet."""

from __future__ import annotations

import socket
from collections.abc import Callable
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Annotated

import typer

from kb.errors import UsageError, refused
from kb.workspace import Workspace
from scripts import screen
from scripts.commands.ask import base_of
from scripts.commands.folder import Folder, workspace_of

if TYPE_CHECKING:
    from kb.ask import KnowledgeBase


def serve_command(
    context: typer.Context,
    api: Annotated[bool, typer.Option("--api", help="只读的 JSON 接口, 说明见 /openapi.json")] = False,
    host: Annotated[str, typer.Option("--host", help="监听的地址; 0.0.0.0 供内网其他机器使用")] = "127.0.0.1",
    names: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="也可以用这个主机名访问 (可写几次); 数字地址和 localhost 总是可以"),
    ] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="端口")] = 8765,
    folder: Folder = None,
) -> None:
    """在本机或内网提供查询接口 (需要附加组件 serve)。"""
    if not api:
        raise UsageError("请写明提供什么", advice="zeren serve --api; 网站不需要服务, 直接打开 site/index.html 即可")
    _need("uvicorn", "starlette", extra="serve")
    import uvicorn

    from kb.service.connections import CONNECTIONS, IDLE_SECONDS, Connection
    from kb.service.http import app

    load = loader(workspace_of(context, folder))
    load()
    _free(host, port)
    screen.err().print(f"接口: http://{host}:{port}/openapi.json  (Ctrl-C 结束)")
    called = {socket.gethostname(), host, *(names or ())}
    uvicorn.run(
        app(load, names=called),
        host=host,
        port=port,
        http=Connection,
        ws="none",
        timeout_keep_alive=IDLE_SECONDS,
        backlog=CONNECTIONS,
        proxy_headers=False,
        server_header=False,
        log_level="warning",
        access_log=False,
    )


def mcp_command(context: typer.Context, folder: Folder = None) -> None:
    """以 MCP 协议 (标准输入输出) 供智能助手引用计划原文 (需要附加组件 mcp)。"""
    _need("mcp", extra="mcp")
    from kb.service.assistant import server

    load = loader(workspace_of(context, folder))
    load()
    server(load).run("stdio")


def loader(workspace: Workspace) -> Callable[[], KnowledgeBase]:
    """A function that gives the knowledge base, read again when a build has replaced it."""
    held: list[tuple[tuple[int, int], KnowledgeBase]] = []
    lock = Lock()

    def load() -> KnowledgeBase:
        with lock:
            try:
                told = workspace.base.stat()
                stamp = (told.st_ino, told.st_mtime_ns)
            except OSError:
                stamp = (0, 0)
            if not held or held[0][0] != stamp:
                held[:] = [(stamp, base_of(workspace))]
            return held[0][1]

    return load


def _free(host: str, port: int) -> None:
    """Raise `UsageError` when nobody can listen there; the server itself would say so in English."""
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
    except socket.gaierror as error:
        raise UsageError("没有这个地址", where=host, advice="请用 --host 写明本机的地址, 例如 0.0.0.0") from error
    except OSError as error:
        told = refused(error)
        raise UsageError(f"无法监听: {told.what}", where=f"{host}:{port}", advice=told.advice) from error


def _need(*modules: str, extra: str) -> None:
    if missing := [module for module in modules if find_spec(module) is None]:
        raise UsageError(f"缺少 {'、'.join(missing)}", advice=f"请安装 zeren[{extra}]: pip install 'zeren[{extra}]'")
