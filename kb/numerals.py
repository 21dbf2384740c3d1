"""Chinese numerals: the characters, the values they stand for, and how a number is written with them.

The one place that knows them. Patterns put `ONES`, `COUNTING`, `NUMERAL` between the brackets of a character class.
Sources: GB/T 15835-2011 (二〇二〇年, 十二, 一百零五); 两 counts things, it never numbers them.
"""

from __future__ import annotations

ONES = "一二三四五六七八九"
COUNTING = f"{ONES}十"
"""Characters of a number below one hundred: of a heading, a row, a month."""
NUMERAL = f"{COUNTING}百零〇"
"""Characters of a number of a chapter, an article or a heading."""
QUANTITY = f"两{COUNTING}百千零〇"
"""Characters of a number of things below ten thousand."""
ZEROS = "〇零○Oo0"
"""How the zero of a year is written, and what a page makes of it: 二〇二〇年, 二O二O年."""
FIVE_YEAR_PLANS = f"十[{ONES[:6]}]"
"""Ordinals of the five-year plans that a document may name, in front of 五: 十一五 to 十六五."""

DIGITS = {digit: value for value, digit in enumerate(ONES, 1)} | dict.fromkeys("零〇○", 0) | {"两": 2}
PLACES = {"千": 1000, "百": 100, "十": 10}
"""Character of a place -> what a digit before it counts."""
_LONGEST = 32
"""Characters of a numeral at the most: longer rows of digits name no quantity that a plan has."""


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


def year_of_digits(text: str) -> int | None:
    """A year written digit by digit, its zeros as a page writes them: 二O二五 is 2025. None where it is none.

    >>> year_of_digits("二〇二〇"), year_of_digits("2020"), year_of_digits("二千零二十年")
    (2020, 2020, None)
    """
    if text.isascii():
        return int(text) if text.isdigit() else None
    return chinese_integer("".join("零" if c in ZEROS else c for c in text))


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


def write_integer(value: int, zero: str = "零") -> str:
    """The usual Chinese writing of 0 to 9999: the inverse of `chinese_integer`. Raises `ValueError` for other numbers.

    >>> [write_integer(n) for n in (0, 10, 18, 20, 105, 1010, 3200)], write_integer(101, "〇")
    (['零', '十', '十八', '二十', '一百零五', '一千零一十', '三千二百'], '一百〇一')
    """
    if not 0 <= value < 10_000:
        raise ValueError(f"no number below ten thousand: {value}")
    if value == 0:
        return zero
    out, gap = "", False
    for word, place in (*PLACES.items(), ("", 1)):
        digit = value // place % 10
        if digit:
            out += (zero if gap and out else "") + ONES[digit - 1] + word
        gap = not digit
    return out.removeprefix("一") if 10 <= value < 20 else out
