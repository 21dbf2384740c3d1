"""How much a string looks like the name of one unit: known to the registry, a group, a place, or by form only.

`grade` prices a name: the lower the cost, the surer. `parser.extract.unit_cuts` cuts lists where the sum is lowest.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct

from kb.numerals import COUNTING, NUMERAL
from kb.schema import UnitKind
from kb.units.names import is_known_region, take_apart
from kb.units.places import (
    AUTONOMOUS,
    DIVISION_CHARS,
    HAN,
    LEVEL_CHARS,
    NO_LEVEL,
    TOWNSHIP,
    TOWNSHIP_SEAT,
    ZONE,
    ZONE_SEAT,
)
from kb.units.regions import is_region, parents
from kb.units.words import unit_words
from kb.vocabulary import any_of

Tier = Literal["known", "group", "place", "form", "clipped", "unknown"]

# What a damaged character looks like: ?#29616;?#27861; stands for two characters of a name.
DAMAGE = re.compile(r"\??#\d{3,5};\??")
_BRACKETS = re.compile(r"[（(【\[〔〈][^（）()【】\[\]〔〕〈〉]*[)）】\]〕〉]")
_OPENERS = frozenset("（(【[〔〈")
_WORDS = unit_words("forms")


def _listed(name: str) -> str:
    """A pattern of the words of a list of `data/forms.yaml`."""
    return any_of(_WORDS[name])


# Characters that never stand in a name: function words of sentences.
_SENTENCE = re.compile(
    f"[的了把被是也就都而且则不。！？：:=+%％<>~]|(?<![高中初平均优同])等|(?<!自)由|第[{NUMERAL}]+条|{_listed('sentence_words')}"
)
# 17个, 九个: a number before a group.
_NUMBERED = re.compile(f"(?:\\d+|[{COUNTING}]+)[个家](?=.)")
# Part of a larger body: 平潭办事处 of 福建银监局, 直属五大队 of 交警, 分行 of 人民银行.
_SUBORDINATE = re.compile(f"[{HAN}]{{0,8}}?(?:第?[{COUNTING}\\d]+)?(?:{_listed('subordinates')}|(?<=[{HAN}]{{2}})部)")
# 县（市、区）, 市（县）: levels told in a bracket make a group.
_LEVEL_BRACKET = re.compile(
    f"[{LEVEL_CHARS}][（(](?:[{LEVEL_CHARS}、/和及]|{AUTONOMOUS}|{ZONE}|{TOWNSHIP})+[)）]|街道[（(]|[乡镇]+[（(]街道"
)
# 市、区 before a stem: the same department of both levels.
_LEVEL_LIST = re.compile(
    f"(?:(?:[{LEVEL_CHARS}]|{AUTONOMOUS})(?:级|直)?[、和及/])+(?=[{LEVEL_CHARS}])"
    f"|{_listed('level_runs')}(?:[两二三四]级|(?=[^{LEVEL_CHARS}][{HAN}]{{1,6}}局$))"
)
_PLACE = re.compile(f"(?:[{HAN}]{{2,9}}?[{DIVISION_CHARS}])?[{HAN}]{{1,6}}?{TOWNSHIP}{TOWNSHIP_SEAT}?")
_ZONE = re.compile(f'[{HAN}（）()“”"·]{{0,14}}?{ZONE}{ZONE_SEAT}?')


class Form(Struct, frozen=True):
    """What a string is as a unit name. `cost` from 0.3 (certain) upward; 4 and more is no unit by its form."""

    cost: float
    tier: Tier
    kind: UnitKind
    level: bool = False
    """A level or region stands at its head."""


@cache
def last_characters() -> frozenset[str]:
    """Characters that can end a unit's name: where a list may be cut without a separator."""
    words = [w for group in _WORDS["endings"].values() for w in group] + _WORDS["group_nouns"]
    return frozenset(w[-1] for w in words) | frozenset("）)社院网司联")


def plain(name: str) -> str:
    """Name for analysis: white space dropped, damage as the character it names, brackets' content dropped."""
    if "#" in name:
        name = DAMAGE.sub(lambda m: chr(int(re.sub(r"\D", "", m.group()))), name)
    if not _OPENERS.isdisjoint(name):
        name = _BRACKETS.sub("", name)
    return name


def _strangeness(region: str) -> float:
    """What a region costs that no list knows; most where it is the end of another name (环卫处区 before 中医药局)."""
    return 3.0 if region[:-1] and take_apart(region[:-1]) else 0.4


_LATIN_MOST = 60
"""Characters of a unit's name in English at the most."""


_LATIN = re.compile(_listed("latin_words"))


@lru_cache(maxsize=65536)
def grade(name: str) -> Form:
    """Grade of a name without white space. Never raises; the worst is tier `unknown`."""
    core = plain(name)
    if not core:
        return Form(9.0, "unknown", "other")
    if core != name and _LEVEL_BRACKET.search(name):
        return _level_bracket(core)
    if core.isascii():
        named = len(core) <= _LATIN_MOST and _LATIN.search(core)
        return Form(1.0, "form", "department") if named else _by_form(core)
    told = _OF_A_KIND.match(core) or _OF_A_STRETCH.match(core)
    if told and _segments_into_words(core[told.end() :]):
        return Form(0.6, "group", "group")
    known = take_apart(core)
    if known and not known.stem.bare:
        headed = bool(known.region or known.level)
        strange = bool(known.region) and not is_known_region(known.region)
        if (known.loose or strange) and (_begins_with_verb(core) or _SENTENCE.search(core)):
            return Form(4.5, "form", known.stem.entry.kind, headed)
        cost = 0.9 if known.loose else 0.5 + (_strangeness(known.region or "") if strange else 0.0)
        return Form(cost, "known", known.stem.entry.kind, headed)
    listed = _LEVEL_LIST.match(core)
    if listed:
        rest = grade(core[listed.end() :])
        grouped = rest.tier in ("known", "group", "clipped", "form")
        return Form(rest.cost + 0.1, "group" if grouped else rest.tier, "group", True)
    group = _group(core)
    if group:
        return group
    if is_known_region(core) and len(core) > 2:
        return Form(0.5, "place", "government", True)
    if known:
        return Form(1.2, "clipped", known.stem.entry.kind, True)
    return _by_form(core)


def _level_bracket(core: str) -> Form:
    """各县（市、区）人民政府, 县（市、区）发改局."""
    cost = grade(core).cost
    return Form(max(cost, 0.5), "group" if cost < 3 else "unknown", "group", True)


@cache
def _group_words() -> tuple[frozenset[str], frozenset[str], frozenset[str], int]:
    words = frozenset(_WORDS["group_words"])
    nouns = frozenset(_WORDS["group_nouns"])
    joins = frozenset(_WORDS["joins"])
    return words, nouns, joins, max(map(len, words | nouns))


# Words that make a group of the noun behind them, and nouns that are groups by themselves.
_MARK = re.compile(f"{_listed('group_marks')}|[{DIVISION_CHARS}][级直属]|驻[{DIVISION_CHARS}]|[两二三四]级")
_GROUP_HEAD = re.compile(f"{_listed('group_heads')}|[{DIVISION_CHARS}][级直属]")
_EVERY = re.compile(f"各(?!{_listed('no_groups')}|领域[^牵])")
# 全区经济运行各专班, 市安委会各专业委员会: the groups of one matter, told with the level that they belong to.
_OWN_GROUP = re.compile(f"全?[{DIVISION_CHARS}](?P<own>[{HAN}]{{2,10}})各{_listed('matter_groups')}")


# Those of a kind: 有农业的|区人民政府, 承担任务的|乡镇; those of a stretch of land: 沿海经济带|各地级以上市政府.
_OF_A_KIND = re.compile(f"{_listed('kind_openers')}[{HAN}]{{1,8}}的")
_OF_A_STRETCH = re.compile(f"[{HAN}]{{2,8}}{_listed('stretches')}(?=各)")


def _group(core: str) -> Form | None:
    """A collective name: every part is a group word or noun, the last a noun (区级有关部门, 各乡镇街道)."""
    number = _NUMBERED.match(core)
    body = core[number.end() :] if number else core
    found = _MARK.search(body)
    if not found:
        return None
    ending = next((w for w in _WORDS["endings"]["group"] if body.endswith(w)), None)
    if _segments_into_words(body):
        return Form(0.4 + _inner_penalty(body), "group", "group", body[0] in LEVEL_CHARS)
    head = body[: found.start()]
    if head and (is_known_region(head) or take_apart(head)) and _segments_into_words(body[len(head) :]):
        return Form(0.6 + _inner_penalty(body), "group", "group", True)
    if _SENTENCE.search(body) or (_begins_with_verb(body) and not body.endswith("成员单位")):
        return None
    if ending and len(body) <= 20:
        owner = body[: -len(ending)]
        owned = bool(owner and take_apart(owner))
        sure = owned or bool(number) or ending in _WORDS["sure_groups"] or bool(_GROUP_HEAD.match(body))
        return Form(
            (0.8 if sure else 1.9) + (0.0 if owned else _inner_penalty(body)), "group", "group", body[0] in LEVEL_CHARS
        )
    if ending_group := _OWN_GROUP.fullmatch(body):
        return Form(0.8 + _inner_penalty(ending_group["own"]), "group", "group", True)
    if _EVERY.match(body) and len(body) <= 16 and ends_like_unit(body):
        return Form(0.8 + _inner_penalty(body), "group", "group")
    return None


def _segments_into_words(body: str) -> bool:
    """Whether `body` is made of group words and joins, ending with a noun; at least two characters."""
    words, nouns, joins, longest = _group_words()
    size = len(body)
    if size < 2 or size > 30:
        return False
    reach = [False] * (size + 1)
    reach[0] = True
    ended = False
    for i in range(size):
        if not reach[i]:
            continue
        for j in range(i + 1, min(size, i + longest) + 1):
            piece = body[i:j]
            if j == size:
                ended = ended or piece in nouns
            elif piece in words or piece in nouns or (i > 0 and piece in joins):
                reach[j] = True
    return ended


_ENDING_KINDS: tuple[tuple[str, UnitKind], ...] = tuple(
    sorted(
        ((word, kind) for kind, unit_words in _WORDS["endings"].items() for word in unit_words),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
)
_ENDING = re.compile(f"{any_of(word for word, _ in _ENDING_KINDS)}$")
_NOT_UNIT, _NEVER, _VERB = (
    re.compile(f"{_listed(name)}{end}") for name, end in (("not_units", "$"), ("never_units", "$"), ("verbs", ""))
)


def ends_like_unit(name: str) -> bool:
    """Whether the name ends with an ending of the lexicon."""
    return bool(_ENDING.search(name))


def kind_of(name: str) -> UnitKind:
    """Kind that the ending of an unknown name tells; `other` where none does."""
    core = plain(name)
    return next((kind for word, kind in _ENDING_KINDS if core.endswith(word)), "other")


def group_form(name: str) -> bool:
    """Whether the name is a collective one: 区级有关部门, 各乡镇街道, 市、区发改委."""
    form = grade(name)
    return form.tier == "group" and form.cost < 3


def _begins_with_verb(name: str) -> bool:
    return bool(_VERB.match(name))


# The end of one name and the head of the next: …局区…, …委省…; 市场, 区域 are words of a name, not levels.
_RUN_TOGETHER = re.compile(
    "(?<=[局委厅办部院会联队道镇乡心司府团行社构位校业门关市县室处台馆])(?<!国务院)(?<!县市)(?<!市县)(?<!各县)(?<!各市)"
    f"(?=各(?!{_listed('inside_names')})|团[省市区县]|(?!{NO_LEVEL})[省市区县][{HAN}])"
)
# 省级有关单位和各市: a join before the next group.
_JOINED_GROUPS = re.compile(f"(?<=[位门构业府道镇]){_listed('group_joins')}(?:各|[省市县区]级)")
# Everybody in a group: 各地各部门 is one group, 各部门各街道 are two.
_ONE_GROUP = re.compile("各(?:地区?|级)各")
# 局, 委员会 … inside a name: the place where two names may have run together.
_INNER = re.compile(
    f"{_listed('inner_ends')}|委(?![员会组宣统政网编老党改财金社办农台巡])|街道(?!办)|办(?![公事])|镇(?![街人政])"
    "|(?<![东西南北中全内外干])部(?![门队])"
)


def _inner_penalty(core: str) -> float:
    """What it costs that a name holds the end of another, the more where a known unit leads or follows."""
    cost = 1.5 * sum(
        1
        for hit in _RUN_TOGETHER.finditer(core)
        if not _ONE_GROUP.search(core, max(0, hit.start() - 3), hit.start() + 1)
    )
    cost += 1.5 * len(_JOINED_GROUPS.findall(core))
    for found in _INNER.finditer(core, 1):
        if found.end() == len(core):
            continue
        left, right = core[: found.end()], core[found.end() :]
        cost += 0.4
        if take_apart(left):
            cost += 0.8
        if len(right) > 2 and take_apart(right):
            cost += 0.8
    if len(core) > 1 and core[-1] in "区县市省" and core[-2] in "局委厅办院室部心会":
        cost += 2.0  # 区督查室区: the level of the next name
    return cost + _clipped_inside(core) + _regions_inside(core)


def _clipped_inside(core: str) -> float:
    """区发改区环保局: a clipped name before a name with a level."""
    for i in range(3, len(core) - 3):
        if core[i] in "区县市省" and core[0] in LEVEL_CHARS:
            left = take_apart(core[:i])
            right = take_apart(core[i:]) if left and left.stem.bare else None
            if right and right.level and not right.loose:
                return 1.5
    return 0.0


def _regions_inside(core: str) -> float:
    """杭州市嘉兴市人民政府: a region behind a unit, or behind a region that it does not lie in."""
    cost = 0.0
    for cut in range(2, len(core) - 1):
        if core[cut - 1] not in "省市县区州旗局厅委办部院会":
            continue
        right = next(
            (core[cut:end] for end in range(cut + 2, min(len(core), cut + 9) + 1) if is_region(core[cut:end])), ""
        )
        left = next((core[k:cut] for k in range(max(0, cut - 8), cut - 1) if is_region(core[k:cut])), "")
        if right and ((left and left not in parents(right)) or core[cut - 1] in "局厅委办部院会"):
            cost += 1.5
    return cost


_NO_LEVEL = re.compile(NO_LEVEL)


def has_level(core: str) -> bool:
    """Whether a level stands at the head of a name: 区综合执法局, not 区域中心; 驻局纪检监察组 tells where it sits."""
    return len(core) > 2 and core[0] in f"{LEVEL_CHARS}驻" and not _NO_LEVEL.match(core)


_ENGLISH_MOST = 50
"""Characters of an English name at the most, blanks left out."""


_ENGLISH = re.compile(rf"(?=[A-Z])(?i:{_listed('english_heads')}[a-z&,'-]+|[a-z&'-]*{_listed('english_endings')})")
"""EnergyBureau, MinistryofHealth: a capital first, as names are compared without blanks."""


def _in_english(core: str) -> Form:
    """Grade of a name in English, known by its first or last word."""
    if len(core) <= _ENGLISH_MOST and _ENGLISH.fullmatch(core):
        return Form(0.9, "form", "department")
    return Form(4.0 + 0.2 * len(core), "unknown", "other")


def _by_form(core: str) -> Form:
    """Grade of a name that the registry does not know."""
    if core.isascii():
        return _in_english(core)
    kind = kind_of(core)
    if not ends_like_unit(core) or _SENTENCE.search(core):
        return Form(4.0 + 0.2 * len(core), "unknown", "other")
    leveled = has_level(core)
    verb = 0.0 if leveled else 4.0 * _begins_with_verb(core)
    inner = _inner_penalty(core)
    odd = 3.0 if _NEVER.search(core) or (not leveled and _NOT_UNIT.search(core)) else 0.0
    if _PLACE.fullmatch(core) and len(core) > 2 and not odd:
        return Form(0.8 + inner + verb, "place", "township", leveled)
    if _ZONE.fullmatch(core) and inner == 0:
        zone = 0.0 if core.endswith(tuple(_WORDS["sure_zones"])) else odd
        return Form(0.8 + verb + zone, "place", "government", leveled)
    if is_part_of_unit(core):
        return Form(0.9, "form", kind, leveled)
    long = 0.3 * max(0, len(core) - 20)
    short = 1.5 if len(core) < 3 else 0.0
    return Form((1.2 if leveled else 2.0) + inner + odd + verb + long + short, "form", kind, leveled)


_LONGEST = 80
"""Characters of a unit's name at the most; what is longer is not taken apart."""


def is_part_of_unit(core: str) -> bool:
    """A known unit with a part of it behind: 福建银监局平潭办事处."""
    if len(core) > _LONGEST:
        return False
    for cut in range(len(core) - 2, 1, -1):
        if _SUBORDINATE.fullmatch(core, cut) and core[cut] not in "区县市省" and not _RUN_TOGETHER.search(core, cut):
            left, right = take_apart(core[:cut]), take_apart(core[cut:])
            if left and not left.stem.bare and not (right and core.endswith("部")):
                return right is None or right.loose or not (right.region or right.level)
    return False
