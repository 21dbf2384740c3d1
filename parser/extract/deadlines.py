"""Deadlines: the times in a passage that govern it, and the contents of time columns.

What counts, inferred from plans and their reading by officials:

- A time that says when something is to be reached or done: 到2020年, 2020年底前, 2018-2022年, “十三五”期间, 每年,
  5年内.
- `by` for 到…, …前, …底, …末, …内; `in` for a bare 2020年; `during` for ranges and periods; `start` for 自…起;
  `each_year` for whatever recurs (每年, 逐年, 每季度, 一旬一测).
- Not a deadline: the year of a document, edition or assessment (2025年度实施计划, 〔2018〕), years in titles and
  quotes, a baseline (同比2017年, 较2015年), a past fact (截至2017年底, 2017年以来, years before the plan), a property
  (2000年底前建成的小区).
- A month or quarter without a year takes the year named last before it, else the plan's single year; where neither is
  known the deadline stands without a date and an issue asks for it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from msgspec import Struct

from kb.schema import Certainty, Deadline, Issue, Relation
from parser.extract.clauses import BRACKET, QUOTE, TITLE, Clause, Passage
from parser.extract.deadline_grammar import IMPOSSIBLE, Issued, Moment, read_time
from parser.extract.impossible import Found, times_found
from parser.lexicon import any_of, load

_YEARS = (
    "year1",
    "year3",
    "year4",
    "year6",
    "year7",
    "year9",
    "roc1",
    "roc3",
    "roc4",
    "roc6",
    "roc9",
    "plan",
    "year_en",
)
"""Groups of the grammar in which a time names its year."""
_SHOWN = 40
"""Characters of a time that a message shows."""
Part = Literal["deadline", "baseline", "past", "name", "scope"]


class Context(Struct, frozen=True):
    """What the document says about an item from outside its words."""

    issued_on: str | None = None
    """ISO date of the document: 今年 and 5年内 count from it, and earlier years are past."""
    start_year: int | None = None
    end_year: int | None = None
    """Years of the plan. Where they are the same, it is the year of every target that names none."""
    title: str = ""
    """Title of the plan; a single 2025年度 in it is the plan's year."""
    year: int | None = None
    """Year that governs the item from above: the end column of its row, the head of a table, a lead-in sentence."""
    topic: str = ""
    """Title of the item: what a bare 覆盖率 in its first words is of."""
    reports: bool = False
    """The document explains or reports: a figure that is not told as an aim is a fact."""
    number_year: int | None = None
    """Year of the document's number (国发〔2020〕6号), which stands for its date where it has none."""

    @property
    def issued(self) -> Issued | None:
        """Year, month and day of `issued_on`; a missing month or day is the first. None where there is no date."""
        found = re.match(r"(\d{4})(?:-(0[1-9]|1[0-2]))?(?:-(0[1-9]|[12]\d|3[01]))?", self.issued_on or "")
        if not found:
            return None
        year, month, day = (int(g) if g else 1 for g in found.groups())
        return year, month, min(day, monthrange(year, month)[1])

    @property
    def single_year(self) -> int | None:
        """The one year that the plan is for, or None for a plan of several years."""
        if self.start_year is not None and self.start_year == self.end_year:
            return self.start_year
        years = set(re.findall(r"(20\d\d)年", self.title))
        return int(years.pop()) if self.start_year is None and len(years) == 1 and "年度" in self.title else None

    @property
    def assumed_year(self) -> int | None:
        """The year of a month that names none: 6月底前. A plan of several years leaves it open."""
        governed = self.single_year or self.year
        if governed or self.start_year is not None:
            return governed
        return self.issued[0] if self.issued else self.number_year

    @property
    def first_year(self) -> int | None:
        """Years before this one are past."""
        known = [y for y in (self.start_year, self.issued[0] if self.issued else None) if y]
        return min(known) if known else None


class Time(Struct, frozen=True):
    """A time in a passage and what it does there. Positions count in the folded text."""

    start: int
    end: int
    part: Part
    relation: Relation
    moment: Moment
    certainty: Certainty = "stated"


def find_times(passage: Passage, context: Context, *, in_cell: bool = False) -> tuple[Time, ...]:
    """Every time in the passage, deadlines and others, in order; overlaps do not occur.

    One that no calendar has (2月30日) has no date; `in_cell` finds those in mere figures (2018.2.30) too.
    """
    out: list[Time] = []
    clauses = _Clauses(passage.clauses)
    known_year, stated = context.assumed_year, False
    governed = context.single_year or context.year
    issued, first = context.issued, context.first_year
    for found in times_found(passage.folded, in_cell=in_cell):
        clause = clauses.at(found.start)
        if clause is None:
            continue
        group = found.group
        year = governed if group["whole"] and not stated else known_year
        moment = read_time(group, known_year=year, issued=issued)
        if not stated and _is_over(group, moment, context):
            moment = read_time(group, known_year=moment.year + 1 if moment.year else None, issued=issued)
        part = _part(passage, clause, found, moment, (first, issued[0] if issued else first))
        if part is None:
            continue
        has_year = any(group[name] for name in _YEARS)
        has_year = has_year or moment.shape == IMPOSSIBLE  # its words are all there is
        known = (has_year and not moment.odd_hour) or moment.shape == "recurring" or stated
        certainty: Certainty = "stated" if known else "inferred"
        relation = _relation(group, moment)
        if relation == "in" and out and _joined(passage.folded[out[-1].end : found.start]):
            relation = out[-1].relation if out[-1].relation == "by" else relation
        out.append(Time(found.start, found.end, part, relation, moment, certainty))
        if has_year and part == "deadline" and moment.year:
            known_year, stated = moment.year, True
    return tuple(out)


def _is_over(group: dict[str, str | None], moment: Moment, context: Context) -> bool:
    """Whether a month of an assumed year ended before the document was issued: 3月底前 in one of September is next March."""
    if context.issued is None or context.single_year or context.year or moment.last is None:
        return False
    named = any(group[name] for name in _YEARS)
    year, month, _ = context.issued
    return not named and _relation(group, moment) == "by" and moment.last[:7] < f"{year}-{month:02}"


def _joined(between: str) -> bool:
    """Whether two times are a list: 到2022年|和|2030年."""
    return between in ("和", "、", "及", "与")


def deadlines(passage: Passage, times: tuple[Time, ...]) -> tuple[tuple[Deadline, ...], tuple[Issue, ...]]:
    """The deadlines among the times of a passage, and an issue for each that stands without a date."""
    found: list[Deadline] = []
    issues = list(impossible_issues(passage, times))
    for time in times:
        if time.part != "deadline":
            continue
        found.append(_deadline(passage, time))
        if time.moment.shape == IMPOSSIBLE:
            continue
        if time.moment.last is None and time.moment.first is None and time.relation != "each_year":
            words = passage.written(time.start, time.end)
            message = f"时限“{words}”没有写明年份,文中也推不出年份,请核对原文后补充"
            issues.append(Issue(code="deadline-without-year", severity="warning", message=message, span=found[-1].span))
    return tuple(found), tuple(issues)


def impossible_issues(passage: Passage, times: tuple[Time, ...]) -> Iterator[Issue]:
    """An issue for each time that no calendar has, whatever it does in its clause."""
    for time in times:
        if time.moment.shape == IMPOSSIBLE or time.moment.odd_hour:
            written = passage.written(time.start, time.end)
            words = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
            kept = (
                "不是历法上有的日期,只保留原文,没有记为日期" if not time.moment.odd_hour else "里的钟点不对,只记了日期"
            )
            message = f"“{words}”{kept},请核对原文后更正"
            yield Issue(code="doubt-date", severity="warning", message=message, span=passage.span(time.start, time.end))


def _deadline(passage: Passage, time: Time) -> Deadline:
    span = passage.span(time.start, time.end)
    first, last = time.moment.first, time.moment.last
    if time.relation == "by":
        first = None
    elif time.relation == "start":
        last = None
    words = passage.text[span[0] : span[1]]
    return Deadline(text=words, relation=time.relation, start=first, end=last, span=span, certainty=time.certainty)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """The judging patterns, from the lexicon: `*_before` match at the end of what precedes, the others at the
    beginning.
    """
    words = load("deadlines")
    return {
        "baseline_before": re.compile(rf"{any_of(words['baseline_before'])}$"),
        "baseline_after": re.compile(any_of(words["baseline_after"])),
        "from": re.compile(r"[从由]$"),  # 从2020年的65%提高到…
        "name": re.compile(
            rf"{any_of(words['name_after'])}|{any_of(words['name_alone'])}(?=[)》”\",。;的、中]|$|任务|执行|要求)"
            rf"|度(?!{any_of(words['year_word_after'])}|$)"
            rf"|[“\"][^”\",。]{{1,12}}[”\"][^,;。、完制编出]{{0,6}}{any_of(words['document_nouns'])}"  # 2022年“清风”行动方案
        ),
        "past": re.compile(any_of(words["past_after"])),
        "done": re.compile(r"[^,;。]{0,12}(?:已(?!知)|了)"),  # 2018年全区已完成
        "scope": re.compile(rf"{any_of(words['scope_verbs'])}+的(?!任务|要求|目标)"),
        "procedure": re.compile(any_of(words["procedure_before"])),
        "issue": re.compile(rf"{any_of(words['issue_before'])}(?:之日)?(?:起|后)?$|(?:自|从).{{0,12}}之日起$"),
        "not_period": re.compile(any_of(words["period_not_before"])),
        "document": re.compile(rf"{any_of(words['document_nouns'])}[”\"]?\($"),
        "rise": re.compile(r"[提增升降减缩扩][^,]{1,2}$|达$"),
    }


class _Seen(NamedTuple):
    """A time as the rules of `_part` look at it."""

    group: dict[str, str | None]
    moment: Moment
    before: str
    """The words before it in its clause."""
    after: str
    quoted: int
    """What brackets it stands in (`parser.extract.clauses`)."""
    first: int | None
    """The first year that is not past; None where it is not known."""
    issued: int | None
    """The year of the document; None where it is not known."""

    @property
    def until(self) -> bool:
        """Whether its own words say that it is an end: 到…, …前."""
        return self.group["prefix"] in ("到", "至", "于") or (self.group["suffix"] or "x") in "之前以前"


def _part(
    passage: Passage, clause: Clause, found: Found, moment: Moment, known: tuple[int | None, int | None]
) -> Part | None:
    """What the time does in its clause, by the first of the rules that holds; None where the words only look like a time.

    `known` is the first year that is not past and the year of the document; None where they are not known.
    """
    start, end, group = found.start, found.end, found.group
    seen = _Seen(
        group,
        moment,
        before=passage.folded[clause.start : start],
        after=passage.folded[end : clause.end],
        quoted=passage.mask[start if group["plan"] is None else max(start - 1, 0)],
        first=known[0],
        issued=known[1],
    )
    return next((part for holds, part in _RULES if holds(seen)), "deadline")


def _is_in_title(seen: _Seen) -> bool:
    """《…2025年…》; “2025年…” but not “十四五”."""
    return bool(seen.quoted & TITLE) or (bool(seen.quoted & QUOTE) and seen.group["plan"] is None)


def _recurs(seen: _Seen) -> bool:
    return seen.moment.shape == "recurring"


def _counts_from_event(seen: _Seen) -> bool:
    """受理之日起30日内: a period of a procedure is no time of the plan."""
    return seen.moment.shape == "relative" and not _counts_from_issue(seen.before, seen.after, seen.group)


def _counts(seen: _Seen) -> bool:
    return seen.moment.shape == "relative"


_TIMES_OF_IT = re.compile(r"的\d+(?:\.\d+)?倍")  # 达到2023年的|1.5倍


def _is_compared_with(seen: _Seen) -> bool:
    """2015年水平; 较2015年; 从2020年的65%."""
    words = _words()
    if _TIMES_OF_IT.match(seen.after) or words["baseline_after"].match(seen.after):
        return True
    if not seen.until and words["baseline_before"].search(seen.before.rstrip('“"')):
        return True
    leads = seen.group["prefix"] in ("从", "自") or bool(words["from"].search(seen.before))
    return leads and re.match(r"的\d", seen.after) is not None


def _names_document(seen: _Seen) -> bool:
    """2025年实施计划; 行动计划(2018-2022年)."""
    words = _words()
    if seen.until:
        return False
    return bool(words["name"].match(seen.after)) or (
        bool(seen.quoted & BRACKET) and bool(words["document"].search(seen.before))
    )


def _is_property(seen: _Seen) -> bool:
    """2000年底前建成的小区."""
    return bool(_words()["scope"].match(seen.after))


def _looks_back(seen: _Seen) -> bool:
    """截至2017年底, 2017年以来."""
    return (seen.group["prefix"] or "").startswith("截") or bool(_words()["past"].match(seen.after))


def _is_reached(seen: _Seen) -> bool:
    """2020年已完成."""
    return seen.moment.year is not None and seen.after.startswith("已") and not seen.until


def _is_reached_by_some(seen: _Seen) -> bool:
    """2020年已达标的街镇."""
    return _is_reached(seen) and re.match("已[^,;。]{1,12}的", seen.after) is not None


def _is_told_of(seen: _Seen) -> bool:
    """关于上半年经济运行情况的汇报."""
    return seen.group["prefix"] == "于" and seen.before.endswith("关")


def _is_over_before(seen: _Seen) -> bool:
    """A year before the plan; or one that is done by the year of the document: 2018年全区已完成."""
    if seen.moment.year is None or seen.first is None:
        return False
    if seen.moment.year < seen.first:
        return True
    return seen.issued is not None and seen.moment.year <= seen.issued and bool(_words()["done"].match(seen.after))


_RULES: tuple[tuple[Callable[[_Seen], bool], Part | None], ...] = (
    (_is_in_title, "name"),
    (_recurs, "deadline"),
    (_counts_from_event, None),
    (_counts, "deadline"),
    (_is_compared_with, "baseline"),
    (_names_document, "name"),
    (_is_property, "scope"),
    (_looks_back, "past"),
    (_is_reached_by_some, "scope"),
    (_is_reached, "past"),
    (_is_told_of, "name"),
    (_is_over_before, "past"),
)
"""What a time does in its clause: the first rule that holds says it; a time that none holds of is a deadline."""


def _counts_from_issue(before: str, after: str, group: dict[str, str | None]) -> bool:
    """Whether 5年内, 30日内 counts from the issue of the plan and not from an event of a procedure."""
    words = _words()
    if words["not_period"].match(after):
        return False
    if words["issue"].search(before):
        return True
    long = group["effort"] is not None or group["span"] in ("年", "月")
    return long and not words["procedure"].search(before)


def _relation(group: dict[str, str | None], moment: Moment) -> Relation:
    prefix, suffix = group["prefix"] or "", group["suffix"] or ""
    if moment.shape == "recurring":
        return "each_year"
    if moment.shape == "end" or suffix in ("前", "之前", "以前", "止", "为止"):
        return "by"
    if suffix in ("起", "后", "以后", "之后", "开始"):
        return "start"
    if moment.shape in ("range", "period", "whole"):
        return "during"
    if prefix in ("自", "从"):
        return "start"
    return "by" if prefix in ("到", "至") or suffix or moment.shape == "relative" else "in"


class _Clauses:
    """The clause at a position, asked for in ascending order."""

    def __init__(self, clauses: tuple[Clause, ...]) -> None:
        self._clauses, self._next = clauses, 0

    def at(self, position: int) -> Clause | None:
        while self._next < len(self._clauses) and self._clauses[self._next].end <= position:
            self._next += 1
        return self._clauses[self._next] if self._next < len(self._clauses) else None
