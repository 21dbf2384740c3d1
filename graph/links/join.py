"""Join the items of one plan: a task details its measure and its goal, a project funds tasks.

Evidence is counted, not guessed: the words of the smaller item that the larger one has (tf-idf over jieba's terms),
clauses that say the same, the heading both stand under, the work item that bears the measure's title, and targets with
one indicator. Every link carries its score and the words that speak for it.
"""

from __future__ import annotations

import difflib
from collections import Counter
from functools import lru_cache
from typing import Literal, NamedTuple

from graph.checks.reading import Reading
from graph.checks.targets import indicator_key, same_key
from graph.clauses import folded
from graph.headings import action_name
from graph.links.terms import contained, cosine, terms, weights
from kb.schema import Item, Kind, Link, Record

_LINKED: tuple[tuple[Kind, Kind, Literal["details", "funds"]], ...] = (
    ("task", "measure", "details"),
    ("task", "goal", "details"),
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
_TOLD = 8
"""Words of evidence kept of each link."""


class _Held(NamedTuple):
    item: Item
    terms: Counter[str]
    action: str
    title: str
    indicators: frozenset[str]


def link_items(record: Record) -> tuple[Link, ...]:
    """The links between the items of the record, by source, then the best first."""
    reading = Reading(record)
    held = [_hold(item) for item in record.items]
    weight = weights(one.terms for one in held)
    clauses: dict[frozenset[str], float] = {}
    for twins in reading.twins:
        pair = frozenset((twins.one.item, twins.other.item))
        same = twins.contained if min(len(twins.one.text), len(twins.other.text)) >= _TELLING else twins.likeness
        clauses[pair] = max(clauses.get(pair, 0.0), same)
    found: list[Link] = []
    for one in held:
        for source, target, kind in _LINKED:
            if one.item.kind != source:
                continue
            others = [other for other in held if other.item.kind == target and other.item.locator != one.item.locator]
            scored = [_score(one, other, weight, clauses, kind) for other in others]
            found += _best([link for link in scored if link.score >= LEAST])
    return tuple(found)


def _hold(item: Item) -> _Held:
    indicators = frozenset(indicator_key(target.indicator) for target in item.stated_targets)
    said = f"{item.title or ''}。{item.text}"
    return _Held(item, terms(said), folded(action_name(item) or ""), folded(item.title or ""), indicators)


def _best(scored: list[Link]) -> list[Link]:
    top = max((link.score for link in scored), default=0.0)
    kept = [link for link in scored if link.score >= top * _NEAR or "同一指标" in link.reasons]
    return sorted(kept, key=lambda link: (-link.score, link.target))


def _score(
    one: _Held,
    other: _Held,
    weight: dict[str, float],
    clauses: dict[frozenset[str], float],
    kind: Literal["details", "funds"],
) -> Link:
    share, words = contained(one.terms, other.terms, weight)
    same_action = _alike(one.action, other.action) >= 0.6
    title = _alike(one.title, other.title)
    clause = clauses.get(frozenset((one.item.id, other.item.id)), 0.0)
    indicator = any(same_key(ours, theirs) for ours in one.indicators for theirs in other.indicators)
    text = max(share, cosine(one.terms, other.terms, weight))
    score = 0.55 * text + 0.2 * same_action + 0.25 * (title if title >= 0.6 else 0.0)
    score = max(score, 0.8 * clause if clause >= 0.85 else 0.0, 0.9 if indicator else 0.0)
    if kind == "funds":  # the project table has headings of its own: its words alone must do
        score = max(score, _WORDS_ALONE * text)
    if same_action and title >= 0.7:
        score = max(score, 0.6)
    reasons = (
        ("同一行动", same_action),
        ("工作内容同名", title >= 0.7),
        ("文字相同", clause >= 0.85),
        ("同一指标", indicator),
    )
    return Link(
        source=one.item.id,
        target=other.item.id,
        kind=kind,
        score=round(min(score, 1.0), 3),
        words=words[:_TOLD],
        reasons=tuple(told for told, holds in reasons if holds),
    )


@lru_cache(maxsize=65536)
def _alike(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
