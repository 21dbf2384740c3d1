"""Which region a paper is of: that of the office that issues it, else that of its title, else the one its first page is about."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from kb.schema import Level
from kb.script import simplified
from kb.units.places import HAN, PLACE, zone_end
from kb.units.regions import is_region, region_level, region_names
from parser.lexicon import any_of, load

_WORDS = load("outline")
_REGION = re.compile(rf"(?P<region>[{HAN}]{{1,12}}?{PLACE}(?:(?<=州)[省市县])?)")


def region_of(issuer: str | None, title: str) -> str | None:
    """The region that issues, else the one that the title begins with, its years left out; a known one before a name by its form."""
    of_issuer, of_title = (
        region_of_office(issuer),
        region_of_office(re.sub(r"^(?:(?:19|20)\\d{2}\s*年(?:度)?|关于)+", "", title)),
    )
    if of_issuer and of_title and not is_region(of_issuer) and is_region(of_title):
        return of_title
    if of_issuer or of_title:
        return of_issuer or of_title
    about = re.search(r"关于(?P<rest>.+)", title)
    return _known_at(about["rest"]) if about else None


def _known_at(words: str) -> str | None:
    """The known region that words begin with."""
    return next((words[:end] for end in range(_LONGEST_REGION, 2, -1) if is_region(words[:end])), None)


_LOCAL = re.compile(
    # 省生态环境厅, 省政府; 全省, 我市; 各设区市
    rf"(?:^|(?<=[，。、；\s《]))(?P<sign>{any_of(_WORDS['local_levels'])})(?:{any_of(_WORDS['local_seats'])}|[{HAN}]{{2,8}}[局厅委])"
    r"|(?<=[全我])(?P<whole>[省市区县])|各(?P<cities>设区市)"
)
_LEVELS: dict[str, tuple[Level, ...]] = {
    "省": ("provincial",),
    "设区市": ("provincial",),
    "自治区": ("provincial",),
    "市": ("municipal", "provincial"),
    "区": ("provincial", "district"),
    "县": ("district",),
}
"""Which levels a word of a local paper may mean; 全区 is said in an autonomous region too, 我市 in a municipality."""


def region_in(head: str, title: str) -> str | None:
    """The known region that the first page of a local paper names most often; None for a paper without a local sign."""
    folded = simplified(head)
    signs = Counter(match[match.lastgroup or 0] for match in _LOCAL.finditer(f"{simplified(title)}\n{folded}"))
    if not signs:
        return None
    levels = _LEVELS[max(signs, key=lambda sign: signs[sign])]
    named = Counter(
        name
        for at in range(len(folded))
        if folded[at] in _first_characters() and (name := _known_at(folded[at : at + _LONGEST_REGION]))
    )
    local = [name for name in named if region_level(name) in levels]
    return max(local, key=lambda name: (named[name], -folded.find(name)), default=None)


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(name[0] for name in region_names())


@cache
def _no_region() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that no region's name holds (关于, 推进, 城市); and with them what is no division by its form (园区, 全市)."""
    words = any_of(_WORDS["no_region_words"])
    return re.compile(rf"{words}|[和及与的]"), re.compile(rf"{words}|[和及与的]|全[省市区县]|[小城社灾园景库]区")


_LONGEST_REGION = 12


def _region_end(words: str, at: int) -> int:
    """End of the region that begins at `at`: the longest of the code table (杭州市, not 杭州), else one by its form."""
    known = next((end for end in range(at + _LONGEST_REGION, at + 2, -1) if is_region(words[at:end])), at)
    found = _REGION.match(words, at)
    no_name, no_division = _no_region()
    end = max(known, found.end() if found and not no_division.search(found["region"]) else at)
    zone = zone_end(words, end, named=end > at)
    return at if end == at and no_name.search(words, at, zone) else zone


def region_of_office(words: str | None) -> str | None:
    """The innermost region that `words` begin with: 湖州市吴兴区人民政府 gives 吴兴区, 国务院 none."""
    region, at = None, 0
    words = re.sub("^中共", "", words or "")
    folded = simplified(words)
    while (end := _region_end(folded, at)) > at:
        region, at = words[at:end], end
    return region
