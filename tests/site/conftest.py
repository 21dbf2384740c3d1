"""The site of the repository's own plans, built once, served over http and read from its folder by a real browser."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kb.schema import Record
from kb.store import Store
from scripts.zeren import run


@pytest.fixture(scope="session")
def workspace(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that holds the repository's plans, built."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(root / "plans", folder / "plans")
    assert run(["build", "-C", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def site(workspace: Path) -> Path:
    """Folder of the finished site."""
    return workspace / "site"


@pytest.fixture(scope="session")
def own_columns(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a plan whose table has columns that no field knows."""
    folder = tmp_path_factory.mktemp("own-columns")
    (folder / "plans" / "made").mkdir(parents=True)
    shutil.copy(root / "tests" / "plans" / "project-table" / "source.html", folder / "plans" / "made" / "source.html")
    assert run(["build", "-C", str(folder)]) == 0
    return folder / "site"


@pytest.fixture(scope="session")
def record(workspace: Path) -> Record:
    """The record that the site was made from, as the knowledge base holds it."""
    with Store(workspace / "build" / "kb.sqlite") as store:
        return next(iter(store.records()))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def http_root(site: Path) -> Iterator[str]:
    """The site's address over http, without the last slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session", params=["http", "file"])
def address(request: pytest.FixtureRequest, site: Path) -> str:
    """The site's root over http and from its folder, without the last slash."""
    return str(request.getfixturevalue("http_root")) if request.param == "http" else site.as_uri()


class Tab:
    """A page of the browser that remembers what went wrong: console errors, page errors, requests elsewhere."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.wrong: list[str] = []
        self.page.on("console", lambda m: self.wrong.append(f"console: {m.text}") if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"request elsewhere: {url}")

    def open(self, path: str) -> Page:
        """Go to `path` below the site's root."""
        self.page.goto(f"{self.address}/{path}")
        return self.page


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Tab]:
    """A fresh tab; the test fails when anything went wrong in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    tab = Tab(context, address)
    yield tab
    context.close()
    assert tab.wrong == []
