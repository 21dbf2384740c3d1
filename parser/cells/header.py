"""The header of a table: which columns head a table of work, where header words stand in a row of cells without borders,
and where the cells of a second header row belong.
"""

from __future__ import annotations

from collections.abc import Sequence

from parser.cells.row_numbers import row_number
from parser.lexicon.columns import (
    MATTER_ROLES,
    OTHER,
    TIME_ROLES,
    UNIT_ROLES,
    Column,
    column_of,
    is_header_word,
    settle,
)
from parser.lexicon.markers import marker

_CELL_MOST = 14
"""Characters of a header cell at the most."""
_UNKNOWN_MOST = 6
"""Characters of a header cell that the vocabulary does not know at the most."""
_UNKNOWN_LAST = 4
"""Such cells at the end of a header at the most."""
_KNOWN_LEAST = 3
"""Known header cells that make a header whose cells have no borders."""


def is_header(columns: Sequence[Column], *, least: int = 2) -> bool:
    """Whether the settled columns are those of a table of work, projects or indicators: `least` of them known, one of them
    the matter, and units, a time or a value beside it. Points of an assessment are none."""
    roles = {c.role for c in columns}
    known = [c for c in columns if c.role != OTHER]
    has_units = bool(roles & set(UNIT_ROLES))
    if len(known) < least or not roles & set(MATTER_ROLES) or ("score" in roles and not has_units):
        return False
    return has_units or bool(roles & set(TIME_ROLES)) or {"indicator", "target"} <= roles


# ---------------------------------------------------------------- header words, one cell after the other
def header_at(words: Sequence[str], start: int) -> tuple[int, list[Column]] | None:
    """End and columns of the header that begins at block `start`; None where none begins there."""
    if column_of(words[start]) is None:
        return None
    columns: list[Column] = []
    k = start
    while k < len(words) and words[k] and len(words[k]) <= _most(words[k]) and not words[k].isdigit():
        step, column = _header_cell(words, k, numbered=bool(columns) and columns[0].role == "number")
        if column is None:
            break
        columns.append(column)
        k += step
    settled = settle(columns)
    return (k, settled) if is_header(settled, least=_KNOWN_LEAST) else None


def _most(word: str) -> int:
    """Characters of a header cell at the most: Latin letters say less than Han."""
    return 3 * _CELL_MOST if word.isascii() else _CELL_MOST


def _header_cell(words: Sequence[str], k: int, *, numbered: bool) -> tuple[int, Column | None]:
    """How many blocks the header cell at `k` takes, and its column; a cell may be broken over up to three lines."""
    column = column_of(words[k])
    if column is not None:
        return 1, column._replace(header=words[k])
    for step in (2, 3):
        pieces = words[k : k + step]
        joined = "".join(pieces)
        exact = is_header_word(joined) or not any(is_header_word(piece) for piece in pieces[1:])
        if len(joined) <= _CELL_MOST and len(pieces) == step and exact and (column := column_of(joined)) is not None:
            return step, column._replace(header=joined)
    goes_on = any(column_of(word) is not None for word in words[k + 1 : k + 3]) or (
        numbered and _ends_at_first_row(words, k)
    )
    unknown = marker(words[k]) is None and 1 < len(words[k]) <= _UNKNOWN_MOST and goes_on
    return 1, Column(OTHER, header=words[k]) if unknown else None


def _ends_at_first_row(words: Sequence[str], k: int) -> bool:
    """Whether a row numbered 1 stands a few short words behind: they are the last header cells."""
    for word in words[k + 1 : k + 1 + _UNKNOWN_LAST]:
        number = row_number(word)
        if number is not None:
            return set(number.value) == {1}
        if len(word) > _UNKNOWN_MOST:
            return False
    return False


# ---------------------------------------------------------------- a second header row
_GROUPED = (
    {*UNIT_ROLES, "leader"},
    {"target", "baseline", "yearly", "measure_unit"},
    set(TIME_ROLES),
    {OTHER, "note"},
)
"""Roles of columns that share a cell above them: 责任分工 over 牵头单位 and 配合单位, 建设期限 over 开工 and 竣工."""


def ways_below(columns: Sequence[Column]) -> list[list[Column]]:
    """The columns without that of the number, as they stand; and with the last ones put in the place of a cell above them.

    A table that lost its borders has its second header row behind the first: 序号 任务 责任分工 完成时限 牵头单位 配合单位.
    """
    plain = [c for c in columns if c.role != "number"]
    below = [
        [*plain[:at], *plain[start:], *plain[at + 1 : start]]
        for start in range(2, len(plain) - 1)
        for kinds in _GROUPED
        if {c.role for c in plain[start:]} <= kinds
        for at in range(1, start - 1)
        if plain[at].role in {OTHER, "group", *kinds}
    ]
    return [plain, *below]
