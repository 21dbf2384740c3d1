"""Unit names in running prose (由区环保局牵头). Precision first: what the registry knows, told with a level or
region (区环保局, 吴兴区环境保护局, 团区委), national bodies (生态环境部), and groups with 各 or a level (各乡镇街道,
区级有关部门).

One regular expression finds the few places where such a name can begin; the longest stem there is looked up in a table.
"""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from kb.schema import Certainty
from kb.units.forms import grade
from kb.units.places import DIVISION_CHARS, HAN
from kb.units.regions import city_shorts, is_region, province_shorts
from kb.units.stems import stems
from parser.lexicon import any_of, load

_WORDS = load("units")
# 市 in 城市教育, 区 in 社区卫生 is no level.
_NO_LEVEL_AFTER = frozenset("地城都社园小街片库山校厂景牧林矿老辖禁限学商战特新发假税验范开")
_ON = any_of(_WORDS["stem_goes_on"])
_GOES_ON = re.compile(_ON)
_DISCIPLINE = re.compile(f"纪委[{DIVISION_CHARS}]?监委")
# Behind 、 or 和, a name may stand without its level: 由区发改局、财政局牵头.
_LIST_JOIN = re.compile("[、和及与]|以及")
_LONGEST_REGION = 12


class Mention(Struct, frozen=True):
    """A unit's name where it stands. `text` is the name as written, white space inside dropped."""

    text: str
    start: int
    end: int
    certainty: Certainty = "stated"


def find_units(text: str) -> tuple[Mention, ...]:
    """Unit names in running prose, left to right, never overlapping; `text[start:end]` is the mention's text.

    Names without level or region are found only in a list behind one that has it, where they are national bodies, and
    behind 由 (由监察专员办牵头).
    """
    found: list[Mention] = []
    last = 0
    for hit in _heads().finditer(text):
        start, end = hit.span()
        kind = hit.lastgroup
        if start < last:
            continue
        if kind == "local":
            end = _stem_end(text, start + 1, _organ_length(text, start))
            start = _with_region(text, start, last) if end else -1
            if start < 0:
                continue
        elif kind in ("group", "cue"):
            form = grade(hit.group())
            if form.tier == "unknown" or form.cost > 2.0 or (kind == "group") != (form.tier == "group"):
                continue
        found.append(Mention(text[start:end], start, end))
        last = _read_list(text, end, found)
    return tuple(found)


def _organ_length(text: str, start: int) -> int:
    """Length of 委, 政府 or 府 behind the level at `start`: the organ that a 办 or 部 belongs to (区委宣传部)."""
    return 1 if text.startswith(("委", "府"), start + 1) else 0


def _stem_end(text: str, begin: int, organ: int) -> int:
    """End of the longest stem that begins at `begin`, or behind an organ there; 0 where none does."""
    known, longest = _stem_lengths()
    if discipline := _DISCIPLINE.match(text, begin):
        return discipline.end()
    for skip in dict.fromkeys((0, organ)):
        head = begin + skip
        for end in range(min(len(text), head + longest.get(text[head : head + 1], 0)), head + 1, -1):
            if text[head:end] in known and not _GOES_ON.match(text, end):
                return end
    return 0


def _with_region(text: str, start: int, last: int) -> int:
    """Start of the name with the region whose last character is its level (吴兴区 + 环境保护局); -1 where the character
    is no level (城市, 社区) or the end of a zone's or another unit's name (高新区, 国网市区)."""
    if start == last:
        return start
    reach = max(last, start - _LONGEST_REGION)
    begin = next((k for k in range(reach, start) if is_region(text[k : start + 1])), start)
    before = text[start - 1]
    if begin == start and text.endswith("自治", 0, start):
        return start - 2
    if begin == start and (before in _NO_LEVEL_AFTER or before in DIVISION_CHARS):
        return -1
    if begin == start and text[start] in "州盟旗" and "\u4e00" <= before <= "\u9fff":
        return -1
    if begin == start and before == "各":
        return start - 1
    return begin


def _read_list(text: str, end: int, found: list[Mention]) -> int:
    """Names without level behind `found[-1]`, parted by 、 or 和; returns the end of the last one."""
    while join := _LIST_JOIN.match(text, end):
        stop = _stem_end(text, join.end(), 0)
        if stop - join.end() < 3:
            break
        found.append(Mention(text[join.end() : stop], join.end(), stop))
        end = stop
    return end


@cache
def _stem_lengths() -> tuple[frozenset[str], dict[str, int]]:
    """Stems that may follow a level, and the longest for each first character. 电信, 交警 say too little."""
    known = frozenset(
        s.text for s in stems().values() if not s.bare and len(s.text) > 1 and s.text not in _WORDS["too_common"]
    )
    longest: dict[str, int] = {}
    for word in known:
        longest[word[0]] = max(longest.get(word[0], 0), len(word))
    return known, longest


@cache
def _heads() -> re.Pattern[str]:
    """Where a name may begin: a level before a character that begins a stem, or a whole name of another kind."""
    whole = [s for s in stems().values() if not s.bare]
    first = "".join(sorted({w[0] for w in _stem_lengths()[0]} | {"委", "府"}))
    national = [s.text for s in whole if s.text.endswith(("部", "总局", "署")) and len(s.text) > 2 and s.entry.national]
    national += [s.entry.national for s in whole if s.entry.national] + [
        "国家" + s.text for s in whole if s.entry.national
    ]
    by_place = [s.text for s in whole if (s.entry.by_place and len(s.text) > 2) or s.text == "海关"]
    places = [*province_shorts(), *city_shorts()]
    begins = "".join(sorted({w[0] for w in (*places, *national)}))
    return re.compile(
        f"(?=[{DIVISION_CHARS}各团由{begins}])(?:"
        f"(?P<youth>团[{DIVISION_CHARS}]委)"
        f"|(?P<group>{_GROUP})"
        f"|(?P<local>[{DIVISION_CHARS}](?=[{first}]))"
        f"|(?<=由)(?P<cue>{_CUE})(?={any_of(_WORDS['acting_verbs'])})"
        f"|(?=[{begins}])(?P<place>{any_of(places)}{any_of(by_place)}(?!{_ON}))"
        f"|(?=[{begins}])(?P<national>(?<![{DIVISION_CHARS}委]){any_of(national)}(?!{_ON})))"
    )


_CUE = f"(?:(?!由)[{HAN}]){{2,14}}?{any_of(_WORDS['acting_endings'])}"
_NOUN = any_of(_WORDS["group_nouns"])
_GROUP = (
    f"(?:{any_of(_WORDS['group_openers'])}|[{DIVISION_CHARS}][级直属]各?(?:有关|相关)?){any_of(_WORDS['group_qualities'])}*{_NOUN}"
    f"(?:[（(][^（）()]{{1,8}}[)）])?(?:(?:、|和|及)?(?:有关|相关)?{_NOUN})*"
)
