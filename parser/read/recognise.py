"""Which format a file has: told by its bytes; the name only decides between kinds of plain text."""

from __future__ import annotations

import re
from pathlib import PurePath

from kb.errors import UnreadableError
from parser.read.archives import BROKEN, opened

_ZIP_MEMBERS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)
"""Member that only this format has -> format."""
_ZIP_TYPES = (
    ("opendocument.text", "odt"),
    ("opendocument.spreadsheet", "ods"),
    ("opendocument.presentation", "odp"),
    ("epub+zip", "epub"),
)
"""Words of the member `mimetype` (OpenDocument, EPUB) -> format."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Start of an OLE2 compound file: doc, wps, xls, and docx or xlsx with a password."""
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
"""Stream that only this format has -> format; looked for in this order."""
_MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gz"),
)
"""First bytes -> format."""
_TEXT_NAMES = {".md": "md", ".markdown": "md", ".csv": "csv", ".tsv": "csv"}
"""Kinds of plain text that only the name tells apart."""
_WEB_NAMES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".jsp", ".php", ".asp", ".aspx"})
_TAG = re.compile(rb"</?(?:html|head|body|div|p|table|tr|td|th|span|br|meta|link|script|h[1-6]|ul|li)\b[^<>]*>", re.I)
_WEB_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<(?:!doctype )?html)", re.I)
_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<\?xml\b")
_WEB_ARCHIVE = re.compile(rb"^(?:From:|MIME-Version:|Subject:).*(?:multipart/|message/rfc822)", re.I | re.S)
_SAVE_AS = "请用 Word 或 WPS 打开, 另存为 {} 后再试"
_CANNOT = {
    "xlsb": ("二进制 Excel 表格 (xlsb)", "请用 Excel 或 WPS 打开, 另存为 xlsx 后再试"),
    "ppt": ("演示文稿", "请另存为 pdf 后再试"),
    "pptx": ("演示文稿", "请另存为 pdf 后再试"),
    "odp": ("演示文稿", "请另存为 pdf 后再试"),
    "tif": ("tif 图片", "请另存为 png 或 pdf 后再试"),
    "gif": ("gif 图片", "请另存为 png 或 pdf 后再试"),
    "bmp": ("bmp 图片", "请另存为 png 或 pdf 后再试"),
    "7z": ("压缩包", "请先解压, 再添加其中的文件"),
    "rar": ("压缩包", "请先解压, 再添加其中的文件"),
    "gz": ("压缩包", "请先解压, 再添加其中的文件"),
    "zip": ("压缩包", "请先解压, 再添加其中的文件"),
    "ole": ("未知的 Office 复合文档", _SAVE_AS.format("docx")),
    "xml": ("XML 数据文件", _SAVE_AS.format("docx")),
    "encrypted": ("有密码保护的文档", "请用 Word 或 WPS 打开, 取消密码后另存"),
}
"""Formats that are recognised but not read: name and advice of the error."""


def recognise(data: bytes, name: str) -> str:
    """Format of `data`: a key of `parser.read.READERS`. `name` is the file's name.

    Raises `UnreadableError` for a broken container, a password, or a known format that zeren does not read.
    """
    form = _recognise(data, name)
    if form in _CANNOT:
        what, advice = _CANNOT[form]
        raise UnreadableError(f"不能读取{what}", where=name, advice=advice)
    return form


def _recognise(data: bytes, name: str) -> str:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(data, name)
    if data.startswith(_OLE):
        return _inside_ole(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, form in _MAGIC:
        if data.lstrip()[:16].startswith(magic) if magic.startswith(b"{") else data.startswith(magic):
            return form
    return _kind_of_text(data, name)


def _inside_zip(data: bytes, name: str) -> str:
    try:
        with opened(data, name) as archive:
            members = set(archive.names)
            kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in members else ""
    except BROKEN:
        raise UnreadableError(
            "文件损坏, 无法打开其中的内容", where=name, advice="请重新下载或重新保存这个文件"
        ) from None
    for words, form in _ZIP_TYPES:
        if words in kind:
            return form
    for member, form in _ZIP_MEMBERS:
        if member in members:
            return form
    return "zip"


def _inside_ole(data: bytes) -> str:
    for stream, form in _OLE_STREAMS:
        if (stream + "\0").encode("utf-16-le") in data:
            return form
    return "ole"


def _kind_of_text(data: bytes, name: str) -> str:
    head = data[:200_000]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    suffix = PurePath(name).suffix.lower()
    if _WEB_START.match(head):
        return "html"
    if _WEB_ARCHIVE.match(head[:2000]):
        return "mht"
    if suffix in _TEXT_NAMES:
        return _TEXT_NAMES[suffix]
    tags = sum(1 for _ in _TAG.finditer(data if suffix in _WEB_NAMES else head))
    if tags < 3 and _XML.match(head):
        return "xml"
    if tags >= 3 and (suffix in _WEB_NAMES or head.lstrip().startswith(b"<") or tags * 200 > len(head)):
        return "html"
    return "html" if suffix in _WEB_NAMES and tags else "txt"
