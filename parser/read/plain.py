"""Plain text: decode the bytes. UTF-8 (with or without BOM), UTF-16 with BOM, GBK and GB18030, Big5."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from kb.errors import UnreadableError
from parser.document import Document
from parser.read.draft import Draft, assemble, clean, few_blanks
from parser.read.drawn import draws_table, with_drawn_tables
from parser.read.identity import MEDIA_TYPES, source_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the codec each one names; UTF-32 before UTF-16, whose mark it begins with."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
"""Control characters that no text carries: a file with more than a few is binary."""

_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經"
)
"""The commonest characters of Chinese, in both scripts: text read in the right encoding is full of them."""


def read_plain(path: Path, data: bytes) -> Document:
    """The text of `data` with line ends made `\\n`; with the tables that it draws, where it does. Raises `UnreadableError` for bytes that are no text."""
    text, encoding = decode(data, where=str(path))
    text = few_blanks(text.replace("\r\n", "\n").replace("\r", "\n"))
    source = source_of(path, data, MEDIA_TYPES["txt"], encoding)
    if draws_table(text):
        drafts = with_drawn_tables(Draft(text=clean(line)) for line in text.split("\n"))
        return assemble(source, drafts, where=str(path))
    return Document(source=source, text=text)


def decode(data: bytes, *, where: str = "") -> tuple[str, str]:
    """Text and name of its encoding.

    A few undecodable bytes in a page that is else plainly Chinese become U+FFFD, which the repair stage reports. Raises
    `UnreadableError` when no known encoding gives Chinese or Latin text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, name, where), name
    candidates = ("utf-8", *_by_likelihood(data))
    for errors in ("strict", "replace"):
        for name in candidates:
            try:
                text = data.decode(name, errors)
            except UnicodeDecodeError:
                continue
            if _is_text(text):
                return text, name
    raise UnreadableError(
        "无法识别的编码或二进制内容",
        where=where,
        advice="请另存为 UTF-8 或 GB18030 编码的文本, 或者直接使用 docx, pdf 原件",
    )


def _is_text(text: str) -> bool:
    """Hardly any control characters; hardly any replacement characters, and then only among common Han."""
    if len(_CONTROL.findall(text)) * 1000 > len(text):
        return False
    lost = text.count("\ufffd")
    return lost == 0 or (lost * 100 < len(text) and _commonness(text) > 0.1)


def _strictly(data: bytes, name: str, where: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"文件声明为 {name} 编码, 但第 {error.start} 个字节无法解码",
            where=where,
            advice="请用编辑器重新保存为 UTF-8",
        ) from None


def _commonness(text: str) -> float:
    return sum(c in _COMMON for c in text) / max(len(text), 1)


def _by_likelihood(data: bytes) -> list[str]:
    """The two Chinese double-byte encodings, the one that gives more common characters first."""
    head = data[:20000]
    return sorted(("gb18030", "big5"), key=lambda name: _commonness(head.decode(name, "replace")), reverse=True)
