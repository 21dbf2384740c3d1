"""The characters of a web page: its encoding as browsers take it, and markup that is none of HTML taken out."""

from __future__ import annotations

import codecs
import re

from kb.errors import UnreadableError
from parser.read.plain import decode

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "hz-gb-2312": "hz"}
"""Declared names -> what browsers take them for: GB 18030 holds all of GB 2312 and GBK."""
_CODECS = re.compile(
    r"(?:utf-(?:8|16|32)|gb|big5|hz|cp\d|iso|ascii|latin|shift_jis|euc|koi8|mac|windows|tis|johab|hp|kz)[\w.-]*"
)
"""Python's names of the codecs that encode pages; others are no encodings of text, or slow beyond measure (punycode)."""
_LONG_TAG = re.compile(rb"(<[a-zA-Z]\w{0,20})[^<>]{4000,}>")
_ATTRIBUTES = 200
"""Attributes of one element at the most; a tag with more keeps none."""
_OPENING = re.compile(r"<%|<\?|<!\[(?:if|endif|CDATA)|\x00")
"""Where a tag of JSP or ASP, a processing instruction, a conditional section of Word's HTML begins; NUL alone."""
_CLOSING = {"<%": "%>", "<?": "?>"}


def decode_page(data: bytes, *, where: str) -> tuple[str, str]:
    """Text and encoding of a page: as its meta element declares where that holds, else as the bytes tell.

    Raises `UnreadableError` when the bytes are no text.
    """
    declared = _CHARSET.search(data[:4096])
    name = codec_of(declared[1].decode("ascii", "replace")) if declared else None
    if name and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode(name), name
        except UnicodeError:
            pass
    return _decode_or_replace(data, name, where) if name else decode(data, where=where)


def codec_of(declared: str) -> str | None:
    """What Python calls the encoding that a page or a part of a message declares, or takes for it; None for none.

    >>> codec_of("GBK"), codec_of("utf8\\0"), codec_of("punycode")
    ('gb18030', None, None)
    """
    name = declared.strip().lower()
    name = _CHINESE.get(name, name)
    try:
        return name if _CODECS.fullmatch(codecs.lookup(name).name) else None
    except (LookupError, ValueError):
        return None


def _decode_or_replace(data: bytes, name: str, where: str) -> tuple[str, str]:
    """A page that breaks the encoding it declares: read otherwise if it can be, else with marks for what is broken."""
    try:
        return decode(data, where=where)
    except UnreadableError:
        try:
            return data.decode(name, "replace"), name
        except UnicodeError:
            pass
        raise


def few_attributes(page: bytes) -> bytes:
    """`page` without the attributes of tags that have more than anybody writes: libxml2 compares each with all others.

    >>> few_attributes(b"<p a=1>x"), few_attributes(b"<p" + b" a=1" * 20_000 + b">x")
    (b'<p a=1>x', b'<p>x')
    """
    return _LONG_TAG.sub(lambda tag: tag[0] if tag[0].count(b"=") <= _ATTRIBUTES else tag[1] + b">", page)


def without_server_tags(text: str) -> str:
    """`text` without tags of server pages, instructions and conditional sections; sections in comments end these.

    One that nothing closes stays. Each place is looked at once, however many of them there are.

    >>> without_server_tags("a<%= x %>b<![if !IE]>c<![endif]>d<!--[if IE]>e<![endif]-->f<% g")
    'abcd<!--[if IE]>e<![endif]-->f<% g'
    """
    pieces: list[str] = []
    ends: dict[str, int] = {}
    at = 0
    for found in _OPENING.finditer(text):
        if found.start() < at:
            continue
        end = found.end()
        if found[0] != "\x00":
            end = _end(text, end, _CLOSING.get(found[0], ">"), ends)
            if end < 0:
                continue
        pieces.append(text[at : found.start()])
        at = end
    return "".join((*pieces, text[at:]))


def _end(text: str, start: int, mark: str, ends: dict[str, int]) -> int:
    """Where the tag ends that goes on at `start`; -1 where nothing closes it. `ends` keeps what has been found."""
    if ends.get(mark, start - 1) < start:
        found = text.find(mark, start)
        ends[mark] = found if found >= 0 else len(text)
    end = ends[mark]
    if end == len(text) or (mark == ">" and text.endswith("--", start, end)):
        return -1
    return end + len(mark)
