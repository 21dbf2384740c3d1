"""Word 97 to 2003 (doc) and the like of WPS, through LibreOffice; its table rows are checked against antiword's.

LibreOffice was seen to lose a whole table that antiword showed, so where both are installed their rows are counted and
a difference becomes a note. Neither is needed to install zeren.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from msgspec.structs import replace

from kb.errors import BeyondLimitError
from parser.document import Document
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.libreoffice import converted
from parser.read.pandoc import read_docx
from parser.read.programs import run_program

_CONVERT = "请用 Word 或 WPS 打开, 另存为 docx 后再试"


def read_doc(path: Path, data: bytes) -> Document:
    """A doc or wps file. Raises `UnreadableError` when it is broken, locked, or LibreOffice is not installed."""
    made = converted(path, data, "doc", "docx", what="旧版 Word 文档 (doc, wps) ", advice=_CONVERT)
    document = read_docx(path, made)
    expected = _antiword_rows(path, data)
    read = sum(_height(document, index) for index in range(len(document.blocks)))
    notes = document.notes
    if expected > read:
        notes += (f"表格可能没有读全: antiword 读到 {expected} 行, LibreOffice 只转换出 {read} 行; {_CONVERT}",)
    return replace(document, source=source_of(path, data, MEDIA_TYPES["doc"]), notes=notes)


def _height(document: Document, index: int) -> int:
    """Rows of a table block, 0 for other blocks."""
    return max((cell.row + cell.row_span for cell in document.blocks[index].cells), default=0)


def _antiword_rows(path: Path, data: bytes) -> int:
    """Table rows that antiword sees; 0 where it is not installed or cannot read the file."""
    program = shutil.which("antiword")
    if program is None:
        return 0
    with tempfile.TemporaryDirectory(prefix="zeren-") as folder:
        source = Path(folder) / "document.doc"
        source.write_bytes(data)
        try:
            done = run_program([program, "-x", "db", str(source)], where=str(path), limit="pandoc-seconds")
        except (BeyondLimitError, OSError):
            return 0
    return done.output.count(b"<row>") if done.status == 0 else 0
