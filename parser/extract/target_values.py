"""Kind, direction and comparator of a figure from the words around it."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from kb.schema import Comparator
from parser.extract.target_quantities import Quantity
from parser.extract.target_words import Tail, ending
from parser.lexicon import load

_GROWTH = re.compile(r"(?:增长率|增速|增幅|增长幅度|增加率|递增率|涨幅)$")
_DECLINE = re.compile(r"(?:下降率|降幅|降低率|减排率|削减率|压减率|下降比例|削减比例|减少率|下降幅度)$")


class Value(Struct, frozen=True):
    """How a figure is meant."""

    kind: Literal["level", "change"]
    direction: Literal["increase", "decrease"] | None
    comparator: Comparator


def value_of(quantity: Quantity, tail: Tail, indicator: str, *, ceiling: bool, floor: bool = False) -> Value:
    """How `quantity` after `tail` is meant. `ceiling`: the same indicator was bounded from above before (力争达到35).

    `floor`: a comparator before the verb makes it one (至少建成1台).
    """
    if quantity.word:
        kind, direction, comparator, *_ = load("targets")["implicit"][quantity.word]
        return Value(kind, direction, comparator)
    kind, direction = _kind(tail, indicator)
    return Value(kind, direction, _comparator(quantity, tail, kind, indicator, ceiling=ceiling, floor=floor))


def _kind(tail: Tail, indicator: str) -> tuple[Literal["level", "change"], Literal["increase", "decrease"] | None]:
    if tail.verb in ("rise", "fall"):
        return "change", "increase" if tail.verb == "rise" else "decrease"
    if _GROWTH.search(indicator):
        return "change", "increase"
    if _DECLINE.search(indicator):
        return "change", "decrease"
    return "level", {"rise_to": "increase", "fall_to": "decrease"}.get(tail.verb or "")  # type: ignore[return-value]


def _comparator(quantity: Quantity, tail: Tail, kind: str, indicator: str, *, ceiling: bool, floor: bool) -> Comparator:
    stated = tail.comparator if tail.norm or not quantity.after else None
    chosen = stated or quantity.after or tail.comparator
    if chosen == "~" and quantity.after and quantity.after != "~":
        chosen = quantity.after
    if chosen:
        return chosen
    if floor:
        return ">="
    if tail.verb == "cap" or (tail.verb == "fall_to" and kind == "level"):
        return "<="
    if tail.verb == "stay":
        return "="
    if quantity.measure == "share" and quantity.value == 100 and kind == "level":
        return "="
    if ceiling and tail.verb == "level":
        return "="
    if quantity.value == 0 and kind == "level":
        return "="
    if kind == "level" and tail.verb != "rise_to" and ending("lower_is_better").search(indicator):
        return "<="
    return ">="
