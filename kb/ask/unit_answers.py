"""Questions about a unit: what it leads, supports, must reach; with whom; what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from kb.ask.answer import AnswerQuote
from kb.ask.answer_body import AnswerBody, Asked, item_list, item_with_words
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.topic_answers import items_about, widening_items
from kb.schema import Item, Role, Unit
from kb.search.entries import years_of
from kb.wording import target_sentence

_ROLES: dict[str, tuple[Role, ...]] = {
    "牵头": ("lead",),
    "配合": ("support",),
    "负责": ("lead", "responsible"),
    "": ("lead", "support", "responsible"),
}
_SAID: dict[Role, str] = {"lead": "牵头", "support": "配合", "responsible": "责任单位"}
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


def _duties(verb: str, roles: tuple[Role, ...]) -> Callable[[KnowledgeBase, Asked], AnswerBody | None]:
    def answer(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
        unit = base.unit(asked["unit"], asked.get("in"))
        if unit is None:
            return None
        year = asked.get("year")
        when = f"{year}年" if year else ""
        items = _items(base, asked, unit, roles)
        return item_list(base, f"{unit.name}{when}{verb}的事项", items, f"{unit.name}没有{when}{verb}的事项")

    return answer


def _projects(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    if unit is None:
        return None
    items = [item for item in _items(base, asked, unit, _ROLES[""]) if item.kind == "project"]
    return item_list(base, f"{unit.name}负责的项目", items, f"{unit.name}没有负责的项目")


def _due(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    if unit is None:
        return None
    year = asked["year"]
    return item_list(
        base,
        f"{unit.name}{year}年到期的事项",
        _items(base, asked, unit, _ROLES[""]),
        f"{unit.name}没有{year}年到期的事项",
    )


def _targets(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    if unit is None:
        return None
    year = asked.get("year")
    when = f"{year}年" if year else ""
    role = asked.get("role", "")
    verb = role or "牵头或负责"
    items = _items(base, asked | {"year": ""}, unit, _ROLES[role or "负责"])
    held = [(item, target) for item in items for target in item.stated_targets if not year or target.year == int(year)]
    if not held:
        return AnswerBody(f"{unit.name}{verb}的事项没有写明{when}指标")
    quotes = tuple(base.quote(base.plan_of[item.id], target.span, item.id) for item, target in held)
    return AnswerBody(
        f"{unit.name}{verb}的{when}指标：{len(held)} 个",
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
        return AnswerBody(f"没有与{unit.name}共同承担事项的单位")
    most = "most" in asked
    held = [one for one in view.partners if not most or len(one.items) == len(view.partners[0].items)]
    shared = {item for partner in held for item in partner.items}
    items = [item for item in base.items if item in shared]
    quotes = tuple(base.quote(base.plan_of[item], base.items[item].span, item) for item in items)
    many = f"最多的单位：共同事项 {len(held[0].items)} 项" if most else f"单位，按共同事项数：{len(held)} 个"
    return AnswerBody(
        f"与{unit.name}共同承担事项{'' if most else '的'}{many}",
        tuple(base.units[partner.unit].name for partner in held),
        tuple(items),
        quotes,
    )


def _shared(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit, other = base.unit(asked["unit"], asked.get("in")), base.unit(asked["other"], asked.get("in"))
    if unit is None or other is None or unit.id == other.id:
        return None
    role = asked.get("role", "")
    ids = {item.id for item in _items(base, asked, other, _ROLES[role])}
    items = [item for item in _items(base, asked, unit, _ROLES[role]) if item.id in ids]
    verb = role or "承担"
    none = f"{unit.name}和{other.name}没有共同{verb}的事项"
    return item_list(base, f"{unit.name}和{other.name}共同{verb}的事项", items, none)


def _helps(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit, other = base.unit(asked["unit"], asked.get("in")), base.unit(asked["other"], asked.get("in"))
    if unit is None or other is None or unit.id == other.id:
        return None
    led = {item.id for item in _items(base, asked, other, _ROLES["负责"])}
    items = [item for item in _items(base, asked, unit, _ROLES["配合"]) if item.id in led]
    none = f"没有由{other.name}牵头、{unit.name}配合的事项"
    return item_list(base, f"由{other.name}牵头、{unit.name}配合的事项", items, none)


def _role_in(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    about = items_about(base, asked) if unit else ()
    if unit is None or not about:
        return None
    for looked in widening_items(base, asked):
        held = [(item, duty) for item in looked for duty in item.duties if duty.unit == unit.id]
        if held:
            return AnswerBody(
                f"{unit.name}在“{asked['topic']}”中的责任",
                tuple(f"{_SAID[duty.role]}：{item_with_words(item)}" for item, duty in held),
                tuple(item.id for item, _ in held),
                tuple(base.quote(base.plan_of[item.id], duty.span, item.id) for item, duty in held),
            )
    said = f"没有读到{unit.name}在“{asked['topic']}”中的责任，写到它的原文如下"
    return AnswerBody(said, (), tuple(item.id for item in about[:3]))


def _most(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    roles = _ROLES[asked.get("role", "")]
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
        f"{asked.get('role', '承担')}{'项目' if 'kind' in asked else '事项'}最多的单位；前几名：{told}",
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
        return AnswerBody(f"{unit.name}没有已知的更名或合并", (), (), quotes)
    return AnswerBody(f"{unit.name}在机构改革后（据通行的改革方案，以当地文件为准）", names, (), quotes)


def _full_name(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    unit = base.unit(asked["unit"], asked.get("in"))
    if unit is None:
        return None
    if unit.full_name is None:
        return AnswerBody(f"{unit.name}的全称没有登记", (), (), first_named(base, unit))
    return AnswerBody(f"{unit.name}的全称", (unit.full_name,), (), first_named(base, unit))


def first_named(base: KnowledgeBase, unit: Unit) -> tuple[AnswerQuote, ...]:
    """Where a plan first names the unit."""
    for item in base.items.values():
        for duty in item.duties:
            if duty.unit == unit.id:
                return (base.quote(base.plan_of[item.id], duty.span, item.id),)
    return ()


ANSWERS: dict[str, Callable[[KnowledgeBase, Asked], AnswerBody | None]] = {
    "leads-of": _duties("牵头", ("lead",)),
    "supports-of": _duties("配合", ("support",)),
    "duties-of": _duties("承担", ("lead", "responsible", "support")),
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
