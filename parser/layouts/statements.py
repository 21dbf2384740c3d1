"""Responsibility statements in running text.

（区环保局牵头，区农林局、区水利局等参与）         verbs behind the units
（牵头单位：市商务委；责任单位：市教委、市民政局）    labels before the units
（财政部、民政部按职责分工负责）                  responsible without lead or support
责任单位：区住建局、区交通局                      a line of its own, or the end of a paragraph
由区环保局牵头，区水利局配合                      in a sentence
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kb.schema import Role
from parser.extract.units import looks_like_units
from parser.lexicon import any_of, load

_ROLES: tuple[Role, ...] = ("lead", "support", "responsible")
_UNITLIKE = 0.5
"""From this likeness on, words before a verb or behind a label are taken for a list of units."""
_STATEMENT_MOST = 600
"""Characters of a bracket with a statement at the most."""


class UnitWords(NamedTuple):
    """A list of units in a statement: its role, and where it stands in the text given."""

    role: Role
    start: int
    end: int


class Statement(NamedTuple):
    """A responsibility statement: where it stands, with its brackets; its unit lists; its time words."""

    start: int
    end: int
    units: tuple[UnitWords, ...]
    times: tuple[tuple[int, int], ...] = ()
    inline: bool = False
    """True for 由X牵头, which is part of the sentence and not cut from the text."""


def find_statements(text: str) -> tuple[Statement, ...]:
    """The statements of a paragraph in order. Text in which no unit is named as responsible has none.

    >>> [u.role for s in find_statements("全面排查。（区环保局牵头，区水利局参与）") for u in s.units]
    ['lead', 'support']
    """
    found = [s for s in map(lambda b: _read(text, *b), _brackets(text)) if s is not None]
    line = _label_line(text, found[-1].end if found else 0)
    if line is not None:
        found.append(line)
    return tuple(found or _in_sentences(text))


# ---------------------------------------------------------------- brackets
_OPEN = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "［": "］"}
_CLOSE = frozenset(_OPEN.values())


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Outermost brackets, `(start, end)` with the brackets; mixed widths pair, as in （…). An unclosed one is none."""
    depth = start = 0
    for k, character in enumerate(text):
        if character in _OPEN:
            if depth == 0:
                start = k
            depth += 1
        elif character in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield start, k + 1


def _read(text: str, start: int, end: int) -> Statement | None:
    if not 4 <= end - start <= _STATEMENT_MOST:
        return None
    return _content(text, start + 1, end - 1, start, end)


def _content(text: str, at: int, to: int, start: int, end: int) -> Statement | None:
    labels = _labelled(text, at, to)
    if labels is not None:
        return Statement(start, end, *labels)
    units = tuple(_verbal(text, at, to))
    return Statement(start, end, _in_company(units)) if units else None


def _in_company(units: tuple[UnitWords, ...]) -> tuple[UnitWords, ...]:
    """Beside a lead, 负责 and 责任单位 mean support."""
    if not any(u.role == "lead" for u in units) or any(u.role == "support" for u in units):
        return units
    return tuple(u._replace(role="support") if u.role == "responsible" else u for u in units)


# ---------------------------------------------------------------- labels
@cache
def _label() -> re.Pattern[str]:
    headers, words = load("headers"), load("statements")
    groups = [f"(?P<{role}>{any_of(headers[role])})" for role in _ROLES]
    groups += [f"(?P<time>{any_of(words['time_labels'])})", f"(?P<other>{any_of(words['other_labels'])})"]
    return re.compile(rf"(?:{'|'.join(groups)})\s*(?:[（(][^）)]{{0,12}}[）)])?\s*[:：]\s*")


def _labelled(text: str, at: int, to: int) -> tuple[tuple[UnitWords, ...], tuple[tuple[int, int], ...]] | None:
    """Unit lists and time words behind the labels in `text[at:to]`; None where it does not begin with a label."""
    found = list(_label().finditer(text, at, to))
    if not found or text[at : found[0].start()].strip(" 　，,；;。、"):
        return None
    units, times = [], []
    for k, match in enumerate(found):
        end = found[k + 1].start() if k + 1 < len(found) else to
        start, end = _stripped(text, match.end(), end)
        if start >= end:
            continue
        if match.lastgroup == "time":
            times.append((start, end))
        elif match.lastgroup != "other":
            units.append(UnitWords(_role(match.lastgroup), start, end))
    return (_in_company(tuple(units)), tuple(times)) if units else None


def _role(name: str | None) -> Role:
    return next(role for role in _ROLES if role == name)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " 　\n，,；;。、.":
        start += 1
    while end > start and text[end - 1] in " 　\n，,；;。、.":
        end -= 1
    return start, end


_LINE_START = re.compile(r"(?:^|[。；;！\n\s])\s*(?=\S)")


def _label_line(text: str, after: int) -> Statement | None:
    """A statement by labels without brackets: it begins the text or follows a sentence, and goes on to the end."""
    for match in _label().finditer(text, after):
        if match.lastgroup not in _ROLES:
            continue
        start = match.start()
        if start and text[start - 1] not in "。；;！\n 　）)":
            continue
        labels = _labelled(text, start, len(text))
        if labels is not None and all(looks_like_units(text[u.start : u.end]) >= _UNITLIKE for u in labels[0]):
            return Statement(start, len(text), *labels)
    return None


# ---------------------------------------------------------------- verbs
@cache
def _verb() -> re.Pattern[str]:
    words = load("statements")
    groups = [f"(?P<{role}>{any_of(words[role])})" for role in _ROLES]
    every = sorted((w for role in _ROLES for w in words[role]), key=len, reverse=True)
    # the longest verb wins whatever its role, and it ends its clause: 负责 in 负责人 is none
    return re.compile(rf"(?={any_of(every)})(?:{'|'.join(groups)})(?=\s*(?:[，,；;。、）)]|等|\Z))")


@cache
def _opener() -> re.Pattern[str]:
    return re.compile(rf"[\s，,；;。、]*(?:{any_of(load('statements')['openers'])})?")


def _verbal(text: str, at: int, to: int) -> Iterator[UnitWords]:
    """Unit lists before the verbs of `text[at:to]`; the rule sentences behind them (…，下同) have none."""
    before = at
    for match in _verb().finditer(text, at, to):
        opened = _opener().match(text, before, match.start())
        start, end = _stripped(text, opened.end() if opened else before, match.start())
        before = match.end()
        if start < end and looks_like_units(text[start:end]) >= _UNITLIKE:
            yield UnitWords(_role(match.lastgroup), start, end)


_IN_SENTENCE = re.compile(
    # 由区环保局牵头，区水利局、区农林局配合 — the words up to the next full stop are read for verbs
    r"(?:由|以)(?P<words>[^。；;：:（）()]{2,120})"
)


def _in_sentences(text: str) -> list[Statement]:
    """由X牵头… in running text. Only the clear form counts: units directly behind 由, a role verb directly behind them."""
    found = []
    for match in _IN_SENTENCE.finditer(text):
        units = []
        for words in _verbal(text, match.start("words"), match.end("words")):
            expected = units[-1].end + 8 if units else match.start("words") + 2
            if words.start > expected or looks_like_units(text[words.start : words.end]) < 0.8:
                break
            units.append(words)
        if units and units[0].role == "lead":
            found.append(Statement(match.start(), units[-1].end, _in_company(tuple(units)), inline=True))
    return found
