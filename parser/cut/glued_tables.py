"""Tables flattened without any separator: header words, row numbers and cells all glued to each other.

    序号工作任务牵头单位配合单位完成时限1推进…。市发改委市财政局2025年12月2完善…市教育局2025年6月
    责任单位工作任务完成时限县教育局新建学校2所。2025年9月县人社局招聘教师30名。2025年8月

The header is a run of known words. A row ends where the next number stands behind units, a time or a full stop; in a
table without numbers, where the last column's cell ends. The columns say which cells stand before the work and which
behind it. The pieces become one paragraph each, like a table flattened to one cell a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from kb.numerals import COUNTING
from kb.schema import Span
from parser.cells.header import is_header, ways_below
from parser.cut.glued_rows import cells_of, ends_row, next_row, opens_row, rows_without_numbers
from parser.lexicon import any_of, load
from parser.lexicon.columns import OTHER, UNIT_ROLES, Column, column_of, settle, with_work

_HEADER_LEAST = 3
"""Header words that make a header."""
_LOST_LINES = 3
"""Lines that are no row, and behind which the table still goes on, at the most."""
_SECTION = re.compile(rf"(?:[{COUNTING}]{{1,3}}、|（[{COUNTING}]{{1,3}}）)(?:(?:19|20)\d{{2}}年|[^。；，,;\d]){{2,30}}")


class GluedPiece(NamedTuple):
    """A piece of a line that becomes a paragraph; `opens_row` where a row begins with it."""

    span: Span
    opens_row: bool = False


class GluedHeader(NamedTuple):
    """The header words of a glued table: where each stands in its line."""

    words: tuple[Span, ...]
    columns: tuple[Column, ...]

    @property
    def span(self) -> Span:
        """From the first word to the last."""
        return self.words[0][0], self.words[-1][1]

    @property
    def numbered(self) -> bool:
        """Whether the table has a column of numbers, by which its rows are told from lines that a page broke."""
        return any(column.role == "number" for column in self.columns)


class GluedTable(NamedTuple):
    """A table that goes on: roles of its columns but the number's, its last number as printed (empty: none yet), and for
    how many lines no row came."""

    roles: tuple[str, ...]
    numbered: bool
    last: str = ""
    lost: int = 0


# ---------------------------------------------------------------- header
_UNKNOWN = r"[\u4e00-\u9fff]{2,6}?"
"""A header word that the vocabulary does not know."""


@cache
def _word() -> str:
    """A header word, or the year of a column of values, with what a bracket adds to it."""
    headers, tables = load("headers"), load("tables")
    words = [word for listed in headers.values() if isinstance(listed, list) for word in listed]
    words = [word for word in words if len(word) > 1 and not word.isascii()]
    endings = [word for listed in headers["endings"].values() for word in listed]
    yearly = rf"到?(?:19|20)\d{{2}}年{any_of([*tables['past_values'], *tables['aimed_values']])}?[值数]?"
    ended = rf"[\u4e00-\u9fff]{{2,4}}{any_of(endings)}"
    return rf"(?:{any_of(tables['header_scopes'])}?{any_of(words)}|{yearly}|{ended})(?:[（(](?!\d+[)）])[^（()）]{{1,12}}[）)])?"


@cache
def _header_run() -> re.Pattern[str]:
    """A run of header words; between two of them one may stand that nobody knows."""
    return re.compile(rf"{_word()}(?:{_word()}|{_UNKNOWN}(?={_word()}{_word()})){{{_HEADER_LEAST - 1},}}")


@cache
def _header_word() -> re.Pattern[str]:
    return re.compile(_word())


@cache
def _unit_word() -> re.Pattern[str]:
    words = load("headers")
    return re.compile(any_of([word for role in UNIT_ROLES for word in words[role] if not word.isascii()]))


_BEFORE_HEADER = re.compile(r"(?:^|[\s表单案工录）)件\d:：])$")
"""What a header without a column of numbers stands behind: nothing, or the end of a title."""


def glued_header(line: str) -> GluedHeader | None:
    """The header of a glued table in the folded `line`: at its end, or with the first row or section row behind it; else None.

    >>> glued_header("附件序号工作任务牵头单位完成时限1推进项目。").span
    (2, 16)
    >>> glued_header("请按序号填写工作任务") is None
    True
    """
    for run in _runs(line):
        words = _words_of(line, run.span())
        columns = [column_of(line[slice(*span)]) or Column(OTHER) for span in words]
        first = next((k for k, column in enumerate(columns) if column.role == "number"), 0)
        words, settled = words[first:], settle(columns[first:])
        if _heads_rows(line, words, settled):
            return GluedHeader(words, tuple(settled))
    return None


_REACH = 200
"""Characters on either side of a header word of units in which the header lies: words of nobody's header are passed over."""


def _runs(line: str) -> Iterator[re.Match[str]]:
    """The runs of header words around the header words of units, in order."""
    at = 0
    for word in _unit_word().finditer(line):
        if word.start() < at:
            continue
        for run in _header_run().finditer(line, max(at, word.start() - _REACH), word.end() + _REACH):
            at = run.end()
            yield run
        at = max(at, word.end())


def _words_of(line: str, run: Span) -> tuple[Span, ...]:
    """The words of a run, the unknown ones between the known too."""
    words: list[Span] = []
    at = run[0]
    for found in _header_word().finditer(line, *run):
        if found.start() > at:
            words.append((at, found.start()))
        words.append(found.span())
        at = found.end()
    return tuple(words)


def _heads_rows(line: str, words: Sequence[Span], columns: Sequence[Column]) -> bool:
    roles = {column.role for column in columns}
    if len(words) < _HEADER_LEAST or not is_header(columns) or not roles & set(UNIT_ROLES):
        return False
    if "number" not in roles:
        return bool(_BEFORE_HEADER.search(line[: words[0][0]]))
    rest = line[words[-1][1] :]
    return not rest.strip() or next_row(line, words[-1][1], "") is not None or bool(_SECTION.match(rest))


def table_below(header: GluedHeader) -> GluedTable:
    """The table that the header opens, a second header row put below the group that it stands behind."""
    plain, *below = ways_below(header.columns)
    grouped = any(column.role == "group" for column in plain)
    columns = next((way for way in below if grouped and "group" not in [c.role for c in way]), plain)
    return GluedTable(tuple(with_work([column.role for column in columns])), header.numbered)


# ---------------------------------------------------------------- rows
def glued_rows(line: str, start: int, table: GluedTable) -> tuple[list[GluedPiece], GluedTable | None]:
    """The pieces of the rows in `line` from `start` on; and the table as it goes on below, None where it has ended.

    No pieces where no row begins there, but for a section row.
    """
    section = _SECTION.match(line, start)
    at = section.end() if section else start
    rows, last = _numbered(line, at, table) if table.numbered else (_unnumbered(line, at, table), "")
    pieces = [piece for row in rows for piece in row]
    if section and (pieces or section.end() == len(line)):
        pieces.insert(0, GluedPiece(section.span()))
    if pieces:
        return pieces, table._replace(last=last or table.last, lost=0)
    below = table._replace(lost=table.lost + 1)
    return [], below if line[start:].strip() and table.lost < _LOST_LINES and table.last else None


def _numbered(line: str, at: int, table: GluedTable) -> tuple[list[list[GluedPiece]], str]:
    rows: list[list[GluedPiece]] = []
    last = table.last
    head = next_row(line, at, last)
    if head is not None and head.start() > at and line[at : head.start()].strip():
        head = None
    while head is not None:
        last = head["n"]
        following = _following(line, head.end(), last, table.roles)
        end = following.start() if following else len(line)
        cells = [GluedPiece(span) for span in _cells(line, head.end(), end, table.roles)]
        rows.append([GluedPiece(head.span("n"), opens_row=True), *cells])
        head = following
    return rows, last


def _following(line: str, start: int, number: str, roles: Sequence[str]) -> re.Match[str] | None:
    """The number of the row behind the one that begins at `start`; None where none follows in the line."""
    found = next_row(line, start, number)
    while found is not None:
        words = line[start : found.start()]
        words = words[: _section_behind(words)]
        if ends_row(words, roles) and opens_row(line[found.end() :], roles):
            return found
        found = next_row(line, found.start() + 1, number)
    return None


def _unnumbered(line: str, at: int, table: GluedTable) -> list[list[GluedPiece]]:
    """The rows of a line in a table without numbers: each holds units where its columns say so."""
    rows = [_cells(line, start, end, table.roles) for start, end in rows_without_numbers(line, at, table.roles)]
    return [[GluedPiece(span, opens_row=k == 0) for k, span in enumerate(spans)] for spans in rows]


def _cells(line: str, start: int, end: int, roles: Sequence[str]) -> list[Span]:
    """Spans of the cells of a row in its line, and of a section row behind it, without blanks."""
    words = line[start:end]
    stop = _section_behind(words)
    return list(_trimmed(words, [*cells_of(words[:stop], roles), (stop, len(words))], start))


def _section_behind(words: str) -> int:
    """Where the section row begins that stands behind a row; the end of the words where none does."""
    return next((s.start() for s in _SECTION.finditer(words) if s.end() == len(words) and s.start()), len(words))


def _trimmed(words: str, spans: Sequence[Span], start: int) -> Iterator[Span]:
    for a, b in spans:
        kept = words[a:b].strip()
        if kept:
            at = start + a + words[a:b].index(kept[0])
            yield at, at + len(kept)
