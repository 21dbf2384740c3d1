"""Questions about a matter: who leads it, who supports, by when, how much, where it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from kb.ask.base import Base
from kb.ask.found import Asked, Found, amount, due, label, listing
from kb.schema import Duty, Item, Role
from kb.search.contract import Entry
from kb.search.folding import fold

_ITEMS = 12
"""Items that an answer about a matter rests on at most."""
_SHORT = 2
"""Characters of a word that may be vague."""
LIMITS = {"items": _ITEMS, "short": _SHORT}
"""What the browser must know of these."""
_VERB = {"lead": "牵头", "support": "配合", "responsible": "负责"}


def items_about(base: Base, topic: str) -> tuple[Item, ...]:
    """The items that speak of the topic, best first; those that are called so alone, where there are such."""
    found = base.topic(topic)
    asked = fold(topic)
    if _vague(asked, found):
        return ()
    items = tuple({entry.item: base.items[entry.item] for entry in found if entry.item}.values())
    called = tuple(item for item in items if item.title and fold(item.title) == asked)
    return called or items


def _vague(asked: str, found: Iterable[Entry]) -> bool:
    """Whether the words stand all over a plan, so that no one matter is meant: 绿色, 建设."""
    plans = Counter(entry.plan for entry in found if entry.type == "item")
    return len(asked) <= _SHORT and max(plans.values(), default=0) > _ITEMS


def _units(base: Base, topic: str, roles: tuple[Role, ...], verb: str) -> Found | None:
    """The units with the first of the roles that anyone has in the items about the topic."""
    about = items_about(base, topic)
    if not about:
        return None
    for role in roles:
        held = [(item, duty) for item in about for duty in item.duties if duty.role == role]
        if held:
            kept = list(dict.fromkeys(item.id for item, _ in held))[:_ITEMS]
            return _named(base, topic, verb, [(item, duty) for item, duty in held if item.id in kept])
    return Found(f"原文没有写明“{topic}”由哪个单位{verb}", (), tuple(item.id for item in about[:3]))


def _named(base: Base, topic: str, verb: str, held: Iterable[tuple[Item, Duty]]) -> Found:
    pairs = tuple(held)
    items = dict.fromkeys(item.id for item, _ in pairs)
    where = f"（据 {len(items)} 项任务）" if len(items) > 1 else ""
    inferred = "；部分单位据位置推断" if any(duty.certainty == "inferred" for _, duty in pairs) else ""
    return Found(
        f"“{topic}”的{verb}单位{where}{inferred}",
        tuple(base.units[duty.unit].name if duty.unit in base.units else duty.mention for _, duty in pairs),
        tuple(items),
        tuple(base.quote(base.plan_of[item.id], duty.span, item.id) for item, duty in pairs),
    )


def _lead(base: Base, asked: Asked) -> Found | None:
    return _units(base, asked["topic"], ("lead", "responsible"), "牵头")


def _support(base: Base, asked: Asked) -> Found | None:
    return _units(base, asked["topic"], ("support",), "配合")


def _responsible(base: Base, asked: Asked) -> Found | None:
    return _units(base, asked["topic"], ("lead", "responsible"), "负责")


def _all_units(base: Base, asked: Asked) -> Found | None:
    about = items_about(base, asked["topic"])
    if not about:
        return None
    held = [(item, duty) for item in about[:_ITEMS] for duty in item.duties]
    if not held:
        return Found(f"原文没有写明参与“{asked['topic']}”的单位", (), tuple(item.id for item in about[:3]))
    return _named(base, asked["topic"], "参与", held)


def _deadline(base: Base, asked: Asked) -> Found | None:
    about = () if base.unit(asked["topic"]) else items_about(base, asked["topic"])
    if not about:
        return None
    held = [(item, deadline) for item in about[:_ITEMS] for deadline in due(item)]
    # A measure of the body speaks of many matters; where a task or project is about this one, its times are meant.
    held = [(item, deadline) for item, deadline in held if item.kind in ("task", "project")] or held
    if not held:
        return Found(f"原文没有写明“{asked['topic']}”的时限", (), tuple(item.id for item in about[:3]))
    return Found(
        f"“{asked['topic']}”的时限",
        tuple(deadline.text for _, deadline in held),
        tuple(item.id for item, _ in held),
        tuple(base.quote(base.plan_of[item.id], deadline.span, item.id) for item, deadline in held),
    )


def _target(base: Base, asked: Asked) -> Found | None:
    """Targets whose indicator or words hold the topic; else all those of the items about it."""
    topic = asked["topic"]
    entries = tuple(entry for entry in base.topic(topic) if entry.item)  # a line outside the items is no matter
    if not entries or base.unit(topic) or _vague(fold(topic), entries):
        return None
    ids = [entry.id for entry in entries if entry.type == "target"]
    held = [
        (
            base.items[id.rpartition("/target-")[0]],
            base.items[id.rpartition("/target-")[0]].targets[int(id.rpartition("-")[2]) - 1],
        )
        for id in ids
    ]
    if not held:
        held = [(item, target) for item in items_about(base, topic)[:3] for target in item.stated_targets]
    year = asked.get("year")
    held = [(item, target) for item, target in held if year is None or target.year == int(year)]
    when = f"{year}年" if year else ""
    if not held:
        items = tuple(entry.item for entry in entries if entry.item)
        return Found(f"原文没有写明“{topic}”{when}的指标", (), items[:3])
    return Found(
        f"“{topic}”{when}的指标",
        tuple(amount(target) for _, target in held),
        tuple(item.id for item, _ in held),
        tuple(base.quote(base.plan_of[item.id], target.span, item.id) for item, target in held),
    )


def _source(base: Base, asked: Asked) -> Found | None:
    about = items_about(base, asked["topic"])
    if not about:
        return None
    said = f"写到“{asked['topic']}”的事项"
    return listing(base, said, about[:_ITEMS], said)


def by_plan(base: Base, topic: str, plans: Iterable[str]) -> Found | None:
    """What each of the plans says of the topic: leads, times, targets; null where none of them says anything."""
    about = items_about(base, topic)
    said: list[str] = []
    items: list[Item] = []
    for plan in plans:
        own = [item for item in about if base.plan_of[item.id] == plan][:_ITEMS]
        title = base.records[plan].plan.title
        if not own:
            said.append(f"{title}：没有写到")
            continue
        items += own
        facts = []
        for role in ("lead", "responsible", "support"):
            names = dict.fromkeys(duty.mention for item in own for duty in item.duties if duty.role == role)
            facts += [f"{_VERB[role]} {'、'.join(names)}"] if names else []
        times = dict.fromkeys(deadline.text for item in own for deadline in due(item))
        facts += [f"时限 {'、'.join(times)}"] if times else []
        targets = dict.fromkeys(amount(target) for item in own for target in item.stated_targets)
        facts += [f"指标 {'、'.join(targets)}"] if targets else []
        said.append(f"{title}：" + ("；".join(facts) or "、".join(label(item) for item in own)))
    if not items:
        return None
    return Found(
        f"各计划对“{topic}”的规定",
        tuple(said),
        tuple(item.id for item in items),
        tuple(base.quote(base.plan_of[item.id], item.span, item.id) for item in items),
    )


ANSWERS: dict[str, Callable[[Base, Asked], Found | None]] = {
    "lead-of": _lead,
    "support-of": _support,
    "responsible-of": _responsible,
    "units-of": _all_units,
    "deadline-of": _deadline,
    "target-of": _target,
    "source-of": _source,
}
"""By intent."""
