"""Connections with limits of time and size: nobody keeps the service waiting by sending or reading slowly.

uvicorn itself waits for ever for the rest of a header, keeps headers of any size, and for ever keeps what nobody reads.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kb.service.replies import HEADERS, failure

REQUEST_SECONDS = 10.0
"""From the connection, or the first byte of a later request, until the request is complete."""
READING_SECONDS = 30.0
"""Until the client has read an answer."""
IDLE_SECONDS = 5
"""An open connection without a request."""
REQUEST_BYTES = 16_384
"""Of a request, its headers included; a body has no use here."""
CONNECTIONS = 256
"""Open at once."""
_TICK = 0.5


class Connection(HttpToolsProtocol):
    """uvicorn's connection with these limits, and every refusal of its own as JSON."""

    request_seconds, reading_seconds, request_bytes, most = REQUEST_SECONDS, READING_SECONDS, REQUEST_BYTES, CONNECTIONS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._since: float | None = None
        """When the request that is not complete began; null between requests."""
        self._unread: float | None = None
        """Since when the client has left part of an answer unread; null where it has not."""
        self._had = 0
        self._rested = 0.0
        """When it last had nothing to do."""
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Where there are too many, the one goes that has asked nothing for the longest time; if all wait for answers, this."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._watch = self.loop.call_later(_TICK, self._look)
        if len(self.connections) > self.most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to be watched."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Part of a request; too much of it is refused before it is parsed."""
        if self.transport.is_closing():
            return
        if self._since is None:
            self._since = self.loop.time()
            self._had = 0
        self._had += len(data)
        if self._had > self.request_bytes:
            self._end(413, f"请求太大, 至多 {self.request_bytes} 字节")
            return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """An address with a host in it (GET http://name/path) says whom it asks, whatever `Host` says (RFC 9112, 3.2.2)."""
        if b"://" in self.url.split(b"?")[0] and not self.url.startswith(b"/"):
            authority = self.url.split(b"://")[1].split(b"/")[0].split(b"?")[0].split(b"#")[0]
            self.headers[:] = [pair for pair in self.headers if pair[0] != b"host"] + [(b"host", authority)]
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """The answer is given."""
        self._rested = self.loop.time()
        super().on_response_complete()

    def on_message_complete(self) -> None:
        """The request is there."""
        self._since = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What cannot be parsed."""
        self._end(400, "不是可以理解的 HTTP 请求")

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing is upgraded, and that is nobody's concern."""

    def _make_room(self) -> None:
        """Drop the oldest of the connections that wait for no answer; refuse this one where there is no such."""
        others = [one for one in self.connections if isinstance(one, Connection) and not one.transport.is_closing()]
        if len(others) <= self.most:
            return  # some are on their way out
        idle = [one for one in others if one is not self and one._asks_nothing()]
        if idle:
            oldest = min(idle, key=lambda one: one._rested if one._since is None else one._since)
            oldest._end(503, "连接太多, 请稍后再试")
        else:
            self._end(503, "连接太多, 请稍后再试")

    def _asks_nothing(self) -> bool:
        """Whether no complete request waits for its answer here."""
        return self.cycle is None or self.cycle.response_complete

    def _look(self) -> None:
        now = self.loop.time()
        if not self.transport.get_write_buffer_size():
            self._unread = None
        elif self._unread is None:
            self._unread = now
        if self._unread is not None and now - self._unread > self.reading_seconds:
            self.transport.abort()
            return
        if self._since is not None and now - self._since > self.request_seconds and not self.transport.is_closing():
            self._end(408, "请求没有在规定的时间内发完")
        self._watch = self.loop.call_later(_TICK, self._look)

    def _end(self, status: int, message: str) -> None:
        """Say why, and close; nothing is said into the middle of an answer."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            content = failure(message)
            headers = {**HEADERS, "Content-Length": str(len(content)), "Connection": "close"}
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            self.transport.write(f"HTTP/1.1 {status} {_REASONS[status]}\r\n{lines}\r\n".encode() + content)
        if self.cycle is not None:
            self.cycle.disconnected = True
        self.transport.close()


_REASONS = {400: "Bad Request", 408: "Request Timeout", 413: "Content Too Large", 503: "Service Unavailable"}
