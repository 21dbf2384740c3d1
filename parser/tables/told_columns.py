"""What the columns of a table hold where no header word says it: told by their cells.

Units nearly all, times nearly all, sentences; which of the columns of work tells it, and which name it from the left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from parser.cells.looks import SEVERAL, is_person, is_sentence, look_of
from parser.extract.times import is_time
from parser.extract.units import looks_like_units
from parser.lexicon.columns import OTHER, TIME_ROLES, UNIT_ROLES, Column, settle

_SHARE = 0.6
"""Share of a column's filled cells that must be of one kind for the column to hold it although no header says so."""
_LEAST = 3
"""Filled cells that such a column has at the least."""
_SENTENCE_LEAST = 12
"""Characters of the cells of an unnamed column of work, on average, at the least."""
_SURELY = 0.8
"""Likeness to units from which on a cell is one of them."""
_REPEATED = 0.8
"""Share of the rows that a column's different words are at the most, for them to head several rows each."""
_LONGER = 2.0
"""How many times as long as the cells of the last column of work those of another are, for that one to tell the work."""


def with_told_columns(headed: Sequence[Column], words_of: Callable[[int], list[str]]) -> list[Column]:
    """The columns as headed, settled, and those that no header names told by their cells (inferred).

    `words_of` gives the words of a column's filled cells.
    """
    columns = _told(settle(headed), words_of, "responsible", UNIT_ROLES, (OTHER, "title", "leader"), _are_units)
    if not any(c.role in UNIT_ROLES for c in columns):
        return columns
    columns = _told(columns, words_of, "deadline", TIME_ROLES, (OTHER,), _are_times)
    columns = _told(columns, words_of, "text", ("text", "indicator"), (OTHER,), _are_sentences)
    if "indicator" in [c.role for c in columns]:
        return columns
    wordy = {k: words for k, column in enumerate(columns) if (words := _wordy(column, words_of(k)))}
    if "text" not in [c.role for c in headed]:
        columns = _with_text_told(columns, wordy)
    return _with_heads_told(columns, wordy, max((len(words_of(k)) for k in range(len(columns))), default=0))


def _wordy(column: Column, words: Sequence[str]) -> list[str]:
    """The cells' words of a column of work, or of one that no field knows and that says something; else none."""
    filled = [word for word in words if word]
    if column.role in ("title", "text"):
        return filled
    said = [word for word in filled if _says(word)]
    unknown = column.role in (OTHER, "group")  # a cell over others that stands over none is a column like any
    return filled if unknown and len(said) > 1 and len(said) >= _SHARE * len(filled) else []


def _says(word: str) -> bool:
    if is_sentence(word):
        return True
    look = look_of(word)
    plain = look.units < _SURELY and not (look.time or look.none or look.figure)
    return plain and len(word) > 1 and not word.isascii() and not all(map(is_person, SEVERAL.split(word)))


def _with_text_told(columns: list[Column], wordy: Mapping[int, Sequence[str]]) -> list[Column]:
    """The columns of a table whose header names none that tells the work: it is the last of them, unless the one behind
    it, which no field knows, has longer cells, or one before it has much longer ones."""
    last = max((k for k, column in enumerate(columns) if column.role in ("title", "text") and k in wordy), default=-1)
    if last < 0:
        return columns
    long = {k: sum(map(len, words)) / len(words) for k, words in wordy.items()}
    behind = last + 1 in wordy and long[last + 1] > long[last]
    before = max((k for k in wordy if k < last and columns[k].role == "title"), key=lambda k: long[k], default=last)
    if not behind and long[before] < _LONGER * long[last]:
        return columns
    tells = last + 1 if behind else before
    return [
        column._replace(role="text" if k == tells else "title", inferred=True) if k in (last, tells) else column
        for k, column in enumerate(columns)
    ]


def _with_heads_told(columns: list[Column], wordy: Mapping[int, Sequence[str]], rows: int) -> list[Column]:
    """The columns, those that no field knows left of the text made titles where each of their cells heads several rows."""
    tells = next((k for k, column in enumerate(columns) if column.role == "text"), -1)
    heads = {k for k in wordy if k < tells and columns[k].role == OTHER and len(set(wordy[k])) <= _REPEATED * rows}
    return [c._replace(role="title", inferred=True) if k in heads else c for k, c in enumerate(columns)]


def _told(
    columns: list[Column],
    words_of: Callable[[int], list[str]],
    role: str,
    have: Sequence[str],
    among: Sequence[str],
    fits: Callable[[Sequence[str]], bool],
) -> list[Column]:
    """The columns, where none of them is one of `have`, with the first of those `among` that fits as one of `role`."""
    if any(c.role in have for c in columns):
        return columns
    for k, column in enumerate(columns):
        words = [w for w in words_of(k) if w] if column.role in among else []
        if len(words) >= _LEAST and fits(words):
            return [*columns[:k], column._replace(role=role, year=None, inferred=True), *columns[k + 1 :]]
    return columns


def _are_units(words: Sequence[str]) -> bool:
    return sum(looks_like_units(w) >= _SURELY for w in words) >= _SHARE * len(words)


def _are_times(words: Sequence[str]) -> bool:
    return sum(is_time(w) for w in words) >= _SHARE * len(words)


def _are_sentences(words: Sequence[str]) -> bool:
    closed = sum(w.endswith(("。", "；")) for w in words) >= _SHARE * len(words)
    return closed and sum(map(len, words)) >= _SENTENCE_LEAST * len(words)
