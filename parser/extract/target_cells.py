"""Rows of indicator tables: 指标名称 | 单位 | 2025年目标值.

The value cell is a figure with or without unit and comparator (`150个以上`, `突破2万台`, `≥95`, `4条(个)以上`),
sometimes with the word that says what kind it is (`下降15%`, `[15]` for a sum over the period). A cell without a
figure (三大高地, 完成, ——) yields nothing. A figure after the name of a thing (`生物医药1个`) belongs to that thing:
it is added to the indicator.
"""

from __future__ import annotations

import re

from msgspec import structs

from kb.schema import Target
from kb.script import as_written
from parser.extract.clauses import Passage, prepare
from parser.extract.deadlines import Context, Time, find_times
from parser.extract.numerals import SCALE
from parser.extract.target_build import period
from parser.extract.target_indicators import named
from parser.extract.target_quantities import Quantity, find_quantities
from parser.extract.target_units import measure_of, normalise, unit_pattern
from parser.extract.target_values import value_of
from parser.extract.target_words import Verb, ending, read_tail

_YEARLY = re.compile(r"^(?:每年|年均)|(?<=[^\d])年均(?=增|下降|减|提高|递)")
_OF_UNIT = re.compile(rf"\((?P<unit>{SCALE}?[^()]{{1,8}})\)$")
_EMPTY = re.compile(r"^[\s/—\-–无]*$")
_SEPARATED = re.compile(r"[\s,;、/:)]*")
_SQUARE = str.maketrans("[]［］", "    ")  # [13.5]: a sum over the period
_FIRST_CLAUSE = re.compile(r"[,;。]")


def cell_targets(indicator: str, value: str, *, year: int | None, unit: str | None) -> tuple[Target, ...]:
    """Targets of one value cell; spans count in `value`. At most one for each figure that stands by itself.

    `unit` is the unit column, or None where the table has none: then the unit is the one in the value, or in brackets
    at the end of the indicator (`粮食产量（万吨）`). `year` is the year of the column. Never raises on any text.
    """
    passage = prepare(value.translate(_SQUARE))
    if _EMPTY.match(passage.folded) or not _name(indicator)[0]:
        return ()
    times = find_times(passage, Context())
    out: list[Target] = []
    start = 0
    for quantity in find_quantities(passage, times):
        if not quantity.clear:
            continue
        target = _target(passage, quantity, times, (indicator, unit), year, start)
        out += [target] if target is not None else []
        start = _SEPARATED.match(passage.folded, quantity.end).end()  # type: ignore[union-attr]
    if not out or passage.text == value:
        return tuple(out)
    return tuple(structs.replace(t, text=value[t.span[0] : t.span[1]]) for t in out)


def _target(
    passage: Passage,
    quantity: Quantity,
    times: tuple[Time, ...],
    column: tuple[str, str | None],
    year: int | None,
    start: int,
) -> Target | None:
    """The target of one figure. `start` is the end of the figure before it, `column` the indicator and the unit
    column.
    """
    indicator, unit = column
    mine = [t for t in times if start <= t.start < quantity.start or t.start >= quantity.end]
    before = _without(passage, start, quantity.start, times)
    name, bracket = _name(indicator)
    tail = read_tail(before)
    thing = before[: len(before) - tail.length].strip(" [(,;、/:比较同在与\n")
    if len(thing) > 12:
        return None
    verb, name = _changed(tail.verb, name)
    written, folded = _unit(passage, quantity, (unit or "", bracket))
    measure, dimension = (quantity.measure, quantity.dimension) if folded is None else measure_of(folded)
    shown = Quantity(0, 0, quantity.value, None, folded, measure, dimension, quantity.after, word=quantity.word)
    reading = value_of(shown, structs.replace(tail, verb=verb), name, ceiling=False)
    span = passage.span(0, len(passage.folded)) if start == 0 else passage.span(start, quantity.end)
    normal_value, normal_unit = normalise(quantity.value, folded)
    named_year = next((t.moment.year for t in mine if t.part == "deadline" and t.moment.year), year)
    suffix = f"({thing})" if thing else ""
    return Target(
        indicator=as_written(
            named(name, shown, change=verb in ("rise", "fall") or bool(quantity.word)) + suffix,
            indicator + passage.text,
        ),
        kind=reading.kind,
        direction=reading.direction,
        comparator=reading.comparator,
        value=float(quantity.value),
        unit=written,
        year=named_year,
        per="年" if _YEARLY.search(prepare(indicator).folded) else _per(passage, times),
        baseline_year=next((t.moment.year for t in mine if t.part == "baseline"), None),
        text=passage.text[span[0] : span[1]],
        span=span,
        normal_value=normal_value,
        normal_unit=normal_unit,
    )


def _without(passage: Passage, start: int, end: int, times: tuple[Time, ...]) -> str:
    """The words from `start` to `end` without the times in them."""
    inside = {i for t in times for i in range(t.start, t.end)}
    return "".join(passage.folded[i] for i in range(start, end) if i not in inside)


def _unit(passage: Passage, quantity: Quantity, columns: tuple[str, str]) -> tuple[str | None, str | None]:
    """The unit as written and folded: the one at the figure, else that of the column, else that in the indicator."""
    written = passage.written(*quantity.unit) if quantity.unit else quantity.unit_name
    if written is None or quantity.measure == "plain":
        own = next((c for c in (prepare(c).folded for c in columns) if not _EMPTY.match(c)), "")
        written = f"{written or ''}{own}" or None
    return written, prepare(written).folded if written else None


def _name(indicator: str) -> tuple[str, str]:
    """The indicator without the unit in its last bracket, and that unit; without what follows a first clause."""
    folded = prepare(indicator).folded
    match = _OF_UNIT.search(folded)
    unit = ""
    if match and re.fullmatch(rf"{SCALE}?{unit_pattern()}|[%‰]", match["unit"]):
        unit, folded = match["unit"], folded[: match.start()]
    first = _FIRST_CLAUSE.split(folded)[0]
    return (first if len(first) > 3 else folded).strip(" ,;。:"), unit


def _changed(verb: Verb | None, name: str) -> tuple[Verb | None, str]:
    """带动入境旅游消费增长 | 20%: the verb of change stands at the end of the indicator."""
    if verb is None:
        tail = read_tail(name)
        if tail.verb in ("rise", "fall") and tail.length < len(name):
            return tail.verb, name[: len(name) - tail.length]
        if ending("trailing").search(name) and tail.verb in ("level", "stay", "cap"):
            return tail.verb, name
    return verb, name


def _per(passage: Passage, times: tuple[Time, ...]) -> str | None:
    recurring = next((t for t in times if t.relation == "each_year"), None)
    return period(passage.folded[recurring.start : recurring.end]) if recurring else None
