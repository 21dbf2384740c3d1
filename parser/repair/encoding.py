"""Characters and their two GBK bytes, as the pages' decoders read them; no text is looked at here."""

from __future__ import annotations

from functools import cache

TRADITIONAL = {"貳": "贰", "貧": "贫", "謐": "谧"}
"""Traditional shapes that a page shows for the GB2312 bytes of the simplified ones."""


@cache
def bytes_of(char: str) -> tuple[int, int] | None:
    """The two bytes that a decoder read as `char`; None where it stands for no byte pair.

    Private-use characters are the user-defined rows of GBK (AAA1 to AFFE, F8A1 to FEFE, then A240 to A7A0), in which
    leftover bytes that form no character land: U+E40A is FD A1. ASCII is what a page folded row A3 (，Ｍ) to.

    >>> [f"{byte:X}" for byte in bytes_of("\\ue40a")]
    ['FD', 'A1']
    """
    code = ord(char)
    if 0x21 <= code <= 0x7E:
        return (0xA3, code + 0x80)
    if 0xE000 <= code <= 0xE233:
        return (0xAA + (code - 0xE000) // 94, 0xA1 + (code - 0xE000) % 94)
    if 0xE234 <= code <= 0xE4C5:
        return (0xF8 + (code - 0xE234) // 94, 0xA1 + (code - 0xE234) % 94)
    if 0xE4C6 <= code <= 0xE765:
        row, cell = divmod(code - 0xE4C6, 96)
        return (0xA2 + row, 0x40 + cell + (cell >= 63)) if row < 6 else None
    try:
        pair = TRADITIONAL.get(char, char).encode("gbk")
    except UnicodeEncodeError:
        return None
    return (pair[0], pair[1]) if len(pair) == 2 else None


@cache
def char_of(lead: int, trail: int) -> str | None:
    """The character of two bytes, None where GBK has none.

    >>> char_of(0xCD, 0xC6)
    '推'
    """
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return None


def folded(char: str) -> str:
    """A row-A3 character as a page that folds width shows it: ， becomes a comma; others stay."""
    return chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char
