"""Full-width digits and Latin letters: ２０２０年, ＰＭ２．５."""

from __future__ import annotations

import re

from kb.schema import Repair

_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:[．％／][０-９Ａ-Ｚａ-ｚ]+)*％?")
_OFTEN = 2
"""A document that writes a word of at least this many characters in full width writes all its numbers so."""


def width(text: str) -> list[Repair]:
    """Write numbers and Latin words in half width.

    Why: Chinese input methods and old typesetting give digits the width of a character; a search for 2020 then misses
    ２０２０. Punctuation keeps its width, for it carries meaning there; within a number (２．５, ９０％) it belongs to
    the number. A document in which only lone digits are wide (２个月, １．总则) sets them so on purpose and stays.

    >>> [(r.before, r.after) for r in width("到２０２０年，ＰＭ２．５低于３５")]
    [('２０２０', '2020'), ('ＰＭ２．５', 'PM2.5'), ('３５', '35')]
    >>> width("实习满１年，２个月内")
    []
    """
    found = list(_WIDE.finditer(text))
    if not any(m.end() - m.start() >= _OFTEN for m in found):
        return []
    return [
        Repair(
            start=m.start(),
            end=m.end(),
            before=m[0],
            after="".join(chr(ord(c) - 0xFEE0) for c in m[0]),
            certainty="proved",
            fix="width",
        )
        for m in found
    ]
