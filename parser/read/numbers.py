"""Values of spreadsheet cells as the sheet shows them: numbers with their format, dates, truth values."""

from __future__ import annotations

import datetime
import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

_FORMAT_MOST = 255
"""Characters of a number format at the most (Excel's own limit); a longer one is none."""
_EXACT = Context(prec=700)
"""Digits of the largest number, and as many places behind the point as a format can ask for."""
_SECTION = re.compile(r'"[^"]*"|[\\!].|\[[^\]]*\]|_.|\*.')
"""Parts of a number format that are no digits: quoted words, escaped characters, colours and conditions, padding."""
_QUOTED = re.compile(r'"([^"]*)"|[\\!](.)')
_POINT_SET = re.compile(r"([0#?,]*)[\\!]\.([0#?]+)")
"""A point that is set before the last digits and divides nothing: 0!.0,"万" shows 35000 as 3.5万."""
_SCALE = re.compile(r"[0#?](,+)(?![0#?,])")
"""Commas behind the last digit: each divides by a thousand."""
_FRACTION = re.compile(r"[#0?]\s*/\s*[#0?\d]")
_DATE_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|\[[^\]]*\]|[_*].|(?P<part>y+|e+|m+|d+)|(?P<other>.)', re.I
)


def shown(value: object, number_format: str) -> str:
    """`value` as a spreadsheet shows it with `number_format`; an empty cell gives an empty text.

    >>> shown(0.85, "0%"), shown(0.953, "0.0%"), shown(45.3, "General"), shown(12.0, "General"), shown(3.0, "0.00")
    ('85%', '95.3%', '45.3', '12', '3.00')
    >>> shown(35000.0, '0!.0,"万"'), shown(7, "000"), shown(0, "0;-0;;@"), shown(-3.5, "0.0;[Red]-0.0"), shown(2500, "0.0,")
    ('3.5万', '007', '', '-3.5', '2.5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    form = number_format if len(number_format or "") <= _FORMAT_MOST else ""
    if isinstance(value, int | float):
        finite = isinstance(value, int) or math.isfinite(value)
        return _number(value, form or "General") if finite else str(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, form or "")
    return str(value)


def _number(value: float, number_format: str) -> str:
    sections = number_format.split(";")
    if value == 0 and len(sections) > 2:
        section = sections[2]
    elif value < 0 and len(sections) > 1 and sections[1]:
        section = sections[1]
        value = abs(value) if _QUOTED.search(section) else value  # words such as 减少 stand for the sign
    else:
        section = sections[0]
    if not section and len(sections) > 1:
        return ""
    bare = _SECTION.sub("", section)
    digits = re.search(r"[#0?]", section)
    if section in ("General", "@") or not digits or _FRACTION.search(bare):
        return _plain(value)
    text = _digits(value, section, bare)
    quoted = [(m[1] or m[2] or "", m.start()) for m in _QUOTED.finditer(_POINT_SET.sub(r"\1\2", section))]
    before = "".join(word for word, at in quoted if at < digits.start())
    after = "".join(word for word, at in quoted if at > digits.start())
    return f"{before}{text}{'%' if '%' in bare else ''}{after}"


def _digits(value: float, section: str, bare: str) -> str:
    """The digits of `value` by the placeholders of a section of a number format."""
    scale = _SCALE.search(bare)
    scaled = Decimal(repr(value)) * (100 if "%" in bare else 1) / 1000 ** len(scale[1] if scale else "")
    places = re.search(r"\.([0#?]+)", bare)
    step = Decimal(1).scaleb(-len(places[1])) if places else Decimal(1)
    rounded = scaled.quantize(step, rounding=ROUND_HALF_UP, context=_EXACT)
    point = _POINT_SET.search(section)
    if point:
        rounded = rounded.scaleb(-len(point[2]))
    text = f"{rounded:,f}" if re.search(r"#,##|0,0", bare) else f"{rounded:f}"
    if places and "#" in places[1]:
        text = text.rstrip("0").rstrip(".")
    fixed = re.match(r"0+", bare.lstrip("#,"))
    sign, whole = ("-", text[1:]) if text.startswith("-") else ("", text)
    missing = (len(fixed[0]) if fixed and not point else 0) - len(whole.partition(".")[0])
    return sign + "0" * missing + whole


def _plain(value: float) -> str:
    """A number without format: at most ten significant places, no trailing zeros.

    >>> _plain(0.1 + 0.2), _plain(2020.0), _plain(123456789012)
    ('0.3', '2020', '123456789012')
    """
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{Decimal(f'{value:.10g}').normalize():f}"


def _date(value: datetime.date, number_format: str) -> str:
    """A date as precise as its format: year, year and month, or the day; Chinese words where the format has them.

    >>> _date(datetime.date(2025, 6, 30), 'yyyy"年底前"'), _date(datetime.date(2025, 6, 30), "mmm-yy")
    ('2025年底前', '2025-06')
    """
    section = number_format.split(";")[0]
    if "年" in section:
        return "".join(_date_part(value, part) for part in _DATE_PART.finditer(section)).strip()
    bare = _SECTION.sub("", section).lower()
    if "d" not in bare:
        return f"{value.year}-{value.month:02}" if "m" in bare else str(value.year)
    return f"{value:%Y-%m-%d}"


def _date_part(value: datetime.date, part: re.Match[str]) -> str:
    if part["part"]:
        number = {"y": value.year, "e": value.year, "m": value.month, "d": value.day}[part["part"][0].lower()]
        return str(number)
    return (
        part["quoted"]
        or part["escaped"]
        or (part["other"] if part["other"] in ("年", "月", "日", " ", "底", "前") else "")
        or ""
    )
