"""Checks of unit names: two spellings, names alike, names cut short, units of another level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from graph.checks.checked_record import CheckedRecord, Proof
from graph.checks.vocabulary import vocabulary
from kb.schema import Duty, Item, Level, Unit
from kb.units.places import LEVEL_CHARS
from kb.vocabulary import any_of
from kb.wording import item_name

_ALIKE = 0.65
"""Names of unknown units at least this alike may be one unit."""
_LEVELS: tuple[Level, ...] = ("national", "provincial", "municipal", "district", "township")
_LEVEL_NAMES = {"national": "国家", "provincial": "省", "municipal": "市", "district": "区县", "township": "乡镇"}
# What kind of unit it is says nothing of which: 党建办 and 村建办 share it alone.
_KIND_OF = re.compile(rf"{any_of(vocabulary().kinds_of_units)}$")
_SECTION = re.compile(r"^[一-鿿]{2,4}[科股]$")
_QUOTED = 3
"""Places quoted of each spelling."""


def _mentions(checked: CheckedRecord) -> dict[str, dict[str, list[tuple[Item, Duty]]]]:
    """By unit id, by spelling: every duty with its item, in document order."""
    found: dict[str, dict[str, list[tuple[Item, Duty]]]] = {}
    for item in checked.record.items:
        for duty in item.duties:
            found.setdefault(duty.unit, {}).setdefault(duty.mention, []).append((item, duty))
    return found


def unit_two_spellings(checked: CheckedRecord) -> Iterator[Proof]:
    """One unit under several names in one plan; the rarer ones against the one used most."""
    governments = {unit.id for unit in checked.record.units if unit.kind in ("government", "township")}
    for unit, forms in _mentions(checked).items():
        if len(forms) < 2 or unit in governments:  # 杭州市 and 杭州市人民政府: nobody is in doubt
            continue
        ordered = sorted(forms, key=lambda form: (-len(forms[form]), forms[form][0][1].span))
        first = ordered[0]
        for form in ordered[1:]:
            places = [forms[first][0], *forms[form][:_QUOTED]]
            message = f"同一单位有两种写法: “{first}”({len(forms[first])}处)与“{form}”({len(forms[form])}处)"
            yield Proof(message, checked.quotes(*((item, duty.span) for item, duty in places)))


def unit_names_alike(checked: CheckedRecord) -> Iterator[Proof]:
    """Two units that the registry does not know have names so alike that they may be one."""
    places = _mentions(checked)
    unknown = [
        unit
        for unit in checked.record.units
        if not unit.reviewed and unit.kind in ("department", "other", "office", "enterprise") and unit.id in places
    ]
    for one, other in combinations(unknown, 2):
        bare = [_KIND_OF.sub("", unit.name).strip() for unit in (one, other)]
        if SequenceMatcher(None, bare[0], bare[1], autojunk=False).ratio() < _ALIKE:
            continue
        held = [next(iter(places[unit.id].values()))[0] for unit in (one, other)]
        held.sort(key=lambda place: place[1].span)
        message = f"“{held[0][1].mention}”与“{held[1][1].mention}”可能是同一单位的两种写法"
        yield Proof(message, checked.quotes(*((item, duty.span) for item, duty in held)))


def unit_name_cut(checked: CheckedRecord) -> Iterator[Proof]:
    """A name that says what kind of unit it is and not for what (区管理局)."""
    places = _mentions(checked)
    # A bureau's own plan names its sections: 办公室 beside 基教科 is complete.
    inside = any(_SECTION.search(unit.name) for unit in checked.record.units)
    for unit in checked.record.units:
        core = unit.name.lstrip(LEVEL_CHARS)
        if core in vocabulary().form_only and not unit.reviewed and not (inside and core == unit.name):
            for forms in places.get(unit.id, {}).values():
                item, duty = forms[0]
                message = f"“{duty.mention}”没有说明是什么单位, 名称可能不完整"
                yield Proof(message, checked.quotes((item, duty.span)))


def unit_unknown(checked: CheckedRecord) -> Iterator[Proof]:
    """A unit that the registry does not know: recognised by its form alone."""
    places = _mentions(checked)
    for unit in checked.record.units:
        if unit.reviewed or unit.kind in ("group", "township", "government", "school") or unit.id not in places:
            continue
        item, duty = next(iter(places[unit.id].values()))[0]
        yield Proof(f"“{unit.name}”不在单位名录里, 请核对名称", checked.quotes((item, duty.span)))


def unit_above(checked: CheckedRecord) -> Iterator[Proof]:
    """A unit above the level of the plan: the plan's issuer cannot give it orders."""
    places = _mentions(checked)
    units = {unit.id: unit for unit in checked.record.units}
    weights: Counter[Level] = Counter()
    for id, forms in places.items():
        level = units[id].level if id in units else "unknown"
        if level in _LEVELS:
            weights[level] += sum(len(held) for held in forms.values())
    if not weights:
        return
    own = min(weights, key=lambda level: (-weights[level], _LEVELS.index(level)))
    for unit in checked.record.units:
        if unit.id in places and _is_above(unit, own):
            item, duty = next(iter(places[unit.id].values()))[0]
            message = f"{item_name(item)}的“{duty.mention}”是{_LEVEL_NAMES[unit.level]}级单位, 本计划的单位多为{_LEVEL_NAMES[own]}级"
            yield Proof(message, checked.quotes((item, duty.span)))


def _is_above(unit: Unit, own: Level) -> bool:
    return unit.level in _LEVELS and _LEVELS.index(unit.level) < _LEVELS.index(own)
