"""What it costs to read words as a cell of a column, to leave a column empty and to go back: `prices.yaml`, asked by role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from parser.cells.looks import (
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
    if role in ("title", "text", "indicator"):
        closed = look.sentence or len(look.words) > (_LONG_TEXT if role == "text" else _LONG_TITLE)
        return _against(look) + prices()["text" if role == "text" else "title"]["closed" if closed else "open"]
    if look.none:
        return prices()["none"]["expected" if role in UNIT_ROLES or role in TIME_ROLES else "aside"]
    if role in UNIT_ROLES:
        listed = prices()["units"]
        return listed["time"] if look.time else listed["unlike"] + (listed["alike"] - listed["unlike"]) * look.units
    if role in TIME_ROLES:
        return prices()["time"]["alike" if look.time else "unlike"]
    return price_aside(look, role)


_LONG_TITLE = 40
"""Characters of a title at the most."""
_LONG_TEXT = 17
"""Characters above which words are text though no full stop closes them."""


def _against(look: Look) -> float:
    """What speaks against words: that they look like anything else."""
    listed = prices()["against_words"]
    return listed["units"] * look.units + listed["other"] * (look.time + look.none + look.figure)


def price_aside(look: Look, role: str) -> float:
    """What it costs to read words as a cell beside the matter: values, money, points, people, places, notes."""
    if role in ("target", "baseline"):
        return (
            prices()["value"]["alike"] if is_short_value(look.words) else _against(look) + prices()["value"]["unlike"]
        )
    if role not in _ALIKE:
        return prices()["aside"]["any"]
    listed = prices()[role]
    return listed["alike"] if _ALIKE[role](look) else listed.get("unlike", prices()["aside"]["unlike"])


_ALIKE: dict[str, Callable[[Look], bool]] = {
    "money": lambda look: MONEY.fullmatch(look.words) is not None,
    "nature": lambda look: nature().fullmatch(look.words) is not None,
    "measure_unit": lambda look: is_measure(look.words),
    "score": lambda look: is_score(look.words),
    "place": is_place,
    "leader": lambda look: are_persons(look.words) and _against(look) < 1.0,
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
