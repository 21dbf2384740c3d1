"""No word of a plan becomes markup: every page of a workspace that is nothing but attacks, in Chromium.

Three ways: over http and from a folder under the site's policy, and over http without it, where the writing of the pages
must hold by itself. On every page: no dialog, no request elsewhere, no breach of the policy, no error, no element and no
attribute that is not ours, no page wider than the window.
"""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import openpyxl
import pytest
from lxml import html
from playwright.sync_api import Browser, expect

import parser.pipeline
from kb.controls import xml_text
from kb.export.csv_table import is_formula
from scripts.zeren import run
from tests.site import attacks
from tests.site.conftest import Tab, _Quiet

WIDTHS = (1366, 390)
PAPER = 794
"""A4 upright, in pixels of a style sheet."""
WAYS = ("http", "file", "without the policy")
FOREIGN = """() => {
  const found = [];
  const address = /^(href|src|action|formaction|xlink:href|data|poster)$/i;
  const never = /^(ZX-EVIL|IFRAME|FRAME|OBJECT|EMBED|APPLET|BASE|STYLE|TEMPLATE|PORTAL|FENCEDFRAME|MARQUEE)$/i;
  const root = new URL(document.querySelector("script[src*='assets/zeren/base.js']").src.replace(/assets.*/, "")).href;
  const nodes = [document, ...Array.from(document.querySelectorAll("template"), (one) => one.content)];
  for (const node of nodes.flatMap((one) => Array.from(one.querySelectorAll("*")))) {
    const { tagName } = node;
    if (never.test(tagName)) found.push(tagName);
    if (tagName === "SCRIPT" && node.type !== "application/json" && !node.src) found.push("inline script");
    if (tagName === "META" && node.httpEquiv && node.httpEquiv !== "Content-Security-Policy") found.push(node.outerHTML);
    for (const { name, value } of node.attributes) {
      if (/^on|^zx|^srcdoc$/i.test(name) || name === "id" && value === "zx") found.push(`${tagName} ${name}`);
      // The manual's own words lead elsewhere.
      if (address.test(name) && !location.pathname.includes("/guide/") && !/^https:\\/\\/squidfunk/.test(value)
        && !new URL(value, location.href).href.startsWith(root)) found.push(`${tagName} ${name}=${value}`);
    }
  }
  return found;
}"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the workspace of attacks."""
    folder = attacks.workspace(tmp_path_factory.mktemp("attacks"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parser.pipeline, "read_record", attacks.reader(parser.pipeline.read_record))
        assert run(["build", "-C", str(folder)]) == 0
    return folder / "site"


@pytest.fixture(scope="module")
def served(attacked: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(attacked)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class Victim(Tab):
    """A tab on the attacked site; `free` of the site's policy."""

    free = False


@pytest.fixture(params=WAYS)
def victim(browser: Browser, request: pytest.FixtureRequest, attacked: Path, served: str) -> Iterator[Victim]:
    """A tab that says what went wrong in it; `zx` of an attack opens a dialog."""
    context = browser.new_context(
        viewport={"width": WIDTHS[0], "height": 900}, locale="zh-CN", bypass_csp=request.param == WAYS[2]
    )
    context.add_init_script("window.zx = (number) => alert(`zx ${number}`)")
    tab = Victim(context, attacked.as_uri() if request.param == "file" else served)
    tab.free = request.param == WAYS[2]
    tab.page.on("dialog", lambda dialog: (tab.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    yield tab
    context.close()
    assert tab.wrong == []


def held(tab: Tab, path: str, widths: tuple[int, ...] = WIDTHS) -> None:
    """What is on the page is ours, and no wider than the window."""
    assert tab.page.evaluate(FOREIGN) == [], path
    now = (tab.page.viewport_size or {}).get("width")
    for width in sorted(widths, key=lambda width: width != now):  # the present one first: each change is a new layout
        if width != now:
            tab.page.set_viewport_size({"width": width, "height": 900})
        assert tab.page.evaluate(WIDER) <= 0, f"{path} is wider than {width}"
    assert tab.wrong == [], path


def test_every_attack_stands_on_a_page_as_text(attacked: Path) -> None:
    shown = "\n".join(
        " ".join(html.document_fromstring(page.read_bytes()).text_content().split())
        for page in attacked.rglob("*.html")
    )
    plain = (" ".join(xml_text(one).split()) for one in attacks.ATTACKS)
    assert [one for one in plain if one not in shown] == []


def test_the_policy_stands_first_in_every_page_and_nothing_inline_is_left(attacked: Path) -> None:
    pages = list(attacked.rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        tree = html.document_fromstring(page.read_bytes())
        first = tree.find("head")[0]  # type: ignore[index]
        assert first.get("http-equiv") == "Content-Security-Policy", page
        assert first.get("content", "").startswith("default-src 'none';") and "unsafe" not in first.get("content", "")
        assert len(tree.findall(".//title")) == 1
        for script in tree.iter("script"):
            assert script.get("src") or script.get("type") == "application/json", page
        assert not list(tree.iter("style", "base", "iframe", "object", "embed")), page
        names = {name for node in tree.iter("*") for name in node.attrib}
        assert not {name for name in names if name.startswith(("on", "zx")) or name == "style"}, page


def test_every_page_shows_attacks_as_words(victim: Victim, attacked: Path) -> None:
    # A folder has no page for what is not there.
    paths = sorted(
        path.relative_to(attacked).as_posix() for path in attacked.rglob("*.html") if path.name != "404.html"
    )
    assert len(paths) > 100
    # What the pages are made of, the policy does not change: without it, some show that it is not what holds them.
    for path in paths[:: 5 if victim.free else 1]:
        victim.open(path)
        held(victim, path)


def test_the_table_of_tasks_with_all_its_columns_facets_and_files(victim: Tab) -> None:
    page = victim.open("tasks/index.html?show=plan.kind.action")
    status = page.locator(".z-filter__count")
    expect(status).to_contain_text("项")
    page.locator("#z-tasks select[name=plan]").select_option("worse-1")
    expect(status).to_contain_text("项，共")
    held(victim, "tasks of worse-1")
    for act in ("csv", "xlsx"):
        with page.expect_download() as caught:
            page.locator(f"[data-act={act}]").click()
        check_saved(caught.value.path().read_bytes(), act)
    page.locator("[data-act=copy]").click()
    page.locator("[data-act=columns]").press("Enter")
    page.locator(".dt-button-collection").get_by_text("时限").press("Enter")
    further = page.locator(".dt-button-collection button").all()[9:13]  # behind the nine that every site has
    assert len(further) > 2
    for button in further:
        button.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".dt-button-collection")).to_have_count(0)
    held(victim, "tasks with columns of the plans' own")
    page.locator("#z-tasks [name=q]").fill('"><zx-evil zx="1">')
    expect(page.locator(".z-filter__chips button").last).to_be_visible()
    held(victim, "tasks with a word")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    held(victim, "tasks printed", (PAPER,))
    page.emulate_media(media="screen")


def check_saved(content: bytes, form: str) -> None:
    """No cell of the file is a formula, or may be taken for one."""
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert [cell for row in rows for cell in row if is_formula(cell)] == []
        assert any("<script>" in cell for row in rows for cell in row)
        return
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize("path", ["targets", "projects", "graph"])
def test_the_other_tables(victim: Tab, path: str) -> None:
    page = victim.open(f"{path}/index.html")
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true; }")
    expect(page.locator("[data-grid] .z-filter__acts")).to_be_visible()
    page.locator("[data-grid] [name=q]").fill("zx")
    with page.expect_download() as caught:
        page.locator("[data-act=csv]").click()
    assert not [
        c for row in csv.reader(io.StringIO(caught.value.path().read_text("utf-8-sig"))) for c in row if is_formula(c)
    ]
    held(victim, path)


@pytest.mark.parametrize("path", ["units", "timeline", "projects", "targets", "graph"])
def test_a_chart_and_what_it_says_when_it_is_pointed_at(victim: Tab, path: str) -> None:
    page = victim.open(f"{path}/index.html")
    figure = page.locator("[data-chart]")
    figure.scroll_into_view_if_needed()
    marks = figure.locator("svg.marks [role=link]")
    expect(marks.first).to_be_attached()
    for place in range(0, marks.count(), max(1, marks.count() // 5)):
        marks.nth(place).focus()
    expect(page.locator("#vg-tooltip-element td.value").first).not_to_have_text("")
    held(victim, f"the chart of {path}")


def test_cards_of_poisoned_items(victim: Tab) -> None:
    for path in ("plans/worse-1/text/index.html", "plans/worse-2/text/index.html"):
        page = victim.open(path)
        for link in page.locator("a[data-item]").all()[::3]:
            link.evaluate("one => one.click()")
            card = page.get_by_role("dialog")
            expect(card.locator(".z-card__quote p").first).to_be_visible()
            held(victim, f"a card of {path}")
            page.keyboard.press("Escape")


def test_searches_and_questions(victim: Tab) -> None:
    page = victim.page
    for words in attacks.ATTACKS[::4]:
        victim.open("search/index.html")
        page.locator("#z-page-search").fill(" ".join(xml_text(words).split()))
        expect(page.locator(".z-results__count")).not_to_have_text("")
        page.locator("#z-page-search").fill(f"{' '.join(xml_text(words).split())}由谁牵头？")
        page.wait_for_timeout(50)
        held(victim, f"search for {words}")
    page = victim.open("index.html")
    for number in (1, 2):
        page.locator("#z-home-search").fill(f"管网{'改造' * (number - 1)}")
        expect(page.locator(".z-hero .z-suggest li").first).to_be_visible()
        held(victim, "suggestions")
    page.locator("#z-unit-choose").fill("zx")
    held(victim, "the chooser of units")
    page = victim.open("search/index.html?q=%3Cscript%3Ezx(1)%3C/script%3E")
    expect(page.locator(".z-results__count")).to_contain_text("条")
    held(victim, "a query in the address")
