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
from kb.search.query import clauses_of, named
from kb.search.rating import text_of
from kb.search.tables import Same, read_same
from kb.views import UnitView

AROUND = re.compile(
    r"^(?:关于|在|对|对于|推进|开展|全区|我区|我市|全市)|(?:的|工作|任务|问题|方面|事项|这项|这件事|情况|建设|项目|创建|推广|推进|实施|落实|整改)+$"
)
"""What people put around the name of a matter."""
_SHORTEST = 2
"""Characters of a unit's name at least."""
SLACK = 10
"""Characters that may stand between the parts of a topic."""
MOST = 60
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
        id = unit_named(name, self.same)
        return self.units.get(id) if id else None

    def topic(self, words: str) -> tuple[Entry, ...]:
        """The entries that speak of the topic, best first; none where the documents do not hold it.

        As written; without what people put around a name; in other forms and by synonyms, by sound; in parts that stand
        close together.
        """
        asked = fold(words).strip("\"'《》")
        for text in dict.fromkeys((asked, AROUND.sub("", asked), AROUND.sub("", AROUND.sub("", asked)))):
            if len(text) > 1 and (found := self._found(text)):
                return found
        return ()

    def _found(self, text: str) -> tuple[Entry, ...]:
        clauses = clauses_of(text, self.same)
        if any(form[0] == FACET for clause in clauses for form in clause):
            return ()
        found = self.engine.find(self.index, clauses, MOST)
        if found.total:
            return tuple(entry for entry, _ in found.best)
        for step in loosened(self.index, text, self.same, self.engine, clauses_of):
            if step.least is not None or step.kind == "asked":
                continue
            best = tuple(entry for entry, _ in self.engine.find(self.index, step.clauses, MOST).best)
            if step.kind == "parts":
                whole = sum(len(clause[0]) for clause in step.clauses)
                best = tuple(
                    entry for entry in best if whole >= len(text) and _close(entry, step.clauses, whole + SLACK)
                )
            if best:
                return best
        return self._in_two(text)

    def _in_two(self, text: str) -> tuple[Entry, ...]:
        """Entries that hold the text in two parts close together: 重金属污染防治 in 重金属污染综合防治."""
        for at in range(len(text) - 2, 1, -1):
            clauses = tuple(self._known(part) for part in (text[:at], text[at:]))
            found = self.engine.find(self.index, clauses, MOST).best
            close = tuple(entry for entry, _ in found if _close(entry, clauses, len(text) + SLACK))
            if close:
                return close
        return ()

    def _known(self, part: str) -> Clause:
        """The part with its other forms and synonyms; filters are none."""
        forms = (
            *(form for clause in clauses_of(part, self.same) for form in clause),
            *self.same.synonyms.get(part, ()),
        )
        return tuple(dict.fromkeys(form for form in forms if form[0] != FACET))

    def quote(self, plan: str, span: Span, item: str | None = None) -> Quote:
        """The words at the span of the plan's text."""
        record = self.records[plan]
        text = "".join(record.text[span[0] : span[1]].split())
        return Quote(text=text, plan=plan, item=item, span=span, sha256=record.source.sha256)


def unit_named(name: str, same: Same) -> str | None:
    """Id of the one unit that has the name, else whose name ends so, else that has another form of it; null for none."""
    asked, names = fold(name), same.facets.get("单位", ())
    if len(asked) < _SHORTEST:
        return None
    exact = [id for id, *known in names if asked in known]
    if len(exact) == 1:
        return exact[0]
    ends = [id for id, *known in names if not exact and any(form.endswith(asked) for form in known)]
    if len(ends) == 1 and len(asked) > _SHORTEST:
        return ends[0]
    others = () if exact or ends else same.forms.get(asked, ())
    return next((found[0] for form in others if len(found := named(form, names)) == 1), None)


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
