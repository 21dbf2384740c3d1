"""Fixtures that every test folder shares."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from kb.codec import decode
from kb.schema import Record

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]

# The same examples on every run of CI, so that a failure there is of the change; at home new examples each time.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("home", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "home")

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once: playwright refuses a second time. Absent: skip, but fail where CI must have it."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is absent, and CI is set")
        pytest.skip(f"no {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of plans and gold annotations beside the repository. Absent: skip, but fail where CI must have it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI") == "true" and os.environ.get("ZEREN_SHARED") != "absent":
            pytest.fail(f"{folder} is absent, and CI=true")
        pytest.skip("../shared absent")
    return folder


@pytest.fixture(scope="session")
def seed() -> Path:
    """The repository's own plan, the document that every end-to-end test reads."""
    return ROOT / "plans" / "wuxing-2018-122" / "source.txt"


@pytest.fixture(scope="session")
def seed_record(seed: Path) -> Record:
    """The record of the repository's own plan, read once."""
    from parser.pipeline import read_record

    return read_record(seed)


@pytest.fixture(scope="session")
def records() -> tuple[Record, ...]:
    """Two small synthetic plans, by id: every kind of item, every role, a group, a broken name, every relation."""
    files = sorted((ROOT / "tests" / "cases" / "records").glob("*.json"))
    return tuple(decode(file.read_bytes(), where=str(file)) for file in files)
