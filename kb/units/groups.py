"""Named groups (区级有关部门, 各乡镇街道): how they are told, and which known units they cover."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.schema import Level, Unit, UnitKind
from kb.units.places import LEVEL_OF_CHAR
from kb.units.stems import stems

# What a group's noun covers, told by its name.
_TOWNSHIPS = re.compile("乡镇|镇街|街镇|街道|[各关]镇|[各关]乡|村|社区")
_GOVERNMENTS = re.compile(
    "区县|县区|县市|市县|市州|州市|设区市|地市|各[市区县州]|县（|市（|区（|[省市县]级人民政府|各地|地方|省区市|属地|所在地"
)
_ENTERPRISES = re.compile("企业|国企|公司|运营商|银行|金融机构|平台")
_SCHOOLS = re.compile("高校|院校|学校")
_PARTS = re.compile("部门|单位|委办局|委局|机关|机构")

_ORGANS: tuple[UnitKind, ...] = ("department", "office", "party")
_BELOW: dict[Level, Level] = {
    "national": "provincial",
    "provincial": "municipal",
    "municipal": "district",
    "district": "township",
}


def covers(group: Unit, units: Iterable[Unit]) -> tuple[str, ...]:
    """Ids of the units among `units` that a group's name covers by kind and level, in the order given.

    A group of departments covers departments, offices and party bodies of its level; one of townships these, one of
    governments those of the level below. Groups never cover groups. 有关 and 各 make no difference here: who of them is
    meant is for people to say (the workspace's `members`). A name that tells no noun (区节能办成员单位) covers none.
    """
    name = group.name
    if re.search("成员单位|牵头单位|责任单位|牵头部门|责任部门|专班|民主党派", name):
        return ()
    shared = _shared_stem(name)
    if shared:
        return tuple(u.id for u in units if u.kind != "group" and u.id.rpartition("/")[2] == shared)
    wanted = [(u.id) for u in units if u.kind != "group" and _covered(name, group.level, u)]
    return tuple(wanted)


def _shared_stem(name: str) -> str:
    """Entry id that 各级国资委, 市、区发改委 or 公安部门 names; empty for other groups."""
    found = re.match("(?:各级|各[省市县区]|[省市县区](?:[、和及/]?[省市县区])+)", name)
    field = re.search("(?:行业|行政)?(?:主管)?部门$", name)
    if field:
        field_name = re.sub("^(?:各级|各地|各)?(?:[省市县区](?:级|直)?)?(?:有关|相关)?", "", name[: field.start()])
        stem = stems().get(f"{field_name}局") or stems().get(field_name)
    else:
        stem = stems().get(name[found.end() :]) if found else None
    return stem.entry.id if stem and stem.entry.kind != "government" else ""


def _covered(name: str, level: Level, unit: Unit) -> bool:
    if unit.kind == "township":
        return bool(_TOWNSHIPS.search(name)) and not re.search("企业|学校", name)
    if unit.kind == "government":
        if _TOWNSHIPS.search(name) and not _GOVERNMENTS.search(name):
            return False
        return bool(_GOVERNMENTS.search(name)) and unit.level in (_named_level(name), _BELOW.get(level))
    if unit.kind == "enterprise":
        return bool(_ENTERPRISES.search(name))
    if unit.kind == "school":
        return bool(_SCHOOLS.search(name))
    return unit.kind in _ORGANS and bool(_PARTS.search(name)) and unit.level == level and not _ENTERPRISES.search(name)


def _named_level(name: str) -> Level | None:
    """Level that the governments of a group have: 各设区市 municipal, 各区县 district, 各省级人民政府 provincial."""
    found = re.search("省级|设区市|市州|地市|[区县市旗省州盟]", name)
    if not found:
        return None
    word = found.group()
    if word == "省级":
        return "provincial"
    if word in ("设区市", "市州", "地市"):
        return "municipal"
    if re.search("区县|县区|县市|市县|县（|区（|市（", name):
        return "district"
    return LEVEL_OF_CHAR.get(word)


def group_key(name: str) -> str:
    """What makes two spellings one group: 各乡镇、街道 and 各乡镇（街道） are 各乡镇街道."""
    return re.sub('[、和及与/（）()《》“”"\\s]|以及', "", name)
