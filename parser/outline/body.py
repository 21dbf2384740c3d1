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
from collections.abc import Collection
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from msgspec.structs import replace

from kb.numerals import COUNTING
from kb.schema import Kind, Span
from parser.cut.blocks import passage
from parser.document import Block, folded
from parser.drafts import Layout, RoleCell
from parser.duties.statements import find_statements, opens_with_units
from parser.extract.deadline_grammar import YEAR_FIGURES
from parser.lexicon import any_of, load
from parser.lexicon.markers import BULLET, Marker, marker, title_length
from parser.outline.nodes import Heading, Node, Owner, Paragraph, Topic, drafts_of, without_blanks
from parser.outline.segments import cells_of
from parser.outline.unit_heads import clauses, heads_duties, unit_head
from parser.parts.closings import says_of_plan

_SECTION_LEVEL = 4
"""Markers up to this level (一、 （一）) head sections; those below number the paragraphs in them."""
_HEADING_MOST = 80
"""Characters of a heading that carries a statement at the most."""
_GLUED_MOST = 8
"""Characters in which a heading glued to its text is looked for: 加强组织实施各部门要…"""
_Parsed = tuple[Span | None, tuple[Paragraph, ...], Owner]
"""Title, body and owner of a paragraph."""
_KINDS: dict[Topic, Kind | None] = {"goal": "goal", "measure": "measure", "prose": None}


_AIM = re.compile(rf"\s*{any_of(load('outline')['aim_openers'])}?[，,]?到?{YEAR_FIGURES}年底?[，,](?=[^。]{{8}})")
"""How a paragraph of prose begins that states an aim: 到2025年，绿色产业比重明显提升."""


class TableSpot(NamedTuple):
    """A table met on the way, with the headings above it."""

    block: Block
    path: tuple[str, ...]
    owner: Owner
    """Whom the nearest heading names that names any."""
    caption: str = ""
    """The line right above the table, where that is its caption: 表1 重点任务分工表; else empty."""


def read_outline(
    text: str, blocks: tuple[Block, ...], *, part: str, key: str, sentences: bool = True, works: Collection[Span] = ()
) -> tuple[Layout, list[TableSpot]]:
    """Items and headings of the outline in `blocks`, and the tables that stand in it; `sentences` as in `find_statements`.

    `works` are the spans of the tables whose rows are items: a heading right above one, with nothing but its units, is none.
    """
    reader = _Reader(text)
    tables: list[TableSpot] = []
    caption = ""
    for block, below in zip_longest(blocks, blocks[1:]):
        if block.kind == "table":
            owner = next((h.owner for h in reversed(reader.stack) if h.owner.roles), Owner())
            tables.append(TableSpot(block, tuple(h.words for h in reader.stack), owner, caption))
            reader.close(governed=block.span in works)
        elif below is not None and below.kind == "table" and (caption := _caption(text, block)):
            reader.headings.append(block.span)
        else:
            reader.read(block)
    reader.settle()
    drafts, prose = drafts_of(text, reader.nodes, part, key, sentences=sentences)
    return Layout(tuple(drafts), (*reader.headings, *prose)), tables


_CAPTION = re.compile(
    # 表1 重点任务分工表, 专栏1 主要指标, …责任分解表
    rf"(?:附?表|专栏)\s*[\d{COUNTING}]{{0,3}}\s*[:：]?.{{2,50}}|.{{2,50}}{any_of(load('tables')['captions'])}(?:[（(].{{1,20}}[）)])?"
)


def _caption(text: str, block: Block) -> str:
    words = re.sub(r"\s+", "", text[slice(*block.span)])
    return words if block.kind != "table" and len(words) <= 60 and _CAPTION.fullmatch(words) else ""


@cache
def _topics() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that make a heading one of goals or of prose: at its end, or before a conjunction or comma."""
    words = load("outline")
    ends = r"(?=$|[与和及、，,：:。（(\s])"
    return re.compile(any_of(words["goal_headings"]) + ends), re.compile(any_of(words["prose_headings"]) + ends)


def topic_of(title: str, above: Topic | None) -> Topic:
    """What stands under a heading, by its (folded) words and by what stands above it.

    >>> topic_of("（三）主要目标", "prose"), topic_of("摸清现状底数", "measure"), topic_of("主要目标和重点任务", None)
    ('goal', 'measure', 'measure')
    """
    goal, prose = _topics()
    works = re.search(any_of(load("outline")["work_headings"]), prose.sub("", goal.sub("", title)))
    if goal.search(title) and not works:
        return "goal"
    if prose.search(title) and not works:
        return "prose"
    return above if above in ("prose", "goal") and not works else "measure"


class _Reader:
    """Walks the blocks once. `nodes` are the items and the prose found, `headings` the blocks that only head them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = folded(text)
        self.stack: list[Heading] = []
        self.nodes: list[Node] = []
        self.headings: list[Span] = []
        self.more: list[Paragraph] = []
        """Paragraphs of the last node that are not in it yet: put in one by one, many would take for ever."""
        self.is_open = False
        """Whether the last node takes the paragraphs that follow without a marker of its level."""
        self.pending: Node | None = None
        """A section whose heading stands alone: the paragraph below it, if one comes next, is its body."""
        self.prose = False
        """Whether the paragraph right above is prose that a line of labels may govern."""
        self.lists_duties = False
        """Whether a line has led in to duties by department: 各部门职责如下："""
        self.counts: Counter[tuple[int, ...]] = Counter()

    def read(self, block: Block) -> None:
        """Take the next block."""
        words = self.folded[slice(*block.span)]
        mark = marker(words)
        if block.kind == "heading" and (mark is None or mark.level > _SECTION_LEVEL):
            level = min(block.level or 1, _SECTION_LEVEL)
            mark = Marker(level, "heading", mark.number if mark else "", mark.length if mark else 0)
        if mark is None and says_of_plan(words):
            self.headings.append(block.span)
        elif mark is None:
            if not self._acting(block.span):
                self._continue(block.span)
        elif mark.level <= _SECTION_LEVEL:
            self._section(block.span, mark)
        elif mark.level == BULLET:
            self._bullet(block.span, mark)
        else:
            self._numbered(block.span, mark)

    def _acting(self, span: Span) -> bool:
        """Take a paragraph without marker that begins with the unit that acts; False for any other.

        In a section of duties each sentence that begins with another unit is an item of its own.
        """
        words = passage(self.text, span)
        if words.text.rstrip().endswith(("：", ":", "如下。")) and heads_duties(words.folded):
            self.lists_duties = True
        section = self._in_duties
        if unit_head(words.folded, section=section) is None:
            self.is_open = self.is_open and not self._said_by_unit
            return False
        for start, end in clauses(words.folded) if section else [(0, len(words.text))]:
            at = words.span(start, end)
            self._add(self._node("measure", at, self._headed(at) or (None, (Paragraph(at),), Owner())))
        return True

    @property
    def _in_duties(self) -> bool:
        return self.lists_duties or any(heading.duties for heading in self.stack)

    @property
    def _said_by_unit(self) -> bool:
        """Whether the last node is a unit's paragraph that says what it does: it takes no paragraph without marker."""
        return bool(self.nodes) and self.nodes[-1].owner.acts and bool(self.nodes[-1].body or self.more)

    def _headed(self, span: Span) -> _Parsed | None:
        """Title, body and owner of words (without marker) that begin with the unit that acts; None for any others."""
        words = passage(self.text, span)
        head = unit_head(words.folded, section=self._in_duties)
        if head is None:
            return None
        units = words.part(head.start, head.end)
        owner = Owner((RoleCell("responsible", units),), acts=True)
        if not head.body:
            return None, (Paragraph(span),), owner
        body = (Paragraph(words.span(head.body, len(words.text))),) if head.body < len(words.text) else ()
        return words.span(head.start, head.end), body, owner

    def close(self, *, governed: bool) -> None:
        """A table stands here: what follows it does not go on with the paragraph above it; the heading right above governs
        its rows where these are items."""
        node = self._open
        if governed and node and node.mark and node.mark.level <= _SECTION_LEVEL and not (node.body or self.more):
            self.headings += self.nodes.pop().blocks
        self.is_open = False
        self.prose = False
        self.pending = None

    @property
    def _above(self) -> Topic:
        return self.stack[-1].topic if self.stack else "measure"

    @property
    def _open(self) -> Node | None:
        return self.nodes[-1] if self.is_open and self.nodes else None

    def _continue(self, span: Span, mark: Marker | None = None) -> None:
        """A paragraph without marker belongs to the item above it, or is the body of a heading, else prose."""
        start = span[0] + (mark.length if mark and mark.level < BULLET else 0)
        paragraph = Paragraph((start, span[1]), mark, span)
        if self._open is not None and self._open.kind == "goal" and self._open.mark is None and mark is None:
            self._add(self._node("goal", span, (None, (paragraph,), Owner())))
        elif self._open is not None:
            self.more.append(paragraph)
        elif self.pending is not None:
            node = self.pending
            del self.headings[_last(self.headings, node.blocks[0])]
            self._add(node.with_paragraphs(paragraph))
        elif self.prose and mark is None and self._only_states(span):
            self.more.append(paragraph)
        else:
            aims = mark is None and _AIM.match(self.folded, *span) is not None
            self._add(self._node("goal" if aims else None, span, (None, (paragraph,), Owner())))
            self.is_open = False
            self.prose = not aims

    def _only_states(self, span: Span) -> bool:
        """Whether a paragraph is nothing but a statement by labels: it governs the prose right above it."""
        return any(s.start == 0 for s in find_statements(passage(self.text, span).folded, sentences=False))

    def _section(self, span: Span, mark: Marker) -> None:
        while self.stack and self.stack[-1].level >= mark.level:
            self.stack.pop()
            self.lists_duties = False
        if self._open and self._open.kind == "measure" and self._open.mark and mark.level > self._open.mark.level:
            self._demote()
        parsed = self._parsed(span, mark)
        node = self._node(None, span, parsed, mark)
        heading = self._heading(span, mark, parsed, node.trail[-1])
        node = replace(node, kind=_KINDS[heading.topic])
        if heading.topic == "goal" and not (self.stack and self._above == "goal"):
            node = replace(node, mark=None, headings=(*self.stack, heading))
        self.stack.append(heading)
        self.prose = False
        self.is_open = False
        if node.body or node.owner.roles:
            self._add(node)
        else:
            self.headings.append(span)
            self.pending = node if heading.topic != "prose" else None

    def _heading(self, span: Span, mark: Marker, parsed: _Parsed, ordinal: int) -> Heading:
        """The heading of a section; one glued to its text is known by its first words."""
        title, _, owner = parsed
        start = span[0] + mark.length
        words = self.text[span[0] : title[1]] if title else self.text[span[0] : min(span[1], start + 30)]
        named = self.folded[slice(*title)].strip("。:： ") if title else self.folded[start : start + _GLUED_MOST]
        topic = topic_of(named, self._above if self.stack else None)
        return Heading(mark.level, without_blanks(words).rstrip("。：:"), ordinal, topic, owner, heads_duties(named))

    def settle(self) -> None:
        """Put the paragraphs that wait into the last node."""
        if self.more:
            self.nodes[-1] = self.nodes[-1].with_paragraphs(*self.more)
            self.more = []

    def _demote(self) -> None:
        """A section that has sections or numbers below it is no measure but a heading with prose."""
        self.settle()
        if self.nodes[-1].owner.acts and not self.nodes[-1].body:
            self.headings += self.nodes.pop().blocks
        else:
            self.nodes[-1] = replace(self.nodes[-1], kind=None)
        self.is_open = False

    def _bullet(self, span: Span, mark: Marker) -> None:
        if self._above == "goal":
            self._item("goal", span, mark)
        else:
            self._continue(span, mark)

    def _numbered(self, span: Span, mark: Marker) -> None:
        """A numbered paragraph is an item of its own, unless it is a point below an open numbered paragraph."""
        open_mark = self._open.mark if self._open else None
        inside = open_mark is not None and open_mark.level < mark.level
        if inside and open_mark and open_mark.level > _SECTION_LEVEL:
            self._continue(span, mark)
            return
        if inside:
            self._demote()
        self._item(_KINDS[self._above], span, mark)

    def _item(self, kind: Kind | None, span: Span, mark: Marker) -> None:
        """A numbered paragraph or bullet: its heading sentence is its title, unless that is all there is."""
        self._add(self._node(kind, span, self._parsed(span, mark), mark))

    def _node(self, kind: Kind | None, span: Span, parsed: _Parsed, mark: Marker | None = None) -> Node:
        """A node below the open headings."""
        title, body, owner = parsed
        return Node(
            kind=kind,
            mark=mark,
            headings=tuple(self.stack),
            title=title,
            body=body,
            blocks=(span,),
            trail=self._trail(),
            owner=owner,
        )

    def _parsed(self, span: Span, mark: Marker) -> _Parsed:
        """Title, body and owner of a paragraph: a statement that follows a bare heading governs all below it."""
        start, end = span[0] + mark.length, span[1]
        if (headed := self._headed((start, end))) is not None:
            return headed
        words = passage(self.text, (start, end))
        statements = find_statements(words.folded, sentences=False) if len(words.text) <= 600 else ()
        head_end = statements[0].start if statements else 0
        head = words.text[:head_end].strip("。；;，, 　")
        closed = not words.text[statements[-1].end :].strip("。；;，, 　") if statements else False
        if head and closed and len(head) <= _HEADING_MOST and not re.search("[。；;]", head) and len(statements) <= 2:
            cells = [cells_of(words, statement) for statement in statements]
            owner = Owner(tuple(r for roles, _ in cells for r in roles), tuple(t for _, times in cells for t in times))
            at = words.span(0, len(words.text[:head_end].rstrip("。；;，, 　")))
            length = title_length(head)
            if length == len(head):
                return at, (), owner
            if length:
                first = words.text.index(head[0])
                rest = Paragraph(words.span(first + length, first + len(head)))
                return words.span(first, first + length), (rest,), owner
            return None, (Paragraph(at),), owner
        length = 0 if opens_with_units(words.folded) else title_length(self.folded[start:end])
        body = (Paragraph((start + length, end)),) if start + length < end else ()
        return ((start, start + length) if length else None), body, Owner()

    def _trail(self) -> tuple[int, ...]:
        """Ordinals of the open headings, then that of one more thing below them."""
        above = tuple(h.ordinal for h in self.stack)
        self.counts[above] += 1
        return (*above, self.counts[above])

    def _add(self, node: Node) -> None:
        self.settle()
        self.nodes.append(node)
        self.prose = False
        self.is_open = True
        self.pending = None


def _last(spans: list[Span], wanted: Span) -> int:
    """Index of the last of `spans` that is `wanted`; it is among them, mostly at the end."""
    return next(k for k in range(len(spans) - 1, -1, -1) if spans[k] == wanted)
