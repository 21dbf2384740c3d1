"""Questions about a matter: who leads it, who supports, by when, how much, where it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from kb.ask.answer_body import AnswerBody, Asked, due_deadlines, item_list, item_with_words
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.sentences import in_year, say, sentences
from kb.ask.topics import LONGEST, entries_on_topic, entries_with_parts
from kb.schema import Duty, Item, Role, Target
from kb.search.contract import Entry
from kb.search.folding import fold
from kb.wording import target_sentence

_ITEMS = 12
"""Items that an answer about a matter rests on at most."""
FEW = 3
"""The same where all that they hold is told."""
_COMPARED = 5
"""The same of one plan beside others."""
_SHORT = 2
"""Characters of a word that may be vague."""
LIMITS = {"items": _ITEMS, "short": _SHORT, "few": FEW, "compared": _COMPARED}
"""What the browser must know of these."""


def entries_about(base: KnowledgeBase, asked: Asked) -> tuple[Entry, ...]:
    """The entries that speak of the topic, best first; lines outside the items are no matter."""
    key = (asked["topic"], asked.get("in"), asked.get("wide", ""))
    found = base.entries.get(key)
    if found is None:
        found = tuple(entry for entry in _FIND[key[2]](base, *key[:2]) if entry.item)
        found = base.entries[key] = () if _vague(fold(key[0]), found) else found
    return found


_FIND: dict[str, Callable[[KnowledgeBase, str, str | None], tuple[Entry, ...]]] = {
    "": entries_on_topic,
    **{wide: partial(entries_with_parts, longest=longest) for wide, longest in LONGEST.items()},
}
"""How a matter is looked for, by the slot `wide`."""


def items_about(base: KnowledgeBase, asked: Asked) -> tuple[Item, ...]:
    """The items that speak of the topic, best first; those that are called so alone, where there are such."""
    name = fold(asked["topic"])
    items = tuple({entry.item: base.items[entry.item] for entry in entries_about(base, asked) if entry.item}.values())
    called = tuple(item for item in items if item.title and fold(item.title) == name)
    return called or items


def widening_items(base: KnowledgeBase, asked: Asked) -> Iterator[tuple[Item, ...]]:
    """The items about the topic; where they do not say what was asked, those that hold its parts."""
    about = items_about(base, asked)
    if about:
        yield about
        for wide in LONGEST if "wide" not in asked else ():
            yield items_about(base, asked | {"wide": wide})


def _vague(asked: str, found: Iterable[Entry]) -> bool:
    """Whether the words stand all over a plan, so that no one matter is meant: 绿色, 建设."""
    plans = Counter(entry.plan for entry in found if entry.type == "item")
    return len(asked) <= _SHORT and max(plans.values(), default=0) > _ITEMS


def _units(base: KnowledgeBase, asked: Asked, roles: Iterable[tuple[Role, ...]], verb: str) -> AnswerBody | None:
    """The units with the first of the roles, or groups of roles, that anyone has in the items about the topic."""
    for about in widening_items(base, asked):
        for role in roles:
            held = [(item, duty) for item in _led(base, asked, about) for duty in item.duties if duty.role in role]
            if held:
                kept = list(dict.fromkeys(item.id for item, _ in held))[:_ITEMS]
                return _named(asked["topic"], verb, [(item, duty) for item, duty in held if item.id in kept], base)
    return _unsaid(say("units-what", verb=verb), asked, base)


def _led(base: KnowledgeBase, asked: Asked, about: Iterable[Item]) -> tuple[Item, ...]:
    """Those that the unit of the question leads; all of them where it names none."""
    if "unit" not in asked:
        return tuple(about)
    ids = base.units_meant(asked["unit"], asked.get("in"))
    return tuple(item for item in about if any(d.unit in ids and d.role != "support" for d in item.duties))


def _unsaid(what: str, asked: Asked, base: KnowledgeBase) -> AnswerBody | None:
    """That the documents do not say it, with the items that were looked at; null where there are none."""
    about = items_about(base, asked)[:FEW]
    said = say("unsaid", topic=asked["topic"], what=what)
    return AnswerBody(said, (), tuple(item.id for item in about)) if about else None


def _named(topic: str, verb: str, held: Iterable[tuple[Item, Duty]], base: KnowledgeBase) -> AnswerBody:
    pairs = tuple(held)
    items = dict.fromkeys(item.id for item, _ in pairs)
    where = say("units-where", count=len(items)) if len(items) > 1 else ""
    doubt = say("units-doubt") if any(duty.certainty == "inferred" for _, duty in pairs) else ""
    names: dict[str, str] = {}
    for _, duty in pairs:
        names.setdefault(duty.unit, duty.mention)
    return AnswerBody(
        say("units", topic=topic, verb=verb, where=where, doubt=doubt),
        tuple(names.values()),
        tuple(items),
        tuple(base.quote(base.plan_of[item.id], duty.span, item.id) for item, duty in pairs),
    )


def _units_by(intent: str) -> Callable[[KnowledgeBase, Asked], AnswerBody | None]:
    def answer(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
        wanted = sentences().topic_units[intent]
        return _units(base, asked, wanted.roles, wanted.verb)

    return answer


def _all_units(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    for about in widening_items(base, asked):
        held = [(item, duty) for item in about[:_ITEMS] for duty in item.duties]
        if held:
            return _named(asked["topic"], say("all-units"), held, base)
    return _unsaid(say("all-units-what"), asked, base)


def _deadline(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    if base.units_meant(asked["topic"]):
        return None
    for about in widening_items(base, asked):
        held = [(item, deadline) for item in about[:_ITEMS] for deadline in due_deadlines(item)]
        # A measure of the body speaks of many matters; where a task or project is about this one, its times are meant.
        held = [(item, deadline) for item, deadline in held if item.kind in ("task", "project")] or held
        if held:
            return AnswerBody(
                say("deadline", topic=asked["topic"]),
                tuple(deadline.text for _, deadline in held),
                tuple(item.id for item, _ in held),
                tuple(base.quote(base.plan_of[item.id], deadline.span, item.id) for item, deadline in held),
            )
    return _unsaid(say("deadline-what"), asked, base)


def _target(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    """Targets whose indicator or words hold the topic; else all those of the items about it."""
    entries = () if base.units_meant(asked["topic"]) else entries_about(base, asked)
    if not entries:
        return None
    year = asked.get("year")
    when = in_year(year)
    for held in (_stated(base, entries), *(_all_stated(about) for about in widening_items(base, asked))):
        fitting = [(item, target) for item, target in held if year is None or target.year == int(year)]
        if fitting:
            return AnswerBody(
                say("target", topic=asked["topic"], when=when),
                tuple(target_sentence(target) for _, target in fitting),
                tuple(item.id for item, _ in fitting),
                tuple(base.quote(base.plan_of[item.id], target.span, item.id) for item, target in fitting),
            )
        if held:
            break
    return _unsaid(say("target-what", when=when), asked, base)


def _stated(base: KnowledgeBase, entries: Iterable[Entry]) -> list[tuple[Item, Target]]:
    """The targets among the entries."""
    ids = [entry.id.rpartition("/target-") for entry in entries if entry.type == "target"]
    return [(base.items[id], base.items[id].targets[int(number) - 1]) for id, _, number in ids]


def _all_stated(about: Iterable[Item]) -> list[tuple[Item, Target]]:
    return [(item, target) for item in tuple(about)[:FEW] for target in item.stated_targets]


def _source(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    about = tuple(item for item in items_about(base, asked) if asked.get("kind", item.kind) == item.kind)
    if not about:
        return None
    said = say("source-projects" if "kind" in asked else "source", topic=asked["topic"])
    return item_list(base, said, about[:_ITEMS], said)


def topic_by_plan(base: KnowledgeBase, asked: Asked, plans: Iterable[str]) -> AnswerBody | None:
    """What each of the plans says of the topic: items, leads, times, targets; null where none of them says anything."""
    said: list[str] = []
    items: list[Item] = []
    for plan in plans:
        own = items_about(base, asked | {"in": plan})[:_COMPARED]
        items += own
        title = base.records[plan].plan.title
        told = say("clauses").join(map(_facts, own)) or say("not-written")
        said.append(say("by-plan", plan=title, said=told))
    if not items:
        return None
    return AnswerBody(
        say("compare", topic=asked["topic"]),
        tuple(said),
        tuple(item.id for item in items),
        tuple(base.quote(base.plan_of[item.id], item.span, item.id) for item in items),
    )


def _facts(item: Item) -> str:
    """The item with who answers for it, its times and targets."""
    facts = [
        say("facts-role", role=name, names=_listed(duty.mention for duty in item.duties if duty.role == role))
        for role, name in sentences().facts.items()
        if any(duty.role == role for duty in item.duties)
    ]
    if times := _listed(deadline.text for deadline in due_deadlines(item)):
        facts.append(say("facts-times", names=times))
    if targets := _listed(target_sentence(target) for target in item.stated_targets):
        facts.append(say("facts-targets", names=targets))
    words = item_with_words(item)
    return say("facts", item=words, facts=say("parts").join(facts)) if facts else words


def _listed(names: Iterable[str]) -> str:
    return say("answers").join(dict.fromkeys(names))


ANSWERS: dict[str, Callable[[KnowledgeBase, Asked], AnswerBody | None]] = {
    **{intent: _units_by(intent) for intent in ("lead-of", "support-of", "responsible-of")},
    "units-of": _all_units,
    "deadline-of": _deadline,
    "target-of": _target,
    "source-of": _source,
}
"""By intent."""
