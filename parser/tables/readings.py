"""Readings: the cheapest way to read the paragraphs of one flattened row as the cells of its columns.

Dynamic programming over (paragraph, column): what a paragraph looks like decides which columns it may fill, a column
may be skipped (merged or empty), filled by several paragraphs (a broken name), and the row may start over (sub-rows).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kb.schema import Span
from kb.units.names import is_known_region
from kb.units.places import LEVEL_CHARS
from parser.document import Block, folded
from parser.extract.times import is_time
from parser.extract.units import looks_like_units
from parser.lexicon import load
from parser.lexicon.columns import TIME_ROLES, UNIT_ROLES, Column, with_work
from parser.tables.rows import is_value

_NONE_CELL = re.compile(r"[/／\-—–―~]{1,3}|无|暂无")
_MONEY_CELL = re.compile(r"[约≈]?[\d.,，]+\s*(?:[万亿]?元)?")
_NATURE_CELL = re.compile(r"约束性?|预期性?|约束|预期|引导性?|共性|个性|必选|可选|新建|续建|扩建|改建")
_PERSON_CELL = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[、，,\s]+[\u4e00-\u9fff]{2,4}){0,3}")
_UNIT_OF_MEASURE = re.compile(r"[%％‰]|[\u4e00-\u9fff/%％‰·²³a-zA-Z（）()]{1,8}")
_FIGURE = re.compile(r"[≥≤><＞＜]?[\[(（]?\d[\d.,，]*[\])）]?[%％]?(?:以上|以下|左右|以内)?")
_SEVERAL = re.compile("[、，,；;]")
_SENTENCE_END = re.compile(r"[。；;！]$")

_SKIP = {
    "title": 0.3,
    "text": 1.6,
    "indicator": 1.6,
    "lead": 1.0,
    "support": 0.5,
    "responsible": 1.0,
    "start": 0.6,
    "end": 0.6,
}
"""Cost of an empty column; a merged title is common, a row without text is not."""
_SKIP_OTHER = 0.2
_START_OVER = 1.2
_SAME_ROW = 0.8
"""Cost of starting over at a paragraph that only a cell's gap parts from the one before."""


class Paragraph(NamedTuple):
    """One or more blocks that are one cell's words for certain: a name broken over lines, a list that goes on."""

    words: str
    spans: tuple[Span, ...]
    gap: int


class Reading(NamedTuple):
    """Cost of a row's cheapest reading, and the column of each of its paragraphs; -1 minus column opens a sub-row."""

    cost: float
    columns: tuple[int, ...]


class Habits(NamedTuple):
    """What the rows of a table do again and again."""

    sentences: bool = False
    """Its titles are sentences (反馈问题), which titles seldom are."""
    joint_leads: bool = False
    """Several units lead: cells of leads that hold a list are common."""


def read_row(paragraphs: Sequence[Paragraph], columns: Sequence[Column], habits: Habits = Habits()) -> Reading:  # noqa: B008
    """The cheapest reading of a row's paragraphs as `columns` (those of the table without the number column).

    A row with as many paragraphs as columns is read in their order where no cell is plainly another column's.
    """
    roles = with_work([c.role for c in columns])
    unitlikes = [0.0 if _is_sentence(p.words) else looks_like_units(p.words) for p in paragraphs]
    if len(paragraphs) == len(columns):
        full = zip(paragraphs, roles, unitlikes, strict=True)
        if not any(is_of_another(p.words, role, unitlike, sentences=habits.sentences) for p, role, unitlike in full):
            costs = [_fits(p.words, roles, unitlikes[k])[k] for k, p in enumerate(paragraphs)]
            return Reading(sum(costs), tuple(range(len(columns))))
    matter = [k for k, r in enumerate(roles) if r in ("title", "text", "indicator")]
    first = [*(k for k, r in enumerate(roles) if r in UNIT_ROLES and matter and k < min(matter)), *matter]
    skipped = _skips(roles, first)
    best: dict[int, Reading] = {-1: Reading(0.0, ())}
    for k, paragraph in enumerate(paragraphs):
        fits = _fits(paragraph.words, roles, unitlikes[k])
        step: dict[int, Reading] = {}
        for column, role in enumerate(roles):
            cost = fits[column]
            options = []
            for before, reading in best.items():
                if before < column:
                    options.append((reading.cost + skipped[before + 1][column], before, column))
                elif before == column:
                    options.append((reading.cost + _join(paragraphs[k - 1].words, role, habits), before, column))
                if before >= column and column in first and before >= max(matter) and before > column:
                    rest = skipped[before + 1][-1] + skipped[min(first)][column]
                    over = _START_OVER + (0.0 if paragraph.gap >= 2 else _SAME_ROW)
                    options.append((reading.cost + rest + over, before, -1 - column))
            if options:
                total, before, tag = min(options)
                step[column] = Reading(total + cost, (*best[before].columns, tag))
        best = step
    ends = [Reading(r.cost + skipped[c + 1][-1], r.columns) for c, r in best.items()]
    return min(ends) if ends else Reading(0.0, ())


def _is_sentence(words: str) -> bool:
    """Whether a cell is closed by a full stop and no list: 迁建县政务服务中心。 ends like a unit and is work."""
    return words.endswith("。") and not _SEVERAL.search(words)


def is_of_another(word: str, role: str, unitlike: float, *, sentences: bool = False) -> bool:
    """Whether a cell is plainly not one of `role`: a sentence among units, units among work, anything but a time."""
    none, time = bool(_NONE_CELL.fullmatch(word)), is_time(word)
    sentence = bool(_SENTENCE_END.search(word))
    if role in UNIT_ROLES:
        return not none and (time or unitlike < 0.4)
    if role in TIME_ROLES:
        return not none and not time and (unitlike >= 0.5 or sentence or len(word) > 24)
    if role in ("title", "text", "indicator"):
        return none or time or unitlike >= 0.8 or (role == "title" and sentence and not sentences)
    if role in ("money", "nature", "measure_unit", "score", "leader"):
        return not none and _fit_aside(word, role, 2.5 * unitlike) > 0.5
    return False


_TITLE_MOST = 24
"""Characters of a title that stands left of a number at the most."""


def is_title(word: str) -> bool:
    """Whether a cell can be a title: short, no sentence, no units, no time, no figure."""
    return (
        len(word) <= _TITLE_MOST
        and not _SENTENCE_END.search(word)
        and not _NONE_CELL.fullmatch(word)
        and not is_time(word)
        and not _FIGURE.fullmatch(word)
        and looks_like_units(word) < 0.8
    )


def habits_of(rows: Sequence[Sequence[Paragraph]], columns: Sequence[Column]) -> Habits:
    """What the rows do whose cells are certain: as many paragraphs as columns, as many lists of units as their columns."""
    full = [row for row in rows if len(row) == len(columns)]
    titles = [k for k, c in enumerate(columns) if c.role == "title"]
    ends = sum(bool(_SENTENCE_END.search(row[k].words)) for row in full for k in titles)
    unit_roles = [c.role for c in columns if c.role in UNIT_ROLES]
    lead = unit_roles.index("lead") if "lead" in unit_roles else None
    units = [[p.words for p in row if looks_like_units(p.words) >= 0.8] for row in rows]
    leads = [row[lead] for row in units if len(row) == len(unit_roles)] if lead is not None else []
    return Habits(
        sentences=bool(titles) and len(full) * 2 > len(rows) and ends * 2 > len(full) * len(titles),
        joint_leads=sum(bool(_SEVERAL.search(words)) for words in leads) * _COMMON > len(leads),
    )


_COMMON = 10
"""One row of so many at the least that shows a habit of a few."""


def _skips(roles: Sequence[str], first: Sequence[int]) -> list[list[float]]:
    """`[start][end]`: what it costs to leave the columns from `start` up to `end` empty.

    Units left of the work are merged over their rows as often as titles are.
    """
    costs = [
        _SKIP["title"] if k in first and role in UNIT_ROLES else _SKIP.get(role, _SKIP_OTHER)
        for k, role in enumerate(roles)
    ]
    size = len(costs) + 1
    return [[sum(costs[start:end]) for end in range(size)] for start in range(size)]


def _fits(word: str, roles: Sequence[str], unitlike: float) -> list[float]:
    """Cost of reading `word` as a cell of each role; lower is better."""
    none = len(word) <= 3 and bool(_NONE_CELL.fullmatch(word))
    time = is_time(word)
    sentence = bool(_SENTENCE_END.search(word))
    return [_fit(word, role, unitlike, none=none, time=time, sentence=sentence) for role in roles]


def _fit(word: str, role: str, unitlike: float, *, none: bool, time: bool, sentence: bool) -> float:
    """Cost of reading `word` as a cell of `role`: a dash, a time or a sentence, and so far like units."""
    if role in UNIT_ROLES:
        return -0.5 if none else (3.0 if time else 2.0 - 4.0 * unitlike)
    if role in TIME_ROLES:
        return -2.0 if time else (-0.6 if none else 3.0)
    away = 2.5 * unitlike + (2.0 if time else 0.0) + (1.0 if none else 0.0) + (2.0 if _FIGURE.fullmatch(word) else 0.0)
    if role == "title":
        return away + (2.0 if sentence or len(word) > 40 else -0.4)
    if role == "text":
        return away + (-1.2 if sentence or len(word) >= 18 else -0.2)
    if role == "indicator":
        return away + (1.0 if sentence else -0.4)
    return 0.4 if none else _fit_aside(word, role, away)


def _fit_aside(word: str, role: str, away: float) -> float:
    """Cost of reading `word` as a cell beside the matter: values, money, points, people, places, notes."""
    if role in ("target", "baseline"):
        return -1.0 if is_value(word) and len(word) <= 12 else away + 0.6
    if role == "money":
        return -1.5 if _MONEY_CELL.fullmatch(word) else 2.5
    if role == "nature":
        return -2.0 if _NATURE_CELL.fullmatch(word) else 2.0
    if role == "measure_unit":
        return 0.0 if _UNIT_OF_MEASURE.fullmatch(word) else 2.0
    if role == "score":
        return -1.0 if re.fullmatch(r"\d{1,3}分?", word) else 1.0
    if role == "leader":
        return -0.3 if _PERSON_CELL.fullmatch(word) and away < 1.0 else 1.5
    if role == "place":
        return 0.1 if len(word) <= 24 and not _SENTENCE_END.search(word) else 2.0
    return 0.4


def _join(previous: str, role: str, habits: Habits) -> float:
    """Cost of reading a paragraph as the continuation of the cell of `role` that ends with `previous`."""
    if role == "title":
        return 0.1 if len(previous) <= 12 and not _SENTENCE_END.search(previous) else 1.2
    if role in UNIT_ROLES:
        return 0.8 if role == "lead" and not habits.joint_leads else 0.7  # one leads, several support
    if role in TIME_ROLES:
        return 2.5
    return 0.9 if _SENTENCE_END.search(previous) else 0.6


# ---------------------------------------------------------------- paragraphs that are one cell for certain
_LIST_END = re.compile(r"[、，,；;]$")
_FRAGMENT_MOST = 12
"""Characters of a piece of a broken name at the most."""


def paragraphs_of(text: str, blocks: Sequence[Block]) -> list[Paragraph]:
    """The blocks with their folded words, those joined that only together are a list of units (区国土 / 分局; 区环保局、 / 区农林局)."""
    joined: list[Paragraph] = []
    for block in blocks:
        word = without_blanks(folded(text)[slice(*block.span)])
        last = joined[-1] if joined else None
        if last is not None and block.gap <= 1 and _goes_on(last.words, word):
            joined[-1] = Paragraph(last.words + word, (*last.spans, block.span), last.gap)
        else:
            joined.append(Paragraph(word, (block.span,), block.gap))
    return joined


@cache
def _name() -> re.Pattern[str]:
    return re.compile(rf"[{load('statements')['surnames']}][\u4e00-\u9fff]{{1,2}}")


_BLANKS = re.compile(r"(?<![A-Za-z0-9,;.])\s+|\s+(?![A-Za-z0-9])")


def without_blanks(words: str) -> str:
    """Words without white space, but for that between Latin words.

    >>> without_blanks("区 环保局 "), without_blanks("Energy Bureau")
    ('区环保局', 'Energy Bureau')
    """
    return _BLANKS.sub("", words)


def _goes_on(last: str, word: str) -> bool:
    before, after = looks_like_units(last), looks_like_units(word)
    if _LIST_END.search(last):
        return before > 0.5 and after > 0.5 and not _NONE_CELL.fullmatch(word)
    leader = (word[0] in LEVEL_CHARS and not is_known_region(last + word[0])) or _name().fullmatch(last)
    if after >= 0.8 and leader:
        return False  # 张立 / 县文化和旅游局, 徐国江 / 城管局: a leader's name and a unit
    broken = min(before, after) < 0.45 and max(len(last), len(word)) <= _FRAGMENT_MOST
    return broken and looks_like_units(last + word) > 0.7
