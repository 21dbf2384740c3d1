"""What a file is: its media type, and the `Source` that names it in the record."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kb.schema import Source

MEDIA_TYPES = {
    "txt": "text/plain",
    "md": "text/markdown",
    "html": "text/html",
    "mht": "multipart/related",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "epub": "application/epub+zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "ofd": "application/ofd",
    "doc": "application/msword",
}
"""Media type of each format that zeren reads (IANA's registry; `application/ofd` as GB/T 33190 files are served)."""


def source_of(path: Path, data: bytes, media_type: str, encoding: str | None = None) -> Source:
    """Identity of a file: name, SHA-256 of its bytes, media type and, for text, its encoding."""
    return Source(
        name=path.name.encode("utf-8", "replace").decode("utf-8"),
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        encoding=encoding,
    )
