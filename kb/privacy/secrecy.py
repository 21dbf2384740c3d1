"""Is the document for everybody? What it says of itself: how it is to be made public, a level of secrecy, a mark of the office.

Only what stands where such a statement stands counts: behind its label, behind 此件, with the ★, or as a whole line outside the
plan's items. A sentence that speaks of secrets, and a site's menu with 依申请公开, say nothing of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from kb.numerals import COUNTING
from kb.privacy.forms import below_labels, forms_in
from kb.privacy.hearing import any_of, bare, heard, lists
from kb.schema import Record, Span

_QUOTED = re.compile("“([^”]*)”")
_HEAD = 40
"""Lines at the beginning among which a level of secrecy may stand alone."""
_LINE = 16
"""Characters of a whole line that is a mark, at the most."""
_TRIM = " \t()[]【】〔〕·★☆*●■|,.;:!、。—-"


class Mark(Struct, frozen=True):
    """Words that say that the document is not for everybody."""

    words: str
    """As written, without white space."""
    span: Span | None
    """Null for words at the margin of a page and of the file's name, which are no part of the text."""


class _HeardLine(NamedTuple):
    span: Span
    words: str
    """As heard, without gaps, brackets and marks at its ends; empty for a blank line and one too long for a mark."""
    number: int
    """Counted from 1 over the lines that are not blank."""


def marks_of(record: Record) -> tuple[Mark, ...]:
    """Every such statement of the document in order, those outside its text last; empty where all may read it."""
    text, items = record.text, [item.span for item in record.items]
    found = sorted(set(_found(text, items)))
    whole = [span for span in found if not _inside(span, [other for other in found if other != span])]
    return (
        *(Mark("".join(text[slice(*span)].split()), span) for span in whole),
        *_at_margins(record),
        *_in_name(record.source.name),
    )


def _at_margins(record: Record) -> Iterator[Mark]:
    """Marks in the words that the reader left out and quotes in a note: heads, feet, watermarks."""
    for issue in record.issues:
        for quoted in _QUOTED.findall(issue.message) if issue.code == "reading-note" else ():
            if any(_found(quoted, [])):
                yield Mark("".join(quoted.split()), None)


def _in_name(name: str) -> Iterator[Mark]:
    """Marks in the file's name, whose parts stand between brackets, blanks and strokes: 某计划（内部资料）.docx."""
    parts = re.sub(r"[\s_\-—()（）\[\]【】〔〕]+", "\n", name.rpartition(".")[0])
    for span in _found(parts, []):
        yield Mark(parts[slice(*span)], None)


@cache
def _labelled() -> re.Pattern[str]:
    between = r"[ \t|]{0,8}[:为\])】]?[ \t|]{0,8}\n?[ \t|]{0,8}[\[(【☑√■]? {0,8}"
    return re.compile(
        rf"(?<![\u4e00-\u9fff])(?:{any_of('labels')}){between}(?:(?P<open>{any_of('open')})|(?P<closed>{any_of('closed')}))"
    )


@cache
def _term() -> str:
    """How long a level holds: ★5年, *一年, ★长期; with its star."""
    return rf" {{0,6}}[★☆✩✭⭐*] {{0,6}}(?:(?:[\d{COUNTING}] {{0,3}}){{1,4}}(?:{any_of('lengths')})|长 {{0,3}}期)?"


@cache
def _level() -> re.Pattern[str]:
    """A level behind its label; not where a list or a rule goes on: 密级为绝密、机密的文件."""
    between = r"[ \t|]{0,8}(?:[:\])】为][ \t|]{0,8}|\n|[ \t|【\[(])[\n \t|【\[(]{0,8}"
    return re.compile(
        rf"(?<![\u4e00-\u9fff])(?:{any_of('level_labels')}){between}(?:{any_of('levels', 'named_levels')})(?:{_term()}|级)?[\])】]?"
        r"(?![、,和或及与的\u4e00-\u9fff])"
    )


@cache
def _of_this() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{any_of('this')}) {{0,3}}(?:为|是|属于?|系)? {{0,3}}(?:{any_of('closed', 'lines', 'levels')}(?!级))"
    )


@cache
def _starred() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('levels')}){_term()}")


@cache
def _level_line() -> re.Pattern[str]:
    """A whole line that is a level: 秘密, 机密级, 秘密1年, 特急绝密."""
    urgency = f"(?:{any_of('urgency')})?"
    return re.compile(
        rf"{urgency}★?(?:{any_of('levels')})级?(?:★?[\d{COUNTING}]{{1,4}}(?:{any_of('lengths')}))?★?{urgency}"
    )


def _found(written: str, items: list[Span]) -> Iterator[Span]:
    text = heard(written)
    forms = {form.start: form for form in forms_in(text)}
    yield from (form.span for form in forms.values() if form.closed and _of_document(text, form.span, items))
    yield from (span for span in below_labels(text) if not _inside(span, items))
    for told in _labelled().finditer(text):
        open_too = told.start() in forms or _opens(text, told.end())
        if told["closed"] and not open_too and _of_document(text, told.span(), items):
            yield told.span()
    for pattern in (_of_this(), _level()):
        for told in pattern.finditer(text):
            if _of_document(text, told.span(), items) and not _mentioned(text, told.span()):
                yield told.span()
    for told in _starred().finditer(text):
        if not _inside(told.span(), items) and not _mentioned(text, told.span()):
            yield told.span()
    yield from _whole_lines(text, items)


def _of_document(text: str, span: Span, items: list[Span]) -> bool:
    """Whether a statement is the document's: outside the items, or with nothing but blanks and a bracket before it on its line."""
    before = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
    return not before.strip(" \t([【") or not _inside(span, items)


def _opens(text: str, at: int) -> bool:
    """Whether a list of choices goes on with an open one: a catalogue's row, not the document's own statement."""
    return re.match(rf"[、/,或和] *(?:{any_of('open')})", text[at : at + 24]) is not None


def _mentioned(text: str, span: Span) -> bool:
    """Whether a sentence speaks of the mark: “秘密★1年”, 秘密★1年字样."""
    quoted = text[max(0, span[0] - 1) : span[0]] in ("“", '"', "‘", "「", "《")
    return quoted or re.match(rf"[”\"’」]?(?:{any_of('mentions')}|的)", text[span[1] : span[1] + 12]) is not None


def _inside(span: Span, items: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in items)


def _lines_of(text: str) -> list[_HeardLine]:
    found: list[_HeardLine] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            short = bare(line) if len(line) <= _LINE * 8 else ""
            kept = "".join(character for character in short if character not in _TRIM)
            found.append(_HeardLine((start, start + len(line)), kept if len(kept) <= _LINE else "", len(found) + 1))
        start += len(line) + 1
    return found


def _whole_lines(text: str, items: list[Span]) -> Iterator[Span]:
    lines, ticked = _lines_of(text), tuple(sign for sign in lists()["ticked"] if not sign.isascii())
    choices = frozenset((*lists()["open"], *lists()["closed"]))
    for number, line in enumerate(lines):
        if not line.words or _inside(line.span, items):
            continue
        around = [other.words for other in lines[max(0, number - 1) : number + 2] if other is not line]
        said = line.words in lists()["lines"] and not any(words in choices for words in around)
        level = line.number <= _HEAD and _level_line().fullmatch(line.words)
        chosen = line.words.removeprefix(line.words[0]) in lists()["closed"] and line.words[0] in ticked
        if said or level or chosen:
            yield line.span
