"""The blocks of a flattened table grouped into rows by the numbers printed before them, and what is no row.

One rule after another looks at the next block; the first that knows it takes it and says where the walk goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from kb.schema import Span
from parser.cells.header import header_at
from parser.cells.row_numbers import RowNumber, follows, form_of, row_number
from parser.cut.blocks import passage
from parser.document import Block
from parser.drafts import Doubt
from parser.lexicon import any_of, load
from parser.lexicon.columns import TIME_ROLES, UNIT_ROLES, Column
from parser.lexicon.markers import marker
from parser.outline.nodes import Owner
from parser.tables.owners import owner_of
from parser.tables.readings import is_title, without_blanks


class Group(NamedTuple):
    """The blocks of one printed number: the number's own block, and the paragraphs up to the next number."""

    number: RowNumber | None
    head: Block | None
    blocks: list[Block]
    section: tuple[str, ...]
    owner: Owner = Owner()
    """Whom the section names."""


_OF_WORDS = {"number", "title", "work", "text", "leader", *UNIT_ROLES, "deadline"}
"""Columns in which a bare number is a row's: in others (investment, points, targets) it may be a cell."""


@dataclass
class _Walk:
    """What is known of the table, and what the walk over its blocks has found so far."""

    text: str
    words: Sequence[str]
    blocks: Sequence[Block]
    columns: Sequence[Column]
    form: str
    """Of the row numbers; empty in a table without."""
    apart: bool
    """Whether gaps part the rows."""
    groups: list[Group] = field(default_factory=list)
    furniture: list[Span] = field(default_factory=list)
    section: tuple[str, ...] = ()
    owner: Owner = field(default_factory=Owner)
    """Whom the section names."""
    last: tuple[int, ...] = ()
    """Number of the last row; empty before the first."""

    def set_aside(self, start: int, end: int) -> int:
        self.furniture += [block.span for block in self.blocks[start:end]]
        return end

    def number_at(self, k: int) -> RowNumber | None:
        """The number of a row at `k`, where it has the table's form and follows the last."""
        number = row_number(self.words[k])
        if number is None or number.form != self.form:
            return None
        excerpt = {column.role for column in self.columns} <= _OF_WORDS
        return number if follows(number, self.last, row_gap=self.blocks[k].gap >= 2, excerpt=excerpt) else None


def row_groups(text: str, blocks: Sequence[Block], columns: Sequence[Column]) -> tuple[list[Group], list[Span]]:
    """The groups of the blocks below a header, and the spans of section rows, repeated headers, sums and notes."""
    words = [without_blanks(text[slice(*block.span)]) for block in blocks]
    form = _numbering(words, columns)
    walk = _Walk(text, words, blocks, columns, form, apart=not form and _parted_by_gaps(words, blocks, columns))
    k = 0
    while k < len(blocks):
        k = next(on for rule in _RULES if (on := rule(walk, k)) is not None)
    walk.furniture += [group.head.span for group in walk.groups if group.head and not group.blocks]
    return [group for group in walk.groups if group.blocks], walk.furniture


def _repeated_header(walk: _Walk, k: int) -> int | None:
    repeated = header_at(walk.words, k)
    return None if repeated is None else walk.set_aside(k, repeated[0])


def _section_of_two_cells(walk: _Walk, k: int) -> int | None:
    """一 | 教育类, in a table whose rows have plain numbers."""
    number = row_number(walk.words[k])
    if walk.form != "plain" or number is None or number.form not in _HAN_FORMS or not _names_section(walk.words, k + 1):
        return None
    named, walk.owner = owner_of(passage(walk.text, walk.blocks[k + 1].span))
    walk.section = (walk.words[k] + without_blanks(named.text),)
    return walk.set_aside(k, k + 2)


def _sum(walk: _Walk, k: int) -> int | None:
    """合计 and the figures behind it; the number of the next row is none of them."""
    words, blocks = walk.words, walk.blocks
    if not _SUM.fullmatch(words[k]):
        return None
    end = next((j for j in range(k + 1, len(blocks)) if not _SUM_CELL.fullmatch(words[j])), len(blocks))
    opens_row = end - k > 1 and end < len(blocks) and blocks[end - 1].gap >= 2 and row_number(words[end - 1])
    return walk.set_aside(k, end - 1 if opens_row else end)


def _section_or_note(walk: _Walk, k: int) -> int | None:
    word = walk.words[k]
    if walk.number_at(k) is not None or not (is_section(word) or _is_note(word)):
        return None
    if is_section(word):
        named, walk.owner = owner_of(passage(walk.text, walk.blocks[k].span))
        walk.section = (without_blanks(named.text),)
    if not walk.form:
        walk.groups.append(Group(None, None, [], walk.section, walk.owner))
    return walk.set_aside(k, k + 1)


def _numbered_row(walk: _Walk, k: int) -> int | None:
    number = walk.number_at(k)
    if number is None:
        return None
    walk.last = number.value
    head = _left_of_number(walk.groups, walk.words, walk.blocks, k, walk.columns)
    walk.groups.append(Group(number, walk.blocks[k], head, walk.section, walk.owner))
    return k + 1


def _cell(walk: _Walk, k: int) -> int:
    """A cell: the first of a row of its own, or one more of the row before."""
    block = walk.blocks[k]
    if not walk.groups or (walk.apart and block.gap >= 2):
        walk.groups.append(Group(None, None, [block], walk.section, walk.owner))
    else:
        walk.groups[-1].blocks.append(block)
    return k + 1


_RULES: tuple[Callable[[_Walk, int], int | None], ...] = (
    _repeated_header,
    _section_of_two_cells,
    _sum,
    _section_or_note,
    _numbered_row,
    _cell,
)

_HAN_FORMS = ("han", "han-brackets")
_SUM = re.compile(any_of(load("tables")["sums"]))
_SUM_CELL = re.compile(r"[\d,，.]+\s*(?:[万亿]?元)?|[/／—–―-]{1,3}")
"""What stands behind 合计 in its row."""
_SECTION_CELL_MOST = 20
"""Characters of the second cell of a section row at the most: 一 | 教育类."""


def _names_section(words: Sequence[str], k: int) -> bool:
    """Whether a section's name stands at `k`: a short cell with the number of a row behind it."""
    if k + 1 >= len(words) or len(words[k]) > _SECTION_CELL_MOST or row_number(words[k]) is not None:
        return False
    number = row_number(words[k + 1])
    return number is not None and number.form == "plain"


def _left_of_number(
    groups: list[Group], words: Sequence[str], blocks: Sequence[Block], k: int, columns: Sequence[Column]
) -> list[Block]:
    """The title that stands left of the number at `k`, taken from the row before it; empty where none does."""
    place = next((n for n, column in enumerate(columns) if column.role == "number"), 0)
    if not place or columns[place - 1].role != "title":
        return []
    if not groups:
        return []
    word, owner = words[k - 1], groups[-1].blocks
    closes = columns[-1].role in {*UNIT_ROLES, *TIME_ROLES} or blocks[k - 1].gap >= 2
    if (len(owner) < 2 and groups[-1].number is not None) or not closes or not is_title(word):
        return []
    return [owner.pop()] if owner and owner[-1].span == blocks[k - 1].span else []


def _parted_by_gaps(words: Sequence[str], blocks: Sequence[Block], columns: Sequence[Column]) -> bool:
    """Whether gaps part the rows of a table without numbers: between two stands no single cell but a section row, no more
    cells than a row has, and a full row in a quarter of them."""
    rows: list[list[str]] = []
    for word, block in zip(words, blocks, strict=True):
        if block.gap >= 2 or not rows:
            rows.append([])
        rows[-1].append(word)
    lengths = [len(row) for row in rows if len(row) > 1 or not is_section(row[0])]
    full = sum(length == len(columns) for length in lengths)
    return len(lengths) > 1 and min(lengths) > 1 and max(lengths) <= len(columns) and 4 * full >= len(lengths)


def _numbering(words: Sequence[str], columns: Sequence[Column]) -> str:
    """The form of the row numbers, empty in a table without; a column of numbers may have no header of its own."""
    form = form_of(words)
    headed = any(c.role == "number" for c in columns)
    return form if headed or (words and row_number(words[0]) is not None) else ""


def is_section(word: str) -> bool:
    """Whether the words are a section row: a numbered heading without a sentence."""
    found = marker(word)
    return found is not None and found.level <= 4 and found.number != "" and not word.endswith("。") and len(word) <= 60


def _is_note(word: str) -> bool:
    return bool(re.match(r"(?:备?注|说明)[:：\d]", word))


def numbering_doubts(groups: Sequence[Group]) -> list[Doubt]:
    """Numbers that are left out between the rows."""
    doubts = []
    numbers = [(g.number.value, g.head) for g in groups if g.number and g.head]
    for (above, _), (below, head) in pairwise(numbers):
        a, b = above[-1], below[-1]
        if above[:-1] == below[:-1] and b > a + 1:
            doubts.append(
                Doubt("numbering-gap", "warning", f"序号从 {a} 跳到 {b}, 中间可能缺行, 请对照原件核对", head.span)
            )
    return doubts
