"""How heavy and how quick the site is: measured in Chromium over the built site.

    uv run python -m scripts.bench_site        after `zeren build`

Prints the first page's weight (compressed, without fonts), when pages are ready, and how long a keystroke in the table
of tasks takes with 5,000 rows: until the handler returns, and until the next frame is drawn.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
ROWS = 5000
_HEAD = 'zeren.set("items",'
_READY = "(() => { const n = performance.getEntriesByType('navigation')[0]; return n.domContentLoadedEventEnd; })()"
_TYPE = """async () => {
  const form = document.querySelector("#z-tasks form"), found = [];
  for (const typed of ["治", "治理", "治理工", "治理", "治", ""]) {
    form.elements.q.value = typed;
    const began = performance.now();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    const handled = performance.now() - began;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    found.push([handled, performance.now() - began]);
    await new Promise((done) => setTimeout(done, 300));
  }
  return found;
}"""


def main() -> None:
    """Measure and print."""
    site = ROOT / "site"
    print(f"first page {_weight(site) / 1000:.0f} KB compressed")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for path in ("index.html", "tasks/index.html", *_largest(site)):
            print(f"{path}: ready after {_ready(browser, site, path):.0f} ms")
        times = _typing(browser, _swollen(site, Path(folder) / "site"))
        handled, drawn = (statistics.median(one) for one in zip(*times, strict=True))
        print(f"a keystroke over {ROWS} rows: {handled:.0f} ms until handled, {drawn:.0f} ms until drawn (medians)")
        browser.close()


def _weight(site: Path) -> int:
    """Bytes of the first page, compressed, with every script and style that it names."""
    page = (site / "index.html").read_text(encoding="utf-8")
    used = [path for path in site.rglob("*") if path.suffix in (".js", ".css") and path.name in page]
    return sum(len(gzip.compress(path.read_bytes())) for path in [site / "index.html", *used])


def _largest(site: Path) -> tuple[str, ...]:
    """The largest page of a unit and the largest source text."""
    found = []
    for pattern in ("units/*/index.html", "plans/*/text/index.html"):
        pages = sorted(site.glob(pattern), key=lambda path: path.stat().st_size)
        found += [path.relative_to(site).as_posix() for path in pages[-1:]]
    return tuple(found)


def _ready(browser: Browser, site: Path, path: str) -> float:
    """Milliseconds until the page answers, median of five."""
    times = []
    for _ in range(5):
        page = browser.new_page()
        page.goto(f"{site.as_uri()}/{path}")
        times.append(float(page.evaluate(_READY)))
        page.close()
    return statistics.median(times)


def _swollen(site: Path, into: Path) -> Path:
    """The site with its items repeated until there are `ROWS`."""
    shutil.copytree(site, into)
    file = into / "assets" / "data" / "items.js"
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8").removeprefix(_HEAD).rstrip().removesuffix(");"))
    items = data["items"]
    data["items"] = [{**items[at % len(items)], "id": f"{at}"} for at in range(ROWS)]
    file.write_text(f"{_HEAD}{json.dumps(data, ensure_ascii=False)});\n", encoding="utf-8")
    return into


def _typing(browser: Browser, site: Path) -> list[tuple[float, float]]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site.as_uri()}/tasks/index.html")
    page.wait_for_function(f"document.querySelector('.z-filter__count').textContent.includes('{ROWS}')")
    found = page.evaluate(_TYPE)
    return [(float(handled), float(drawn)) for handled, drawn in found]


if __name__ == "__main__":
    main()
