"""The questions about times that readers of tables, lists of units and statements ask; the grammar answers them all.

Is this cell a time? Where do times stand in this line? Where does a time end that begins here? The words are folded as
the grammars see them, so that full-width figures, traditional characters and dashes of any kind are the same; places count
in the words as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from kb.numerals import FIVE_YEAR_PLANS
from parser.extract.clauses import folded_characters
from parser.extract.deadline_cell_forms import ENDS_IN_FIGURES, english_date
from parser.extract.deadline_grammar import MONTH, YEAR_FIGURES, time_pattern
from parser.extract.numerals import DASH
from parser.lexicon import any_of, load

__all__ = ["ENDS_IN_FIGURES", "TimeStretch", "is_time", "time_end", "times_in"]

_CELL_MOST = 24
"""Characters of a time's cell at the most."""


class TimeStretch(NamedTuple):
    """Where a time stands that may be a cell."""

    start: int
    end: int
    led: bool
    """Whether a word leads in to it (到2025年, 截至2024年底), as in a sentence."""


@lru_cache(maxsize=8192)
def is_time(words: str) -> bool:
    """Whether words between two borders (a cell, a piece of a statement) are a time and nothing else.

    What is done then may be said with it (2025年12月底前完成). Empty words are none.

    >>> [is_time(words) for words in ("2025年12月底前", "今年底前", "长期坚持", "2024Q3", "1-12月", "春节前完成")]
    [True, True, True, True, True, True]
    >>> [is_time(words) for words in ("30个", "全年空气优良率", "县财政局", "")]
    [False, False, False, False]
    """
    if not words or len(words) > _CELL_MOST:
        return False
    folded = folded_characters(words)
    return _loose().fullmatch(folded) is not None or _strict().fullmatch(folded) is not None


@lru_cache(maxsize=1024)
def times_in(line: str) -> tuple[TimeStretch, ...]:
    """The stretches of a line that may be a cell of time, each also with the words that say what is done then, if any.

    >>> times_in("县财政局今年底前")
    (TimeStretch(start=4, end=8, led=False),)
    """
    return tuple(_stretches(line))


def time_end(words: str, start: int) -> int | None:
    """Where the time ends that begins at `start`, whatever stands before it; None where none begins there.

    >>> time_end("386002024-2026年县住建局", 5), time_end("县住建局", 0)
    (15, None)
    """
    found = time_pattern(in_cell=True).match(folded_characters(words[start : start + 2 * _CELL_MOST]))
    return start + found.end() if found else None


def _stretches(line: str) -> Iterator[TimeStretch]:
    kept = [(k, character) for k, character in enumerate(line) if not character.isspace()]
    folded = folded_characters("".join(character for _, character in kept))
    places = [k for k, _ in kept]
    for found in time_pattern(in_cell=True).finditer(folded):
        start, led = places[found.start()], found["prefix"] is not None
        yield TimeStretch(start, places[found.end() - 1] + 1, led)
        more = _done_then().match(folded, found.end())
        if more is not None:
            yield TimeStretch(start, places[more.end() - 1] + 1, led)


_TAIL = "{done}(?:[并,、;]?{goes_on})?|[并,、;]{goes_on}"


@cache
def _done_then() -> re.Pattern[str]:
    """What is done at a time, said with it in its cell: …完成, …前出台细则, …完成并长期坚持."""
    words = load("deadlines")
    return re.compile(_TAIL.format(done=any_of(words["cell_tails"]), goes_on=any_of(words["lasting"])))


@cache
def _strict() -> re.Pattern[str]:
    """A time of the grammar, with what is done then and how it goes on."""
    words = load("deadlines")
    time = time_pattern(in_cell=True).pattern
    tail = _TAIL.format(done=any_of(words["cell_tails"]), goes_on=any_of(words["lasting"]))
    return re.compile(rf"{any_of(words['cell_openers'])}?{time}(?:{tail})?")


@cache
def _loose() -> re.Pattern[str]:
    """A cell that begins so clearly with a time that whatever follows, within a few characters, belongs to it."""
    words = load("deadlines")
    tails = words["loose_tails"]
    opener = any_of([*words["cell_openers"], *words["prefixes"]])
    recurring, lasting = any_of(words["loose_recurring"]), any_of(words["lasting_stems"])
    return re.compile(
        # 2020, 2018-2022年, 二〇二五年底, 到2025年12月底前
        rf"\(?{opener}?(?:(?:19|20)\d\d|{YEAR_FIGURES}年)[^,。;]{{0,{tails['year']}}}"
        # 民国113-116年, 114年底
        rf"|(?:民国)?1[0-4]\d年?(?:{DASH}(?:民国)?1[0-4]\d)?年.{{0,{tails['month']}}}"
        # 12月底, 6-9月, 明年6月份
        rf"|{opener}?(?:今年|本年|明年)?\d{{1,2}}月(?:{DASH}{MONTH}月)?.{{0,{tails['month']}}}|\d{{1,2}}{DASH}\d{{1,2}}月.{{0,{tails['month']}}}"
        # 6月底前完成可行性研究, 6月15日前报送方案
        rf"|{opener}?(?:今年|本年|明年)?\d{{1,2}}月(?:底|末|\d{{1,2}}[日号])?前[^,。;]{{0,{tails['before']}}}"
        rf"|{recurring}.{{0,{tails['recurring']}}}|[“\"]?{FIVE_YEAR_PLANS}五.{{0,{tails['period']}}}"
        rf"|{lasting}.{{0,{tails['lasting']}}}"
        rf"|(?i:{english_date().pattern})|{any_of(words['english_lasting'])}"
    )
