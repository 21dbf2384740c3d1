"""The embedded engine: Whoosh. Character pairs find, the stored text proves, `kb.search.rating` orders.

Each entry is indexed by every pair of neighbours in it, the last character of a field paired with a break. A query is answered by the entries that hold the
rarest pairs of each form, and each of them is checked against its stored text, so nothing is missed and nothing wrong
is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from whoosh import fields, index, query
from whoosh.columns import NumericColumn, VarBytesColumn

from kb.errors import WorkspaceError
from kb.search.contract import FACET, Clause, Entry, RankedEntries
from kb.search.rating import BREAK, borders, factor, rating, text_of, title_fields
from kb.search.time_limit import check_time

_PROBES = 3
"""Pairs of a form looked up in the index; the stored text decides about the rest."""

_DECODE = msgspec.json.Decoder(Entry).decode
_ENCODE = msgspec.json.Encoder().encode


def _schema() -> Any:
    # Scorable: without lengths to read, Whoosh looks for their file once a posting, which is most of a build's time.
    return fields.Schema(
        grams=fields.KEYWORD(scorable=True),
        facets=fields.KEYWORD(scorable=True),
        text=fields.COLUMN(VarBytesColumn()),
        borders=fields.COLUMN(VarBytesColumn()),
        entry=fields.COLUMN(VarBytesColumn()),
        factor=fields.COLUMN(NumericColumn("d")),
        titled=fields.COLUMN(NumericColumn("B")),
    )


class WhooshEngine:
    """An `Engine` (see `kb.search.contract`) kept by Whoosh in one segment; the index asked last stays open."""

    def __init__(self) -> None:
        self._open: tuple[tuple[str, int, int], Any] | None = None
        self._lock = Lock()

    def write(self, entries: Sequence[Entry], folder: Path) -> None:
        """Write the index of `entries` into `folder`, which exists and is empty."""
        writer = index.create_in(str(folder), _schema()).writer(limitmb=256)
        for entry in entries:
            text = text_of(entry)
            writer.add_document(
                grams=list(set(map(str.__add__, text, text[1:] + BREAK))),
                facets=list(entry.facets),
                text=text.encode(),
                borders=borders(text),
                entry=_ENCODE(entry),
                factor=factor(entry),
                titled=title_fields(entry),
            )
        writer.commit(optimize=True)

    def find(self, folder: Path, clauses: Sequence[Clause], limit: int, *, least: int | None = None) -> RankedEntries:
        """The entries that match at least `least` of the clauses, all of them for null; at most `limit` in `best`.

        Raises `WorkspaceError` without index.
        """
        check_time()
        with self._lock:
            return _find(self._searcher(folder), clauses, limit, len(clauses) if least is None else least)

    def _searcher(self, folder: Path) -> Any:
        """The folder's index, open; opened anew when another index has taken its place."""
        try:
            stamp = (str(folder), folder.stat().st_ino, folder.stat().st_mtime_ns)
            if self._open is None or self._open[0] != stamp:
                self._open = (stamp, index.open_dir(str(folder), readonly=True).searcher())
        except (index.IndexError, OSError) as error:
            raise WorkspaceError("搜索索引不存在或已损坏", where=str(folder), advice="请先运行 zeren build") from error
        return self._open[1]


def _find(searcher: Any, clauses: Sequence[Clause], limit: int, least: int) -> RankedEntries:
    reader = searcher.reader()
    if not reader.doc_count():
        return RankedEntries(0, ())
    wanted = [query.Or([_probe(reader, form) for form in clause]) for clause in clauses]
    candidates = query.And(wanted) if least == len(clauses) else query.Or(wanted)
    text, marks, share, title, held = map(reader.column_reader, ("text", "borders", "factor", "titled", "entry"))
    filtered = any(form[0] == FACET for clause in clauses for form in clause)
    matches = []
    for number in searcher.docs_for_query(candidates.normalize()):
        check_time()
        known = _DECODE(held[number]).facets if filtered else ()
        words = text[number].decode()
        matched, rated = rating(words, marks[number], known, clauses, title=title[number], share=share[number])
        if matched >= least:
            matches.append((-matched, -rated, number))
    matches.sort()
    return RankedEntries(len(matches), tuple((_DECODE(held[number]), -rated) for _, rated, number in matches[:limit]))


def _probe(reader: Any, form: str) -> Any:
    """Every entry that may hold the form: those with its rarest pairs."""
    if form[0] == FACET:
        return query.Term("facets", form[1:])
    if len(form) == 1:
        return query.Or([query.Term("grams", pair) for pair in reader.expand_prefix("grams", form)])
    pairs = sorted({form[i : i + 2] for i in range(len(form) - 1)})
    rarest = sorted(pairs, key=lambda pair: reader.doc_frequency("grams", pair))[:_PROBES]
    return query.And([query.Term("grams", pair) for pair in rarest])
