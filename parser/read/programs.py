"""Other programs that convert a document: each in a group of its own, within time and memory, killed as a whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from parser.limits import beyond, most

_OUT_OF_TIME = (-getattr(signal, "SIGXCPU", 0) or None, -getattr(signal, "SIGKILL", 0) or None)
"""How a program ends that has used up its time."""


class Done(NamedTuple):
    """How a program ended and what it wrote."""

    status: int
    output: bytes
    errors: bytes


def run_program(command: Sequence[str], data: bytes | None = None, *, where: str, limit: str) -> Done:
    """What `command` makes of `data` on its standard input.

    Each of its processes has the memory of the limit `memory` and the processor time of `limit`, on Linux, which alone
    can limit another process; the clock gives it three times as long. Raises `BeyondLimitError`, naming the file
    `where`, when it takes longer; `OSError` when it cannot be started.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE if data is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _limit(process.pid, most(limit))
        output, errors = process.communicate(data, timeout=3 * most(limit))
    except subprocess.TimeoutExpired:
        raise beyond(limit, where) from None
    finally:
        _end(process)
    if process.returncode in _OUT_OF_TIME:
        raise beyond(limit, where)
    return Done(process.returncode, output, errors)


def _limit(pid: int, seconds: int) -> None:
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):  # gone already, or limited more strictly than this by whoever started us
            resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds + 1))
            resource.prlimit(pid, resource.RLIMIT_DATA, (most("memory"), most("memory")))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the program and of those that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
        process.communicate()
