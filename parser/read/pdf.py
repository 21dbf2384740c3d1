"""PDF with text, through pypdfium2; scanned pages go to optical recognition (the extra `zeren[ocr]`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium

from kb.errors import UnreadableError
from parser.document import Document
from parser.read.draft import assemble
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.page import Page
from parser.read.pages import page_drafts
from parser.read.pdf_page import pdf_page

_FEW = 8
"""Characters of a page up to which it counts as a page without text."""
_PICTURE = 0.25
"""Share of a page from which a picture on a page without text is taken for its content."""


def read_pdf(path: Path, data: bytes) -> Document:
    """A PDF file. Raises `UnreadableError` when it is broken, locked, or scanned without `zeren[ocr]` at hand."""
    file = _opened(path, data)
    try:
        pages, torn = _pages(file)
    finally:
        file.close()
    if not any(len(page.glyphs) > _FEW for page in pages):
        from parser.read.ocr import read_scanned_pdf

        return read_scanned_pdf(path, data)
    drafts, notes = page_drafts(pages)
    source = source_of(path, data, MEDIA_TYPES["pdf"])
    return assemble(source, drafts, where=str(path), notes=(*notes, *_picture_notes(pages), *torn))


def _pages(file: pdfium.PdfDocument) -> tuple[list[Page], list[str]]:
    """The pages that can be loaded, and a note on each that cannot."""
    pages: list[Page] = []
    torn: list[str] = []
    for index in range(len(file)):
        try:
            pages.append(pdf_page(file[index], index + 1))
        except pdfium.PdfiumError:
            torn.append(f"第 {index + 1} 页损坏, 没有收入")
    return pages, torn


def _opened(path: Path, data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError("pdf 有密码保护", where=str(path), advice="请取消密码后另存, 再试一次") from None
        raise UnreadableError("pdf 损坏, 无法打开", where=str(path), advice="请重新下载或重新导出这个文件") from None


def _picture_notes(pages: Sequence[Page]) -> tuple[str, ...]:
    pictures = [str(page.number) for page in pages if len(page.glyphs) <= _FEW * 4 and page.picture >= _PICTURE]
    return (f"第 {'、'.join(pictures)} 页主要是图片, 图中的文字没有收入",) if pictures else ()
