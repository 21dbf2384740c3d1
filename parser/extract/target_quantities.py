"""Quantities: figures with their unit and the comparator that follows them, and the words that say a figure without
one.

`45.3万亩`, `90%以上`, `3—5个`, `百分之九十`, `万分之三`, `三分之二以上`, `3亿5000万元`, `-3%`, `1.5:1左右`, `1台(套)`,
`"五个100%"`, `零增长`, `翻一番`.
Figures in brackets, quotes and titles are names (“15分钟”社区生活圈, PM2.5, 5G) unless the quote holds nothing but the
quantity.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from msgspec import Struct

from kb.numerals import COUNTING, ONES, QUANTITY, chinese_integer
from kb.schema import Comparator
from parser.extract.clauses import BRACKET, DAMAGE, QUOTE, TITLE, Passage
from parser.extract.deadlines import Time
from parser.extract.figures import (
    COMPOUND,
    HALVED,
    MINUS,
    PART_UNITS,
    PARTS,
    POWER,
    SIGNS,
    SLASHED,
    TENTHS,
    compound_value,
    halved_value,
    power_value,
    slashed_value,
    tenths_value,
    unclear,
)
from parser.extract.numerals import ARABIC, CHINESE, DASH, FRACTION, PERCENT, SCALE, number
from parser.extract.target_units import Measure, measure_of, unit_pattern
from parser.lexicon import any_of, load


class Quantity(Struct, frozen=True):
    """A figure as written. Positions count in the folded text and take in an enclosing pair of quotes."""

    start: int
    end: int
    value: float
    unit: tuple[int, int] | None
    """Where the unit stands; None without one. For 百分之 and words without a figure see `unit_name`."""
    unit_name: str | None
    measure: Measure
    dimension: str
    after: Comparator | None = None
    upper: float | None = None
    """Upper bound of a range such as 3—5个."""
    chinese: bool = False
    """Written in Chinese numerals: a small one is often part of a name."""
    word: str = ""
    """The word without a figure: 零增长, 全覆盖."""
    repeats: int = 0
    """五个100%: how many indicators share the figure."""
    clear: bool = True
    """False for what looks like one figure and cannot be read for certain (9 5%): it has no value, and is told."""


@cache
def _pattern() -> re.Pattern[str]:
    unit, after = unit_pattern(), any_of([w for ws in load("targets")["after"].values() for w in ws])
    implicit = any_of(list(load("targets")["implicit"]))
    han = f"[{QUANTITY}第]"
    first = "".join(sorted(set(filter(str.isalpha, implicit))))
    return re.compile(
        rf"(?=[-\d万半{QUANTITY}{first}])(?:"  # what begins no quantity is passed over
        rf"(?P<word>{implicit})"
        r"|(?<![A-Za-z\d.第×*#])(?<![A-Za-z\d][-_])"
        rf"(?:(?P<repeats>(?!一)[两{COUNTING}]|\d)个(?=\d|百分之))?"
        rf"(?:(?P<percent>{PERCENT})|(?P<parts>{PARTS})(?P<of_parts>{CHINESE}(?:点[零〇{ONES}]+)?|{ARABIC})|(?P<fraction>{FRACTION})"
        rf"|(?P<slashed>{SLASHED})|(?<!{han})(?P<tenths>{TENTHS})|(?<!{han})(?P<halved>{HALVED})(?={unit})|(?P<power>{POWER})"
        rf"|(?P<left>{ARABIC}):(?P<right>{ARABIC})(?![\d.])"
        rf"|(?P<compound>(?:(?=\d)|(?<!{han})){COMPOUND})(?:{DASH}(?P<compound2>{COMPOUND}))?"
        rf"|(?P<unclear>{unclear(unit)})"
        rf"|(?P<minus>{MINUS})?(?P<number>{ARABIC})"
        rf"(?:(?P<scale1>{SCALE})?(?P<unit1>{unit})?{DASH}(?P<number2>(?:(?<=[至到~])-)?{ARABIC}))?"
        rf"|(?<!{han})(?P<han>{CHINESE})(?:{DASH}(?P<han2>{CHINESE}))?(?=[万亿]?(?:多|余)?{unit}))"
        rf"(?P<more>余|多|来)?(?P<scale>{SCALE})?(?P<more2>余|多)?(?P<unit>{unit})?(?P<more3>余|多)?"
        rf"(?P<after>{after})?)"
    )


def find_quantities(passage: Passage, times: tuple[Time, ...]) -> tuple[Quantity, ...]:
    """Every quantity of the passage in order; none inside a time, a bracket, a title, or the name in a quote."""
    taken = [(t.start, t.end) for t in times]
    out: list[Quantity] = []
    position = 0
    for match in _pattern().finditer(passage.folded):
        start, end = match.span()
        while position < len(taken) and taken[position][1] <= start:
            position += 1
        if position < len(taken) and taken[position][0] < end:
            continue
        if passage.mask[start] & (BRACKET | TITLE | DAMAGE):
            continue
        if passage.mask[start] & QUOTE:
            if not _fills_quote(passage.folded, start, end) or not (match["word"] or "%" in match.group()):
                continue
            start, end = start - 1, end + 1
        if match["minus"] and not _is_below_nothing(passage, match):
            start += 1
        quantity = _read(match, start, end)
        if quantity is not None and not _is_name(quantity, passage.folded[end : end + 1]):
            out.append(quantity)
    return tuple(out)


def _fills_quote(folded: str, start: int, end: int) -> bool:
    return folded[start - 1 : start] in ("“", '"') and folded[end : end + 1] in ("”", '"')


def _is_below_nothing(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the dash before a figure is its sign: a long dash is none, and nothing is counted below nothing (–5个)."""
    span = _unit_span(match)
    measure, _ = measure_of(match.string[slice(*span)] if span else None)
    return measure != "count" and passage.written(match.start("minus"), match.end("minus")) in SIGNS


def _is_name(quantity: Quantity, following: str) -> bool:
    """120救护车, 5A级: a bare number that begins a word."""
    bare = quantity.measure == "plain" and quantity.unit_name is None and quantity.after is None
    return bare and following.isalpha() and following not in "和与及并或的"


def _read(match: re.Match[str], start: int, end: int) -> Quantity | None:
    group = match.groupdict()
    if group["word"]:
        return Quantity(
            start, end, load("targets")["implicit"][group["word"]][3], None, "%", "implicit", "", word=group["word"]
        )
    if group["unclear"]:
        return Quantity(start, end, 0.0, None, None, "plain", "", clear=False)
    value, upper = _value(group, below=match.start("minus") == start)
    if group["compound"] and value is None:
        return Quantity(start, end, 0.0, None, None, "plain", "", clear=False)
    if value is None or (group["han"] and not value):
        return None
    if group["han"] == "一" and group["unit"] in load("targets")["some_units"]:
        return None
    after = _after(group["after"], bool(group["more"] or group["more2"] or group["more3"]))
    repeats = (chinese_integer(group["repeats"]) or int(group["repeats"])) if group["repeats"] else 0
    if group["percent"] or group["parts"] or group["tenths"]:
        name = "成" if group["tenths"] else PART_UNITS.get(group["parts"] or "", "%")
        return Quantity(start, end, value, None, name, "share", "share", after, repeats=repeats)
    if group["left"]:
        return Quantity(start, end, value, None, f":{group['right']}", "plain", "ratio", after)
    span = _unit_span(match)
    if repeats and (span is None or "%" not in match.string[slice(*span)]):
        return None
    unit = match.string[slice(*span)] if span else None
    if group["fraction"] or group["slashed"]:
        return Quantity(start, end, value, span, unit, "share", "fraction", after)
    measure, dimension = measure_of(unit)
    han = bool(group["han"])
    if group["compound"] and span is None and not any(map(str.isascii, group["compound"])):
        return None
    return Quantity(start, end, value, span, unit, measure, dimension, after, upper, han, repeats=repeats)


_WORDED: dict[str, Callable[[str], float | None]] = {
    "tenths": tenths_value,
    "halved": halved_value,
    "power": power_value,
    "slashed": slashed_value,
}
"""Forms of figures that are read by a function of their own."""


def _value(group: dict[str, str | None], *, below: bool) -> tuple[float | None, float | None]:
    """The figure, and the upper end of a range that is wider (3—5, not 2020—2018). `below`: its dash is a sign."""
    for name, read in _WORDED.items():
        if group[name]:
            return read(group[name] or ""), None
    if group["percent"] or group["of_parts"]:
        return number(group["of_parts"] or (group["percent"] or "")[3:]), None
    if group["compound"]:
        value, upper = compound_value(group["compound"]), compound_value(group["compound2"] or "")
        return value, upper if upper and value and upper > value else None
    if group["fraction"]:
        whole, _, part = group["fraction"].partition("分之")
        return round((chinese_integer(part) or 0) / (chinese_integer(whole) or 1), 4), None
    if group["left"]:
        return (float(group["left"]) if float(group["right"] or 1) else None), None
    value = number(("-" if below else "") + (group["number"] or group["han"] or ""))
    high = group["number2"] or group["han2"]
    upper = number(high) if high else None
    return value, upper if upper is not None and value is not None and upper > value else None


def _after(word: str | None, more: bool) -> Comparator | None:
    for comparator, words in load("targets")["after"].items():
        if word in words:
            return comparator  # type: ignore[no-any-return]
    return "~" if more else None


def _unit_span(match: re.Match[str]) -> tuple[int, int] | None:
    """The unit with its scale: 万亩, 亿元, 万. Of a range the one after the second figure."""
    if match["unit"] or match["scale"]:
        start = match.start("scale") if match["scale"] else match.start("unit")
        return start, match.end("unit") if match["unit"] else match.end("scale")
    if match["unit1"] or match["scale1"]:
        start = match.start("scale1") if match["scale1"] else match.start("unit1")
        return start, match.end("unit1") if match["unit1"] else match.end("scale1")
    return None
