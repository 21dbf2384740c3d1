"""Every internal link and anchor of the whole site leads somewhere; no page loads anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

LOADED = ("//img/@src", "//script/@src", "//iframe/@src", "//source/@src", "//link[@rel!='canonical']/@href")
OUTSIDE = ("http:", "https:", "//")


@cache
def tree(page: Path) -> html.HtmlElement:
    return html.document_fromstring(page.read_bytes())


@cache
def anchors(page: Path) -> frozenset[str]:
    return frozenset(tree(page).xpath("//@id | //a/@name"))


def broken(site: Path, page: Path) -> Iterator[str]:
    """Links of the page that lead nowhere."""
    for link in {*tree(page).xpath("//@href | //@src | //form/@action")}:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        base = site if page.name == "404.html" and parts.path.startswith("/") else page.parent
        file = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else page
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            yield f"{page.relative_to(site)}: {link}: no such file"
        elif parts.fragment and file.suffix == ".html" and unquote(parts.fragment) not in anchors(file):
            yield f"{page.relative_to(site)}: {link}: no such anchor"


def test_every_link_and_anchor_resolves(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 40
    assert [one for page in pages for one in broken(site, page)] == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = {
        (page.relative_to(site).as_posix(), one)
        for page in site.rglob("*.html")
        for path in LOADED
        for one in tree(page).xpath(path)
        if one.startswith(OUTSIDE)
    }
    assert loaded == set()


def test_no_style_reaches_out(site: Path) -> None:
    styles = {path.name: path.read_text(encoding="utf-8") for path in site.rglob("*.css")}
    assert [name for name, text in styles.items() if "url(http" in text or "@import" in text] == []


def test_anchors_are_unique(site: Path) -> None:
    doubled = {}
    for page in site.rglob("*.html"):
        ids = tree(page).xpath("//@id")
        if len(ids) != len(set(ids)):
            doubled[page.relative_to(site).as_posix()] = sorted({one for one in ids if ids.count(one) > 1})
    assert doubled == {}


def test_every_chart_stands_on_its_page_without_script(site: Path) -> None:
    for name in ("units", "timeline", "projects", "targets"):
        figure = tree(site / name / "index.html").xpath("//figure[@data-chart]")[0]
        drawn = [text for text in figure.xpath(".//*[name()='text']/text()") if text.strip()]
        assert len(drawn) > 4
        assert figure.xpath(".//*[name()='path']/@fill[contains(., 'var(--z-')]")
