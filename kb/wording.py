"""The one phrasebook: how a value, a time, a place and an item are said, on the site, by commands, in answers and findings."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable

from msgspec import Struct

from kb.schema import Certainty, Deadline, Item, ItemCell, Locator, PageBox, Target

_FULL = {",": "，", ":": "：", ";": "；"}
_SPACED = re.compile(r"([,:;]) (?=[^\x00-\x7f]|\d)")
KINDS = {"goal": "目标", "measure": "措施", "task": "任务", "project": "项目"}
ROLES = {"lead": "牵头单位", "support": "配合单位", "responsible": "责任单位"}
ROLE_VERBS = {"lead": "牵头", "support": "配合", "responsible": "责任"}
CERTAINTIES = {"stated": "原文明示", "repaired": "经修复", "inherited": "承自合并单元格", "inferred": "推断"}
CERTAINTY_MARKS = {"stated": "", "repaired": "修", "inherited": "承", "inferred": "推"}
REPAIR_CERTAINTIES = {"proved": "确证", "inferred": "推断", "unresolved": "未能确定", "corrected": "人工更正"}
HIT_TYPES = {"unit": "单位", "target": "指标", "text": "原文"}
"""What a hit of the search is called that is no item; an item goes by its kind."""
SEVERITIES = {"error": "矛盾", "warning": "待核", "info": "提示"}
UNIT_KINDS = {
    "department": "部门",
    "government": "政府",
    "township": "乡镇街道",
    "office": "办事机构",
    "enterprise": "企业",
    "school": "学校",
    "military": "军队",
    "party": "党委部门",
    "group": "集合名词",
    "other": "其他",
}
LEVELS = {
    "national": "国家级",
    "provincial": "省级",
    "municipal": "市级",
    "district": "区县级",
    "township": "乡镇级",
    "unknown": "",
}
_SYMBOLS = {">=": "≥", "<=": "≤", "=": "", "~": "约", ">": ">", "<": "<"}
SPOKEN = {">=": "不低于", "<=": "不超过", "=": "达到", "~": "约", ">": "高于", "<": "低于"}
_DIRECTIONS = {"increase": "增加", "decrease": "减少"}
_THIN = "\u2009"
_SLOT = re.compile(r"\{(\w+)\}")
_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?")


class Phrase(Struct, frozen=True):
    """A value as a reader sees it (`text`), as a machine or a screen reader wants it (`title`), and how sure it is."""

    text: str
    title: str
    certainty: Certainty = "stated"


def number(value: float) -> str:
    """The number as people write it: no `.0`, no exponent.

    >>> number(37.0), number(45.3), number(1200000.0)
    ('37', '45.3', '1200000')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".")


def amount(target: Target) -> Phrase:
    """Comparator, value and unit of a target, apart for the eye: `≥ 95 %`, spoken 不低于95%."""
    spoken = (target.commitment or "") + _way(target) + SPOKEN[target.comparator] + quantity(target)
    return Phrase(_THIN.join(part for part in _parts(target) if part), spoken, target.certainty)


def quantity(target: Target) -> str:
    """The value with its unit: 105万立方米, 33%, 150升/天."""
    return number(target.value) + _unit(target)


def target_sentence(target: Target) -> str:
    """A target in a sentence: 全区森林保有量 ≥45.3万亩（2020年）, 能耗 力争减少≥5%."""
    sure = target.commitment if target.commitment in _UNSURE else ""
    year = f"（{target.year}年）" if target.year else ""
    return f"{target.indicator} {sure}{''.join(_parts(target))}{year}"


_UNSURE = ("力争", "基本")
"""Commitments that take something from what is promised."""


def _parts(target: Target) -> tuple[str, ...]:
    return _way(target), _SYMBOLS[target.comparator], number(target.value), _unit(target)


def _unit(target: Target) -> str:
    return (target.unit or "") + (f"/{target.per}" if target.per else "")


def _way(target: Target) -> str:
    """增加 or 减少 of a change; a level is a level however it is reached, and 零增长 and 负增长 are growth."""
    if target.kind == "level":
        return ""
    return _DIRECTIONS.get(target.direction or "", "") if target.value else "增长"


def date(iso: str) -> str:
    """An ISO date in Chinese, as precise as it is.

    >>> date("2020"), date("2020-06"), date("2020-12-31")
    ('2020年', '2020年6月', '2020年12月31日')
    """
    found = _ISO.fullmatch(iso)
    if not found:
        return iso
    units = zip(found.group("year", "month", "day"), "年月日", strict=True)
    return "".join(f"{int(value)}{unit}" for value, unit in units if value)


def due_date(iso: str, written: str = "") -> str:
    """The last day by which something is due; the end of a year or month as such, unless `written` names the day.

    >>> due_date("2022"), due_date("2022-12-31"), due_date("2025-06-30"), due_date("2020-10-08")
    ('2022年底', '2022年底', '2025年6月底', '2020年10月8日')
    >>> due_date("2022-12-31", "2022年12月31日前")
    '2022年12月31日'
    """
    found = _ISO.fullmatch(iso)
    if not found or re.search(r"\d[日号]", written):
        return date(iso)
    year, month, day = (int(part) if part else 0 for part in found.group("year", "month", "day"))
    if not month or (month, day) == (12, 31) or (month == 12 and not day):
        return f"{year}年底"
    if not day or day == monthrange(year, month)[1]:
        return f"{year}年{month}月底"
    return date(iso)


def year(iso: str | None) -> int | None:
    """The year of an ISO date; null for null."""
    found = _ISO.match(iso or "")
    return int(found.group("year")) if found else None


def due(deadline: Deadline) -> str | None:
    """The ISO date by which the deadline falls due; null for a mere start or an open end."""
    return None if deadline.relation == "start" else deadline.end


def deadline(value: Deadline) -> Phrase:
    """One deadline: 2020年底前, 2020年, 2018—2020年, 每年."""
    end, start = value.end or "", value.start or ""
    if value.relation == "by" and end:
        text = f"{due_date(end, value.text)}前"
    elif value.relation == "start":
        text = f"{date(start or end)}起"
    elif value.relation == "end":
        text = f"{date(end or start)}完成"
    elif value.relation == "each_year":
        text = "每年" + (f"（{period(start, end)}）" if start or end else "")
    else:
        text = period(start, end) or value.text
    return Phrase(
        text, f"{value.text}（{'至'.join(part for part in (start, end) if part) or '未写明日期'}）", value.certainty
    )


def period(start: str, end: str) -> str:
    """A period in Chinese; either end may be empty.

    >>> period("2018", "2020"), period("", "2020"), period("2020", "2020")
    ('2018—2020年', '2020年', '2020年')
    """
    if not start or not end or start == end:
        return date(end or start) if start or end else ""
    if len(start) == len(end) == len("2020"):
        return f"{start}—{end}年"
    return f"{date(start)}至{date(end)}"


def span_of(item: Item) -> tuple[str, str]:
    """Start and end (ISO) of an item's own period, from its start and end deadlines; empty where not stated."""
    starts = [d.start or d.end or "" for d in item.deadlines if d.relation == "start"]
    ends = [d.end or d.start or "" for d in item.deadlines if d.relation == "end"]
    whole = [(d.start or "", d.end or "") for d in item.deadlines if d.relation == "during"]
    if starts or ends:
        return (starts or [""])[0], (ends or [""])[0]
    return whole[0] if whole else ("", "")


def deadlines(item: Item) -> tuple[Phrase, ...]:
    """The item's deadlines without repetitions; a start and an end become one period."""
    rest = list(item.deadlines)
    phrases: list[Phrase] = []
    pair = [next((d for d in rest if d.relation == name), None) for name in ("start", "end")]
    if pair[0] and pair[1]:
        start, end = span_of(item)
        phrases.append(Phrase(period(start, end), f"{start}至{end}", pair[1].certainty))
        rest = [d for d in rest if d.relation not in ("start", "end")]
    phrases += [deadline(d) for d in rest]
    seen: dict[str, Phrase] = {}
    for phrase in phrases:
        seen.setdefault(phrase.text, phrase)
    return tuple(seen.values())


def due_years(item: Item) -> tuple[int, ...]:
    """Years in which something of the item falls due: ends of its deadlines, years of its targets; ascending."""
    ends = {year(due(d)) for d in item.deadlines} | {target.year for target in item.targets}
    return tuple(sorted(value for value in ends if value))


def item_label(item: Item) -> str:
    """What the item is called in a sentence: 任务7, 项目3（1）, 措施12, 总目标."""
    if item.kind == "goal" and item.number == "0":
        return "总目标"
    return KINDS[item.kind] + printed_number(item.number, item.part)


def item_name(item: Item) -> str:
    """The item in a sentence that has nothing else of it: 任务31, 项目21（1）; a goal by its title, as one without number."""
    if item.title and (item.kind == "goal" or not item.number):
        return f"{KINDS[item.kind]}“{item.title}”"
    return item_label(item)


def item_with_text(item: Item, length: int) -> str:
    """The item with its words, `length` characters of them: 任务14 着力改善城乡人居环境：强力推进"垃圾革命"……"""
    heading, text = ("".join(words.split()) for words in (item.title or "", item.text))
    return f"{item_label(item)} {short(text if text.startswith(heading) else f'{heading}：{text}', length)}"


def printed_number(number: str | None, part: int | None) -> str:
    """The number as the document prints it, with that of a row within it: 7, 21（1）; empty for none."""
    return (number or "") + (f"（{part}）" if part else "")


def where(locator: Locator) -> str:
    """Where a person looks in the document: 附件1 第7行, 正文 第3页, 表1 B12.

    >>> where(Locator(part="附件1", row=7, line=231))
    '附件1 第7行（全文第231行）'
    """
    parts = [
        locator.part,
        f"第{locator.page}页" if locator.page else "",
        _on_page(locator.box) if locator.box else "",
        locator.sheet or "",
        f"单元格{locator.cell}" if locator.cell else "",
        f"第{locator.row}行" if locator.row and not locator.cell else "",
    ]
    told = " ".join(part for part in parts if part)
    return f"{told}（全文第{locator.line}行）" if locator.line else told


def _on_page(box: PageBox) -> str:
    """Where on its page: what a ruler laid on a print at full size shows.

    >>> _on_page((72, 144, 500, 160))
    '距上边5.1厘米'
    """
    return f"距上边{box[1] * 2.54 / 72:.1f}厘米"


def short(text: str, length: int) -> str:
    """The first `length` characters, with an ellipsis where something was cut."""
    return text if len(text) <= length else text[: length - 1] + "…"


def prose(message: str) -> str:
    """A message of the program as a page prints it: its marks, which stand before a blank, in full width. Words that it
    quotes keep theirs.

    >>> prose("“行动,促进”写“全市”, 应为: “全区”")
    '“行动,促进”写“全市”，应为：“全区”'
    """
    return _SPACED.sub(lambda mark: _FULL[mark[1]], message)


def title(item: Item) -> str:
    """The item's title; where it has none, the beginning of its text."""
    return item.title or short(item.text, 24) or item_label(item)


def cell(one: ItemCell) -> str:
    """A cell of a row with its header: 备注：纳入考核."""
    return f"{one.header}：{one.text}" if one.header else one.text


def worst(certainties: Iterable[Certainty]) -> Certainty:
    """The least certain of several; `stated` for none."""
    order: tuple[Certainty, ...] = ("stated", "repaired", "inherited", "inferred")
    return max(certainties, key=order.index, default="stated")


def filled(sentence: str, /, **words: object) -> str:
    """The sentence with the words in place of their names in braces. Raises `KeyError` for a name without words.

    >>> filled("{unit}的全称", unit="区住建局")
    '区住建局的全称'
    """
    return _SLOT.sub(lambda slot: str(words[slot[1]]), sentence)
