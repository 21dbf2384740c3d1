"""Page furniture: page numbers and running heads and feet, which belong to the paper and not to the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from parser.read.print_lines import Line

PAGE_NUMBER = re.compile(
    r"[—–―\-－·.~～\s]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6})(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[—–―\-－·.~～\s]*"
)
"""— 12 —  第12页  第 12 页 共 30 页  12/30"""
_EDGE = 0.12
"""Share of the page's height, above and below, in which furniture stands."""
_OFTEN = 3
"""Pages on which the same line has to stand at the same height to be a running head; two where there are only two."""


def furniture(pages: list[tuple[float, list[Line]]], spared: Collection[Line] = ()) -> set[Line]:
    """Lines that are furniture. Each page is its height in points and its lines outside tables, from the top down.

    `spared` are lines that are none although they return on every page: the header of a table. A page number has
    nothing but furniture between itself and the edge of the paper: a number in a table's last row is none.
    """
    edges = [_at_edges(height, [line for line in lines if line not in spared]) for height, lines in pages]
    counts = Counter(key for lines in edges for key in {_key(line) for line in lines})
    often = max(min(_OFTEN, len(pages)), len(pages) // 3, 2)
    running = {line for lines in edges for line in lines if counts[_key(line)] >= often}
    return running.union(*(_page_numbers(height, lines, running) for height, lines in pages))


def _page_numbers(height: float, lines: list[Line], running: set[Line]) -> set[Line]:
    """Lines at an edge that are page numbers, from the edge inwards as long as nothing else stands there."""
    found: set[Line] = set()
    edges = set(_at_edges(height, lines))
    for inwards in (lines, list(reversed(lines))):
        for line in inwards:
            number = line in edges and PAGE_NUMBER.fullmatch(line.text) is not None
            if not number and line not in running:
                break
            found |= {line} if number else set()
    return found


def _at_edges(height: float, lines: list[Line]) -> list[Line]:
    """The lines in the upper and lower edge of the page."""
    return [line for line in lines if line.bottom < height * _EDGE or line.top > height * (1 - _EDGE)]


def _key(line: Line) -> tuple[str, int]:
    """What running lines have in common: their words, digits apart, and about their height."""
    return re.sub(r"\d+", "0", "".join(line.text.split())), round(line.top / 8)
