"""Chinese and Arabic numerals of official documents: patterns that find them and the values they stand for.

Sources: 出版物上数字用法 GB/T 15835-2011 (Arabic figures with 万 and 亿, decimals, 百分数, ranges with a dash or a
wave), and the older habit of writing years and small counts in Chinese (二〇二〇年, 三个, 百分之九十, 三分之二).
"""

from __future__ import annotations

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000}
SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "百亿": 1e10, "千亿": 1e11}
SCALES |= {"万亿": 1e12}

ARABIC = r"\d+(?:\.\d+)?"
_HAN = "[一二两三四五六七八九十百千零〇]"
CHINESE = rf"(?:{_HAN}+万(?=[一二两三四五六七八九零][千百零]))?{_HAN}+"  # 三十五, 一万二千
PERCENT = rf"百分之(?:{CHINESE}(?:点[一二三四五六七八九零〇]+)?|{ARABIC})"  # 百分之九十, 百分之九十五点五
FRACTION = r"[一二两三四五六七八九十]分之[一二两三四五六七八九]"  # 三分之二
SCALE = r"(?:万亿|千亿|百亿|千万|百万|十万|亿|万|千(?!伏)|百)"  # written after Arabic figures: 45.3万, 1.8万亿
_LONGEST = 32
"""Characters of a numeral at the most: longer rows of digits name no quantity that a plan has."""
DASH = r"(?:[-－—–―~～]+|至|到)"  # 3-5, 3—5, 3～5, 1到2


def chinese_integer(text: str) -> int | None:
    """Value of a Chinese integer below one hundred million, written with places or as a row of digits.

    None where the characters make no number. Zero for 零.

    >>> [chinese_integer(t) for t in ("十", "二十", "一百零五", "三千二百", "一万二千", "二〇二〇", "十百")]
    [10, 20, 105, 3200, 12000, 2020, None]
    """
    if not text or len(text) > _LONGEST:
        return None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    if "万" in text:
        high, _, low = text.partition("万")
        upper, lower = chinese_integer(high), chinese_integer(low) if low else 0
        return None if upper is None or lower is None else upper * 10_000 + lower
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, ceiling = 0, None, 10_000
    for c in text:
        if c in DIGITS:
            if digit:
                return None
            digit = DIGITS[c]
            continue
        place = PLACES.get(c)
        if place is None or place >= ceiling or (digit is None and place != 10):
            return None
        total += (1 if digit is None else digit) * place
        digit, ceiling = None, place
    return total + (digit or 0)


def write_integer(value: int) -> str:
    """The usual Chinese writing of 0 to 9999: the inverse of `chinese_integer`, for tests and for generated cases.

    >>> [write_integer(n) for n in (0, 10, 18, 20, 105, 1010, 3200)]
    ['零', '十', '十八', '二十', '一百零五', '一千零一十', '三千二百']
    """
    if value == 0:
        return "零"
    figures, out, gap = "零一二三四五六七八九", "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            out += ("零" if gap and out else "") + figures[digit] + word
            gap = False
        else:
            gap = True
    return out[1:] if out.startswith("一十") else out


_CHINESE_NUMBER = re.compile(rf"{CHINESE}(?:点[一二三四五六七八九零〇]+)?")


def number(text: str) -> float | None:
    """Value of figures as written, without scale and unit: 45.3, 三十五, 九十五点五. None where it is no number.

    >>> [number(t) for t in ("45.3", "三十五", "九十五点五", "一万二千", "x")]
    [45.3, 35.0, 95.5, 12000.0, None]
    """
    if text[:1].isascii():
        try:
            return float(text)
        except ValueError:
            return None
    if not _CHINESE_NUMBER.fullmatch(text):
        return None
    whole, _, decimals = text.partition("点")
    value = chinese_integer(whole)
    if value is None:
        return None
    return value + (float("0." + "".join(str(DIGITS[c]) for c in decimals)) if decimals else 0.0)
