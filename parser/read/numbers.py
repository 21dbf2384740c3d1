"""Values of spreadsheet cells as the sheet shows them: numbers with their format, dates, truth values."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

_SECTION = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
"""Parts of a number format that are no digits: quoted words, escaped characters, colours and conditions, padding."""
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')


def shown(value: object, number_format: str) -> str:
    """`value` as a spreadsheet shows it with `number_format`; an empty cell gives an empty text.

    >>> shown(0.85, "0%"), shown(0.953, "0.0%"), shown(45.3, "General"), shown(12.0, "General"), shown(3.0, "0.00")
    ('85%', '95.3%', '45.3', '12', '3.00')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format or "General")
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, number_format or "")
    return str(value)


def _number(value: float, number_format: str) -> str:
    section = number_format.split(";")[0]
    bare = _SECTION.sub("", section)
    quoted = [(m[1] or m[2] or "", m.start()) for m in _QUOTED.finditer(section)]
    digits = re.search(r"[#0?]", section)
    if section in ("General", "@") or not digits:
        return _plain(value)
    scaled = Decimal(repr(value)) * (100 if "%" in bare else 1)
    places = re.search(r"\.([0#?]+)", bare)
    step = Decimal(1).scaleb(-len(places[1])) if places else Decimal(1)
    rounded = scaled.quantize(step, rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if re.search(r"#,##|0,0", bare) else f"{rounded:f}"
    if places and "#" in places[1]:
        text = text.rstrip("0").rstrip(".")
    before = "".join(word for word, at in quoted if at < digits.start())
    after = "".join(word for word, at in quoted if at > digits.start())
    return f"{before}{text}{'%' if '%' in bare else ''}{after}"


def _plain(value: float) -> str:
    """A number without format: at most ten significant places, no trailing zeros.

    >>> _plain(0.1 + 0.2), _plain(2020.0), _plain(123456789012)
    ('0.3', '2020', '123456789012')
    """
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{Decimal(f'{value:.10g}').normalize():f}"


def _date(value: datetime.date, number_format: str) -> str:
    """A date as precise as its format: year, year and month, or the day; Chinese words where the format has them."""
    bare = _SECTION.sub("", number_format).lower()
    chinese = "年" in number_format
    if "d" not in bare and "日" not in number_format:
        if "m" not in bare and "月" not in number_format:
            return f"{value.year}年" if chinese else str(value.year)
        return f"{value.year}年{value.month}月" if chinese else f"{value.year}-{value.month:02}"
    return f"{value.year}年{value.month}月{value.day}日" if chinese else f"{value:%Y-%m-%d}"
