"""A question that no pattern fits is understood by its words: each must be accounted for, in whatever order they stand.

What asks, the units, the years are found anywhere; what stands between them is a matter once the known words are taken off
its ends. The classes of all those words choose the frame (`frames.yaml`). A word left over, and nothing is understood.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from kb.ask.answer_body import Asked
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.known_words import MARKS, Frame, Words, beginnings, endings, frames, lexicon
from kb.search.limits import MATTER

_YEAR = r"(?:19|20)\d\d年?"
WAYS = 60
"""Ways of parting a question into known words and matters that are looked at."""
STRETCH = 24
"""Ways of parting a stretch of it."""
LEADING = "的在对于和与把将"
"""What no matter begins with."""
TRAILING = "的"
"""What no matter ends with."""
YEAR = "年"
"""What may stand behind a year."""
UNITS = 2
"""Units in a question at most."""


class _Stretch(NamedTuple):
    """A stretch of the question: what asks or a slot, by its name; without a name a matter and the words around it."""

    name: str
    text: str


class _Way(NamedTuple):
    """A way to read a stretch: the matter in it, which may be empty, and the known words around it."""

    matter: str
    known: Words


class Meaning(NamedTuple):
    """What a question may mean."""

    intent: str
    asked: Asked


def meanings_by_frame(asked: str, base: KnowledgeBase) -> Iterator[Meaning]:
    """What the plain question may mean, those first that leave the most to the matter."""
    pieces = _pieces(asked, base)
    slots = _slots(pieces)
    if slots is None:
        return
    sure = [frozenset([name]) for piece in pieces if piece.name in _asking() for name in piece.name.split("+")]
    places = (*base.places, *base.now)
    stretches = [_ways(piece.text, places) for piece in pieces if not piece.name]
    for way in _likeliest(stretches):
        topic = "".join(part.matter for part in way)
        if len(topic) > MATTER:
            continue
        words = [word for part in way for word in part.known]
        told = slots | ({"topic": topic} if topic else {})
        frame = _fitting(told, [*sure, *(lexicon().get(word, frozenset()) for word in words)])
        if frame:
            named = "|".join(dict.fromkeys(word for word in words if word in base.places))
            yield Meaning(frame.intent, told | frame.set | ({"places": named} if named else {}))


@cache
def refusal() -> str:
    """Expression for what no plan answers."""
    return "|".join(frames().refuse)


def refused(asked: str) -> bool:
    """Whether the question asks for what no plan answers: reasons, persons, what would be if."""
    return re.search(refusal(), asked) is not None


@cache
def _asking() -> frozenset[str]:
    return frozenset(name for name, _ in frames().cuts)


def cuts() -> tuple[tuple[str, str], ...]:
    """Name and expression of what parts a question, in order."""
    return (("year", _YEAR), *((name, "|".join(forms)) for name, forms in frames().cuts))


def _pieces(asked: str, base: KnowledgeBase) -> list[_Stretch]:
    pieces = [_Stretch("", asked)]
    for name, pattern in cuts():
        pieces = [part for piece in pieces for part in _split(piece, name, pattern)]
    return [part for piece in pieces for part in (_units(piece.text, base) if not piece.name else [piece])]


def _split(piece: _Stretch, name: str, pattern: str) -> Iterator[_Stretch]:
    """The stretch in what the pattern matches and the rest."""
    if piece.name:
        yield piece
        return
    at = 0
    for told in re.finditer(pattern, piece.text):
        if told.start() > at:
            yield _Stretch("", piece.text[at : told.start()])
        yield _Stretch(name, told[0])
        at = told.end()
    if at < len(piece.text):
        yield _Stretch("", piece.text[at:])


def _units(text: str, base: KnowledgeBase) -> list[_Stretch]:
    """The stretch in units, the longest name first from every place on, and the rest."""
    pieces: list[_Stretch] = []
    at = begun = 0
    while at < len(text):
        length = base.mention(text, at)
        if length:
            pieces += [_Stretch("", text[begun:at])] if begun < at else []
            pieces.append(_Stretch("unit", text[at : at + length]))
            begun = at = at + length
        else:
            at += 1
    return pieces + ([_Stretch("", text[begun:])] if begun < len(text) else [])


def _slots(pieces: Sequence[_Stretch]) -> Asked | None:
    """The slots that are no matter; null for more than two units or one year."""
    units = list(dict.fromkeys(piece.text for piece in pieces if piece.name == "unit"))
    years = {piece.text.removesuffix(YEAR) for piece in pieces if piece.name == "year"}
    if len(units) > UNITS or len(years) > 1:
        return None
    slots = dict(zip(("unit", "other"), units, strict=False))
    return slots | ({"year": years.pop()} if years else {})


def _ways(text: str, places: Sequence[str]) -> list[_Way]:
    """The stretch as a matter between known words, the longest matter first; as known words alone where it is that."""
    text = text.strip(MARKS)
    before, after = beginnings(text, places), endings(text, places)
    whole = before[len(text)]
    if whole is not None:
        return [_Way("", whole)]
    ways = [
        _Way(text[start:end].strip(MARKS), (*head, *tail))
        for start, head in enumerate(before)
        for end, tail in enumerate(after)
        if head is not None
        and tail is not None
        and end - start > 1
        and text[start] not in LEADING
        and text[end - 1] not in TRAILING
    ]
    return sorted(ways, key=lambda way: -len(way.matter))[:STRETCH]


def _likeliest(stretches: Sequence[Sequence[_Way]]) -> list[tuple[_Way, ...]]:
    """The ways through all stretches that leave the most to the matter, at most `WAYS`.

    Only so many are kept after each stretch, the first of them where they leave as much: what falls out could not come
    back, and all ways through twenty stretches could not be counted.
    """
    kept: list[tuple[int, tuple[int, ...], tuple[_Way, ...]]] = [(0, (), ())]
    for ways in stretches:
        grown = (
            (left - len(way.matter), (*places, place), (*taken, way))
            for left, places, taken in kept
            for place, way in enumerate(ways)
        )
        kept = heapq.nsmallest(WAYS, grown, key=lambda one: one[:2])
    return [taken for _, _, taken in kept]


def _fitting(told: Asked, known: Sequence[frozenset[str]]) -> Frame | None:
    """The first frame for these slots and words; words without a class fit every frame."""
    for frame in frames().frames:
        wanted = [frozenset(names.split("|")) for names in frame.has]
        allowed = frozenset().union(*wanted, frame.may, frames().always)
        if (
            set(frame.of) == set(told)
            and all(any(names & classes for classes in known) for names in wanted)
            and all(not classes or classes & allowed for classes in known)
        ):
            return frame
    return None
