"""The service on the intranet (extra `zeren[serve]`): read-only JSON over HTTP, described by OpenAPI at /openapi.json."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, get_args

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.ask import Base
from kb.errors import UsageError, ZerenError
from kb.service import answers
from kb.service.shapes import SHAPES, components

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
_KEPT = 4096
"""Answers and clients remembered."""
_LONGEST = 400
"""Characters of a parameter."""
_SEEN = r"[^\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
"""A parameter that must be given holds a character that can be seen."""
_FARTHEST = 1_000_000
"""Results that may be passed over."""

Load = Callable[[], Base]


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
        if len(self._had) > _KEPT:
            self._had.clear()
        self._had[client] = (had + results, now)
        return 0.0


def app(load: Load, *, per_second: int = PER_SECOND) -> Starlette:
    """The service over the knowledge base that `load` gives; the same object as long as nothing was built anew."""
    bounds = _Bounds(per_second)

    @lru_cache(maxsize=_KEPT)
    def answered(base: Base, path: str, parameters: tuple[tuple[str, Any], ...]) -> tuple[bytes, int]:
        found = ROUTES[path](base, **dict(parameters))
        return msgspec.json.encode(found), max(1, len(found.get("results", ())))

    # Answers take milliseconds or are remembered: a thread for each would cost more than it gives.
    async def endpoint(request: Request) -> Response:
        path = request.url.path
        try:
            content, results = answered(load(), path, _parameters(ROUTES[path], request))
        except UsageError as error:
            return _failed(404 if isinstance(error, answers.NotKnown) else 400, str(error))
        except ZerenError as error:
            return _failed(503, str(error))
        wait = bounds.wait(request.client.host if request.client else "", results)
        if wait:
            return _failed(429, "取得太快, 请稍后再试", {"Retry-After": str(int(wait) + 1)})
        return _json(200, content)

    async def description(request: Request) -> Response:
        return _json(200, msgspec.json.encode(openapi()))

    routes = [Route(path, endpoint, methods=["GET"]) for path in ROUTES]
    return Starlette(routes=[*routes, Route("/openapi.json", description, methods=["GET"])])


def _json(status: int, content: bytes, headers: dict[str, str] | None = None) -> Response:
    return Response(content, status, headers, media_type="application/json; charset=utf-8")


def _failed(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return _json(status, msgspec.json.encode({"error": message}), headers)


def _parameters(function: Callable[..., answers.Json], request: Request) -> tuple[tuple[str, Any], ...]:
    """The query's parameters as the function takes them. Raises `UsageError` for unknown, missing or wrong ones."""
    known = {
        name: held for name, held in inspect.signature(function, eval_str=True).parameters.items() if name != "base"
    }
    found: dict[str, Any] = {}
    for name, value in request.query_params.items():
        if name not in known or len(value) > _LONGEST:
            raise UsageError(f"参数 {name} 不认识或太长", advice=f"可用的参数: {'、'.join(known) or '无'}")
        try:
            found[name] = msgspec.convert(value, _plain(known[name].annotation), strict=False)
        except msgspec.ValidationError as error:
            raise UsageError(f"参数 {name} 的值不对: {value}", advice="见 /openapi.json") from error
    missing = [name for name, held in known.items() if held.default is held.empty and name not in found]
    if missing:
        raise UsageError(f"缺少参数 {'、'.join(missing)}", advice="见 /openapi.json")
    limit, offset = found.get("limit", 1), found.get("offset", 0)
    if not 1 <= limit <= answers.LARGEST or not 0 <= offset <= _FARTHEST:
        raise UsageError(f"limit 须在 1 到 {answers.LARGEST} 之间, offset 须在 0 到 {_FARTHEST} 之间")
    return tuple(sorted(found.items()))


def openapi() -> dict[str, Any]:
    """The description of the service, made from the functions."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "责任图谱", "version": "1", "description": "只读；每条结果都附原文、位置和文件的 SHA-256。"},
        "paths": {path: {"get": _operation(path, function)} for path, function in ROUTES.items()},
        "components": {"schemas": {**components(), "Error": _ERROR}},
    }


_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def _operation(path: str, function: Callable[..., answers.Json]) -> dict[str, Any]:
    parameters = []
    for name, held in inspect.signature(function, eval_str=True).parameters.items():
        if name == "base":
            continue
        made: dict[str, Any] = {"name": name, "in": "query", "required": held.default is held.empty}
        made["schema"] = _schema_of(name, held.annotation, needed=held.default is held.empty)
        parameters.append(made)
    failures = {"400": "参数不对", "404": "没有这个事项或单位", "429": "取得太快", "503": "知识库还没有生成"}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "operationId": path.strip("/"),
        "summary": answers.SAID[function.__name__],
        "parameters": parameters,
        "responses": {
            "200": {"description": "结果", "content": {"application/json": {"schema": SHAPES[function.__name__]}}},
            **{status: {"description": said, "content": content} for status, said in failures.items()},
        },
    }


def _plain(annotation: Any) -> Any:
    """The type without None: a parameter that is left out is none, the word null is not."""
    options = [held for held in get_args(annotation) if held is not type(None)]
    return options[0] if len(options) == 1 else annotation


def _schema_of(name: str, annotation: Any, *, needed: bool) -> dict[str, Any]:
    options = [held for held in get_args(annotation) or (annotation,) if held is not type(None)]
    texts = [value for held in options for value in (get_args(held) or (held,)) if isinstance(value, str)]
    if texts:
        return {"type": "string", "enum": texts}
    if int in options:
        bounds = {
            "limit": {"minimum": 1, "maximum": answers.LARGEST, "default": answers.USUAL},
            "offset": {"minimum": 0, "maximum": _FARTHEST, "default": 0},
        }
        return {"type": "integer", **bounds.get(name, {})}
    return {"type": "string", "maxLength": _LONGEST, **({"minLength": 1, "pattern": _SEEN} if needed else {})}
