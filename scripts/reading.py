"""Reading in processes of its own, with a limit of memory and of time: a file that is too much for one ends it alone.

`run_apart` reads one document, `run_each` several plans by several processes, which stay warm. A process that dies or goes
beyond a limit is replaced, and only its own plan fails, with an error that names the file.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from kb.errors import DEBUG, InternalError, UnreadableError, ZerenError
from parser.limits import beyond, most
from scripts.workers import end_with_parent, ending_requests_wait

T = TypeVar("T")

DEATH = "读这个文件的进程中途退出"
"""First words of the error of a worker that has died."""
_GRACE = 2.0
"""Seconds that a worker has to end what it has started, before it is killed."""
_SMALL = 5
"""Megabytes of a file up to which its time does not grow with it."""
_KILLED_FOR = {
    -int(number): limit
    for name, limit in (("SIGKILL", "memory"), ("SIGXCPU", "processor"))
    if (number := getattr(signal, name, None)) is not None
}
"""How a process ends that the system has killed -> the limit that it went beyond."""
_RECURSION = 1_000
"""Frames that a reader may stack up, whatever has been set before it."""


class Task(NamedTuple, Generic[T]):
    """A function of a module, what it is called with, and the file that it reads, for errors."""

    do: Callable[..., T]
    arguments: tuple[Any, ...]
    where: str


class _WorkerResult(NamedTuple):
    """What came of a task, and whether its worker is of no more use."""

    result: Any
    spent: bool = False


class _Worker:
    """A process, the way to it, and which task it has until when."""

    def __init__(self) -> None:
        context = _context()
        self.way, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, self.way), daemon=True)  # type: ignore[attr-defined]
        with ending_requests_wait():
            self.process.start()
        theirs.close()
        self.index = -1
        self.until = 0.0

    def begin(self, index: int, task: Task[Any]) -> None:
        """Give it the task of that index."""
        self.index = index
        self.until = time.monotonic() + most("seconds") + most("processor") * max(0.0, _megabytes(task.where) - _SMALL)
        with suppress(OSError):  # it has died: its end is noticed when its answer is read
            self.way.send(task)

    def end(self) -> None:
        """End it, and what it has started, at once."""
        self.way.close()
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(_GRACE)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.process.close()


def run_apart(do: Callable[..., T], *arguments: Any, where: str) -> T:
    """What `do` makes of `arguments`, worked out by another process; `where` names the file that it reads.

    Raises its `ZerenError`; `BeyondLimitError` for too much time or memory; `UnreadableError` when the process dies;
    `InternalError` for a mistake of the program.
    """
    made = next(run_each([Task(do, arguments, where)], 1))
    if isinstance(made, ZerenError):
        raise made
    return made


def run_each(tasks: Sequence[Task[T]], count: int) -> Iterator[T | ZerenError]:
    """The results of `tasks`, in their order, by at most `count` processes; an error as its result, never raised."""
    waiting = deque(enumerate(tasks))
    results: dict[int, T | ZerenError] = {}
    workers: list[_Worker] = []
    done = 0
    try:
        while done < len(tasks):
            while waiting and len(workers) < count:
                workers.append(_Worker())
                workers[-1].begin(*waiting.popleft())
            for worker in _ready(workers):
                answer = _answer(worker, tasks[worker.index].where)
                if answer is None:
                    continue
                results[worker.index] = answer.result
                if answer.spent or not waiting:
                    workers.remove(worker)
                    worker.end()
                else:
                    worker.begin(*waiting.popleft())
            while done in results:
                yield results.pop(done)
                done += 1
    finally:
        for worker in workers:
            worker.end()


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """The workers that have something to say, have died, or have taken too long."""
    left = min(worker.until for worker in workers) - time.monotonic()
    spoken = wait([worker.way for worker in workers], max(left, 0.0))
    now = time.monotonic()
    return [worker for worker in workers if worker.way in spoken or worker.until <= now]


def _answer(worker: _Worker, where: str) -> _WorkerResult | None:
    """What the worker says, or the error that tells why it says nothing; None where it is getting on."""
    try:
        if not worker.way.poll():
            return _WorkerResult(beyond("seconds", where), spent=True)
        said: _WorkerResult | None = worker.way.recv()
    except (EOFError, OSError):
        return _WorkerResult(_died(worker, where), spent=True)
    if said is None:
        worker.until = max(worker.until, time.monotonic() + most("page-seconds"))
    return said


def _died(worker: _Worker, where: str) -> ZerenError:
    worker.process.join(_GRACE)
    status = worker.process.exitcode
    if status in _KILLED_FOR:
        return beyond(_KILLED_FOR[status], where)
    return UnreadableError(
        f"{DEATH} (状态 {status}), 文件可能已损坏或大得不合理",
        where=where,
        advice="请用 Word 或 WPS 打开, 另存为 docx 或 pdf 后再试",
    )


def _megabytes(where: str) -> float:
    """Size of the file that a task reads; 0 where there is none."""
    try:
        return Path(where).stat().st_size / 1_000_000
    except (OSError, ValueError):
        return 0.0


def _context() -> BaseContext:
    """Fork where it is safe: the program is in memory already."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


# ---------------------------------------------------------------- in the worker
def _serve(way: Connection, parents: Connection) -> None:
    """Work off tasks until the other end is closed."""
    parents.close()
    faulthandler.disable()  # whoever watches tells what happened
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    sys.setrecursionlimit(_RECURSION)
    end_with_parent()
    _limit_memory()
    _tell_pages(way)
    while True:
        try:
            task: Task[Any] = way.recv()
        except (EOFError, OSError):
            return
        _limit_time(int(most("processor") * max(1.0, _megabytes(task.where))))
        answer = _done(task)
        way.send(answer)
        if answer.spent:
            return


def _leave(number: int, frame: object) -> None:
    raise SystemExit(1)


def _done(task: Task[Any]) -> _WorkerResult:
    try:
        return _WorkerResult(task.do(*task.arguments))
    except ZerenError as error:
        return _WorkerResult(error)
    except MemoryError:
        pass  # what it has taken is given back below
    except Exception as error:
        if os.environ.get(DEBUG):
            traceback.print_exc()
        advice = f"这是程序的错误, 请把这份文件告诉维护者; 设 {DEBUG}=1 再运行可以看到出错的位置"
        return _WorkerResult(
            InternalError(f"程序出错: {type(error).__name__}: {error}", where=task.where, advice=advice)
        )
    return _WorkerResult(beyond("memory", task.where), spent=True)


def _resource() -> Any:
    """The module of limits that the system sets; null where there is none (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    return resource


def _limit_memory() -> None:
    """What this process may allocate beyond what it was forked with, where the system can limit it."""
    resource = _resource()
    if resource is None:
        return
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    with suppress(OSError, ValueError):
        resource.setrlimit(kind, (_inherited() + most("memory"), resource.getrlimit(kind)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _inherited() -> int:
    """Bytes of data that this process was forked with: a large parent leaves its workers no less room."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _limit_time(seconds: int) -> None:
    """The system ends this process when it has used so many more seconds of the processor."""
    resource = _resource()
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _tell_pages(way: Connection) -> None:
    from parser.read.alive import listen

    def tell() -> None:
        _limit_time(most("page-seconds") * (os.cpu_count() or 1))
        way.send(None)

    listen(tell)
