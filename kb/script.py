"""Traditional script read as simplified: 牽頭單位 as 牵头单位, one character for one, so that places stay.

The vocabulary is written in simplified characters; what is compared with it is folded first, what is quoted is not.
"""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

_HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
"""CJK ideographs of the basic plane."""
_BASIC = "\uffff"
"""Last character of the basic plane: JavaScript counts those behind it as two."""


@cache
def simplified_characters() -> dict[str, str]:
    """Simplified character by traditional one, from OpenCC's own tables."""
    han = [chr(point) for block in _HAN for point in block]
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {old: new for old, new in zip(han, simple, strict=True) if old != new and len(new) == 1 and new <= _BASIC}


@cache
def _table() -> dict[int, str]:
    return str.maketrans(simplified_characters())


def simplified(text: str) -> str:
    """`text` with its traditional characters as simplified ones; as long as `text`, and itself where it has none.

    >>> simplified("牽頭單位：市財政局")
    '牵头单位：市财政局'
    """
    return text if text.isascii() else text.translate(_table())
