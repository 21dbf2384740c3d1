"""All pages and data files of the site into one folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from kb.export.site import catalog as catalogs
from kb.export.site import checks, data, home, ledger, libraries, lists, load, plans, schema_page, unit_files, units
from kb.export.site.addresses import markdown
from kb.export.site.model import SiteInput
from kb.export.site.page import Page


def write_site(site: SiteInput, into: Path, *, docs: Path | None = None) -> int:
    """Write the pages and data files of `site` into the folder `into`, which is made anew; the number of pages.

    `docs` is a folder of hand-written Markdown pages that are copied in first; null for none. Two pages at one address
    raise `ValueError`.
    """
    if into.exists():
        shutil.rmtree(into)
    if docs:
        shutil.copytree(docs, into)
    vega = libraries.start_vega()
    catalog = catalogs.build(site)
    count = 0
    for page in _pages(catalog):
        _write(into / markdown(page.address), page.markdown.encode("utf-8"))
        count += 1
    files = [(file.address, file.content) for file in data.scripts(catalog)]
    files += [(file.address, file.content) for file in unit_files.files(catalog)]
    listed = list(data.downloads(catalog))
    files += [(download.address, content) for download, content in listed]
    downloads = data.page(download for download, _ in listed)
    _write(into / markdown(downloads.address), downloads.markdown.encode("utf-8"))
    libraries.write_libraries(into / "assets" / "lib", vega)
    for address, content in files:
        _write(into / address, content)
    return count + 1


def _pages(catalog: catalogs.Catalog) -> Iterator[Page]:
    yield home.page(catalog)
    yield from lists.pages(catalog)
    yield from checks.pages(catalog)
    yield load.page(catalog)
    yield from units.pages(catalog)
    yield from plans.pages(catalog)
    yield from ledger.pages(catalog)
    yield schema_page.page()


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        raise ValueError(f"two pages at one address: {path}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
