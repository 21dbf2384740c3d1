"""What places are: levels, kinds of divisions and zones, endings of offices, as parts of patterns. `data/places.yaml` states them.

`kb.units.regions` knows the divisions by name; this module knows every place by its form.
"""

from __future__ import annotations

import re

from kb.schema import Level
from kb.units.words import unit_words
from kb.vocabulary import any_of

_WORDS = unit_words("places")

HAN = "\u4e00-\u9fff"
LEVEL_OF_CHAR: dict[str, Level] = _WORDS["levels"]
"""Level that the last character of a place's name, or a level word, says."""
LEVEL_CHARS = "".join(LEVEL_OF_CHAR)
"""省, 市, 区, 县 … for a character class: what the name of a place may end with, and that of a unit begin."""
DIVISION_CHARS = "".join(char for char, level in LEVEL_OF_CHAR.items() if level != "township")
"""The same without 镇 and 乡."""

LEVEL_OF_KIND: dict[str, Level] = {
    kind: level for level, kinds in _WORDS["divisions"].items() for kind in kinds
} | LEVEL_OF_CHAR
"""Level by kind of division, the kinds of several characters first."""

AUTONOMOUS = f"自治[{DIVISION_CHARS}]"
PEOPLE = f"(?:{any_of(_WORDS['peoples'])}族?)"
DIVISION = any_of(kind for kind, level in LEVEL_OF_KIND.items() if level != "township")
"""Kind of a division down to districts: 省, 自治州, 县."""
TOWNSHIP = any_of(kind for kind, level in LEVEL_OF_KIND.items() if level == "township")
"""Kind of a division below districts: 镇, 民族乡, 街道."""
TOWNSHIP_SEAT = any_of(_WORDS["township_seats"])
ZONE = any_of(_WORDS["zones"])
"""Kind of a zone: 开发区, 产业园区."""
ZONE_LIKE_DIVISION = any_of(_WORDS["zones_like_divisions"])
ZONE_SEAT = any_of(_WORDS["zone_seats"])
PLACE = f"(?:{ZONE}|{DIVISION}|{TOWNSHIP})"
OFFICE = any_of(_WORDS["offices"])
"""How the name of an office ends that issues or signs papers."""
NO_LEVEL = any_of(_WORDS["no_levels"])
"""Words that begin with a level's character and are no level."""

_SEATED = f"(?={ZONE_SEAT}|$)"
_BARE = f"{any_of(_WORDS['zone_qualities'])}*{ZONE}{_SEATED}"
_BARE_ZONE = re.compile(_BARE)
_NAMED_ZONE = re.compile(f"(?!{_BARE})[{HAN}]{{2,12}}?{ZONE}{_SEATED}")
_ZONE_NAME = re.compile(f"{ZONE}$")


def zone_end(words: str, at: int, *, named: bool) -> int:
    """End of a zone at `at` that its office follows, or nothing; `at` where none does.

    `named`: a place's name stands before, so that the kind is enough: 海州|综合保税区管委会; else it needs its own name.

    >>> zone_end("南岭产业园区管委会", 0, named=False), zone_end("产业园区管委会", 0, named=False)
    (6, 0)
    >>> zone_end("海州综合保税区管委会", 2, named=True), zone_end("杭州市滨江高新区管委会", 3, named=True)
    (7, 3)
    """
    found = (_BARE_ZONE if named else _NAMED_ZONE).match(words, at)
    return found.end() if found else at


def is_zone(name: str) -> bool:
    """Whether a name ends with the kind of a zone."""
    return bool(_ZONE_NAME.search(name))
