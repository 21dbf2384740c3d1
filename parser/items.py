"""Items: a layout's draft becomes an item of the record: units resolved, deadlines and targets read, ids made unique."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Literal, TypeVar

from msgspec.structs import replace

from kb.schema import Certainty, Deadline, Duty, Issue, Item, ItemCell, Span, Target, Unit
from kb.script import simplified
from kb.units import Issuer, Registry
from parser.document import Passage
from parser.drafts import Draft, KeptCell, RoleCell, Stated
from parser.extract.pipeline import Context, Fields, cell_deadlines, cell_doubts, cell_targets, read_fields
from parser.extract.units import split_units
from parser.lexicon import any_of, load
from parser.repair import Repaired

Value = TypeVar("Value", Deadline, Target)
_Read = Sequence[tuple[Stated, Fields]]
"""The texts of an item, each with what was read in it."""

_ORDER: tuple[Certainty, ...] = ("stated", "repaired", "inherited", "inferred")
"""From sure to unsure: of two certainties that both apply to a value, the later one is named."""


@cache
def _aims() -> re.Pattern[str]:
    return re.compile(any_of(load("outline")["aim_headings"]))


def _within(context: Context, draft: Draft, stated: Stated) -> Context:
    """The context of one text of an item: the year of its column, and the item's title."""
    topic = draft.title.text if draft.title and stated.words is not draft.title else ""
    return replace(context, year=stated.year or context.year, topic=topic)


class ItemReader:
    """Reads the drafts of one plan; gathers its units and issues on the way."""

    def __init__(
        self,
        plan_id: str,
        context: Context,
        issuer: Issuer,
        registry: Registry,
        repaired: Repaired,
        unsure: Sequence[Span] = (),
    ) -> None:
        self.plan_id = plan_id
        self.context = context
        self.issuer = issuer
        self.registry = registry
        self.issues: list[Issue] = []
        self._units: dict[str, Unit] = {}
        self._mentions: dict[str, Counter[str]] = {}
        self._ids: Counter[str] = Counter()
        self._led_in: dict[tuple[str, ...], int | None] = {}
        """By the headings above: the one year that the lead-in of their goals names."""
        self._repaired = [span for r, span in repaired.placed() if r.before != r.after]
        self._unsure = sorted(repaired.to_text(span) for span in unsure)

    def item(self, draft: Draft) -> Item:
        """The item of a draft."""
        item_id = self._id(draft)
        times = [d for cell in draft.times for d in self._cell_deadlines(cell.words, cell.relation)]
        governed = self._governed(times, draft)
        if draft.kind == "goal" and governed.year is None:
            governed = replace(governed, year=self._led_in.get(draft.path))
        read = [
            (stated, read_fields(stated.words.text, _within(governed, draft, stated), kind=draft.kind))
            for stated in draft.stated or (Stated(draft.text),)
        ]
        deadlines = [self._placed(d, stated.words) for stated, fields in read for d in fields.deadlines]
        if draft.kind == "goal" and draft.number == "0":
            years = {int(d.end[:4]) for d in deadlines if d.end and d.relation == "by"}
            self._led_in[draft.path] = years.pop() if len(years) == 1 else None
        duties = tuple(duty for cell in draft.roles for duty in self._duties(cell, item_id))
        self._tell(draft, read, item_id)
        return Item(
            id=item_id,
            kind=draft.kind,
            number=draft.number,
            part=draft.part,
            path=draft.path,
            title=draft.title.text if draft.title else None,
            text=draft.text.text,
            duties=duties,
            deadlines=(*times, *deadlines),
            targets=tuple(self._targets(draft, read, governed.year or governed.single_year)),
            cells=tuple(_cell(cell) for cell in draft.cells),
            span=draft.span,
            locator=draft.locator,
        )

    def _targets(self, draft: Draft, read: _Read, year: int | None) -> Iterable[Target]:
        """The values of the row's cells, aimed at `year` where their column names none, and those in words beside them."""
        cells = [
            self._placed(target, cell.value)
            for cell in draft.targets
            for target in cell_targets(cell.indicator, cell.value.text, year=cell.year or year, unit=cell.unit)
        ]
        in_words = [(stated, fields) for stated, fields in read if not cells or stated.year]
        return cells + [self._placed(t, stated.words) for stated, fields in in_words for t in fields.targets]

    def _tell(self, draft: Draft, read: _Read, item_id: str) -> None:
        """The doubts about the item's words, cells and layout."""
        doubted = [(stated.words, issue) for stated, fields in read for issue in fields.issues]
        cells = [(cell.words, True) for cell in draft.times] + [(cell.value, False) for cell in draft.targets]
        doubted += [(words, issue) for words, of_time in cells for issue in cell_doubts(words.text, of_time=of_time)]
        for words, issue in doubted:
            self.issues.append(replace(issue, item=item_id, span=words.span(*issue.span) if issue.span else None))
        for doubt in draft.doubts:
            self.issues.append(
                Issue(code=doubt.code, severity=doubt.severity, message=doubt.message, item=item_id, span=doubt.span)
            )

    def units(self) -> tuple[Unit, ...]:
        """The units named so far, by id; forms that the plan uses are among the aliases."""
        return tuple(self._with_mentions(unit) for _, unit in sorted(self._units.items()))

    def _with_mentions(self, unit: Unit) -> Unit:
        forms = {unit.name, unit.full_name}
        written = [m for m in sorted(self._mentions[unit.id]) if m not in forms]
        return replace(unit, aliases=tuple(dict.fromkeys((*unit.aliases, *written))))

    def _id(self, draft: Draft) -> str:
        name = f"{self.plan_id}/{draft.key}"
        self._ids[name] += 1
        return name if self._ids[name] == 1 else f"{name}~{self._ids[name]}"

    def _duties(self, cell: RoleCell, item_id: str) -> Iterable[Duty]:
        found = split_units(cell.words.folded, cell.words.text)
        for issue in found.issues:
            span = cell.words.span(issue.start, issue.end)
            self.issues.append(
                Issue(code=issue.code, severity="warning", message=issue.message, item=item_id, span=span)
            )
        for k, mention in enumerate(found.mentions):
            span = cell.words.span(mention.start, mention.end)
            unit = self.registry.resolve(mention.text, self.issuer)
            self._units.setdefault(unit.id, unit)
            self._mentions.setdefault(unit.id, Counter())[mention.text] += 1
            role, certainty = cell.role, cell.certainty
            if cell.first_leads:
                role, certainty = ("lead" if k == 0 else "support"), "inherited"
            yield Duty(
                role=role,
                unit=unit.id,
                mention=mention.text,
                span=span,
                certainty=self._certainty(span, certainty, mention.certainty),
            )

    def _governed(self, times: Iterable[Deadline], draft: Draft) -> Context:
        """The context of a row: the year of its time cell governs targets of the row that name none.

        What stands under a heading of aims (二、主要任务) is an aim in a report too.
        """
        years = [int(d.end[:4]) for d in times if d.end]
        context = replace(self.context, year=max(years)) if years else self.context
        if context.reports:
            heads = (*draft.path, draft.title.text if draft.title else "")
            return replace(context, reports=not any(_aims().search(simplified(words)) for words in heads))
        return context

    def _cell_deadlines(self, words: Passage, relation: Literal["start", "end", "by"]) -> Iterable[Deadline]:
        for deadline in cell_deadlines(words.text, relation=relation, context=self.context):
            yield self._placed(deadline, words)

    def _placed(self, value: Value, words: Passage) -> Value:
        """The value with its span counted in the document, and its certainty."""
        span = words.span(*value.span)
        return replace(value, span=span, certainty=self._certainty(span, value.certainty))

    def _certainty(self, span: Span, *others: Certainty) -> Certainty:
        repaired: Certainty = "repaired" if _touches(self._repaired, span) else "stated"
        read: Certainty = "inferred" if _touches(self._unsure, span) else "stated"
        return max((read, repaired, *others), key=_ORDER.index)


def _cell(cell: KeptCell) -> ItemCell:
    words = cell.words.text
    return ItemCell(header=cell.header, text=words, span=cell.words.span(0, len(words)), inherited=cell.inherited)


def _touches(places: Sequence[Span], span: Span) -> bool:
    """Does one of `places`, which are in order and apart, share a character with `span`?"""
    index = bisect_right(places, span[0], key=itemgetter(1))
    return index < len(places) and places[index][0] < span[1]
