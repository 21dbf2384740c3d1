"""Zip archives of documents: unpacked with a limit, so that a small file cannot fill the memory; XML without entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from kb.errors import UnreadableError

MOST = 400_000_000
"""Bytes that the members of a document may have unpacked; a plan with a hundred photographs has a tenth of it."""
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, KeyError)
"""What `zipfile` raises on damage, on encryption (RuntimeError) and on methods it does not know."""
SAVE_AGAIN = "请用 Word 或 WPS 打开, 取消密码, 另存为 docx 后再试"


def refuse_bomb(archive: zipfile.ZipFile, where: str) -> None:
    """Raises `UnreadableError` when the archive says that it holds more than `MOST` bytes."""
    size = sum(info.file_size for info in archive.infolist())
    if size > MOST:
        raise UnreadableError(
            f"文件解压后有 {size // 1_000_000} MB, 超过上限 {MOST // 1_000_000} MB",
            where=where,
            advice="请确认文件来源可靠; 如确是计划, 请删去其中的图片后另存",
        )


def packed(path: Path, data: bytes, only: re.Pattern[str] = re.compile(".*", re.S)) -> dict[str, bytes]:
    """Members of the archive `data` whose whole name fits `only`.

    Raises `UnreadableError` when it is broken, locked or unreasonably large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_bomb(archive, str(path))
            files = [info for info in archive.infolist() if not info.is_dir() and only.fullmatch(info.filename)]
            return {info.filename: archive.read(info) for info in files}
    except BROKEN:
        raise UnreadableError("文件损坏或有密码保护, 无法解压", where=str(path), advice=SAVE_AGAIN) from None


def parsed(path: Path, content: bytes) -> etree._Element:
    """The XML of a member. Raises `UnreadableError` when it is none."""
    parser = etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableError("文件损坏, 其中的 XML 无法读取", where=str(path), advice=SAVE_AGAIN) from None
