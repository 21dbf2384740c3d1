"""Numbers of official documents, in figures and in Chinese: patterns that find them and the values they stand for.

Sources: 出版物上数字用法 GB/T 15835-2011 (Arabic figures with 万 and 亿, decimals, 百分数, ranges with a dash or a
wave), and the older habit of writing years and small counts in Chinese (二〇二〇年, 三个, 百分之九十, 三分之二).
"""

from __future__ import annotations

import re

from kb.numerals import COUNTING, DIGITS, ONES, QUANTITY, chinese_integer

SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "百亿": 1e10, "千亿": 1e11}
SCALES |= {"万亿": 1e12}

ARABIC = r"\d+(?:\.\d+)?"
_HAN = f"[{QUANTITY}]"
CHINESE = rf"(?:{_HAN}+万(?=[两零{ONES}][千百零]))?{_HAN}+"  # 三十五, 一万二千
PERCENT = rf"百分之(?:{CHINESE}(?:点[零〇{ONES}]+)?|{ARABIC})"  # 百分之九十, 百分之九十五点五
FRACTION = rf"[两{COUNTING}]分之[两{ONES}]"  # 三分之二
SCALE = r"(?:万亿|千亿|百亿|千万|百万|十万|亿|万|千(?!伏)|百(?!分))"  # written after Arabic figures: 45.3万, 1.8万亿
DASH = r"(?:[-－—–―~～]+|至|到)"  # 3-5, 3—5, 3～5, 1到2


_CHINESE_NUMBER = re.compile(rf"{CHINESE}(?:点[零〇{ONES}]+)?")


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
