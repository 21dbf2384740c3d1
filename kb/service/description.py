"""The description of the service at /openapi.json, made from the functions that answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_args

from kb.search.limits import CHARACTERS
from kb.service import answers
from kb.service.shapes import SHAPES, components

FARTHEST = 1_000_000
"""Results that may be passed over."""
_SEEN = r"[^\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
"""A parameter that must be given holds a character that can be seen."""

Routes = Mapping[str, Callable[..., answers.Json]]


def openapi(routes: Routes) -> dict[str, Any]:
    """The description of the service, made from the functions."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "责任图谱", "version": "1", "description": "只读；每条结果都附原文、位置和文件的 SHA-256。"},
        "paths": {path: {"get": _operation(path, function)} for path, function in routes.items()},
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
    failures = {
        "400": "参数不对",
        "404": "没有这个事项或单位",
        "413": "请求太大, 或带有正文",
        "421": "不认识的主机名",
        "429": "取得太快",
        "500": "程序出错",
        "503": "知识库还没有生成, 请求太多, 或用时太长",
    }
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


def plain(annotation: Any) -> Any:
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
            "offset": {"minimum": 0, "maximum": FARTHEST, "default": 0},
        }
        return {"type": "integer", **bounds.get(name, {})}
    return {"type": "string", "maxLength": CHARACTERS, **({"minLength": 1, "pattern": _SEEN} if needed else {})}
