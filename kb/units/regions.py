"""Administrative divisions: what 吴兴区 is, what it lies in, and how a name says its region (浙江, 湖州市, 吴兴).

Source: GB/T 2260 codes in `data/regions.txt`; the first two digits are the province, four the prefecture.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from kb.schema import Level
from kb.units.places import AUTONOMOUS, DIVISION, LEVEL_OF_KIND, PEOPLE, TOWNSHIP, ZONE_LIKE_DIVISION, is_zone

# 内蒙古自治区, 浙江省, 吴兴区, 长兴县, 恩施土家族苗族自治州: the ending that says what a region is.
_ENDING = re.compile(f"(?:{PEOPLE}*{AUTONOMOUS}|{ZONE_LIKE_DIVISION}|{DIVISION}|{TOWNSHIP})$")
_MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
# Provinces whose short form is not the name without ending.
_SHORT = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "西藏自治区": "西藏",
}


@cache
def codes() -> dict[str, str]:
    """Six-digit code to name."""
    lines = (files(__package__) / "data" / "regions.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0]: line.split()[1] for line in lines if line and not line.startswith("#")}


@cache
def _slugs() -> dict[str, str]:
    lines = (files(__package__) / "data" / "regions.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0]: line.split()[2] for line in lines if line and not line.startswith("#")}


def region_slug(region: str) -> str:
    """ASCII name of a region for ids: wuxing for 吴兴区. A name that stands twice in the code table (鼓楼区) gives the
    full pinyin without its parent; one that does not stand there, the pinyin of its short name."""
    held = _by_name().get(region, ())
    if held:
        slug = _slugs()[held[0]]
        return slug if len(held) == 1 else slug.partition("-")[0]
    return to_ascii(short_name(region))


@lru_cache(maxsize=4096)
def to_ascii(text: str) -> str:
    """Lower-case pinyin without tones, ASCII letters and digits only; empty for a text without any. Needs pypinyin only
    for Chinese text, and loads it then."""
    if text.isascii():
        return "".join(c for c in text.lower() if c.isalnum())
    from pypinyin import lazy_pinyin

    return "".join(c for c in "".join(lazy_pinyin(text)).lower() if c.isascii() and c.isalnum())


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, name in codes().items():
        found[name] = (*found.get(name, ()), code)
    return found


@cache
def province_shorts() -> dict[str, str]:
    """浙江 to 浙江省, 内蒙古 to 内蒙古自治区, 重庆 to 重庆市."""
    names = [name for code, name in codes().items() if code.endswith("0000")]
    return {short_name(name): name for name in names}


@cache
def city_shorts() -> dict[str, str]:
    """杭州 to 杭州市, 恩施 to 恩施土家族苗族自治州: every prefecture by its short name."""
    found: dict[str, str] = {}
    for code, name in codes().items():
        if code.endswith("00") and not code.endswith("0000"):
            found.setdefault(short_name(name), name)
    return found


def region_names() -> frozenset[str]:
    """The names of all divisions of the code table."""
    return frozenset(_by_name())


def is_region(name: str) -> bool:
    """Whether `name` is a division of the code table (吴兴区, 湖州市)."""
    return name in _by_name()


def short_name(region: str) -> str:
    """Region without its ending: 吴兴 for 吴兴区, 平潭 for 平潭综合实验区; 城区, 忠县 stay."""
    if region in _SHORT:
        return _SHORT[region]
    short = _ENDING.sub("", region)
    return short if len(short) > 1 else region


def parents(region: str, code: str | None = None) -> tuple[str, ...]:
    """Regions that `region` lies in, nearest first: (湖州市, 浙江省) for 吴兴区.

    `code` (six digits, as in an index number 330502/…) decides between regions of one name; without it a name that
    stands twice (鼓楼区) has no known parents.
    """
    held = _by_name().get(region, ())
    if code in held:
        held = (str(code),)
    if len(held) != 1:
        return ()
    own = held[0]
    above = [codes().get(own[:4] + "00"), codes().get(own[:2] + "0000")]
    return tuple(dict.fromkeys(name for name in above if name and name != region))


def region_level(region: str) -> Level:
    """Administrative level that a region's name states. The four municipalities count as municipal, as their own
    lists say 市级部门; 自治州, 地区 and 盟 are municipal, 县 and 旗 district, a 市 outside the code table municipal."""
    if region in _MUNICIPALITIES:
        return "municipal"
    held = _by_name().get(region, ())
    if held:
        code = held[0]
        if code.endswith("0000"):
            return "provincial"
        return "municipal" if code.endswith("00") else "district"
    named = next((level for kind, level in LEVEL_OF_KIND.items() if region.endswith(kind)), None)
    return named or ("district" if is_zone(region) else "unknown")
