"""The ledger: every row, numbered paragraph, number with a measure, date, unit name, 《》 and 文号 of the text, accounted for.

`extracted`: an item's field holds it. `explained`: it stands where it states no duty, deadline or target (a heading, the
front matter, boilerplate, a number that says what is meant and not how much is to be reached). `unexplained`: neither;
a person should look, because the extraction may have missed it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from kb.schema import Item, Record, Span

T = TypeVar("T")
EntryKind = Literal["row", "paragraph", "number", "date", "unit", "title", "document_number"]
State = Literal["extracted", "explained", "unexplained"]

KINDS: dict[EntryKind, str] = {
    "row": "表格行",
    "paragraph": "编号段落",
    "number": "带计量单位的数字",
    "date": "时间表述",
    "unit": "单位名称",
    "title": "文件名称",
    "document_number": "文号",
}
"""Kinds of entries and their Chinese names, in the order in which they are told."""

_NUMBER = r"\d+(?:[.,]\d+)*"
_MEASURES = (
    "%|％|‰|个百分点|百分点|微克/立方米|毫克/升|mg/L|cm|mm|km|公里|千米|米|万?亩|公顷|平方[公千]?米|立方米|"
    "[万亿]?吨|千克|公斤|[百千万亿]*元|万?千瓦时?|兆瓦|蒸吨(?:/小时)?|[百千万亿]*人(?:次)?|[百千万亿]*[个家座处条项户件套辆台所批次]"
)
# 45.3万亩, 95%, 500家, 2万亩
_QUANTITY = re.compile(rf"(?<![\d.]){_NUMBER}\s*(?:[万亿]+)?(?:{_MEASURES})")
# 到2020年底前, 2018-2022年, 2022年, 每年
_DATE = re.compile(r"(?:19|20)\d\d\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:底)?前?|每年|逐年")
_TITLE = re.compile(r"《[^《》\n]{2,60}》")
# 吴政办发〔2018〕122号
_DOCUMENT = re.compile(r"[一-鿿]{1,8}[〔\[(（]\s*(?:19|20)\d\d\s*[〕\])）]\s*\d+\s*号")
# What a number says when it says which things are meant: 35蒸吨/小时以下锅炉, 1000米可视范围, 3类, 四大, 10年为1个周期.
_SCOPE = re.compile(r"^(?:及?以[上下内外]的?(?![，,。；;\s]|$)|可视|范围|为|[类大级]|个?周期)")
# 1. (一) 一、 at the beginning of a line; what is accounted for is the first character behind it.
_NUMBERED = re.compile(
    r"^[ \t　]*(?:\d{1,3}\s*[.．、](?!\d)|[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、)[ \t　]*(?=\S)",
    re.M,
)


class Entry(Struct, frozen=True, kw_only=True):
    """One thing of the text that must be accounted for."""

    kind: EntryKind
    span: Span
    text: str
    state: State
    why: str = ""
    """Chinese: the field that holds it, or why none does; empty where unexplained."""
    item: str = ""
    """The item it stands in; empty outside the items."""


def ledger_of(record: Record) -> tuple[Entry, ...]:
    """Every entry of the record's text, by place."""
    items = _Places((item.span, item) for item in record.items)
    regions = _Places((region.span, region.kind) for region in record.regions)
    found: list[Entry] = []
    for kind, span in _entries(record):
        item = items.at(span)
        state, why = _account(record, kind, span, item, regions.at(span))
        words = "".join((_line(record.text, span) if kind == "paragraph" else record.text[slice(*span)]).split())
        found.append(Entry(kind=kind, span=span, text=words[:60], state=state, why=why, item=item.id if item else ""))
    return tuple(sorted(found, key=lambda entry: (entry.span, list(KINDS).index(entry.kind))))


def counts(entries: Iterable[Entry]) -> dict[EntryKind, Counter[State]]:
    """How many entries of each kind are in each state."""
    found: dict[EntryKind, Counter[State]] = {kind: Counter() for kind in KINDS}
    for entry in entries:
        found[entry.kind][entry.state] += 1
    return found


def unexplained_share(entries: Iterable[Entry]) -> float:
    """Share of numbers, dates and unit names that nothing accounts for, 0 to 1."""
    held = [entry for entry in entries if entry.kind in ("number", "date", "unit")]
    return sum(entry.state == "unexplained" for entry in held) / len(held) if held else 0.0


class _Places(Generic[T]):
    """Values that lie in stretches of the text; of several at one place the shortest."""

    def __init__(self, held: Iterable[tuple[Span, T]]) -> None:
        self._held = sorted(held, key=lambda one: one[0][1] - one[0][0])

    def at(self, span: Span) -> T | None:
        return next((value for place, value in self._held if place[0] <= span[0] and span[1] <= place[1]), None)


def _entries(record: Record) -> Iterator[tuple[EntryKind, Span]]:
    text = record.text
    for item in record.items:
        if item.locator.row is not None:
            yield "row", item.span
    yield from (("paragraph", (match.end(), match.end() + 1)) for match in _NUMBERED.finditer(text))
    yield from (("number", match.span()) for match in _QUANTITY.finditer(text))
    yield from (("date", match.span()) for match in _DATE.finditer(text))
    yield from (("title", match.span()) for match in _TITLE.finditer(text))
    yield from (("document_number", match.span()) for match in _DOCUMENT.finditer(text))
    names = {duty.mention for item in record.items for duty in item.duties if len(duty.mention) > 2}
    if names:
        pattern = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
        yield from (("unit", match.span()) for match in re.finditer(pattern, text))


def _line(text: str, span: Span) -> str:
    end = text.find("\n", span[0])
    return text[span[0] : end if end >= 0 else len(text)]


_REGION_WHY = {"heading": "标题或说明段落", "front_matter": "文首", "boilerplate": "页面杂项"}


def _account(record: Record, kind: EntryKind, span: Span, item: Item | None, region: str | None) -> tuple[State, str]:
    if kind == "row":
        return "extracted", "事项"
    if item is None:
        return ("explained", _REGION_WHY[region]) if region else ("unexplained", "")
    if kind in ("paragraph", "title", "document_number"):
        return "extracted", "事项内容"
    held = _field(item, kind, span)
    if held:
        return "extracted", held
    why = _scope(record.text, kind, span, item)
    return ("explained", why) if why else ("unexplained", "")


def _field(item: Item, kind: EntryKind, span: Span) -> str:
    if any(_meet(duty.span, span) for duty in item.duties):
        return "责任单位"
    if any(_meet(deadline.span, span) for deadline in item.deadlines):
        return "时限"
    if any(_meet(target.span, span) for target in item.stated_targets):
        return "指标"
    return ""


def _scope(text: str, kind: EntryKind, span: Span, item: Item) -> str:
    if kind == "unit":
        return "文中提到的单位"
    if kind == "number" and _SCOPE.match(text[span[1] : span[1] + 6]):
        return "限定范围的数字"
    before, after = text[max(span[0] - 12, 0) : span[0]], text[span[1] : span[1] + 12]
    if text.rfind("《", item.span[0], span[0]) > text.rfind("》", item.span[0], span[0]):
        return "文件名称的一部分"
    if kind == "date" and (
        before.endswith(("同比", "比", "较", "自", "从")) or after.startswith(("相比", "以来", "为1个"))
    ):
        return "比较基准"
    return ""


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
