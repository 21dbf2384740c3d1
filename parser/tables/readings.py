"""The rows of a flattened table: each paragraph is a cell of a column, or the rest of the cell before it.

What a paragraph looks like decides which columns it may fill; a column may be skipped (merged or empty), filled by several
paragraphs (a broken name), and the row may start over (sub-rows). Which reading is the cheapest, `parser.cells` tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kb.schema import Span
from kb.units.names import is_known_region
from kb.units.places import LEVEL_CHARS
from parser.cells.cheapest import CellRead, CellStretch, RowReading, cheapest
from parser.cells.looks import SENTENCE_END, SEVERAL, Look, figure, is_none, is_person, look_of
from parser.cells.prices import again, passed, price, price_aside, prices
from parser.document import Block, folded
from parser.extract.times import is_time
from parser.extract.units import looks_like_units
from parser.lexicon.columns import TIME_ROLES, UNIT_ROLES, Column, with_work


class Paragraph(NamedTuple):
    """One or more blocks that are one cell's words for certain: a name broken over lines, a list that goes on."""

    words: str
    spans: tuple[Span, ...]
    gap: int


class Habits(NamedTuple):
    """What the rows of a table do again and again."""

    sentences: bool = False
    """Its titles are sentences (反馈问题), which titles seldom are."""
    joint_leads: bool = False
    """Several units lead: cells of leads that hold a list are common."""


def read_row(paragraphs: Sequence[Paragraph], columns: Sequence[Column], habits: Habits = Habits()) -> RowReading:  # noqa: B008
    """The cheapest reading of a row's paragraphs as `columns` (those of the table without the number column).

    A row with as many paragraphs as columns is read in their order where no cell is plainly another column's.
    """
    roles = with_work([c.role for c in columns])
    looks = [look_of(p.words) for p in paragraphs]
    if len(paragraphs) == len(columns):
        pairs = list(zip(looks, roles, strict=True))
        if not any(is_of_another(look, role, sentences=habits.sentences) for look, role in pairs):
            cells = tuple(CellRead(k, k, k + 1) for k in range(len(roles)))
            return RowReading(sum(price(look, role) for look, role in pairs), cells)
    matter = [k for k, r in enumerate(roles) if r in ("title", "text", "indicator")]
    merged = [*(k for k, r in enumerate(roles) if r in UNIT_ROLES and matter and k < min(matter)), *matter]
    empty = passed(roles, merged)
    stretches = [[CellStretch(k + 1, [price(look, role) for role in roles])] for k, look in enumerate(looks)]

    def back(cut: int, before: int, column: int) -> tuple[float, bool] | None:
        if before == column:
            look = looks[cut - 1]
            return again(roles[column], look, sole_lead=not habits.joint_leads), False
        if column not in merged or before < matter[-1]:
            return None
        left = sum(empty[before + 1 :]) + sum(empty[merged[0] : column])
        listed = prices()["sub_row"]
        return left + listed["opens"] + (0.0 if paragraphs[cut].gap >= 2 else listed["without_gap"]), True

    return cheapest(stretches, empty, back)


def is_of_another(look: Look, role: str, *, sentences: bool = False) -> bool:
    """Whether a cell is plainly not one of `role`: a sentence among units, units among work, anything but a time."""
    if role in UNIT_ROLES:
        return not look.none and (look.time or look.units < _HARDLY_UNITS)
    if role in TIME_ROLES:
        return not (look.none or look.time) and (look.units >= 0.5 or look.sentence or len(look.words) > _TITLE_MOST)
    if role in ("title", "text", "indicator"):
        closed = role == "title" and look.sentence and not sentences
        return look.none or look.time or look.units >= _SURELY_UNITS or closed
    if role in ("money", "nature", "measure_unit", "score", "leader"):
        return not look.none and price_aside(look, role) > prices()["aside"]["any"] + 0.1
    return False


_HARDLY_UNITS = 0.4
_SURELY_UNITS = 0.8
"""Likeness to units below which a cell holds none, and from which on it holds nothing else."""


_TITLE_MOST = 24
"""Characters of a title that stands left of a number, and of a time, at the most."""


def is_title(word: str) -> bool:
    """Whether a cell can be a title: short, no sentence, no units, no time, no figure."""
    return (
        len(word) <= _TITLE_MOST
        and not SENTENCE_END.search(word)
        and not is_none(word)
        and not is_time(word)
        and not figure().fullmatch(word)
        and looks_like_units(word) < 0.8
    )


def habits_of(rows: Sequence[Sequence[Paragraph]], columns: Sequence[Column]) -> Habits:
    """What the rows do whose cells are certain: as many paragraphs as columns, as many lists of units as their columns."""
    full = [row for row in rows if len(row) == len(columns)]
    titles = [k for k, c in enumerate(columns) if c.role == "title"]
    ends = sum(bool(SENTENCE_END.search(row[k].words)) for row in full for k in titles)
    unit_roles = [c.role for c in columns if c.role in UNIT_ROLES]
    lead = unit_roles.index("lead") if "lead" in unit_roles else None
    units = [[p.words for p in row if looks_like_units(p.words) >= 0.8] for row in rows]
    leads = [row[lead] for row in units if len(row) == len(unit_roles)] if lead is not None else []
    return Habits(
        sentences=bool(titles) and len(full) * 2 > len(rows) and ends * 2 > len(full) * len(titles),
        joint_leads=sum(bool(SEVERAL.search(words)) for words in leads) * _COMMON > len(leads),
    )


_COMMON = 10
"""One row of so many at the least that shows a habit of a few."""


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
        return before > 0.5 and after > 0.5 and not is_none(word)
    leader = (word[0] in LEVEL_CHARS and not is_known_region(last + word[0])) or is_person(last)
    if after >= 0.8 and leader:
        return False  # 张立 / 县文化和旅游局, 徐国江 / 城管局: a leader's name and a unit
    broken = min(before, after) < 0.45 and max(len(last), len(word)) <= _FRAGMENT_MOST
    return broken and looks_like_units(last + word) > 0.7
