"""Traditional script read as simplified: 牽頭單位 as 牵头单位, one character for one, so that places stay.

The vocabulary is written in simplified characters; what is compared with it is folded first, what is quoted is not.
"""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC

_HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
"""CJK ideographs of the basic plane."""
_BASIC = "\uffff"
"""Last character of the basic plane: JavaScript counts those behind it as two."""
_SCRIPT_LEAST = 3
"""Different traditional characters from which on a text is in that script, and no stray one stands in it."""


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


def as_written(words: str, text: str) -> str:
    """Simplified `words` in the script of the `text` that they were read from; themselves where that is simplified.

    A character that stands in the text is written as it stands there, any other as OpenCC converts it where the text
    is in traditional script throughout.

    >>> as_written("资源回收总量", "資源回收率應達六成"), as_written("于桥水库总量", "治理於桥水库")
    ('資源回收總量', '於桥水库总量')
    """
    written = _written(text)
    converted = _to_traditional().convert(words) if written and _is_traditional(text) else words
    if len(converted) != len(words):
        converted = words
    return "".join(written.get(old, old if old in text else new) for old, new in zip(words, converted, strict=True))


@lru_cache(maxsize=4)
def _written(text: str) -> dict[str, str]:
    """The traditional characters of a text by their simplified ones; kept, since every target of a passage asks."""
    table = simplified_characters()
    return {table[c]: c for c in text if c in table}


@lru_cache(maxsize=4)
def _is_traditional(text: str) -> bool:
    """Whether the text is in traditional script throughout, and no stray character of it stands in simplified words."""
    return len(_written(text)) >= _SCRIPT_LEAST or _to_traditional().convert(text) == text


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")
