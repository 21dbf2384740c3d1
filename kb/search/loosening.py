"""What a query may have meant where nothing holds it as written. Steps from the smallest change to the largest:

punctuation parts words; words of asking are left out; synonyms; pinyin and initials; one character of the same sound;
a long word in the parts that do stand in the texts; those parts that stand there at all, if they are two fifths of the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from kb.search.contract import FACET, Clause, Engine
from kb.search.tables import Same, Sounds, read_sounds

_WORDS = 8
"""Words that one spelling by sound is looked up as."""
_LONGEST = 8
"""Characters of a misspelt word."""
_BEGUN = 3
"""Letters that may be the beginning of a spelling."""
_LETTERS = re.compile(r"[a-z]{2,}")

_FILTER = re.compile(r"[^\s:：]{1,4}[:：].+")

Clauses = Callable[[str, Same], tuple[Clause, ...]]


class Step(Struct, frozen=True):
    """A looser reading of the query."""

    clauses: tuple[Clause, ...]
    note: str
    """Chinese: what was changed."""
    least: int | None = None
    """Clauses that must match; null for all."""


def loosened(folder: Path, query: str, same: Same, engine: Engine, clauses_of: Clauses) -> Iterator[Step]:
    """The readings to try, one after the other, until one finds something."""
    plain = " ".join(term if is_filter(term) else re.sub(r"[^\w.]+", " ", term) for term in query.split())
    asked = " ".join(term if is_filter(term) else _without(term, same.unasked) for term in plain.split())
    tried = " ".join(query.split())
    for text, note in ((plain, "标点不计"), (asked, "略去问句用语")):
        if text.strip() and text != tried:
            yield Step(clauses_of(text, same), note)
            tried = text
    clauses = clauses_of(tried, same)
    if not clauses:
        return
    wider = tuple((*clause, *same.synonyms.get(clause[0], ())) for clause in clauses)
    if wider != clauses:
        yield Step(wider, "也查同义词：" + _added(clauses, wider))
    sounds = read_sounds(folder)
    spelled = tuple((*clause, *_spelled(clause[0], sounds)) for clause in wider)
    if spelled != wider:
        yield Step(spelled, "按拼音查找：" + _added(wider, spelled))
    righted = tuple((*clause, *_righted(clause, sounds)) for clause in wider)
    if righted != wider:
        yield Step(righted, "按同音字查找：" + _added(wider, righted))
    yield from _parted(folder, righted, engine)


def is_filter(term: str) -> bool:
    """Whether the term looks like 牵头:区环保局."""
    return _FILTER.fullmatch(term) is not None


def _without(term: str, unasked: tuple[str, ...]) -> str:
    for word in unasked:
        term = term.replace(word, " ")
    return " ".join(term.split())


def _added(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> str:
    return "、".join(form for old, new in zip(before, after, strict=True) for form in new[len(old) :])


def _spelled(term: str, sounds: Sounds) -> tuple[str, ...]:
    """The words that the letters spell, by pinyin or initials; of three letters or more also those they begin."""
    if not _LETTERS.fullmatch(term):
        return ()
    if term in sounds.letters or len(term) < _BEGUN:
        return sounds.letters.get(term, ())[:_WORDS]
    keys = sorted((key for key in sounds.letters if key.startswith(term)), key=lambda key: (len(key), key))
    return tuple(dict.fromkeys(word for key in keys for word in sounds.letters[key]))[:_WORDS]


def _righted(clause: Clause, sounds: Sounds) -> tuple[str, ...]:
    """The term, in simplified characters where it has such a form, with one misspelt word put right: a known word of the same sound that differs in one character.

    Of several the longest word, then the most frequent.
    """
    term = next((form for form in clause[:2] if len(form) == len(clause[0])), clause[0])
    if any(form[0] == FACET for form in clause):
        return ()
    syllable = {character: key for key, found in sounds.characters.items() for character in found}
    known = set(sounds.words)
    wanted: dict[str, tuple[int, int]] = {}
    for size in range(min(_LONGEST, len(term)), 1, -1):
        for at in range(len(term) - size + 1):
            part = term[at : at + size]
            if part not in known and all(character in syllable for character in part):
                wanted.setdefault(part, (at, size))
    best: tuple[int, int, str] | None = None
    by_size = {size for _, size in wanted.values()}
    for place, word in enumerate(sounds.words):
        if len(word) not in by_size or (best and (len(word), -place) <= best[:2]):
            continue
        for part, (at, size) in wanted.items():
            if size == len(word) and _sounds_like(part, word, syllable):
                best = (size, -place, term[:at] + word + term[at + size :])
                break
    return (best[2],) if best else ()


def _sounds_like(part: str, word: str, syllable: dict[str, str]) -> bool:
    different = [(a, b) for a, b in zip(part, word, strict=True) if a != b]
    return len(different) == 1 and syllable[different[0][0]] == syllable.get(different[0][1])


def _parted(folder: Path, clauses: tuple[Clause, ...], engine: Engine) -> Iterator[Step]:
    """The terms in parts that stand in the texts: first all of them, then those that do at all."""
    found: list[Clause] = []
    whole, filters = 0, 0
    for clause in clauses:
        if any(form[0] == FACET for form in clause):
            filters += 1
            found.append(clause)
            continue
        term = clause[-1]
        whole += len(term)
        if len(clause) > 1 and _stands(folder, engine, clause):
            found.append(clause)
        else:
            found += [(part,) for part in _parts(term, lambda part: _stands(folder, engine, (part,)))]
    held = tuple(dict.fromkeys(found))
    words = [clause[0] for clause in held if clause[-1][0] != FACET]
    if not words or sum(map(len, words)) * 5 < whole * 2:
        return
    told = "、".join(words)
    yield Step(held, f"分成几个词查找：{told}")
    if not filters:
        for least in range(len(held) - 1, 0, -1):
            yield Step(held, f"没有全部符合的；以下含有这些词中的 {least} 个：{told}", least)


def _stands(folder: Path, engine: Engine, clause: Clause) -> bool:
    return engine.find(folder, [clause], 0).total > 0


def _parts(term: str, stands: Callable[[str], bool]) -> list[str]:
    """The fewest parts of two characters or more that stand in the texts and leave the fewest characters out."""
    cache: dict[str, bool] = {}

    def holds(part: str) -> bool:
        if part not in cache:
            cache[part] = all(holds(part[i : i + 2]) for i in range(len(part) - 1)) if len(part) > 2 else True
            cache[part] = cache[part] and stands(part)
        return cache[part]

    best: list[tuple[int, list[str]]] = [(0, [])]
    for end in range(1, len(term) + 1):
        left, parts = best[end - 1]
        options = [(left + 3, parts)]  # a character left out costs as much as three parts
        for start in range(max(0, end - 12), end - 1):
            if holds(term[start:end]):
                cost, before = best[start]
                options.append((cost + 1, [*before, term[start:end]]))
        best.append(min(options, key=lambda option: option[0]))
    return best[-1][1]
