"""Taking a unit's name apart: region or level at its head, stem of the registry behind it.

区环保局 is level 区 + stem 环保局; 吴兴区环境保护局 is region 吴兴区 + stem; 市政府口岸物流办 is 市 + stem; 团区委 and
区纪委区监委 hold their level inside. Pure functions over the vocabulary of `kb.units.stems`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from msgspec import Struct

from kb.schema import Level
from kb.units.places import AUTONOMOUS, HAN, LEVEL_CHARS, LEVEL_OF_CHAR, PLACE
from kb.units.regions import city_shorts, is_region, parents, province_shorts
from kb.units.stems import Stem, entries, longest_stem, stems
from kb.units.words import unit_words
from kb.vocabulary import any_of

_WORDS = unit_words("names")
# 区级, 市直, 县属, 省级: a level written as a word.
_LEVEL_WORD = (
    f"(?:[{LEVEL_CHARS}]{any_of(_WORDS['level_marks'])}?|{AUTONOMOUS}|{any_of(_WORDS['national_levels'])}|"
    f"[驻全我本][{LEVEL_CHARS}]|{any_of(_WORDS['joint_levels'])})"
)
_HEAD = f"{any_of(_WORDS['national_heads'])}?"
# Region by form: two or more Han characters and an ending, not beginning with a level (区委区 is no region).
_REGION = f"(?:(?![{LEVEL_CHARS}团各委]|自治)(?:(?![局委办厅部室队院会联社司]|中心)[{HAN}]){{1,9}}?{PLACE})"
_STRICT = re.compile(f"{_HEAD}(?P<region>{_REGION}?)(?P<level>{_LEVEL_WORD}?)(?P<organ>{any_of(_WORDS['organs'])}?)")
_VERTICAL = re.compile(f"国家{any_of(_WORDS['vertical'])}(?=.)")
# 团区委, 共青团浙江省委, 团省委.
_YOUTH = re.compile(
    f"(?:共青团(?P<region>[{HAN}]{{2,9}}?)?|团)(?P<level>[{LEVEL_CHARS}])?{any_of(_WORDS['youth_committees'])}"
)
# 纪委监委, 区纪委区监委, 纪委（监委）, 纪委、监委.
_DISCIPLINE = re.compile(
    f"(?P<region>{_REGION}?)(?P<level>[{LEVEL_CHARS}]?)纪委[、（(]?[{LEVEL_CHARS}]?监(?:察)?委[)）]?"
)
# 区委, 县委, 浙江省委: the party committee itself.
_PARTY = re.compile(f"(?:中共)?(?P<region>(?:{_REGION})?)(?P<level>[{LEVEL_CHARS}]?)委(?:员会)?")
# 人民银行杭州中心支行, 人行浙江省分行.
_CENTRAL_BANK = re.compile(f"(?:中国)?(?:人民银行|人行)(?P<region>[{HAN}]{{2,9}}?){any_of(_WORDS['bank_branches'])}")
_UNIT_ENDS = re.compile(any_of(_WORDS["unit_ends"]))


class Name(Struct, frozen=True):
    """A name taken apart. Exactly one of `region` and `level` is usual; both are empty for 环保局."""

    stem: Stem
    region: str = ""
    """Region as written, without 中共 or 国家: 吴兴区, 浙江, 平潭."""
    level: str = ""
    """Level as written: 区, 市级, 国家."""
    loose: bool = False
    """The head is neither a level nor a region by its form (平潭 of 平潭海事局, 国网市区 of 国网市区供电公司)."""


@lru_cache(maxsize=32768)
def take_apart(name: str) -> Name | None:
    """The registry's reading of `name` (no white space, no brackets); null where no stem ends it.

    The longest stem wins. A loose head must be two to eight Han characters that do not themselves end like a unit.
    """
    inside = _special(name)
    if inside:
        return inside
    known, size = stems(), len(name)
    loose: Name | None = None
    vertical = _VERTICAL.match(name)
    start = vertical.end() if vertical else 0
    for cut in range(max(start, size - longest_stem()), size):
        stem = known.get(name[cut:])
        if stem is None:
            continue
        head = name[start:cut]
        found = _read_head(head)
        if stem.bare and not (found and (found[1] or is_known_region(found[0]))):
            continue
        if found:
            return Name(stem, *found)
        if loose is None and not stem.bare and _is_loose_head(head):
            loose = Name(stem, region_of_short(head), loose=True)
    return loose


_LEVEL_ORDER: tuple[Level, ...] = ("provincial", "municipal", "district", "township")
# Rank of a region by its last character; inner regions rank higher.
_RANK = {char: _LEVEL_ORDER.index(level) for char, level in LEVEL_OF_CHAR.items()} | {"道": 3}


@lru_cache(maxsize=16384)
def _read_head(head: str) -> tuple[str, str] | None:
    """Region and level of what stands before a stem (浙江省湖州市; 区; 市政府); null where it is neither."""
    rest = head
    parts: list[str] = []
    while part := _listed_region(rest):
        if parts and parts[-1] not in parents(part):
            return None
        parts.append(part)
        rest = rest[len(part) :]
    found = _STRICT.fullmatch(rest)
    if not found:
        return None
    region, level = "".join(parts) + found["region"], found["level"]
    if parts and found["region"] and _RANK.get(parts[-1][-1], 2) >= _RANK.get(found["region"][-1], 2):
        return None
    if found["region"].endswith("省") or (region and level and region[-1] != level[0]):
        return None
    national = not region and head.startswith(tuple(_WORDS["national_beginnings"]))
    return region, "国家" if national else level


def _listed_region(text: str) -> str:
    """Longest region of the code table that `text` begins with, or empty."""
    return next((text[:size] for size in range(min(len(text), 12), 1, -1) if is_region(text[:size])), "")


def region_of_short(head: str) -> str:
    """浙江 for 浙江, 杭州 for 杭州; empty for a head that is no province's or prefecture's short name."""
    return head if head in province_shorts() or head in city_shorts() else ""


def is_known_region(name: str) -> bool:
    """A division of the code table, by full or (provinces, prefectures) short name."""
    return is_region(name) or bool(region_of_short(name))


def _special(name: str) -> Name | None:
    """Names that hold their level inside."""
    official = _official(name)
    if official:
        return official
    if "团" in name[:3] and (found := _YOUTH.fullmatch(name)):
        return Name(_stem("团委"), found["region"] or "", found["level"] or "")
    if "行" in name and (found := _CENTRAL_BANK.fullmatch(name)):
        region = next((r for r in (found["region"], found["region"] + "市") if is_region(r)), found["region"])
        return Name(_stem("人民银行"), region, "")
    if "监" in name and (found := _DISCIPLINE.fullmatch(name)):
        return Name(_stem("纪委监委"), found["region"] or "", found["level"] or "")
    if len(name) > 1 and name.endswith(("委", "委员会")) and name not in stems():
        found = _PARTY.fullmatch(name)
        if found and (found["region"] or found["level"]):
            return Name(_stem("党委"), found["region"] or "", found["level"] or "")
    return None


def _official(name: str) -> Name | None:
    """Official names that are no stem with a head: 中央纪委国家监委, 中共重庆市直属机关工作委员会."""
    national, patterns = _official_names()
    if name in national:
        return Name(_stem(national[name]), "", "国家")
    for before, behind, stem in patterns:
        if name.startswith(before) and name.endswith(behind) and len(name) > len(before) + len(behind) + 1:
            head = _read_head(name[len(before) : len(name) - len(behind)])
            if head and head[0]:
                return Name(_stem(stem), *head)
    return None


@cache
def _official_names() -> tuple[dict[str, str], tuple[tuple[str, str, str], ...]]:
    """Stem by the national body's name; and what stands before and behind the region in other official names."""
    national: dict[str, str] = {}
    best: dict[str, tuple[bool, int, str]] = {}
    for stem in stems().values():
        name = stem.entry.national
        fits = (bool(name and name.endswith(stem.text)), len(stem.text), stem.text)
        if name and name not in stems() and fits > best.get(name, (False, 0, "")):
            best[name], national[name] = fits, stem.text
    patterns: list[tuple[str, str, str]] = []
    for entry in entries().values():
        before, mark, behind = entry.full.partition("{}")
        if mark and "{}" not in behind:
            patterns.append((before, behind, entry.name))
    return national, tuple(sorted(patterns, key=lambda p: (-len(p[1]), p)))


def _stem(text: str) -> Stem:
    return stems()[text]


def _is_loose_head(head: str) -> bool:
    if head in _WORDS["no_places"] or not 2 <= len(head) <= 8 or not re.fullmatch(f"[{HAN}]+", head):
        return False
    return head[0] not in LEVEL_CHARS + "各和及与" and not _UNIT_ENDS.search(head) and head[-1] not in "的和与及或、"
