"""Ids: readable, parseable, stable across runs. Built from what the document prints, never from a place in a set.

plan   wuxing-2018-122
item   wuxing-2018-122/annex-1/7        wuxing-2018-122/annex-2/3.1 for a sub-row
unit   wuxing/huanbao
"""

from __future__ import annotations

import re

PLAN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What may stand as a plan id: it is a folder name, an address and the head of every item id."""


def is_plan_id(text: str) -> bool:
    """True for lower-case ASCII letters and digits in groups parted by single hyphens.

    >>> is_plan_id("wuxing-2018-122"), is_plan_id("计划"), is_plan_id("a/b"), is_plan_id("")
    (True, False, False, False)
    """
    return PLAN_ID.fullmatch(text) is not None


def item_id(plan: str, place: str, number: str, part: int | None = None) -> str:
    """The id of the item with that printed number (and sub-row) at a place such as `annex-1` of the plan.

    >>> item_id("wuxing-2018-122", "annex-2", "3", 1)
    'wuxing-2018-122/annex-2/3.1'
    """
    return f"{plan}/{place}/{number}" + (f".{part}" if part is not None else "")


def plan_of(item: str) -> str:
    """The plan id at the head of an item id.

    >>> plan_of("wuxing-2018-122/annex-1/7")
    'wuxing-2018-122'
    """
    return item.partition("/")[0]


def anchor(item: str) -> str:
    """The item's anchor on the pages of its plan: its id without the plan, as an ASCII fragment.

    >>> anchor("wuxing-2018-122/annex-1/7"), anchor("wuxing-2018-122/annex-2/3.1")
    ('annex-1-7', 'annex-2-3.1')
    """
    return item.partition("/")[2].replace("/", "-")
