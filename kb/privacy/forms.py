"""How a document is to be made public, stated by a form with boxes or by a table: 公开方式 主动公开□ 依申请公开☑.

The words and signs are those of `data/secrecy.yaml`. A form in which nothing is ticked says nothing, and so not that all may
read the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from kb.schema import Span

Words = Mapping[str, Sequence[str]]
"""The lists of `data/secrecy.yaml` by name."""
_GAP = r"[ \u3000\t]"
_BETWEEN = (
    r"(?:[ \u3000\t:：、,，/|;；()（）\[\]【】为\n]|(?:\d|[A-Da-d])[.．、)）]?(?=[^\x00-\x7f])){1,24}"  # 2.依申请公开
)
_BRACKETS = "[]()（）【】"
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


def forms_in(text: str, words: Words) -> Iterator[ChoiceForm]:
    """The statements with boxes, in order."""
    token = re.compile(
        "|".join(
            f"(?P<{kind}>{_any(words[kind])})" for kind in ("closed", "open", "ticked", "empty", "cross", "circle")
        )
        + f"|(?P<agreed>{_any(words['agreed'])})"
    )
    hint = rf"(?:[（(][^（）()\n]{{0,12}}(?:{_any(words['hints'])})[^（）()\n]{{0,8}}[）)])?"
    between = re.compile(_BETWEEN)
    for label in re.finditer(rf"(?<![\u4e00-\u9fff])(?:{_any(words['labels'])}){hint}", text):
        tokens: list[_Token] = []
        at = label.end()
        while len(tokens) < _CHOICES:
            gap = between.match(text, at)
            found = token.match(text, gap.end() if gap else at)
            if found is None:
                break
            kind = "open" if found.lastgroup == "agreed" else found.lastgroup or ""
            tokens.append(_Token(kind, *found.span()))
            at = found.end()
        if any(one.kind not in ("open", "closed") for one in tokens) and any(
            one.kind in ("open", "closed") for one in tokens
        ):
            chosen = _chosen(text, tokens)
            ends = [one.end for one in chosen] or [tokens[-1].end]
            closed = not chosen or any(one.kind == "closed" for one in chosen)
            yield ChoiceForm(label.start(), (label.start(), max(ends)), closed)


def _any(words: Sequence[str]) -> str:
    """One of the words, the longest first, blanks between their characters."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(rf"{_GAP}{{0,3}}".join(map(re.escape, word)) for word in longest)


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


def below_labels(text: str, words: Words) -> Iterator[Span]:
    """The closed choices that stand as a cell below a label: a table's header 公开方式 and its value in the row below."""
    labels, closed = frozenset(words["labels"]), frozenset(words["closed"])
    for head, below in pairwise(_rows(text)):
        for number, cell in enumerate(head):
            if len(head) < 2 or _bare(text, cell) not in labels:
                continue
            same = len(head) == len(below)
            under = [below[number]] if same else [one for one in below if len(_bare(text, one)) > 1]
            yield from (one for one in under if _bare(text, one) in closed)


def _rows(text: str) -> Iterator[list[Span]]:
    """The rows that the text may have: a line with bars or tabs, or lines without a blank one between, a cell each."""
    for block in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|$))+", text):
        lines = [match.span() for match in re.finditer(r"[^\n]+", text[slice(*block.span())])]
        cells: list[Span] = []
        for start, end in ((a + block.start(), b + block.start()) for a, b in lines):
            line = text[start:end]
            if "|" not in line and "\t" not in line:
                cells.append((start, end))
                continue
            row = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^|\t]+", line) if m.group().strip()]
            if re.search(r"[^-:|\s]", line):
                yield row
        if cells:
            yield cells


def _bare(text: str, cell: Span) -> str:
    return "".join(text[slice(*cell)].split()) if cell[1] - cell[0] <= _CELL else ""
