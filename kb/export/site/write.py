"""All pages and data files of the site into one folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

from kb.export.site import catalog as catalogs
from kb.export.site import checks, data, home, ledger, libraries, lists, load, plans, schema_page, unit_files, units
from kb.export.site.addresses import markdown
from kb.export.site.model import SiteInput
from kb.export.site.page import SitePage
from kb.export.site.pictures import Charts
from kb.writing import fill


def write_site(
    site: SiteInput, into: Path, charts: Future[Charts], vega: Future[str], *, guide: Path | None = None
) -> int:
    """Write the pages and data files of `site` into the folder `into`, which is not there yet; the number of pages.

    `charts` (of `charts.draw`) and `vega` (of `libraries.vega`) may still be in the making: what does not need them is
    written first. `guide` is a folder of hand-written Markdown pages, copied in under its name; null for none. Two pages
    at one address raise `FileExistsError`.
    """
    if guide:
        shutil.copytree(guide, into / guide.name)
    catalog = catalogs.build_catalog(site)
    for file in (*data.scripts(catalog), *unit_files.files(catalog)):
        fill(into / file.address, file.content)
    listed = list(data.downloads(catalog))
    for download, content in listed:
        fill(into / download.address, content)
    count = 0
    for page in (*_pages(catalog, charts), data.page(download for download, _ in listed)):
        fill(into / markdown(page.address), page.markdown.encode("utf-8"))
        count += 1
    libraries.write_libraries(into / "assets" / "lib", vega.result())
    return count


def _pages(catalog: catalogs.Catalog, charts: Future[Charts]) -> Iterator[SitePage]:
    yield home.page(catalog)
    yield from checks.pages(catalog)
    yield load.page(catalog)
    yield from plans.pages(catalog)
    yield from ledger.pages(catalog)
    yield schema_page.page()
    yield from units.pages(catalog)
    yield units.directory_page(catalog, charts.result())
    yield from lists.pages(catalog, charts.result())
