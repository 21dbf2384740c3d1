"""Queries: words parted by blanks, all of which must stand in the entry; the answer says why and shows where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from kb.errors import UsageError
from kb.search.contract import LONGEST_TERM, Engine, Entry, Hit, Result
from kb.search.folding import fold, fold_with_origin

_BEFORE, _LENGTH = 16, 72
"""Characters of a snippet before the first match, and in all."""
_SHORT = 24
"""A field of so few characters (a number, a unit) says nothing on its own."""


def search(folder: Path, query: str, *, engine: Engine, limit: int = 20) -> Result:
    """The best `limit` hits of the index in `folder`, all matches counted.

    A term is looked for as written, its punctuation included. Where nothing is found so, punctuation parts terms too:
    `垃圾分类?` finds 垃圾分类. Raises `UsageError` for a query without a term, `WorkspaceError` without an index.
    """
    terms = terms_of(query)
    if not terms:
        raise UsageError("查询内容是空的", advice="请给出要查找的词, 例如: zeren search 垃圾分类")
    found = engine.find(folder, terms, limit)
    loose = _loose_terms(query)
    if not found.total and loose and loose != terms:
        terms = loose
        found = engine.find(folder, terms, limit)
    hits = tuple(_hit(rank, entry, score, terms) for rank, (entry, score) in enumerate(found.best, 1))
    return Result(query=query, total=found.total, hits=hits)


def terms_of(query: str) -> tuple[str, ...]:
    """The folded terms of the query, each once.

    >>> terms_of(" ＰＭ2.5  年均 ")
    ('pm2.5', '年均')
    """
    return tuple(dict.fromkeys(term for word in query.split() if (term := fold(word)[:LONGEST_TERM])))


def _loose_terms(query: str) -> tuple[str, ...]:
    """The folded terms of the query when everything but letters and digits parts them."""
    return terms_of(re.sub(r"[\W_]+", " ", query))


def _hit(rank: int, entry: Entry, score: float, terms: Sequence[str]) -> Hit:
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
        why=tuple(dict.fromkeys(_as_written(entry, term) for term in terms)),
        snippet=_snippet(entry, terms),
    )


def _as_written(entry: Entry, term: str) -> str:
    """The words of the entry that `term` matched; the term itself when they cannot be told."""
    for words in (*entry.fields, entry.title):
        if place := _place(words, term):
            return re.sub(r"\s+", "", words[place[0] : place[1]])
    return term


def _place(words: str, term: str) -> tuple[int, int] | None:
    """Where the term first stands in the words."""
    folded, origin = fold_with_origin(words)
    at = folded.find(term)
    return (origin[at], origin[at + len(term) - 1] + 1) if at >= 0 else None


def _snippet(entry: Entry, terms: Sequence[str]) -> str:
    """The words around the first match; the head of the text where the match stands in a short field beside it."""
    for words in entry.fields:
        places = [place for term in terms if (place := _place(words, term))]
        if places and (words is entry.fields[0] or len(words) > _SHORT):
            return _cut(words, min(places)[0])
    return _cut(entry.fields[0] if entry.fields else entry.title, 0)


def _cut(words: str, at: int) -> str:
    start = max(0, at - _BEFORE) if len(words) > _LENGTH else 0
    end = min(len(words), start + _LENGTH)
    shown = re.sub(r"\s+", " ", words[start:end]).strip()
    return ("…" if start else "") + shown + ("…" if end < len(words) else "")
