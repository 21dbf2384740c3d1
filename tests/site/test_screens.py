"""Pictures of ten kinds of pages, large and light, small and dark; and of what the manual shows.

They lie in ZEREN_SCREENSHOTS, or in a temporary folder; `ZEREN_SCREENSHOTS=docs/guide/pictures pytest
tests/site/test_screens.py -k manual` renews the manual's. Looked at by people; the tests see that nothing is missing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.site.test_access import PAGES

SHOWN = ("home", "tasks", "units", "unit", "targets", "projects", "timeline", "graph", "plan", "text")


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("ZEREN_SCREENSHOTS")
    made = (root / given) if given else tmp_path_factory.mktemp("screens")
    made.mkdir(parents=True, exist_ok=True)
    return made


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (390, 844, "dark")])
def test_ten_kinds_of_pages(browser: Browser, site: Path, folder: Path, width: int, height: int, scheme: str) -> None:
    colours = {"light": "light", "dark": "dark"}[scheme]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours)  # type: ignore[arg-type]
    page = context.new_page()
    for name in SHOWN:
        page.goto(f"{site.as_uri()}/{PAGES[name]}")
        page.wait_for_function("!document.body.innerText.includes('正在载入')")
        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
        words = page.locator("main").inner_text()
        assert not {"undefined", "None", "NaN", "null", "[object"} & set(words.split())
        # A heading is followed by something: content, or a word why there is none.
        empty = page.evaluate(
            "Array.from(document.querySelectorAll('article h2, article h3')).filter(h => { const n = h.nextElementSibling;"
            " return !n || (/^H[23]$/.test(n.tagName) && n.tagName <= h.tagName); }).map(h => h.textContent)"
        )
        assert empty == [] or name == "text"
    context.close()


def _home(page: Page) -> None:
    page.locator("#z-home-search").fill("垃圾分类")
    page.locator(".z-suggest li").first.wait_for()


def _card(page: Page) -> None:
    page.locator("#leads ~ .z-group a.z-item").nth(2).click()
    page.locator(".z-card__quote p").first.wait_for()


def _filter(page: Page) -> None:
    page.locator("#z-tasks select[name=unit]").select_option("wuxing-huanbao")
    page.locator("#z-tasks select[name=role]").select_option("lead")
    page.locator("#z-tasks .z-filter__count").get_by_text("项，共").wait_for()


def _nothing(page: Page) -> None:
    """The page as it opens."""


MANUAL: dict[str, tuple[str, Callable[[Page], None]]] = {
    "search": ("home", _home),
    "unit": ("unit", _nothing),
    "card": ("unit", _card),
    "tasks": ("tasks", _filter),
    "text": ("text", _nothing),
}


@pytest.mark.parametrize("name", MANUAL)
def test_the_manual_shows(browser: Browser, site: Path, folder: Path, name: str) -> None:
    place, act = MANUAL[name]
    context = browser.new_context(viewport={"width": 1100, "height": 700}, color_scheme="light")
    page = context.new_page()
    path = PAGES[place] + ("#annex-1-14" if name == "text" else "")
    page.goto(f"{site.as_uri()}/{path}")
    page.wait_for_function("!document.body.innerText.includes('正在载入')")
    act(page)
    page.screenshot(path=folder / f"{name}.jpg", type="jpeg", quality=72)
    assert (folder / f"{name}.jpg").stat().st_size > 10_000
    context.close()
