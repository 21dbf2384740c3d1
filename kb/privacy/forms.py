"""How a document is to be made public, stated by a form with boxes or by a table: 公开方式 主动公开□ 依申请公开☑.

The words and signs are those of `data/secrecy.yaml`. A form in which nothing is ticked says nothing, and so not that all may
read the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from kb.privacy.hearing import any_of, bare, lists
from kb.schema import Span

_BETWEEN = re.compile(r"(?:[ \t:、,/|;()\[\]【】为\n]|(?:\d|[A-Da-d])[.、)]?(?=[^\x00-\x7f])){1,24}")  # 2.依申请公开
_BRACKETS = "[]()【】"
_CHOICES = 12
"""Choices and boxes of a form at the most."""
_CELL = 40
"""Characters of a cell that is a label or a choice."""


class ChoiceForm(NamedTuple):
    """A label with its choices."""

    start: int
    """Where the label begins."""
    span: Span
    """From the label to the choice that is ticked; to the end of the form where none is."""
    closed: bool
    """Whether the form says that the document is not for everybody."""


class _Token(NamedTuple):
    kind: str
    """open, closed; ticked, empty, cross, circle."""
    start: int
    end: int


@cache
def _label() -> re.Pattern[str]:
    hint = rf"(?:[(][^()\n]{{0,12}}(?:{any_of('hints')})[^()\n]{{0,8}}[)])?"
    return re.compile(rf"(?<![\u4e00-\u9fff])(?:{any_of('labels')}){hint}")


@cache
def _token() -> re.Pattern[str]:
    kinds = ("closed", "open", "ticked", "empty", "cross", "circle", "agreed")
    return re.compile("|".join(f"(?P<{kind}>{any_of(kind)})" for kind in kinds))


def forms_in(text: str) -> Iterator[ChoiceForm]:
    """The statements with boxes of a text as it is heard (`hearing.heard`), in order."""
    for label in _label().finditer(text):
        tokens: list[_Token] = []
        at = label.end()
        while len(tokens) < _CHOICES:
            gap = _BETWEEN.match(text, at)
            found = _token().match(text, gap.end() if gap else at)
            if found is None:
                break
            kind = "open" if found.lastgroup == "agreed" else found.lastgroup or ""
            tokens.append(_Token(kind, *found.span()))
            at = found.end()
        if len({one.kind in ("open", "closed") for one in tokens}) == 2:  # choices and signs
            chosen = _chosen(text, tokens)
            ends = [one.end for one in chosen] or [tokens[-1].end]
            closed = not chosen or any(one.kind == "closed" for one in chosen)
            yield ChoiceForm(label.start(), (label.start(), max(ends)), closed)


def _chosen(text: str, tokens: list[_Token]) -> list[_Token]:
    """The choices that are ticked; a box belongs to the choice that it touches, else to the side on which the form has them."""
    kinds = {one.kind for one in tokens}
    choices = [one for one in tokens if one.kind in ("open", "closed")]
    marks = [one for one in tokens if one.kind == "ticked"]
    if not marks:
        marks = [one for one in tokens if one.kind == "cross"]
    if not marks and "circle" in kinds:
        circles = [one for one in tokens if one.kind == "circle"]
        marks = circles if "empty" in kinds or len(circles) < len(choices) else []
    before = tokens[0].kind not in ("open", "closed")
    chosen = [choice for mark in marks if (choice := _choice_of(text, mark, tokens, before=before))]
    return [choice for choice in choices if choice in chosen]


def _choice_of(text: str, mark: _Token, tokens: list[_Token], *, before: bool) -> _Token | None:
    at = tokens.index(mark)
    sides = [
        tokens[k] if 0 <= k < len(tokens) and tokens[k].kind in ("open", "closed") else None for k in (at - 1, at + 1)
    ]
    behind, ahead = sides
    touching = [
        behind is not None and not text[behind.end : mark.start].strip(_BRACKETS),
        ahead is not None and not text[mark.end : ahead.start].strip(_BRACKETS),
    ]
    if touching[0] != touching[1]:
        return behind if touching[0] else ahead
    return (ahead or behind) if before else (behind or ahead)


def below_labels(text: str) -> Iterator[Span]:
    """The closed choices and levels that stand as a cell below a label: a table's header 公开方式 and its value in the row below."""
    for head, below in pairwise(_rows(text)):
        for number, cell in enumerate(head):
            kind = _labels().get(_bare(text, cell))
            if len(head) < 2 or kind is None:
                continue
            same = len(head) == len(below)
            under = [below[number]] if same else [one for one in below if len(_bare(text, one)) > 1]
            yield from (one for one in under if _value(kind).fullmatch(_bare(text, one)))


@cache
def _labels() -> dict[str, str]:
    """The list by label."""
    return {word: name for name in ("labels", "level_labels") for word in lists()[name]}


@cache
def _value(kind: str) -> re.Pattern[str]:
    if kind == "labels":
        return re.compile(any_of("closed"))
    return re.compile(rf"(?:{any_of('levels', 'named_levels')})级?(?:[★☆*].{{0,8}})?")


def _rows(text: str) -> Iterator[list[Span]]:
    """The rows that the text may have: a line with bars or tabs, or with a label and blanks; other lines of a block, a cell each."""
    for block in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|$))+", text):
        cells: list[Span] = []
        headed = 0
        for match in re.finditer(r"[^\n]+", block[0]):
            line = (block.start() + match.start(), block.start() + match.end())
            row = _barred(text, line)
            if row is None:
                row = next((cut for cut in _blanked(text, line) if _heads(text, cut) or len(cut) == headed), None)
                headed = len(row) if row and _heads(text, row) else 0
            if row is None:
                cells.append(line)
            elif row:
                yield row
        if cells:
            yield cells


def _barred(text: str, line: Span) -> list[Span] | None:
    """The cells between bars and tabs; none for the rule below a header, null for a line without a bar."""
    written = text[slice(*line)]
    if "|" not in written and "\t" not in written:
        return None
    cells = [match.span() for match in re.finditer(r"[^|\t]+", written) if match[0].strip()]
    return [(line[0] + a, line[0] + b) for a, b in cells] if re.search(r"[^-:|\s]", written) else []


def _blanked(text: str, line: Span) -> Iterator[list[Span]]:
    """The cells between wide blanks, then those between any."""
    for cell in (r"\S+(?: \S+)*", r"\S+"):
        found = [match.span() for match in re.finditer(cell, text[slice(*line)])]
        yield [(line[0] + a, line[0] + b) for a, b in found]


def _heads(text: str, row: list[Span]) -> bool:
    return len(row) > 1 and any(_bare(text, cell) in _labels() for cell in row[1:])


def _bare(text: str, cell: Span) -> str:
    return bare(text[slice(*cell)]) if cell[1] - cell[0] <= _CELL else ""
