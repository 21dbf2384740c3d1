"""Queries: words parted by blanks, all of which must stand in the entry; the answer says why and shows where.

    垃圾 分类                both words
    "垃圾革命"               exactly so, no other forms
    牵头:区环保局 年份:2020    filters: 牵头 配合 责任 单位 年份 类别 计划 行动

A unit's name is found in its other forms and those of its successors as well. Where nothing holds the query as written,
it is understood more loosely, step by step (`kb.search.loosening`), and the result's `note` says how.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.errors import UsageError
from kb.search.contract import FACET, LONGEST_TERM, Clause, Engine, Entry, Hit, RankedEntries, Result
from kb.search.folding import fold
from kb.search.limits import checked_query
from kb.search.loosening import loosened
from kb.search.matching import matched_form, span_of_form, words_of_form
from kb.search.notes import NOTES, note
from kb.search.tables import Same, read_same

_BEFORE, _LENGTH = 16, 72
"""Characters of a snippet before the first match, and in all."""
_SHORT = 24
"""A field of so few characters (a number, a unit) says nothing on its own."""

FEW = 10
"""Values of a condition that a note lists at the most."""
SCRIPTS = 16
"""Ways of writing a term in traditional characters that are looked for."""

YEAR = "年"
"""What may stand behind the year of a filter."""
_UNIT = ("单位",)
FILTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "牵头": ("牵头", _UNIT),
    "牵头单位": ("牵头", _UNIT),
    "配合": ("配合", _UNIT),
    "配合单位": ("配合", _UNIT),
    "责任": ("责任", _UNIT),
    "责任单位": ("责任", _UNIT),
    "单位": ("单位", _UNIT),
    "部门": ("单位", _UNIT),
    "年份": ("年份", ()),
    "年": ("年份", ()),
    "时限": ("年份", ()),
    "类别": ("类别", ("类别",)),
    "类型": ("类别", ("类别",)),
    "计划": ("计划", ("计划",)),
    "文件": ("计划", ("计划",)),
    "行动": ("行动", ("行动",)),
    "章节": ("行动", ("行动",)),
}
"""By what a person writes before the colon: the facet, and the table of names its values are looked up in."""

QUOTED = re.compile(r'(?<!\S)["“”]([^"“”]+)["“”](?!\S)')
"""A phrase in quotation marks that stands alone."""
FILTER = re.compile(r"([^\s:]{1,4}):(.+)")
"""A folded term that may be a filter."""


def search(folder: Path, query: str, *, engine: Engine, limit: int = 20) -> Result:
    """The best `limit` hits of the index in `folder`, all matches counted.

    Raises `UsageError` for a query without a term or beyond the limit (`kb.search.limits`), `WorkspaceError` without an
    index.
    """
    query = checked_query(query)
    same = read_same(folder)
    clauses = query_clauses(query, same)
    if not clauses:
        raise UsageError("查询内容是空的", advice="请给出要查找的词, 例如: zeren search 垃圾分类")
    found, note = engine.find(folder, clauses, limit), ""
    if not found.total:
        for step in loosened(folder, query, same, engine, query_clauses):
            tried = engine.find(folder, step.clauses, limit, least=step.least) if step.clauses else found
            if tried.total:
                found, clauses, note = tried, step.clauses, step.note
                break
        note = "; ".join(filter(None, (*unknown_values(query, same), note)))
    return _result(query, found, clauses, note)


def _result(query: str, found: RankedEntries, clauses: Sequence[Clause], note: str) -> Result:
    hits = tuple(_hit(rank, entry, score, clauses) for rank, (entry, score) in enumerate(found.best, 1))
    return Result(query=query, total=found.total, hits=hits, note=note)


def query_clauses(query: str, same: Same) -> tuple[Clause, ...]:
    """What must be found: for every term the forms that it may have, as `Engine.find` takes them."""
    found: dict[Clause, None] = {}
    rest = query
    for phrase in QUOTED.findall(query):
        form = fold(phrase)[:LONGEST_TERM]
        if form:
            found[(f'"{form}"', form)] = None
    rest = QUOTED.sub(" ", query)
    for term in terms_of(rest):
        found[(term, *_others(term, same))] = None
    return tuple(found)


def terms_of(query: str) -> tuple[str, ...]:
    """The folded terms of the query, each once.

    >>> terms_of(" ＰＭ2.5  年均 ")
    ('pm2.5', '年均')
    """
    return tuple(dict.fromkeys(term for word in query.split() if (term := fold(word)[:LONGEST_TERM])))


def _others(term: str, same: Same) -> tuple[str, ...]:
    """The other forms of a term: in the other script, other names of the unit, the filter that it may be."""
    simple = "".join(same.simplified.get(character, character) for character in term)
    plain = (simple,) if simple != term else ()
    forms = (
        *plain,
        *_traditional(simple, same),
        *same.forms.get(term, ()),
        *same.forms.get(simple, ()),
        *filter_forms(simple, same),
    )
    return tuple(form for form in dict.fromkeys(forms) if form != term)


def _traditional(term: str, same: Same) -> Iterator[str]:
    """The term in the traditional characters that the texts have; the most traditional first."""
    options = [same.traditional.get(character, "") + character for character in term]
    if any(len(option) > 1 for option in options):
        yield from map("".join, itertools.islice(itertools.product(*options), SCRIPTS))


def unknown_values(query: str, same: Same) -> tuple[str, ...]:
    """Chinese, for each condition of the query whose value nothing has: 类别里没有“胡说”, with the values there are if few."""
    notes = []
    for word in query.split():
        told = FILTER.fullmatch(fold(word)[:LONGEST_TERM])
        if told and told[1] in FILTERS and (tables := FILTERS[told[1]][1]):
            names = same.facets.get(tables[0], ())
            if not values_named(told[2], names):
                few = (
                    note("few", values=NOTES["values"].join(value for value, *_ in names))
                    if 0 < len(names) <= FEW
                    else ""
                )
                notes.append(note("unknown", name=told[1], value=told[2], few=few))
    return tuple(notes)


def filter_forms(term: str, same: Same) -> tuple[str, ...]:
    """The facets that a term such as 牵头:环保局 stands for, ready as forms; none where it is no filter."""
    told = FILTER.fullmatch(term)
    if not told or told[1] not in FILTERS:
        return ()
    facet, tables = FILTERS[told[1]]
    values = [told[2].removesuffix(YEAR)] if not tables else values_named(told[2], same.facets.get(tables[0], ()))
    return tuple(f"{FACET}{facet}={value}" for value in values)


def values_named(asked: str, names: Sequence[tuple[str, ...]]) -> list[str]:
    """The values that `asked` may mean: by a whole name, else by the end of one, else by a part of one."""
    for fits in (str.__eq__, str.endswith, str.__contains__):
        found = [value for value, *known in names if any(fits(name, asked) for name in (value, *known))]
        if found:
            return found
    return []


def _hit(rank: int, entry: Entry, score: float, clauses: Sequence[Clause]) -> Hit:
    found = tuple(form for clause in clauses if (form := matched_form(entry, clause)))
    words = tuple(form for form in found if form[0] != FACET)
    return Hit(
        rank=rank,
        type=entry.type,
        id=entry.id,
        plan=entry.plan,
        item=entry.item,
        kind=entry.kind,
        number=entry.number,
        part=entry.part,
        title=entry.title,
        score=round(score, 4),
        why=tuple(dict.fromkeys(words_of_form(entry, form) for form in found)),
        snippet=_snippet(entry, words),
    )


def _snippet(entry: Entry, terms: Sequence[str]) -> str:
    """The words around the first match; the head of the text where the match stands in a short field beside it."""
    for words in entry.fields:
        places = [place for term in terms if (place := span_of_form(words, term))]
        if places and (words is entry.fields[0] or len(words) > _SHORT):
            return _cut(words, min(places)[0])
    return _cut(entry.fields[0] if entry.fields else entry.title, 0)


def _cut(words: str, at: int) -> str:
    start = max(0, at - _BEFORE) if len(words) > _LENGTH else 0
    end = min(len(words), start + _LENGTH)
    shown = re.sub(r"\s+", " ", words[start:end]).strip()
    return ("…" if start else "") + shown + ("…" if end < len(words) else "")
