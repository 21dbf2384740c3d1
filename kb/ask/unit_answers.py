"""Questions about a unit: what it leads, supports, must reach; with whom; what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from kb.ask.answer import AnswerQuote
from kb.ask.answer_body import AnswerBody, Asked, item_list, item_with_words
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.sentences import in_year, say, sentences
from kb.ask.topic_answers import FEW, items_about, widening_items
from kb.schema import Item, Role, Unit
from kb.search.entries import years_of
from kb.wording import target_sentence

MAIN: tuple[Role, ...] = ("lead", "responsible")
"""Roles of those that answer for an item."""
_MOST = 5


def _items(base: KnowledgeBase, asked: Asked, unit: Unit, roles: Iterable[Role]) -> list[Item]:
    """The items, of the question's year and plan, in which the unit has one of the roles, in document order."""
    wanted, year = set(roles), asked.get("year")
    return [
        item
        for item in base.items_of(asked.get("in"))
        if any(duty.unit == unit.id and duty.role in wanted for duty in item.duties)
        and (not year or int(year) in years_of(item))
    ]


def _duties(intent: str) -> Callable[[KnowledgeBase, Asked], AnswerBody | None]:
    def answer(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
        unit = base.unit(asked["unit"], asked.get("in"))
        if unit is None:
            return None
        role = sentences().unit_duties[intent]
        words = {"unit": unit.name, "when": in_year(asked.get("year")), "verb": role or sentences().whole}
        items = _items(base, asked, unit, sentences().roles[role])
        return item_list(base, say("unit-duties", **words), items, say("unit-duties-none", **words))

    return answer


def _projects(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    if unit is None:
        return None
    items = [item for item in _items(base, asked, unit, sentences().roles[""]) if item.kind == "project"]
    return item_list(base, say("unit-projects", unit=unit.name), items, say("unit-projects-none", unit=unit.name))


def _due(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    if unit is None:
        return None
    words = {"unit": unit.name, "when": in_year(asked["year"])}
    items = _items(base, asked, unit, sentences().roles[""])
    return item_list(base, say("unit-due", **words), items, say("unit-due-none", **words))


def _targets(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    if unit is None:
        return None
    year = asked.get("year")
    role = asked.get("role", "")
    words = {"unit": unit.name, "when": in_year(year), "verb": role or sentences().main}
    items = _items(base, asked | {"year": ""}, unit, sentences().roles[role] if role else MAIN)
    held = [(item, target) for item in items for target in item.stated_targets if not year or target.year == int(year)]
    if not held:
        return AnswerBody(say("unit-targets-none", **words))
    quotes = tuple(base.quote(base.plan_of[item.id], target.span, item.id) for item, target in held)
    return AnswerBody(
        say("unit-targets", **words, count=len(held)),
        tuple(target_sentence(target) for _, target in held),
        tuple(item.id for item, _ in held),
        quotes,
    )


def _partners(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    view = base.views.get(unit.id) if unit else None
    if unit is None or view is None:
        return None
    if not view.partners:
        return AnswerBody(say("partners-none", unit=unit.name))
    most = "most" in asked
    held = [one for one in view.partners if not most or len(one.items) == len(view.partners[0].items)]
    shared = {item for partner in held for item in partner.items}
    items = [item for item in base.items if item in shared]
    quotes = tuple(base.quote(base.plan_of[item], base.items[item].span, item) for item in items)
    return AnswerBody(
        say("partners-most", unit=unit.name, count=len(held[0].items))
        if most
        else say("partners", unit=unit.name, count=len(held)),
        tuple(base.units[partner.unit].name for partner in held),
        tuple(items),
        quotes,
    )


def _shared(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit, other = base.unit(asked["unit"], asked.get("in")), base.unit(asked["other"], asked.get("in"))
    if unit is None or other is None or unit.id == other.id:
        return None
    role = asked.get("role", "")
    ids = {item.id for item in _items(base, asked, other, sentences().roles[role])}
    items = [item for item in _items(base, asked, unit, sentences().roles[role]) if item.id in ids]
    words = {"unit": unit.name, "other": other.name, "verb": role or sentences().whole}
    return item_list(base, say("shared", **words), items, say("shared-none", **words))


def _helps(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit, other = base.unit(asked["unit"], asked.get("in")), base.unit(asked["other"], asked.get("in"))
    if unit is None or other is None or unit.id == other.id:
        return None
    led = {item.id for item in _items(base, asked, other, MAIN)}
    items = [item for item in _items(base, asked, unit, ("support",)) if item.id in led]
    words = {"unit": unit.name, "other": other.name}
    return item_list(base, say("helps", **words), items, say("helps-none", **words))


def _role_in(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    about = items_about(base, asked) if unit else ()
    if unit is None or not about:
        return None
    for looked in widening_items(base, asked):
        held = [(item, duty) for item in looked for duty in item.duties if duty.unit == unit.id]
        if held:
            return AnswerBody(
                say("role-in", unit=unit.name, topic=asked["topic"]),
                tuple(
                    say("role-in-line", share=sentences().shares[duty.role], item=item_with_words(item))
                    for item, duty in held
                ),
                tuple(item.id for item, _ in held),
                tuple(base.quote(base.plan_of[item.id], duty.span, item.id) for item, duty in held),
            )
    said = say("role-in-none", unit=unit.name, topic=asked["topic"])
    return AnswerBody(said, (), tuple(item.id for item in about[:FEW]))


def _most(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    roles = sentences().roles[asked.get("role", "")]
    counts: Counter[str] = Counter()
    items: dict[str, list[Item]] = {}
    for item in base.items_of(asked.get("in")):
        if "kind" in asked and item.kind != "project":
            continue
        for unit in dict.fromkeys(duty.unit for duty in item.duties if duty.role in roles):
            if base.units[unit].kind != "group":
                counts[unit] += 1
                items.setdefault(unit, []).append(item)
    if not counts:
        return AnswerBody("计划没有写明各单位的责任")
    ranked = sorted(counts, key=lambda unit: (-counts[unit], unit))
    first = [unit for unit in ranked if counts[unit] == counts[ranked[0]]]
    told = "、".join(f"{base.units[unit].name} {counts[unit]} 项" for unit in ranked[:_MOST])
    held = [item for unit in first for item in items[unit]]
    return AnswerBody(
        f"{asked.get('role', sentences().whole)}{'项目' if 'kind' in asked else '事项'}最多的单位；前几名：{told}",
        tuple(base.units[unit].name for unit in first),
        tuple(item.id for item in held),
        tuple(base.quote(base.plan_of[item.id], item.span, item.id) for item in held),
    )


def _succession(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    if unit is None:
        return None
    names = base.became.get(unit.id, ())
    quotes = first_named(base, unit)
    if not names:
        return AnswerBody(say("succession-none", unit=unit.name), (), (), quotes)
    return AnswerBody(say("succession", unit=unit.name), names, (), quotes)


def _full_name(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    if unit is None:
        return None
    if unit.full_name is None:
        return AnswerBody(say("full-name-none", unit=unit.name), (), (), first_named(base, unit))
    return AnswerBody(say("full-name", unit=unit.name), (unit.full_name,), (), first_named(base, unit))


def first_named(base: KnowledgeBase, unit: Unit) -> tuple[AnswerQuote, ...]:
    """Where a plan first names the unit."""
    for item in base.items.values():
        for duty in item.duties:
            if duty.unit == unit.id:
                return (base.quote(base.plan_of[item.id], duty.span, item.id),)
    return ()


ANSWERS: dict[str, Callable[[KnowledgeBase, Asked], AnswerBody | None]] = {
    **{intent: _duties(intent) for intent in ("leads-of", "supports-of", "duties-of")},
    "projects-of": _projects,
    "due-of": _due,
    "targets-of": _targets,
    "partners-of": _partners,
    "shared": _shared,
    "helps": _helps,
    "role-in": _role_in,
    "most": _most,
    "succession": _succession,
    "full-name": _full_name,
}
"""By intent."""
