"""Two editions of a plan compared: which items came, went or changed, with the words of both as evidence.

Items with the same words are paired first, those under one id before others; then the most alike of the rest, where a
common id or title speaks for a pair. What stays alone was added or removed.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from kb.schema import Item, Record, Role, Target
from kb.views import Change, ChangeKind, Difference, Field, Quote, Revision
from kb.wording import printed_number

ALIKE = 0.6
"""Likeness from which two items are one that was rewritten: 99 of 100 pairs of the seed's 111 tasks stay below 0.58."""
_SAME_ID, _SAME_TITLE, _OTHER_KIND = 0.1, 0.25, -0.25
"""What a common id, a common title and another kind add to the likeness of the words."""
_ROLES: tuple[Role, ...] = ("lead", "support", "responsible")


def compare(earlier: Record, later: Record, *, edition: int = 0) -> Revision:
    """What `later` changed in `earlier`; the same records give the same revision.

    `edition` is the number of the earlier edition. Words are compared without white space and in one width, so that a
    plan read from another format has no changes.
    """
    pairs = _pairs(earlier.items, later.items)
    gone = _removed(earlier.items, {old.id for old in pairs.values()})
    changes = [Change(kind="removed", before=item) for item in gone.get("", ())]
    for item in later.items:
        old = pairs.get(item.id)
        if old is None:
            changes.append(Change(kind="added", after=item))
            continue
        if differences := tuple(_differences(old, item)):
            kind: ChangeKind = "renumbered" if [one.field for one in differences] == ["number"] else "changed"
            changes.append(Change(kind=kind, before=old, after=item, differences=differences))
        changes += [Change(kind="removed", before=lost) for lost in gone.get(old.id, ())]
    return Revision(
        plan=later.plan.id,
        edition=edition,
        earlier=earlier.plan,
        earlier_source=earlier.source,
        later=later.plan,
        later_source=later.source,
        changes=tuple(changes),
        unchanged=len(pairs) - sum(change.before is not None and change.after is not None for change in changes),
    )


def _removed(items: Iterable[Item], kept: set[str]) -> dict[str, list[Item]]:
    """The items that are not kept, by the kept one they stand behind; those before every kept one under ''."""
    found: dict[str, list[Item]] = defaultdict(list)
    behind = ""
    for item in items:
        if item.id in kept:
            behind = item.id
        else:
            found[behind].append(item)
    return found


def _pairs(earlier: tuple[Item, ...], later: tuple[Item, ...]) -> dict[str, Item]:
    """The earlier item by the id of the later one; each stands in one pair at most."""
    found: dict[str, Item] = {}
    rest = list(earlier)
    for key in (_place_and_words, _kind_and_words):
        rest = _pair_same(rest, later, found, key)
    olds, news = (
        [_ComparedItem.of(item) for item in rest],
        [_ComparedItem.of(item) for item in later if item.id not in found],
    )
    likely = [
        (likeness, o, n)
        for o, old in enumerate(olds)
        for n, new in enumerate(news)
        if (likeness := _likeness(old, new)) >= ALIKE
    ]
    taken: set[str] = set()
    for _, o, n in sorted(likely, key=lambda one: (-one[0], one[1], one[2])):
        old, new = olds[o].item, news[n].item
        if old.id not in taken and new.id not in found:
            taken.add(old.id)
            found[new.id] = old
    return found


def _pair_same(
    earlier: list[Item], later: tuple[Item, ...], found: dict[str, Item], key: Callable[[Item], Hashable]
) -> list[Item]:
    """Pair the items of one key in their order, into `found`; the earlier items that stay alone."""
    waiting: dict[Hashable, list[Item]] = defaultdict(list)
    for item in later:
        if item.id not in found:
            waiting[key(item)].append(item)
    rest = []
    for item in earlier:
        if same := waiting[key(item)]:
            found[same.pop(0).id] = item
        else:
            rest.append(item)
    return rest


def _place_and_words(item: Item) -> Hashable:
    return (_place(item), _kind_and_words(item))


def _kind_and_words(item: Item) -> Hashable:
    return (item.kind, _plain(item.title or ""), _plain(item.text))


def _place(item: Item) -> str:
    """The item's id without the plan's: annex-1/7."""
    return item.id.partition("/")[2]


def _plain(words: str) -> str:
    """The words as they are compared.

    >>> _plain("到2020年，\\n 完成 ５ 项") == _plain("到2020年,完成5项")
    True
    """
    return "".join(unicodedata.normalize("NFKC", words).split())


class _ComparedItem(NamedTuple):
    """An item with its pairs of neighbouring characters, read once."""

    item: Item
    title: str
    pairs: frozenset[str]

    @classmethod
    def of(cls, item: Item) -> _ComparedItem:
        title = _plain(item.title or "")
        words = f"{title}\n{_plain(item.text)}"
        return cls(item, title, frozenset(words[n : n + 2] for n in range(len(words) - 1)))


def _likeness(old: _ComparedItem, new: _ComparedItem) -> float:
    """Dice coefficient of the character pairs, with what else speaks for or against one item."""
    total = len(old.pairs) + len(new.pairs)
    likeness = 2 * len(old.pairs & new.pairs) / total if total else 0.0
    likeness += _SAME_TITLE if old.title and old.title == new.title else 0.0
    likeness += _SAME_ID if _place(old.item) == _place(new.item) else 0.0
    return likeness + (_OTHER_KIND if old.item.kind != new.item.kind else 0.0)


def _differences(old: Item, new: Item) -> Iterator[Difference]:
    """The fields in which the two differ, in the order of `kb.views.Field`."""
    if printed_number(old.number, old.part) != printed_number(new.number, new.part):
        yield Difference(
            field="number",
            before=(_quote(old, printed_number(old.number, old.part)),),
            after=(_quote(new, printed_number(new.number, new.part)),),
        )
    if _plain(old.title or "") != _plain(new.title or ""):
        yield Difference(field="title", before=_title(old), after=_title(new))
    if _plain(old.text) != _plain(new.text):
        yield Difference(field="text", before=(_quote(old, old.text),), after=(_quote(new, new.text),))
    for role in _ROLES:
        yield from _values(role, _duties(old, role), _duties(new, role))
    yield from _values("deadline", _deadlines(old), _deadlines(new))
    yield from _values("target", _targets(old), _targets(new))


def _title(item: Item) -> tuple[Quote, ...]:
    return (_quote(item, item.title),) if item.title else ()


def _quote(item: Item, text: str) -> Quote:
    return Quote(item=item.id, text=text, span=item.span)


_Values = dict[Hashable, Quote]
"""What a field holds, by what makes two values the same."""


def _values(field: Field, old: _Values, new: _Values) -> Iterator[Difference]:
    """The values that only one of the two has; nothing where they have the same."""
    before = tuple(quote for key, quote in old.items() if key not in new)
    after = tuple(quote for key, quote in new.items() if key not in old)
    if before or after:
        yield Difference(field=field, before=before, after=after)


def _duties(item: Item, role: Role) -> _Values:
    return {d.unit: Quote(item=item.id, text=d.mention, span=d.span) for d in item.duties if d.role == role}


def _deadlines(item: Item) -> _Values:
    return {(d.relation, d.start, d.end): Quote(item=item.id, text=d.text, span=d.span) for d in item.deadlines}


def _targets(item: Item) -> _Values:
    """Targets are the same with the same indicator, value and conditions, whatever sentence states them."""
    return {_target_key(t): Quote(item=item.id, text=t.text, span=t.span) for t in item.stated_targets}


def _target_key(target: Target) -> Hashable:
    amount = (target.comparator, target.value, _plain(target.unit or ""), target.per)
    conditions = (target.kind, target.direction, target.year, target.baseline_year, target.commitment)
    return (_plain(target.indicator), amount, conditions)
