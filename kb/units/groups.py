"""Named groups (区级有关部门, 各乡镇街道): how they are told, and which known units they cover."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.schema import Level, Unit, UnitKind
from kb.units.places import DIVISION_CHARS, LEVEL_OF_CHAR
from kb.units.stems import stems
from kb.units.words import unit_words
from kb.vocabulary import any_of

_WORDS = unit_words("groups")
_TOWNSHIPS, _GOVERNMENTS, _ENTERPRISES, _SCHOOLS, _DEPARTMENTS, _UNTOLD, _NO_TOWNSHIPS, _DISTRICTS = (
    re.compile(any_of(_WORDS[name]))
    for name in (
        "townships",
        "governments",
        "enterprises",
        "schools",
        "departments",
        "untold",
        "no_townships",
        "districts",
    )
)
_LEVELS: dict[str, Level] = _WORDS["levels"] | LEVEL_OF_CHAR
_NAMED_LEVEL = re.compile(f"{any_of(_WORDS['levels'])}|[{DIVISION_CHARS}]")

_ORGANS: tuple[UnitKind, ...] = ("department", "office", "party")
_BELOW: dict[Level, Level] = {
    "national": "provincial",
    "provincial": "municipal",
    "municipal": "district",
    "district": "township",
}


def units_covered(group: Unit, units: Iterable[Unit]) -> tuple[str, ...]:
    """Ids of the units among `units` that a group's name covers by kind and level, in the order given.

    A group of departments covers departments, offices and party bodies of its level; one of townships these, one of
    governments those of the level below. Groups never cover groups. 有关 and 各 make no difference here: who of them is
    meant is for people to say (the workspace's `members`). A name that tells no noun (区节能办成员单位) covers none.
    """
    name = group.name
    if _UNTOLD.search(name):
        return ()
    shared = _shared_stem(name)
    if shared:
        return tuple(u.id for u in units if u.kind != "group" and u.id.rpartition("/")[2] == shared)
    wanted = [(u.id) for u in units if u.kind != "group" and _covered(name, group.level, u)]
    return tuple(wanted)


def _shared_stem(name: str) -> str:
    """Entry id that 各级国资委, 市、区发改委 or 公安部门 names; empty for other groups."""
    found = re.match(f"(?:各级|各[{DIVISION_CHARS}]|[{DIVISION_CHARS}](?:[、和及/]?[{DIVISION_CHARS}])+)", name)
    field = re.search("(?:行业|行政)?(?:主管)?部门$", name)
    if field:
        field_name = re.sub(f"^(?:各[级地]?)?(?:[{DIVISION_CHARS}][级直]?)?(?:有关|相关)?", "", name[: field.start()])
        stem = stems().get(f"{field_name}局") or stems().get(field_name)
    else:
        stem = stems().get(name[found.end() :]) if found else None
    return stem.entry.id if stem and stem.entry.kind != "government" else ""


def _covered(name: str, level: Level, unit: Unit) -> bool:
    if unit.kind == "township":
        return bool(_TOWNSHIPS.search(name)) and not _NO_TOWNSHIPS.search(name)
    if unit.kind == "government":
        if _TOWNSHIPS.search(name) and not _GOVERNMENTS.search(name):
            return False
        return bool(_GOVERNMENTS.search(name)) and unit.level in (_named_level(name), _BELOW.get(level))
    if unit.kind == "enterprise":
        return bool(_ENTERPRISES.search(name))
    if unit.kind == "school":
        return bool(_SCHOOLS.search(name))
    return (
        unit.kind in _ORGANS
        and bool(_DEPARTMENTS.search(name))
        and unit.level == level
        and not _ENTERPRISES.search(name)
    )


def _named_level(name: str) -> Level | None:
    """Level that the governments of a group have: 各设区市 municipal, 各区县 district, 各省级人民政府 provincial."""
    found = _NAMED_LEVEL.search(name)
    if not found:
        return None
    return "district" if found[0] not in _WORDS["levels"] and _DISTRICTS.search(name) else _LEVELS[found[0]]


def group_key(name: str) -> str:
    """What makes two spellings one group: 各乡镇、街道 and 各乡镇（街道） are 各乡镇街道."""
    return re.sub('[、和及与/（）()《》“”"\\s]|以及', "", name)
