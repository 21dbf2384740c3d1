"""The embedded engine: Whoosh. Character pairs find, the stored text proves, jieba's words rank.

Each entry is indexed by every character and pair of neighbours in it. A query is answered by the entries that hold the
rarest pairs of each term, and each of them is checked against its stored text, so nothing is missed and nothing wrong
is found. The score is BM25F over words, raised where the title holds the term and for the types people look for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from whoosh import fields, index, query, scoring
from whoosh.columns import NumericColumn, VarBytesColumn

from kb.errors import WorkspaceError
from kb.search.contract import Entry, Found
from kb.search.folding import fold, grams

_TITLE_WORDS = 2.5
"""Weight of a word in the title against one in the text."""
_B = 0.4
"""BM25's share of length: a row that says more is no worse."""
_IN_TITLE, _WHOLE_TITLE = 2.0, 6.0
"""Added to the score for a term inside the title, and for a term that is a unit's name or the whole title."""
_PROBES = 4
"""Pairs of a term looked up in the index; the stored text decides about the rest."""
_TYPE = {"unit": 1.2, "item": 1.0, "target": 0.3, "text": 0.25}
"""Factor on the score: a paragraph of the source matters less than the item that holds a duty."""
_KIND = {"task": 1.3, "project": 1.1, "measure": 1.0, "goal": 0.9}
"""Factor on an item's score: who searches looks for a responsibility first."""
_BREAK = "\n"
"""Parts fields in the stored text; no term holds it, since folding drops white space."""

_DECODE = msgspec.json.Decoder(Entry).decode
_ENCODE = msgspec.json.Encoder().encode


def _schema() -> Any:
    return fields.Schema(
        grams=fields.KEYWORD(),
        title_words=fields.KEYWORD(scorable=True, field_boost=_TITLE_WORDS),
        words=fields.KEYWORD(scorable=True),
        title=fields.COLUMN(VarBytesColumn()),
        folded=fields.COLUMN(VarBytesColumn()),
        entry=fields.COLUMN(VarBytesColumn()),
        factor=fields.COLUMN(NumericColumn("d")),
    )


class WhooshEngine:
    """An `Engine` (see `kb.search.contract`) kept by Whoosh in one segment."""

    def write(self, entries: Sequence[Entry], folder: Path) -> None:
        """Write the index of `entries` into `folder`, which exists and is empty."""
        from kb.search.words import words  # a search needs no segmenter

        writer = index.create_in(str(folder), _schema()).writer(limitmb=256)
        for entry in entries:
            title = fold(entry.title)
            parts = [fold(field) for field in entry.fields]
            writer.add_document(
                grams=sorted(set().union(*(grams(part) for part in (title, *parts)))),
                title_words=words(title),
                words=[word for part in parts for word in words(part)],
                title=_names(entry, title, parts).encode(),
                folded=_BREAK.join((title, *parts)).encode(),
                entry=_ENCODE(entry),
                factor=_TYPE[entry.type] * _KIND.get(entry.kind or "", 1.0),
            )
        writer.commit(optimize=True)

    def find(self, folder: Path, terms: Sequence[str], limit: int) -> Found:
        """The entries that match all terms; at most `limit` in `best`. Raises `WorkspaceError` without index."""
        try:
            opened = index.open_dir(str(folder), readonly=True)
        except (index.IndexError, OSError) as error:
            raise WorkspaceError("搜索索引不存在或已损坏", where=str(folder), advice="请先运行 zeren build") from error
        with opened.searcher(weighting=scoring.BM25F(B=_B)) as searcher:
            return _find(searcher, terms, limit)


def _names(entry: Entry, title: str, parts: list[str]) -> str:
    """What counts as the entry's title in ranking: of a unit all its forms."""
    return _BREAK.join((title, *parts) if entry.type == "unit" else (title,))


def _find(searcher: Any, terms: Sequence[str], limit: int) -> Found:
    reader = searcher.reader()
    if not reader.doc_count():
        return Found(0, ())
    probes = [query.Term("grams", gram) for term in terms for gram in _probes(reader, term)]
    candidates = query.ConstantScoreQuery(query.And(probes), 0.01)
    ranking = query.Or([query.Term(field, word) for field, word in _ranking_words(reader, terms)])
    scored = searcher.search(query.AndMaybe(candidates, ranking), limit=None).top_n
    folded, title, factor = (reader.column_reader(name) for name in ("folded", "title", "factor"))
    needles = [term.encode() for term in terms]
    matches = []
    for score, number in scored:
        text = folded[number]
        if all(needle in text for needle in needles):
            lift = sum(_lift(needle, title[number]) for needle in needles)
            matches.append((-(score + lift) * factor[number], number))
    matches.sort()
    entry = reader.column_reader("entry")
    return Found(len(matches), tuple((_DECODE(entry[number]), -score) for score, number in matches[:limit]))


def _probes(reader: Any, term: str) -> list[str]:
    """The term's pairs that fewest entries hold; a single character stands for itself."""
    pairs = sorted({term[i : i + 2] for i in range(len(term) - 1)}) or [term]
    return sorted(pairs, key=lambda pair: reader.doc_frequency("grams", pair))[:_PROBES]


def _ranking_words(reader: Any, terms: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Every word of the index that stands in a term: what the segmenter would find, without loading the segmenter."""
    for term in terms:
        parts = {term[i:j] for i in range(len(term) - 1) for j in range(i + 2, min(i + 12, len(term)) + 1)}
        for part in sorted(parts):
            for field in ("title_words", "words"):
                if (field, part) in reader:
                    yield field, part


def _lift(needle: bytes, title: bytes) -> float:
    if needle not in title:
        return 0.0
    return _WHOLE_TITLE if needle in title.split(_BREAK.encode()) else _IN_TITLE
