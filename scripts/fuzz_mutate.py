"""Damage done to documents on purpose: bytes, words and tags, and the members of archives one by one."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from random import Random

_NUMBERS = (b"0", b"-1", b"1", b"65536", b"99999999", b"2147483648", b"9e9", b"NaN", b"1e400", b"9" * 5000, b"\xd9\xa3")
_TEXT = (
    b"\0",
    b"\x07",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80",
    b"\xe3\x80\x80",
    b"\t",
    b"\r",
    b"\n\n",
    b"\xef\xbf\xbd",
)
_WORDS = tuple(
    word.encode()
    for word in (
        "2025年",
        "牵头单位：",
        "（",
        "）",
        "、",
        "。",
        "附件1",
        "一、",
        "（一）",
        "1.",
        "9999年13月32日",
        "〃",
        "同上",
        "百分之",
        "万万万",
        "||",
        "——",
        "民国",
        "%",
        "第一条",
        "责任单位",
        "序号",
        "目录",
        "？？",
    )
)
_MARKUP = (
    b"<table>", b"<td rowspan=0 colspan=99999>", b"<b>", b"<ol start=99999999999>", b"<![if ", b"<!--", b"]]>", b"&#xd800;", b"&#7;", b"&lt;",
    b"<%", b"<?", b"\\u-9000?", b"\\bin99999 ", b"{\\*\\x", b"\\trowd\\cellx99999999", b"}", b"{", b"--=_x\r\n", b"charset=punycode",
    b"/Count 99999999", b"/MediaBox [0 0 1e9 1e9]", b" endobj ", b"\n- - - - [x]: ", b"![](", b"[^1]", b"> > > > ", b"```", b"$$", b"|---|",
)  # fmt: skip
_PIECES = (_NUMBERS, _TEXT, _WORDS, _MARKUP)
_MOST = 1_000_000
"""Bytes of a mutated file at the most: a hang is counted on 1 MB."""
_AGAIN = (2, 10, 100, 2000)


def mutated(data: bytes, others: Sequence[bytes], source: Random) -> bytes:
    """`data` damaged: an archive in one of its members, most often; `others` lend pieces."""
    if data.startswith(b"PK") and source.random() < 0.9:
        return _archive(data, others, source)
    if data.startswith(b"%PDF") and source.random() < 0.6:
        return _stream(data, source)
    return _damaged(data, others, source)[:_MOST]


def _damaged(data: bytes, others: Sequence[bytes], source: Random) -> bytes:
    made = bytearray(data)
    for _ in range(source.choice((1, 1, 2, 4, 16))):
        _once(made, others, source)
    return bytes(made)


def _once(made: bytearray, others: Sequence[bytes], source: Random) -> None:
    """One change, in place: bytes, a piece put in, taken out, moved, repeated, a number changed."""
    at, size = source.randrange(len(made) + 1), source.choice((1, 3, 20, 300, 3000))
    match source.randrange(9):
        case 0:
            for _ in range(source.choice((1, 5, 50))):
                if made:
                    made[source.randrange(len(made))] = source.randrange(256)
        case 1:
            del made[at : at + size]
        case 2:
            del made[at:]
        case 3:
            made[at:at] = bytes(made[at : at + size]) * source.choice(_AGAIN)
        case 4 | 5:
            piece = source.choice(source.choice(_PIECES))
            made[at:at] = piece * source.choice((1, 1, 1, *_AGAIN))
        case 6:
            other = source.choice(others) if others else bytes(made)
            start = source.randrange(len(other) + 1)
            made[at : at + source.choice((0, size))] = other[start : start + size]
        case 7:
            start = source.randrange(len(made) + 1)
            made[at:at] = made[start : start + size]
        case 8:
            _number(made, at, source)
    del made[_MOST:]


def _number(made: bytearray, at: int, source: Random) -> None:
    """The next number of the file becomes another."""
    start = next((k for k in range(at, min(at + 2000, len(made))) if 48 <= made[k] <= 57), None)
    if start is None:
        return
    end = start
    while end < len(made) and 48 <= made[end] <= 57:
        end += 1
    made[start:end] = source.choice(_NUMBERS)


def _archive(data: bytes, others: Sequence[bytes], source: Random) -> bytes:
    """The archive with a member damaged, left out, or put twice."""
    held = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
            names = archive.namelist()
            chosen = source.choice(names)
            for name in names:
                content = archive.read(name)
                if name == chosen:
                    if source.random() < 0.05:
                        continue
                    content = _damaged(content, [], source)
                out.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, KeyError, ValueError):
        return _damaged(data, others, source)
    return held.getvalue()


def _stream(data: bytes, source: Random) -> bytes:
    """A PDF with one of its packed streams damaged inside, so that the damage is seen at all."""
    starts = [k for k in range(len(data)) if data.startswith(b"stream", k) and not data.startswith(b"endstream", k - 3)]
    if not starts:
        return _damaged(data, [], source)
    start = data.index(b"\n", source.choice(starts)) + 1
    end = data.find(b"endstream", start)
    content = data[start:end]
    try:
        return data[:start] + zlib.compress(_damaged(zlib.decompress(content.strip()), [], source)) + b"\n" + data[end:]
    except zlib.error:
        return data[:start] + _damaged(content, [], source) + data[end:]
