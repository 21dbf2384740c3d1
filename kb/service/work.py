"""Answers are made by a few threads, each within a time limit; the queue is short, and nobody fills it alone."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from kb.errors import ZerenError
from kb.search.deadline import within

THREADS = 4
WAITING = 64
"""Requests that are answered or wait at once."""
OF_ONE = 32
"""The same of one client."""
SECONDS = 5.0
"""Of one answer."""
REMEMBERED = 64_000_000
"""Bytes of answers that are kept for the next who asks the same."""

Made = tuple[bytes, int]
"""An answer's JSON and the number of its results."""


class BusyError(ZerenError):
    """Too many requests at once: of all clients, or, where `own` is set, of this one."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("同时的请求太多, 请稍后再试")
        self.own = own


class Work:
    """Threads, their queue, and what they answered lately."""

    def __init__(
        self, *, threads: int = THREADS, waiting: int = WAITING, of_one: int = OF_ONE, seconds: float = SECONDS
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="zeren")
        self._waiting, self._of_one, self._seconds = waiting, of_one, seconds
        self._now: Counter[str] = Counter()
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._size = 0
        self._source: object = None
        self._lock = Lock()

    async def do(self, client: str, make: Callable[[], Made]) -> Made:
        """What `make` gives, made in a thread. Raises `BusyError`, `TooSlowError`, and what `make` raises."""
        if self._now.total() >= self._waiting:
            raise BusyError(own=False)
        if self._now[client] >= self._of_one:
            raise BusyError(own=True)
        self._now[client] += 1
        loop = asyncio.get_running_loop()
        # Whoever goes away before the answer is there leaves the work in the queue: it counts until it is done.
        job = loop.run_in_executor(self._pool, self._limited, make)
        job.add_done_callback(lambda done: self._done(client, done))
        return await asyncio.shield(job)

    def _done(self, client: str, job: asyncio.Future[Made]) -> None:
        self._now[client] -= 1
        if not self._now[client]:
            del self._now[client]
        if not job.cancelled():
            job.exception()  # taken notice of, also where nobody waits for it any more

    def _limited(self, make: Callable[[], Made]) -> Made:
        with within(self._seconds):
            return make()

    def remembered(self, source: object, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gave for the key last time, or gives now; answers from another `source` are forgotten."""
        with self._lock:
            if self._source is not source:
                self._kept.clear()
                self._source, self._size = source, 0
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if key not in self._kept and self._source is source:
                self._kept[key] = made
                self._size += len(made[0])
            while self._size > REMEMBERED:
                self._size -= len(self._kept.popitem(last=False)[1][0])
        return made
