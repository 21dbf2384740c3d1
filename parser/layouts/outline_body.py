"""Layout: the outline of a body. Chapters, （一） sections, numbered measures, goals with their bullets, and prose.

    （二）工作目标。2020年,高标准打赢污染防治攻坚战。…具体目标如下:      goal 0, the lead-in
    ——环境空气质量。2020年,PM2.5年均浓度确保控制在…                    goal 1
    二、重点任务 / （一）深入推进…行动 / 1.严格落实…。全面建立…           measure 1 under its section

A measure is the innermost numbered paragraph of a section that is not about spirit, principles or safeguards. What
stands under a heading and is no item is prose; it is accounted for with the headings.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Literal, NamedTuple

from kb.schema import Kind, Locator, Span
from parser.blocks import passage
from parser.document import Block
from parser.layouts.draft import Draft, Layout
from parser.lexicon import any_of, load
from parser.outline import BULLET, Marker, marker, title_length

Topic = Literal["goal", "prose", "measure"]

_SECTION_LEVEL = 4
"""Markers up to this level (一、 （一）) head sections; those below number the paragraphs in them."""
_MEASURE_LEVEL = 5
"""Level of 1. — the level of measures."""


class Heading(NamedTuple):
    """A heading on the way down to a paragraph."""

    level: int
    words: str
    ordinal: int
    """Which heading below its parent it is, from 1."""
    topic: Topic


class Node(NamedTuple):
    """A numbered paragraph, bullet or lead-in with the paragraphs that go on below it."""

    kind: Kind
    mark: Marker | None
    headings: tuple[Heading, ...]
    title: Span | None
    body: list[Span]
    blocks: list[Span]
    """Everything it is made of, marker included."""
    trail: tuple[int, ...]
    """Ordinals of its headings and its own, outermost first."""


class TableSpot(NamedTuple):
    """A table met on the way, with the headings above it."""

    block: Block
    path: tuple[str, ...]


def read_outline(text: str, blocks: tuple[Block, ...], *, part: str, key: str) -> tuple[Layout, list[TableSpot]]:
    """Items and headings of the outline in `blocks`, and the tables that stand in it."""
    reader = _Reader(text)
    tables: list[TableSpot] = []
    for block in blocks:
        if block.kind == "table":
            tables.append(TableSpot(block, tuple(h.words for h in reader.stack)))
        else:
            reader.read(block)
    drafts = _drafts(text, reader.nodes, part, key)
    return Layout(tuple(drafts), tuple(reader.prose)), tables


@cache
def _topics() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("outline")
    return re.compile(any_of(words["goal_headings"])), re.compile(any_of(words["prose_headings"]))


def _topic(title: str, above: Topic | None) -> Topic:
    goal, prose = _topics()
    if goal.search(title) and not re.search("任务", goal.sub("", title)):
        return "goal"
    if prose.search(title):
        return "prose"
    return "prose" if above == "prose" else "measure"


class _Reader:
    """Walks the blocks once; `nodes` are the items found, `prose` every other block of the outline."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stack: list[Heading] = []
        self.nodes: list[Node] = []
        self.prose: list[Span] = []
        self.open: Node | None = None
        self.counts: Counter[tuple[int, ...]] = Counter()

    def read(self, block: Block) -> None:
        words = self.text[slice(*block.span)]
        mark = marker(words)
        if block.kind == "heading" and mark is None:
            mark = Marker(min(block.level or 1, _SECTION_LEVEL), "heading", "", 0)
        if mark is None:
            self._continue(block.span)
        elif mark.level <= _SECTION_LEVEL:
            self._section(block.span, mark)
        elif mark.level == BULLET:
            self._bullet(block.span, mark)
        else:
            self._numbered(block.span, mark)

    def _continue(self, span: Span) -> None:
        """A paragraph without marker belongs to the item above it, else it is prose."""
        if self.open is None:
            self.prose.append(span)
        else:
            self.open.body.append(span)
            self.open.blocks.append(span)

    def _section(self, span: Span, mark: Marker) -> None:
        while self.stack and self.stack[-1].level >= mark.level:
            self.stack.pop()
        self._no_leaf(mark)
        start, end = span[0] + mark.length, span[1]
        length = title_length(self.text[start:end])
        above = self.stack[-1].topic if self.stack else None
        title = self.text[start : start + length] if length else ""
        topic = _topic(title, above)
        words = self.text[span[0] : start + length] if length else self.text[span[0] : min(end, start + 30)]
        trail = self._trail()
        heading = Heading(mark.level, re.sub(r"\s+", "", words).rstrip("。"), trail[-1], topic)
        body = (start + length, end)
        headings = tuple(self.stack)
        self.stack.append(heading)
        self.open = None
        if body[0] >= body[1]:
            self.prose.append(span)
        elif topic == "goal":
            self._add(Node("goal", None, (*headings, heading), (start, start + length), [body], [span], trail))
        elif topic == "measure":
            sentence = (start, start + length) if length else None
            self._add(Node("measure", mark, headings, sentence, [body], [span], trail))
        else:
            self.prose.append(span)

    def _no_leaf(self, mark: Marker) -> None:
        """Close the item above; a section that has sections below it is no measure but a heading with prose."""
        if self.open and self.open.mark and self.open.kind == "measure" and mark.level > self.open.mark.level:
            self._demote()
        self.open = None

    def _demote(self) -> None:
        node = self.nodes.pop()
        self.prose.extend(node.blocks)

    def _bullet(self, span: Span, mark: Marker) -> None:
        topic = self.stack[-1].topic if self.stack else "measure"
        if topic == "goal":
            self._goal(span, mark)
        else:
            self._continue(span)

    def _numbered(self, span: Span, mark: Marker) -> None:
        topic = self.stack[-1].topic if self.stack else "measure"
        inside = self.open is not None and self.open.mark is not None and self.open.mark.level < mark.level
        if topic == "goal" and mark.level == _MEASURE_LEVEL:
            self._goal(span, mark)
        elif inside and self.open and self.open.mark and self.open.mark.level >= _MEASURE_LEVEL:
            self._continue(span)
        elif mark.level > _MEASURE_LEVEL and (topic != "measure" or self.open is not None):
            self._continue(span)
        elif topic == "prose":
            self.open = None
            self.prose.append(span)
        else:
            if inside:
                self._demote()
            self._measure(span, mark)

    def _goal(self, span: Span, mark: Marker) -> None:
        title, body = self._split(span, mark)
        self._add(Node("goal", mark, tuple(self.stack), title, [body], [span], self._trail()))

    def _measure(self, span: Span, mark: Marker) -> None:
        title, body = self._split(span, mark)
        self._add(Node("measure", mark, tuple(self.stack), title, [body], [span], self._trail()))

    def _split(self, span: Span, mark: Marker) -> tuple[Span | None, Span]:
        """Heading sentence and body of a paragraph; one that is a heading sentence only is its own body."""
        start = span[0] + mark.length
        length = title_length(self.text[start : span[1]])
        if start + length >= span[1]:
            return ((start, span[1]) if length else None), (start, span[1]) if not length else (span[1], span[1])
        return ((start, start + length) if length else None), (start + length, span[1])

    def _trail(self) -> tuple[int, ...]:
        """Ordinals of the open headings, then that of one more thing below them."""
        above = tuple(h.ordinal for h in self.stack)
        self.counts[above] += 1
        return (*above, self.counts[above])

    def _add(self, node: Node) -> None:
        self.nodes.append(node)
        self.open = node


def _drafts(text: str, nodes: list[Node], part: str, key: str) -> list[Draft]:
    numbers = [n.mark.number for n in nodes if n.kind == "measure" and n.mark]
    continuous = len(set(numbers)) == len(numbers) and "" not in numbers
    drafts: list[Draft] = []
    goals = 0
    for node in nodes:
        if node.kind == "goal":
            number = _goal_number(node, goals)
            goals = max(goals, int(number)) if number.isdigit() else goals
            name = f"goal-{number}"
        else:
            number = node.mark.number if node.mark else ""
            name = number if continuous else "-".join(map(str, node.trail))
        drafts.append(_draft(text, node, number, part, f"{key}/{name}"))
    return drafts


def _goal_number(node: Node, before: int) -> str:
    """0 for the lead-in, then 1, 2, … in order."""
    return "0" if node.mark is None and before == 0 else str(before + 1)


def _draft(text: str, node: Node, number: str, part: str, key: str) -> Draft:
    title = passage(text, _trimmed(text, node.title)) if node.title else None
    body = passage(text, *(s for s in node.body if s[0] < s[1]))
    if not body.text and title is not None:
        body = title
    path = tuple(h.words for h in node.headings)
    return Draft(
        kind=node.kind,
        key=key,
        number=number or None,
        path=path,
        title=title,
        text=body,
        span=(node.blocks[0][0], node.blocks[-1][1]),
        pieces=tuple(node.blocks),
        locator=Locator(
            part=part, heading=path[-1] if path else None, line=text.count("\n", 0, node.blocks[0][0]) + 1
        ),
    )


def _trimmed(text: str, span: Span) -> Span:
    """The span without the full stop or colon that ends a heading sentence."""
    start, end = span
    while end > start and text[end - 1] in "。:： ":
        end -= 1
    return (start, end)
