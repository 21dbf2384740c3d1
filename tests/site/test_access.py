"""Accessibility (axe-core, WCAG 2.1 A and AA), layout and weight of one page of each kind, light and dark, large and small."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PAGES = {
    "home": "index.html",
    "tasks": "tasks/index.html?q=垃圾",
    "units": "units/index.html",
    "unit": "units/wuxing-huanbao/index.html",
    "targets": "targets/index.html",
    "projects": "projects/index.html",
    "timeline": "timeline/index.html",
    "graph": "graph/index.html",
    "checks": "checks/index.html",
    "plan": "plans/wuxing-2018-122/index.html",
    "text": "plans/wuxing-2018-122/text/index.html",
    "repairs": "plans/wuxing-2018-122/repairs/index.html",
    "data": "data/index.html",
    "search": "search/index.html?q=垃圾",
    "guide": "guide/index.html",
    "404": "404.html",
}
IN_THE_DARK = ("home", "tasks", "units", "graph", "checks", "search")
"""Between them, these have every coloured thing of the site."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
"""All that differs in the dark."""
BUDGET = 300_000
"""Bytes of the first page with its scripts and styles, compressed; fonts are the system's."""


def opened(browser: Browser, root: str, path: str, width: int, scheme: Any) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="zh-CN").new_page()
    page.goto(f"{root}/{path}")
    page.wait_for_function("document.readyState === 'complete' && !document.body.innerText.includes('正在载入')")
    return page


@pytest.mark.parametrize(("name", "scheme"), [(n, "light") for n in PAGES] + [(n, "dark") for n in IN_THE_DARK])
def test_no_serious_barrier_and_nothing_overflows(browser: Browser, http_root: str, name: str, scheme: str) -> None:
    page = opened(browser, http_root, PAGES[name], 1280, scheme)
    found = Axe().run(page, options=RULES if scheme == "light" else COLOURS).response["violations"]
    grave = [
        (one["id"], one["help"], [node["html"][:160] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{width} wide: {over} too many"
    page.context.close()


def test_the_card_of_an_item_has_no_serious_barrier(browser: Browser, http_root: str) -> None:
    page = opened(browser, http_root, PAGES["unit"], 1280, "light")
    page.locator("a.z-item").first.click()
    page.get_by_role("dialog").wait_for()
    found = Axe().run(page, options=RULES).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    page.context.close()


def test_the_first_page_is_light(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    used = [path for path in site.rglob("*") if path.suffix in (".js", ".css") and path.name in page]
    size = sum(len(gzip.compress(path.read_bytes())) for path in [site / "index.html", *used])
    assert size < BUDGET


def test_the_site_is_small(site: Path) -> None:
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 12_000_000
