"""Reading: a file of any known format becomes a `Document`. The format is recognised by content, not by name alone."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kb.errors import MissingFileError, UnreadableError, refused
from parser.read.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Callable

    from parser.document import Document

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
    "ods": "parser.read.sheets:read_ods",
    "csv": "parser.read.sheets:read_csv",
    "pdf": "parser.read.pdf:read_pdf",
    "png": "parser.read.ocr:read_image",
    "jpg": "parser.read.ocr:read_image",
    "ofd": "parser.read.ofd:read_ofd",
    "doc": "parser.read.word97:read_doc",
}
"""The reader of each format, named so that a text file needs neither pandoc nor a PDF library in memory."""


def read(path: Path) -> Document:
    """The document in `path`.

    Raises `MissingFileError` when there is no such file, `UnreadableError` when it is empty, binary or of no known
    format; both name the file and say what to do.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError("文件不存在", where=str(path), advice="请检查路径和文件名") from None
    except IsADirectoryError:
        raise MissingFileError("这是一个文件夹, 不是文件", where=str(path), advice="请给出计划文件的路径") from None
    except OSError as error:
        told = refused(error)
        raise MissingFileError(f"文件无法打开: {told.what}", where=str(path), advice=told.advice) from None
    if not data.strip():
        raise UnreadableError("文件是空的", where=str(path), advice="请确认下载或复制是否完整")
    return _reader(recognise(data, path.name), path)(path, data)


def _reader(form: str, path: Path) -> Callable[[Path, bytes], Document]:
    if form not in READERS:
        known = " ".join(READERS)
        raise UnreadableError(f"不支持的格式: {form}", where=str(path), advice=f"请转换为下列格式之一: {known}")
    module, name = READERS[form].split(":")
    return cast("Callable[[Path, bytes], Document]", getattr(import_module(module), name))
