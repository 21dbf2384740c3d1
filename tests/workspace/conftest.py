"""Folders for commands that are stopped at every write: in memory where the system has a place for that."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder of the test's own. Every write is made durable, hundreds of times over: no disk has to wait for that."""
    folder = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="zeren-", dir=folder) as own:
        yield Path(own).resolve()
