"""Doubts about what a text still says: who is responsible, in a bracket that was not read; figures in a name of an indicator."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from kb.schema import Record
from parser.document import folded
from parser.doubts.names import Doubtful
from parser.extract.units import looks_like_units
from parser.lexicon import any_of, load
from parser.lexicon.markers import marker
from parser.outline.unit_heads import unit_head

_UNITS = 0.45
"""Likeness to units from which on a piece of a bracket is a list of them."""


@cache
def _brackets() -> re.Pattern[str]:
    return re.compile(r"[（(〔\[【][^（()）〔〕\[\]【】]{3,200}[)）〕\]】]")


@cache
def _roles() -> re.Pattern[str]:
    words = load("statements")
    verbs = [word for role in ("lead", "support", "responsible") for word in words[role]]
    labels = [word for role in ("lead", "support", "responsible") for word in load("headers")[role] if len(word) > 3]
    return re.compile(rf"{any_of(verbs)}\s*[)）〕\]】，,；;]|{any_of(labels)}\s*[:：]")


def unread_statement(record: Record) -> Iterator[Doubtful]:
    """A bracket among an item's words that says who is responsible, and names nobody in the record."""
    text = folded(record.text)
    read = sorted(duty.span[0] for item in record.items for duty in item.duties)
    for item in record.items:
        for found in _brackets().finditer(text, *item.span):
            words, near = found.group(), bisect_right(read, found.start())
            is_read = near < len(read) and read[near] < found.end()
            if not is_read and _roles().search(words) and _names_units(words[1:-1]):
                yield item, record.text[slice(*found.span())], found.span()


def _names_units(words: str) -> bool:
    pieces = re.split("[，,；;。:：]", _roles().sub(" ", f"{words}，"))
    return any(looks_like_units(piece.strip()) >= _UNITS for piece in pieces if len(piece.strip()) > 2)


_SENTENCE = re.compile(r"(?:\A|(?<=[。；;\n]))\s*(?P<words>[^。；;\n]{8,200})(?=[。；;])")
"""A sentence with its end; a line of a list has none."""


def unread_duty(record: Record) -> Iterator[Doubtful]:
    """A sentence in no item that begins with the unit that acts: 区财政局负责资金保障。"""
    text = folded(record.text)
    held = sorted(item.span for item in record.items)
    starts = [start for start, _ in held]
    for region in record.regions:
        for found in _SENTENCE.finditer(text, *region.span) if region.kind == "heading" else ():
            words = found["words"]
            at = found.start("words")
            mark = marker(words)
            at, words = (at + mark.length, words[mark.length :]) if mark else (at, words)
            near = bisect_right(starts, at) - 1
            if not (near >= 0 and held[near][1] > at) and _acts(words):
                yield None, words, (at, at + len(words))


def _acts(words: str) -> bool:
    """Whether a sentence is units and, right behind them, what they do."""
    head = unit_head(words, section=True)
    return head is not None and head.body == 0 and head.end < len(words) and not _NOUN.match(words, head.end)


_NOUN = re.compile("[的和、，,]|负责[同人]")


def figures_in_indicator(record: Record) -> Iterator[Doubtful]:
    """An indicator in whose name its own value stands: 改造老旧小区12个数量."""
    for item in record.items:
        for target in item.targets:
            figure = rf"(?<![\d.]){re.escape(f'{target.value:g}')}{re.escape(target.unit or '')}(?![\d.])"
            if target.unit and re.search(figure, target.indicator):
                yield item, target.indicator, target.span
