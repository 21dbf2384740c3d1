"""Does the site survive its engine? Builds the pages with Zensical, Material's successor, and compares.

    uv run python -m scripts.zensical_check          after `zeren build`; needs the network, for Zensical itself

uv installs the newest Zensical that it can into an environment of its own; nothing of it enters the project. The pages
are plain Markdown and HTML, so both engines must give the same list of pages, and on each the same anchors; and the policy
of our theme stands first in each, with no inline script that it would forbid.
Exit status 1 and a list of what differs where they do not.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lxml import html

ROOT = Path(__file__).resolve().parents[1]
# The engine's own anchors: switches of the drawer, the search, the palette, sections of the navigation.
_OWN = re.compile(r"^(?:__|z-header-search$)")


def main() -> int:
    """Build and compare; 0 where nothing differs."""
    pages, site = ROOT / "build" / "pages", ROOT / "site"
    if not pages.is_dir() or not site.is_dir():
        print("请先运行 zeren build", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        other = _build(pages, Path(folder))
        differences = compare(site, other)
    print("\n".join(differences) or f"{sum(1 for _ in site.rglob('*.html'))} pages, the same pages and anchors")
    return 1 if differences else 0


def _build(pages: Path, folder: Path) -> Path:
    """The site that Zensical makes in `folder` of the pages, with our theme and configuration."""
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    # An empty list of plugins is Material's way to switch its search off; Zensical has no such plugin.
    config = re.sub(r"(?m)^docs_dir: .*$", "docs_dir: pages", re.sub(r"(?m)^plugins: .*$\n", "", config))
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    shutil.copytree(pages, folder / "pages")
    theme = Path("kb") / "export" / "site" / "theme"
    shutil.copytree(ROOT / theme, folder / theme)
    command = ["uv", "tool", "run", "--quiet", "--isolated", "zensical", "build", "-f", "mkdocs.yml", "--clean"]
    subprocess.run(command, cwd=folder, check=True)
    return folder / "site"


def compare(site: Path, other: Path) -> list[str]:
    """What the two sites do not have in common: pages, and anchors of the pages that both have."""
    ours, theirs = _anchors(site), _anchors(other)
    found = [f"only MkDocs: {page}" for page in sorted(ours.keys() - theirs.keys())]
    found += [f"only Zensical: {page}" for page in sorted(theirs.keys() - ours.keys())]
    for page in sorted(ours.keys() & theirs.keys()):
        found += [f"{page}: only MkDocs: #{anchor}" for anchor in sorted(ours[page] - theirs[page])]
        found += [f"{page}: only Zensical: #{anchor}" for anchor in sorted(theirs[page] - ours[page])]
    return found + [f"{page}: {told}" for page in sorted(theirs) for told in _loose(other / page)]


def _loose(page: Path) -> list[str]:
    """What the policy of the page lacks, and what it would forbid."""
    tree = html.document_fromstring(page.read_bytes())
    first = next((node for node in tree.iterfind("head/*")), None)
    lacks = first is None or first.get("http-equiv") != "Content-Security-Policy"
    inline = [node for node in tree.iter("script") if not node.get("src") and node.get("type") != "application/json"]
    return ["no policy"] * lacks + ["an inline script"] * len(inline)


def _anchors(site: Path) -> dict[str, set[str]]:
    """The anchors in the content of each page, by the page's address."""
    found = {}
    for page in site.rglob("*.html"):
        articles = html.document_fromstring(page.read_bytes()).iter("article")
        ids = {node.get("id", "") for article in articles for node in article.iter()}
        found[page.relative_to(site).as_posix()] = {one for one in ids if one and not _OWN.match(one)}
    return found


if __name__ == "__main__":
    sys.exit(main())
