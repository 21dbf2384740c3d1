"""Private-use bullets: the glyphs of Wingdings and Symbol as word processors store them (U+F0B7, U+F06C)."""

from __future__ import annotations

import re

from kb.schema import Repair

_BULLET = re.compile(r"(?<![^\s])[\uf020-\uf0ff](?=[ \t\u3000\xa0]?[^\s\ue000-\uf8ff])")
_SPACED = re.compile(r"(?m)^[\uf020-\uf0ff]  ")


def bullets(text: str) -> list[Repair]:
    """Write a bullet of a symbol font as `•`.

    Why: word processors store a glyph of a symbol font as a private-use code point, which shows as an empty box
    wherever that font is missing, and no rule for lists knows it. A bullet followed by a wide gap, as text extracted
    from a typeset standard has it, is that typesetter's column and stays.

    >>> [(r.before, r.after) for r in bullets("\\uf0b7 加强监管\\n\\uf06c完善制度")]
    [('\\uf0b7', '•'), ('\\uf06c', '•')]
    """
    if _SPACED.search(text):
        return []
    return [
        Repair(start=m.start(), end=m.end(), before=m[0], after="•", certainty="proved", fix="bullets")
        for m in _BULLET.finditer(text)
    ]
