"""How well an entry answers: the one rule of order, the same in every engine and in the browser (`search-index.js`).

A match counts more in the title, on the borders of words (jieba's), and where it is the whole of a title or of a unit's
name; a form that was not asked for itself (an alias, a synonym) counts less. Only + and *, so that Python and JavaScript
agree to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from kb.search.contract import FACET, Clause, Entry
from kb.search.folding import fold
from kb.search.word_cutting import cut_words

BREAK = "\n"
"""Parts the fields in an entry's text; no form holds it, since folding drops white space."""

ANY, TITLE, WORD, WHOLE, WHOLE_FIELD, AGAIN = 1.0, 3.0, 1.0, 6.0, 1.0, 0.25
"""Worth of a match anywhere; added inside the title, on borders of words, as a whole title or unit name, as a whole other
field; for each further match, of which `FURTHER` count."""
FURTHER = 3
"""Further matches that count."""
OTHER_FORM = 0.7
"""Factor for a form that was not asked for itself."""
FILTERED = 0.5
"""Worth of a facet."""
SHORT, MIDDLE = 0.5, 60.0
"""Added for brevity: SHORT * MIDDLE / (MIDDLE + characters)."""

_TYPE = {"unit": 1.2, "item": 1.0, "target": 0.45, "text": 0.4}
"""A paragraph of the source matters less than the item that holds a duty."""
_KIND = {"task": 1.4, "project": 1.2, "measure": 1.0, "goal": 0.9}
"""Who searches looks for a responsibility first."""


def title_fields(entry: Entry) -> int:
    """What counts as the entry's title: 2 any whole field (of a unit all its names), 1 the title, 0 nothing.

    The title of a target or a paragraph is made of its text.
    """
    return {"unit": 2, "item": 1}.get(entry.type, 0)


def factor(entry: Entry) -> float:
    """Factor of the entry's type and kind on its rating."""
    return _TYPE[entry.type] * (_KIND.get(entry.kind or "", 1.0) if entry.type == "item" else 1.0)


def text_of(entry: Entry) -> str:
    """The folded title and fields, parted by `BREAK`."""
    return BREAK.join(map(fold, (entry.title, *entry.fields)))


def borders(text: str, into_words: Callable[[str], Iterable[str]] = cut_words) -> bytes:
    """For each position of the text and its end: 2 on a border of a field, 1 on a border of a word, 0 inside a word."""
    found = bytearray(len(text) + 1)
    at = 0
    for field in text.split(BREAK):
        start = at
        for word in into_words(field):
            found[at] = 1
            at += len(word)
        found[start] = found[at] = 2
        at += 1
    return bytes(found)


def rating(
    text: str, marks: bytes, facets: Collection[str], clauses: Sequence[Clause], *, title: int, share: float
) -> tuple[int, float]:
    """How many of the clauses match and how well all of them do; `title` and `share` are the entry's
    `title_fields` and `factor`, `text` and `marks` are those of `text_of` and `borders`.
    """
    matched, total = 0, 0.0
    end = text.find(BREAK)
    head = 0 if not title else len(text) if end < 0 else end
    for clause in clauses:
        best = 0.0
        for place, form in enumerate(clause):
            worth = _worth(text, marks, facets, form, head, title)
            if worth:
                best = max(best, worth if place == 0 else worth * OTHER_FORM)
        matched += best > 0
        total += best
    if total > FILTERED * len(clauses):  # where filters alone decide, the order of the document stands
        total += SHORT * MIDDLE / (MIDDLE + len(text))
    return matched, total * share


def _worth(text: str, marks: bytes, facets: Collection[str], form: str, head: int, title: int) -> float:
    if form[0] == FACET:
        return FILTERED if form[1:] in facets else 0.0
    at = text.find(form)
    if at < 0:
        return 0.0
    length, count, best = len(form), 0, 0.0
    while at >= 0:
        count += 1
        end = at + length
        worth = ANY + TITLE if end <= head else ANY
        if length > 1:
            first, last = marks[at], marks[end]
            if first and last:
                worth += WORD
            if first == 2 and last == 2:
                worth += WHOLE if title == 2 or end <= head else WHOLE_FIELD
        best = max(best, worth)
        at = text.find(form, at + 1)
    return best + min(count - 1, FURTHER) * AGAIN
