"""What the parts that answer questions share: the slots they are given, what they give back, how values are said."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from kb.ask.answer import Quote
from kb.ask.base import Base
from kb.schema import Comparator, Deadline, Item, Target

Asked = dict[str, str]
"""Words by slot; a slot that the question leaves open is absent."""

_KINDS = {"goal": "目标", "measure": "措施", "task": "任务", "project": "项目"}
_COMPARATORS: dict[Comparator, str] = {">=": "≥", "<=": "≤", "=": "", "~": "约", ">": ">", "<": "<"}
_LONGEST = 160
"""Characters of an item's words in an answer."""


class Found(Struct, frozen=True):
    """What answers a question; no answer means that the documents do not say."""

    said: str
    answer: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


def label(item: Item) -> str:
    """How an answer names an item: 任务14 着力改善城乡人居环境：强力推进"垃圾革命"……"""
    number = (item.number or "") + (f"({item.part})" if item.part else "")
    title, text = ("".join(words.split()) for words in (item.title or "", item.text))
    said = text if text.startswith(title) else f"{title}：{text}"
    return f"{_KINDS[item.kind]}{number} {said[:_LONGEST]}{'…' if len(said) > _LONGEST else ''}"


def amount(target: Target) -> str:
    """How an answer says a target: 全区森林保有量 ≥45.3万亩（2020年）."""
    change = {"increase": "增加", "decrease": "下降"}.get(target.direction or "", "") if target.kind == "change" else ""
    value = f"{target.value:,.10g}".replace(",", "")
    year = f"（{target.year}年）" if target.year else ""
    sure = target.commitment if target.commitment in ("力争", "基本") else ""
    per = f"/{target.per}" if target.per else ""
    return f"{target.indicator} {sure}{change}{_COMPARATORS[target.comparator]}{value}{target.unit or ''}{per}{year}"


def due(item: Item) -> tuple[Deadline, ...]:
    """The times by which something of the item is due; beginnings left out."""
    return tuple(deadline for deadline in item.deadlines if deadline.relation != "start" or deadline.end)


def listing(base: Base, said: str, items: Iterable[Item], none: str) -> Found:
    """The items as an answer, each quoted."""
    held = tuple({item.id: item for item in items}.values())
    if not held:
        return Found(none)
    return Found(
        f"{said}：{len(held)} 项",
        tuple(label(item) for item in held),
        tuple(item.id for item in held),
        tuple(base.quote(base.plan_of[item.id], item.span, item.id) for item in held),
    )
