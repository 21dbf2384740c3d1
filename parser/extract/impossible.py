"""Times that no calendar has: 2月30日, 2020年13月, 第五季度. They name no date, and are never changed into another."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kb.numerals import COUNTING, ONES, chinese_integer
from parser.extract.deadline_cell_forms import english_date
from parser.extract.deadline_grammar import (
    LEAP,
    MONTH_PART,
    QUARTER,
    ROC_YEAR,
    SUFFIX,
    YEAR_FIGURES,
    begun,
    time_pattern,
    year_value,
)
from parser.lexicon import any_of, load

_FIGURE = rf"(?:\d{{1,2}}(?!\d)|[{ONES}]?十[{ONES}]?|[{ONES}])"
_IN_FIGURES = re.compile(
    r"(?<![\d./-])(?P<year>(?:19|20)\d\d)(?P<mark>[./])(?P<month>\d\d?)(?:(?P=mark)(?P<day>\d\d?))?(?![\d])"
)
_ISO = re.compile(r"(?<![\d./-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)(?!\d)")


class Impossible(NamedTuple):
    """Words that look like a time and name none. Positions count in the folded text."""

    start: int
    end: int
    prefix: str | None
    suffix: str | None


class Found(NamedTuple):
    """A time as it stands in the folded text, with the groups of `time_pattern`; the group `impossible` holds the words of
    one that no calendar has, and is null for every other.
    """

    start: int
    end: int
    group: dict[str, str | None]


def times_found(folded: str, *, in_cell: bool = False) -> Iterator[Found]:
    """The times of the grammar in order; one that holds an impossible date is the whole stretch (2019年2月30日至3月5日).

    `in_cell`: impossible dates in mere figures (2018.2.30) too.
    """
    odd = deque(impossible_times(folded, in_cell=in_cell))
    for match in time_pattern().finditer(folded):
        while odd and odd[0].end <= match.start():
            yield _stretch(folded, odd.popleft())
        if not odd or odd[0].start >= match.end():
            yield Found(match.start(), match.end(), {**match.groupdict(), "impossible": None})
            continue
        end = max(odd[0].end, match.end())
        first = odd.popleft()
        while odd and odd[0].start < end:
            end = max(end, odd.popleft().end)
        prefix = match["prefix"] if match.start() < first.start else first.prefix
        odd.appendleft(Impossible(min(first.start, match.start()), end, prefix, first.suffix))
    yield from (_stretch(folded, one) for one in odd)


def _stretch(folded: str, odd: Impossible) -> Found:
    group: dict[str, str | None] = dict.fromkeys(time_pattern().groupindex)
    words = folded[odd.start : odd.end]
    return Found(odd.start, odd.end, group | {"prefix": odd.prefix, "suffix": odd.suffix, "impossible": words})


def impossible_times(folded: str, *, in_cell: bool = False) -> tuple[Impossible, ...]:
    """The times in folded words that no calendar has, in order; `in_cell` also those in mere figures (2018.2.30).

    >>> [folded[t.start : t.end] for folded in ("2019年2月30日前完成,2020年13月验收",) for t in impossible_times(folded)]
    ['2019年2月30日前', '2020年13月']
    """
    return tuple(sorted(_found(folded, in_cell=in_cell)))


def _found(folded: str, *, in_cell: bool) -> Iterator[Impossible]:
    for match in _pattern().finditer(folded):
        if match["quarter"] or not _exists(match):
            yield Impossible(match.start(), match.end(), match["prefix"], match["suffix"])
    if not in_cell:
        return
    names = [name[:3].lower() for name in load("deadlines")["english_months"]]
    for pattern in (_IN_FIGURES, _ISO):
        for match in pattern.finditer(folded):
            if not _is_date(int(match["year"]), int(match["month"]), int(match["day"] or 1)):
                yield Impossible(*match.span(), None, None)
    for match in english_date().finditer(folded):
        month = names.index(match["month"][:3].lower()) + 1
        if not _is_date(int(match["year"]), month, int(match["day"] or 1)):
            yield Impossible(*match.span(), None, None)


@cache
def _pattern() -> re.Pattern[str]:
    """A year, month, day and hour of any figures; a month without a year and a day must look like a time: 13月底前."""
    prefix = any_of(load("deadlines")["prefixes"])
    year = rf"(?:(?P<year>{YEAR_FIGURES})|{ROC_YEAR})年"
    day = rf"(?P<day>{_FIGURE})[日号](?:\d{{1,2}}[时点])?"
    lone = rf"(?<![\d年.第个{COUNTING}])"
    return re.compile(
        begun(
            rf"(?P<prefix>{prefix})?(?:"
            rf"{year}(?:(?P<month>{_FIGURE})月份?(?:{day}|{MONTH_PART})?|(?P<quarter>(?!{QUARTER})第?(?:\d|[{COUNTING}])季度))"
            rf"|(?:今年|本年|明年|每年|当年|次年|{lone})(?P<month2>{_FIGURE})月份?(?:{day.replace('<day>', '<day2>')}|{MONTH_PART}(?=前|之前|以前)|(?=前|之前|以前))"
            rf"|每月(?P<monthday>{_FIGURE})[日号]"
            rf")(?P<suffix>{SUFFIX})?"
        )
    )


def _exists(match: re.Match[str]) -> bool:
    if match["monthday"]:
        return _is_date(LEAP, 1, _value(match["monthday"]))
    year = (year_value(match["year"]) if match["year"] else None) or LEAP
    day = match["day"] or match["day2"]
    return _is_date(year, _value(match["month"] or match["month2"]), _value(day) if day else 1)


def _value(figure: str) -> int:
    return int(figure) if figure.isascii() else chinese_integer(figure) or 0


def _is_date(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
