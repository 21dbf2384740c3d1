"""The ledger: every row, numbered paragraph, number with a measure, date, unit name, 《》 and 文号 of the text, accounted for.

`extracted`: an item's field holds it. `explained`: it stands where it states no duty, deadline or target (a heading, the
front matter, boilerplate, a number that says what is meant and not how much is to be reached). `unexplained`: neither;
a person should look, because the extraction may have missed it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import yaml
from msgspec import Struct

from kb.numerals import COUNTING
from kb.schema import Item, Record, Span
from kb.views import ENTRY_KINDS, EntryKind, LedgerEntry, State

T = TypeVar("T")
_NUMBER = r"\d+(?:[.,]\d+)*"
# 到2020年底前, 2018-2022年, 2022年, 每年; 3个月, 30个工作日
_DATE = re.compile(
    r"(?:19|20)\d\d[ \t]*年(?:[ \t]*\d{1,2}[ \t]*月(?:[ \t]*\d{1,2}[ \t]*日)?)?(?:底)?前?|每年|逐年|\d+个(?:月|工作日)"
)
_LENGTH = re.compile(r"\d+个(?:月|工作日)")
_TITLE = re.compile(r"《[^《》\n]{2,60}》")
# 吴政办发〔2018〕122号
_DOCUMENT = re.compile(r"[一-鿿]{1,8}[〔\[(（]\s*(?:19|20)\d\d\s*[〕\])）]\s*\d+\s*号")
# 甲、乙、丙3个: as many as are named
_LISTED = re.compile(r"(?:[^、，。；;：:]{1,12}、)+[^、，。；;：:]{1,12}?$")
_HEAD = 8
"""Characters at the beginning of a row in which its number stands, whatever the number was read as."""
_AROUND = 80
"""Characters of the sentence that the reasons see on each side."""
# 1. (一) 一、 at the beginning of a line; what is accounted for is the first character behind it.
_NUMBERED = re.compile(
    rf"^[ \t　]*(?:\d{{1,3}}\s*[.．、](?!\d)|[(（][{COUNTING}\d]+[)）]|[{COUNTING}]+、)[ \t　]*(?=\S)",
    re.M,
)


class _Reason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kinds: tuple[EntryKind, ...]
    why: str
    before: str = ""
    number: str = ""
    after: str = ""


class _LedgerWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    measures: tuple[str, ...]
    roles: tuple[str, ...]
    reasons: tuple[_Reason, ...]


@cache
def _words() -> _LedgerWords:
    file = Path(__file__).with_suffix(".yaml")
    return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), _LedgerWords)


@cache
def _quantity() -> re.Pattern[str]:
    """45.3万亩, 95%, 500家, 2万亩"""
    measures = "|".join(sorted(_words().measures, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<![\d.]){_NUMBER}[ \t]*[十百千万亿]*(?:{measures})")


def ledger_of(record: Record) -> tuple[LedgerEntry, ...]:
    """Every entry of the record's text, by place."""
    items = _Places((item.span, item) for item in record.items)
    regions = _Places((region.span, region.kind) for region in record.regions)
    found: list[LedgerEntry] = []
    for kind, span in _entries(record):
        # A document number may be matched with words of the heading before it: where it ends is where it stands.
        place = (span[1] - 1, span[1]) if kind == "document_number" else span
        item = items.at(place)
        state, why = _account(record, kind, span, item, regions.at(place))
        words = "".join((_line(record.text, span) if kind == "paragraph" else record.text[slice(*span)]).split())
        found.append(
            LedgerEntry(kind=kind, span=span, text=words[:60], state=state, why=why, item=item.id if item else "")
        )
    return tuple(sorted(found, key=lambda entry: (entry.span, list(ENTRY_KINDS).index(entry.kind))))


def entry_counts(entries: Iterable[LedgerEntry]) -> dict[EntryKind, Counter[State]]:
    """How many entries of each kind are in each state."""
    found: dict[EntryKind, Counter[State]] = {kind: Counter() for kind in ENTRY_KINDS}
    for entry in entries:
        found[entry.kind][entry.state] += 1
    return found


def unexplained_share(entries: Iterable[LedgerEntry]) -> float:
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
    yield from (("row", item.span) for item in record.items if item.locator.row is not None)
    yield from (("row", span) for span in lost_rows(record))
    yield from (("paragraph", (match.end(), match.end() + 1)) for match in _NUMBERED.finditer(text))
    yield from (("number", match.span()) for match in _quantity().finditer(text))
    yield from (("date", match.span()) for match in _DATE.finditer(text))
    yield from (("title", match.span()) for match in _TITLE.finditer(text))
    yield from (("document_number", match.span()) for match in _DOCUMENT.finditer(text))
    names = {duty.mention for item in record.items for duty in item.duties if len(duty.mention) > 2}
    if names:
        pattern = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
        yield from (("unit", match.span()) for match in re.finditer(pattern, text))


def lost_rows(record: Record) -> tuple[Span, ...]:
    """Places where a table prints the number of a row that no item is: the row vanished.

    A number alone on its line that the rows before and after skip, between them.
    """
    tables: dict[tuple[str, str], dict[int, Item]] = {}
    for item in record.items:
        if item.locator.row is not None and (item.number or "").isdecimal():
            tables.setdefault((item.kind, item.locator.part), {}).setdefault(int(item.number or 0), item)
    found: list[Span] = []
    for rows in tables.values():
        numbers = sorted(rows)
        for below, above in pairwise(numbers):
            low, high = rows[below].span[0], rows[above].span[0]
            for missing in range(below + 1, above) if low < high else ():
                match = re.compile(rf"^[ \t　]*({missing})[ \t　]*$", re.M).search(record.text, low, high)
                if match and not any(item.span[0] <= match.start(1) < item.span[0] + _HEAD for item in record.items):
                    found.append(match.span(1))
    return tuple(found)


def _line(text: str, span: Span) -> str:
    end = text.find("\n", span[0])
    return text[span[0] : end if end >= 0 else len(text)]


_REGION_WHY = {"heading": "标题或说明段落", "front_matter": "文首", "boilerplate": "页面杂项"}


def _account(record: Record, kind: EntryKind, span: Span, item: Item | None, region: str | None) -> tuple[State, str]:
    if kind == "row":
        return (
            ("extracted", "事项")
            if item and item.locator.row is not None and item.span == span
            else ("unexplained", "")
        )
    if item is None and region == "heading" and kind == "number" and _is_promise(record, span):
        return ("explained", "另处已列为指标") if _is_stated(record, span) else ("unexplained", "")
    if item is None:
        return ("explained", _REGION_WHY[region]) if region else ("unexplained", "")
    if kind in ("paragraph", "title", "document_number"):
        return "extracted", "事项内容"
    held = _field(item, kind, span)
    if held:
        return "extracted", held
    why = _mentioned(record.text, span, item) if kind == "unit" else _reason(record.text, kind, span, item)
    return ("explained", why) if why else ("unexplained", "")


def _is_promise(record: Record, span: Span) -> bool:
    """Whether a sentence outside the items names a year of the plan: its numbers may be targets that were missed."""
    start = record.plan.start_year
    low = max(record.text.rfind(mark, 0, span[0]) for mark in "。；;\n") + 1
    ends = [place for mark in "。；;\n" if (place := record.text.find(mark, span[1])) >= 0]
    sentence = record.text[low : min(ends, default=len(record.text))]
    return start is not None and any(int(year) >= start for year in re.findall(r"((?:19|20)\d\d)\s*年", sentence))


def _is_stated(record: Record, span: Span) -> bool:
    """Whether an item's target has the number and its measure."""
    words = "".join(record.text[slice(*span)].split())
    targets = (target for item in record.items for target in item.targets)
    return any(words == f"{target.value:g}{target.unit or ''}" for target in targets)


def _field(item: Item, kind: EntryKind, span: Span) -> str:
    if any(_meet(duty.span, span) for duty in item.duties):
        return "责任单位"
    if any(_meet(deadline.span, span) for deadline in item.deadlines):
        return "时限"
    if any(_meet(target.span, span) for target in item.stated_targets):
        return "指标"
    return ""


def _mentioned(text: str, span: Span, item: Item) -> str:
    """A unit that a sentence speaks of; beside a word of duty it should be among the item's units."""
    follows = re.match(rf"[^。；;，,\n]{{0,4}}(?:{'|'.join(_words().roles)})", text[span[1] : item.span[1]])
    given = follows or text[item.span[0] : span[0]].endswith("由")
    held = any(text[slice(*span)] == duty.mention for duty in item.duties)
    return "文中提到的单位" if held or not given else ""


def _reason(text: str, kind: EntryKind, span: Span, item: Item) -> str:
    before = text[max(span[0] - _AROUND, item.span[0]) : span[0]]
    after = text[span[1] : span[1] + _AROUND]
    if text.rfind("《", item.span[0], span[0]) > text.rfind("》", item.span[0], span[0]):
        return "文件名称的一部分"
    words = text[slice(*span)]
    if kind == "number" and _counts_list(before, words):
        return "列举的数目"
    length = kind == "date" and _LENGTH.fullmatch(words)
    for reason in _words().reasons:
        fits = kind in reason.kinds and (reason.why != "时长" or length)
        around = ((reason.before, before), (reason.number, words), (reason.after, after))
        if fits and all(re.search(*pair) for pair in around):
            return reason.why
    return ""


def _counts_list(before: str, number: str) -> bool:
    """Whether the number counts what is named before it: 长寿、江津、璧山、南川4个, 荣昌、合川等28个."""
    match = _LISTED.search(before.rstrip("等"))
    digits = re.match(r"\d+", number)
    if not match or not digits:
        return False
    return before.endswith("等") or match.group().count("、") + 1 == int(digits.group())


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
