"""What each figure of a clause does there: states a level or a change, counts work, or belongs to a name.

Read from left to right, with a cursor at the first word that no figure has claimed yet. A figure closes a statement
where a separator or the end of the clause follows it (`森林保有量45.3万亩、…`); it counts work where an action verb
stands directly before it and a noun after it (`新建10所幼儿园`); between nouns it describes (`25度以上陡坡地`) and is
no target.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from parser.extract.clauses import Clause
from parser.extract.target_quantities import Quantity
from parser.extract.target_words import (
    TIME,
    Tail,
    beginning,
    containing,
    ending,
    head_pattern,
    read_tail,
    strip_leading,
)
from parser.lexicon import load

Role = Literal["statement", "object", "share_action", "share_of", "modifier"]

_SEPARATOR = re.compile(r"[、)]|以及|和(?![谐美睦])(?!平(?!均))|与|及|并|或")
_CLOSING = re.compile(
    r"的?(?:目标|要求|任务|水平|标准|速度|幅度|增速|底线|红线|比例|目标要求|规模)(?:[、,]|任务|要求|以及|和|$)|\s*$"
)
_BRACKET = re.compile(r"\([^()]*\)")
_SIZE = re.compile(r"[级型]|(?:的)?规模|等级|床位的")  # 50亿级, 万吨级, 3000人规模
_SETTLEMENT = re.compile(r"(?:的)?(?:自然村|行政村|村[庄组屯]?|居民点|聚居点|院落|小区)")  # 20户以上自然村
_WIDTH = re.compile(r"[宽高深长厚]")  # 15米宽
_EACH = re.compile(r"(?:每|各)(?!年|季|月|周|旬|类|级|项|方)[^,]{0,14}$")
_PREPOSITION = re.compile(r"(?:[在对为向从给]|面向|组织|针对)$")
_FOR = re.compile(r"(?:^|[并再,将拟]|计划)(?:[对为向给]|面向|针对)[^,]{0,12}$")
_BOUND = re.compile(r"以[上下内]|不满|以外")
_AND_MORE = re.compile(r"等(?!级)")  # 新建候车亭100座等31项内容
_JOINED = re.compile(r"(?:[、和与及]|以及)$")
_FLOOR = re.compile(r"至少|不少于|不低于|最少")
_FLOOR_VERB = re.compile(r"(?:至少|最少)[办建设配有发种改]$")  # 每县至少办|1所早教中心
_LISTED = re.compile(r"等$")  # 建成A、B等10个产业集群
_SIZED = re.compile(r"\d[^,]*的$")  # 实施总投资35亿元的80项工程
_PARTICLE = re.compile(r"(?<=.)[出成好起了]$")  # 梳理出50个
_CUT = re.compile(r"并(?!网|购|轨)|同时|用于|,|;|,|以(?=[^上下内外及])|从而")


class Statement(Struct, frozen=True):
    """A figure with the words it claims. Positions count in the folded text."""

    role: Role
    quantity: Quantity
    tail: Tail
    left: int
    """First character of the words before the figure that belong to it."""
    right: int
    """End of the words after the figure that belong to it."""
    noun: tuple[int, int] = (0, 0)
    """Of counted work the noun: 幼儿园 of 新建10所幼儿园."""
    continues: bool = False
    """A further value for the words of the statement before it: 分别达到60万头、500万只."""


def read_clause(
    words: str, mask: bytes, clause: Clause, quantities: tuple[Quantity, ...], listing: bool
) -> list[Statement]:
    """Statements of a clause, in order; modifiers are among them.

    `words` is the folded text with its times blanked out (`TIME` characters); `listing`: a list of counted work runs on
    from the clause before.
    """
    out: list[Statement] = []
    cursor = clause.start
    for index, quantity in enumerate(quantities):
        last = index + 1 == len(quantities)
        end = clause.end if last else quantities[index + 1].start
        left, right = words[cursor : quantity.start], words[quantity.end : end]
        after = _without_bracket(right)
        tail, separator = read_tail(left), _SEPARATOR.match(after)
        lead = left[: len(left) - tail.length].replace(TIME, "")
        if separator or _AND_MORE.match(after) or (last and _CLOSING.match(after)):
            continues = not lead and bool(out) and out[-1].role == "statement" and cursor - out[-1].right <= 2
            out.append(Statement("statement", quantity, tail, cursor, quantity.end, continues=continues))
            cursor = quantity.end + len(right) - len(after) + (separator.end() if separator else 0)
            continue
        if (
            not last
            and quantity.dimension == "money"
            and quantities[index + 1].measure == "count"
            and _attribute(right)
        ):
            out.append(Statement("modifier", quantity, tail, quantity.start, quantity.end))  # 超50亿元企业20家
            continue
        joined = bool(_JOINED.search(lead))  # 县级以上医院和|80%以上的乡镇卫生院
        role = _role(quantity, tail, "" if joined else lead, right, listing=listing)
        if role == "modifier":
            cursor = _join_scope(out, cursor, words[max(cursor - 1, 0) : cursor], quantity.dimension)
            out.append(Statement("modifier", quantity, tail, quantity.start, quantity.end))
            continue
        if joined:
            cursor = quantity.start - tail.length
        stop = _stop(words, mask, quantity.end, end, last=last)
        listing = listing or role == "object"
        right_end = quantity.end if role == "statement" else stop
        noun = _noun(words, quantity.end, stop, clause.end if stop >= end else stop)
        out.append(Statement(role, quantity, tail, cursor, right_end, noun))
        cursor = quantity.end if stop >= end else stop + _separator_length(words[stop:end])
    return out


def _attribute(right: str) -> bool:
    """Whether the words between an amount of money and a count are the thing counted: 企业 of 超50亿元企业20家."""
    return len(right) <= 8 and not _SEPARATOR.search(right) and TIME not in right


def _join_scope(out: list[Statement], cursor: int, joined: str, dimension: str) -> int:
    """`200户或500人以上的聚居点`: where the second of two joined figures is a modifier, the first is one too."""
    near = out and out[-1].role == "statement" and 0 < cursor - out[-1].quantity.end <= 2
    sizes = near and out[-1].quantity.measure == "intensity" and out[-1].quantity.dimension == dimension
    if near and not out[-1].tail.verb and (joined == "或" or sizes):
        first = out.pop()
        out.append(Statement("modifier", first.quantity, first.tail, first.quantity.start, first.quantity.end))
        return first.left
    return cursor


def _noun(words: str, start: int, stop: int, clause_end: int) -> tuple[int, int]:
    """The noun of counted work; after an attribute with a figure of its own it follows the attribute's 的."""
    if stop == clause_end or "的" not in words[stop:clause_end]:
        return start, stop
    at = words.index("的", stop) + 1
    return at, clause_end


def _separator_length(rest: str) -> int:
    match = _SEPARATOR.match(rest)
    return match.end() if match else 0


def _without_bracket(right: str) -> str:
    """The words after a figure without a bracket that directly follows it: 20个(其中新建5个)、…"""
    match = _BRACKET.match(right)
    return right[match.end() :] if match else right


def _stop(words: str, mask: bytes, start: int, end: int, *, last: bool) -> int:
    """Where the noun after a counted figure ends."""
    right = words[start:end]
    if last:
        cut = next((m for m in _CUT.finditer(right) if m.start() > 1 and not mask[start + m.start()]), None)
        return start + (cut.start() if cut else len(right))
    found = [m for m in _SEPARATOR.finditer(right) if not mask[start + m.start()]]
    if not found:
        return end
    for match in reversed(found):  # 10所幼儿园和改造|20所小学: the last part that is a verb or nothing
        rest = right[match.end() :].replace(TIME, "")
        rest = rest[: len(rest) - read_tail(rest).length]
        if not rest or ending("actions").fullmatch(rest):
            return start + match.start()
    return start + found[0].start()


def _role(quantity: Quantity, tail: Tail, lead: str, right: str, *, listing: bool) -> Role:
    """Role of a figure that words follow directly."""
    if quantity.measure == "share" and quantity.dimension != "multiple":
        return _share_role(quantity, tail, lead, right)
    scaled = quantity.measure == "plain" and quantity.unit_name is not None  # 解决3.2万农村人口饮水安全
    if (quantity.measure in _NEVER_WORK and not scaled) or _SIZE.match(right):
        return "modifier"
    if quantity.after == ">=" and (quantity.unit_name or "")[-1:] in _LIVING and _SETTLEMENT.match(right):
        return "modifier"
    if quantity.dimension == "length" and _WIDTH.match(right):
        return "modifier"
    if quantity.after == "<=" or (right.startswith("的") and quantity.after is None and tail.comparator is None):
        return "modifier"
    if _counts(quantity, tail, lead, right, listing=listing):
        return "object"
    return "modifier"


def _share_role(quantity: Quantity, tail: Tail, lead: str, right: str) -> Role:
    """水质100%达标; 节能率不低于15%的改造 (a norm is a target even as an attribute); 覆盖50%以上行政村."""
    if beginning("share_actions").match(right) and not tail.comparator and quantity.after in (None, ">="):
        return "share_action"
    if right.startswith("的") and tail.norm and head_pattern().search(lead):
        return "statement"
    bounded = bool(tail.comparator or quantity.after or tail.verb)
    scope = lead.strip("力争确保到") in ("", "全市", "全区", "全县", "全省", "全国")
    verb = ending("actions").search(lead) or scope or tail.verb in ("level", "rise_to")
    stated = bounded or (scope and right.startswith("的") and containing("share_predicates").search(right[2:]))
    return "share_of" if stated and verb and len(right) > 1 else "modifier"


def _counts(quantity: Quantity, tail: Tail, lead: str, right: str, *, listing: bool) -> bool:
    """Whether the figure counts work to be done: `新建10所幼儿园`, `每个乡镇至少1个综合文化站`."""
    lexicon = load("targets")
    unit = quantity.unit_name or ""
    bounded = tail.comparator in (">=", ">", "~") or quantity.after in (">=", "~")
    acted = any(ending("actions").search(words) for words in (lead + tail.words, lead, _PARTICLE.sub("", lead)))
    verb = acted or (_LISTED.search(lead) and beginning("building").match(strip_leading(lead)))
    verb = verb or (_SIZED.search(lead) and beginning("building").match(strip_leading(lead)))
    base = unit.lstrip("十百千万亿")
    runs = listing and not lead.strip()
    if quantity.chinese and not bounded and (not verb or quantity.value < 2):
        return False
    acts = ending("action_nouns").search(right.split("、")[0])
    counts = quantity.measure == "count" and quantity.after is None and tail.comparator is None
    serves = counts and base not in ("头", "只", "羽") and _serves(lead + tail.words, right)
    if (
        base in lexicon["naming_units"]
        and not bounded
        and not ((verb or runs or serves) and base in lexicon["working_units"])
    ):
        return False
    if base in _LIVING and not (acts or serves or ending("person_actions").search(lead + tail.words)):
        return False
    if quantity.measure == "extent" and quantity.after == ">=" and not acts:
        return False
    if serves or (acts and quantity.after is None and base not in ("头", "只", "羽") and _works(lead)):
        return True
    if verb:
        return True
    if _FLOOR.search(lead) and (bounded or _FLOOR_VERB.search(lead)):
        return True
    if _EACH.search(lead) or _PREPOSITION.search(lead):
        return bounded
    begins = not lead.strip() or bool(containing("commitments").fullmatch(lead.strip()))
    return begins and (bounded or listing)


def _serves(lead: str, right: str) -> bool:
    """`为456户老年人开展服务`; not `对存栏量500头以上的养殖场进行改造`, which says which farms are meant."""
    if not _FOR.search(lead) or head_pattern().search(lead) or ending("properties").search(lead):
        return False
    return bool(containing("serving").search(right)) and not _BOUND.search(right[:8])


def _works(lead: str) -> bool:
    """`完成知春园小区336户居民供暖改造`: the verb stands at the head, the place between it and the figure."""
    return bool(beginning("empty_actions").match(lead) or beginning("empty_actions").match(strip_leading(lead)))


_NEVER_WORK = frozenset(("time", "intensity", "score", "plain", "implicit"))
_LIVING = frozenset(("人", "户", "头", "只", "羽"))
"""Their numbers are often the size of a thing: 500人以上企业, 280万只山羊产业."""
