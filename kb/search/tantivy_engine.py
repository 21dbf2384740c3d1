"""The fast engine (extra `zeren[fast]`): tantivy. Phrases of character pairs are exact in the index itself.

Every match is counted by the index; the rating of `kb.search.rating` orders the candidates that tantivy's own ranking, which
prefers titles, puts first. Up to `_RATED` matches that is all of them, and the order is exactly that of the other engines.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
import tantivy
from rjieba import cut

from kb.errors import WorkspaceError
from kb.search.contract import FACET, Clause, Entry, RankedEntries
from kb.search.rating import BREAK, borders, factor, rating, text_of, title_fields
from kb.search.time_limit import check_time

_RATED = 1000
"""Candidates that are rated at least."""
_TITLE = 8.0
"""Weight of a title in the choice of the candidates."""
_EDGE = "\3"
"""A token between fields, so that no phrase reaches over two; folding drops it from queries."""
_HEAP = 128_000_000
"""Bytes that the writer may hold."""

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder().decode
_ENTRY = msgspec.json.Decoder(Entry).decode


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("pairs", tokenizer_name="blanks", index_option="position")
    builder.add_text_field("title", tokenizer_name="blanks", index_option="position")
    builder.add_text_field("characters", tokenizer_name="blanks", index_option="basic")
    builder.add_text_field("facets", tokenizer_name="blanks", index_option="basic")
    builder.add_bytes_field("held", stored=True)
    return builder.build()


class TantivyEngine:
    """An `Engine` (see `kb.search.contract`) kept by tantivy; the index asked last stays open."""

    def __init__(self) -> None:
        self._open: tuple[tuple[str, int, int], Any] | None = None
        self._lock = Lock()

    def write(self, entries: Sequence[Entry], folder: Path) -> None:
        """Write the index of `entries` into `folder`, which exists and is empty."""
        index = _with_tokenizer(tantivy.Index(_schema(), path=str(folder)))
        writer = index.writer(heap_size=_HEAP, num_threads=2)
        for number, entry in enumerate(entries):
            text = text_of(entry)
            head = text if entry.type == "unit" else text.partition(BREAK)[0] if entry.type == "item" else ""
            values = (number, text, borders(text, cut), factor(entry), title_fields(entry), msgspec.json.encode(entry))
            writer.add_document(
                tantivy.Document(
                    pairs=_pairs(text),
                    title=_pairs(head),
                    characters=" ".join({*text}),
                    facets=" ".join(entry.facets),
                    held=_ENCODE(values),
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def find(self, folder: Path, clauses: Sequence[Clause], limit: int, *, least: int | None = None) -> RankedEntries:
        """The entries that match at least `least` of the clauses, all of them for null; at most `limit` in `best`.

        Raises `WorkspaceError` without index.
        """
        with self._lock:
            return _find(*self._index(folder), clauses, limit, len(clauses) if least is None else least)

    def _index(self, folder: Path) -> tuple[Any, Any]:
        try:
            stamp = (str(folder), folder.stat().st_ino, folder.stat().st_mtime_ns)
            if self._open is None or self._open[0] != stamp:
                index = _with_tokenizer(tantivy.Index.open(str(folder)))
                self._open = (stamp, (index.schema, index.searcher()))
        except (OSError, ValueError) as error:
            raise WorkspaceError("搜索索引不存在或已损坏", where=str(folder), advice="请先运行 zeren build") from error
        return self._open[1]


def _with_tokenizer(index: Any) -> Any:
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("blanks", blanks)
    return index


def _pairs(text: str) -> str:
    """The pairs of neighbours in order, parted by blanks; an edge between fields."""
    edged = text.replace(BREAK, _EDGE)
    return " ".join(map(str.__add__, edged, edged[1:]))


def _find(schema: Any, searcher: Any, clauses: Sequence[Clause], limit: int, least: int) -> RankedEntries:
    wanted = [_any([_form(schema, form) for form in clause]) for clause in clauses]
    must = tantivy.Occur.Must if least == len(clauses) else tantivy.Occur.Should
    parts = [(must, tantivy.Query.const_score_query(query, 1.0)) for query in wanted]
    exact = tantivy.Query.boolean_query(parts)
    if must == tantivy.Occur.Must:
        heads = [_form(schema, form, "title") for clause in clauses for form in clause if len(form) > 1]
        better = [(tantivy.Occur.Should, tantivy.Query.boost_query(head, _TITLE)) for head in heads]
        exact = tantivy.Query.boolean_query([(tantivy.Occur.Must, exact), *better])
    room = max(searcher.num_docs, 1)
    result = searcher.search(exact, limit=room if least < len(clauses) else min(room, max(limit, _RATED)), count=True)
    matches = []
    for _, address in result.hits:
        check_time()
        number, text, marks, share, title, entry = _DECODE(searcher.doc(address)["held"][0])
        facets = _ENTRY(entry).facets if any(form[0] == FACET for clause in clauses for form in clause) else ()
        matched, rated = rating(text, marks, facets, clauses, title=title, share=share)
        if matched >= least:
            matches.append((-matched, -rated, number, entry))
    matches.sort()
    total = len(matches) if least < len(clauses) else int(result.count or 0)
    return RankedEntries(total, tuple((_ENTRY(entry), -rated) for _, rated, _, entry in matches[:limit]))


def _any(queries: list[Any]) -> Any:
    return (
        queries[0] if len(queries) == 1 else tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in queries])
    )


def _form(schema: Any, form: str, field: str = "pairs") -> Any:
    if form[0] == FACET:
        return tantivy.Query.term_query(schema, "facets", form[1:])
    if len(form) == 1:
        return tantivy.Query.term_query(schema, "characters", form)
    if len(form) == 2:
        return tantivy.Query.term_query(schema, field, form)
    offsets = [*range(0, len(form) - 2, 2), len(form) - 2]
    return tantivy.Query.phrase_query(schema, field, [(at, form[at : at + 2]) for at in offsets])
