"""Checks of twins: two places that ask for one thing in words that do not agree (level, extent, promise, object)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from graph.checks.checked_record import CheckedRecord, Proof
from graph.checks.vocabulary import vocabulary
from graph.clauses import ItemClause, Twins, folded
from graph.headings import action_name
from kb.schema import Item
from kb.wording import item_name

_WHOLE = 12
"""Characters of the shortest clause whose levels are compared."""
_ALIKE = 0.6
"""Twins at least this alike ask for one thing to one extent; less alike ones ask for several."""
_NEARLY = 0.75
"""Twins at least this alike and not the same are worth a look word by word."""
_SURELY = 0.82
"""A goal says what is to come of the measures in words of its own; only a goal so alike is the measure again."""
_NUMERIC = re.compile(r"\d")
_AROUND = 3
"""Characters shown on each side of words that differ."""


def level_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same sentence with another level of government in it: 省控断面 and 市控断面."""
    levels = vocabulary().levels
    for twins in checked.twins:
        if min(len(twins.one.text), len(twins.other.text)) >= _WHOLE and any(
            ours in levels and theirs in levels for ours, theirs in _replaced(twins.one.text, twins.other.text)
        ):
            yield _found(checked, twins, "文字相同而级别不同")


def extent_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same demand to another extent: 全面 and 基本, 以下 and 及以下."""
    told: set[tuple[str, str]] = set()
    for twins in checked.twins:
        if twins.likeness < _ALIKE or (pair := (twins.one.item, twins.other.item)) in told:
            continue
        for family in vocabulary().extents:
            ours, theirs = (_words_of(clause.text, family) for clause in (twins.one, twins.other))
            if ours and theirs and ours != theirs:
                told.add(pair)
                yield _found(
                    checked, twins, f"文字相同而程度或界限不同({'、'.join(sorted(ours))}, {'、'.join(sorted(theirs))})"
                )
                break


def promise_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same demand, to be reached in one place and to be tried for (力争) in the other."""
    for twins in checked.twins:
        if not _elsewhere(checked, twins) or twins.likeness < _NEARLY or _has_figure(twins):
            continue
        ours, theirs = (_promise(clause) for clause in (twins.one, twins.other))
        if bool(ours) != bool(theirs):
            yield _found(checked, twins, f"是同一要求, 一处写“{ours or theirs}”, 另一处没有")


def _promise(clause: ItemClause) -> str:
    return next((word for word in vocabulary().promises if clause.text.startswith(word)), "")


def _has_figure(twins: Twins) -> bool:
    """Numbers are the matter of the checks of targets."""
    return any(_NUMERIC.search(clause.text) for clause in (twins.one, twins.other))


def wording_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same demand in two parts of the plan with another object or another scope: 病死动物 and 病死猪."""
    for twins in checked.twins:
        goal = "goal" in {checked.items[clause.item].kind for clause in (twins.one, twins.other)}
        if not _elsewhere(checked, twins) or twins.likeness < (_SURELY if goal else _NEARLY) or _has_figure(twins):
            continue
        a, b = twins.one.text, twins.other.text
        words = [(ours, theirs) for ours, theirs in _changes(a, b) if _tells(ours) or _tells(theirs)]
        if words:
            told = "; ".join(f"“{ours}”与“{theirs}”" for ours, theirs in _in_context(a, b))
            yield _found(checked, twins, f"是同一要求而用词不同: {told}")


def _tells(words: str) -> bool:
    """Whether anything is left of the words when the idle ones and marks are taken out."""
    return bool(words and re.sub(r"[\W_?]+", "", _idle().sub("", words)))


@cache
def _idle() -> re.Pattern[str]:
    return re.compile("|".join(sorted(vocabulary().idle, key=lambda word: (-len(word), word))))


def _changes(a: str, b: str) -> Iterator[tuple[str, str]]:
    for kind, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            yield a[i:j], b[k:n]


def _in_context(a: str, b: str) -> Iterator[tuple[str, str]]:
    """The words that differ, with some characters before and after."""
    for kind, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal" and (_tells(a[i:j]) or _tells(b[k:n])):
            yield a[max(i - _AROUND, 0) : j + _AROUND], b[max(k - _AROUND, 0) : n + _AROUND]


def _words_of(text: str, family: frozenset[str]) -> frozenset[str]:
    found = {word for word in family if word in text}
    return frozenset(word for word in found if not any(word != other and word in other for other in found))


def _replaced(a: str, b: str) -> Iterator[tuple[str, str]]:
    return ((ours, theirs) for ours, theirs in _changes(a, b) if ours and theirs)


def _elsewhere(checked: CheckedRecord, twins: Twins) -> bool:
    """Whether the twins stand in two parts of the plan."""
    a, b = checked.items[twins.one.item], checked.items[twins.other.item]
    return (a.kind, a.locator.part) != (b.kind, b.locator.part)


def _found(checked: CheckedRecord, twins: Twins, what: str) -> Proof:
    a, b = checked.items[twins.one.item], checked.items[twins.other.item]
    message = f"{item_name(a)}与{item_name(b)}{what}"
    return Proof(message, checked.quotes((a, twins.one.span), (b, twins.other.span)))


def scope_above(checked: CheckedRecord) -> Iterator[Proof]:
    """A district's plan that speaks of the whole city (全市) where elsewhere it speaks of itself (全区)."""
    scopes = vocabulary().scopes
    counts = [sum(item.text.count(word) for item in checked.record.items for word in rank) for rank in scopes]
    own = max(range(len(scopes)), key=lambda rank: counts[rank])
    # 广西全区 is a province; without a clear habit nothing is known of the plan's own scope.
    if counts[own] < 5 or "自治区" in (checked.record.plan.region or ""):
        return
    for item in checked.record.items:
        for clause in checked.clauses[item.id]:
            word = _wider(clause, own)
            if word and not any(above in clause.text for above in vocabulary().above):
                message = f"{item_name(item)}写“{word}”, 本计划其他地方写“{_usual(checked, own)}”"
                yield Proof(message, checked.quotes((item, clause.span)))


def _wider(clause: ItemClause, own: int) -> str:
    return next((word for rank in vocabulary().scopes[:own] for word in rank if word in clause.text), "")


def _usual(checked: CheckedRecord, rank: int) -> str:
    def uses(word: str) -> int:
        return sum(item.text.count(word) for item in checked.record.items)

    return max(vocabulary().scopes[rank], key=uses)


def title_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """A measure and the work item that bears its name, or their actions, in other words: 提标增容 and 提标扩容."""
    told: set[tuple[str, str]] = set()
    for link in checked.record.links:
        task, measure = checked.items[link.source], checked.items[link.target]
        if (task.kind, measure.kind) != ("task", "measure"):
            continue
        pairs = [("工作内容", task.title or "", measure.title or "")] if "工作内容同名" in link.reasons else []
        if "同一行动" in link.reasons:
            pairs.append(("行动标题", action_name(task) or "", action_name(measure) or ""))
        for what, ours, theirs in pairs:
            ours, theirs = ("".join(words.split()).rstrip("。.") for words in (ours, theirs))
            differs = any(_tells(a) or _tells(b) for a, b in _changes(folded(theirs), folded(ours)))
            if differs and (theirs, ours) not in told:
                told.add((theirs, ours))
                message = f"{item_name(measure)}的标题“{theirs}”与{item_name(task)}的{what}“{ours}”不同"
                quotes = ((measure, theirs), (task, ours))
                yield Proof(message, tuple(checked.quote(_where(checked, item, words), item) for item, words in quotes))


def _where(checked: CheckedRecord, item: Item, title: str) -> tuple[int, int]:
    """The last place up to the item's end where the title stands: a merged cell or a heading stands above the item."""
    words = r"\s*".join(re.escape(c) for c in title)
    places = [match.span() for match in re.finditer(words, checked.record.text[: item.span[1]])] if words else []
    return places[-1] if places else item.span
