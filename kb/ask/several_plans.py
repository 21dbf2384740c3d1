"""Which plans a question is about, and what each of them says where they are several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kb.ask.answer_body import AnswerBody, Asked
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.sentences import say
from kb.ask.topic_answers import entries_about

Answering = Callable[[KnowledgeBase, Asked], AnswerBody | None]

LINE = 24
"""Characters of answers that stand in one line."""


def answer_by_plans(answer: Answering, base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    """The answer; where several plans have one, that of each of them apart, so that no regions are mixed."""
    if len(base.records) == 1:
        return answer(base, asked)
    named = _named(base, asked)
    plans = named or _holding(base, asked)
    if not plans:
        return answer(base, asked)
    each = [(plan, found) for plan in plans if (found := answer(base, asked | {"in": plan}))]
    said = [(plan, found) for plan, found in each if found.answer] or each[:1]
    if not said:
        return None
    return _apart(base, said, [plan for plan in named if plan not in dict(said)])


def _named(base: KnowledgeBase, asked: Asked) -> tuple[str, ...]:
    """The plans of the regions that the question names."""
    places = asked["places"].split("|") if "places" in asked else ()
    return tuple(dict.fromkeys(plan for place in places for plan in base.places[place]))


def _holding(base: KnowledgeBase, asked: Asked) -> tuple[str, ...]:
    """The plans that hold the matter, or the units where the name means several; none where that parts nothing."""
    plans: Iterable[str] = base.records
    parted = False
    if "topic" in asked:
        plans = dict.fromkeys(entry.plan for entry in entries_about(base, asked))
        parted = True
    for slot in ("unit", "other"):
        ids = base.units_meant(asked[slot]) if slot in asked else ()
        if len(ids) > 1:
            plans = [plan for plan in plans if any(id in base.held[plan] for id in ids)]
            parted = True
    return tuple(plans) if parted else ()


def _apart(base: KnowledgeBase, said: Sequence[tuple[str, AnswerBody]], silent: Sequence[str]) -> AnswerBody:
    """What each plan says, under its name where they are several."""
    many = len(said) + len(silent)
    told = say("clauses").join(say("by-plan", plan=base.called(plan), said=found.said) for plan, found in said)
    lines = [line for plan, found in said for line in _lines(base.called(plan), found)]
    lines += [say("by-plan", plan=base.called(plan), said=say("not-written")) for plan in silent]
    return AnswerBody(
        say("several", count=many, said=told) if many > 1 else told,
        tuple(lines) if many > 1 else said[0][1].answer,
        tuple(item for _, found in said for item in found.items),
        tuple(quote for _, found in said for quote in found.quotes),
    )


def _lines(name: str, found: AnswerBody) -> list[str]:
    answers = tuple(dict.fromkeys(found.answer))
    if all(len(answer) <= LINE for answer in answers):
        return [say("by-plan", plan=name, said=say("answers").join(answers))] if answers else []
    return [say("by-plan", plan=name, said=answer) for answer in answers]
