"""Code points that look like Han characters but are none: Kangxi radicals, CJK radicals, compatibility ideographs."""

from __future__ import annotations

import re
import unicodedata

from kb.schema import Repair

_LOOKALIKE = re.compile(r"[\u2e80-\u2fd5\uf900-\ufaff]")
_SUPPLEMENT = dict(
    zip(
        "⺁⺅⺉⺋⺎⺒⺗⺘⺟⺠⺡⺢⺣⺦⺨⺬⺭⺮⺯⺰⺶⺹⺼⺾⻁⻄⻅⻆⻈⻉⻋⻌⻍⻐⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂亻刂㔾兀巳㣺扌母民氵氺灬丬犭示礻竹糹纟羊耂月艹虎西见角讠贝车辶辶钅长门阝雨青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
"""Radicals of the supplement that Unicode does not map to a character itself, by their shape."""


def radicals(text: str) -> list[Repair]:
    """Replace look-alikes by the Han character.

    Why: fonts embedded in PDF files name a glyph by its radical, and copying yields the radical's code point: ⼯⼈ is
    shown as 工人 but no search for 工人 finds it.

    >>> [(r.before, r.after) for r in radicals("⼯⼈和⻓江")]
    [('⼯', '工'), ('⼈', '人'), ('⻓', '长')]
    """
    return [
        Repair(start=m.start(), end=m.end(), before=m[0], after=after, certainty="proved", fix="radicals")
        for m in _LOOKALIKE.finditer(text)
        if (after := _SUPPLEMENT.get(m[0]) or unicodedata.normalize("NFKC", m[0])) != m[0]
    ]
