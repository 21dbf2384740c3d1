"""Processes that work for this one and end with it: on Ctrl-C, on a request to end, and when it is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from threading import Thread


@contextmanager
def workers(count: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of `count` processes that leave Ctrl-C to this one; what waits when the block fails is not begun."""
    pool = ProcessPoolExecutor(count, initializer=_follow)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _follow() -> None:
    """In a worker: ignore Ctrl-C, which the whole group receives, and end when the process that started it has."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()


def end_with_parent() -> None:
    """From now on this process ends when the one that started it has."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """A killed parent cannot tell its workers, and they hold each other's pipes open: without this they wait for ever."""
    wait([sentinel])
    os._exit(1)
