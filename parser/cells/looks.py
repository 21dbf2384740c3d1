"""What the words of a cell look like: units, a time, a dash, a sentence, a figure, a sum of money, a person.

Each form is known here alone: as a whole cell (`CELL`), and as a stretch of a line in which all cells are glued to each
other (`STRETCH`), where less may be believed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kb.numerals import COUNTING
from parser.extract.times import is_time
from parser.extract.units import looks_like_units
from parser.lexicon import any_of, load

NONE = re.compile(r"[/／\-—–―~]{1,3}|无|暂无")
MONEY = re.compile(r"[约≈]?[\d.,，]+\s*(?:[万亿]?元)?")
_PERSONS = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[、，,\s]+[\u4e00-\u9fff]{2,4}){0,3}")
_MEASURE = re.compile(r"[%％‰]|[\u4e00-\u9fff/%％‰·²³a-zA-Z（）()]{1,8}")
_SCORE = re.compile(r"\d{1,3}分?")
SEVERAL = re.compile("[、，,；;]")
SENTENCE_END = re.compile(r"[。；;！]$")
_NONE_MOST = 3
"""Characters of a dash at the most."""
_PLACE_MOST = 24
"""Characters of a place at the most."""


class Look(NamedTuple):
    """What a cell's words look like."""

    words: str
    units: float
    """Likeness to a list of units, 0 to 1."""
    time: bool
    none: bool
    """A dash or 无: the cell is empty on purpose."""
    sentence: bool
    """Closed by a full stop."""
    figure: bool
    """A bare figure."""


def look_of(words: str) -> Look:
    """What the words of a whole cell look like."""
    return Look(
        words,
        0.0 if is_sentence(words) else looks_like_units(words),
        is_time(words),
        is_none(words),
        bool(SENTENCE_END.search(words)),
        bool(figure().fullmatch(words)),
    )


def is_none(words: str) -> bool:
    """Whether a cell is empty on purpose: a dash, 无."""
    return len(words) <= _NONE_MOST and NONE.fullmatch(words) is not None


def is_sentence(words: str) -> bool:
    """Whether a cell is closed by a full stop and no list: 迁建县政务服务中心。 ends like a unit and is work."""
    return words.endswith("。") and not SEVERAL.search(words)


@cache
def figure() -> re.Pattern[str]:
    """A figure without a unit: ≥88, [93]%, 100以上."""
    limits = any_of(load("tables")["limits"])
    return re.compile(rf"[≥≤><＞＜]?[\[(（]?\d[\d.,，]*[\])）]?[%％]?{limits}?")


@cache
def nature() -> re.Pattern[str]:
    """What a column of an indicator's or a project's nature holds: 约束性, 新建."""
    return re.compile(any_of(load("tables")["natures"]))


@cache
def surname() -> str:
    """Pattern of a name of a person: a surname and one or two characters."""
    return rf"[{load('statements')['surnames']}][\u4e00-\u9fff]{{1,2}}"


def is_person(words: str) -> bool:
    """Whether the words are one person's name."""
    return re.fullmatch(surname(), words) is not None


def is_measure(words: str) -> bool:
    """Whether a cell can be a unit of measure: %, 微克/立方米."""
    return _MEASURE.fullmatch(words) is not None


def is_score(words: str) -> bool:
    """Whether a cell can be points: 5, 10分."""
    return _SCORE.fullmatch(words) is not None


def are_persons(words: str) -> bool:
    """Whether a cell can be names of persons."""
    return _PERSONS.fullmatch(words) is not None


def is_place(look: Look) -> bool:
    """Whether a cell can be a place: short, and no sentence."""
    return len(look.words) <= _PLACE_MOST and not look.sentence


_DATED = re.compile(r"^到?(?:19|20)\d{2}年?末?底?前?[，,]?")
_OWN_INDICATOR = re.compile(
    # 权责清单公开率100%, 公开率达到100%, 新增处理能力5万吨/日
    rf"[\u4e00-\u9fff“”]{{2,14}}[率量数比度积]{any_of(load('tables')['leads_to_figure'])}?[≥≤><＞＜]?\d|[\u4e00-\u9fff]{{6}}"
)
"""How a cell begins that names its own indicator."""


def is_value(words: str) -> bool:
    """Whether a cell's words are the value of an indicator, not a sentence about it.

    >>> is_value("150个以上"), is_value("≥80%"), is_value("建成国家级生态文明建设示范区"), is_value("公开率达到100%")
    (True, True, False, False)
    """
    return (
        len(words) <= 24
        and not _OWN_INDICATOR.match(_DATED.sub("", words))
        and bool(re.search(rf"\d|[{COUNTING}]成|翻番", words))
        and not re.search("[。；]", words)
    )


def is_short_value(words: str) -> bool:
    """Whether a cell of a lost border can be a value: short."""
    return len(words) <= _VALUE_MOST and is_value(words)


_VALUE_MOST = 12
"""Characters of a value whose cell has no border at the most."""
