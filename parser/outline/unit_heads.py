"""Who acts stands at the head of the paragraph: a section of duties by department.

    三、职责分工
    县水利局：负责江河湖库的防汛安全…            a colon behind the units
    （二）市教育局、市卫生健康局负责…             a verb behind the units, in a section whose heading says so

In prose elsewhere only the clear form counts: units, a colon, and the verb (县水利局：负责…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from parser.duties.unit_lists import SURELY, label_pattern
from parser.extract.units import looks_like_units
from parser.lexicon import any_of, load

_UNITS_MOST = 80
"""Characters of the units at the head of a paragraph at the most."""


class UnitHead(NamedTuple):
    """The units at the head of a paragraph, and where the words begin that say what they do."""

    start: int
    end: int
    body: int
    """Behind the colon; `start` where the units are the subject of the sentence."""


def heads_duties(words: str) -> bool:
    """Whether a (folded) heading, or a line that leads in to a list, opens duties by department.

    >>> heads_duties("二、明确职责任务分工"), heads_duties("各部门职责分工如下："), heads_duties("三、重点任务")
    (True, True, False)
    """
    return bool(_headings().search(words))


@cache
def _headings() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load('outline')['duty_headings'])}(?=如下|$|[与和及、，,：:。（(\s])")


@cache
def _colon() -> re.Pattern[str]:
    return re.compile(rf"(?P<units>[^。：:；;]{{2,{_UNITS_MOST}}}?)\s*[:：]\s*")


def unit_head(text: str, *, section: bool) -> UnitHead | None:
    """The units at the head of the folded `text` (without marker), or None; `section`: whether its heading opens duties.

    >>> unit_head("县水利局：负责江河防汛。", section=False)
    UnitHead(start=0, end=4, body=5)
    >>> unit_head("市教育局负责校园安全。", section=True)
    UnitHead(start=0, end=4, body=0)
    >>> unit_head("市教育局负责校园安全。", section=False) is None
    True
    """
    if label_pattern().match(text):
        return None
    found = _colon().match(text)
    if found is not None and looks_like_units(found["units"]) >= SURELY:
        clear = section or _verb_ahead().match(text, found.end())
        return UnitHead(0, found.end("units"), found.end()) if clear else None
    if not section:
        return None
    if looks_like_units(text.rstrip("。 ")) >= SURELY:
        return UnitHead(0, len(text.rstrip("。 ")), len(text))
    return next((UnitHead(0, end, 0) for end in _subject_ends(text) if looks_like_units(text[:end]) >= SURELY), None)


def _subject_ends(text: str) -> Iterator[int]:
    """Where the units may end that are the subject of the first sentence, the shortest first."""
    for verb in _verb_ahead().finditer(text, 2, _UNITS_MOST):
        if re.search("[。：:；;]", text[: verb.start()]):
            return
        yield verb.start()


@cache
def _verb_ahead() -> re.Pattern[str]:
    """A verb of duty that is no part of a name: 市委组织部, 市住房保障中心."""
    words = load("statements")
    goes_on = rf"(?!{any_of(words['names_go_on'])}|部(?![署分])|办(?![理好])|委(?!托)|处(?![置理罚])|科(?!学))"
    return re.compile(rf"{any_of(words['duty_adverbs'])}*{any_of(words['duty_verbs'])}{goes_on}")


def clauses(text: str) -> list[tuple[int, int]]:
    """The sentences of a paragraph of a section of duties, cut where another unit begins: 市教育局负责…；市公安局负责…。

    >>> clauses("市教育局负责校园安全；制定预案。市公安局负责治安。")
    [(0, 16), (16, 25)]
    """
    starts = [0]
    for stop in re.finditer("[。；;]", text):
        if stop.end() < len(text) and unit_head(text[stop.end() :], section=True) is not None:
            starts.append(stop.end())
    return list(zip(starts, [*starts[1:], len(text)], strict=True))
