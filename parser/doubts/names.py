"""Doubts about the names of units: words that no name holds, names cut out of longer ones, unreadable characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kb.schema import Duty, Item, Record, Span
from kb.units.forms import DAMAGE, grade
from parser.document import folded
from parser.extract.times import is_time
from parser.lexicon import any_of, load

Doubtful = tuple[Item | None, str, Span]
"""The item, null where it is in none, what is doubtful, and where."""


def _named(record: Record) -> Iterator[tuple[Item, Duty, str]]:
    """Every duty with the folded name as written."""
    text = folded(record.text)
    for item in record.items:
        for duty in item.duties:
            same = duty.mention == "".join(record.text[slice(*duty.span)].split())
            yield item, duty, "".join(text[slice(*duty.span)].split()) if same else duty.mention


@cache
def _foreign() -> re.Pattern[str]:
    """Labels with their colon, words of rules, verbs of responsibility at the end, list numbers."""
    words = load("units")
    rules = any_of(load("statements")["from_here_on"])
    return re.compile(rf"{any_of(words['labels'])}\s*[:：]|{rules}|[:：]|^\d{{1,3}}[.．、]|\d{{6,}}")


def foreign_words(record: Record) -> Iterator[Doubtful]:
    """A unit that contains a label, a time, a rule's words or a number of a row."""
    for item, duty, name in _named(record):
        bare = DAMAGE.sub("", name)
        known = grade(bare).cost < 1
        if not known and (_foreign().search(bare) or is_time(bare)):
            yield item, duty.mention, duty.span


def unreadable(record: Record) -> Iterator[Doubtful]:
    """A name with a character that could not be read."""
    for item, duty, name in _named(record):
        if "\ufffd" in name or DAMAGE.search(name):
            yield item, duty.mention, duty.span


@cache
def _goes_on() -> re.Pattern[str]:
    """Words behind a name that are no part of it, at the place where they begin."""
    words = load("units")
    roles = [*words["role_words"], *words["conjunctions"], *words["labels"]]
    verbs = [word for role in ("lead", "support", "responsible", "adverbs") for word in load("statements")[role]]
    return re.compile(any_of([*roles, *verbs, *words["behind_names"]]))


_HAN = re.compile("[\u4e00-\u9fff]")
_WIDEST = 8
"""Characters behind a name within which a longer name may end."""


def part_of_name(record: Record) -> Iterator[Doubtful]:
    """A name right behind which other characters stand, with which it would be a known unit too."""
    text = folded(record.text)
    for item, duty, name in _named(record):
        end = duty.span[1]
        behind = text[end : end + 1]
        if not _HAN.match(behind) or _goes_on().match(text, end) or any(d.span[0] == end for d in item.duties):
            continue
        longer = (name + text[end : end + more] for more in range(1, _WIDEST + 1))
        if any(form.tier == "known" and form.cost < 0.6 for form in map(grade, longer)):
            yield item, duty.mention, duty.span
