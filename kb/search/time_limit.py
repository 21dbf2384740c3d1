"""A time limit for one answer: the engines and the readers of questions look at the clock between their steps.

Where nobody sets one (command line, build) there is none, so that results never depend on the machine's speed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from kb.errors import ZerenError

_END: ContextVar[float | None] = ContextVar("end", default=None)


class TooSlowError(ZerenError):
    """The answer would take longer than the service allows."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """In the block, `check_time` raises `TooSlowError` when so many seconds are over. Of this thread only."""
    token = _END.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _END.reset(token)


def check_time() -> None:
    """Raise `TooSlowError` when the time is over; nothing where no limit is set."""
    end = _END.get()
    if end is not None and time.monotonic() > end:
        raise TooSlowError("查询用时太长, 已停止", advice="请写得短一些、具体一些")
