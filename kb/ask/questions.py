"""A question is understood by the first pattern of `patterns.yaml` that fits it whole and whose slots are all known."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from kb.ask import plan_answers, topic_answers, unit_answers
from kb.ask.answer import Answer, AnswerQuote
from kb.ask.answer_body import AnswerBody, Asked
from kb.ask.frames import meanings_by_frame, refused
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.sentences import say
from kb.ask.several_plans import answer_by_plans
from kb.ask.topics import LONGEST
from kb.errors import UsageError
from kb.search import search
from kb.search.folding import fold
from kb.search.limits import checked_query

_NEAREST, _HITS = 3, 10
"""Questions and hits offered where nothing was understood."""

WIDE = 4
"""Readings whose matter is looked for in parts that stand apart."""

_SLOTS = {
    "topic": r"(?P<topic>.{2,40}?)",
    "before": r"(?P<before>.{0,40}?)",
    "after": r"(?P<after>.{0,24})",
    "unit": r"(?P<unit>.{2,24}?)",
    "other": r"(?P<other>.{2,24}?)",
    "plan": r"(?P<plan>.{2,40}?)",
    "plan2": r"(?P<plan2>.{2,40}?)",
    "year": r"(?P<year>(?:19|20)\d\d)年?",
}
NAMES = ("topic", "unit", "other")
"""Slots that must name something."""

ENDS = "?!。.,;:、…"
"""Marks around a question that say nothing."""

READ = ("topic", "unit", "other", "year", "plan", "plan2", "places")
"""Slots that hold words of the question."""

_ANSWERS = {**unit_answers.ANSWERS, **topic_answers.ANSWERS, **plan_answers.ANSWERS}
"""What answers a question, by intent; null where a slot is not known, so that the next pattern is tried."""


class Intent(Struct, frozen=True):
    """One kind of question."""

    intent: str
    ask: str
    """An example."""
    patterns: tuple[str, ...]


@cache
def intents() -> tuple[Intent, ...]:
    """The kinds of questions in the order in which they are tried."""
    data: Any = yaml.safe_load(Path(__file__).with_name("patterns.yaml").read_text(encoding="utf-8"))
    return msgspec.convert(data, tuple[Intent, ...])


class Wording(Struct, frozen=True):
    """How a question is made plain before the patterns are tried; see `wording.yaml`."""

    before: str
    after: str
    preamble: str
    plain: tuple[tuple[str, str], ...]
    nothing: str
    asking: str
    words: dict[str, str]
    asks: str
    told: dict[str, str]


@cache
def wording() -> Wording:
    """The reviewed wording."""
    data: Any = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8"))
    return msgspec.convert(data, Wording)


def slot_patterns() -> dict[str, str]:
    """What stands for the braces of a pattern, by name."""
    return _SLOTS | {name: f"(?:{words})" for name, words in wording().words.items()}


def pattern_texts() -> Iterator[tuple[str, str]]:
    """Intent and regular expression of every pattern, in the order in which they are tried."""
    for intent in intents():
        for text in intent.patterns:
            for slot, pattern in slot_patterns().items():
                text = text.replace("{" + slot + "}", pattern)
            yield intent.intent, text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((intent, re.compile(text)) for intent, text in pattern_texts())


def plainer_texts() -> tuple[tuple[str, str], ...]:
    """Regular expressions and what is put for them, in order, that make a folded question plain."""
    held = wording()
    marks = f"[{ENDS}]"
    ends = (f"^(?:(?:{held.before}){marks}?)+", f"(?:{marks}|{held.after}|(?<!干)嘛)+$")
    return (*((end, "") for end in ends), *held.plain)


@cache
def _plainer() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(text), put) for text, put in plainer_texts())


def plain_question(question: str) -> str:
    """The question folded, without politeness and final marks, in the words of the patterns.

    >>> plain_question("请问，垃圾分类到底归哪个局管呢？")
    '垃圾分类归哪个单位管'
    """
    asked = fold(question)
    for pattern, put in _plainer():
        asked = pattern.sub(put, asked)
    return asked


def meanings_by_pattern(asked: str) -> Iterator[tuple[str, Asked]]:
    """What the plain question may mean by patterns: intents with the words in their slots, the likeliest first."""
    for intent, pattern in _patterns():
        if told := pattern.fullmatch(asked):
            asked_for = {name: words for name, words in told.groupdict().items() if words}
            if {"before", "after"} & told.groupdict().keys():
                asked_for["topic"] = asked_for.pop("before", "") + asked_for.pop("after", "")
            if "topic" in asked_for and (not asked_for["topic"] or re.search(wording().asking, asked_for["topic"])):
                continue
            yield intent, asked_for


def ask(base: KnowledgeBase, question: str) -> Answer:
    """The answer to the question.

    Raises `UsageError` for one without a letter, a digit or a Han character, or beyond the limit (`kb.search.limits`).
    """
    question = checked_query(question)
    if not any(character.isalnum() for character in question):
        raise UsageError("没有问题", advice="例如: zeren ask 垃圾分类由谁牵头?")
    base.entries.clear()
    simple = "".join(base.same.simplified.get(character, character) for character in question)
    for intent, asked in _all_readings(simple, base):
        found: AnswerBody | None = _answered(base, intent, asked)
        if found is not None:
            return Answer(
                question=question,
                understood=True,
                intent=intent,
                reading=understanding(simple, intent, asked),
                said=found.said,
                answer=tuple(dict.fromkeys(found.answer)),
                items=tuple(dict.fromkeys(found.items)),
                quotes=tuple(dict.fromkeys(found.quotes)) or _where(base, found),
            )
    return _not_understood(base, question)


def _all_readings(question: str, base: KnowledgeBase) -> Iterator[tuple[str, Asked]]:
    """By patterns; by frames; by frames whose matter stands apart in the plan."""
    asked = plain_question(question)
    if refused(asked) or refused(fold(question)):
        return
    for words in dict.fromkeys((asked, re.sub(wording().preamble, "", asked))):
        yield from _readings_of(words, base)


def _readings_of(asked: str, base: KnowledgeBase) -> Iterator[tuple[str, Asked]]:
    by_frames = tuple(meanings_by_frame(asked, base))
    longest = [reading for reading in by_frames if "topic" in reading.asked][:WIDE]
    wide = ((intent, slots | {"wide": name}) for name in LONGEST for intent, slots in longest)
    for intent, slots in (*meanings_by_pattern(asked), *by_frames, *wide):
        if not any(re.fullmatch(wording().nothing, slots.get(name, "")) for name in NAMES):
            yield intent, slots


def understanding(question: str, intent: str, asked: Asked) -> str:
    """What was understood: the kind of question, the words of each slot, the other words.

    >>> understanding("请问垃圾分类由谁牵头", "lead-of", {"topic": "垃圾分类"})
    '问牵头单位；事项“垃圾分类”；其余的话“请问…由谁牵头”'
    """
    names, rest = wording().told, fold(question)
    parts = [say("understood", question=names[intent])]
    for slot in READ:
        if slot in asked:
            rest = _without(rest, asked[slot].split("|"))
            words = say("answers").join(asked[slot].split("|"))
            parts.append(say("slot", slot=names[slot], words=words))
    other = say("cut").join(part for part in rest.split("\n") if part.strip(ENDS))
    return say("clauses").join([*parts, *([say("rest", words=other)] if other else [])])


def _without(text: str, words: Sequence[str]) -> str:
    """The text with breaks for the words, each whole or, where it stands in parts, character by character."""
    for word in words:
        if word in text:
            text = text.replace(word, "\n", 1)
            continue
        left = list(word)
        kept = ["\n" if left and character == left[0] and left.pop(0) else character for character in text]
        text = "".join(kept) if not left else text
    return text


def _answered(base: KnowledgeBase, intent: str, asked: Asked) -> AnswerBody | None:
    answer = _ANSWERS[intent]
    return answer(base, asked) if intent in plan_answers.OF_SEVERAL else answer_by_plans(answer, base, asked)


def _where(base: KnowledgeBase, found: AnswerBody) -> tuple[AnswerQuote, ...]:
    """The items that were looked at, where the document does not say what was asked."""
    return tuple(base.quote(base.plan_of[id], base.items[id].span, id) for id in dict.fromkeys(found.items))


def _not_understood(base: KnowledgeBase, question: str) -> Answer:
    hits = search(base.index, plain_question(question) or question, engine=base.engine, limit=_HITS).hits
    items = tuple(dict.fromkeys(hit.item for hit in hits if hit.item))
    asked = plain_question(question)
    alike = sorted(intents(), key=lambda one: -difflib.SequenceMatcher(None, asked, plain_question(one.ask)).ratio())
    said = "没有听懂这个问题，以下是按字查找的结果" if items else "没有听懂这个问题，按字查找也没有结果"
    nearest = tuple(one.ask for one in alike[:_NEAREST])
    return Answer(question=question, understood=False, said=said, items=items, nearest=nearest)
