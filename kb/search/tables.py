"""What a query is understood by, beside the index: other forms of a word, names to filter by, words by their sound.

Made once with the index from the entries, the units and the reviewed vocabulary (`data/synonyms.yaml`), kept beside it
as JSON and given to the browser as it is. All strings are folded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml
from msgspec import Struct

from kb.errors import WorkspaceError
from kb.schema import Record, Unit
from kb.script import simplified_characters
from kb.search.contract import FACETS, Entry
from kb.search.folding import fold
from kb.search.rating import BREAK, text_of
from kb.search.word_cutting import cut_words
from kb.wording import HIT_TYPES, KINDS
from kb.writing import fill

_DATA = Path(__file__).with_name("data")
_NAME = 12
"""Characters of a title or an indicator that is still a name people type."""
_PAIR = 6
"""Characters of neighbouring words that are looked up as one: 垃圾 + 分类."""
_JOINED = (2, 3)
"""How many neighbours are."""
_TWICE = 2
"""How often they must stand side by side where that is only in the text between the items."""

Names = tuple[tuple[str, ...], ...]
"""Values of a facet, each with the names that a person may give it."""


class Same(Struct, frozen=True):
    """Other forms and filters; needed for every query."""

    forms: dict[str, tuple[str, ...]] = {}
    """Of a unit's name in any form: the other forms that stand in the texts, its own and its successors'."""
    synonyms: dict[str, tuple[str, ...]] = {}
    """Everyday words for one another; looked for where nothing holds the word itself."""
    facets: dict[str, Names] = {}
    """By name of the facet: 单位 (for 牵头, 配合, 责任 too), 计划, 行动, 类别."""
    unasked: tuple[str, ...] = ()
    """Words of asking that no text holds (谁负责, 什么时候), the longest first."""
    simplified: dict[str, str] = {}
    """Simplified character by traditional one."""
    traditional: dict[str, str] = {}
    """Of a simplified character: the traditional ones that stand in the texts."""
    became: dict[str, tuple[str, ...]] = {}
    """Names of each unit's successors, by unit id; not folded."""


class Sounds(Struct, frozen=True):
    """Words by their sound; needed where a query finds nothing."""

    letters: dict[str, tuple[str, ...]] = {}
    """By pinyin without tones and by initials (lajifenlei, ljfl): words, the most frequent first. Keys ascend."""
    syllables: dict[str, str] = {}
    """Syllable of every character that a query may hold, read alone."""


_Table = TypeVar("_Table", Same, Sounds)


def same_of(entries: Sequence[Entry], records: Iterable[Record], successors: Mapping[str, Sequence[Unit]]) -> Same:
    """The other forms of every unit of the records, with `successors` by unit id; filters; reviewed vocabulary."""
    held = BREAK.join(map(text_of, entries))
    records = tuple(records)
    units: dict[str, list[Unit]] = {}
    for record in records:
        for unit in record.units:
            units.setdefault(unit.id, []).append(unit)
    data = _vocabulary()
    simplified = simplified_characters()
    synonyms: dict[str, dict[str, None]] = {}
    for group in data["synonyms"]:
        forms = [fold(str(form)) for form in group]
        for form in forms:
            others = (other for other in forms if other not in form and form not in other and other in held)
            synonyms.setdefault(form, {}).update(dict.fromkeys(others))
    return Same(
        forms=_forms(units, successors, held),
        synonyms={form: tuple(others) for form, others in synonyms.items() if others},
        facets=_facets(records, units),
        unasked=tuple(sorted((fold(str(word)) for word in data["unasked"]), key=lambda word: (-len(word), word))),
        simplified=simplified,
        traditional=_traditional(simplified, {*held}),
        became={id: tuple(unit.name for unit in became) for id, became in sorted(successors.items())},
    )


def forms_of(units: Iterable[Unit]) -> tuple[str, ...]:
    """Every folded name and alias of the units, each once."""
    names = (fold(name) for unit in units for name in (unit.name, unit.full_name, *unit.aliases) if name)
    return tuple(dict.fromkeys(name for name in names if name))


def _forms(
    units: Mapping[str, list[Unit]], successors: Mapping[str, Sequence[Unit]], held: str
) -> dict[str, tuple[str, ...]]:
    own = {id: forms_of(found) for id, found in units.items()}
    kin: dict[str, dict[str, None]] = {id: {id: None} for id in own}
    for old, became in successors.items():
        for unit in became:
            own[unit.id] = tuple(dict.fromkeys((*own.get(unit.id, ()), *forms_of([unit]))))
            kin.setdefault(old, {old: None})[unit.id] = None
            kin.setdefault(unit.id, {unit.id: None})[old] = None
    stands = {form: form in held for forms in own.values() for form in forms}
    found: dict[str, dict[str, None]] = {}
    for id, related in kin.items():
        others = [form for other in related for form in own.get(other, ()) if stands[form]]
        for form in own.get(id, ()):
            fitting = (other for other in others if other not in form and form not in other)
            found.setdefault(form, {}).update(dict.fromkeys(fitting))
    return {form: tuple(others) for form, others in sorted(found.items()) if others}


def _facets(records: tuple[Record, ...], units: Mapping[str, list[Unit]]) -> dict[str, Names]:
    plans = [
        (r.plan.id, fold(r.plan.title), *(fold(t) for t in (r.plan.document_number, r.plan.region) if t))
        for r in records
    ]
    actions = dict.fromkeys(fold(name) for record in records for item in record.items for name in item.path)
    kinds = (*KINDS.values(), *(HIT_TYPES[name] for name in ("target", "unit", "text")))
    return {
        FACETS["unit"]: tuple((id, *forms_of(found)) for id, found in sorted(units.items())),
        FACETS["plan"]: tuple(sorted(plans)),
        FACETS["action"]: tuple((name, name) for name in actions if name),
        FACETS["kind"]: tuple((kind, kind) for kind in kinds),
    }


def sounds_of(entries: Sequence[Entry]) -> Sounds:
    """The words of the entries by their sound: jieba's words, pairs of them that recur, names and indicators."""
    from pypinyin import Style, lazy_pinyin

    counts: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    for entry in entries:
        names = [fold(entry.title)] if entry.type != "text" else []
        names += map(fold, entry.fields) if entry.type == "unit" else ()
        counts.update(name for name in names if _is_name(name))
        for field in {*map(fold, entry.fields), fold(entry.title)}:
            words = cut_words(field)
            counts.update(word for word in words if _is_name(word))
            found = [name for size in _JOINED for name in _neighbours(words, size)]
            (joined if entry.type == "text" else counts).update(found)
    counts.update({name: count for name, count in joined.items() if count >= _TWICE})
    words = sorted(counts, key=lambda word: (-counts[word], word))
    syllables = {character: lazy_pinyin(character)[0] for character in sorted({*"".join(words), *_common()})}
    letters: dict[str, dict[str, None]] = {}
    for word in words:
        spellings = ["".join(lazy_pinyin(word, style=style)) for style in (Style.NORMAL, Style.FIRST_LETTER)]
        for key in (*spellings, "".join(syllables[character] for character in word)):
            letters.setdefault(key, {})[word] = None
    return Sounds(letters={key: tuple(found) for key, found in sorted(letters.items())}, syllables=syllables)


def _neighbours(words: list[str], size: int) -> Iterator[str]:
    """So many words side by side as one name, where together they are short enough."""
    for place in range(len(words) - size + 1):
        name = "".join(words[place : place + size])
        if len(name) <= _PAIR and _is_name(name):
            yield name


def _is_name(word: str) -> bool:
    return 1 < len(word) <= _NAME and all("\u4e00" <= character <= "\u9fff" for character in word)


def _common() -> str:
    """The 3,755 most common characters: level 1 of GB 2312."""
    return b"".join(bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)).decode(
        "gb2312", errors="ignore"
    )


def _vocabulary() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((_DATA / "synonyms.yaml").read_text(encoding="utf-8"))
    return data


def _traditional(simplified: Mapping[str, str], held: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for old, new in simplified.items():
        if old in held:
            found[new] = found.get(new, "") + old
    return found


def write_tables(same: Same, sounds: Sounds, folder: Path) -> None:
    """Keep both in `folder`, beside the index."""
    fill(folder / "same.json", msgspec.json.encode(same))
    fill(folder / "sounds.json", msgspec.json.encode(sounds))


def read_same(folder: Path) -> Same:
    """The forms and filters kept in `folder`; empty ones where none are kept."""
    return _read(folder / "same.json", Same)


def read_sounds(folder: Path) -> Sounds:
    """The words by sound kept in `folder`; none where none are kept."""
    return _read(folder / "sounds.json", Sounds)


def _read(path: Path, type: type[_Table]) -> _Table:
    try:
        told = path.stat()
        held: _Table = _kept(path, type, (told.st_ino, told.st_mtime_ns))
    except FileNotFoundError:
        return type()
    except (OSError, msgspec.DecodeError) as error:
        raise WorkspaceError("搜索索引已损坏", where=str(path), advice="请重新运行 zeren build") from error
    return held


@lru_cache(maxsize=8)
def _kept(path: Path, type: type[Any], stamp: tuple[int, int]) -> Any:
    """The table read from the file of this stamp; a service is asked hundreds of times a second."""
    return msgspec.json.decode(path.read_bytes(), type=type)
