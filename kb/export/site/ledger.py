"""A plan's ledger as a page: the source text with every number, date, unit name and document in the colour of its state."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup, escape
from msgspec import Struct

from kb.export.site import addresses
from kb.export.site.catalog import Catalog
from kb.export.site.page import SitePage, render
from kb.lines import line_of
from kb.schema import Record
from kb.views import ENTRY_KINDS, LedgerEntry

STATES = {"extracted": "已归入", "explained": "已说明", "unexplained": "未说明"}
_WHOLE = ("row", "paragraph")
"""Kinds of entries that are whole lines: counted, and marked at their beginning only where nobody accounts for them."""


class LedgerLine(Struct, frozen=True):
    """A line of the source text with its entries marked."""

    number: int
    html: Markup


class UnexplainedEntry(Struct, frozen=True):
    """An entry that nothing accounts for."""

    kind: str
    text: str
    line: int


def pages(catalog: Catalog) -> Iterator[SitePage]:
    """The ledger of every plan that has one."""
    for record in catalog.site.records:
        yield _page(record, catalog.site.views.ledgers.get(record.plan.id, ()))


def _page(record: Record, entries: tuple[LedgerEntry, ...]) -> SitePage:
    counts = Counter((entry.kind, entry.state) for entry in entries)
    loose = tuple(
        UnexplainedEntry(ENTRY_KINDS[entry.kind], entry.text, line_of(record.text, entry.span[0]))
        for entry in entries
        if entry.state == "unexplained"
    )
    return render(
        "ledger",
        addresses.ledger(record.plan.id),
        f"台账：{record.plan.title}",
        record=record,
        kinds=ENTRY_KINDS,
        states=STATES,
        counts=counts,
        loose=loose,
        lines=tuple(lines(record, entries)),
    )


def lines(record: Record, entries: tuple[LedgerEntry, ...]) -> Iterator[LedgerLine]:
    """The lines of the text that hold anything, each entry in the colour of its state."""
    marked = _apart([entry for entry in entries if entry.kind not in _WHOLE or entry.state == "unexplained"])
    starts = [entry.span[0] for entry in marked]
    at = 0
    for number, words in enumerate(record.text.split("\n"), 1):
        end = at + len(words)
        if words.strip():
            held = marked[max(bisect_left(starts, at) - 1, 0) : bisect_left(starts, end)]
            yield LedgerLine(number, _marked(record.text, at, end, held).strip())
        at = end + 1


def _apart(entries: list[LedgerEntry]) -> list[LedgerEntry]:
    """The entries that do not overlap an earlier one; a document's number is marked, not the date within it."""
    kept: list[LedgerEntry] = []
    for entry in sorted(entries, key=lambda one: (one.span[0], -one.span[1])):
        if not kept or entry.span[0] >= kept[-1].span[1]:
            kept.append(entry)
    return kept


def _marked(text: str, start: int, end: int, held: list[LedgerEntry]) -> Markup:
    parts: list[Markup] = []
    at = start
    for entry in held:
        low, high = max(entry.span[0], start), min(entry.span[1], end)
        if low >= high:
            continue
        tip = f"{ENTRY_KINDS[entry.kind]}：{STATES[entry.state]}{'，' + entry.why if entry.why else ''}"
        mark = Markup('<span class="z-led z-led--{}" title="{}">{}</span>').format(entry.state, tip, text[low:high])
        parts += [escape(text[at:low]), mark]
        at = high
    return Markup("").join([*parts, escape(text[at:end])])
