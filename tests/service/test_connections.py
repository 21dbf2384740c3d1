"""The service on a real socket: names, slow and greedy clients, broken requests, and one computation beside the others."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from urllib.parse import quote

import pytest

pytest.importorskip("uvicorn")
pytest.importorskip("starlette")

import uvicorn

from kb.ask import KnowledgeBase
from kb.search.time_limit import check_time
from kb.service import answers
from kb.service.connections import Connection
from kb.service.http import ROUTES, app
from kb.service.work import BusyError, Work


class Hasty(Connection):
    """The same connection with less patience."""

    request_seconds, reading_seconds, request_bytes, most = 1.0, 1.0, 8_192, 12


@contextmanager
def serving(base: KnowledgeBase, work: Work | None = None) -> Iterator[int]:
    """The service on a free port of this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app(lambda: base, names={"plans.local"}, work=work),
            http=Hasty,
            ws="none",
            lifespan="off",
            log_level="critical",
            timeout_keep_alive=1,
            server_header=False,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def port(base: KnowledgeBase) -> Iterator[int]:
    with serving(base) as held:
        yield held


def talk(port: int, said: bytes, *, seconds: float = 10) -> tuple[int, dict[str, str], bytes]:
    """Send the bytes, read all that comes until the other side closes: status, headers, body; 0 for no answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        line.sendall(said)
        heard = b""
        try:
            while part := line.recv(65_536):
                heard += part
        except ConnectionResetError:
            pass
    head, _, body = heard.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split(" ")[1]) if first else 0, headers, body


def get(path: str, *headers: str, method: str = "GET", host: str = "Host: localhost") -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", host, "Connection: close", *headers, "", "")).encode("latin-1")


PLANS = "/plans"

ANSWERED: dict[str, tuple[bytes, int]] = {
    "localhost": (get(PLANS), 200),
    "a number": (get(PLANS, host="Host: 127.0.0.1:80"), 200),
    "a number of the intranet": (get(PLANS, host="Host: 10.1.2.3:8765"), 200),
    "a long number": (get(PLANS, host="Host: [::1]:8765"), 200),
    "a name it was given": (get(PLANS, host="Host: Plans.Local:8765"), 200),
    "another name": (get(PLANS, host="Host: evil.example"), 421),
    "a name like a number": (get(PLANS, host="Host: 127.0.0.1.evil.example"), 421),
    "no name": (get(PLANS, host="X-Host: localhost"), 421),
    "an address with another name": (get("http://evil.example/plans"), 421),
    "an address with another name and a number": (get("http://evil.example:80/plans", host="Host: 127.0.0.1"), 421),
    "an address with somebody in front": (get("http://localhost@evil.example/plans"), 421),
    "an address with a known name": (get("http://localhost:80/plans?limit=1"), 200),
    "an address behind a question mark": (get("/search?q=http://evil.example/"), 200),
    "two names": (get(PLANS, "Host: evil.example"), 421),
    "HEAD": (get(PLANS, method="HEAD"), 200),
    "OPTIONS": (get(PLANS, "Origin: http://evil.example", method="OPTIONS"), 405),
    "POST": (get(PLANS, "Content-Length: 0", method="POST"), 405),
    "PUT": (get(PLANS, method="PUT"), 405),
    "DELETE": (get(PLANS, method="DELETE"), 405),
    "TRACE": (get(PLANS, method="TRACE"), 405),
    "a method that is none": (get(PLANS, method="FETCH"), 400),
    "a body": (get(PLANS, "Content-Length: 5") + b"hello", 413),
    "a body in pieces": (get(PLANS, "Transfer-Encoding: chunked", method="POST") + b"5\r\nhello\r\n0\r\n\r\n", 413),
    "no HTTP": (b"hello\r\n\r\n", 400),
    "TLS": (bytes.fromhex("16030100010000"), 400),
    "another path": (get("/nothing"), 404),
    "a slash too many": (get("/plans/"), 404),
    "a way out": (get("/../../etc/passwd"), 404),
    "a path of bytes": (get("/%ff%00"), 404),
    "a raw path": (b"GET /\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
    "twice": (get("/search?q=a&q=b"), 400),
    "unknown": (get("/plans?what=1"), 400),
    "unknown and long": (get("/plans?" + "w" * 3000 + "=1"), 400),
    "too long": (get("/search?q=" + "a" * 401), 400),
    "too many words": (get("/search?q=" + "+".join(map(str, range(60)))), 400),
    "too many parameters": (get("/search?" + "&".join(f"a{n}=1" for n in range(30))), 400),
    "no UTF-8": (get("/search?q=%ff"), 400),
    "half a character": (get("/search?q=%ed%a0%80"), 400),
    "raw bytes": (b"GET /search?q=\xe5\x9e\x83 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
    "NUL": (get("/search?q=%00"), 400),
    "a year of many digits": (get("/items?year=" + "9" * 390), 200),
    "an upgrade": (get(PLANS, "Upgrade: websocket"), 200),
    "a header without end": (get(PLANS, "X: " + "a" * 9000), 413),
    "an address without end": (get("/search?q=" + "a" * 9000), 413),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERED)
def test_every_request_gets_json(port: int, case: str) -> None:
    said, wanted = ANSWERED[case]
    status, headers, body = talk(port, said)
    assert status == wanted
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert not any(name.startswith("access-control") for name in headers)
    assert "server" not in headers
    if case == "HEAD":
        assert body == b""
        return
    held = json.loads(body)
    assert (status == 200) == ("error" not in held)
    assert len(body) < 1000 or status == 200


def test_the_allowed_methods_are_named(port: int) -> None:
    _, headers, _ = talk(port, get(PLANS, method="OPTIONS"))
    assert set(headers["allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}


SLOW: dict[str, bytes] = {
    "nothing": b"",
    "half a line": b"GET /plans HT",
    "headers without end": b"GET /plans HTTP/1.1\r\nHost: localhost\r\n",
    "a body that does not come": b"POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n",
}


@pytest.mark.parametrize("case", SLOW)
def test_who_does_not_finish_the_request_is_dropped(port: int, case: str) -> None:
    status, _, body = talk(port, SLOW[case])
    assert status == 408
    assert json.loads(body)["error"]


def test_one_byte_now_and_then_does_not_help(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"GET /plans HTTP/1.1\r\nHost: localhost\r\n")
        dropped = False
        for _ in range(50):
            try:
                line.sendall(b"X: a\r\n")
                time.sleep(0.1)
            except OSError:
                dropped = True
                break
    assert dropped


def test_who_does_not_read_is_dropped(port: int) -> None:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(10)
        line.connect(("127.0.0.1", port))
        try:
            for _ in range(200):
                line.sendall(get("/items?limit=100").replace(b"Connection: close\r\n", b""))
                time.sleep(0.02)
        except OSError:
            return
    pytest.fail("the service kept what nobody reads")


def test_who_asks_nothing_makes_room_for_who_asks(port: int) -> None:
    lines = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(3 * Hasty.most)]
    try:
        assert talk(port, get(PLANS))[0] == 200
        first = lines[0].recv(65_536)
        assert b" 503 " in first and "连接太多" in first.decode("utf-8")  # the oldest is told why it goes
    finally:
        for line in lines:
            line.close()


def test_one_connection_too_many_is_told(base: KnowledgeBase, slow: type[_Slow]) -> None:
    work = Work(seconds=30)
    with serving(base, work) as port:
        busy = [threading.Thread(target=talk, args=(port, get(f"/search?q={n}"))) for n in range(Hasty.most)]
        for one in busy:
            one.start()
        _until(lambda: work.waiting == Hasty.most)
        assert talk(port, get(PLANS))[0] == 503
        slow.go.set()
        for one in busy:
            one.join(10)
        _until(lambda: talk(port, get(PLANS))[0] == 200)


class _Slow:
    """An answer that computes until it is stopped, or until it is let go."""

    go: ClassVar[threading.Event]
    begun: ClassVar[list[str]]

    @classmethod
    def answer(cls, base: KnowledgeBase, q: str, limit: int = 1, offset: int = 0) -> answers.Json:
        cls.begun.append(q)
        while not cls.go.is_set():
            check_time()
        return {"results": []}


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Slow]]:
    _Slow.go, _Slow.begun = threading.Event(), []
    monkeypatch.setitem(ROUTES, "/search", _Slow.answer)
    yield _Slow
    _Slow.go.set()


def test_one_computation_does_not_hold_the_others(base: KnowledgeBase, slow: type[_Slow]) -> None:
    with serving(base, Work(seconds=30)) as port:
        busy = threading.Thread(target=talk, args=(port, get("/search?q=a")))
        busy.start()
        _until(lambda: bool(slow.begun))
        assert talk(port, get(PLANS))[0] == 200
        assert talk(port, get(f"/ask?q={quote('垃圾分类由谁牵头')}"))[0] == 200
        assert busy.is_alive()
        slow.go.set()
        busy.join(10)
        assert not busy.is_alive()


def test_a_short_question_does_not_wait_behind_long_ones(base: KnowledgeBase, slow: type[_Slow]) -> None:
    with serving(base, Work(seconds=30, threads=3)) as port:
        busy = [threading.Thread(target=talk, args=(port, get(f"/search?q={n}{'a' * 60}"))) for n in range(6)]
        for one in busy:
            one.start()
        _until(lambda: len(slow.begun) == 2)  # the third thread waits for short ones
        assert talk(port, get(PLANS))[0] == 200
        assert len(slow.begun) == 2
        slow.go.set()
        for one in busy:
            one.join(10)
        assert len(slow.begun) == 6


def test_clients_take_turns() -> None:
    begun: list[str] = []
    first = threading.Event()

    async def ask() -> None:
        work = Work(threads=2)

        def make(name: str) -> Callable[[], tuple[bytes, int]]:
            def made() -> tuple[bytes, int]:
                begun.append(name)
                if name == "a0":
                    first.wait(10)  # one of a's is in the making all the time
                return b"", 1

            return made

        tasks = [asyncio.create_task(work.do(who, make(f"{who}{n}"))) for n, who in enumerate("aaa")]
        tasks += [asyncio.create_task(work.do("b", make(f"b{n}"))) for n in range(2)]
        await asyncio.gather(*tasks[1:])
        first.set()
        await tasks[0]

    asyncio.run(ask())
    assert begun.index("b1") < begun.index("a2") and begun[0] == "a0"


def test_who_waits_is_told_when_the_program_ends() -> None:
    async def ask() -> list[BaseException | tuple[bytes, int]]:
        work, go = Work(threads=1), threading.Event()

        def made() -> tuple[bytes, int]:
            go.wait(10)
            return b"", 1

        tasks = [asyncio.create_task(work.do("a", made)) for _ in range(3)]
        await asyncio.sleep(0)
        work.end()
        go.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, *others = asyncio.run(ask())
    assert first == (b"", 1) and [type(one) for one in others] == [BusyError, BusyError]


def test_a_computation_ends_with_its_time(base: KnowledgeBase, slow: type[_Slow]) -> None:
    with serving(base, Work(seconds=0.2)) as port:
        status, _, body = talk(port, get("/search?q=a"))
        assert status == 503 and "用时太长" in json.loads(body)["error"]


@pytest.mark.parametrize(("bounds", "status"), [({"waiting": 2}, 503), ({"of_one": 2}, 429)])
def test_the_queue_is_bounded(base: KnowledgeBase, slow: type[_Slow], bounds: dict[str, int], status: int) -> None:
    with serving(base, Work(seconds=30, **bounds)) as port:
        busy = [threading.Thread(target=talk, args=(port, get(f"/search?q={n}"))) for n in range(2)]
        for one in busy:
            one.start()
        _until(lambda: len(slow.begun) == 2)
        assert talk(port, get(PLANS))[0] == status
        slow.go.set()
        for one in busy:
            one.join(10)
        _until(lambda: talk(port, get(PLANS))[0] == 200)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end


def test_a_mistake_of_the_program_says_nothing_of_its_inside(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(base: KnowledgeBase, q: str) -> Any:
        raise ValueError("/home/secret")

    monkeypatch.setitem(ROUTES, "/search", broken)
    with serving(base) as port:
        status, _, body = talk(port, get("/search?q=a"))
    assert status == 500
    assert "程序出错" in json.loads(body)["error"] and b"secret" not in body


def test_answers_of_an_old_base_are_forgotten() -> None:
    work = Work()
    one, other = object(), object()
    assert work.remembered(one, "a", lambda: (b"1", 1)) == (b"1", 1)
    assert work.remembered(one, "a", lambda: (b"2", 1)) == (b"1", 1)
    assert work.remembered(other, "a", lambda: (b"3", 1)) == (b"3", 1)
