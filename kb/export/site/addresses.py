"""Addresses of the site: ASCII, stable, each made from an id alone. Paths are relative to the site's root.

Links name `index.html` so that the same pages work over http and from a folder (`file://`).
"""

from __future__ import annotations

import re
from functools import cache
from zlib import crc32

from pypinyin import lazy_pinyin

from kb import ids

_UNSAFE = re.compile(r"[^a-z0-9.]+")


@cache
def slug(name: str) -> str:
    """An ASCII name for an address: everything but letters, digits and dots as one hyphen.

    Han become pinyin and a checksum, since 区建委 and 区监委 sound alike.

    >>> slug("wuxing/huanbaoju"), slug("annex-2/3.1"), slug("区监委")
    ('wuxing-huanbaoju', 'annex-2-3.1', 'qu-jian-wei-84b3')
    """
    spelled = name if name.isascii() else f"{'-'.join(lazy_pinyin(name))}-{crc32(name.encode()) & 0xFFFF:04x}"
    return _UNSAFE.sub("-", spelled.lower()).strip("-.") or "x"


def unit(unit_id: str) -> str:
    """The unit's responsibility page."""
    return f"units/{slug(unit_id)}/index.html"


def plan(plan_id: str) -> str:
    """The plan's own page."""
    return f"plans/{slug(plan_id)}/index.html"


def text(plan_id: str) -> str:
    """The plan's source text."""
    return f"plans/{slug(plan_id)}/text/index.html"


def repairs(plan_id: str) -> str:
    """The page of the plan's repairs that a person should look at."""
    return f"plans/{slug(plan_id)}/repairs/index.html"


def checks(plan_id: str) -> str:
    """What the checks found in the plan."""
    return f"plans/{slug(plan_id)}/checks/index.html"


def ledger(plan_id: str) -> str:
    """The plan's text with everything that is accounted for."""
    return f"plans/{slug(plan_id)}/ledger/index.html"


def anchor(item_id: str) -> str:
    """The item's permanent anchor in its plan's source text: the item id without the plan.

    >>> anchor("wuxing-2018-122/annex-1/7")
    'annex-1-7'
    """
    return slug(ids.anchor(item_id) or item_id)


def item(item_id: str) -> str:
    """Where the item stands in its plan's source text."""
    return f"{text(ids.plan_of(item_id))}#{anchor(item_id)}"


def line_anchor(line: int) -> str:
    """Anchor of a line of the source text that is in no item; lines count from 1."""
    return f"line-{line}"


def markdown(address: str) -> str:
    """The Markdown file that becomes the page `address`."""
    return address.removesuffix(".html") + ".md"


def root(address: str) -> str:
    """The way from the page back to the site's root: empty for the home page, else `../` a folder.

    >>> root("units/x/index.html")
    '../../'
    """
    return "../" * address.count("/")
