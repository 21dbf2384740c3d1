"""Nodes: the numbered paragraphs of an outline, and how they become drafts, split where statements of responsibility end.

4. …整治。取缔"十小"企业。…（A牵头，B参与）专项整治重点行业。…（A牵头，C参与）     two tasks of number 4, part 1 and 2
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from kb.schema import Kind, Locator, Span
from parser.blocks import passage
from parser.document import Passage
from parser.layouts.draft import Draft, RoleCell, TimeCell
from parser.layouts.statements import Statement, find_statements
from parser.outline import Marker, title_length

Topic = Literal["goal", "prose", "measure"]


class Heading(NamedTuple):
    """A heading on the way down to a paragraph."""

    level: int
    words: str
    ordinal: int
    """Which heading below its parent it is, from 1."""
    topic: Topic


class Node(NamedTuple):
    """A numbered paragraph, bullet or lead-in with the paragraphs that go on below it."""

    kind: Kind | None
    """null for prose, which becomes an item only where it states who is responsible."""
    mark: Marker | None
    headings: tuple[Heading, ...]
    title: Span | None
    body: list[Span]
    blocks: list[Span]
    """Everything it is made of, marker included."""
    trail: tuple[int, ...]
    """Ordinals of its headings and its own, outermost first."""


class Segment(NamedTuple):
    """A stretch of a node that one statement governs, or that none does."""

    body: list[Span]
    """Spans of the governed text, without the statement."""
    roles: list[RoleCell]
    times: list[TimeCell]
    span: Span


def drafts_of(text: str, nodes: list[Node], part: str, key: str) -> tuple[list[Draft], list[Span]]:
    """The drafts of the nodes in order, and the spans of the prose that is no item."""
    numbers = [n.mark.number for n in nodes if n.kind == "measure" and n.mark]
    continuous = len(set(numbers)) == len(numbers) and "" not in numbers
    drafts: list[Draft] = []
    prose: list[Span] = []
    goals = 0
    for node in nodes:
        segments = _segments(text, node)
        stated = any(s.roles for s in segments)
        if node.kind is None and not stated:
            prose.extend(node.blocks)
            continue
        if node.kind == "goal":
            number = "0" if node.mark is None and goals == 0 else str(goals + 1)
            goals = max(goals, int(number))
            name = f"goal-{number}"
        else:
            number = node.mark.number if node.mark else ""
            name = number if continuous and node.kind else "-".join(map(str, node.trail))
        several = len(segments) > 1
        for k, segment in enumerate(segments, start=1):
            segment_key = f"{key}/{name}.{k}" if several else f"{key}/{name}"
            drafts.append(_draft(text, node, segment, k if several else None, number, part, segment_key))
    return drafts, prose


def _segments(text: str, node: Node) -> list[Segment]:
    """The node's body cut behind each statement; what follows the last one is a segment without statement."""
    segments: list[Segment] = []
    body: list[Span] = []
    start = node.blocks[0][0]
    for span in node.body or ([node.title] if node.title else []):
        words = passage(text, span)
        at = span[0]
        for statement in find_statements(words.text):
            place = words.span(statement.start, statement.end)
            if _filled(text, at, place[0]) and not statement.inline:
                body.append((at, place[0]))
            roles, times = _cells(words, statement)
            end = place[1]
            if statement.inline:
                end = _sentence_end(text, place[1], span[1])
                body.append((at, end))
            while end < span[1] and text[end] in "。；;，,、 　":
                end += 1
            at = end
            if body or not segments:
                segments.append(Segment(body, roles, times, (start, end)))
            else:
                last = segments[-1]
                segments[-1] = Segment(last.body, last.roles + roles, last.times + times, (last.span[0], end))
            body, start = [], end
        if _filled(text, at, span[1]):
            body.append((at, span[1]))
    end = node.blocks[-1][1]
    if body or not segments:
        segments.append(Segment(body, [], [], (start, end)))
    return segments


def _sentence_end(text: str, at: int, end: int) -> int:
    stop = text.find("。", at, end)
    return end if stop < 0 else stop + 1


def _filled(text: str, start: int, end: int) -> bool:
    return any(c.isalnum() for c in text[start:end])


def _cells(words: Passage, statement: Statement) -> tuple[list[RoleCell], list[TimeCell]]:
    roles = [RoleCell(u.role, _slice(words, u.start, u.end)) for u in statement.units]
    return roles, [TimeCell("by", _slice(words, start, end)) for start, end in statement.times]


def _slice(words: Passage, start: int, end: int) -> Passage:
    return Passage(words.text[start:end], words.origin[start:end])


def _draft(text: str, node: Node, segment: Segment, part_no: int | None, number: str, part: str, key: str) -> Draft:
    first = part_no in (None, 1)
    title = passage(text, _trimmed(text, node.title)) if node.title and first else None
    body = passage(text, *segment.body)
    if not first:
        length = title_length(body.text)
        if 0 < length < len(body.text):
            title = _slice(body, 0, length - 1)
            body = _slice(body, length, len(body.text))
    if not body.text and title is not None:
        body = title
    path = tuple(h.words for h in node.headings)
    kind: Kind = node.kind or "measure"
    return Draft(
        kind="task" if segment.roles and kind != "goal" else kind,
        key=key,
        number=number or None,
        part=part_no,
        path=path,
        title=title,
        text=body,
        roles=tuple(segment.roles),
        times=tuple(segment.times),
        span=segment.span,
        pieces=tuple(_within(node.blocks, segment.span)),
        locator=Locator(part=part, heading=path[-1] if path else None, line=text.count("\n", 0, segment.span[0]) + 1),
    )


def _within(blocks: list[Span], span: Span) -> list[Span]:
    """The blocks' spans cut to `span`."""
    cut = [(max(start, span[0]), min(end, span[1])) for start, end in blocks]
    return [(start, end) for start, end in cut if start < end]


def _trimmed(text: str, span: Span) -> Span:
    """The span without the full stop or colon that ends a heading sentence."""
    start, end = span
    while end > start and text[end - 1] in "。:： ":
        end -= 1
    return (start, end)
