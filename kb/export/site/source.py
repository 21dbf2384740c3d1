"""The source text as a page: every line where it stands, an anchor for every item, findings and repairs marked.

Lines of one item make a block with the item's anchor; other lines have an anchor of their own (`line-40`), and the
headings among them are headings of the page. An item inside another one gets an anchor within the line.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from markupsafe import Markup
from msgspec import Struct

from kb import wording
from kb.export.site import addresses, marked, source_cells
from kb.export.site.catalog import Catalog, ItemRow
from kb.export.site.marked import Element, Piece
from kb.export.site.page import SitePage, render
from kb.numerals import COUNTING, NUMERAL
from kb.schema import Record, Repair, Span

_ENUMERATOR = re.compile(rf"^[\s(（]*[{NUMERAL}\d]*[)）、.．]*")
_OUTER = re.compile(rf"附\s*件\s*\d*|[{COUNTING}]+、.{{1,50}}|第[{COUNTING}]+[章节部].{{1,50}}")
_INNER = re.compile(rf"[(（][{COUNTING}]*[)）].{{1,40}}")
_NOISE = re.compile(r"[\s\"“”'‘’]+")


class SourceMark(Struct, frozen=True, kw_only=True):
    """Something found or repaired at a span of the text."""

    span: Span
    kind: str
    """unit, deadline, target or repair"""
    tip: str
    href: str = ""
    style: str = ""
    """Of a repair: its certainty."""


class SourceBlock(Struct, frozen=True, kw_only=True):
    """A heading, a paragraph or the lines of an item."""

    level: int
    """Of a heading, from 1; 0 for anything else."""
    anchor: str
    lines: tuple[Markup, ...]
    row: ItemRow | None
    kind: str = ""
    """What a line outside the items is: heading, front_matter, boilerplate; empty where the record does not say."""
    plain: str
    """The words without marks."""
    cells: tuple[tuple[str, tuple[Markup, ...]], ...] = ()
    """Of a table row: its lines by column; empty for anything else."""


def page(catalog: Catalog, record: Record) -> SitePage:
    """The source text page of one plan."""
    address = addresses.text(record.plan.id)
    blocks = tuple(compose(catalog, record, addresses.root(address)))
    used: dict[str, set[str]] = defaultdict(set)
    for block in blocks:
        if block.row:
            used[block.row.place] |= {name for name, _ in block.cells}
    columns = {place: tuple(name for name in source_cells.COLUMNS if name in names) for place, names in used.items()}
    title = f"原文：{record.plan.title}"
    return render("source", address, title, toc=True, record=record, blocks=blocks, columns=columns)


def repaired_spans(repairs: tuple[Repair, ...]) -> tuple[tuple[Span, Repair], ...]:
    """Where each repair stands in the repaired text; repairs count in the raw text."""
    found, shift = [], 0
    for repair in sorted(repairs, key=lambda r: (r.start, r.end)):
        start = repair.start + shift
        found.append(((start, start + len(repair.after)), repair))
        shift += len(repair.after) - (repair.end - repair.start)
    return tuple(found)


def repair_tip(repair: Repair) -> str:
    """What stood there and how sure the repair is, in one sentence."""
    was = f"原为“{wording.short(repair.before, 40)}”" if repair.before else "原文缺字"
    may = "可能是" if repair.certainty == "unresolved" else "也可能是"
    other = f",{may}{' / '.join(repair.alternatives[:4])}" if repair.alternatives else ""
    return f"{was};{wording.REPAIR_CERTAINTIES[repair.certainty]}{other}"


def visible(repair: Repair) -> bool:
    """Whether a reader would see the repair: changes of white space alone are not marked, what stays damaged is."""
    changed = repair.certainty == "unresolved" or repair.before.strip() != repair.after.strip()
    return bool(repair.after.strip()) and changed


def source_marks(catalog: Catalog, record: Record) -> list[SourceMark]:
    """Everything that is marked in the text, each span and kind once."""
    found: dict[tuple[Span, str], SourceMark] = {}
    for item in record.items:
        for duty in item.duties:
            unit = catalog.units.get(duty.unit)
            tip = f"{wording.ROLES[duty.role]}:{(unit.full_name or unit.name) if unit else duty.mention}"
            found.setdefault(
                (duty.span, "unit"), SourceMark(span=duty.span, kind="unit", tip=tip, href=addresses.unit(duty.unit))
            )
        for deadline in item.deadlines:
            tip = f"时限：{wording.deadline(deadline).text}"
            found.setdefault((deadline.span, "deadline"), SourceMark(span=deadline.span, kind="deadline", tip=tip))
        for target in item.stated_targets:
            tip = f"指标：{target.indicator} {wording.amount(target).text}"
            found.setdefault((target.span, "target"), SourceMark(span=target.span, kind="target", tip=tip))
    for span, repair in repaired_spans(record.repairs):
        if visible(repair):
            style = repair.certainty
            found[span, "repair"] = SourceMark(span=span, kind="repair", tip=repair_tip(repair), style=style)
    return sorted((mark for mark in found.values() if mark.span[0] < mark.span[1]), key=lambda mark: mark.span)


def compose(catalog: Catalog, record: Record, root: str) -> Iterator[SourceBlock]:
    """The text's blocks in order; blank lines are dropped, every other character is there."""
    text = record.text
    starts, ends = _lines(text)
    owners, inline = _owners(record, starts, ends)
    lined = _by_line(source_marks(catalog, record), starts)
    headings = {_squeeze(name): depth for item in record.items for depth, name in enumerate(item.path, 1)}
    kinds = {
        line: region.kind
        for region in record.regions
        for line in range(bisect_right(starts, region.span[0]) - 1, bisect_right(starts, region.span[1] - 1))
    }
    seen: set[str] = set()
    lines: list[tuple[int, Markup]] = []
    for line in range(len(starts)):
        if text[starts[line] : ends[line]].strip():
            pieces = _line(text, starts[line], ends[line], lined[line], inline[line])
            lines.append((line, marked.html(pieces, root)))
    for group in _groups(lines, owners):
        first, owner = group[0][0], owners[group[0][0]]
        plain = "".join(text[starts[line] : ends[line]] for line, _ in group).strip()
        html_lines = tuple(html for _, html in group)
        if owner:
            anchor = addresses.anchor(owner)
            free = anchor not in seen
            seen.add(anchor)
            row = catalog.rows[owner]
            spans = [((starts[line], ends[line]), text[starts[line] : ends[line]].strip()) for line, _ in group]
            columns = source_cells.arrange(row.item, spans)
            cells = tuple(
                (name, held)
                for name in source_cells.COLUMNS
                if (held := tuple(html for html, column in zip(html_lines, columns, strict=False) if column == name))
            )
            yield SourceBlock(
                level=0, anchor=anchor if free else "", lines=html_lines, row=row, plain=plain, cells=cells
            )
        else:
            kind = kinds.get(first, "")
            anchor = addresses.line_anchor(first + 1)
            yield SourceBlock(
                level=_level(plain, kind, headings), anchor=anchor, lines=html_lines, row=None, kind=kind, plain=plain
            )


def excerpts(
    catalog: Catalog, record: Record
) -> dict[str, tuple[tuple[tuple[Piece, ...], ...], tuple[tuple[str, str, int], ...]]]:
    """By item id: its lines with marks, and what it takes from elsewhere.

    The latter are (what, words, line of the text from 1): a unit or a time that stands in a merged cell or in a rule.
    """
    text = record.text
    starts, ends = _lines(text)
    lined = _by_line(source_marks(catalog, record), starts)
    found = {}
    for item in record.items:
        low, high = item.span
        lines = range(bisect_right(starts, low) - 1, bisect_right(starts, max(high - 1, low)))
        shown = (
            _line(text, start, end, [m for m in lined[line] if m.span[0] < end and m.span[1] > start], [])
            for line in lines
            for start, end in ((max(starts[line], low), min(ends[line], high)),)
            if text[start:end].strip()
        )
        held = [(wording.ROLES[duty.role], duty.span) for duty in item.duties]
        held += [("时限", deadline.span) for deadline in item.deadlines]
        outside = dict.fromkeys(
            (name, "".join(text[slice(*span)].split()), bisect_right(starts, span[0]))
            for name, span in held
            if not low <= span[0] < high
        )
        found[item.id] = (tuple(shown), tuple(outside))
    return found


def _lines(text: str) -> tuple[list[int], list[int]]:
    """Where each line begins and ends."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return starts, [*(start - 1 for start in starts[1:]), len(text)]


def _by_line(found: list[SourceMark], starts: list[int]) -> dict[int, list[SourceMark]]:
    lined: dict[int, list[SourceMark]] = defaultdict(list)
    for mark in found:
        for line in range(bisect_right(starts, mark.span[0]) - 1, bisect_right(starts, mark.span[1] - 1)):
            lined[line].append(mark)
    return lined


def _level(plain: str, kind: str, headings: dict[str, int]) -> int:
    """Level of a heading, from 1: as deep as it stands in the items' paths, else by its marker; 0 for other lines."""
    if known := headings.get(_squeeze(plain)):
        return known
    if kind != "heading":
        return 0
    return 1 if _OUTER.fullmatch(plain) else 2 if _INNER.fullmatch(plain) else 0


def _groups(lines: list[tuple[int, Markup]], owners: list[str]) -> Iterator[list[tuple[int, Markup]]]:
    """Consecutive lines of one item together, every other line alone."""
    group: list[tuple[int, Markup]] = []
    for line, html in lines:
        if group and (not owners[line] or owners[group[-1][0]] != owners[line]):
            yield group
            group = []
        group.append((line, html))
    if group:
        yield group


def _owners(record: Record, starts: list[int], ends: list[int]) -> tuple[list[str], dict[int, list[tuple[int, str]]]]:
    """For every line the item that its block belongs to ("" for none), and the items that begin within a line."""
    owners = [""] * len(starts)
    inline: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for item in sorted(record.items, key=lambda item: (item.span[0], -item.span[1])):
        start = min(item.span[0], len(record.text))
        first = bisect_right(starts, start) - 1
        last = max(first, bisect_right(starts, max(item.span[1] - 1, start)) - 1)
        while first < last and not record.text[max(starts[first], start) : ends[first]].strip():
            first += 1
        free = not any(owners[first : last + 1]) and record.text[starts[first] : ends[first]].strip()
        if free:
            owners[first : last + 1] = [item.id] * (last - first + 1)
        else:
            while first > 0 and not record.text[starts[first] : ends[first]].strip():
                first -= 1
            inline[first].append((max(start, starts[first]), item.id))
    return owners, inline


def _line(text: str, start: int, end: int, found: list[SourceMark], inside: list[tuple[int, str]]) -> tuple[Piece, ...]:
    """One line with its marks; a unit's name is one link, whatever else is marked in it."""
    parts: list[Piece] = []
    at = start
    anchors = dict(inside)
    for unit in [mark for mark in found if mark.kind == "unit"]:
        low, high = max(unit.span[0], start), min(unit.span[1], end)
        if low < at:
            continue
        parts += _pieces(text, at, low, found, anchors)
        name = tuple(_pieces(text, low, high, found, anchors))
        parts.append(Element("a", (("class", "z-u"), ("href", unit.href), ("title", unit.tip)), name))
        at = high
    parts += _pieces(text, at, end, found, anchors)
    return (*marked.stripped(parts), *(_anchor(name) for place, name in inside if place >= end))


def _pieces(text: str, start: int, end: int, found: list[SourceMark], anchors: dict[int, str]) -> Iterator[Piece]:
    """A stretch without unit links, cut wherever a mark begins or ends or an item begins."""
    others = [mark for mark in found if mark.kind != "unit"]
    cuts = {start, end, *(place for mark in others for place in mark.span), *anchors}
    places = sorted(place for place in cuts if start <= place <= end)
    for low, high in itertools.pairwise(places):
        if low in anchors:
            yield _anchor(anchors[low])
        piece: Piece = text[low:high]
        for mark in sorted((m for m in others if m.span[0] <= low and high <= m.span[1]), key=lambda m: m.kind):
            piece = _wrap(mark, piece)
        yield piece


def _anchor(item: str) -> Element:
    return Element("span", (("class", "z-anchor"), ("id", addresses.anchor(item))))


def _wrap(mark: SourceMark, piece: Piece) -> Element:
    if mark.kind == "repair":
        focus = (("tabindex", "0"),) if mark.style in ("inferred", "unresolved") else ()
        return Element("span", (("class", f"z-r z-r--{mark.style}"), ("data-tip", mark.tip), *focus), (piece,))
    return Element("span", (("class", f"z-{mark.kind[0]}"), ("title", mark.tip)), (piece,))


def _squeeze(name: str) -> str:
    """A heading's words without its number, quotation marks and blanks, so that path and line can be compared."""
    return _NOISE.sub("", _ENUMERATOR.sub("", name))
