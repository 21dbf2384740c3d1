"""Layout: a table flattened to one cell a paragraph, its borders and merged cells lost.

    序号 / 工作内容 / 工作任务 / 牵头单位 / 配合单位        header cells, some broken over lines (启动 / 时间), some missing
    一、深入推进…行动                                section row
    1 / 严格落实生态 / 保护红线管控 / 勘定… / 区环保局 / 区级有关部门
    3 / 持续创建…                                   work item and units merged with the row above
    8 / 污水处理厂 / 分类… / 区住建局 / 2018 / 2022 / 加大… / 区住建局 / 2018 / 2022     two sub-rows of one number

A row begins at the next printed number. Inside it, the cheapest reading of the paragraphs as cells is found by dynamic
programming over (paragraph, column): what a paragraph looks like decides which columns it may fill, a column may be
skipped (merged or empty), filled by several paragraphs (a broken name), and the row may start over (sub-rows).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kb.schema import Span
from parser.document import Block
from parser.extract.units import looks_like_units
from parser.layouts.columns import OTHER, TIME_ROLES, UNIT_ROLES, Column, column_of, settle
from parser.layouts.draft import Doubt, Draft, Layout
from parser.layouts.rows import Row, RowCell, draft_of, kind_of_table
from parser.outline import marker


class Header(NamedTuple):
    """Where the header cells stand among the blocks, and the role of each column."""

    start: int
    end: int
    roles: list[str]


_CELL_MOST = 14
"""Characters of a header cell at the most."""
_HEADER_LEAST = 3
"""Known header cells that make a header."""


def column_role(word: str) -> str | None:
    column = column_of(word)
    return column.role if column else None


def find_header(text: str, blocks: tuple[Block, ...]) -> Header | None:
    """The first run of short blocks that are header words, units or time among them; None where there is none."""
    for start, block in enumerate(blocks):
        if column_role(_words(text, block)) is None or block.kind == "table":
            continue
        header = _read_header(text, blocks, start)
        known = [r for r in header.roles if r != OTHER]
        if len(known) >= _HEADER_LEAST and (set(known) & {*UNIT_ROLES, *TIME_ROLES}):
            return header
    return None


def _read_header(text: str, blocks: tuple[Block, ...], start: int) -> Header:
    roles: list[str] = []
    k = start
    while k < len(blocks) and blocks[k].kind != "table":
        word = _words(text, blocks[k])
        joined = word + _words(text, blocks[k + 1]) if k + 1 < len(blocks) else word
        if len(word) > _CELL_MOST or word.isdigit():
            break
        if column_role(word) is None and column_role(joined) is not None and len(joined) <= _CELL_MOST:
            roles.append(column_role(joined) or OTHER)
            k += 2
        elif (role := column_role(word)) is not None:
            roles.append(role)
            k += 1
        elif marker(word) is None and len(word) <= 6 and _header_goes_on(text, blocks, k):
            roles.append(OTHER)
            k += 1
        else:
            break
    return Header(start, k, [c.role for c in settle([Column(r) for r in roles])])


def _header_goes_on(text: str, blocks: tuple[Block, ...], k: int) -> bool:
    """Whether a known header word follows within the next two blocks: an unknown word between is a header too."""
    return any(column_role(_words(text, b)) is not None for b in blocks[k + 1 : k + 3])


def read_flat_table(
    text: str, blocks: tuple[Block, ...], header: Header, *, part: str, key: str, title: str, path: tuple[str, ...]
) -> Layout:
    """Items, headings and doubts of the table that begins at `header` and goes on to the end of `blocks`."""
    groups, sections, spans = _groups(text, blocks, header)
    roles = _with_text_column(text, groups, header.roles)
    kind = kind_of_table([Column(r) for r in roles], title)
    rows = _rows(text, groups, sections, roles)
    drafts: list[Draft] = []
    for row in rows:
        row_key = f"{key}/{row.number or f'row{row.ordinal}'}" + (f".{row.part}" if row.part else "")
        drafts.append(draft_of(text, row, kind=kind, key=row_key, path=path, part=part, heading=title))
    header_spans = [b.span for b in blocks[header.start : header.end]]
    return Layout(tuple(drafts), (*header_spans, *spans), tuple(_numbering_doubts(groups)))


# ---------------------------------------------------------------- rows begin at their printed numbers
class Group(NamedTuple):
    """The blocks of one printed number: the number's own block, and the paragraphs up to the next number."""

    number: str
    head: Block | None
    blocks: list[Block]


_NUMBER = re.compile(r"(\d{1,3})\s*[.．、]?")
_JUMP = 3
"""A printed number may skip this many (a lost row) and still count as the next row, if a row's gap is before it."""


def _groups(
    text: str, blocks: tuple[Block, ...], header: Header
) -> tuple[list[Group], list[tuple[str, ...]], list[Span]]:
    """Groups, the section heading above each, and the spans of the section rows."""
    groups: list[Group] = []
    sections: list[tuple[str, ...]] = []
    spans: list[Span] = []
    section: tuple[str, ...] = ()
    last = 0
    numbered = "number" in header.roles
    for block in blocks[header.end :]:
        word = _words(text, block)
        number = _next_number(word, block, last) if numbered else None
        if _is_section(word):
            section = (word,)
            spans.append(block.span)
            if not numbered:
                groups.append(Group("", None, []))
                sections.append(section)
        elif number is not None:
            last = number
            groups.append(Group(str(number), block, []))
            sections.append(section)
        elif groups:
            groups[-1].blocks.append(block)
        else:
            groups.append(Group("", None, [block]))
            sections.append(section)
    kept = [k for k, g in enumerate(groups) if g.blocks]
    return [groups[k] for k in kept], [sections[k] for k in kept], spans


def _next_number(word: str, block: Block, last: int) -> int | None:
    found = _NUMBER.fullmatch(word)
    if found is None:
        return None
    number = int(found[1])
    if number == last + 1 or (last < number <= last + _JUMP and block.gap >= 2):
        return number
    return 1 if number == 1 and block.gap >= 2 and last > 2 else None


def _is_section(word: str) -> bool:
    found = marker(word)
    return found is not None and found.level <= 4 and found.number != "" and not word.endswith("。") and len(word) <= 60


def _numbering_doubts(groups: list[Group]) -> list[Doubt]:
    doubts = []
    numbers = [(int(g.number), g.head) for g in groups if g.number and g.head]
    for (a, _), (b, head) in zip(numbers, numbers[1:], strict=False):
        if b > a + 1:
            doubts.append(
                Doubt("numbering-gap", "warning", f"序号从 {a} 跳到 {b}, 中间可能缺行, 请对照原件核对", head.span)
            )
    return doubts


# ---------------------------------------------------------------- the cheapest reading of a row
_TIME_CELL = re.compile(
    r"(?:[（(]?(?:19|20)\d{2}[^，。；]{0,12}|\d{1,2}月.{0,4}|第?[一二三四]季度|长期.{0,4}|持续.{0,4}|每年.{0,4}|全年|“?十[三四五]五.{0,6})"
)
_NONE_CELL = re.compile(r"[/／\-—–―~]{1,3}|无|暂无")
_SENTENCE_END = re.compile(r"[。；;！]$")
_LIST_END = re.compile(r"[、，,；;]$")

_SKIP = {"title": 0.3, "text": 1.6, "lead": 1.0, "support": 0.5, "responsible": 1.0, "start": 0.6, "end": 0.6}
_SKIP_OTHER = 0.2
_START_OVER = 1.2
_SAME_ROW = 0.8
"""Cost of starting over at a paragraph that only a cell's gap parts from the one before."""


class Reading(NamedTuple):
    """Cost of a row's cheapest reading, and the column of each of its paragraphs; -1 minus column opens a sub-row."""

    cost: float
    columns: tuple[int, ...]


def _fit(word: str, role: str, unitlike: float) -> float:
    """Cost of reading `word` as a cell of `role`; lower is better."""
    none = bool(_NONE_CELL.fullmatch(word))
    time = bool(_TIME_CELL.fullmatch(word)) and len(word) <= 24
    if role in UNIT_ROLES:
        return -0.5 if none else (3.0 if time else 2.0 - 4.0 * unitlike)
    if role in TIME_ROLES:
        return -2.0 if time else (-0.6 if none else 3.0)
    sentence = bool(_SENTENCE_END.search(word))
    away = 2.5 * unitlike + (2.0 if time else 0.0) + (1.0 if none else 0.0)
    if role == "title":
        return away + (2.0 if sentence or len(word) > 40 else -0.4)
    if role == "text":
        return away + (-1.2 if sentence or len(word) >= 18 else -0.2)
    return away if role in ("target", "indicator") else 0.4


def _join(previous: str, word: str, role: str) -> float:
    """Cost of reading `word` as the continuation of the cell that ends with `previous`."""
    if role == "title":
        return 0.1 if len(previous) <= 12 and not _SENTENCE_END.search(previous) else 1.2
    if role in UNIT_ROLES:
        return 0.7
    if role in TIME_ROLES:
        return 2.5
    return 0.9 if _SENTENCE_END.search(previous) else 0.6


def _read_row(paragraphs: list[Paragraph], roles: list[str]) -> Reading:
    """The cheapest reading of a row's paragraphs as its columns (`roles` without the number column)."""
    words = [p.words for p in paragraphs]
    unitlike = [looks_like_units(w) for w in words]
    first = [k for k, r in enumerate(roles) if r in ("title", "text")]
    best: dict[int, Reading] = {-1: Reading(0.0, ())}
    for k, word in enumerate(words):
        step: dict[int, Reading] = {}
        for column, role in enumerate(roles):
            cost = _fit(word, role, unitlike[k])
            options = []
            for before, reading in best.items():
                if before < column:
                    options.append((reading.cost + _skipped(roles, before + 1, column), before, column))
                elif before == column:
                    options.append((reading.cost + _join(words[k - 1], word, role), before, column))
                if before >= column and column in first and before > max(first):
                    rest = _skipped(roles, before + 1, len(roles)) + _skipped(roles, min(first), column)
                    over = _START_OVER + (0.0 if paragraphs[k].gap >= 2 else _SAME_ROW)
                    options.append((reading.cost + rest + over, before, -1 - column))
            if options:
                total, before, tag = min(options)
                step[column] = Reading(total + cost, (*best[before].columns, tag))
        best = step
    ends = [Reading(r.cost + _skipped(roles, c + 1, len(roles)), r.columns) for c, r in best.items()]
    return min(ends) if ends else Reading(0.0, ())


def _skipped(roles: list[str], start: int, end: int) -> float:
    return sum(_SKIP.get(role, _SKIP_OTHER) for role in roles[start:end])


def _with_text_column(text: str, groups: list[Group], roles: list[str]) -> list[str]:
    """The columns without the number; with a text column put in where the header lost it and the rows show it."""
    columns = [r for r in roles if r != "number"]
    if "text" in columns or "title" not in columns:
        return columns
    at = columns.index("title") + 1
    variant = [*columns[:at], "text", *columns[at:]]
    sample = groups[:40]

    def cost(candidate: list[str]) -> float:
        return sum(_read_row(_paragraphs(text, g), candidate).cost for g in sample)

    return variant if cost(variant) < cost(columns) else columns


class Paragraph(NamedTuple):
    """One or more blocks that are one cell's words for certain: a name broken over lines, a list that goes on."""

    words: str
    spans: tuple[Span, ...]
    gap: int


def _paragraphs(text: str, group: Group) -> list[Paragraph]:
    """The group's blocks, those joined that only together are a list of units (区国土 / 分局; 区环保局、 / 区农林局)."""
    joined: list[Paragraph] = []
    for block in group.blocks:
        word = _words(text, block)
        last = joined[-1] if joined else None
        if last is not None and block.gap <= 1 and _goes_on(last.words, word):
            joined[-1] = Paragraph(last.words + word, (*last.spans, block.span), last.gap)
        else:
            joined.append(Paragraph(word, (block.span,), block.gap))
    return joined


_FRAGMENT_MOST = 12
"""Characters of a piece of a broken name at the most."""


def _goes_on(last: str, word: str) -> bool:
    before, after = looks_like_units(last), looks_like_units(word)
    if _LIST_END.search(last):
        return before > 0.5 and after > 0.5 and not _NONE_CELL.fullmatch(word)
    broken = min(before, after) < 0.5 and max(len(last), len(word)) <= _FRAGMENT_MOST
    return broken and looks_like_units(last + word) > 0.7


# ---------------------------------------------------------------- rows with merged cells filled in
def _rows(text: str, groups: list[Group], sections: list[tuple[str, ...]], roles: list[str]) -> list[Row]:
    rows: list[Row] = []
    above: dict[str, RowCell] = {}
    for group, section in zip(groups, sections, strict=True):
        paragraphs = _paragraphs(text, group)
        subrows = _subrows(paragraphs, _read_row(paragraphs, roles).columns)
        if rows and rows[-1].section != section:
            above = {}
        for part, subrow in enumerate(subrows, start=1):
            cells, above = _fill(subrow, roles, above, same_number=part > 1)
            doubts = _border_doubts(subrow, roles, group.number)
            head = (RowCell(Column("number"), (group.head.span,)),) if group.head and part == 1 else ()
            rows.append(
                Row(
                    number=group.number or None,
                    part=part if len(subrows) > 1 else None,
                    cells=(*head, *(_inferred(c) if doubts else c for c in cells)),
                    section=section,
                    ordinal=len(rows) + 1,
                    doubts=doubts,
                )
            )
    return rows


SubRow = dict[int, list[Paragraph]]
"""Paragraphs of each column of a sub-row."""


def _subrows(paragraphs: list[Paragraph], columns: tuple[int, ...]) -> list[SubRow]:
    subrows: list[SubRow] = [{}]
    for paragraph, tag in zip(paragraphs, columns, strict=True):
        if tag < 0:
            subrows.append({})
        subrows[-1].setdefault(tag if tag >= 0 else -1 - tag, []).append(paragraph)
    return subrows


def _fill(
    subrow: SubRow, roles: list[str], above: dict[str, RowCell], *, same_number: bool
) -> tuple[list[RowCell], dict[str, RowCell]]:
    """Cells of the row, those of merged cells taken from the row above; and what the next row may inherit.

    A work item is inherited where the row has none. Units are inherited only where the row has no unit at all: an
    empty support cell beside a lead is empty.
    """
    present = {roles[c]: RowCell(Column(roles[c]), tuple(s for p in cell for s in p.spans)) for c, cell in subrow.items()}
    has_units = any(r in present for r in UNIT_ROLES)
    cells = []
    for role in dict.fromkeys(roles):
        if role in present:
            cells.append(present[role])
        elif (role in above and (role == "title" or (role in UNIT_ROLES and not has_units))) or (
            role in above and role in TIME_ROLES and not has_units and not same_number
        ):
            cells.append(RowCell(Column(role), above[role].spans, "inherited"))
    return cells, {c.role: c for c in cells}


def _border_doubts(subrow: SubRow, roles: list[str], number: str) -> tuple[Doubt, ...]:
    """Where more unit paragraphs stand than unit columns, the border between them is not certain."""
    units = [p for c in sorted(subrow) if roles[c] in UNIT_ROLES for p in subrow[c]]
    if len([r for r in roles if r in UNIT_ROLES]) < 2 or all(len(subrow.get(c, [])) < 2 for c in _unit_columns(roles)):
        return ()
    names = " / ".join(p.words for p in units)
    message = f"序号 {number}: 单位单元格的边界不明 ({names}), 牵头与配合的划分是推断的, 请对照原件核对"
    return (Doubt("ambiguous-role", "warning", message, (units[0].spans[0][0], units[-1].spans[-1][1])),)


def _unit_columns(roles: list[str]) -> list[int]:
    return [c for c, role in enumerate(roles) if role in UNIT_ROLES]


def _inferred(cell: RowCell) -> RowCell:
    return RowCell(cell.column, cell.spans, "inferred") if cell.role in UNIT_ROLES else cell


def _words(text: str, block: Block) -> str:
    return re.sub(r"\s+", "", text[slice(*block.span)])
