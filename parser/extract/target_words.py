"""The words around a figure, compiled: what stands directly before it, and how the words before that are cleaned.

`Tail` is what the words directly before a figure say: `…提高到不低于` is a rise to a level with a lower bound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from kb.numerals import COUNTING
from kb.schema import Comparator
from parser.lexicon import any_of, load

TIME = "\0"
"""Stands for each character of a time in the words that are read here."""

Verb = Literal["level", "stay", "cap", "rise_to", "fall_to", "rise", "fall"]
_WINDOW = 18
"""The longest tail: 要稳定达到国家下达的不低于."""


class Tail(Struct, frozen=True):
    """Verb and comparator directly before a figure; `length` is how many characters they take."""

    verb: Verb | None
    comparator: Comparator | None
    norm: bool
    """不低于 and its like: they say what must be even of a property."""
    length: int
    words: str


@cache
def _tail_pattern() -> re.Pattern[str]:
    words = load("targets")
    rise, fall, reach = any_of(words["rise"]), any_of(words["fall"]), any_of(words["reach"])
    comparator = any_of([w for ws in words["before"].values() for w in ws])
    work = ("改造", "整治", "改扩建")
    grown = "(?<!新)" + "".join(f"(?<!{w})(?<!{w}提)" for w in work)  # 新增, 改造提升 are work
    apart = r"(?<![就附最靠临])"  # 附近, 最近 are no 近
    return re.compile(
        rf"(?:(?P<rise_to>{grown}{rise}了?{reach})|(?P<fall_to>{fall}了?{reach})|(?P<stay>{any_of(words['stay'])})"
        rf"|(?P<cap>{any_of(words['cap'])})|(?P<level>(?<![作分成列评认划因]){any_of(words['level'])})"
        rf"|(?P<rise>{grown}{rise})|(?P<fall>{fall}))?(?:{TIME}+末?的)?了?的?(?:国家|省|市|上级)?(?:下达的?|规定的?)?"
        rf"(?P<first>{apart}(?:{comparator}))?(?P<second>{apart}(?:{comparator}))?[“\"]?$"
    )


@cache
def _comparators() -> dict[str, Comparator]:
    return {w: c for c, ws in load("targets")["before"].items() for w in ws}


def read_tail(left: str) -> Tail:
    """What stands at the end of `left`, the words before a figure."""
    window = left[-_WINDOW:]
    match = _tail_pattern().search(window)
    if match is None or not match.group():
        return Tail(None, None, False, 0, "")
    verb = next((v for v in _VERBS if match[v]), None)
    first, second = match["first"], match["second"]
    words = [w for w in (first, second) if w]
    found = [_comparators()[w] for w in words]
    comparator = next((c for c in found if c != "~"), found[0] if found else None)
    norm = any(w in load("targets")["norms"] for w in words)
    if verb is None and comparator is None:
        return Tail(None, None, False, 0, "")
    return Tail(verb, comparator, norm, len(match.group()), match.group())


_VERBS: tuple[Verb, ...] = ("rise_to", "fall_to", "stay", "cap", "level", "rise", "fall")


@cache
def changing() -> re.Pattern[str]:
    """Matches text that ends in a verb of rise or fall: the 到 after it belongs to the verb and not to a time."""
    words = load("targets")
    return re.compile(rf"(?:{any_of(words['rise'])}|{any_of(words['fall'])})$")


@cache
def ending(name: str) -> re.Pattern[str]:
    """Matches text that ends in a word of the list `name` of targets.yaml."""
    return re.compile(rf"{_listed(name)}$")


@cache
def beginning(name: str) -> re.Pattern[str]:
    """Matches (with `match`) text that begins with a word of the list `name`."""
    return re.compile(_listed(name))


@cache
def containing(name: str) -> re.Pattern[str]:
    """Searches for any word of the list `name`."""
    return re.compile(_listed(name))


def _listed(name: str) -> str:
    words: Sequence[str] | dict[str, object] = load("targets")[name]
    return any_of(list(words))


@cache
def head_pattern() -> re.Pattern[str]:
    """Matches text that ends in the name of a measurable quantity (…率, …总量), not in 质量, 力量, 制度 or 对比."""
    single = r"(?<![质力含氧])量|(?<![参多少分])数|(?<![制力程态])度|(?<![对])比"
    longer = any_of([w for w in load("targets")["heads"] if w not in ("量", "数", "度", "比")])
    return re.compile(rf"(?:{longer}|{single})(?:\([^()]{{1,8}}\))?$")


@cache
def tails() -> re.Pattern[str]:
    """Matches the longest shared ending of an indicator: 污水处理率 of 全区城市污水处理率."""
    return re.compile(rf"{_listed('tails')}$")


def strip_leading(text: str) -> str:
    """`text` without the words that only lead to an indicator: 其中, 力争, 确保, 使."""
    pattern = _leading()
    while text:
        match = pattern.match(text)
        if match is None or match.end() == len(text):
            return text
        text = text[match.end() :]
    return text


def strip_trailing(text: str) -> str:
    """`text` without the words between an indicator and its verb: 均, 分别, 确保, 应于."""
    pattern = ending("trailing")
    while text:
        match = pattern.search(text)
        if match is None or ending("trailing_words").search(text):
            return text
        if match.start() == 0:
            return ""
        text = text[: match.start()]
    return text


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"(?:{_listed('leading')}|[,、:。;)\s]|\d{{1,2}}[.、]|\([{COUNTING}\d]{{1,3}}\))")
