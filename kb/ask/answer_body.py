"""What the parts that answer questions share: the slots they are given, what they give back."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from kb.ask.answer import AnswerQuote
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.sentences import say
from kb.schema import Deadline, Item
from kb.wording import item_with_text

Asked = dict[str, str]
"""Words by slot; a slot that the question leaves open is absent."""

_LONGEST = 160
"""Characters of an item's words in an answer."""


class AnswerBody(Struct, frozen=True):
    """What answers a question; no answer means that the documents do not say."""

    said: str
    answer: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    quotes: tuple[AnswerQuote, ...] = ()


def item_with_words(item: Item) -> str:
    """How an answer names an item, with its words."""
    return item_with_text(item, _LONGEST)


def due_deadlines(item: Item) -> tuple[Deadline, ...]:
    """The times by which something of the item is due; beginnings left out."""
    return tuple(deadline for deadline in item.deadlines if deadline.relation != "start" or deadline.end)


def item_list(base: KnowledgeBase, said: str, items: Iterable[Item], none: str) -> AnswerBody:
    """The items as an answer, each quoted."""
    held = tuple({item.id: item for item in items}.values())
    if not held:
        return AnswerBody(none)
    return AnswerBody(
        say("counted", said=said, count=len(held)),
        tuple(item_with_words(item) for item in held),
        tuple(item.id for item in held),
        tuple(base.quote(base.plan_of[item.id], item.span, item.id) for item in held),
    )
