"""Traditional script read as simplified: 牽頭單位 as 牵头单位, one character for one, so that places stay.

The vocabulary is written in simplified characters; what is compared with it is folded first, what is quoted is not.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "traditional.txt"


@cache
def simplified_characters() -> dict[str, str]:
    """Simplified character by traditional one. Source: OpenCC's TSCharacters, see the head of traditional.txt."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1] for line in lines if line and not line.startswith("#")}


@cache
def _table() -> dict[int, str]:
    return str.maketrans(simplified_characters())


def simplified(text: str) -> str:
    """`text` with its traditional characters as simplified ones; as long as `text`, and itself where it has none.

    >>> simplified("牽頭單位：市財政局")
    '牵头单位：市财政局'
    """
    return text if text.isascii() else text.translate(_table())
