"""Time columns of tables: what a cell under 启动时间, 完成时间, 完成时限, 起止时间 says."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from kb.schema import Certainty, Deadline, Relation
from parser.extract.clauses import Passage, prepare
from parser.extract.deadline_grammar import month_end, roc_year
from parser.extract.deadlines import Context, Time, find_times
from parser.extract.numerals import DASH
from parser.lexicon import load

_BARE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")  # 2018
# 2018.6, 2018/12/31, 2019-06-30; and two of them with a dash: 2018.6-2020.12
_FIGURES = re.compile(r"(?<!\d)((?:19|20)\d\d)[./-](1[0-2]|0?[1-9])(?:[./-](3[01]|[12]\d|0?[1-9]))?(?!\d)")


def cell_deadlines(text: str, *, relation: Literal["start", "end", "by"], context: Context) -> tuple[Deadline, ...]:
    """What a time cell says; spans count in `text`.

    `relation` is what the column means: start (启动时间), end (完成时间 beside a start column), by (完成时限). An
    interval keeps both dates, and under 完成时限 it is `during`; a cell for what lasts or recurs (长期, 每年) is `during` or `each_year` whatever the
    column. A dash or an empty cell yields nothing. Words without a date (汛期前) are kept as a deadline without one,
    marked inferred.
    """
    passage = prepare(text)
    words = passage.folded.strip(" 。;,")
    lexicon = load("deadlines")
    if not words or words in lexicon["none"]:
        return ()
    figures = _in_figures(passage, relation) or _in_english(passage, relation) or _in_republic(passage, relation)
    if figures:
        return figures
    times = [t for t in find_times(passage, context) if t.part in ("deadline", "past", "name", "scope")]
    if times:
        return tuple(_from_time(passage, time, relation) for time in times)
    years = list(_BARE_YEAR.finditer(passage.folded))
    if years:
        first, last = years[0], years[-1]
        return (_make(passage, first.start(), last.end(), _over(relation, first[1], last[1]), first[1], last[1]),)
    start = passage.folded.find(words)
    lasts = words in lexicon["lasting"]
    kind: Relation = "during" if lasts else relation
    return (_make(passage, start, start + len(words), kind, None, None, "stated" if lasts else "inferred"),)


def _over(relation: Relation, first: str, last: str) -> Relation:
    """An interval under 完成时限 is the time that the work lasts."""
    return "during" if relation == "by" and first != last else relation


def _in_figures(passage: Passage, relation: Relation) -> tuple[Deadline, ...]:
    found = list(_FIGURES.finditer(passage.folded))
    if not found:
        return ()
    dates = []
    for match in found:
        year, month, day = int(match[1]), int(match[2]), match[3]
        top = int(month_end(year, month)[-2:])
        dates.append(f"{year}-{month:02d}" + (f"-{min(int(day), top):02d}" if day else ""))
    return (
        _make(passage, found[0].start(), found[-1].end(), _over(relation, dates[0], dates[-1]), dates[0], dates[-1]),
    )


_REPUBLIC = re.compile(
    # 113-116年, 民國113年至116年度 - in a cell of times; in prose 113-116年 may be anything
    rf"(?:中华民国|民国)?(1[0-4]\d)年?度?(?:{DASH})(?:中华民国|民国)?(1[0-4]\d)年(?:度|底)?"
)


def _in_republic(passage: Passage, relation: Relation) -> tuple[Deadline, ...]:
    found = _REPUBLIC.search(passage.folded)
    if found is None:
        return ()
    first, last = str(roc_year(found[1])), str(roc_year(found[2]))
    return (_make(passage, found.start(), found.end(), _over(relation, first, last), first, last),)


@cache
def _months() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """December 2025, 31 Dec. 2025 - blanks may be gone; and the names of the months by their first three letters."""
    names = load("deadlines")["english_months"]
    short = tuple(name[:3].lower() for name in names)
    day = r"(?P<day>\d{1,2})?\s*"
    return re.compile(
        rf"{day}(?P<month>{'|'.join(names)}|{'|'.join(short)})\.?,?\s*(?P<year>(?:19|20)\d\d)", re.IGNORECASE
    ), short


def _in_english(passage: Passage, relation: Relation) -> tuple[Deadline, ...]:
    pattern, names = _months()
    found = list(pattern.finditer(passage.folded))
    if not found:
        return ()
    dates = [
        f"{m['year']}-{names.index(m['month'][:3].lower()) + 1:02d}" + (f"-{int(m['day']):02d}" if m["day"] else "")
        for m in found
    ]
    return (
        _make(passage, found[0].start(), found[-1].end(), _over(relation, dates[0], dates[-1]), dates[0], dates[-1]),
    )


def _from_time(passage: Passage, time: Time, relation: Relation) -> Deadline:
    lasting = time.relation == "each_year"
    kind = "each_year" if lasting else "during" if time.relation == "during" and relation == "by" else relation
    moment = time.moment
    return _make(passage, time.start, time.end, kind, moment.first, moment.last, time.certainty)


def _make(
    passage: Passage,
    start: int,
    end: int,
    relation: Relation,
    first: str | None,
    last: str | None,
    certainty: Certainty = "stated",
) -> Deadline:
    """A deadline of the column's relation: a start has no end, an end no start, unless the cell is an interval."""
    span = passage.span(start, end)
    if first == last or first is None:
        first, last = (first, None) if relation == "start" else (None, last)
    text = passage.text[span[0] : span[1]]
    return Deadline(text=text, relation=relation, start=first, end=last, span=span, certainty=certainty)
