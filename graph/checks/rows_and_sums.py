"""Checks of order and amount: numbering, repairs, sums, counts, repetitions, what the ledger cannot explain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from graph.checks.checked_record import CheckedRecord, Proof
from graph.clauses import folded
from graph.ledger import ledger_of
from kb.numerals import COUNTING, chinese_integer, write_integer
from kb.schema import Item
from kb.wording import item_name

_NUMBER = re.compile(rf"^[(（]?(\d{{1,4}}|[{COUNTING}]{{1,3}})[)）]?[、..]?$")
_TOLD = 12
"""Unexplained entries quoted in one finding."""
# 优先保护、安全利用和严格管控等3类
_COUNTED = re.compile(
    r"(?P<list>(?:[^、，,：:]{1,20}、)+(?P<last>[^、，,]{1,20}?))等?"
    rf"(?P<count>(?!一)[{COUNTING}]|(?<!\d)\d)(?P<word>大类?|[类项种])"
)
_AND = re.compile(r"[和及与]")
# 共20个, 其中A 12个、B 9个
_SUM = re.compile(r"(?P<total>\d+(?:\.\d+)?)(?P<unit>万?亿?[一-鿿]{1,2})[^。；;\d]{0,12}其中(?P<parts>[^。；;]+)")


def numbering(checked: CheckedRecord) -> Iterator[Proof]:
    """Rows of a table, or numbered paragraphs under one heading, whose printed numbers skip or repeat."""
    series: dict[tuple[object, ...], list[Item]] = {}
    for item in checked.record.items:
        if item.kind in ("task", "project") and item.locator.row is not None:
            series.setdefault((item.kind, item.locator.part), []).append(item)
        elif item.kind in ("measure", "task"):
            series.setdefault((item.locator.part, item.path, _style(item)), []).append(item)
    for items in series.values():
        numbered = [(_value(item.number), item) for item in items]
        for (before, above), (now, item) in pairwise(numbered):
            if before is None or now is None or now in (before + 1, 1) or _style(above) != _style(item):
                continue
            if now == before and (item.part is not None or above.part is not None):
                continue
            if now > before and _is_printed(checked, above, item, before + 1):
                continue  # a heading of its own, or a row that the ledger misses
            told = "重复" if now == before else "不连续"
            message = f"序号{told}: {above.number} 之后是 {item.number}"
            yield Proof(message, checked.quotes((above, _head(checked, above)), (item, _head(checked, item))))


def _is_printed(checked: CheckedRecord, above: Item, item: Item, number: int) -> bool:
    """Whether the number stands at the beginning of a line between the two items, in digits or in Chinese."""
    chinese = write_integer(number) if number < 10_000 else number
    pattern = rf"^[ \t　]*[(（第]?(?:{number}|{chinese})[ \t　]*(?:[)）、.．章节条]|$)"
    return re.compile(pattern, re.M).search(checked.record.text, above.span[0], item.span[0]) is not None


def _style(item: Item) -> bool:
    return any(c.isdigit() and c.isascii() for c in item.number or "")


def _head(checked: CheckedRecord, item: Item) -> tuple[int, int]:
    start = item.span[0]
    stop = checked.record.text.find("\n", start + 1)
    return start, min(item.span[1], stop if stop > start else item.span[1])


def _value(printed: str | None) -> int | None:
    match = _NUMBER.match(printed or "")
    if not match:
        return None
    return int(match[1]) if match[1].isdigit() else chinese_integer(match[1])


def unresolved_value(checked: CheckedRecord) -> Iterator[Proof]:
    """Characters that could not be restored stand in a unit, a number or a date."""
    for issue in checked.record.issues:
        if issue.code != "unresolved-repair" or issue.span is None:
            continue
        for item in checked.record.items:
            for what, span in _values(item):
                if span[0] < issue.span[1] and issue.span[0] < span[1]:
                    yield Proof(f"{item_name(item)}的{what}里有无法还原的文字", checked.quotes((item, span)))
                    break


def _values(item: Item) -> Iterator[tuple[str, tuple[int, int]]]:
    yield from (("单位", duty.span) for duty in item.duties)
    yield from (("时限", deadline.span) for deadline in item.deadlines)
    yield from (("指标", target.span) for target in item.stated_targets)


def unexplained_value(checked: CheckedRecord) -> Iterator[Proof]:
    """Numbers, dates and units of the text that no field holds (`graph.ledger`): one finding for the plan."""
    loose = [
        entry
        for entry in ledger_of(checked.record)
        if entry.state == "unexplained" and entry.kind in ("number", "date", "unit")
    ]
    if loose:
        quotes = tuple(checked.quote(entry.span, checked.items.get(entry.item)) for entry in loose[:_TOLD])
        yield Proof(f"有{len(loose)}处数字、时间或单位没有归入任何事项, 请看台账 (zeren coverage)", quotes)


def sum_too_large(checked: CheckedRecord) -> Iterator[Proof]:
    """Parts named after 其中 that together exceed their total."""
    for item in checked.record.items:
        for clause in re.finditer(r"[^。；;]+", item.text):
            match = _SUM.search(folded(clause.group()))
            if not match:
                continue
            unit = re.escape(match["unit"])
            parts = [float(number) for number in re.findall(rf"(\d+(?:\.\d+)?){unit}", match["parts"])]
            if len(parts) > 1 and sum(parts) > float(match["total"]) * (1 + 1e-9):
                told = "+".join(f"{part:g}" for part in parts)
                message = f"{item_name(item)}的分项之和大于总数: {told} > {match['total']}{match['unit']}"
                yield Proof(message, checked.quotes((item, item.span)))


def count_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """A list that names more things than the number behind it says: A、B、C、D等三类."""
    for item in checked.record.items:
        for clause in checked.clauses[item.id]:
            match = _COUNTED.search(clause.text)
            if not match:
                continue
            said, listed = _value(match["count"]), match["list"].count("、") + 1 + bool(_AND.search(match["last"]))
            if said and listed > said:
                message = f"{item_name(item)}列举了{listed}项, 却写“{match['count']}{match['word']}”"
                yield Proof(message, checked.quotes((item, clause.span)))


def row_repeated(checked: CheckedRecord) -> Iterator[Proof]:
    """Two rows of one table with the same words."""
    seen: dict[tuple[str, str, str], Item] = {}
    for item in checked.record.items:
        text = folded(item.text)
        if item.kind not in ("task", "project") or len(text) < 8:
            continue
        key = item.kind, item.locator.part, text
        if key in seen:
            first = seen[key]
            message = f"{item_name(first)}与{item_name(item)}文字完全相同"
            yield Proof(message, checked.quotes((first, _head(checked, first)), (item, _head(checked, item))))
        seen.setdefault(key, item)
