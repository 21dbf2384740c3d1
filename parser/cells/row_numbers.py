"""Numbers of table rows as printed: 1, 1. and （1）, ①, 一 and （一）, 1-1 and 1.1; which one goes on counting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kb.numerals import COUNTING, chinese_integer

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("plain", re.compile(r"(?P<n>\d{1,3})\s*[.．、]?")),
    ("brackets", re.compile(r"[（(]\s*(?P<n>\d{1,3})\s*[)）]")),
    ("compound", re.compile(r"(?P<n>\d{1,2}(?:[-.．—–]\d{1,2}){1,2})")),
    ("circled", re.compile(rf"(?P<n>[{_CIRCLED}])")),
    ("han", re.compile(rf"(?P<n>[{COUNTING}]{{1,3}})、?")),
    ("han-brackets", re.compile(rf"[（(](?P<n>[{COUNTING}]{{1,3}})[)）]")),
)
"""Names of the forms, and what a whole cell looks like in each."""

_JUMP = 3
"""A printed number may skip this many (a lost row) and still count as the next row, if a row's gap is before it."""


class RowNumber(NamedTuple):
    """A printed row number: its form, its value part by part (1-2 is two), and the words themselves."""

    form: str
    value: tuple[int, ...]
    printed: str


def row_number(word: str) -> RowNumber | None:
    """The number that a cell is; None for any other cell.

    >>> row_number("（3）"), row_number("2-1").value, row_number("十二").value, row_number("2025年")
    (RowNumber(form='brackets', value=(3,), printed='（3）'), (2, 1), (12,), None)
    """
    for form, pattern in _FORMS:
        found = pattern.fullmatch(word)
        if found is not None:
            printed = found["n"] if form in ("plain", "han") else word
            return RowNumber(form, _value(form, found["n"]), printed)
    return None


def _value(form: str, number: str) -> tuple[int, ...]:
    if form == "circled":
        return (_CIRCLED.index(number) + 1,)
    if form in ("han", "han-brackets"):
        return (chinese_integer(number) or 0,)
    return tuple(int(part) for part in re.split(r"\D", number))


def form_of(words: Sequence[str]) -> str:
    """The form of a table's row numbers, by the first of its cells that is one; empty where none is.

    一 heads a section where the table also counts 1, 2, 3.
    """
    numbers = [number for word in words if (number := row_number(word)) is not None]
    plain = [n for n in numbers if n.form == "plain" and n.value == (1,)]
    first = next((n for n in numbers if n.value[-1] == 1 or n.form == "plain"), None)
    if first is None:
        return ""
    return "plain" if first.form in ("han", "han-brackets") and plain else first.form


def follows(number: RowNumber, last: tuple[int, ...], *, row_gap: bool, excerpt: bool = False) -> bool:
    """Whether a number is that of the row behind `last` (empty: of the first row, which may be any).

    `row_gap`: a row's gap stands before it, so that it may skip a few or start again at 1. `excerpt`: no other column of
    the table holds numbers, so that it may skip any number of rows (one office's rows out of a larger table).
    """
    value = number.value
    if not last or len(value) != len(last):
        return not last
    if excerpt and value > last:
        return True
    if value[:-1] == last[:-1]:
        step = value[-1] - last[-1]
        if step == 1 or (row_gap and 0 < step <= _JUMP):
            return True
    elif value > last and value[-1] == 1:
        return True
    return row_gap and value[-1] == 1 and len(value) == 1 and last[-1] > 2
