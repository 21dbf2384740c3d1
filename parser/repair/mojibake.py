"""Text read in the wrong encoding: UTF-8 read as GBK (鐢熸€佺幆澧), UTF-8 or GBK read as Latin-1 (ç”Ÿæ€, Éú̬)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from kb.schema import Repair
from parser.repair.characters import table

_LATIN = re.compile(
    "[\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]{3,}"
)
"""Bytes from 80 to FF as Latin-1 and Windows-1252 show them."""
_STRAY = re.compile(
    r"[\u4e00-\u9fff\u20ac\u3000-\u303f\uff00-\uffef\ue000-\uf8ff\u00a4-\u0451\u2010-\u2642\u3041-\u3129\ufffd]{3,}"
)
"""UTF-8 as GBK shows it: rare Han characters, now and then a kana, a mark or a private-use character."""
_ENOUGH = 3
"""Characters that a decoded stretch must have at least to tell by itself: two bytes may pass for anything (联通)."""
_WHOLE = 3
"""One character in so many may be lost in a stretch that is read again."""
_GAP = re.compile("\ufffd+")
_USUAL = -6.0
"""Mean log-probability of a character, under which a stretch is no Chinese prose; true text is near -3."""


def mojibake(text: str) -> list[Repair]:
    """Read again what was read in the wrong encoding, when the result is plainly Chinese.

    Why: one system wrote UTF-8 and the next read it as the local code page, or the other way round. Bytes of Chinese
    text are almost never valid in another encoding, and what they give where they are does not read like Chinese. Both
    must hold here, so that a foreign name, a formula or a rare character stays.

    >>> [r.after for r in mojibake("加强鐢熸佺幆澧冧繚鎶".encode("gb18030").decode("gb18030"))]
    []
    >>> [r.after for r in mojibake("ÎâÐËÇø»·±£¾Ö")]
    ['吴兴区环保局']
    """
    found = _told(_LATIN, text, _from_latin, lambda stretch: stretch.encode("sloppy-windows-1252"))
    if _leading().search(text):
        found += _told(_STRAY, text, _from_gbk, _gbk_bytes)
    found.sort(key=lambda pair: pair[0].start())
    return [
        Repair(start=m.start(), end=m.end(), before=m[0], after=after, certainty="proved", fix="mojibake")
        for m, after in found
    ]


def _told(
    pattern: re.Pattern[str], text: str, read: Callable[[str], str | None], encode: Callable[[str], bytes]
) -> list[tuple[re.Match[str], str]]:
    """The stretches that `read` makes Chinese of. Where one tells by itself, short ones of valid UTF-8 count too: 2018å¹´."""
    stretches = list(pattern.finditer(text))
    found = {m.start(): (m, after) for m in stretches if (after := read(m[0]))}
    for match in stretches if found else ():
        if match.start() not in found and (after := _short_utf8(match[0], encode)):
            found[match.start()] = (match, after)
    return list(found.values())


def _short_utf8(stretch: str, encode: Callable[[str], bytes]) -> str | None:
    """A stretch as UTF-8, when its bytes are valid and give no Latin letter and no rare character."""
    try:
        fixed = encode(stretch).decode("utf-8")
        "".join(c for c in fixed if "\u3400" <= c <= "\u9fff").encode("gb2312")
    except UnicodeError:
        return None
    return fixed if all(c > "\u2000" and c.isprintable() for c in fixed) else None


def _gbk_bytes(stretch: str) -> bytes:
    """The bytes that were read as GBK; a replacement character stands for one byte that is lost."""
    return b"".join({"€": b"\x80", "\ufffd": b"\xff"}.get(c) or c.encode("gb18030") for c in stretch)


def _from_latin(stretch: str) -> str | None:
    """`stretch` as UTF-8 or GBK, when that is Chinese."""
    if not any("\x80" <= c <= "\xff" for c in stretch):  # no byte of a Han character is a dash or a quotation mark
        return None
    from ftfy import fix_encoding  # a tenth of a second, for the few texts that need it; brings the codec below

    fixed = fix_encoding(stretch)
    if fixed != stretch and _is_chinese(fixed):
        return fixed
    try:
        fixed = stretch.encode("sloppy-windows-1252").decode("gbk")
    except UnicodeError:
        return None
    return fixed if _is_chinese(fixed) else None


def _from_gbk(stretch: str) -> str | None:
    """`stretch` as UTF-8, when its GBK bytes are that and Chinese; a character that lost a byte becomes U+FFFD."""
    if not _leading().search(stretch):
        return None
    fixed = _GAP.sub("\ufffd", _gbk_bytes(stretch).decode("utf-8", "replace"))
    gaps = fixed.count("\ufffd")
    if gaps > stretch.count("\ufffd") or gaps * _WHOLE > len(fixed):
        return None
    return fixed if _is_chinese(fixed.replace("\ufffd", "")) else None


def _is_chinese(text: str) -> bool:
    """Whether a decoded stretch is Chinese prose: Han characters and their punctuation, in an order that is usual.

    GB2312 holds what official prose needs; bytes that make characters beyond it were no Chinese text. Blanks are none.
    """
    text = text.replace("\xa0", "").replace("\u3000", "")
    if len(text) < _ENOUGH or not all(
        "\u4e00" <= c <= "\u9fff" or c in "，。、；：？！（）《》“”〔〕—…·" for c in text
    ):
        return False
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    ids = table().alphabet.read(text)
    return bool(table().score(ids[None]).mean() > _USUAL)


@cache
def _leading() -> re.Pattern[str]:
    """The rare characters that the first two bytes of a Han character in UTF-8 (E4 80 to E9 BF) give in GBK."""
    pairs = (bytes((lead, trail)) for lead in range(0xE4, 0xEA) for trail in range(0x80, 0xC0))
    return re.compile("[" + "".join(pair.decode("gbk", "ignore") for pair in pairs) + "]")
