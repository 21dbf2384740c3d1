"""The knowledge base as questions need it: items, units and views by id, and topics found by the search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from kb.ask.answer import Quote
from kb.schema import Item, Record, Span, Unit
from kb.search.contract import FACET, Clause, Engine, Entry
from kb.search.folding import fold
from kb.search.loosening import loosened
from kb.search.names import units_named
from kb.search.query import clauses_of
from kb.search.rating import text_of
from kb.search.tables import Same, read_same
from kb.views import UnitView

_ENDS = re.compile(
    r"^(?:关于|在|对|对于|推进|开展|全区|我区|我市|全市)|(?:的|工作|任务|问题|方面|事项|这项|这件事|情况|建设)+$"
)
"""What people put around the name of a matter."""
_SLACK = 10
"""Characters that may stand between the parts of a topic."""
_MOST = 200
"""Entries looked at for a topic."""


class Base:
    """Records and views of one knowledge base with its search index in `index`."""

    def __init__(self, records: Sequence[Record], views: Sequence[UnitView], index: Path, engine: Engine) -> None:
        self.records = {record.plan.id: record for record in records}
        self.views = {view.unit.id: view for view in views}
        self.items: dict[str, Item] = {item.id: item for record in records for item in record.items}
        self.plan_of = {item.id: record.plan.id for record in records for item in record.items}
        self.units: dict[str, Unit] = {view.unit.id: view.unit for view in views}
        self.index, self.engine = index, engine

    @cached_property
    def same(self) -> Same:
        """What names are the same (see `kb.search.tables`)."""
        return read_same(self.index)

    @cached_property
    def became(self) -> dict[str, tuple[str, ...]]:
        """Names of each unit's successors, by unit id; a unit that did not change is left out."""
        return self.same.became

    def unit(self, name: str) -> Unit | None:
        """The one unit of the plans that is meant by the name, also by a later name; null for none or several."""
        asked = fold(name)
        if len(asked) < 2:
            return None
        exact = [unit for unit in self.units.values() if asked in _names(unit)]
        if len(exact) == 1:
            return exact[0]
        ends = [u for u in self.units.values() if not exact and any(form.endswith(asked) for form in _names(u))]
        if len(ends) == 1 and len(asked) > 2:
            return ends[0]
        for form in () if exact or ends else self.same.forms.get(asked, ()):
            found = units_named(self.units.values(), form)
            if len(found) == 1:
                return found[0]
        return None

    def topic(self, words: str) -> tuple[Entry, ...]:
        """The entries that speak of the topic, best first; none where the documents do not hold it.

        As written; without what people put around a name; in other forms and by synonyms, by sound; in parts that stand
        close together.
        """
        asked = fold(words).strip("\"'《》")
        for text in dict.fromkeys((asked, _ENDS.sub("", asked), _ENDS.sub("", _ENDS.sub("", asked)))):
            if len(text) > 1 and (found := self._found(text)):
                return found
        return ()

    def _found(self, text: str) -> tuple[Entry, ...]:
        clauses = clauses_of(text, self.same)
        if any(form[0] == FACET for clause in clauses for form in clause):
            return ()
        found = self.engine.find(self.index, clauses, _MOST)
        if found.total:
            return tuple(entry for entry, _ in found.best)
        for step in loosened(self.index, text, self.same, self.engine, clauses_of):
            if step.least is not None or step.kind == "asked":
                continue
            best = tuple(entry for entry, _ in self.engine.find(self.index, step.clauses, _MOST).best)
            if step.kind == "parts":
                whole = sum(len(clause[0]) for clause in step.clauses)
                best = tuple(
                    entry for entry in best if whole >= len(text) and _close(entry, step.clauses, whole + _SLACK)
                )
            if best:
                return best
        return ()

    def quote(self, plan: str, span: Span, item: str | None = None) -> Quote:
        """The words at the span of the plan's text."""
        record = self.records[plan]
        text = "".join(record.text[span[0] : span[1]].split())
        return Quote(text=text, plan=plan, item=item, span=span, sha256=record.source.sha256)


def _names(unit: Unit) -> set[str]:
    return {fold(name) for name in (unit.name, unit.full_name, *unit.aliases) if name}


def _close(entry: Entry, clauses: Sequence[Clause], room: int) -> bool:
    """Whether every clause stands within `room` characters before or behind a place where the first one does."""
    text = text_of(entry)
    first, *others = [[place for form in clause for place in _places(text, form)] for clause in clauses]
    return any(all(any(abs(at - start) <= room for at in places) for places in others) for start in first)


def _places(text: str, form: str) -> Iterator[int]:
    at = text.find(form)
    while at >= 0:
        yield at
        at = text.find(form, at + 1)
