"""Checks of time: project years, the plan's own period, deadlines that one place names and the other does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from graph.checks.checked_record import CheckedRecord, Proof
from graph.clauses import ItemClause, Twins
from kb.schema import Deadline, Item, Kind
from kb.wording import item_name

_FEW = 0.2
"""Share of a table's rows up to which a missing year is a gap and no habit."""
_INSIDE = 12
"""Characters of the shortest demand that a longer one contains."""
_CONTAINED = 0.9
"""Share of the shorter demand that the longer one has."""
_PHRASE = 4
"""Characters of the shortest phrase that says what is spoken of."""
_SHARED, _SHARED_PART = 12, 0.5
"""Characters in such phrases, and their share of the shorter demand, from which two demands are alike."""
SAME = 0.8
"""Twins at least this alike are one demand."""
# 2018-2020年, 2018—2022, and 20182020年 where the dash was lost
_PERIOD = r"[(（\[【]?\s*((?:19|20)\d\d)\s*年?\s*[-–—－~～至到]*\s*((?:19|20)\d\d)\s*年?\s*[)）\]】]?"
_BARE_PERIOD = re.compile(_PERIOD)


def project_years_differ(checked: CheckedRecord) -> Iterator[Proof]:
    """The column of ends says another year than the words of the row."""
    for item in checked.record.items:
        column = next((one for one in item.deadlines if one.relation == "end" and one.end), None)
        stated = [one for one in item.deadlines if one.relation in ("by", "in") and one.end]
        if column is None or not stated:
            continue
        last = max(stated, key=lambda one: (_year(one), one.span))
        if _year(last) != _year(column):
            message = f"{item_name(item)}文中写“{last.text}”, 完成年份一栏是{_year(column)}年"
            yield Proof(message, checked.quotes((item, last.span), (item, column.span)))


def project_years_differ_elsewhere(checked: CheckedRecord) -> Iterator[Proof]:
    """The column of ends says another year than the same demand in a goal, a measure or a task."""
    for one, other in _demands(checked):
        for ours, theirs in ((one, other), (other, one)):
            project, item = checked.items[ours.item], checked.items[theirs.item]
            column = next((held for held in project.deadlines if held.relation == "end" and held.end), None)
            if project.kind != "project" or item.kind == "project" or column is None:
                continue
            if ours.year is None and theirs.year and theirs.year != _year(column):
                message = f"{item_name(project)}的完成年份一栏是{_year(column)}年, 同一要求在{item_name(item)}是{theirs.year}年"
                yield Proof(message, checked.quotes((item, theirs.span), (project, column.span)))


def project_years_missing(checked: CheckedRecord) -> Iterator[Proof]:
    """A project without a year to begin or to end in, where the table's other rows have both."""
    projects = [item for item in checked.record.items if item.kind == "project" and item.locator.row is not None]
    for relation, told in (("start", "启动"), ("end", "完成")):
        lacking = [item for item in projects if not any(one.relation == relation for one in item.deadlines)]
        if len(lacking) > _FEW * len(projects):
            continue
        for item in lacking:
            yield Proof(f"{item_name(item)}没有{told}年份", checked.quotes((item, _first_line(checked, item))))


def _first_line(checked: CheckedRecord, item: Item) -> tuple[int, int]:
    held = checked.clauses[item.id]
    return held[0].span if held else item.span


def _year(deadline: Deadline) -> int:
    return int((deadline.end or "0")[:4])


def period_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The plan's title is followed by another period than the plan's own: in the notice, in a heading."""
    plan = checked.record.plan
    bare = _BARE_PERIOD.sub("", plan.title).strip()
    if not (plan.start_year and plan.end_year) or len(bare) < 4 or not _BARE_PERIOD.search(plan.title):
        return
    words = r"\s*".join(re.escape(c) for c in bare if not c.isspace())
    own = None
    for match in re.finditer(rf"{words}\s*{_PERIOD}", checked.record.text):
        years = int(match[1]), int(match[2])
        if years == (plan.start_year, plan.end_year):
            own = own or match
            continue
        found = [checked.quote(match.span())]
        if own := own or re.search(rf"{words}\s*[(（]\s*{plan.start_year}\D*{plan.end_year}", checked.record.text):
            found.append(checked.quote(own.span()))
        message = f"计划的期限不一致: 标题为{plan.start_year}—{plan.end_year}年, 这里写{years[0]}—{years[1]}年"
        yield Proof(message, tuple(sorted(found, key=lambda quote: quote.span)))


def deadline_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """The same demand by another year in another place; numbers are the matter of the checks of targets."""
    for one, other in _demands(checked):
        if one.year and other.year and one.year != other.year and not _has_target(checked, one, other):
            a, b = checked.items[one.item], checked.items[other.item]
            message = f"同一要求的时限不同: {item_name(a)}为{one.year}年, {item_name(b)}为{other.year}年"
            yield Proof(message, checked.quotes((a, one.span), (b, other.span)))


def deadline_alike_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """A project asks by another year for what a goal, a measure or a task asks for in words that are alike.

    Alike are words that share whole phrases: 区域内一般固体废物产生量与利用处置能力相匹配 and 区域内一般固体废物利用处置能力
    能够满足实际需求. Demands with numbers are the matter of the checks of targets, twins of `deadline_differs`.
    """
    held = [_Dated(checked, clause) for clauses in checked.clauses.values() for clause in clauses if clause.year]
    twins = {(twins.one.span, twins.other.span) for twins in checked.twins}
    for project in (one for one in held if one.item.kind == "project"):
        for other in (one for one in held if one.item.kind != "project"):
            a, b = sorted((project, other), key=lambda one: one.clause.span)
            if a.clause.year == b.clause.year or (a.clause.span, b.clause.span) in twins or not _share_phrases(a, b):
                continue
            if not _has_target(checked, a.clause, b.clause):
                message = f"相近要求的时限不同: {item_name(a.item)}为{a.clause.year}年, {item_name(b.item)}为{b.clause.year}年"
                yield Proof(message, checked.quotes((a.item, a.clause.span), (b.item, b.clause.span)))


class _Dated:
    """A clause with a year, its item and its pairs of neighbouring characters."""

    def __init__(self, checked: CheckedRecord, clause: ItemClause) -> None:
        self.clause, self.item = clause, checked.items[clause.item]
        self.pairs = {clause.text[n : n + 2] for n in range(len(clause.text) - 1)}


def _share_phrases(one: _Dated, other: _Dated) -> bool:
    """Whether phrases of `_PHRASE` characters or more that both have make up enough of the shorter clause."""
    if len(one.pairs & other.pairs) < _SHARED - _SHARED // _PHRASE:  # what that many characters have at least
        return False
    texts = one.clause.text, other.clause.text
    blocks = SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks()
    phrases = [block.size for block in blocks if block.size >= _PHRASE]
    return len(phrases) > 1 and sum(phrases) >= max(_SHARED, _SHARED_PART * min(map(len, texts)))


def deadline_missing(checked: CheckedRecord) -> Iterator[Proof]:
    """A task or project without any deadline that asks for what has a year in another place."""
    return _undated(checked, ("task", "project"))


def measure_deadline_missing(checked: CheckedRecord) -> Iterator[Proof]:
    """A measure without any deadline that asks for what has a year in a task or project."""
    return _undated(checked, ("measure",))


def _undated(checked: CheckedRecord, kinds: tuple[Kind, ...]) -> Iterator[Proof]:
    told: set[tuple[str, str]] = set()
    for twins in checked.twins:
        one, other = twins.one, twins.other
        dated, undated = (one, other) if one.year else (other, one)
        if dated.year is None or undated.year is not None or (one.item, other.item) in told:
            continue
        if not is_one_demand(checked, twins) and not _is_inside(checked, twins, undated):
            continue
        item = checked.items[undated.item]
        if item.kind not in kinds or any(deadline.end for deadline in item.deadlines) or _yearly(item):
            continue
        if not _has_target(checked, one, other):
            told.add((one.item, other.item))
            a, b = checked.items[one.item], checked.items[other.item]
            message = f"{item_name(item)}没有时限, 同一要求在{item_name(checked.items[dated.item])}是{dated.year}年"
            yield Proof(message, checked.quotes((a, one.span), (b, other.span)))


def _yearly(item: Item) -> bool:
    return any(deadline.relation == "each_year" for deadline in item.deadlines)


def _is_inside(checked: CheckedRecord, twins: Twins, undated: ItemClause) -> bool:
    """Whether the undated words are a shorter form of the dated ones, in another part of the plan."""
    a, b = checked.items[twins.one.item], checked.items[twins.other.item]
    beside = (a.kind, a.locator.part) == (b.kind, b.locator.part)
    shorter = min((twins.one, twins.other), key=lambda clause: len(clause.text))
    return not beside and shorter is undated and len(undated.text) >= _INSIDE and twins.contained >= _CONTAINED


def _demands(checked: CheckedRecord) -> Iterator[tuple[ItemClause, ItemClause]]:
    return ((twins.one, twins.other) for twins in checked.twins if is_one_demand(checked, twins))


def is_one_demand(checked: CheckedRecord, twins: Twins) -> bool:
    """Whether the twins say one thing in two places of the plan (rows of one table only where the words are the same)."""
    a, b = checked.items[twins.one.item], checked.items[twins.other.item]
    beside = (a.kind, a.locator.part) == (b.kind, b.locator.part)
    return twins.likeness >= (1.0 if beside else SAME)


def _has_target(checked: CheckedRecord, *clauses: ItemClause) -> bool:
    return any(
        clause.span[0] < target.span[1] and target.span[0] < clause.span[1]
        for clause in clauses
        for target in checked.items[clause.item].stated_targets
    )


def deadline_outside_period(checked: CheckedRecord) -> Iterator[Proof]:
    """A deadline after the plan's last year, or one that has passed before its first."""
    plan = checked.record.plan
    for item in checked.record.items:
        for deadline in item.deadlines:
            if deadline.end and plan.end_year and _year(deadline) > plan.end_year:
                yield _outside(checked, item, deadline, f"晚于计划的最后一年{plan.end_year}年")
            elif deadline.end and plan.start_year and _year(deadline) < plan.start_year:
                yield _outside(checked, item, deadline, f"早于计划的第一年{plan.start_year}年")


def _outside(checked: CheckedRecord, item: Item, deadline: Deadline, told: str) -> Proof:
    return Proof(f"{item_name(item)}的时限“{deadline.text}”{told}", checked.quotes((item, deadline.span)))


def year_unmarked(checked: CheckedRecord) -> Iterator[Proof]:
    """A year without 年 in running text (到2022,), as after a lost character; cells that hold a year alone are right."""
    for item in checked.record.items:
        for deadline in item.deadlines:
            if deadline.relation in ("by", "in") and re.search(r"\D(?:19|20)\d\d$", deadline.text):
                message = f"{item_name(item)}的时限“{deadline.text}”缺“年”字"
                yield Proof(message, checked.quotes((item, deadline.span)))
