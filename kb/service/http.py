"""The service on the intranet (extra `zeren[serve]`): read-only JSON over HTTP, described by OpenAPI at /openapi.json."""

from __future__ import annotations

import inspect
import logging
import time
from collections.abc import Callable, Collection
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kb.ask import KnowledgeBase
from kb.errors import UsageError, ZerenError
from kb.handwritten import shown
from kb.search.limits import CHARACTERS
from kb.service import answers
from kb.service.description import FARTHEST, openapi, plain
from kb.service.hosts import is_known
from kb.service.replies import failed, reply
from kb.service.work import BusyError, Made, Work

ROUTES: dict[str, Callable[..., answers.Json]] = {
    "/search": answers.find,
    "/ask": answers.answer,
    "/items": answers.items,
    "/item": answers.item,
    "/units": answers.units,
    "/unit": answers.unit,
    "/targets": answers.targets,
    "/plans": answers.plans,
}
"""Path to function; the parameters of the function are those of the query."""

PER_SECOND = 20_000
"""Results that one client gets a second, spread over the last ten."""
_SPREAD = 10.0
_CLIENTS = 4096
"""Clients remembered."""
_PARAMETERS = 20
"""Parameters of a request at most."""

Load = Callable[[], KnowledgeBase]
Parameters = tuple[tuple[str, Any], ...]


class _Bounds:
    """How many results each client has had lately."""

    def __init__(self, per_second: int) -> None:
        self._room = per_second * _SPREAD
        self._rate = per_second
        self._had: dict[str, tuple[float, float]] = {}

    def wait(self, client: str, results: int) -> float:
        """Seconds until the client may have so many more results; 0 when at once, and then they are counted."""
        now = time.monotonic()
        had, since = self._had.get(client, (0.0, now))
        had = max(0.0, had - (now - since) * self._rate)
        if had + results > self._room:
            return (had + results - self._room) / self._rate
        if len(self._had) > _CLIENTS:
            self._had.clear()
        self._had[client] = (had + results, now)
        return 0.0


def app(load: Load, *, per_second: int = PER_SECOND, names: Collection[str] = (), work: Work | None = None) -> ASGIApp:
    """The service over the knowledge base that `load` gives; the same object as long as nothing was built anew.

    `names`: host names, lower case, that it may be called by besides localhost and numbers.
    """
    bounds, workers = _Bounds(per_second), work or Work()

    def made(path: str, parameters: Parameters) -> Made:
        base = load()
        return workers.remembered(base, (path, parameters), partial(_answered, base, path, parameters))

    async def endpoint(request: Request) -> Response:
        path, client = request.url.path, request.client.host if request.client else ""
        try:
            parameters = _parameters(ROUTES[path], request)
            size = sum(len(str(value)) for _, value in parameters)
            content, results = await workers.do(client, partial(made, path, parameters), size=size)
        except UsageError as error:
            return failed(404 if isinstance(error, answers.NotKnown) else 400, str(error))
        except BusyError as error:
            return failed(429 if error.own else 503, str(error), {"Retry-After": "1"})
        except ZerenError as error:
            return failed(503, str(error))
        except Exception as error:  # a mistake of the program: said without a word of its inside
            logging.getLogger("zeren").error("%s %s: %s: %s", path, request.url.query, type(error).__name__, error)
            return failed(500, "程序出错; 这是程序的错误, 请把所用的网址告诉维护者")
        wait = bounds.wait(client, results)
        if wait:
            return failed(429, "取得太快, 请稍后再试", {"Retry-After": str(int(wait) + 1)})
        return reply(200, content)

    async def description(request: Request) -> Response:
        return reply(200, msgspec.json.encode(openapi(ROUTES)))

    routes = [Route(path, endpoint, methods=["GET"]) for path in ROUTES]
    made_app = Starlette(
        routes=[*routes, Route("/openapi.json", description, methods=["GET"])],
        exception_handlers={HTTPException: _refused},
    )
    made_app.router.redirect_slashes = False
    return _Door(made_app, names)


class _Door:
    """What is refused before it is looked at: a wrong name of the host, a request with a body."""

    def __init__(self, inside: ASGIApp, names: Collection[str]) -> None:
        self._inside, self._names = inside, frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inside(scope, receive, send)
            return
        refused = self._refusal(scope["headers"])
        await (refused or self._inside)(scope, receive, send)

    def _refusal(self, headers: list[tuple[bytes, bytes]]) -> Response | None:
        hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
        if len(hosts) != 1 or not is_known(hosts[0], self._names):
            told = f"不认识的主机名 {shown(hosts[0])}" if hosts else "请求没有写明主机名"
            return failed(421, f"{told}; 启动时可用 --name 写明", {"Connection": "close"})
        sizes = [value for name, value in headers if name == b"content-length"]
        if any(name == b"transfer-encoding" for name, _ in headers) or any(size.strip(b"0") for size in sizes):
            return failed(413, "不接受带有正文的请求", {"Connection": "close"})
        return None


async def _refused(request: Request, error: Exception) -> Response:
    """404 and 405 in JSON."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    told = {404: f"没有这个地址; 可用的地址: {'、'.join(ROUTES)}、/openapi.json", 405: "只能读取 (GET)"}.get(
        status, "请求不对"
    )
    return failed(status, told, dict(getattr(error, "headers", None) or {}))


def _answered(base: KnowledgeBase, path: str, parameters: Parameters) -> Made:
    found = ROUTES[path](base, **dict(parameters))
    return msgspec.json.encode(found), max(1, len(found.get("results", ())))


def _given(request: Request) -> dict[str, str]:
    """The parameters of the request. Raises `UsageError` for one written twice, and for what is no UTF-8."""
    query = request.scope["query_string"]
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS)
    except UnicodeDecodeError:
        raise UsageError("参数不是 UTF-8 编码") from None
    except ValueError:
        raise UsageError(f"参数太多, 至多 {_PARAMETERS} 个") from None
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise UsageError(f"参数 {shown(twice)} 写了不止一次", advice="每个参数只写一次")
    return found


def _parameters(function: Callable[..., answers.Json], request: Request) -> Parameters:
    """The query's parameters as the function takes them. Raises `UsageError` for unknown, missing or wrong ones."""
    known = {
        name: held for name, held in inspect.signature(function, eval_str=True).parameters.items() if name != "base"
    }
    found: dict[str, Any] = {}
    for name, value in _given(request).items():
        if name not in known:
            raise UsageError(f"参数 {shown(name)} 不认识", advice=f"可用的参数: {'、'.join(known) or '无'}")
        if len(value) > CHARACTERS:
            raise UsageError(f"参数 {name} 太长: {len(value)} 字, 至多 {CHARACTERS} 字")
        try:
            found[name] = msgspec.convert(value, plain(known[name].annotation), strict=False)
        except msgspec.ValidationError as error:
            raise UsageError(f"参数 {name} 的值不对: {shown(value)}", advice="见 /openapi.json") from error
    missing = [name for name, held in known.items() if held.default is held.empty and name not in found]
    if missing:
        raise UsageError(f"缺少参数 {'、'.join(missing)}", advice="见 /openapi.json")
    limit, offset = found.get("limit", 1), found.get("offset", 0)
    if not 1 <= limit <= answers.LARGEST or not 0 <= offset <= FARTHEST:
        raise UsageError(f"limit 须在 1 到 {answers.LARGEST} 之间, offset 须在 0 到 {FARTHEST} 之间")
    return tuple(sorted(found.items()))
