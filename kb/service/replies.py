"""What every answer of the service has in common: JSON, also where something went wrong, and headers for browsers."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
"""No `Access-Control-Allow-…`: other people's pages may not read the answers."""


def reply(status: int, content: bytes, headers: dict[str, str] | None = None) -> Response:
    """The answer with JSON `content`."""
    return Response(content, status, {**HEADERS, **(headers or {})})


def failure(message: str) -> bytes:
    """The JSON of what went wrong, in Chinese."""
    return msgspec.json.encode({"error": message.encode(errors="replace").decode()})


def failed(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """The answer that says what went wrong."""
    return reply(status, failure(message), headers)
