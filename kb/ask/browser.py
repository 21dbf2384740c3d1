"""The same questions in the browser, without a server: what `ask.js` answers from, as small scripts.

    head     patterns, wording, examples; first keys of the blocks; which answers are ready
    i<n>     a block of entries (numbered as in the search): of an item its units, times and targets with their words, of a
             target its value
    u<n>     a block of units by id: names, what became of them, the plans that name them
    p<n>     a plan: the ids of its units
    f<n>     an answer that needs no words of the reader's: what is due in 2020, who leads most

`ask.js` understands by the same patterns in the same order and answers what `kb.ask` answers; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kb.ask import topics
from kb.ask.answer import AnswerQuote
from kb.ask.answer_body import Asked, due_deadlines, item_with_words
from kb.ask.frames import LEADING, STRETCH, TRAILING, UNITS, WAYS, YEAR, cuts, refusal
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.known_words import LONGEST_WORD, MARKS, frames, lexicon
from kb.ask.mentions import LONGEST, SHORTEST
from kb.ask.plan_answers import ANSWERS as OF_PLANS
from kb.ask.plan_answers import DUTIES, OF_SEVERAL
from kb.ask.questions import ENDS, NAMES, READ, WIDE, intents, pattern_texts, plainer_texts, wording
from kb.ask.sentences import sentences
from kb.ask.several_plans import LINE
from kb.ask.topic_answers import LIMITS
from kb.ask.unit_answers import ANSWERS as OF_UNITS
from kb.ask.unit_answers import MAIN, first_named
from kb.schema import Item
from kb.search.browser import chunks, script
from kb.search.contract import Entry
from kb.search.entries import years_of
from kb.search.folding import fold
from kb.search.limits import MATTER
from kb.wording import target_sentence

_BLOCK = 8_000
"""Characters of a block at which the next one begins."""
_SHOWN = 300
"""Lines of a ready answer that are kept; its words tell how many there are."""
_QUOTED = 160
"""Characters of a quote that the browser shows."""

Place = Callable[[str], str]
"""Address of an item by its id."""


def ask_files(base: KnowledgeBase, entries: Sequence[Entry], place: Place) -> Iterator[tuple[str, bytes]]:
    """Name and content of every script, for the folder that the page's `zeren.load` reads from."""
    numbers = {entry.id: number for number, entry in enumerate(entries) if entry.type == "item"}
    known = ((n, _entry(base, entry, numbers, place)) for n, entry in enumerate(entries) if entry.item)
    blocks = list(chunks(known, _BLOCK))
    units = list(chunks(((id, _unit(base, id, place)) for id in sorted(base.units)), _BLOCK))
    ready = list(_ready(base))
    yield script("ask/asks", "asks", wording().asks)
    yield script(
        "ask/head",
        "head",
        _head(base, entries)
        | {
            "blocks": [block[0][0] for block in blocks],
            "units": [block[0][0] for block in units],
            "ready": {key: number for number, (key, _, _) in enumerate(ready)},
        },
    )
    for name, made in (("i", blocks), ("u", units)):
        for number, block in enumerate(made):
            yield script(f"ask/{name}{number}", f"{name}{number}", dict(block))
    for number, named in enumerate(base.held.values()):
        yield script(f"ask/p{number}", f"p{number}", named)
    for number, (_, intent, asked) in enumerate(ready):
        yield script(f"ask/f{number}", f"f{number}", _answered(base, intent, asked, place))


def _head(base: KnowledgeBase, entries: Sequence[Entry]) -> dict[str, Any]:
    plans: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if entry.type != "unit":
            plans.setdefault(entry.plan, number)
    return {
        "patterns": [[intent, _javascript(text)] for intent, text in pattern_texts()],
        "plainer": [[_javascript(text), put] for text, put in plainer_texts()],
        "examples": [[intent.ask, intent.intent] for intent in intents()],
        "said": sentences().said,
        "roles": sentences().roles,
        "whole": sentences().whole,
        "main": [sentences().main, MAIN],
        "facts": sentences().facts,
        "shares": sentences().shares,
        "unitDuties": sentences().unit_duties,
        "topicUnits": {name: [asked.verb, asked.roles] for name, asked in sentences().topic_units.items()},
        "several": OF_SEVERAL,
        "duties": DUTIES,
        "nothing": wording().nothing,
        "asking": wording().asking,
        "told": wording().told,
        "read": READ,
        "preamble": wording().preamble,
        "names": NAMES,
        "around": topics.name_wrapping().pattern,
        "joints": topics.JOINTS.pattern,
        "limits": {
            "matter": MATTER,
            **LIMITS,
            "slack": topics.SLACK,
            "wider": topics.WIDER,
            "most": topics.MOST,
            "headings": topics.HEADINGS,
            "longest": topics.LONGEST,
            "part": topics.PART,
            "left": topics.LEFT,
            "quotes": topics.QUOTES,
            "known": LONGEST_WORD,
            "shortest": SHORTEST,
            "ends": ENDS,
            "trailing": TRAILING,
            "yearEnd": YEAR,
            "ways": WAYS,
            "stretch": STRETCH,
            "leading": LEADING,
            "units": UNITS,
            "name": LONGEST,
            "wide": WIDE,
            "line": LINE,
            "marks": MARKS,
        },
        "plans": [[id, start, base.records[id].plan.title, base.called(id)] for id, start in plans.items()],
        "held": {id: number for number, id in enumerate(base.held)},
        "places": base.places,
        "now": base.now,
        "endings": "".join(sorted(base.endings)),
        "frames": {
            "refuse": refusal(),
            "light": frames().light,
            "dropped": frames().dropped,
            "cuts": [[name, pattern] for name, pattern in cuts()],
            "words": {word: sorted(classes) for word, classes in lexicon().items()},
            "frames": [
                [frame.intent, frame.of, frame.has, (*frame.may, *frames().always), frame.set]
                for frame in frames().frames
            ],
        },
    }


def _javascript(pattern: str) -> str:
    return pattern.replace("(?P<", "(?<")


def _entry(base: KnowledgeBase, entry: Entry, numbers: dict[str, int], place: Place) -> dict[str, Any]:
    assert entry.item is not None
    item = base.items[entry.item]
    if entry.type == "target":
        target = item.targets[int(entry.id.rpartition("-")[2]) - 1]
        return {
            "item": numbers[item.id],
            "value": target_sentence(target),
            "year": target.year,
            "quote": _words(base, item, target.span),
        }
    return {
        "id": item.id,
        "kind": item.kind,
        "called": fold(item.title or ""),
        "label": item_with_words(item),
        "href": place(item.id),
        "quote": _words(base, item, item.span),
        "duties": [
            [
                duty.role,
                duty.unit,
                _name(base, duty.unit, duty.mention),
                duty.mention,
                duty.certainty,
                _words(base, item, duty.span),
            ]
            for duty in item.duties
        ],
        "due": [[deadline.text, _words(base, item, deadline.span)] for deadline in due_deadlines(item)],
        "targets": [[target_sentence(t), t.year, _words(base, item, t.span)] for t in item.stated_targets],
        "own": len(item.targets),
    }


def _name(base: KnowledgeBase, unit: str, mention: str) -> str:
    return base.units[unit].name if unit in base.units else mention


def _words(base: KnowledgeBase, item: Item, span: tuple[int, int]) -> str:
    return shortened(base.quote(base.plan_of[item.id], span, item.id))


def shortened(quote: AnswerQuote) -> str:
    """The words of the quote, as many as the browser shows."""
    return quote.text if len(quote.text) <= _QUOTED else quote.text[:_QUOTED] + "…"


def _unit(base: KnowledgeBase, id: str, place: Place) -> dict[str, Any]:
    unit = base.units[id]
    named = first_named(base, unit)
    return {
        "name": unit.name,
        "full": unit.full_name,
        "became": base.became.get(id, ()),
        "quotes": [[shortened(quote), place(quote.item or "")] for quote in named],
        "group": unit.kind == "group",
        "plans": [plan for plan, units in base.held.items() if id in units],
    }


def _ready(base: KnowledgeBase) -> Iterator[tuple[str, str, Asked]]:
    """Key, intent and slots of every question without words of the reader's that the knowledge base can answer."""
    years = sorted(
        {year for item in base.items.values() for year in (*years_of(item), *(t.year for t in item.targets if t.year))}
    )
    asked: list[tuple[str, Asked]] = [("no-lead", {}), ("no-deadline", {})]
    asked += [("plan-fact", {fact: "?"}) for fact in ("issuer", "number", "issued", "period", "count")]
    asked += [
        ("most", {name: value for name, value in (("role", role), ("kind", kind)) if value})
        for role in ("", "牵头", "配合", "负责")
        for kind in ("", "项目")
    ]
    asked += [(intent, {"year": str(year)}) for intent in ("due-in", "targets-in") for year in years]
    for intent, slots in asked:
        told = (
            sorted(slots)
            if intent == "plan-fact"
            else [slots.get("role", ""), "kind" if slots.get("kind") else "", slots.get("year", "")]
        )
        yield "|".join([intent, *told]), intent, slots


def _answered(base: KnowledgeBase, intent: str, asked: Asked, place: Place) -> dict[str, Any]:
    found = {**OF_UNITS, **OF_PLANS}[intent](base, asked)
    assert found is not None
    quotes = [[shortened(quote), place(quote.item) if quote.item else ""] for quote in dict.fromkeys(found.quotes)]
    items = tuple(dict.fromkeys(found.items))
    answers = tuple(dict.fromkeys(found.answer))
    return {"said": found.said, "answer": answers[:_SHOWN], "items": items[:_SHOWN], "quotes": quotes[:_SHOWN]}
