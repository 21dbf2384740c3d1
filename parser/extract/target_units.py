"""Units of measure: the pattern that finds them, what they measure, and values in base units.

The factors are data (`parser/lexicon/measures.yaml`), not pint: plans use some 150 units, most of them counting words
that pint would treat as unknown names, compounds are few and listed as written (微克/立方米, 蒸吨/小时), and importing
pint with its registry would cost a third of a second of a cold start that has three.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from msgspec import Struct

from parser.extract.numerals import SCALE, SCALES
from parser.lexicon import load

Measure = Literal["share", "extent", "intensity", "time", "score", "count", "implicit", "plain"]


class Unit(Struct, frozen=True):
    """One unit of the lexicon."""

    name: str
    dimension: str
    kind: Measure
    base: str
    factor: float


@cache
def units() -> dict[str, Unit]:
    """Every unit by its name as written."""
    out: dict[str, Unit] = {}
    for dimension, entry in load("measures").items():
        if dimension == "not_before":
            continue
        for name, factor in entry["units"].items():
            base = entry["base"] or name
            out[name] = Unit(name, dimension, entry["kind"], base, float(factor))
    return out


@cache
def unit_pattern() -> str:
    """Regex of one unit as written after a figure: 亩, 微克/立方米, 元/人·月, 台(套), 条(个)."""
    guards = load("measures")["not_before"]
    words = []
    for name in sorted(units(), key=lambda n: (-len(n), n)):
        after = "|".join(map(re.escape, guards.get(name, ())))
        latin = "(?![A-Za-z])" if name[-1].isascii() and name[-1].isalpha() else ""
        words.append(re.escape(name) + (f"(?!{after})" if after else "") + latin)
    one = "(?:" + "|".join(words) + ")"
    # a counting word that the lexicon does not know, where a comparator follows it: 165万群以上
    unknown = r"(?:[一-龥](?=以上|左右|以内|以下))"
    return rf"(?:{one}(?:\({one}\))?(?:[/·]{SCALE}?{one})*|{unknown})"


@cache
def _scaled() -> re.Pattern[str]:
    return re.compile(rf"({SCALE})?(.*)", re.S)


def measure_of(unit: str | None) -> tuple[Measure, str]:
    """What a unit as written measures: its kind and dimension. `plain` for none or for a scale alone (10万)."""
    if not unit:
        return "plain", ""
    found = _lookup(unit)
    return (found.kind, found.dimension) if found else ("plain", "")


def _lookup(unit: str) -> Unit | None:
    """The unit itself, or of a compound the unit above the stroke (元/人·月 is money by intensity)."""
    known = units()
    if unit in known:
        return known[unit]
    rest = _scaled().fullmatch(unit).group(2)  # type: ignore[union-attr]
    if rest in known:
        return known[rest]
    head = re.split(r"[/·(]", rest)[0]
    found = known.get(head)
    if found is None and len(rest) == 1 and "一" <= rest <= "龥":
        return Unit(rest, "count", "count", rest, 1.0)
    if found is None or "(" in rest:
        return found
    return Unit(rest, f"{found.dimension}_rate", "intensity" if found.kind != "count" else "count", rest, 1.0)


def normalise(value: float, unit: str | None) -> tuple[float | None, str | None]:
    """Value and name in the base unit; (None, None) where the unit is unknown or there is none.

    >>> normalise(45.3, "万亩"), normalise(3.79, "亿立方米"), normalise(37, "微克/立方米")
    ((302000000.0, '平方米'), (379000000.0, '立方米'), (37.0, '微克/立方米'))
    """
    if not unit:
        return None, None
    scale, rest = _scaled().fullmatch(unit).groups()  # type: ignore[union-attr]
    found = units().get(unit) or units().get(rest)
    factor = 1.0 if unit in units() else SCALES.get(scale or "", 1.0)
    if found is None:
        compound = _lookup(unit)
        if compound is None:
            return (value * factor, None) if scale and not rest else (None, None)
        found = compound if compound.name == rest else Unit(rest, "", "count", rest, compound.factor)
    return float(f"{value * factor * found.factor:.12g}"), found.base
