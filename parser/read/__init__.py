"""Reading: a file of any known format becomes a `Document`. The format is recognised by content, not by name alone."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from kb.errors import UnreadableError, ZerenError
from parser.limits import check
from parser.read.flat_xml import packaged
from parser.read.identity import source_of
from parser.read.opening import content_of
from parser.read.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Callable

    from parser.document import Document

__all__ = ["READERS", "read"]

READERS = {
    "txt": "parser.read.plain:read_plain",
    "md": "parser.read.pandoc:read_markdown",
    "html": "parser.read.html:read_html",
    "mht": "parser.read.html:read_mht",
    "docx": "parser.read.pandoc:read_docx",
    "odt": "parser.read.pandoc:read_odt",
    "rtf": "parser.read.rtf:read_rtf",
    "epub": "parser.read.pandoc:read_epub",
    "xlsx": "parser.read.sheets:read_xlsx",
    "xls": "parser.read.sheets:read_xls",
    "ods": "parser.read.ods:read_ods",
    "csv": "parser.read.csv_file:read_csv",
    "pdf": "parser.read.pdf:read_pdf",
    "png": "parser.read.ocr:read_image",
    "jpg": "parser.read.ocr:read_image",
    "ofd": "parser.read.ofd:read_ofd",
    "doc": "parser.read.word97:read_doc",
}
"""The reader of each format, named so that a text file needs neither pandoc nor a PDF library in memory."""
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character that UTF-16 writes as two: no text, and nothing can write it."""


def read(path: Path) -> Document:
    """The document in `path`.

    Raises `MissingFileError` when there is no such file, `UnreadableError` when it is empty, binary or of no known
    format, `BeyondLimitError` when it goes beyond a limit of `parser.limits`; each names the file and says what
    to do.
    """
    data = content_of(path)
    if not data or data.isspace():
        raise UnreadableError("文件是空的", where=str(path), advice="请确认下载或复制是否完整")
    try:
        held = packaged(path, data)
        document = _reader(recognise(held, path.name), path)(path, held)
        if held is not data:
            document = replace(document, source=source_of(path, data, document.source.media_type))
        check("characters", len(document.text))
        document = replace(document, text=_HALF.sub("\ufffd", document.text))
    except ZerenError as error:
        error.where = error.where or str(path)
        raise
    return document


def _reader(form: str, path: Path) -> Callable[[Path, bytes], Document]:
    if form not in READERS:
        known = " ".join(READERS)
        raise UnreadableError(f"不支持的格式: {form}", where=str(path), advice=f"请转换为下列格式之一: {known}")
    module, name = READERS[form].split(":")
    return cast("Callable[[Path, bytes], Document]", getattr(import_module(module), name))
