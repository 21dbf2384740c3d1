"""Join the items of one plan: a task details its measure and its goal, a project funds tasks.

Evidence is counted, not guessed: the words of the smaller item that the larger one has (tf-idf over jieba's terms),
clauses that say the same, the heading both stand under, the work item that bears the measure's title, and targets with
one indicator. Every link carries its score and the words that speak for it.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from graph.checks.checked_record import CheckedRecord
from graph.checks.targets import indicator_key, same_key
from graph.clauses import folded
from graph.headings import action_name
from graph.links.terms import contained, cosine, terms, weights
from kb.schema import Item, Kind, Link, Record, Span

_LINKED: tuple[tuple[Kind, Kind, Literal["details", "funds"]], ...] = (
    ("task", "measure", "details"),
    ("task", "goal", "details"),
    ("measure", "goal", "details"),
    ("project", "task", "funds"),
    ("project", "measure", "funds"),
)
"""Who is joined to whom: (source, target, kind of link)."""
LEAST = 0.5
"""Score of the weakest link."""
_NEAR = 0.85
"""Of several candidates those count that reach this share of the best one's score."""
_TELLING = 12
"""Characters from which a clause that another contains says the same."""
_WORDS_ALONE = 0.95
"""What a project's words weigh where headings cannot speak for it."""
_NAMED = 0.8
"""What a project's name weighs that stands in a task or measure, and the share of it that must stand there."""
_RUN = 3
"""Characters of the shortest stretch of a name that counts as standing there."""
_NAME_END = re.compile(r"(?:建设)?(?:项目|工程)$")
_CLAUSE = 0.75
"""A clause of a project this like one of a task or measure, speaks of one thing; it weighs _CLAUSE_WEIGHT."""
_CLAUSE_WEIGHT = 0.7
_SAME = 0.85
"""Clauses at least this alike are one clause."""
_WHOLE = 0.9
"""Share of an item's characters that an earlier item says too, from which it repeats it."""
_TOLD = 8
"""Words of evidence kept of each link."""


class _ItemTerms(NamedTuple):
    item: Item
    terms: Counter[str]
    action: str
    title: str
    said: str
    indicators: frozenset[str]


def link_items(record: Record) -> tuple[Link, ...]:
    """The links between the items of the record, by source, then the best first."""
    reading = CheckedRecord(record)
    held = [_hold(item) for item in record.items]
    weight = weights(one.terms for one in held)
    clauses: dict[frozenset[str], float] = {}
    for twins in reading.twins:
        pair = frozenset((twins.one.item, twins.other.item))
        same = twins.contained if min(len(twins.one.text), len(twins.other.text)) >= _TELLING else twins.likeness
        clauses[pair] = max(clauses.get(pair, 0.0), same)
    by_kind: dict[str, list[_ItemTerms]] = {}
    for one in held:
        by_kind.setdefault(one.item.kind, []).append(one)
    near = {kind: _index(items, clauses) for kind, items in by_kind.items() if len(items) > _ALL_COMPARED}
    found: list[Link] = []
    for one in held:
        for source, target, kind in _LINKED:
            if one.item.kind != source:
                continue
            others = [
                other
                for other in (near[target].to(one) if target in near else by_kind.get(target, ()))
                if other.item.locator != one.item.locator
            ]
            scored = [_score(one, other, weight, clauses, kind) for other in others]
            if source == "measure":  # a goal is wider than any measure: shared words do not make it the measure's
                scored = [link for link in scored if {"同一指标", "文字相同"} & {*link.reasons}]
            found += _best([link for link in scored if link.score >= LEAST])
        found += _repeats(reading, one.item)
    return tuple(found)


_ALL_COMPARED = 400
"""Items of a kind that each other item is compared with; of more, those that share something that few of them have."""
_FEW = 40
"""Items that may share a word, an indicator or a heading for it to tell one from another."""


class _Near(NamedTuple):
    """Items of one kind by what tells them apart."""

    items: list[_ItemTerms]
    by_sign: dict[str, list[int]]
    by_id: dict[str, int]
    said_alike: dict[str, set[str]]
    """By item id: the items of any kind with clauses like its own."""

    def to(self, one: _ItemTerms) -> list[_ItemTerms]:
        """Those that share a telling word, indicator, title or clause with `one`, in their order."""
        places = {self.by_id[other] for other in self.said_alike.get(one.item.id, ()) if other in self.by_id}
        for sign in _signs(one):
            held = self.by_sign.get(sign, ())
            places.update(held if len(held) <= _FEW else ())
        return [self.items[place] for place in sorted(places)]


def _signs(one: _ItemTerms) -> Iterator[str]:
    yield from one.terms
    yield from (f"indicator {key}" for key in one.indicators)
    yield f"title {one.title}"


def _index(items: list[_ItemTerms], clauses: dict[frozenset[str], float]) -> _Near:
    by_sign: dict[str, list[int]] = {}
    for place, one in enumerate(items):
        for sign in dict.fromkeys(_signs(one)):
            by_sign.setdefault(sign, []).append(place)
    alike: dict[str, set[str]] = {}
    for pair in clauses:
        for id in pair:
            alike.setdefault(id, set()).update(pair - {id})
    return _Near(items, by_sign, {one.item.id: place for place, one in enumerate(items)}, alike)


def _repeats(reading: CheckedRecord, item: Item) -> list[Link]:
    """Earlier items of another part of the plan that say nearly all that this one says."""
    size = sum(len(clause.text) for clause in reading.clauses[item.id])
    said: dict[str, dict[Span, int]] = {}
    for twins in reading.twins_by_item.get(item.id, ()):
        theirs, ours = (twins.one, twins.other) if twins.other.item == item.id else (twins.other, twins.one)
        earlier = reading.items[theirs.item]
        elsewhere = (earlier.kind, earlier.locator.part) != (item.kind, item.locator.part)
        if elsewhere and earlier.span < item.span and twins.likeness >= _SAME:
            said.setdefault(earlier.id, {})[ours.span] = len(ours.text)
    shares = {other: sum(held.values()) / size for other, held in said.items()}
    return [
        Link(source=item.id, target=other, kind="repeats", score=round(share, 3), reasons=("文字相同",))
        for other, share in sorted(shares.items(), key=lambda held: (-held[1], held[0]))
        if share >= _WHOLE
    ]


def _hold(item: Item) -> _ItemTerms:
    indicators = frozenset(indicator_key(target.indicator) for target in item.stated_targets)
    said = f"{item.title or ''}。{item.text}"
    action, title = folded(action_name(item) or ""), folded(item.title or "")
    return _ItemTerms(item, terms(said), action, title, folded(said), indicators)


def _best(scored: list[Link]) -> list[Link]:
    top = max((link.score for link in scored), default=0.0)
    kept = [link for link in scored if link.score >= top * _NEAR or {"同一指标", "项目同名"} & {*link.reasons}]
    return sorted(kept, key=lambda link: (-link.score, link.target))


def _score(
    one: _ItemTerms,
    other: _ItemTerms,
    weight: dict[str, float],
    clauses: dict[frozenset[str], float],
    kind: Literal["details", "funds"],
) -> Link:
    share, words = contained(one.terms, other.terms, weight)
    same_action = _alike(one.action, other.action) >= 0.6
    title = _alike(one.title, other.title)
    clause = clauses.get(frozenset((one.item.id, other.item.id)), 0.0)
    indicator = any(same_key(ours, theirs) for ours in one.indicators for theirs in other.indicators)
    # The rows of one project share its name, and each funds something else.
    named = _name_share(one.title, other.said) if kind == "funds" and one.item.part is None else 0.0
    text = max(share, cosine(one.terms, other.terms, weight))
    score = 0.55 * text + 0.2 * same_action + 0.25 * (title if title >= 0.6 else 0.0)
    score = max(score, 0.8 * clause if clause >= 0.85 else 0.0, 0.9 if indicator else 0.0)
    if kind == "funds":  # the project table has headings of its own: its words alone must do
        score = max(score, _WORDS_ALONE * text, _CLAUSE_WEIGHT * clause if clause >= _CLAUSE else 0.0)
        score = max(score, _NAMED * named if named >= _NAMED else 0.0)
    if same_action and title >= 0.7:
        score = max(score, 0.6)
    reasons = (
        ("同一行动", same_action),
        ("工作内容同名", title >= 0.7),
        ("文字相同", clause >= 0.85),
        ("同一指标", indicator),
        ("项目同名", kind == "funds" and named >= _NAMED),
    )
    return Link(
        source=one.item.id,
        target=other.item.id,
        kind=kind,
        score=round(min(score, 1.0), 3),
        words=words[:_TOLD],
        reasons=tuple(told for told, holds in reasons if holds),
    )


def _name_share(name: str, said: str) -> float:
    """Share of a project's name that stands in the words, in stretches of some length and in order."""
    bare = _NAME_END.sub("", name)
    blocks = difflib.SequenceMatcher(None, bare, said, autojunk=False).get_matching_blocks() if len(bare) > _RUN else []
    return sum(block.size for block in blocks if block.size >= _RUN) / len(bare) if bare else 0.0


@lru_cache(maxsize=65536)
def _alike(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
