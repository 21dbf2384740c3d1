"""What a query may have meant where nothing holds it as written. Steps from the smallest change to the largest:

punctuation parts words; words of asking are left out; synonyms; pinyin and initials; one character of the same sound;
a long word in the parts that do stand in the texts, as such or by a synonym; those parts that stand there at all, if they
are two fifths of the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from kb.search.contract import FACET, Clause, Engine
from kb.search.matching import matched_form
from kb.search.notes import NOTES, note
from kb.search.tables import Same, Sounds, read_sounds

_WORDS = 8
"""Words that one spelling by sound is looked up as."""
_LONGEST = 8
"""Characters of a misspelt word."""
_BEGUN = 3
"""Letters that may be the beginning of a spelling."""
_MANY = 1 << 30
"""More than any part is found."""
_LEFT_OUT = 3
"""Cost of a character left out, in parts."""
_PART = 12
"""Characters of a part."""
_SHARE = (2, 5)
"""Share of the query, as a fraction, that the parts have to hold."""
_LETTERS = re.compile(r"[a-z]{2,}")

_FILTER = re.compile(r"[^\s:：]{1,4}[:：].+")

LIMITS = {
    "words": _WORDS,
    "longest": _LONGEST,
    "begun": _BEGUN,
    "left": _LEFT_OUT,
    "part": _PART,
    "share": _SHARE,
    "letters": _LETTERS.pattern,
    "filter": _FILTER.pattern,
}
"""What the browser must know of these."""

Clauses = Callable[[str, Same], tuple[Clause, ...]]


StepKind = Literal["marks", "asked", "synonyms", "spelling", "sound", "parts"]


class Loosening(Struct, frozen=True):
    """A looser reading of the query."""

    clauses: tuple[Clause, ...]
    note: str
    """Chinese: what was changed."""
    kind: StepKind
    least: int | None = None
    """Clauses that must match; null for all."""


def loosened(folder: Path, query: str, same: Same, engine: Engine, clauses_of: Clauses) -> Iterator[Loosening]:
    """The readings to try, one after the other, until one finds something."""
    plain = " ".join(term if is_filter(term) else re.sub(r"[^\w.]+", " ", term) for term in query.split())
    asked = " ".join(term if is_filter(term) else _without(term, same.unasked) for term in plain.split())
    tried = " ".join(query.split())
    steps: tuple[tuple[str, StepKind], ...] = ((plain, "marks"), (asked, "asked"))
    for text, kind in steps:
        if text.strip() and text != tried:
            yield Loosening(clauses_of(text, same), note(kind), kind)
            tried = text
    clauses = clauses_of(tried, same)
    if not clauses:
        return
    wider = tuple((*clause, *same.synonyms.get(clause[0], ())) for clause in clauses)
    if wider != clauses:
        yield Loosening(wider, note("synonyms", words=_added(clauses, wider)), "synonyms")
    sounds = read_sounds(folder)
    spelled = tuple((*clause, *_spelled(clause[0], sounds)) for clause in wider)
    if spelled != wider:
        yield Loosening(spelled, note("spelling", words=_added(wider, spelled)), "spelling")
    righted = tuple((*clause, *_righted(clause, sounds)) for clause in wider)
    if righted != wider:
        yield Loosening(righted, note("sound", words=_added(wider, righted)), "sound")

    def known(part: str) -> Clause:
        return tuple(form for clause in clauses_of(part, same) for form in (*clause, *same.synonyms.get(part, ())))

    def most(clauses: tuple[Clause, ...]) -> int:
        best = engine.find(folder, clauses, 1, least=1).best
        return sum(bool(matched_form(entry, clause)) for entry, _ in best for clause in clauses)

    yield from _parted(righted, known, lambda clause: engine.find(folder, [clause], 0).total, most)


def is_filter(term: str) -> bool:
    """Whether the term looks like 牵头:区环保局."""
    return _FILTER.fullmatch(term) is not None


def _without(term: str, unasked: tuple[str, ...]) -> str:
    for word in unasked:
        term = term.replace(word, " ")
    return " ".join(term.split())


def _added(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> str:
    return NOTES["values"].join(form for old, new in zip(before, after, strict=True) for form in new[len(old) :])


def _spelled(term: str, sounds: Sounds) -> tuple[str, ...]:
    """The words that the letters spell, by pinyin or initials; of three letters or more also those they begin."""
    if not _LETTERS.fullmatch(term):
        return ()
    if term in sounds.letters or len(term) < _BEGUN:
        return sounds.letters.get(term, ())[:_WORDS]
    keys = sorted((key for key in sounds.letters if key.startswith(term)), key=lambda key: (len(key), key))
    return tuple(dict.fromkeys(word for key in keys for word in sounds.letters[key]))[:_WORDS]


def _righted(clause: Clause, sounds: Sounds) -> tuple[str, ...]:
    """The term, simplified where it has such a form, with one misspelt word put right: a word of the same sound.

    The word differs in one character; of several the longest, then the first in the term, then the most frequent.
    """
    term = next((form for form in clause[:2] if len(form) == len(clause[0])), clause[0])
    if any(form[0] == FACET for form in clause):
        return ()
    for size in range(min(_LONGEST, len(term)), 1, -1):
        for at in range(len(term) - size + 1):
            part = term[at : at + size]
            alike = sounds.letters.get("".join(sounds.syllables.get(character, " ") for character in part), ())
            word = next((word for word in alike if one_other(part, word)), "") if part not in alike else ""
            if word:
                return (term[:at] + word + term[at + size :],)
    return ()


def one_other(part: str, word: str) -> bool:
    """Whether the two differ in one character."""
    return len(part) == len(word) and sum(a != b for a, b in zip(part, word, strict=True)) == 1


def _parted(
    clauses: tuple[Clause, ...],
    known: Callable[[str], Clause],
    count: Callable[[Clause], int],
    most: Callable[[tuple[Clause, ...]], int],
) -> Iterator[Loosening]:
    """The terms in parts that stand in the texts, themselves or in another form: first all, then as many as any entry has."""
    found: list[Clause] = []
    whole, filters = 0, 0
    for clause in clauses:
        if any(form[0] == FACET for form in clause):
            filters += 1
            found.append(clause)
            continue
        term = clause[-1]
        whole += len(term)
        found += [clause] if len(clause) > 1 and count(clause) else _parts(term, known, count)
    held = tuple(dict.fromkeys(found))
    words = [clause[0] for clause in held if clause[-1][0] != FACET]
    if not words or sum(map(len, words)) * _SHARE[1] < whole * _SHARE[0]:
        return
    told = NOTES["values"].join(words)
    yield Loosening(held, note("parts", words=told), "parts")
    if not filters and len(held) > 1 and (least := min(most(held), len(held) - 1)):
        yield Loosening(held, note("least", count=least, words=told), "parts", least)


def _parts(term: str, known: Callable[[str], Clause], count: Callable[[Clause], int]) -> list[Clause]:
    """The fewest parts of two characters or more that are found and leave the fewest characters out.

    Of several such cuts the one whose rarest part is found most often: 空气质量 + 目标, not 空气 + 质量目标.
    """
    forms: dict[str, Clause] = {}
    counts: dict[str, int] = {}

    def found(part: str) -> int:
        if part not in counts:
            forms[part] = known(part)
            may = len(part) < 3 or len(forms[part]) > 1 or all(found(part[i : i + 2]) for i in range(len(part) - 1))
            counts[part] = count(forms[part]) if may else 0
        return counts[part]

    best: list[tuple[int, int, list[str]]] = [(0, -_MANY, [])]
    for end in range(1, len(term) + 1):
        left, rarest, parts = best[end - 1]
        options = [(left + _LEFT_OUT, rarest, parts)]
        for start in range(max(0, end - _PART), end - 1):
            if number := found(term[start:end]):
                cost, rarest, before = best[start]
                options.append((cost + 1, max(rarest, -number), [*before, term[start:end]]))
        best.append(min(options, key=lambda option: option[:2]))
    return [forms[part] for part in best[-1][2]]
