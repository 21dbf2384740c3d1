"""OFD, the national format of fixed pages (GB/T 33190-2016): a zip archive of XML, read by ourselves.

The libraries for it draw in AGPL code. `ofd_file` finds the pages, `ofd_page` makes glyphs and rules of them; from there
on they are like those of a PDF. Annotations and seals lie in files of their own, which the standard keeps apart from the
text: they are counted, not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import UnreadableError
from parser.document import Document
from parser.limits import check
from parser.read.archives import opened
from parser.read.draft import assemble
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.ofd_file import DAMAGED, OfdArchive, documents, matters
from parser.read.ofd_page import Matter, ofd_page
from parser.read.page import Page
from parser.read.pages import page_drafts
from parser.read.scanned_pages import Pages, with_scans

if TYPE_CHECKING:
    from parser.read.ocr import Picture

_LOCKS = ("Encryptions.xml", "Encryption.xml")


def read_ofd(path: Path, data: bytes) -> Document:
    """An OFD file, its documents one after the other. Raises `UnreadableError` when it is broken, encrypted or holds no
    text, or is scanned without `zeren[ocr]` at hand."""
    with opened(data, str(path)) as held_archive:
        if any(name.rsplit("/", 1)[-1] in _LOCKS for name in held_archive.names):
            raise UnreadableError("ofd 有密码保护", where=str(path), advice="请取消加密后另存, 再试一次")
        archive = OfdArchive(held_archive, str(path))
        held = documents(archive)
        shown = [matter for document in held for matter in matters(archive, document)]
        pages = _pages(path, shown)
        if not any(page.glyphs for page in pages) and any(matter and matter.pictures for matter in shown):
            return _scanned(path, data, archive, shown)
        read = _with_scans(path, archive, pages, shown)
    drafts, left_out = page_drafts(read.pages)
    torn = [f"第 {number} 页损坏, 没有收入" for number, matter in enumerate(shown, start=1) if matter is None]
    remarks = sum(document.remarks for document in held)
    apart = [f"批注、印章和水印里的文字没有收入: {remarks} 处"] if remarks else []
    notes = (*left_out, *read.notes, *torn, *apart)
    source = source_of(path, data, MEDIA_TYPES["ofd"])
    return assemble(source, drafts, where=str(path), unsure=read.unsure.__contains__, notes=notes)


def _pages(path: Path, shown: Sequence[Matter | None]) -> list[Page]:
    """The pages that are not broken, numbered through all documents."""
    try:
        pages: list[Page] = []
        objects = 0
        for number, matter in enumerate(shown, start=1):
            if matter is not None:
                pages.append(ofd_page(number, matter))
                objects += pages[-1].objects
                check("objects", objects, str(path))
    except ValueError:
        raise UnreadableError("ofd 损坏: 坐标不是数字", where=str(path), advice=DAMAGED) from None
    if shown and not pages:
        raise UnreadableError("ofd 损坏: 没有一页可以读取", where=str(path), advice=DAMAGED)
    return pages


def _scanned(path: Path, data: bytes, archive: OfdArchive, shown: Sequence[Matter | None]) -> Document:
    """A file whose pages are pictures."""
    from parser.read.ocr import read_pictures

    contents = (archive.picture(name) for matter in shown if matter is not None for name in matter.pictures)
    return read_pictures(path, data, MEDIA_TYPES["ofd"], (content for content in contents if content is not None))


def _with_scans(path: Path, archive: OfdArchive, pages: Sequence[Page], shown: Sequence[Matter | None]) -> Pages:
    """The pages with those recognised that are no more than a picture."""

    def picture(number: int) -> Picture | None:
        from parser.read.ocr import decoded

        matter = shown[number - 1]
        content = archive.picture(matter.pictures[0]) if matter is not None and matter.pictures else None
        return decoded(path, content) if content is not None else None

    return with_scans(pages, picture)
