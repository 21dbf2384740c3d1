"""PDF with text, through pypdfium2; scanned pages go to optical recognition (the extra `zeren[ocr]`)."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from kb.errors import BeyondLimitError, UnreadableError
from parser.document import Document
from parser.limits import check
from parser.read.draft import assemble
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.page import Page
from parser.read.pages import page_drafts
from parser.read.pdf_page import pdf_page
from parser.read.scanned_pages import FEW, with_scans

if TYPE_CHECKING:
    from parser.read.ocr import Picture


def read_pdf(path: Path, data: bytes) -> Document:
    """A PDF file. Raises `UnreadableError` when it is broken, locked, or scanned without `zeren[ocr]` at hand."""
    file = _opened(path, data)
    try:
        pages, torn = _pages(file)
        if not any(len(page.glyphs) > FEW for page in pages):
            from parser.read.ocr import read_scanned_pdf

            return read_scanned_pdf(path, data)
        pages, unsure, doubts = with_scans(pages, partial(_picture, file))
    finally:
        file.close()
    drafts, left_out = page_drafts(pages)
    source = source_of(path, data, MEDIA_TYPES["pdf"])
    notes = (*left_out, *doubts, *torn, *((_LAYERS,) if _LAYER_OFF.search(data) else ()))
    return assemble(source, drafts, where=str(path), unsure=unsure.__contains__, notes=notes)


_LAYER_OFF = re.compile(rb"/OFF\s*\[\s*\d+\s+\d+\s+R")
"""A layer that is switched off when the file is opened (PDF 32000-1, 8.11.4.3), where its list is not packed away."""
_LAYERS = "文件里有关闭的图层, 打开时看不见; 其中的文字已照常收入, 请对照原件核对"


def _picture(file: pdfium.PdfDocument, number: int) -> Picture | None:
    """Page `number` as it is seen; None where it cannot be drawn."""
    from parser.read.ocr import picture_of

    try:
        return picture_of(file[number - 1])
    except (pdfium.PdfiumError, BeyondLimitError):
        return None


def _pages(file: pdfium.PdfDocument) -> tuple[list[Page], list[str]]:
    """The pages that can be loaded, and a note on each that cannot."""
    pages: list[Page] = []
    torn: list[str] = []
    check("pages", len(file))
    objects = 0
    for index in range(len(file)):
        try:
            pages.append(pdf_page(file, index + 1))
            objects += pages[-1].objects
            check("objects", objects)
        except pdfium.PdfiumError:
            torn.append(f"第 {index + 1} 页损坏, 没有收入")
    return pages, torn


def _opened(path: Path, data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError(
                "pdf 有密码保护", where=str(path), advice="请用密码打开, 另存为没有密码的 pdf, 再试一次"
            ) from None
        raise UnreadableError("pdf 损坏, 无法打开", where=str(path), advice="请重新下载或重新导出这个文件") from None
