"""Processes that work for this one and end with it: on Ctrl-C, on a request to end, and when it is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from threading import Thread, current_thread, main_thread
from typing import ParamSpec, TypeVar

from kb.errors import DEBUG, SystemRefusedError

P = ParamSpec("P")
T = TypeVar("T")


_MORE_MEMORY = "请关闭其他程序, 放宽内存限制 (例如 ulimit -v unlimited) 后再运行同一命令; 已有的内容没有改动"
_ENDING = (signal.SIGINT, signal.SIGTERM)
"""Requests to end."""


@contextmanager
def ending_requests_wait() -> Iterator[None]:
    """While a process is begun, requests to end wait: Python drops the exception of one that comes inside of a fork.

    Masking them would not do, for threads that are not masked take them, and Python raises in the main thread all the same.
    """
    if current_thread() is not main_thread():
        yield
        return
    came: list[int] = []
    usual = {number: signal.getsignal(number) for number in _ENDING}
    for number in _ENDING:
        signal.signal(number, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
    if came:
        signal.raise_signal(came[0])


class _Pool(ProcessPoolExecutor):
    """A pool that begins its processes with requests to end waiting."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As of every pool."""
        with ending_requests_wait():
            return super().submit(fn, *args, **kwargs)


@contextmanager
def workers(count: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of `count` processes that leave Ctrl-C to this one; what waits when the block fails is not begun.

    Raises `SystemRefusedError` where the system ends one of them, for want of memory or of addresses (`ulimit -v`).
    """
    pool = _Pool(count, initializer=_follow)
    try:
        yield pool
    except BrokenProcessPool as error:
        pool.shutdown(wait=False, cancel_futures=True)
        raise SystemRefusedError(
            "画图或写网页的进程被系统结束了, 多半是内存或地址空间不够", advice=_MORE_MEMORY
        ) from error
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _follow() -> None:
    """In a worker: ignore Ctrl-C, which the whole group receives, and end when the process that started it has."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not os.environ.get(DEBUG):  # a library that runs out of memory writes its stack in English
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
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
