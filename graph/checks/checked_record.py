"""What the checks read: a record with its clauses and twins worked out once, and the words they quote."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from graph.clauses import ItemClause, Twins, clauses_of, twins_of
from kb.schema import Item, Record, Span
from kb.views import Quote

_QUOTED = 160
"""Characters of the longest quotation."""


class Proof(NamedTuple):
    """What a check found: a sentence that says it, and the words that prove it, in document order."""

    message: str
    quotes: tuple[Quote, ...]


class CheckedRecord:
    """A record as the checks read it. What several checks need is worked out once, when first asked for."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.items = {item.id: item for item in record.items}

    @cached_property
    def clauses(self) -> dict[str, tuple[ItemClause, ...]]:
        """The clauses of every item."""
        return {item.id: clauses_of(self.record, item) for item in self.record.items}

    @cached_property
    def twins(self) -> tuple[Twins, ...]:
        """Clauses of two items that say the same thing."""
        return twins_of(clause for held in self.clauses.values() for clause in held)

    @cached_property
    def twins_by_item(self) -> dict[str, tuple[Twins, ...]]:
        """The twins of every item that has any."""
        found: dict[str, list[Twins]] = {}
        for twins in self.twins:
            found.setdefault(twins.one.item, []).append(twins)
            found.setdefault(twins.other.item, []).append(twins)
        return {item: tuple(held) for item, held in found.items()}

    def quote(self, span: Span, item: Item | None = None) -> Quote:
        """The words of the span, joined over line breaks, cut where they are long; of no item for words outside."""
        text = "".join(self.record.text[slice(*span)].split())
        return Quote(item=item.id if item else "", text=text[:_QUOTED], span=span)

    def quotes(self, *places: tuple[Item, Span]) -> tuple[Quote, ...]:
        """The words at these places."""
        return tuple(self.quote(span, item) for item, span in places)
