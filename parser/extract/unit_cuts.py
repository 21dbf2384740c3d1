"""Cutting one segment of a unit list (no separator left in it) into names, by the lowest sum of grades.

区发改委区环保局 has no separator, 区国土\\n分局 has one too many: a cut costs something, a name over a line break costs
something, and `grade` says what each name costs; the cheapest reading wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from msgspec import Struct

from kb.units.forms import Form, grade, last_characters
from kb.units.places import LEVEL_CHARS
from parser.lexicon import load

_CUT = 1.0
"""A cut where nothing is written."""
_CUT_AT_CONJUNCTION = 0.6
_CUT_AT_BREAK = 0.2
_BREAK_INSIDE_KNOWN = 0.3
_BREAK_INSIDE = 0.8
"""A line break inside a name that the registry does not know."""
_BREAK_BEFORE_LEVEL = 2.5
"""A line break before the level that the name itself begins with: 镇综合行政执法队\\n镇派出所 are two."""
_SEGMENT_MOST = 5_000
"""Characters up to which words without any separator may be names in a row; longer ones are no list of units."""
_LONGEST = 40
"""Characters of the longest name considered where a segment holds several."""


class Piece(Struct, frozen=True):
    """A name in a segment: offsets in the segment without white space, and its grade."""

    start: int
    end: int
    form: Form


@lru_cache(maxsize=65536)
def cut_segment(compact: str, breaks: tuple[int, ...]) -> tuple[Piece, ...]:
    """Cheapest reading of a segment. `compact` has no white space; `breaks` are the offsets where it stood.

    What lies between two pieces is a conjunction (和, 及). A segment that is no unit comes back as one piece of tier
    `unknown`; an empty one as no piece.
    """
    if not compact:
        return ()
    size = len(compact)
    whole = grade(compact)
    if size > _SEGMENT_MOST:
        return (Piece(0, size, whole),)
    if not breaks and (whole.cost <= 0.5 or size < 4):
        return (Piece(0, size, whole),)
    stops = _stops(compact, breaks)
    spent: dict[int, float] = {0: 0.0}
    last: dict[int, tuple[int, Piece]] = {}
    """Place where a name may end -> the place where the one before it ends, and the name, in the cheapest reading."""
    places = [0]
    for end in (*stops, size):
        choice: tuple[float, int, Piece] | None = None
        near = places[bisect_left(places, end - _LONGEST) :]
        for start in near if near[:1] == [0] or end < size else (0, *near):
            for begin, cost in _starts(compact, start, breaks):
                if begin >= end:
                    continue
                form = grade(compact[begin:end])
                total = spent[start] + cost + form.cost + _crossing(compact, form, begin, end, breaks)
                if choice is None or total < choice[0] - 1e-9:
                    choice = (total, start, Piece(begin, end, form))
        if choice:
            spent[end], last[end] = choice[0], choice[1:]
            places.append(end)
    return _read_back(size, last)


def _read_back(end: int, last: dict[int, tuple[int, Piece]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    while end:
        end, piece = last[end]
        pieces.append(piece)
    return tuple(reversed(pieces))


def _stops(compact: str, breaks: tuple[int, ...]) -> list[int]:
    """Offsets where a name may end: behind an ending, at white space, before a level or a conjunction."""
    ends, conjunctions = last_characters(), _conjunctions()
    stops = set(breaks)
    for i in range(2, len(compact)):
        if compact[i - 1] in ends or compact[i] in "区县市省团各" or compact[i] in conjunctions:
            stops.add(i)
    return sorted(s for s in stops if 0 < s < len(compact))


def _conjunctions() -> frozenset[str]:
    return frozenset(w[0] for w in load("units")["conjunctions"])


def _starts(compact: str, stop: int, breaks: tuple[int, ...]) -> list[tuple[int, float]]:
    """Where the next name may begin after a cut at `stop`, and what the cut costs."""
    if stop == 0:
        return [(0, 0.0)]
    starts = [(stop, _CUT_AT_BREAK if _is_among(breaks, stop) else _CUT)]
    for word in load("units")["conjunctions"]:
        if compact.startswith(word, stop):
            starts.append((stop + len(word), _CUT_AT_CONJUNCTION))
            break
    return starts


def _is_among(breaks: tuple[int, ...], place: int) -> bool:
    at = bisect_left(breaks, place)
    return at < len(breaks) and breaks[at] == place


def _crossing(compact: str, form: Form, begin: int, end: int, breaks: tuple[int, ...]) -> float:
    inside = breaks[bisect_right(breaks, begin) : bisect_left(breaks, end)]
    if any(compact[b] == compact[begin] and compact[b] in LEVEL_CHARS for b in inside):
        return _BREAK_BEFORE_LEVEL
    if form.tier == "form" and any(_parts_bare_names(compact, begin, b, end) for b in inside):
        return _BREAK_BEFORE_LEVEL
    return len(inside) * (_BREAK_INSIDE_KNOWN if form.tier in ("known", "group") else _BREAK_INSIDE) if inside else 0.0


_BARE_MOST = 2.0
"""What a name without level may cost on either side of a line break that parts it from another: 民政处, 教育处."""
_ENDS_BARE = re.compile("[局厅处署委办]$")


def _parts_bare_names(compact: str, begin: int, at: int, end: int) -> bool:
    """Whether a line break parts two whole names that both go without level: 消防局\\n行政处, not 市公安局\\n法制处."""
    names = (compact[begin:at], compact[at:end])
    forms = [grade(name) for name in names]
    whole = all(len(name) > 2 and _ENDS_BARE.search(name) for name in names)
    return whole and not any(form.level or form.cost > _BARE_MOST for form in forms)
