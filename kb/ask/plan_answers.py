"""Questions about whole plans: what falls due in a year, what has no lead, what a plan is, how two plans differ."""

from __future__ import annotations

from collections.abc import Callable

from kb.ask.answer_body import AnswerBody, Asked, due_deadlines, item_list
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.sentences import say
from kb.ask.topic_answers import topic_by_plan
from kb.schema import Item, Plan
from kb.search.contract import FACETS
from kb.search.entries import years_of
from kb.search.folding import fold
from kb.search.query import values_named
from kb.wording import target_sentence

DUTIES = ("task", "project")
"""Kinds of items that must have a unit."""


def _no_lead(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    items = [
        item
        for item in base.items_of(asked.get("in"))
        if item.kind in DUTIES and not any(duty.role in ("lead", "responsible") for duty in item.duties)
    ]
    return item_list(base, say("no-lead"), items, say("no-lead-none"))


def _no_deadline(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    items = [item for item in base.items_of(asked.get("in")) if item.kind in DUTIES and not due_deadlines(item)]
    return item_list(base, say("no-deadline"), items, say("no-deadline-none"))


def _due_in(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    year = int(asked["year"])
    items: list[Item] = [item for item in base.items_of(asked.get("in")) if year in years_of(item)]
    return item_list(base, say("due-in", year=year), items, say("due-in-none", year=year))


def _targets_in(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    year = int(asked["year"])
    held = [(item, target) for item in base.items_of(asked.get("in")) for target in item.targets if target.year == year]
    if not held:
        return AnswerBody(say("targets-in-none", year=year))
    return AnswerBody(
        say("targets-in", year=year, count=len(held)),
        tuple(target_sentence(target) for _, target in held),
        tuple(item.id for item, _ in held),
        tuple(base.quote(base.plan_of[item.id], target.span, item.id) for item, target in held),
    )


def _plan_fact(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    fact = next(iter(asked))
    answers, quotes = [], []
    for id, record in base.records.items():
        said, shown = _fact(record.plan, len(record.items), fact)
        if said:
            many = len(base.records) > 1
            answers.append(f"{record.plan.title}：{said}" if many else said)
            at = record.text.find(shown) if shown else -1
            if at >= 0:
                quotes.append(base.quote(id, (at, at + len(shown))))
    told = {"issuer": "印发单位", "number": "文号", "issued": "印发日期", "period": "实施年限", "count": "事项数"}[fact]
    return AnswerBody(told if answers else f"原文没有写明{told}", tuple(answers), (), tuple(quotes))


def _fact(plan: Plan, count: int, fact: str) -> tuple[str, str]:
    """What the plan says of itself, and the words in its text that say so."""
    match fact:
        case "issuer":
            return plan.issuer or "", plan.issuer or ""
        case "number":
            return plan.document_number or "", plan.document_number or ""
        case "issued":
            return plan.issued_on or "", plan.issued_on or ""
        case "period":
            years = [str(year) for year in (plan.start_year, plan.end_year) if year]
            return "-".join(years) + "年" if years else "", plan.title
        case _:
            return f"{count} 项", ""


def _compare(base: KnowledgeBase, asked: Asked) -> AnswerBody | None:
    chosen: list[str] = []
    for slot in ("plan", "plan2"):
        found = values_named(fold(asked[slot]), base.same.facets.get(FACETS["plan"], ())) if slot in asked else []
        if slot in asked and len(found) != 1:
            return None
        chosen += found
    places = asked["places"].split("|") if "places" in asked else ()
    chosen = list(dict.fromkeys((*chosen, *(plan for place in places for plan in base.places[place]))))
    plans = chosen or list(base.records)
    return topic_by_plan(base, asked, plans) if len(plans) > 1 else None


ANSWERS: dict[str, Callable[[KnowledgeBase, Asked], AnswerBody | None]] = {
    "no-lead": _no_lead,
    "no-deadline": _no_deadline,
    "due-in": _due_in,
    "targets-in": _targets_in,
    "plan-fact": _plan_fact,
    "compare": _compare,
}
"""By intent."""
OF_SEVERAL = ("compare", "plan-fact")
"""Those that speak of each plan by themselves."""
