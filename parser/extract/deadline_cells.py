"""Time columns of tables: what a cell under 启动时间, 完成时间, 完成时限, 起止时间 says."""

from __future__ import annotations

import re
from typing import Literal

from kb.schema import Certainty, Deadline, Relation
from parser.extract.clauses import Passage, prepare
from parser.extract.deadline_cell_forms import BARE_YEAR, FIGURES, QUARTER_FIGURES, REPUBLIC_YEARS, english_date
from parser.extract.deadline_grammar import IMPOSSIBLE, month_end, roc_year
from parser.extract.deadlines import Context, Time, find_times
from parser.lexicon import load

_BARE_YEAR = re.compile(BARE_YEAR)
_FIGURES = re.compile(FIGURES)
_QUARTERS = re.compile(QUARTER_FIGURES)
_REPUBLIC = re.compile(REPUBLIC_YEARS)


def cell_deadlines(text: str, *, relation: Literal["start", "end", "by"], context: Context) -> tuple[Deadline, ...]:
    """What a time cell says; spans count in `text`.

    `relation` is what the column means: start (启动时间), end (完成时间 beside a start column), by (完成时限). An
    interval keeps both dates, and under 完成时限 it is `during`; a cell for what lasts or recurs (长期, 每年) is `during` or
    `each_year` whatever the column, 全年 the year of a plan for one year. A dash, an empty cell and one whose value the file has lost yield nothing. Words without a date (汛期前) are kept as a deadline without one,
    marked inferred.
    """
    passage = prepare(text)
    words = passage.folded.strip(" 。;,\ufffd")
    lexicon = load("deadlines")
    if not words or words in lexicon["none"]:
        return ()
    times = find_times(passage, context, in_cell=True)
    if any(time.moment.shape == IMPOSSIBLE for time in times):
        return tuple(_from_time(passage, time, relation) for time in times if time.part != "baseline")
    for read in (_in_figures, _in_quarters, _in_english, _in_republic):
        figures = read(passage, relation, context)
        if figures:
            return figures
    times = tuple(t for t in times if t.part in ("deadline", "past", "name", "scope"))
    if times:
        return tuple(_from_time(passage, time, relation) for time in times)
    years = list(_BARE_YEAR.finditer(passage.folded))
    if years:
        first, last = years[0], years[-1]
        return (_make(passage, first.start(), last.end(), _over(relation, first[1], last[1]), first[1], last[1]),)
    start = passage.folded.find(words)
    year = context.single_year or context.year
    if year and words in lexicon["whole_year"]:
        return (_make(passage, start, start + len(words), "during", f"{year}-01-01", f"{year}-12-31", "inferred"),)
    lasts = words in lexicon["lasting"]
    kind: Relation = "during" if lasts else relation
    return (_make(passage, start, start + len(words), kind, None, None, "stated" if lasts else "inferred"),)


def _over(relation: Relation, first: str, last: str) -> Relation:
    """An interval under 完成时限 is the time that the work lasts."""
    return "during" if relation == "by" and first != last else relation


def _in_figures(passage: Passage, relation: Relation, _: Context) -> tuple[Deadline, ...]:
    found = list(_FIGURES.finditer(passage.folded))
    if not found:
        return ()
    dates = []
    for match in found:
        year, month, day = int(match[1]), int(match[2]), match[3]
        dates.append(f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else ""))
    return (
        _make(passage, found[0].start(), found[-1].end(), _over(relation, dates[0], dates[-1]), dates[0], dates[-1]),
    )


def _in_quarters(passage: Passage, relation: Relation, context: Context) -> tuple[Deadline, ...]:
    """2024Q3, 2024Q1-2024Q3; Q3 alone is of the year that stands for a missing one, and no date where there is none."""
    found = list(_QUARTERS.finditer(passage.folded))
    years = [int(match[1]) if match[1] else context.assumed_year for match in found]
    if not found or None in years:
        return ()
    quarters = [(year, int(match[2])) for year, match in zip(years, found, strict=True) if year]
    first = f"{quarters[0][0]}-{quarters[0][1] * 3 - 2:02d}-01"
    last = month_end(quarters[-1][0], quarters[-1][1] * 3)
    start = first if relation == "start" or len(quarters) > 1 else last
    certainty: Certainty = "stated" if all(match[1] for match in found) else "inferred"
    kind = _over(relation, start, last) if len(quarters) > 1 else relation
    if relation == "start" and len(quarters) == 1:
        last = first
    return (_make(passage, found[0].start(), found[-1].end(), kind, start, last, certainty),)


def _in_republic(passage: Passage, relation: Relation, _: Context) -> tuple[Deadline, ...]:
    found = _REPUBLIC.search(passage.folded)
    if found is None:
        return ()
    first, last = str(roc_year(found[1])), str(roc_year(found[2]))
    return (_make(passage, found.start(), found.end(), _over(relation, first, last), first, last),)


def _in_english(passage: Passage, relation: Relation, _: Context) -> tuple[Deadline, ...]:
    names = [name[:3].lower() for name in load("deadlines")["english_months"]]
    found = list(english_date().finditer(passage.folded))
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
