"""Tables flattened without any separator: header words, row numbers and cells all glued to each other.

    序号工作任务牵头单位配合单位完成时限1推进…。市发改委市财政局2025年12月2完善…市教育局2025年6月

The header is a run of known words that begins with that of the number. A row ends where the next number stands behind
units, a time or a full stop. The pieces become one paragraph each, like a table flattened to one cell a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kb.schema import Span
from kb.script import simplified
from parser.columns import MATTER_ROLES, UNIT_ROLES, roles_of_words
from parser.extract.units import find_units, looks_like_units, split_units
from parser.lexicon import any_of, load

_HEADER_LEAST = 3
"""Header words that make a header, the number's among them."""
_LIKE_UNITS = 0.8
"""Likeness asked of a run of units with no border before it."""
_REST_MOST = 40
"""Characters behind the units of a row (a time, a note, the section row below) at the most."""
_SECTION = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)[^。；，,;\d]{2,30}")


class GluedPiece(NamedTuple):
    """A piece of a line that becomes a paragraph; `opens_row` where it is a row's number."""

    span: Span
    opens_row: bool = False


class GluedHeader(NamedTuple):
    """The header words of a glued table: where each stands in its line."""

    words: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From the first word to the last."""
        return self.words[0][0], self.words[-1][1]


@cache
def _number_words() -> re.Pattern[str]:
    return re.compile(any_of([word for word in load("headers")["number"] if not word.isascii() and len(word) > 1]))


@cache
def _header_words() -> re.Pattern[str]:
    words = [word for word in roles_of_words() if len(word) > 1 and not word.isascii()]
    return re.compile(rf"{any_of(words)}(?:[（(][^（()）]{{1,12}}[）)])?")


def glued_header(line: str) -> GluedHeader | None:
    """The header of a glued table in `line`: at its end, or with the first row or section row behind it; else None.

    >>> glued_header("附件序号工作任务牵头单位完成时限1推进项目。").span
    (2, 16)
    >>> glued_header("请按序号填写工作任务") is None
    True
    """
    folded = simplified(line)
    for opening in _number_words().finditer(folded):
        words = [opening.span()]
        while (found := _header_words().match(folded, words[-1][1])) is not None:
            words.append(found.span())
        roles = {roles_of_words().get(re.sub("[（(].*", "", folded[slice(*span)])) for span in words}
        rest = folded[words[-1][1] :]
        opens_rows = not rest.strip() or re.match(r"\s*1(?![\d年月日])", rest) or _SECTION.match(rest)
        matters = roles & {*MATTER_ROLES, "work"} and roles & {*UNIT_ROLES}
        if len(words) >= _HEADER_LEAST and matters and opens_rows:
            return GluedHeader(tuple(words))
    return None


def glued_rows(line: str, start: int, number: int) -> tuple[list[GluedPiece], int]:
    """The pieces of the rows in `line` from `start` on, the first one numbered `number`; and the number to come next.

    No pieces where that row does not begin there, but for a section row before it.
    """
    pieces: list[GluedPiece] = []
    section = _SECTION.match(line, start)
    at = section.end() if section else start
    head = _row_number(number).match(line, at)
    while head is not None:
        end, following = _row_end(line, head.end(), number + 1)
        pieces.append(GluedPiece(head.span("n"), opens_row=True))
        pieces += [GluedPiece(span) for span in _cells(line, head.end(), end)]
        number += 1
        head = following
    if section and (pieces or section.end() == len(line)):
        pieces.insert(0, GluedPiece(section.span()))
    return pieces, number


def _row_number(number: int) -> re.Pattern[str]:
    """The printed number of a row, with Han behind it; digits before it only where they are a year's."""
    return re.compile(
        rf"\s*(?:(?<!\d)|(?<=(?<!\d)20\d\d))(?P<n>{number})[.．、]?\s*(?=[\u4e00-\u9fff“《（])(?![年月日号个])"
    )


def _row_end(line: str, start: int, number: int) -> tuple[int, re.Match[str] | None]:
    """End of the row that begins at `start`, and the number of the next one; the line's end where none follows."""
    for found in _row_number(number).finditer(line, start):
        words = line[start : found.start()]
        if words.rstrip().endswith(("。", "；")) or _units_at(words) is not None:
            return found.start(), found
    return len(line), None


def _cells(line: str, start: int, end: int) -> Iterator[Span]:
    """Spans of the cells of a row: its matter, its units (each run without a separator is a cell), what is behind them."""
    words = line[start:end]
    units = _units_at(words)
    pieces = [(0, len(words))] if units is None else [(0, units[0]), *_unit_cells(words, *units)]
    if units is not None:
        pieces += _rest(words, units[1])
    for a, b in (part for piece in pieces for part in _before_time(words, *piece)):
        kept = words[a:b].strip()
        if kept:
            at = start + a + words[a:b].index(kept[0])
            yield at, at + len(kept)


_TIME_TAIL = re.compile(
    # …30个|2025年6月  …。|2025年底前  …|长期坚持  but not …到2025年
    r"(?<![到至于在截\d—-])(?:(?:19|20)\d{2}(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?)?(?:[底末]前?|前)?|长期(?:坚持)?|全年)\s*\Z"
)


def _before_time(words: str, start: int, end: int) -> Iterator[Span]:
    """A piece of a row, cut before the time at its end."""
    found = _TIME_TAIL.search(words[:end], start)
    if found is not None and words[start : found.start()].strip():
        yield start, found.start()
        start = found.start()
    yield start, end


def _rest(words: str, start: int) -> Iterator[Span]:
    """What stands behind the units: a time or note, and the section row that comes next."""
    section = next((s for s in _SECTION.finditer(words, start) if s.end() == len(words)), None)
    stop = section.start() if section else len(words)
    yield start, stop
    if section:
        yield section.span()


def _unit_cells(words: str, start: int, end: int) -> Iterator[Span]:
    """The run of units cut where two names meet without a separator: there a border of cells was."""
    at = start
    last = None
    for mention in split_units(words[start:end]).mentions:
        if last is not None and last == mention.start:
            yield at, start + mention.start
            at = start + mention.start
        last = mention.end
    yield at, end


def _units_at(words: str) -> Span | None:
    """The last run of units of a row: behind its matter, with at most a time or note behind it; None where none is."""
    least = max(0, len(words) - _REST_MOST)
    mentions = find_units(words)
    starts = {m.start for m in mentions} | {m.end() for m in re.finditer("[。；;]|(?=各)", words)}
    ends = {m.end for m in mentions} | {m.start() for m in _TIME_HEAD.finditer(words)} | {len(words)}
    runs = [
        (start, end)
        for end in ends
        for start in starts
        if end >= least
        and 2 <= end - start <= 200
        and not re.search(r"[。；;\d]", words[start:end])
        and looks_like_units(words[start:end]) >= _LIKE_UNITS
    ]
    return max(runs, key=lambda run: (run[1] - run[0], run[1]), default=None)


_TIME_HEAD = re.compile(
    r"(?<!\d)(?:20\d\d|\d{1,2}月)|长期|持续|每年|每季|每月|全年|年底|常态|第[一二三四]季|立即|[一二三四五六七八九十]{1,3}、"
)
"""How what stands behind the units of a row begins."""
