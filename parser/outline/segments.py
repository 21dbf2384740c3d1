"""Segments: a paragraph is cut behind each statement of responsibility; the statement governs the words before it.

4. …整治。取缔"十小"企业。…（A牵头，B参与）专项整治重点行业。…（A牵头，C参与）     two segments
1. 开展…行动（牵头单位：A） / paragraphs below                              the heading's statement governs them all
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from kb.schema import Span
from parser.cut.blocks import passage
from parser.document import Passage
from parser.drafts import RoleCell, TimeCell
from parser.duties.statements import Statement, find_statements, left_open
from parser.duties.unit_lists import label_pattern
from parser.extract.times import is_time
from parser.lexicon import any_of, load
from parser.parts.closings import says_of_plan

_TRAILS = "。；;，,、 　\n"
"""What may stand behind a statement and belongs to neither side."""


class Segment(Struct, frozen=True):
    """A stretch of a paragraph that one statement governs, or that none does."""

    body: tuple[Span, ...]
    """Spans of the governed text, without the statement."""
    roles: tuple[RoleCell, ...]
    times: tuple[TimeCell, ...]
    span: Span


def cut_segments(text: str, body: Sequence[Span], start: int, end: int, *, sentences: bool = True) -> list[Segment]:
    """The spans of `body` cut behind each statement; together the segments reach from `start` to `end`.

    What follows the last statement is a segment without one. A statement that stands right behind another one, with no
    words between, goes with it.
    """
    cutter = _Cutter(text, start)
    for span in _labels_joined(text, body):
        words = passage(text, span)
        if not _names_persons(words.folded):
            cutter.take(span, words, find_statements(words.folded, sentences=sentences))
    return [replace(segment, roles=_in_company(segment.roles)) for segment in cutter.cut(end)]


@dataclass
class _Cutter:
    """Walks over the spans once, statement by statement."""

    text: str
    start: int
    """Where the segment that is open begins."""
    segments: list[Segment] = field(default_factory=list)
    body: list[Span] = field(default_factory=list)
    """Governed words of the segment that is open."""
    waiting: tuple[TimeCell, ...] = ()
    """Times of statements without units: those of the next statement."""

    def take(self, span: Span, words: Passage, statements: Sequence[Statement]) -> None:
        """Cut a span behind each of its statements."""
        at = span[0]
        for statement in statements:
            at = self._governed(span, at, words, statement)
            roles, times = cells_of(words, statement)
            due = None if statement.inline else _time_behind(self.text, at, span[1])
            if due is not None:
                times += (TimeCell("by", passage(self.text, due)),)
                at = self._behind(due[1], span[1])
            self._close(at, roles, times)
        self._open(at, span[1])

    def _governed(self, span: Span, at: int, words: Passage, statement: Statement) -> int:
        """Take the words from `at` on that a statement governs; where its own words end.

        A sentence that names its units governs itself, and what stands above it only where it says so.
        """
        place = words.span(statement.start, statement.end)
        if not statement.inline:
            self._open(at, place[0])
            return self._behind(place[1], span[1])
        begins = words.text.rfind("。", 0, statement.start) + 1
        if begins and not statement.governs_all and _filled(self.text, at, words.origin[begins]):
            self.body.append((at, words.origin[begins]))
            at = words.origin[begins]
            self._end(at, (), ())
        full_stop = -1 if statement.governs_all else self.text.find("。", place[1], span[1])
        stop = span[1] if full_stop < 0 else full_stop + 1
        self.body.append((at, stop))
        return self._behind(stop, span[1])

    def _close(self, at: int, roles: tuple[RoleCell, ...], times: tuple[TimeCell, ...]) -> None:
        """A statement ends at `at`: the open segment is its, or the one before where no words stand between."""
        if not self.body and self.segments:
            last = self.segments[-1]
            self.segments[-1] = Segment(last.body, last.roles + roles, last.times + times, (last.span[0], at))
            self.start = at
        elif roles:
            self._end(at, roles, times)
        else:
            self.waiting += times

    def _end(self, at: int, roles: tuple[RoleCell, ...], times: tuple[TimeCell, ...]) -> None:
        self.segments.append(Segment(tuple(self.body), roles, self.waiting + times, (self.start, at)))
        self.body, self.start, self.waiting = [], at, ()

    def _open(self, start: int, end: int) -> None:
        if _filled(self.text, start, end):
            self.body.append((start, end))

    def _behind(self, at: int, end: int) -> int:
        """Behind the marks at `at` that belong to neither side."""
        while at < end and self.text[at] in _TRAILS:
            at += 1
        return at

    def cut(self, end: int) -> list[Segment]:
        """The segments up to `end`; words about the plan itself behind the last statement are none."""
        if self.segments and not self.waiting and says_of_plan(passage(self.text, *self.body).folded):
            self.body = []
        if self.body or self.waiting or not self.segments:
            self._end(end, (), ())
        else:
            self.segments[-1] = replace(self.segments[-1], span=(self.segments[-1].span[0], end))
        return self.segments


def _in_company(roles: tuple[RoleCell, ...]) -> tuple[RoleCell, ...]:
    """Beside a lead and without other supporters 责任单位 means support, also where each stands on a line of its own."""
    named = {cell.role for cell in roles}
    if "lead" not in named or "support" in named:
        return roles
    return tuple(replace(cell, role="support") if cell.role == "responsible" else cell for cell in roles)


@cache
def _persons() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load('statements')['person_labels'])}\s*[:：][^。；;]{{0,40}}")


def _names_persons(words: str) -> bool:
    """Whether a paragraph is a label with persons' names (责任领导：王建国) and nothing else."""
    return bool(_persons().fullmatch(words)) and not _units_label().search(words)


@cache
def _units_label() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load('statements')['unit_labels'])}(?:单位|部门)")


def cells_of(words: Passage, statement: Statement) -> tuple[tuple[RoleCell, ...], tuple[TimeCell, ...]]:
    """The statement's unit lists and time words, placed in the document."""
    certainty = "inferred" if statement.inferred else "stated"
    roles = tuple(RoleCell(u.role, words.part(u.start, u.end), certainty) for u in statement.units)  # type: ignore[arg-type]
    return roles, tuple(TimeCell("by", words.part(start, end)) for start, end in statement.times)


def _labels_joined(text: str, body: Sequence[Span]) -> list[Span]:
    """The spans; a label that stands alone on its line (责任单位：) and a bracket that its line leaves open, as a page's end
    does, are joined with the line below."""
    joined: list[Span] = []
    for span in body:
        above = text[slice(*joined[-1])].strip() if joined else ""
        labelled = above and len(above) <= 12 and label_pattern().fullmatch(above)
        if labelled or (above and left_open(above) and _closes(text[slice(*span)])):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


_CLOSED_WITHIN = 200
"""Characters of the line below within which a bracket that was left open is closed."""


def _closes(words: str) -> bool:
    """Whether the first bracket of a line is a closing one."""
    found = re.search("[（(〔\\[【）)〕\\]】]", words[:_CLOSED_WITHIN])
    return found is not None and found[0] in "）)〕]】"


def _time_behind(text: str, start: int, end: int) -> Span | None:
    """The time that a sentence behind a statement's bracket is, and nothing else: （…牵头，…配合）2024年12月底前完成。"""
    stop = text.find("。", start, end)
    stop = end if stop < 0 else stop
    return (start, stop) if is_time("".join(text[start:stop].split())) else None


def _filled(text: str, start: int, end: int) -> bool:
    return any(c.isalnum() for c in text[start:end])
