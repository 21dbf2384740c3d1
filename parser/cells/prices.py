"""What it costs to read words as a cell of a column, to leave a column empty and to go back: `prices.yaml`, asked by role."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from parser.cells.looks import (
    LONG_TEXT,
    LONG_TITLE,
    MONEY,
    Look,
    are_persons,
    is_measure,
    is_place,
    is_score,
    is_short_value,
    nature,
)
from parser.lexicon import load
from parser.lexicon.columns import TIME_ROLES, UNIT_ROLES

Prices = dict[str, dict[str, float]]


@cache
def prices() -> Prices:
    """The price list: kind of cell → what the words look like → price."""
    return load("prices")


def empty(role: str) -> float:
    """What it costs to leave a column of `role` empty."""
    listed = prices()["empty"]
    return listed.get(role, listed["any"])


def price(look: Look, role: str) -> float:
    """What it costs to read words as a cell of `role`."""
    if role in UNIT_ROLES:
        listed = prices()["units"]
        kind = "none" if look.none else "time" if look.time else ""
        return listed[kind] if kind else listed["unlike"] + (listed["alike"] - listed["unlike"]) * look.units
    if role in TIME_ROLES:
        return prices()["time"]["time" if look.time else "none" if look.none else "any"]
    if role in ("title", "text", "indicator"):
        closed = look.sentence or (role != "indicator" and len(look.words) > _LONG[role])
        return _against(look) + prices()[role]["closed" if closed else "open"]
    return prices()["aside"]["any"] if look.none else price_aside(look, role)


_LONG = {"title": LONG_TITLE, "text": LONG_TEXT - 1}


def _against(look: Look) -> float:
    """What speaks against words: that they look like anything else."""
    listed = prices()["against_words"]
    kinds = (("time", look.time), ("none", look.none), ("figure", look.figure))
    return listed["units"] * look.units + sum(listed[kind] for kind, is_so in kinds if is_so)


def price_aside(look: Look, role: str) -> float:
    """What it costs to read words as a cell beside the matter: values, money, points, people, places, notes."""
    if role in ("target", "baseline"):
        return (
            prices()["value"]["alike"] if is_short_value(look.words) else _against(look) + prices()["value"]["unlike"]
        )
    if role == "leader":
        alike = are_persons(look.words) and _against(look) < 1.0
    elif role in _ALIKE:
        alike = _ALIKE[role](look)
    else:
        return prices()["aside"]["any"]
    return prices()[role]["alike" if alike else "unlike"]


_ALIKE = {
    "money": lambda look: MONEY.fullmatch(look.words) is not None,
    "nature": lambda look: nature().fullmatch(look.words) is not None,
    "measure_unit": lambda look: is_measure(look.words),
    "score": lambda look: is_score(look.words),
    "place": is_place,
}


def again(role: str, before: Look, *, sole_lead: bool) -> float:
    """What it costs to read a paragraph as the rest of the cell of `role` that ends with `before`."""
    listed = prices()["again"]
    if role == "title":
        return listed["title"] if len(before.words) <= _SHORT_TITLE and not before.sentence else listed["closed_title"]
    if role in UNIT_ROLES:
        return listed["sole_lead" if role == "lead" and sole_lead else "units"]
    if role in TIME_ROLES:
        return listed["time"]
    return listed["closed" if before.sentence else "open"]


_SHORT_TITLE = 12
"""Characters of the first line of a broken title at the most."""


def passed(roles: Sequence[str], merged: Sequence[int]) -> list[float]:
    """What each column costs when it stays empty; units among the `merged` are merged over rows as often as titles are."""
    return [empty("title" if k in merged and role in UNIT_ROLES else role) for k, role in enumerate(roles)]
