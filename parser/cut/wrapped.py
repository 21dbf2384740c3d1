"""Lines broken at the width of a page, as text copied from a PDF has them: put together again where a table is glued.

A full line is one in which the next line's first word found no room; it goes on there. In a glued table rows are found by their
numbers, so a row that happens to end at the margin is told from the next one all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple
from unicodedata import east_asian_width

from kb.schema import Span

_FULL_LEAST = 3
"""Full lines that show that lines are broken at a margin."""
_SLACK = 2
"""Characters that a full line may be off for other reasons: half digits, marks set close or hanging over."""
_NARROWEST = 20
"""Characters of a page's line at the least."""


_FIRST_WORD = re.compile(r"(?:[0-9A-Za-z.%-]+|.)[，。；：、？！）》〉】〕”’]*")
"""What a line break does not tear: digits and letters in a row; marks that may not begin a line (GB/T 15834)."""


_PAGE_NUMBER = re.compile(
    # — 3 —, - 3 -, 第3页, 第 3 页 共 20 页; GB/T 9704-2012, 7.5: a dash on either side of the number
    r"[-—–－―─]+\s*\d{1,3}\s*[-—–－―─]+|第\s*\d{1,3}\s*页(?:[\s,，/]*共\s*\d{1,3}\s*页)?"
)


def is_page_number(line: str) -> bool:
    """Is the line a page's number, left behind in copied text?

    >>> is_page_number("— 3 —"), is_page_number("第3页 共12页"), is_page_number("3-5")
    (True, True, False)
    """
    return _PAGE_NUMBER.fullmatch(line) is not None


class Margin(NamedTuple):
    """Where lines are broken: how a line is measured, and the measure of a line that fills the page."""

    measure: Callable[[str], int]
    width: int

    def breaks(self, line: str, below: str) -> bool:
        """Does `line` go on in the line below it, whose first word found no room?"""
        word = _FIRST_WORD.match(below)
        taken = self.measure(line)
        if word is None or taken > self.width + _SLACK:
            return False
        return taken + self.measure(word.group()) > self.width - _SLACK


class Whole(NamedTuple):
    """Lines that are one, as one string."""

    words: str
    parts: tuple[Span, ...]
    """Where the lines stand in the text."""

    @property
    def lines(self) -> int:
        """How many lines these are."""
        return len(self.parts)

    def span(self, part: Span) -> Span:
        """Where `part` of the words, which is not empty, stands in the text."""
        return self._at(part[0]), self._at(part[1] - 1) + 1

    def _at(self, position: int) -> int:
        for start, end in self.parts:
            if position < end - start:
                return start + position
            position -= end - start
        raise IndexError(position)


def full_line(text: str, lines: Iterable[Span], margin: Margin | None) -> Whole:
    """The first of the lines and those that it goes on in, where lines are broken at a margin; it alone for None."""
    parts: list[Span] = []
    for line in lines:
        words = text[slice(*line)]
        if parts and (margin is None or is_page_number(words) or not margin.breaks(text[slice(*parts[-1])], words)):
            break
        parts.append(line)
    return Whole("".join(text[slice(*part)] for part in parts), tuple(parts))


def margin_of(lines: Sequence[str]) -> Margin | None:
    """The margin at which the lines are broken, on paper or by a program that counts characters; None for neither."""
    margins = [Margin(measure, width) for measure in (_columns, len) for width in sorted(set(map(measure, lines)))]
    counted = [(_broken(lines, margin), margin) for margin in margins if margin.width >= _NARROWEST]
    count, best = max(counted, key=lambda way: way[0], default=(0, None))
    return best if count >= max(_FULL_LEAST, len(lines) / 4) else None


def _broken(lines: Sequence[str], margin: Margin) -> int:
    return sum(margin.breaks(line, below) for line, below in pairwise(lines))


def _columns(line: str) -> int:
    """Half-width columns that the line takes on paper."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in line)
