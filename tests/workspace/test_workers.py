"""A worker that the system ends is a named refusal, never a mistake of the program."""

from __future__ import annotations

import os
import signal

import pytest

from kb.errors import SystemRefusedError
from scripts.workers import workers


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_is_told() -> None:
    with pytest.raises(SystemRefusedError, match="内存或地址空间不够") as told, workers(1) as pool:
        pool.submit(_killed).result()
    assert told.value.advice
