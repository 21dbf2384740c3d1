"""Zip archives of documents: unpacked with limits, so that a small file cannot fill the memory; XML without entities.

What an archive says of its sizes is not believed: bytes are counted while they are unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from kb.errors import UnreadableError
from parser.limits import beyond, check, most

BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, KeyError)
"""What `zipfile` raises on damage, on encryption (RuntimeError) and on methods it does not know."""
SAVE_AGAIN = "请用 Word 或 WPS 打开, 取消密码, 另存为 docx 后再试"
_ENTRY = b"PK\x01\x02"
"""First bytes of each entry of an archive's table of contents."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How documents are packed; the other methods unpack without bounds."""
_PIECE = 1 << 20
_MARKUP = re.compile(r".*\.(?:xml|rels|x?html?|opf|ncx|vml)", re.I | re.S)
_TOO_DEEP = "boolean(" + "*/" * most("depth") + "*)"
"""Whether an element stands below the deepest level that is allowed; worked out level by level, each element once."""


class Archive:
    """An open archive whose members are read within the limits, all of them together."""

    def __init__(self, held: zipfile.ZipFile, where: str) -> None:
        self._held, self._where, self._read = held, where, 0

    @property
    def names(self) -> list[str]:
        """The members that are files, in the order of the archive."""
        return [info.filename for info in self._held.infolist() if not info.is_dir()]

    def read(self, name: str) -> bytes:
        """The member `name`. Raises `BeyondLimitError`, or one of `BROKEN` when it is missing, damaged or locked."""
        info = self._held.getinfo(name)
        if info.compress_type not in _METHODS:
            raise NotImplementedError(info.compress_type)
        bound = most("markup") if _MARKUP.fullmatch(name) else most("unpacked")
        pieces: list[bytes] = []
        size = 0
        with self._held.open(info) as member:
            while piece := member.read(_PIECE):
                size += len(piece)
                self._read += len(piece)
                if self._read > most("unpacked"):
                    raise beyond("unpacked", self._where)
                if size > bound:
                    raise beyond("markup", f"{self._where} 里的 {name}")
                pieces.append(piece)
        return b"".join(pieces)


@contextmanager
def opened(data: bytes, where: str) -> Iterator[Archive]:
    """The archive `data`; `where` names it in refusals. Raises `BeyondLimitError`, or one of `BROKEN`."""
    check("members", data.count(_ENTRY), where)
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        unlike = {(info.filename, info.CRC) for info in held.infolist()}
        if len(unlike) > len({name for name, _ in unlike}):  # which of them is shown differs from program to program
            raise zipfile.BadZipFile("two members of one name")
        yield Archive(held, where)


def packed(path: Path, data: bytes, only: re.Pattern[str] = re.compile(".*", re.S)) -> dict[str, bytes]:
    """Members of the archive `data` whose whole name fits `only`.

    Raises `UnreadableError` when it is broken, locked or beyond a limit.
    """
    try:
        with opened(data, str(path)) as archive:
            return {name: archive.read(name) for name in archive.names if only.fullmatch(name)}
    except BROKEN:
        raise UnreadableError("文件损坏或有密码保护, 无法解压", where=str(path), advice=SAVE_AGAIN) from None


def repacked(members: dict[str, bytes]) -> bytes:
    """An archive of `members`, unpacked: for programs that would believe the sizes of the one they come from."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return held.getvalue()


def check_elements(content: bytes, where: str, limit: str = "elements") -> None:
    """Raise `BeyondLimitError` when `content`, XML or HTML, may have more elements than `limit` allows.

    Counted before anything is parsed, by the brackets that open a tag: a tree takes a hundred times the bytes.
    """
    check(limit, content.count(b"<") - content.count(b"</"), where)


def parsed(path: Path, content: bytes, limit: str = "elements") -> etree._Element:
    """The XML of a member. Raises `UnreadableError` when it is none, has more elements than `limit` or is too deep."""
    check_elements(content, str(path), limit)
    parser = etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise UnreadableError("文件损坏, 其中的 XML 无法读取", where=str(path), advice=SAVE_AGAIN) from None
    if root.xpath(_TOO_DEEP):
        raise beyond("depth", str(path))
    return root
