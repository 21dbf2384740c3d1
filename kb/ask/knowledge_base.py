"""The knowledge base as questions need it: items, units and views by id, units by what people call them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from kb.ask.answer import AnswerQuote
from kb.ask.mentions import Sounding, ends_of, units_meant
from kb.schema import Item, Record, Span, Unit
from kb.search.contract import FACETS, Engine, Entry
from kb.search.folding import fold
from kb.search.loosening import one_other
from kb.search.tables import Same, Sounds, read_same, read_sounds
from kb.search.time_limit import check_time
from kb.units.places import DIVISION_CHARS
from kb.views import UnitView

"""Last characters of a region's name that people leave out."""
NOW = ("今年", "今年度", "本年度", "本年", "今年内")
_NAMED = 2
"""Characters that must be left of it."""


class KnowledgeBase:
    """Records and views of one knowledge base with its search index in `index`."""

    def __init__(self, records: Sequence[Record], views: Sequence[UnitView], index: Path, engine: Engine) -> None:
        self.records = {record.plan.id: record for record in records}
        self.views = {view.unit.id: view for view in views}
        self.items: dict[str, Item] = {item.id: item for record in records for item in record.items}
        self.plan_of = {item.id: record.plan.id for record in records for item in record.items}
        self.units: dict[str, Unit] = {view.unit.id: view.unit for view in views}
        self.held = {record.plan.id: tuple(unit.id for unit in record.units) for record in records}
        self.index, self.engine = index, engine
        self.entries: dict[tuple[str, str | None, str], tuple[Entry, ...]] = {}
        """Of one question: what was found for a matter, by its words, plan and the way it was looked for."""

    @cached_property
    def same(self) -> Same:
        """What names are the same (see `kb.search.tables`)."""
        return read_same(self.index)

    @cached_property
    def sounds(self) -> Sounds:
        """Words and characters by their sound."""
        return read_sounds(self.index)

    @cached_property
    def became(self) -> dict[str, tuple[str, ...]]:
        """Names of each unit's successors, by unit id; a unit that did not change is left out."""
        return self.same.became

    @cached_property
    def places(self) -> dict[str, tuple[str, ...]]:
        """Ids of the plans of every region, by its folded name, whole and as people shorten it."""
        found: dict[str, tuple[str, ...]] = {}
        for id, record in self.records.items():
            region = fold(record.plan.region or "")
            short = region[:-1] if region[-1:] in DIVISION_CHARS and len(region) > _NAMED else region
            for name in dict.fromkeys((region, short)):
                if name:
                    found[name] = (*found.get(name, ()), id)
        return found

    @cached_property
    def now(self) -> tuple[str, ...]:
        """Words for the plans' own year; none where a plan is for several years, and 今年 could be any of them."""
        plans = [record.plan for record in self.records.values()]
        return NOW if all(plan.start_year and plan.start_year == plan.end_year for plan in plans) else ()

    @cached_property
    def endings(self) -> frozenset[str]:
        """Last characters of the units' names."""
        names = [name for _, *known in self.same.facets.get(FACETS["unit"], ()) for name in known]
        everyday = [
            word for word, others in self.same.synonyms.items() if any(o in name for o in others for name in names)
        ]
        return frozenset(name[-1] for name in (*names, *self.same.forms, *everyday))

    def units_meant(self, name: str, plan: str | None = None) -> tuple[str, ...]:
        """Ids of the units of the plans, or of the one plan, that the name may mean, also by a later name."""
        check_time()
        among = self.held[plan] if plan else None
        found = units_meant(name, self.same, among)
        return found or units_meant(self._sounding.like(fold(name)), self.same, among)

    @cached_property
    def _sounding(self) -> Sounding:
        return Sounding(self.same, self.sounds)

    def unit(self, name: str, plan: str | None = None) -> Unit | None:
        """The one unit that the name means; null for none or several."""
        ids = self.units_meant(name, plan)
        return self.units.get(ids[0]) if len(ids) == 1 else None

    def mention(self, text: str, at: int) -> int:
        """Characters of the longest name of a unit that begins there; 0 for none."""
        return next((end - at for end in ends_of(text, at, self.endings) if self.units_meant(text[at:end])), 0)

    def sounding(self, word: str) -> tuple[str, ...]:
        """The words of the plans that sound like this one and differ from it in one character; none where it is one."""
        key = "".join(self.sounds.syllables.get(character, " ") for character in word)
        alike = self.sounds.letters.get(key, ())
        return () if word in alike else tuple(other for other in alike if one_other(word, other))

    def called(self, plan: str) -> str:
        """How an answer names the plan: by its region where no other plan has it, else by its title."""
        own = self.records[plan].plan
        alone = own.region and sum(record.plan.region == own.region for record in self.records.values()) == 1
        return own.region if own.region and alone else f"《{own.title}》"

    def items_of(self, plan: str | None) -> list[Item]:
        """The items of the plan, of all plans for null, in document order."""
        return [item for item in self.items.values() if plan is None or self.plan_of[item.id] == plan]

    def quote(self, plan: str, span: Span, item: str | None = None) -> AnswerQuote:
        """The words at the span of the plan's text."""
        record = self.records[plan]
        text = "".join(record.text[span[0] : span[1]].split())
        return AnswerQuote(text=text, plan=plan, item=item, span=span, sha256=record.source.sha256)
