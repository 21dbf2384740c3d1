"""The registry's vocabulary: which organisations exist in every region, and by which stems they are called.

A stem is a name without region and level: 环保局, 环境保护局, 委宣传部, 人民法院. `data/departments.yaml` and
`data/bodies.yaml` state the organisations once (an `Organisation`), this module composes the stems and their official names.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from msgspec import Struct

from kb.schema import UnitKind
from kb.units.words import unit_words
from kb.vocabulary import any_of

_FILES = ("departments", "bodies")
_DEFAULT_TYPES = "局委厅部"
# Types that a string such as 局厅部分局 is made of, longest first.
_TYPE = re.compile(f"{any_of(unit_words('names')['types'])}|.")
_LONG_TYPES = {"委": "委员会", "办": "办公室"}


class Organisation(Struct, frozen=True, kw_only=True):
    """One organisation as it exists in every region."""

    id: str
    """ASCII, the part of a unit id behind the region."""
    topic: str
    """Field of work, as the sections of the vocabulary name it."""
    name: str
    """Usual short stem of a local government's list: 环保局."""
    full: str
    """Official stem: 环境保护局."""
    kind: UnitKind = "department"
    national: str | None = None
    """Official name of the national body; null where the rule (stem + 部) names it or there is none."""
    loose: bool = False
    """The stems name a sort of organisations (农商银行, 电视台), not one: each name stays a unit of its own."""
    by_place: bool = False
    """Called by its place instead of a level (浙江证监局, 平潭海事局); its official name is not composed."""
    also: tuple[str, ...] = ()
    """Further stems that mean the same organisation, without type where the entry has types."""


class Stem(Struct, frozen=True):
    """One stem of an entry."""

    text: str
    full: str
    """Official form of this stem. A stem with other words than the entry's official name (教育体育局) is another
    official name of the organisation and stays as it is. The type is that of the stem (教委 gives 教育委员会). `{}` is
    the region's place; without it the region stands before."""
    short: str
    """Usual short form of this stem: 环保局 for 环境保护局, 教委 for 教育委员会."""
    entry: Organisation
    bare: bool = False
    """The type is missing (发改 for 发改委): a clipped name, a unit only with a level before it."""


@cache
def entries() -> dict[str, Organisation]:
    """All entries by id. Raises `ValueError` for an id that stands twice."""
    found: dict[str, Organisation] = {}
    for entry, _ in _rows():
        if entry.id in found:
            raise ValueError(f"id {entry.id} stands twice in the unit vocabulary")
        found[entry.id] = entry
    return found


@cache
def stems() -> dict[str, Stem]:
    """All stems by text. The first entry that states a stem owns it; clipped stems never hide whole ones."""
    whole: dict[str, Stem] = {}
    bare: dict[str, Stem] = {}
    for entry, row in _rows():
        if "names" in row:
            official = () if "{}" in entry.full or entry.loose else (entry.full,)
            for name in (*row["names"], *official):
                whole.setdefault(name, Stem(name, entry.full, _short_of(entry, name), entry))
            continue
        for base in (row["base"], row.get("full", row["base"]), *row.get("also", ())):
            full_base = row.get("full", row["base"])
            if "{}" in base:
                continue
            variant = not set(base) <= set(full_base + row["base"])
            for kind in _TYPE.findall(row.get("types", _DEFAULT_TYPES)):
                long = _LONG_TYPES.get(kind, kind)
                full = base + long if variant else row.get("fulls", {}).get(kind, full_base + long)
                short = base + kind if variant else row.get("shorts", {}).get(kind, row["base"] + kind)
                for text in dict.fromkeys((base + kind, base + long, short)):
                    whole.setdefault(text, Stem(text, full, short, entry))
        if len(row["base"]) > 1:
            bare.setdefault(row["base"], Stem(row["base"], entry.full, entry.name, entry, bare=True))
    return {**{text: stem for text, stem in bare.items() if text not in whole}, **whole}


@cache
def longest_stem() -> int:
    """Characters of the longest stem."""
    return max(map(len, stems()))


@cache
def _rows() -> tuple[tuple[Organisation, dict[str, Any]], ...]:
    """Entries beside their rows, in file order."""
    found = []
    for name in _FILES:
        data = unit_words(name)
        found += [(_entry(topic, row), row) for topic, rows in data.items() for row in rows]
    return tuple(found)


def _short_of(entry: Organisation, name: str) -> str:
    """Usual name where `name` is that organisation's longer or shorter form, else the name itself (交警大队)."""
    return entry.name if set(entry.name) <= set(name) or set(name) <= set(entry.name) else name


def _entry(topic: str, row: dict[str, Any]) -> Organisation:
    if "names" in row:
        name, full = row["names"][0], row["full"]
    else:
        kind = _TYPE.findall(row.get("types", _DEFAULT_TYPES))[0]
        name, full = row["base"] + kind, row.get("full", row["base"]) + _LONG_TYPES.get(kind, kind)
    return Organisation(
        id=row["id"],
        topic=topic,
        name=name,
        full=full,
        kind=row.get("kind", "department"),
        national=row.get("national"),
        loose=row.get("loose", False),
        by_place=row.get("by_place", False),
        also=tuple(row["names"][1:] if "names" in row else row.get("also", ())),
    )
