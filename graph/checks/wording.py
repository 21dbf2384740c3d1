"""Checks of wording and order: levels and bounds that twins give differently, numbering, repairs, sums, repetitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from graph.checks.reading import Found, Reading, name
from graph.clauses import Twins, folded
from graph.ledger import ledger_of
from kb.schema import Item

# The level of a monitored section, a list, a unit: 省控断面, 市级, 县域. The same demand at two levels is two demands.
_LEVEL = frozenset("国省市区县乡镇村")
# Words of extent that change what is promised.
_EXTENTS = (frozenset({"全面", "基本", "部分", "初步"}), frozenset({"以下", "及以下"}), frozenset({"以上", "及以上"}))
_DIGIT_OF = {c: k for k, c in enumerate("零一二三四五六七八九")}
_NUMBER = re.compile(r"^[(（]?(\d{1,4}|[一二三四五六七八九十]{1,3})[)）]?[、..]?$")
_TOLD = 12
"""Unexplained entries quoted in one finding."""
_WHOLE = 12
"""Characters of the shortest clause whose levels are compared."""
# 共20个, 其中A 12个、B 9个
_SUM = re.compile(r"(?P<total>\d+(?:\.\d+)?)(?P<unit>万?亿?[一-鿿]{1,2})[^。；;\d]{0,12}其中(?P<parts>[^。；;]+)")


def level_differs(reading: Reading) -> Iterator[Found]:
    """The same sentence with another level of government in it: 省控断面 and 市控断面."""
    for twins in reading.twins:
        if min(len(twins.one.text), len(twins.other.text)) < _WHOLE:
            continue
        for ours, theirs in _replaced(twins):
            if ours in _LEVEL and theirs in _LEVEL:
                yield _differing(reading, twins, "级别")
                break


def extent_differs(reading: Reading) -> Iterator[Found]:
    """The same sentence with another extent: 全面 and 基本, 以下 and 及以下."""
    for twins in reading.twins:
        for family in _EXTENTS:
            ours, theirs = (_words_of(clause.text, family) for clause in (twins.one, twins.other))
            if ours and theirs and ours != theirs:
                yield _differing(reading, twins, "程度或界限")
                break


def _words_of(text: str, family: frozenset[str]) -> frozenset[str]:
    found = {word for word in family if word in text}
    return frozenset(word for word in found if not any(word != other and word in other for other in found))


def _replaced(twins: Twins) -> Iterator[tuple[str, str]]:
    a, b = twins.one.text, twins.other.text
    for kind, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "replace":
            yield a[i:j], b[k:n]


def _differing(reading: Reading, twins: Twins, what: str) -> Found:
    a, b = reading.items[twins.one.item], reading.items[twins.other.item]
    message = f"{name(a)}与{name(b)}文字相同而{what}不同"
    return Found(message, reading.quotes((a, twins.one.span), (b, twins.other.span)))


def numbering(reading: Reading) -> Iterator[Found]:
    """Rows of a table whose printed numbers skip or repeat."""
    series: dict[tuple[str, str], list[Item]] = {}
    for item in reading.record.items:
        if item.kind in ("task", "project") and item.locator.row is not None:
            series.setdefault((item.kind, item.locator.part), []).append(item)
    for items in series.values():
        numbered = [(_value(item.number), item) for item in items]
        for (before, above), (now, item) in pairwise(numbered):
            if before is None or now is None or now in (before + 1, 1) or _style(above) != _style(item):
                continue
            if now == before and (item.part is not None or above.part is not None):
                continue
            told = "重复" if now == before else "不连续"
            message = f"序号{told}: {above.number} 之后是 {item.number}"
            yield Found(message, reading.quotes((above, _head(reading, above)), (item, _head(reading, item))))


def _style(item: Item) -> bool:
    return any(c.isdigit() and c.isascii() for c in item.number or "")


def _head(reading: Reading, item: Item) -> tuple[int, int]:
    start = item.span[0]
    stop = reading.record.text.find("\n", start + 1)
    return start, min(item.span[1], stop if stop > start else item.span[1])


def _value(printed: str | None) -> int | None:
    match = _NUMBER.match(printed or "")
    if not match:
        return None
    digits = match[1]
    if digits.isdigit():
        return int(digits)
    tens, mark, ones = digits.rpartition("十")
    return (_DIGIT_OF.get(tens, 1) * 10 if mark else 0) + _DIGIT_OF.get(ones, 0)


def unresolved_value(reading: Reading) -> Iterator[Found]:
    """Characters that could not be restored stand in a unit, a number or a date."""
    for issue in reading.record.issues:
        if issue.code != "unresolved-repair" or issue.span is None:
            continue
        for item in reading.record.items:
            for what, span in _values(item):
                if span[0] < issue.span[1] and issue.span[0] < span[1]:
                    yield Found(f"{name(item)}的{what}里有无法还原的文字", reading.quotes((item, span)))
                    break


def _values(item: Item) -> Iterator[tuple[str, tuple[int, int]]]:
    yield from (("单位", duty.span) for duty in item.duties)
    yield from (("时限", deadline.span) for deadline in item.deadlines)
    yield from (("指标", target.span) for target in item.stated_targets)


def unexplained(reading: Reading) -> Iterator[Found]:
    """Numbers, dates and units of the text that no field holds (`graph.ledger`): one finding for the plan."""
    loose = [
        entry
        for entry in ledger_of(reading.record)
        if entry.state == "unexplained" and entry.kind in ("number", "date", "unit")
    ]
    if loose:
        quotes = tuple(reading.quote(entry.span, reading.items.get(entry.item)) for entry in loose[:_TOLD])
        yield Found(f"有{len(loose)}处数字、时间或单位没有归入任何事项, 请看台账 (zeren coverage)", quotes)


def sums(reading: Reading) -> Iterator[Found]:
    """Parts named after 其中 that together exceed their total."""
    for item in reading.record.items:
        for clause in re.finditer(r"[^。；;]+", item.text):
            match = _SUM.search(folded(clause.group()))
            if not match:
                continue
            unit = re.escape(match["unit"])
            parts = [float(number) for number in re.findall(rf"(\d+(?:\.\d+)?){unit}", match["parts"])]
            if len(parts) > 1 and sum(parts) > float(match["total"]) * (1 + 1e-9):
                told = "+".join(f"{part:g}" for part in parts)
                message = f"{name(item)}的分项之和大于总数: {told} > {match['total']}{match['unit']}"
                yield Found(message, reading.quotes((item, item.span)))


def repeated(reading: Reading) -> Iterator[Found]:
    """Two rows of one table with the same words."""
    seen: dict[tuple[str, str, str], Item] = {}
    for item in reading.record.items:
        text = folded(item.text)
        if item.kind not in ("task", "project") or len(text) < 8:
            continue
        key = item.kind, item.locator.part, text
        if key in seen:
            first = seen[key]
            message = f"{name(first)}与{name(item)}文字完全相同"
            yield Found(message, reading.quotes((first, _head(reading, first)), (item, _head(reading, item))))
        seen.setdefault(key, item)
