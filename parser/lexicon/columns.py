"""Columns: what the header words of a table say each column holds, read in company of the other columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from kb.numerals import COUNTING
from kb.script import simplified
from parser.lexicon import any_of, load

UNIT_ROLES = ("lead", "support", "responsible")
TIME_ROLES = ("start", "end", "deadline")
MATTER_ROLES = ("title", "text", "indicator", "target")
_HEADER_MOST = 80
"""Characters of a header cell with its brackets at the most; longer words are not looked up."""
OTHER = "other"
"""Role of a column whose header the vocabulary does not know."""


class Column(NamedTuple):
    """What a column holds: a key of headers.yaml or `OTHER`; the year its header names; whether cells had to tell."""

    role: str
    year: int | None = None
    inferred: bool = False
    header: str = ""
    """Its header as printed, without white space; empty where none is."""


@cache
def roles_of_words() -> dict[str, str]:
    """The role of each header word, folded as `fold` does."""
    return {fold(word): role for role, words in load("headers").items() if isinstance(words, list) for word in words}


@cache
def _long_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The longest header word of three characters and more at the end of a header; of units also at its start."""
    words = sorted((word for word in roles_of_words() if len(word) >= 3), key=lambda word: (-len(word), word))
    units = [word for word in words if roles_of_words()[word] in UNIT_ROLES]
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})\Z"), re.compile("|".join(map(re.escape, units)))


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    return tuple((word, role) for role, words in load("headers")["endings"].items() for word in words)


@cache
def _inside() -> tuple[tuple[str, str], ...]:
    return tuple((word, role) for role, words in load("headers")["inside"].items() for word in words)


def fold(word: str) -> str:
    """A header as compared: half-width, lower case, without white space, brackets' content and punctuation.

    >>> fold("责任单位（部门） ")
    '责任单位'
    """
    folded = simplified(unicodedata.normalize("NFKC", word)).lower()
    folded = re.sub(r"\([^)]*\)", "", folded) or folded
    return re.sub(r"[\s:：、，,/及和与()]+", "", folded)


_YEARLY = re.compile(
    # 2025年, 2027年目标值, 2020年现状, 2023年基数, 到2025年目标
    rf"到?(?P<year>(?:19|20)\d{{2}})年?末?(?:底)?(?:(?P<past>{any_of(load('tables')['past_values'])})"
    rf"|(?P<aim>{any_of(load('tables')['aimed_values'])}))?[值数情况要求]*"
)


_HEADING = re.compile(rf"\s*[（(]?[{COUNTING}]{{1,3}}[）)、.．]")
"""The number of a heading: 一、重点任务 is a section row, though 重点任务 is a header word."""


@lru_cache(maxsize=4096)
def column_of(header: str) -> Column | None:
    """What a header cell says of its column, or None when the vocabulary does not know it.

    Exact words first; then a year; then a known word at its end (市级牵头单位), for headers that carry a scope.

    >>> column_of("2027年目标值")
    Column(role='target', year=2027, inferred=False)
    >>> column_of("市级牵头单位").role, column_of("场景领域").role
    ('lead', 'title')
    """
    if len(header) > _HEADER_MOST:
        return None
    folded = fold(header)
    roles = roles_of_words()
    if folded in roles:
        return Column(roles[folded])
    yearly = _YEARLY.fullmatch(folded)
    if yearly is not None:
        role = "baseline" if yearly["past"] else "target" if yearly["aim"] else "yearly"
        return Column(role, int(yearly["year"]))
    if not 2 < len(folded) <= 16 or _HEADING.match(header):
        return None
    at_end, at_start = _long_words()
    known = [match.group() for match in (at_end.search(folded), at_start.match(folded)) if match]
    if known:
        return Column(roles[max(known, key=len)])
    ending = next((role for word, role in _endings() if folded.endswith(word)), None)
    if ending and len(folded) <= 12:
        return Column(ending)
    inside = next((role for word, role in _inside() if word in folded), None)
    return Column(inside) if inside and len(folded) <= 10 else None


def is_header_word(word: str) -> bool:
    """Whether the word as a whole is one of headers.yaml.

    >>> is_header_word("完成时限"), is_header_word("责任分工完成时限")
    (True, False)
    """
    return fold(word) in roles_of_words()


def settle(columns: Sequence[Column]) -> list[Column]:
    """Columns read in company.

    工作任务 before a column of measures is a title, else text; 责任单位 beside 牵头单位 is supporting; 单位 is a unit of
    measure beside indicators; of several text columns without a title the first is the title, of several titles without
    a text the last is the text; an end without a start is a deadline; of bare years beside each other the first is where
    things stand, the later ones are targets.

    >>> [c.role for c in settle([Column("number"), Column("text"), Column("lead"), Column("responsible")])]
    ['number', 'text', 'lead', 'support']
    """
    settled = _works(columns)
    roles = [c.role for c in settled]
    if "start" not in roles:
        settled = [c._replace(role="deadline") if c.role == "end" else c for c in settled]
    if "lead" in roles and "support" not in roles:
        settled = [c._replace(role="support") if c.role == "responsible" else c for c in settled]
    if "indicator" not in roles and "measure_unit" in roles:
        settled = [c._replace(role=OTHER) if c.role == "measure_unit" else c for c in settled]
    titles = [k for k, role in enumerate(roles) if role == "title"]
    texts = [k for k, role in enumerate(roles) if role == "text"]
    if not texts and titles and "indicator" not in roles:
        last = titles[-1]
        if len(titles) > 1:
            settled[last] = settled[last]._replace(role="text")
    elif len(texts) > 1 and not titles:
        settled[texts[0]] = settled[texts[0]]._replace(role="title")
    return _years(settled)


def _works(columns: Sequence[Column]) -> list[Column]:
    """The columns with each one of work (工作任务) made a title or text by what stands behind it."""
    tells = ("text", "work") if any(c.role == "text" for c in columns) else ("work", "title")
    last = max((k for k, c in enumerate(columns) if c.role in tells), default=-1)
    return [c._replace(role="title" if k < last else "text") if c.role == "work" else c for k, c in enumerate(columns)]


def with_work(roles: list[str]) -> list[str]:
    """The roles; of a table with titles only the last one is the work itself, which may be a sentence.

    >>> with_work(["title", "title", "lead"]), with_work(["title", "text", "lead"])
    (['title', 'text', 'lead'], ['title', 'text', 'lead'])
    """
    if "text" in roles or "indicator" in roles or "title" not in roles:
        return roles
    last = len(roles) - 1 - roles[::-1].index("title")
    return [*roles[:last], "text", *roles[last + 1 :]]


FIRST_YEAR = "first year"
"""Role of the first of several columns headed by bare years beside an indicator: where things stand, or a first aim."""


def of_plan(columns: Sequence[Column], since: int | None) -> list[Column]:
    """The columns with the first of bare years told by the plan's first year: an aim from it on, else where things stand.

    >>> first = Column(FIRST_YEAR, 2024)
    >>> [c.role for c in (*of_plan([first], 2024), *of_plan([first], 2025), *of_plan([first], None))]
    ['target', 'baseline', 'baseline']
    """
    return [c._replace(role=_role_in_plan(c, since)) if c.role == FIRST_YEAR else c for c in columns]


def _role_in_plan(column: Column, since: int | None) -> str:
    return "target" if since is not None and column.year is not None and column.year >= since else "baseline"


def _years(columns: list[Column]) -> list[Column]:
    """Columns headed by a bare year: a value or the work of that year; beside an indicator the first may be where it stands."""
    yearly = [k for k, c in enumerate(columns) if c.role == "yearly"]
    if "indicator" not in [c.role for c in columns] and not any(c.role == "baseline" for c in columns):
        return [c._replace(role="target") if c.role == "yearly" else c for c in columns]
    first_stands = len(yearly) > 1 and not any(c.role == "baseline" for c in columns)
    for k in yearly:
        columns[k] = columns[k]._replace(role=FIRST_YEAR if first_stands and k == yearly[0] else "target")
    return columns
