"""Is the document for everybody? What it says of itself: how it is to be made public, a level of secrecy, a mark of the office.

Only what stands where such a statement stands counts: behind its label, behind 此件, with the ★, or as a whole line outside the
plan's items. A sentence that speaks of secrets, and a site's menu with 依申请公开, say nothing of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from kb.numerals import COUNTING
from kb.privacy.forms import below_labels, forms_in
from kb.schema import Record, Span

_QUOTED = re.compile("“([^”]*)”")
_HEAD = 40
"""Lines at the beginning among which a level of secrecy may stand alone."""


class Mark(Struct, frozen=True):
    """Words that say that the document is not for everybody."""

    words: str
    """As written, without white space."""
    span: Span | None
    """Null for words at the margin of a page, which are no part of the text."""


def marks_of(record: Record) -> tuple[Mark, ...]:
    """Every such statement of the document in order, those at the margins of pages last; empty where all may read it."""
    text, items = record.text, [item.span for item in record.items]
    found = {span: Mark("".join(text[slice(*span)].split()), span) for span in _found(text, items)}
    return (*(found[span] for span in sorted(found)), *_at_margins(record))


def _at_margins(record: Record) -> Iterator[Mark]:
    """Marks in the words that the reader left out and quotes in a note: heads, feet, watermarks."""
    for issue in record.issues:
        for quoted in _QUOTED.findall(issue.message) if issue.code == "reading-note" else ():
            if any(_found(quoted, [])):
                yield Mark("".join(quoted.split()), None)


@cache
def _data() -> dict[str, list[str]]:
    data: Any = yaml.safe_load(Path(__file__).with_name("data").joinpath("secrecy.yaml").read_text(encoding="utf-8"))
    return {name: [str(word) for word in held] for name, held in data.items()}


def _any(name: str, *, gaps: bool = False) -> str:
    """The words of the list as an expression, the longest first; with blanks between the characters where `gaps`."""
    words = sorted(_data()[name], key=lambda word: (-len(word), word))
    return "|".join(r"[ \u3000]{0,3}".join(word) if gaps else word for word in words)


@cache
def _labelled() -> re.Pattern[str]:
    closed, opened = _any("closed", gaps=True), _any("open", gaps=True)
    between = r"[ \u3000\t|]{0,8}[:：为】\]]?[ \u3000\t|]{0,8}\n?[ \u3000\t|]{0,8}[\[（(【☑√■]?[ \u3000]{0,8}"
    return re.compile(
        rf"(?<![\u4e00-\u9fff])(?:{_any('labels', gaps=True)}){between}(?:(?P<open>{opened})|(?P<closed>{closed}))"
    )


@cache
def _of_this() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_any('this', gaps=True)})(?:为|是|属)?(?:{_any('closed', gaps=True)}|{_any('lines', gaps=True)})"
    )


@cache
def _starred() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_any('levels', gaps=True)})[ \u3000]{{0,3}}[★☆✩✭⭐][ \u3000]{{0,3}}(?:[\d{COUNTING}]+[ \u3000]{{0,3}}(?:年|个月|月|天|日)|长期)?"
    )


@cache
def _level() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_any('level_labels')})[ \u3000]{{0,8}}[:：][ \u3000]{{0,8}}(?:{_any('levels', gaps=True)})(?!级)"
    )


@cache
def _lines() -> frozenset[str]:
    return frozenset(_data()["lines"])


def _found(text: str, items: list[Span]) -> Iterator[Span]:
    forms = {form.start: form for form in forms_in(text, _data())}
    for form in forms.values():
        if form.closed and _of_document(text, form.span, items):
            yield form.span
    for span in below_labels(text, _data()):
        if not _inside(span, items):
            yield span
    for told in _labelled().finditer(text):
        if (
            told.start() not in forms
            and told["closed"]
            and _of_document(text, told.span(), items)
            and not _opens(text, told.end())
        ):
            yield told.span()
    for pattern in (_of_this(), _level()):
        for told in pattern.finditer(text):
            if _of_document(text, told.span(), items):
                yield told.span()
    for told in _starred().finditer(text):
        if not _inside(told.span(), items) and not _quoted(text, told.start()):
            yield told.span()
    yield from _whole_lines(text, items)


def _of_document(text: str, span: Span, items: list[Span]) -> bool:
    """Whether a statement is the document's: outside the items, or with nothing but blanks and a bracket before it on its line."""
    before = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
    return not before.strip(" \t\u3000（([【") or not _inside(span, items)


def _opens(text: str, at: int) -> bool:
    """Whether a list of choices goes on with an open one: a catalogue's row, not the document's own statement."""
    return re.match(rf"[、/,，或和][ \u3000]*(?:{_any('open')})", text[at : at + 12]) is not None


def _quoted(text: str, at: int) -> bool:
    return text[max(0, at - 1) : at] in ("“", '"', "‘", "「", "《")


def _inside(span: Span, items: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in items)


def _whole_lines(text: str, items: list[Span]) -> Iterator[Span]:
    start, number = 0, 0
    for line in text.split("\n"):
        bare = re.sub(r"[\s\u3000（）()【】\[\]〔〕★☆*●■·,，。.;；:：!！、—-]", "", line)
        number += bool(bare)
        span = (start, start + len(line))
        start += len(line) + 1
        if not bare or len(bare) > 12:
            continue
        if (bare in _lines() or (number <= _HEAD and bare in _data()["levels"])) and not _inside(span, items):
            yield span
