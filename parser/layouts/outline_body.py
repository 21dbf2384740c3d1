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
from typing import NamedTuple

from kb.schema import Kind, Span
from parser.document import Block
from parser.layouts.draft import Layout
from parser.layouts.nodes import Heading, Node, Topic, drafts_of
from parser.lexicon import any_of, load
from parser.outline import BULLET, Marker, marker, title_length

_SECTION_LEVEL = 4
"""Markers up to this level (一、 （一）) head sections; those below number the paragraphs in them."""
_MEASURE_LEVEL = 5
"""Level of 1. — the level of measures."""


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
    drafts, prose = drafts_of(text, reader.nodes, part, key)
    return Layout(tuple(drafts), (*reader.headings, *prose)), tables


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
    """Walks the blocks once. `nodes` are the items and the prose found, `headings` the blocks that only head them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stack: list[Heading] = []
        self.nodes: list[Node] = []
        self.headings: list[Span] = []
        self.open: Node | None = None
        self.pending: Node | None = None
        """A section whose heading stands alone: the paragraph below it, if one comes next, is its body."""
        self.counts: Counter[tuple[int, ...]] = Counter()

    def read(self, block: Block) -> None:
        """Take the next block."""
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

    @property
    def _above(self) -> Topic:
        return self.stack[-1].topic if self.stack else "measure"

    def _continue(self, span: Span) -> None:
        """A paragraph without marker belongs to the item above it, or is the body of a heading, else prose."""
        if self.open is not None:
            self.open.body.append(span)
            self.open.blocks.append(span)
        elif self.pending is not None:
            node = self.pending
            self.headings.remove(node.blocks[0])
            node.body.append(span)
            node.blocks.append(span)
            self._add(node)
        else:
            self._add(Node(None, None, tuple(self.stack), None, [span], [span], self._trail()))
            self.open = None

    def _section(self, span: Span, mark: Marker) -> None:
        while self.stack and self.stack[-1].level >= mark.level:
            self.stack.pop()
        if self.open and self.open.mark and self.open.kind == "measure" and mark.level > self.open.mark.level:
            self._demote()
        start, end = span[0] + mark.length, span[1]
        length = title_length(self.text[start:end])
        title = self.text[start : start + length]
        topic = _topic(title, self._above if self.stack else None)
        words = self.text[span[0] : start + length] if length else self.text[span[0] : min(end, start + 30)]
        trail = self._trail()
        heading = Heading(mark.level, re.sub(r"\s+", "", words).rstrip("。"), trail[-1], topic)
        above = tuple(self.stack)
        self.stack.append(heading)
        sentence = (start, start + length) if length else None
        kinds: dict[Topic, Kind | None] = {"goal": "goal", "measure": "measure", "prose": None}
        node = Node(
            kinds[topic],
            None if topic == "goal" else mark,
            (*above, heading) if topic == "goal" else above,
            sentence,
            [(start + length, end)] if start + length < end else [],
            [span],
            trail,
        )
        self.open = None
        if node.body:
            self._add(node)
            self.pending = None
        else:
            self.headings.append(span)
            self.pending = node if topic != "prose" else None

    def _demote(self) -> None:
        """A section that has sections or numbers below it is no measure but a heading with prose."""
        self.nodes[-1] = self.nodes[-1]._replace(kind=None)
        self.open = None

    def _bullet(self, span: Span, mark: Marker) -> None:
        if self._above == "goal":
            self._item("goal", span, mark)
        else:
            self._continue(span)

    def _numbered(self, span: Span, mark: Marker) -> None:
        topic = self._above
        inside = self.open is not None and self.open.mark is not None and self.open.mark.level < mark.level
        if topic == "goal" and mark.level == _MEASURE_LEVEL:
            self._item("goal", span, mark)
        elif (inside and self.open and self.open.mark and self.open.mark.level >= _MEASURE_LEVEL) or (mark.level > _MEASURE_LEVEL and (topic != "measure" or self.open is not None)):
            self._continue(span)
        else:
            if inside:
                self._demote()
            self._item("measure" if topic != "prose" else None, span, mark)

    def _item(self, kind: Kind | None, span: Span, mark: Marker) -> None:
        """A numbered paragraph or bullet: its heading sentence is its title, unless that is all there is."""
        start = span[0] + mark.length
        length = title_length(self.text[start : span[1]])
        body = [(start + length, span[1])] if start + length < span[1] else []
        title = (start, start + length) if length else None
        self._add(Node(kind, mark, tuple(self.stack), title, body, [span], self._trail()))

    def _trail(self) -> tuple[int, ...]:
        """Ordinals of the open headings, then that of one more thing below them."""
        above = tuple(h.ordinal for h in self.stack)
        self.counts[above] += 1
        return (*above, self.counts[above])

    def _add(self, node: Node) -> None:
        self.nodes.append(node)
        self.open = node
        self.pending = None
