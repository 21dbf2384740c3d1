"""Nodes: the numbered paragraphs of an outline, and how they become drafts.

A node is split where its sub-paragraphs state who is responsible each for itself, and cut behind each statement.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice, takewhile
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from kb.lines import line_of
from kb.schema import Kind, Locator, Span
from parser.cut.blocks import passage
from parser.drafts import Draft, RoleCell, Stated, TimeCell
from parser.duties.statements import find_statements
from parser.lexicon.markers import BULLET, Marker, title_length
from parser.outline.segments import Segment, cut_segments

Topic = Literal["goal", "prose", "measure"]


_NUMBERED_LEVEL = 5
"""From this level of markers on, paragraphs are numbered 1. or 第一条; above it, sections."""


_VALUES = re.compile(r"\d|年")
"""What a heading sentence must hold for times or targets to be looked for in it."""


class Owner(NamedTuple):
    """Who a heading says is responsible for all below it: 1.开展…行动（牵头单位：A）."""

    roles: tuple[RoleCell, ...] = ()
    times: tuple[TimeCell, ...] = ()
    acts: bool = False
    """Whether the owner is the unit at the head of the words (县水利局：负责…): no statement is looked for in them."""


class Heading(NamedTuple):
    """A heading on the way down to a paragraph."""

    level: int
    words: str
    ordinal: int
    """Which heading below its parent it is, from 1."""
    topic: Topic
    owner: Owner = Owner()
    duties: bool = False
    """Whether duties by department stand below it: each paragraph begins with the unit that acts."""


class Paragraph(NamedTuple):
    """A paragraph of a node: its words without marker, and the marker it had."""

    span: Span
    mark: Marker | None = None
    block: Span | None = None
    """The whole paragraph with its marker; null where that is `span`."""


class Node(Struct, frozen=True, kw_only=True):
    """A numbered paragraph, bullet or lead-in with the paragraphs that go on below it."""

    kind: Kind | None
    """null for prose, which becomes an item only where it states who is responsible."""
    mark: Marker | None
    headings: tuple[Heading, ...]
    title: Span | None
    body: tuple[Paragraph, ...]
    blocks: tuple[Span, ...]
    """Everything it is made of, marker included."""
    trail: tuple[int, ...]
    """Ordinals of its headings and its own, outermost first."""
    owner: Owner = Owner()

    def with_paragraphs(self, *paragraphs: Paragraph) -> Node:
        """The node with more paragraphs below it."""
        blocks = (paragraph.block or paragraph.span for paragraph in paragraphs)
        return replace(self, body=(*self.body, *paragraphs), blocks=(*self.blocks, *blocks))


def drafts_of(
    text: str, nodes: Sequence[Node], part: str, key: str, *, sentences: bool = True
) -> tuple[list[Draft], list[Span]]:
    """The drafts of the nodes in order, and the spans of the prose that is no item."""
    numbers = [n.mark.number for n in nodes if n.kind == "measure" and n.mark]
    continuous = len(set(numbers)) == len(numbers) and all(n.isascii() and n for n in map(_digits, numbers))
    goal_numbers = _goal_numbers(nodes)
    drafts: list[Draft] = []
    prose: list[Span] = []
    for k, node in enumerate(nodes):
        number = _digits(node.mark.number) if node.mark else ""
        name = number if continuous and node.kind == "measure" and number else "-".join(map(str, node.trail))
        if node.kind == "goal":
            number = goal_numbers[k]
            name = f"goal-{number}"
        for piece_of, piece_number, piece_name in _split(text, node, number, name):
            made = _drafts_of_node(text, piece_of, piece_number, part, f"{key}/{piece_name}", sentences=sentences)
            drafts += made
            if not made:
                prose.extend(piece_of.blocks)
    return drafts, prose


def _digits(number: str) -> str:
    """A number in half width as printed."""
    return number if any("①" <= c <= "⑳" for c in number) else unicodedata.normalize("NFKC", number)


def _goal_numbers(nodes: Sequence[Node]) -> dict[int, str]:
    """Number of each goal node: from 1 in order, 0 for the words that lead in to the first bullets."""
    numbers: dict[int, str] = {}
    goals = 0
    for k, node in enumerate(nodes):
        if node.kind != "goal":
            continue
        below = nodes[k + 1] if k + 1 < len(nodes) else None
        leads_in = node.mark is None and below is not None and below.kind == "goal" and below.mark is not None
        if leads_in and goals == 0:
            numbers[k] = "0"
        else:
            goals += 1
            numbers[k] = str(goals)
    return numbers


# ---------------------------------------------------------------- sub-paragraphs with statements of their own
def _split(text: str, node: Node, number: str, name: str) -> list[tuple[Node, str, str]]:
    """The node as it is, or its lead-in and its numbered sub-paragraphs, where two of these state who is responsible."""
    groups = _groups(text, node)
    if node.kind == "goal" or sum(_states(text, group) for group in groups[1:]) < 2:
        return [(node, number, name)]
    lead = replace(node, body=tuple(groups[0]), blocks=tuple(b for b in node.blocks if b not in _blocks(groups[1:])))
    if not any(p.mark for p in node.body) and not node.owner.roles:
        lead = replace(lead, kind=None)
    heading = Heading(node.mark.level if node.mark else 1, _heading_words(text, node), 1, "measure", node.owner)
    parts = [(lead, number, name)]
    for k, group in enumerate(groups[1:], start=1):
        mark = group[0].mark
        sub = _sub_node(text, node, group, heading, k)
        parts.append((sub, _digits(mark.number) if mark else "", f"{name}-{k}"))
    return parts


def without_blanks(words: str) -> str:
    """A heading without the blanks between Han characters; between Latin words one stays.

    >>> without_blanks("一、 总体  要求"), without_blanks("Objective 1:  Improve mobility")
    ('一、总体要求', 'Objective 1: Improve mobility')
    """
    return re.sub(r"(?<![A-Za-z0-9.,:;])\s+|\s+(?![A-Za-z0-9])", "", re.sub(r"\s+", " ", words))


def _heading_words(text: str, node: Node) -> str:
    """The node's heading for the path of its sub-paragraphs: （一）提升能力 as written, 4.强化整治 for any other number."""
    title = text[slice(*node.title)].rstrip("。:： ") if node.title else ""
    if node.mark is None:
        return title
    if node.title is not None and node.mark.level < _NUMBERED_LEVEL:
        return without_blanks(text[node.blocks[0][0] : node.title[1]]).rstrip("。:：")
    return f"{node.mark.number}.{title}"


def _groups(text: str, node: Node) -> list[list[Paragraph]]:
    """The paragraphs in front of the first sub-paragraph, and those of each sub-paragraph.

    Sub-paragraphs are numbered; below a section heading that stands alone they may each open with a heading sentence
    (加快铁路专用线建设。精准补齐…) instead.
    """
    levels = [p.mark.level for p in node.body if p.mark and p.mark.level < BULLET]
    titled = not levels and node.title is not None and node.title[1] == node.blocks[0][1]
    groups: list[list[Paragraph]] = [[]]
    for paragraph in node.body:
        opens = paragraph.mark is not None and bool(levels) and paragraph.mark.level == min(levels)
        if opens or (titled and paragraph.mark is None and _opens_titled(text, paragraph.span)):
            groups.append([paragraph])
        else:
            groups[-1].append(paragraph)
    return groups


def _opens_titled(text: str, span: Span) -> bool:
    words = text[slice(*span)]
    length = title_length(words)
    return 0 < length < len(words) and words[length - 1] == "。"


def _states(text: str, group: Sequence[Paragraph]) -> bool:
    return any(s.units for p in group for s in find_statements(passage(text, p.span).folded))


def _blocks(groups: Sequence[Sequence[Paragraph]]) -> set[Span]:
    return {p.block or p.span for group in groups for p in group}


def _sub_node(text: str, node: Node, group: Sequence[Paragraph], heading: Heading, ordinal: int) -> Node:
    start, end = group[0].span
    length = title_length(text[start:end])
    rest = [Paragraph((start + length, end))] if start + length < end else []
    return Node(
        kind=node.kind,
        mark=group[0].mark,
        headings=(*node.headings, heading),
        title=(start, start + length) if length else None,
        body=(*rest, *group[1:]),
        blocks=tuple(p.block or p.span for p in group),
        trail=(*node.trail, ordinal),
    )


# ---------------------------------------------------------------- drafts
def _drafts_of_node(text: str, node: Node, number: str, part: str, key: str, *, sentences: bool) -> list[Draft]:
    """The drafts of one node; none where it is prose that names nobody."""
    spans = [p.span for p in node.body]
    sentences = sentences and not (node.mark and node.mark.name == "article")
    start, end = node.blocks[0][0], max(b[1] for b in node.blocks)
    if node.owner.acts:
        segments = [Segment(tuple(spans), (), (), (start, end))]
    else:
        segments = cut_segments(text, spans, start, end, sentences=sentences)
    if node.owner.roles or node.owner.times:
        segments = [
            s if s.roles else replace(s, roles=node.owner.roles, times=(*node.owner.times, *s.times)) for s in segments
        ]
    stated = any(s.roles for s in segments)
    if node.kind is None and not stated:
        return []
    if not stated and node.kind == "measure":
        segments = [replace(s, roles=_inherited(node)) for s in segments]
    several = len(segments) > 1
    return [
        _draft(text, node, segment, k if several else None, number, part, f"{key}.{k}" if several else key)
        for k, segment in enumerate(segments, start=1)
    ]


def _inherited(node: Node) -> tuple[RoleCell, ...]:
    """The roles that the nearest heading above states for all below it."""
    owner = next((h.owner for h in reversed(node.headings) if h.owner.roles), Owner())
    return tuple(replace(cell, certainty="inherited") for cell in owner.roles)


def _draft(text: str, node: Node, segment: Segment, part_no: int | None, number: str, part: str, key: str) -> Draft:
    first = part_no in (None, 1)
    title = passage(text, _trimmed(text, node.title)) if node.title and first else None
    body = passage(text, *segment.body)
    if not first:
        length = title_length(body.text)
        if 0 < length < len(body.text):
            title = body.part(0, length - 1)
            body = body.part(length, len(body.text))
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
        stated=(Stated(title), Stated(body)) if title and title is not body and _VALUES.search(title.text) else (),
        roles=segment.roles,
        times=segment.times,
        span=segment.span,
        pieces=_within(node.blocks, segment.span),
        locator=Locator(part=part, heading=path[-1] if path else None, line=line_of(text, segment.span[0])),
    )


def _within(blocks: Sequence[Span], span: Span) -> tuple[Span, ...]:
    """The spans of the blocks, which are in order, cut to `span`."""
    first = max(bisect_right(blocks, span[0], key=lambda block: block[0]) - 1, 0)
    inside = takewhile(lambda block: block[0] < span[1], islice(blocks, first, None))
    cut = [(max(start, span[0]), min(end, span[1])) for start, end in inside]
    return tuple((start, end) for start, end in cut if start < end)


def _trimmed(text: str, span: Span) -> Span:
    """The span without the full stop or colon that ends a heading sentence."""
    start, end = span
    while end > start and text[end - 1] in "。:： ":
        end -= 1
    return (start, end)
