"""Figures beyond the simple ones: with several scales (3亿5000万, 一亿二千万), of thousands and more (万分之三), below nothing
(-3%), and figures of which it is not clear how they are meant.

Source: 出版物上数字用法 GB/T 15835-2011. A figure of several scales is the sum of its terms; 3万5, which is read as 35000 by
some and as 30005 by others, is not clear, and so is a figure that a converter has spaced (9 5%).
"""

from __future__ import annotations

import re
from functools import cache

from kb.numerals import ONES, PLACES, QUANTITY, chinese_integer
from parser.extract.numerals import ARABIC, SCALE

_HAN = f"[{QUANTITY}]"
_UNIT_OF_THOUSAND = "[瓦米克伏卡焦赫帕字]"  # 3万5千瓦: 千瓦 is the unit
_PLACES = r"(?:\d千零?\d[百十](?:\d十)?|\d百\d十)"  # 3千5百: figures between Chinese places
_TERM = rf"(?:{_PLACES}|\d{{1,9}}(?:\.\d+)?[百千]?|{_HAN}{{1,9}})"
_REST = rf"(?:{_PLACES}(?!{_UNIT_OF_THOUSAND})|零?\d{{4}}(?![\d.])|\d[百千](?!{_UNIT_OF_THOUSAND})|{_HAN}{{0,7}}[十百千](?!{_UNIT_OF_THOUSAND}){_HAN}{{0,5}}|零{_HAN})"
COMPOUND = rf"(?:{_TERM}(?:亿零?{_TERM}万{_REST}?|亿{_REST}|万{_REST})|{_PLACES}(?:[万亿]|(?!{_UNIT_OF_THOUSAND})))(?![\d万亿])"
"""3亿5000万, 一亿二千万, 1万2千, 十二万五千, 3千5百万: terms of falling scales."""
PARTS = r"(?:千|万|十万|百万)分之"
"""千分之, 万分之, 十万分之, 百万分之."""
PART_UNITS = {"千分之": "‰", "万分之": "/万", "十万分之": "/10万", "百万分之": "/100万"}
_NO_TENTHS = "[员果效立为年绩就长品本分形型熟功交片因人体套不都]"
TENTHS = rf"[两{ONES}1-9]成(?:[{ONES}半](?![{QUANTITY}个项家条]))?(?!{_NO_TENTHS})"
"""八成, 两成半, 八成五: tenths, and hundredths behind them."""
HALVED = rf"(?:(?:{_HAN}{{1,3}}|\d{{1,2}})个半|半个?(?=百分点)|(?<![一-龥])半(?=[成倍]))"
"""一个半百分点: a half more; 半个百分点: a half."""
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
POWER = rf"{ARABIC}[×xX*·]10(?:\^\d{{1,2}}|[{_SUPERSCRIPTS}]{{1,2}})"
"""3×10^3, 1.2×10⁴."""
SLASHED = r"(?<![\d/])[1-9]/(?:[2-9]|10)(?![\d/年月日号])"
"""1/3, 2/5."""
MINUS = r"(?:^|(?<=[到至为在于是达由从约≤≥<>=:,、(|\n])|(?<=增长)|(?<=增速)|(?<=增幅)|(?<=增长率)|(?<=涨幅))-(?=\d)"
"""A dash that is a sign: behind a word that leads in to a value, and directly before a figure."""
SIGNS = frozenset("-－–−﹣‐")
"""The dashes that are written for the sign; a long one (—) is none."""


@cache
def unclear(unit: str) -> str:
    """Pattern of what looks like one figure before `unit`, a pattern too, and cannot be read for certain as one.

    A blank in it (9 5%, 2 0个), a full-width comma before three figures (1，234万元), a scale in its middle without the
    places behind it (3万5), an exponent (1E5吨).
    """
    return (
        r"(?:\d+(?:\.\d+)?(?: \d+){1,8}(?:\.\d+)?|[1-9]\d{0,2},\d{3}(?![\d%.])"
        rf"|{ARABIC}[万亿](?:{ARABIC}|[两{ONES}])|{ARABIC}[eE][-+]?\d+"
        rf"|(?<!{_HAN}){_HAN}{{1,9}}[万亿][两{ONES}])(?={SCALE}?{unit})"
    )


def tenths_value(text: str) -> float:
    """Tenths (成) that words say which `TENTHS` matches.

    >>> [tenths_value(t) for t in ("八成", "八成五", "两成半", "3成")]
    [8.0, 8.5, 2.5, 3.0]
    """
    tens, _, ones = text.partition("成")
    more = 5 if ones == "半" else chinese_integer(ones) or 0
    return (int(tens) if tens.isdigit() else chinese_integer(tens) or 0) + more / 10


def halved_value(text: str) -> float | None:
    """Value of words that `HALVED` matches; None where they are no number.

    >>> halved_value("一个半"), halved_value("2个半"), halved_value("半个")
    (1.5, 2.5, 0.5)
    """
    if text.startswith("半"):
        return 0.5
    whole = text.removesuffix("个半")
    value = int(whole) if whole.isdigit() else chinese_integer(whole)
    return None if value is None else value + 0.5


def power_value(text: str) -> float:
    """Value of words that `POWER` matches.

    >>> power_value("3×10^3"), power_value("1.2×10⁴")
    (3000.0, 12000.0)
    """
    factor, _, power = re.sub("[×xX*·]", "×", text).partition("×10")
    exponent = "".join(str(_SUPERSCRIPTS.index(c)) if c in _SUPERSCRIPTS else c for c in power.lstrip("^"))
    return round(float(factor) * 10.0 ** int(exponent), 6)


def slashed_value(text: str) -> float | None:
    """Share that words say which `SLASHED` matches; None where it is no part of a whole.

    >>> slashed_value("1/3"), slashed_value("3/2")
    (0.3333, None)
    """
    part, _, whole = text.partition("/")
    return round(int(part) / int(whole), 4) if int(part) < int(whole) else None


def compound_value(text: str) -> float | None:
    """Value of words that `COMPOUND` matches; None where a term of them is no number.

    >>> [compound_value(t) for t in ("3亿5000万", "一亿二千万", "1万2千", "2亿3千5百万", "一亿零五十万", "十百亿五千万")]
    [350000000.0, 120000000.0, 12000.0, 235000000.0, 100500000.0, None]
    """
    total, rest = 0.0, text
    for scale, factor in (("亿", 1e8), ("万", 1e4), ("", 1.0)):
        term, found, after = rest.partition(scale) if scale else (rest, "", "")
        if (scale and not found) or not term:
            continue
        value = _term(term)
        if value is None:
            return None
        total, rest = total + value * factor, after
    return round(total, 6)


def _term(text: str) -> float | None:
    text = text.lstrip("零〇")
    if not text[:1].isascii():
        return chinese_integer(text)
    if re.search(r"[千百]零?\d", text):  # 3千5百
        return chinese_integer("".join(f"零{ONES}"[int(c)] if c.isascii() else c for c in text))
    factor = PLACES.get(text[-1], 1)
    return float(text.rstrip("百千")) * factor
