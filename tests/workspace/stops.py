"""A command stopped at its n-th event on files: run in a forked process that sends itself the signal there."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kb.errors import ZerenError

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"})
NEVER = 10**9
Command = Callable[[], object]
Act = Callable[[int, str], None]
"""What happens at an event: its number, from 1, and its name."""


def stop(at: int, sign: signal.Signals) -> Act:
    """The process gets the signal at event `at`."""

    def act(count: int, name: str) -> None:
        if count == at:
            os.kill(os.getpid(), sign)

    return act


def refuse(at: int, number: int) -> Act:
    """The system refuses event `at` alone with this errno."""

    def act(count: int, name: str) -> None:
        if count == at:
            raise OSError(number, os.strerror(number))

    return act


def full(at: int) -> Act:
    """From event `at` on the disk is full: nothing can be made or written, renaming and removing go on."""

    def act(count: int, name: str) -> None:
        if count >= at and name in ("open", "fsync", "os.mkdir"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return act


def run(command: Command, root: Path, act: Act) -> tuple[int, int]:
    """Run `command` in a process of its own, with `act` called before every event below `root`.

    How the process ended, as `os.waitstatus_to_exitcode` tells it: 0, 130 after Ctrl-C, 2 for an error that is told, minus
    the signal; and the number of events that it had.
    """
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        _child(command, str(root), act, tell)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        seen = len(pipe.read())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen


def _child(command: Command, root: str, act: Act, tell: int) -> None:
    count = 0

    def event(name: str) -> None:
        nonlocal count
        count += 1
        os.write(tell, b".")
        act(count, name)

    def heard(name: str, arguments: tuple[Any, ...]) -> None:
        if name == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITES and str(path).startswith(root):
                event(name)
        elif name in _CHANGES and any(str(one).startswith(root) for one in arguments if isinstance(one, str | Path)):
            event(name)

    fsync = os.fsync

    def told_fsync(handle: int) -> None:
        event("fsync")
        fsync(handle)

    status = 70
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as scripts.zeren.main does
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.fsync = told_fsync
        sys.addaudithook(heard)
        command()
        status = 0
    except KeyboardInterrupt:
        status = 130
    except ZerenError as error:
        status = error.exit_status
    finally:
        os._exit(status)
