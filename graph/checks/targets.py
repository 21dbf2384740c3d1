"""Checks of targets: the same indicator with another value, year, baseline, comparator or name in another place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations
from typing import NamedTuple

from graph.checks.checked_record import CheckedRecord, Proof
from graph.checks.vocabulary import vocabulary
from graph.clauses import folded
from kb.schema import Item, Target
from kb.vocabulary import any_of
from kb.wording import item_name, quantity

# 全区森林保有量 and 森林保有量 are one indicator: the scope is the plan's own.
_OWN_SCOPE = re.compile(rf"^(?:到?\d{{4}}年)?{any_of(vocabulary().own_area)}")
_MARKS = re.compile(r"[的之年、,，()（）《》/·]")
ALIKE = 0.6
"""Names of indicators at least this alike, with one value, are names of one indicator."""
_HEAD_NOUN = 3
"""Last characters that two names of one thing share."""
_LONG_TAIL = 7
"""Last characters shared by two indicators that hardly differ: 断面水质达标率."""
_GENERIC = 3
"""An indicator that stands in more places of one table than this counts something else in each row."""
_AT_LEAST, _AT_MOST = (">=", ">"), ("<=", "<")


class StatedTarget(NamedTuple):
    """A target and the item that states it."""

    item: Item
    target: Target


def indicator_key(indicator: str) -> str:
    """The indicator's name as it is compared.

    >>> indicator_key("全区煤炭消费总量")
    '煤炭消费总量'
    """
    return _MARKS.sub("", _OWN_SCOPE.sub("", folded(indicator)))


@cache
def likeness(one: str, other: str) -> float:
    """How alike two keys are, 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


@cache
def same_key(one: str, other: str) -> bool:
    """Whether the keys name one indicator: equal, or one has a single character more (饮用水源地, 饮用水水源地)."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1 or len(short) < 8:
        return False
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def stated_targets_of(checked: CheckedRecord) -> tuple[StatedTarget, ...]:
    """Every target with its item, in document order."""
    return tuple(StatedTarget(item, target) for item in checked.record.items for target in item.stated_targets)


def _comparable(one: Target, other: Target) -> bool:
    unit = (one.normal_unit or one.unit) == (other.normal_unit or other.unit)
    return unit and one.kind == other.kind and one.per == other.per


def _value(target: Target) -> float:
    return target.normal_value if target.normal_value is not None else target.value


def _places_differ(one: Item, other: Item) -> bool:
    """Rows of one table stand beside each other: 10 in one row and 20 in the next is no contradiction."""
    return one.id != other.id and (one.kind, one.locator.part) != (other.kind, other.locator.part)


def _pairs(checked: CheckedRecord) -> Iterator[tuple[list[StatedTarget], list[StatedTarget]]]:
    """The targets of one indicator in two items that stand in different places."""
    held = stated_targets_of(checked)
    groups: dict[str, list[StatedTarget]] = {}
    for one in held:
        key = indicator_key(one.target.indicator)
        known = next((k for k in groups if same_key(k, key)), key)
        groups.setdefault(known, []).append(one)
    for key, group in groups.items():
        items = {one.item.id: one.item for one in group}
        if len(key) < 3 or _is_generic(items):
            continue
        for a, b in combinations(items.values(), 2):
            if _places_differ(a, b):
                yield [one for one in group if one.item is a], [one for one in group if one.item is b]


def _met(checked: CheckedRecord) -> Iterator[tuple[StatedTarget, StatedTarget]]:
    """Each target of one place with each of another, both of one indicator."""
    return ((a, b) for ours, theirs in _pairs(checked) for a in ours for b in theirs)


def _is_generic(items: dict[str, Item]) -> bool:
    counts: dict[tuple[str, str], int] = {}
    for item in items.values():
        place = item.kind, item.locator.part
        counts[place] = counts.get(place, 0) + 1
    return max(counts.values()) > _GENERIC


def _agree(one: Target, other: Target) -> bool:
    return _value(one) == _value(other) and one.year == other.year


def _unsettled(checked: CheckedRecord) -> Iterator[tuple[StatedTarget, StatedTarget]]:
    """Comparable targets of one indicator in two places where no statement of one place agrees with the other's."""
    for ours, theirs in _pairs(checked):
        pairs = [(a, b) for a in ours for b in theirs if _comparable(a.target, b.target)]
        settled = {id(held) for a, b in pairs if _agree(a.target, b.target) for held in (a, b)}
        settled |= {id(held) for one in (ours, theirs) for held in one if _is_share(held, ours, theirs)}
        yield from ((a, b) for a, b in pairs if id(a) not in settled and id(b) not in settled)


def _is_share(held: StatedTarget, ours: list[StatedTarget], theirs: list[StatedTarget]) -> bool:
    """Whether the target is one year's share of what the other place asks for in all: 100, 100 and 100 of 300公里."""
    mine, other = (ours, theirs) if held in ours else (theirs, ours)
    shares = [one for one in mine if _comparable(one.target, held.target)]
    total = sum(_value(one.target) for one in shares)
    return len({one.target.year for one in shares}) > 1 and any(
        _comparable(one.target, held.target) and _value(one.target) == total for one in other
    )


def _told(
    checked: CheckedRecord,
    pairs: Iterator[tuple[StatedTarget, StatedTarget]],
    say: Callable[[str, StatedTarget, StatedTarget], str],
) -> Iterator[Proof]:
    """One finding for all indicators that one sentence gives with one difference."""
    groups: dict[tuple[object, ...], list[tuple[StatedTarget, StatedTarget]]] = {}
    for a, b in pairs:
        groups.setdefault((a.item.id, a.target.span, b.item.id, b.target.span), []).append((a, b))
    for group in groups.values():
        names = "、".join(dict.fromkeys(a.target.indicator for a, _ in group))
        a, b = group[0]
        yield Proof(say(names, a, b), checked.quotes((a.item, a.target.span), (b.item, b.target.span)))


def value_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same indicator, the same year, another value."""
    pairs = (
        (a, b)
        for a, b in _unsettled(checked)
        if a.target.year is not None and a.target.year == b.target.year and not _other_promise(a.target, b.target)
    )
    return _told(
        checked,
        pairs,
        lambda names, a, b: (
            f"{names}在{a.target.year}年的目标值不同: "
            f"{item_name(a.item)}为{quantity(a.target)}, {item_name(b.item)}为{quantity(b.target)}"
        ),
    )


def _other_promise(one: Target, other: Target) -> bool:
    """确保 80% and 力争 85% are two promises."""
    return one.commitment != other.commitment and "力争" in (one.commitment, other.commitment)


def year_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same indicator, the same value, another year."""
    pairs = (
        (a, b)
        for a, b in _unsettled(checked)
        if _value(a.target) == _value(b.target) and a.target.year and b.target.year and a.target.year != b.target.year
    )
    return _told(
        checked,
        pairs,
        lambda names, a, b: (
            f"{names}的达标年份不同({quantity(a.target)}): "
            f"{item_name(a.item)}为{a.target.year}年, {item_name(b.item)}为{b.target.year}年"
        ),
    )


def year_missing(checked: CheckedRecord) -> Iterator[Proof]:
    """The same indicator and value, with a year in one place and without any in the other."""
    pairs = (
        (a, b)
        for a, b in _unsettled(checked)
        if _value(a.target) == _value(b.target)
        and (a.target.year is None) != (b.target.year is None)
        and not any(one.target.year is None and _yearly(one.item) for one in (a, b))
    )

    def say(names: str, a: StatedTarget, b: StatedTarget) -> str:
        dated, undated = (a, b) if a.target.year else (b, a)
        return f"{names}在{item_name(undated.item)}没有写明年份, {item_name(dated.item)}为{dated.target.year}年"

    return _told(checked, pairs, say)


def _yearly(item: Item) -> bool:
    return any(deadline.relation == "each_year" for deadline in item.deadlines)


def baseline_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same indicator is measured against another year."""
    pairs = (
        (a, b)
        for a, b in _met(checked)
        if a.target.baseline_year and b.target.baseline_year and a.target.baseline_year != b.target.baseline_year
    )
    return _told(
        checked,
        pairs,
        lambda names, a, b: (
            f"{names}的比较基准不同: {item_name(a.item)}与{a.target.baseline_year}年相比, "
            f"{item_name(b.item)}与{b.target.baseline_year}年相比"
        ),
    )


def comparator_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same indicator, value and year, but at least in one place and about or at most in the other."""
    pairs = (
        (a, b)
        for a, b in _met(checked)
        if _comparable(a.target, b.target)
        and _agree(a.target, b.target)
        and _side(a.target) != _side(b.target)
        and "" not in (_side(a.target), _side(b.target))
    )
    return _told(
        checked,
        pairs,
        lambda names, a, b: (
            f"{names}的要求方向不同: {item_name(a.item)}写“{a.target.text}”, {item_name(b.item)}写“{b.target.text}”"
        ),
    )


def _side(target: Target) -> str:
    if target.comparator in _AT_LEAST:
        return "least"
    if target.comparator in _AT_MOST:
        return "most"
    return "about" if target.comparator == "~" else ""


def promise_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same indicator, value and year, assured in one place and hoped for in the other."""
    pairs = (
        (a, b)
        for a, b in _met(checked)
        if _comparable(a.target, b.target) and _agree(a.target, b.target) and _other_promise(a.target, b.target)
    )
    return _told(
        checked,
        pairs,
        lambda names, a, b: (
            f"{names}的承诺程度不同: {item_name(a.item)}写“{a.target.text}”, {item_name(b.item)}写“{b.target.text}”"
        ),
    )


def name_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """One telling value and year under two names that are alike: another scope, or another thing."""
    held = [one for one in stated_targets_of(checked) if _is_telling(one.target)]
    pairs = ((a, b) for a, b in _two_names(held, _alike) if _agree(a.target, b.target))
    return _told(
        checked,
        pairs,
        lambda names, a, b: (
            f"同一目标值{quantity(a.target)}用了两个指标名称: "
            f"{item_name(a.item)}写“{a.target.indicator}”, {item_name(b.item)}写“{b.target.indicator}”"
        ),
    )


def _two_names(
    held: Iterable[StatedTarget], near: Callable[[str, str], bool]
) -> Iterator[tuple[StatedTarget, StatedTarget]]:
    """Comparable targets of two places whose indicators have two names that are `near`, neither place naming both."""
    for (a, of_a), (b, of_b) in combinations([(one, indicator_key(one.target.indicator)) for one in held], 2):
        if (
            _places_differ(a.item, b.item)
            and _comparable(a.target, b.target)
            and not same_key(of_a, of_b)
            and near(of_a, of_b)
            and not _also_named(a.item, of_b)
            and not _also_named(b.item, of_a)
        ):
            yield a, b


def _alike(one: str, other: str) -> bool:
    """Alike as a whole, or the same head noun: 林木蓄积量, 单位森林面积蓄积量."""
    return one[-_HEAD_NOUN:] == other[-_HEAD_NOUN:] or likeness(one, other) >= ALIKE


def _also_named(item: Item, key: str) -> bool:
    """Whether the item names that very indicator too, so that both names are meant."""
    return any(same_key(indicator_key(target.indicator), key) for target in item.stated_targets)


def _is_telling(target: Target) -> bool:
    """A value that two indicators hardly share by chance: not a round percentage, not a count of things."""
    if target.indicator.endswith("数量"):
        return False
    if target.unit in ("%", "％", None):
        return target.value % 1 != 0
    return target.value >= 10 or target.value % 1 != 0


def alike_year_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """One value of two indicators of nearly one name, due in two years: 出境断面, 交接断面水质达标率."""
    held = [one for one in stated_targets_of(checked) if one.target.year]
    pairs = (
        (a, b)
        for a, b in _two_names(held, lambda one, other: one[-_LONG_TAIL:] == other[-_LONG_TAIL:])
        if _value(a.target) == _value(b.target) and a.target.year != b.target.year
    )
    return _told(
        checked,
        pairs,
        lambda names, a, b: (
            f"相近指标的达标年份不同({quantity(a.target)}): {item_name(a.item)}的{a.target.indicator}为{a.target.year}年, "
            f"{item_name(b.item)}的{b.target.indicator}为{b.target.year}年"
        ),
    )


def goes_backwards(checked: CheckedRecord) -> Iterator[Proof]:
    """A later year asks for less than an earlier one did."""
    pairs = (
        (a, b)
        for a, b in _timed(checked)
        if (a.target.comparator in _AT_LEAST and _value(b.target) < _value(a.target))
        or (a.target.comparator in _AT_MOST and _value(b.target) > _value(a.target))
    )
    return _told(
        checked,
        pairs,
        lambda names, a, b: (
            f"{names}的目标随时间后退: {a.target.year}年为{quantity(a.target)}, {b.target.year}年为{quantity(b.target)}"
        ),
    )


def _timed(checked: CheckedRecord) -> Iterator[tuple[StatedTarget, StatedTarget]]:
    """Levels of one indicator with one comparator, the earlier year first; commitments are not mixed."""
    held = [one for one in stated_targets_of(checked) if one.target.year and one.target.kind == "level"]
    for a, b in combinations(held, 2):
        if indicator_key(a.target.indicator) != indicator_key(b.target.indicator):
            continue
        # 改造数量 counts the work of each year and may well fall; a rate or a stock may not.
        if a.target.indicator.endswith(vocabulary().work):
            continue
        beside = a.item.id != b.item.id and not _places_differ(a.item, b.item)
        if beside or not _comparable(a.target, b.target) or a.target.comparator != b.target.comparator:
            continue
        if a.target.commitment != b.target.commitment or a.target.year == b.target.year:
            continue
        yield (a, b) if (a.target.year or 0) < (b.target.year or 0) else (b, a)
