"""The same search in the browser, without a server: the index as small scripts, of which a search loads a few.

    head      what every search needs: lengths and types of all entries, first keys of the shards, characters, words of asking
    g<n>      a shard: sorted keys with values. A key of two characters: where they stand (positional, so that a phrase is
              exact without its text). A key after FACET: the entries with that facet. After FORMS and SYNONYMS: other words
    e<n>      a block of entries as they are shown
    facets    names to filter by, loaded with the first filter
    syllables the sound of characters, loaded where nothing is found; l<n> words by their sound, sorted, in shards as well

`search-index.js` answers from them exactly as `kb.search.query` does: same matches, same rating, same order. Positions
count UTF-16 units of all texts, one behind the other with a break between; numbers are differences in base 32, five bits
a character, the sixth bit set where more follow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from kb.search import rating
from kb.search.contract import FACET, FACETS, LONGEST_TERM, Entry
from kb.search.folding import SAME
from kb.search.limits import CHARACTERS, WORDS
from kb.search.loosening import LIMITS
from kb.search.notes import NOTES
from kb.search.query import FEW, FILTER, FILTERS, QUOTED, SCRIPTS, YEAR
from kb.search.tables import Same, Sounds
from kb.wording import prose

FORMS, SYNONYMS = "\1", "\2"
"""Heads of the keys of other words."""

_SHARD, _BLOCK = 12_000, 3_000
"""Characters of a shard and of a block at which the next one begins."""
_LEVELS = 9
"""A position times this, plus three times the border before, plus the border behind (see `kb.search.rating.borders`)."""
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

Shown = Callable[[Entry], dict[str, Any]]
"""How an entry is shown: anything the page's script knows what to do with."""


def browser_files(entries: Sequence[Entry], same: Same, sounds: Sounds, shown: Shown) -> Iterator[tuple[str, bytes]]:
    """Name and content of every script, for the folder that the page's `zeren.load` reads from."""
    postings, table = _postings(entries)
    values: dict[str, Any] = {key: encoded(numbers) for key, numbers in postings.items()}
    values.update((FORMS + term, others) for term, others in same.forms.items())
    values.update((SYNONYMS + term, others) for term, others in same.synonyms.items())
    shards = list(chunks(((key, values[key]) for key in sorted(values)), _SHARD))
    blocks = list(chunks(((number, shown(entry)) for number, entry in enumerate(entries)), _BLOCK))
    letters = list(chunks(sounds.letters.items(), _SHARD))
    yield _search_script(
        "head", _head(entries, table, shards, blocks, same) | {"letters": [shard[0][0] for shard in letters]}
    )
    for number, shard in enumerate(shards):
        yield _search_script(f"g{number}", dict(shard))
    for number, block in enumerate(blocks):
        yield _search_script(f"e{number}", [held for _, held in block])
    for number, shard in enumerate(letters):
        yield _search_script(f"l{number}", dict(shard))
    yield _search_script("facets", same.facets)
    yield _search_script("syllables", sounds.syllables)


def _head(entries: Sequence[Entry], table: list[int], shards: list[Any], blocks: list[Any], same: Same) -> Any:
    kinds = sorted({(entry.type, entry.kind or "") for entry in entries})
    place = {kind: number for number, kind in enumerate(kinds)}
    first = {kind: next(e for e in entries if (e.type, e.kind or "") == kind) for kind in kinds}
    return {
        "entries": encoded_plain(table),
        "codes": encoded_plain(_runs(place[entry.type, entry.kind or ""] for entry in entries)),
        "kinds": [[*kind, rating.title_fields(first[kind]), rating.factor(first[kind])] for kind in kinds],
        "shards": [shard[0][0] for shard in shards],
        "blocks": [block[0][0] for block in blocks],
        "unasked": same.unasked,
        "simplified": "".join(old + new for old, new in same.simplified.items()),
        "traditional": same.traditional,
        "filters": {name: [facet, tables[0] if tables else ""] for name, (facet, tables) in FILTERS.items()},
        "longest": LONGEST_TERM,
        "limits": [CHARACTERS, WORDS],
        "notes": NOTES | {"shorter": prose(NOTES["shorter"])},
        "loosening": LIMITS,
        "reading": {"few": FEW, "scripts": SCRIPTS, "year": YEAR, "quoted": QUOTED.pattern, "filter": FILTER.pattern},
        "same": SAME,
        "facets": FACETS,
        "weights": {
            "any": rating.ANY,
            "title": rating.TITLE,
            "word": rating.WORD,
            "whole": rating.WHOLE,
            "wholeField": rating.WHOLE_FIELD,
            "again": rating.AGAIN,
            "further": rating.FURTHER,
            "otherForm": rating.OTHER_FORM,
            "filtered": rating.FILTERED,
            "short": rating.SHORT,
            "middle": rating.MIDDLE,
        },
    }


def _runs(values: Iterable[int]) -> Iterator[int]:
    """How often each value stands in a row, then the value: entries of a kind stand together."""
    for value, run in groupby(values):
        yield sum(1 for _ in run)
        yield value


def _postings(entries: Sequence[Entry]) -> tuple[dict[str, list[int]], list[int]]:
    """Numbers by key, ascending; and of every entry the length of its text and of its title."""
    found: dict[str, list[int]] = {}
    table: list[int] = []
    base = 0
    for number, entry in enumerate(entries):
        text = rating.text_of(entry)
        marks = rating.borders(text)
        if not text.isascii() and max(text) > "\uffff":
            text, marks = _units(text, marks)
        for at, key in _keys(text):
            behind = at + 2 if key[1] != rating.BREAK else at + 1
            found.setdefault(key, []).append((base + at) * _LEVELS + 3 * marks[at] + marks[behind])
        for facet in entry.facets:
            found.setdefault(FACET + facet, []).append(number)
        title = text.find(rating.BREAK)
        table += (len(text), len(text) if title < 0 else title)
        base += len(text) + 1
    return found, table


def _keys(text: str) -> Iterator[tuple[int, str]]:
    """Every pair of neighbours; the last character of a field with a break behind it."""
    padded = text + rating.BREAK
    for at in range(len(text)):
        if padded[at] != rating.BREAK:
            yield at, padded[at : at + 2]


def _units(text: str, marks: bytes) -> tuple[str, bytes]:
    """The text in UTF-16 units, as JavaScript counts; no border lies inside a character."""
    units: list[str] = []
    levels = bytearray()
    for character, mark in zip(text, marks, strict=False):
        held = character.encode("utf-16-le")
        units += [chr(int.from_bytes(held[i : i + 2], "little")) for i in range(0, len(held), 2)]
        levels.append(mark)
        levels.extend(b"\0" * (len(held) // 2 - 1))
    levels.append(marks[-1])
    return "".join(units), bytes(levels)


def encoded(numbers: Iterable[int]) -> str:
    """Ascending numbers as the differences between them.

    >>> encoded([3, 4, 100])
    'DBgD'
    """
    last, steps = 0, []
    for number in numbers:
        steps.append(number - last)
        last = number
    return encoded_plain(steps)


def encoded_plain(numbers: Iterable[int]) -> str:
    """Numbers from 0 on, the lowest five bits first."""
    out: list[str] = []
    for number in numbers:
        while number > 31:
            out.append(_DIGITS[number & 31 | 32])
            number >>= 5
        out.append(_DIGITS[number])
    return "".join(out)


def chunks(pairs: Iterable[tuple[Any, Any]], size: int) -> Iterator[list[tuple[Any, Any]]]:
    """The pairs in lists whose values, as JSON, come to about `size` characters."""
    chunk: list[tuple[Any, Any]] = []
    held = 0
    for key, value in pairs:
        length = len(value) + 8 if isinstance(value, str) else len(json.dumps(value, ensure_ascii=False))
        if chunk and held + length > size:
            yield chunk
            chunk, held = [], 0
        chunk.append((key, value))
        held += length
    if chunk:
        yield chunk


def _search_script(name: str, value: object) -> tuple[str, bytes]:
    return script(f"search/{name}", name, value)


def script(key: str, name: str, value: object) -> tuple[str, bytes]:
    """Name and bytes of a script that sets the data of the key."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    text = f'zeren.set("{key}",{data});\n'
    # A half of a character outside the basic plane cannot be UTF-8: it is written as an escape.
    return f"{name}.js", text.encode("utf-8", errors="surrogatepass" if text.isascii() else "backslashreplace")
