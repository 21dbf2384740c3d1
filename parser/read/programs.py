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


class Done(NamedTuple):
    """How a program ended and what it wrote."""

    status: int
    output: bytes
    errors: bytes


def run_program(command: Sequence[str], data: bytes | None = None, *, where: str) -> Done:
    """What `command` makes of `data` on its standard input.

    Each of its processes has the memory and the processor time of the limits `memory` and `helper-seconds`, on Linux,
    which alone can limit another process; the clock limits it everywhere. Raises `BeyondLimitError`, naming the file
    `where`, when it takes too long; `OSError` when it cannot be started.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE if data is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _limit(process.pid)
        output, errors = process.communicate(data, timeout=most("helper-seconds"))
    except subprocess.TimeoutExpired:
        raise beyond("helper-seconds", where) from None
    finally:
        _end(process)
    return Done(process.returncode, output, errors)


def _limit(pid: int) -> None:
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):  # gone already, or limited more strictly than this by whoever started us
            resource.prlimit(pid, resource.RLIMIT_CPU, (most("helper-seconds"), most("helper-seconds")))
            resource.prlimit(pid, resource.RLIMIT_DATA, (most("memory"), most("memory")))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the program and of those that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
        process.communicate()
