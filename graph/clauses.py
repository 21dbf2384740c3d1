"""Clauses: the words of an item in the pieces that punctuation makes, with their places, their years and their twins.

Two clauses of different items that share most of their character pairs say the same thing: they are twins, and what
differs between twins (a year, a level, a unit) is what a reader of the plan stumbles over.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.schema import Item, Record, Span

# A sentence ends here; a year named before does not govern what follows.
_SENTENCE_END = re.compile(r"[。；;！!]")
# A clause ends at any of these, but not at the comma of 1,000.
_CLAUSE_END = re.compile(r"[。；;！!，]|(?<!\d),|,(?!\d)")
# A time before the demand says when and not what: 到2020年, 2022年底前. What stays is a year that is counted: 2020年现价.
_TIME = re.compile(r"^(?:至|到)?(?:19|20)\d\d年?(?:底|末)?(?:之?前)?(?=[一-鿿])")
SHORTEST = 8
"""Characters of the shortest clause worth comparing: 强化生物多样性保护 has nine."""
TWINS = 0.7
"""Share of the shorter clause's character pairs that twins have in common."""
_COMMON = 40
"""A pair of characters that stands in more clauses than this says nothing and finds no candidates."""


class ItemClause(NamedTuple):
    """One clause of an item."""

    item: str
    text: str
    """Folded: NFKC, without blanks and quotation marks, without the time that it begins with."""
    span: Span
    first: bool
    """It opens the item's words."""
    last: bool
    """It closes the item's words."""
    year: int | None
    """The last year named in its sentence up to its end, as a deadline; null where there is none."""


class Twins(NamedTuple):
    """Two clauses of different items that say the same thing, in document order."""

    one: ItemClause
    other: ItemClause
    likeness: float
    """Dice coefficient of their character pairs: 1 for the same words."""
    contained: float
    """Share of the shorter one's pairs that the longer one has."""


def folded(text: str) -> str:
    """The text as it is compared: NFKC, no blanks, no quotation marks.

    >>> folded('“污水零直排区” 创建')
    '污水零直排区创建'
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in "\"'“”‘’「」")


def locate(record: Record, item: Item, words: str, after: int = 0) -> Span:
    """Where the words stand in the record's text, blanks aside; the item's own span where they cannot be found.

    `after` skips what lies before that place of the text.
    """
    return _locate(_squeezed(record, item), item, words, after)


def _squeezed(record: Record, item: Item) -> tuple[str, list[int]]:
    """The item's words in the record's text without blanks, and the place of each character."""
    places = [k for k in range(*item.span) if not record.text[k].isspace()]
    return "".join(record.text[k] for k in places), places


def _locate(squeezed: tuple[str, list[int]], item: Item, words: str, after: int) -> Span:
    text, places = squeezed
    wanted = "".join(words.split())
    found = text.find(wanted, bisect_left(places, after)) if wanted else -1
    return (places[found], places[found + len(wanted) - 1] + 1) if found >= 0 else item.span


def clauses_of(record: Record, item: Item) -> tuple[ItemClause, ...]:
    """The clauses of the item's governed text, in order."""
    pieces: list[tuple[str, int]] = []
    sentence, begin = 0, 0
    for mark in [*_CLAUSE_END.finditer(item.text), None]:
        stop = mark.start() if mark else len(item.text)
        piece = item.text[begin:stop].strip()
        if piece:
            pieces.append((piece, sentence))
        if mark and _SENTENCE_END.match(mark.group()):
            sentence += 1
        begin = mark.end() if mark else stop
    stated = (deadline for deadline in item.deadlines if deadline.relation in ("by", "in"))
    times = sorted((deadline.span[0], deadline.end) for deadline in stated if deadline.end)
    begins: dict[int, int] = {}
    placed: list[tuple[str, int, Span]] = []
    after, squeezed = item.span[0], _squeezed(record, item)
    for piece, number in pieces:
        span = _locate(squeezed, item, piece, after)
        after = span[1] if span != item.span else after
        placed.append((piece, number, span))
        begins.setdefault(number, span[0])
    return tuple(
        ItemClause(
            item.id,
            _TIME.sub("", folded(piece)),
            span,
            k == 0,
            k == len(placed) - 1,
            _year(times, begins[number], span[1]),
        )
        for k, (piece, number, span) in enumerate(placed)
    )


def _year(times: list[tuple[int, str]], begin: int, end: int) -> int | None:
    """The year of the last of `times`, which are in order, that stands from `begin` up to `end`."""
    last = bisect_left(times, (end, "")) - 1
    return int(times[last][1][:4]) if last >= 0 and times[last][0] >= begin else None


def twins_of(clauses: Iterable[ItemClause]) -> tuple[Twins, ...]:
    """Every two clauses of different items that say the same thing, by the place of the first, then of the second."""
    held = [clause for clause in clauses if len(clause.text) >= SHORTEST]
    pairs = [Counter(a + b for a, b in zip(clause.text, clause.text[1:], strict=False)) for clause in held]
    standing: dict[str, list[int]] = defaultdict(list)
    for k, counted in enumerate(pairs):
        for pair in counted:
            standing[pair].append(k)
    found = [twins for k in range(len(held)) for twins in _with_later(k, held, pairs, standing)]
    return tuple(sorted(found, key=lambda twins: (twins.one.span, twins.other.span)))


def _with_later(
    k: int, held: list[ItemClause], pairs: list[Counter[str]], standing: dict[str, list[int]]
) -> Iterator[Twins]:
    rare = [pair for pair in pairs[k] if len(standing[pair]) <= _COMMON]
    shared = Counter(other for pair in rare for other in standing[pair] if other > k)
    for other, count in sorted(shared.items()):
        if count < 3 or held[other].item == held[k].item:
            continue
        common = (pairs[k] & pairs[other]).total()
        sizes = pairs[k].total(), pairs[other].total()
        contained = common / min(sizes)
        if contained >= TWINS:
            one, two = sorted((held[k], held[other]), key=lambda clause: clause.span)
            yield Twins(one, two, 2 * common / sum(sizes), contained)
