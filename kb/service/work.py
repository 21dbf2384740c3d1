"""Answers are made by a few threads, each within a time limit; the queue is short, and nobody fills it alone.

Next comes whoever has the fewest answers in the making, else whoever came first; and one thread makes answers to short
questions only, so that a word is looked up at once however many long questions wait.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import NamedTuple

from kb.errors import ZerenError
from kb.search.time_limit import time_limit

THREADS = 4
WAITING = 64
"""Requests that are answered or wait at once."""
OF_ONE = 32
"""The same of one client."""
SECONDS = 5.0
"""Of one answer."""
SHORT = 40
"""Characters of a short question, all its parameters together."""
REMEMBERED = 64_000_000
"""Bytes of answers that are kept for the next who asks the same."""

Made = tuple[bytes, int]
"""An answer's JSON and the number of its results."""


class BusyError(ZerenError):
    """Too many requests at once: of all clients, or, where `own` is set, of this one."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("同时的请求太多, 请稍后再试")
        self.own = own


class _Job(NamedTuple):
    client: str
    size: int
    """Characters of the question."""
    make: Callable[[], Made]
    made: asyncio.Future[Made]


class Work:
    """Threads, their queue, and what they answered lately."""

    def __init__(
        self, *, threads: int = THREADS, waiting: int = WAITING, of_one: int = OF_ONE, seconds: float = SECONDS
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="zeren")
        self._threads = self._free = threads
        self._queue: list[_Job] = []
        self._making: Counter[str] = Counter()
        self._waiting, self._of_one, self._seconds = waiting, of_one, seconds
        self._now: Counter[str] = Counter()
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._size = 0
        self._source: object = None
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """How many requests are answered or wait."""
        return self._now.total()

    def end(self) -> None:
        """Begin nothing more; who still waits gets a `BusyError`."""
        self._pool.shutdown(wait=False)

    async def do(self, client: str, make: Callable[[], Made], *, size: int = 0) -> Made:
        """What `make` gives, made in a thread; `size` is that of the question in characters.

        Raises `BusyError`, `TooSlowError`, and what `make` raises.
        """
        if self.waiting >= self._waiting:
            raise BusyError(own=False)
        if self._now[client] >= self._of_one:
            raise BusyError(own=True)
        self._now[client] += 1
        # Whoever goes away before the answer is there leaves the work in the queue: it counts until it is done.
        made: asyncio.Future[Made] = asyncio.get_running_loop().create_future()
        self._queue.append(_Job(client, size, make, made))
        self._begin()
        return await asyncio.shield(made)

    def _begin(self) -> None:
        """Give the free threads to those who wait, the last one to a short question only."""
        while self._free:
            last = self._free == 1 < self._threads
            able = [job for job in self._queue if job.size <= SHORT or not last]
            if not able:
                return
            job = min(able, key=lambda one: self._making[one.client])  # of equal ones the first that came
            self._queue.remove(job)
            self._free -= 1
            self._making[job.client] += 1
            try:
                running = job.made.get_loop().run_in_executor(self._pool, self._limited, job.make)
            except RuntimeError:  # the program ends: nobody is left waiting
                running = job.made.get_loop().create_future()
                running.set_exception(BusyError(own=False))
            running.add_done_callback(partial(self._done, job))

    def _done(self, job: _Job, made: asyncio.Future[Made]) -> None:
        self._free += 1
        for counter in (self._now, self._making):
            counter[job.client] -= 1
            if not counter[job.client]:
                del counter[job.client]
        error = None if made.cancelled() else made.exception()
        if made.cancelled():
            job.made.cancel()
        elif error is not None:
            job.made.set_exception(error)
            job.made.exception()  # taken notice of, also where nobody waits for it any more
        else:
            job.made.set_result(made.result())
        self._begin()

    def _limited(self, make: Callable[[], Made]) -> Made:
        with time_limit(self._seconds):
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
