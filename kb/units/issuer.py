"""Who issued a plan: the region and level that names without region (区环保局, 环保局) are read by."""

from __future__ import annotations

import re

from msgspec import Struct

from kb.schema import Level, Plan
from kb.units.places import DIVISION, HAN, TOWNSHIP, ZONE, zone_end
from kb.units.regions import codes, is_region, parents, region_level
from kb.units.words import unit_words
from kb.vocabulary import any_of

# 国务院办公厅, 中共中央, 国家发展改革委, 生态环境部: no region.
_NATIONAL = re.compile(f"{any_of(unit_words('names')['national_issuers'])}|[{HAN}]{{2,12}}部(?:$|办公厅)")
# A region that the code table lacks, by its ending: 平潭综合实验区, 某某新区.
_BY_FORM = re.compile(f"([{HAN}]{{2,10}}?(?:{ZONE}|{DIVISION}))")
_TOWNSHIP = re.compile(f"([{HAN}]{{2,5}}?{TOWNSHIP})")


class Issuer(Struct, frozen=True):
    """Region and level of the body that issued a plan."""

    region: str | None
    """Full name: 吴兴区; null for national bodies and where the plan does not tell."""
    level: Level
    issued_on: str | None = None
    """ISO date."""
    parents: tuple[str, ...] = ()
    """Regions around it, nearest first: (湖州市, 浙江省); empty where unknown."""


def issuer_of(plan: Plan) -> Issuer:
    """The issuer of a plan, from its region, issuer, title and index number (whose first digits are a region code)."""
    code = plan.index_number[:6] if plan.index_number and plan.index_number[:6].isdigit() else None
    for named in (plan.region, plan.issuer, plan.title):
        chain = _regions_at_head(named or "")
        if chain:
            region = chain[-1]
            around = tuple(reversed(chain[:-1])) or parents(region, code)
            if around and len(chain) > 1:
                around = tuple(dict.fromkeys((*around, *parents(around[-1]))))
            return Issuer(region, region_level(region), plan.issued_on, around)
        if named and _NATIONAL.match(named):
            return Issuer(None, "national", plan.issued_on)
    if code in codes():
        region = codes()[str(code)]
        return Issuer(region, region_level(region), plan.issued_on, parents(region, code))
    return Issuer(None, "unknown", plan.issued_on)


def _regions_at_head(text: str) -> list[str]:
    """Regions that the words begin with, outermost first: 浙江省湖州市吴兴区人民政府 gives three.

    A zone without a name of its own is called by the region before it: 海州综合保税区, 杭州市高新区.
    """
    rest = text.removeprefix("中共")
    chain: list[str] = []
    while rest:
        part = next((rest[:size] for size in range(min(len(rest), 12), 1, -1) if is_region(rest[:size])), "")
        if not part:
            found = None if not chain and _NATIONAL.match(rest) else _BY_FORM.match(rest)
            if not found and chain:
                found = _TOWNSHIP.match(rest)
            part = found[1] if found else ""
        if (end := zone_end(rest, len(part), named=bool(part))) > len(part) and (part or not chain):
            return [*chain, *([part] if is_region(part) else []), rest[:end]]
        if not part or (chain and not _inside(part, chain[-1])):
            break
        chain.append(part)
        rest = rest[len(part) :]
    return chain


def _inside(inner: str, outer: str) -> bool:
    order: tuple[Level, ...] = ("national", "provincial", "municipal", "district", "township")
    levels = region_level(outer), region_level(inner)
    return "unknown" not in levels and order.index(levels[0]) < order.index(levels[1])
