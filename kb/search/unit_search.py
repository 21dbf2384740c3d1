"""Which unit does a person mean? Short forms, missing level prefixes and ids are understood; doubt is told."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

from kb.schema import Unit
from kb.search.folding import fold
from kb.search.limits import checked_query

_NEAREST = 6
"""Units named when none fits."""


def units_named(units: Iterable[Unit], query: str) -> tuple[Unit, ...]:
    """The units that `query` may mean, by the first of these that fits any unit at all:

    its id; its name; another form; the end of a form (住建局 of 区住建局); a part of a form; a shortening of a form
    (市监局 of 市场监管局). One unit: that is it. Several: the query is ambiguous. None: nothing is like it.
    Raises `TooLongError` beyond the limit of queries.
    """
    query = checked_query(query)
    asked = fold(query)
    known = tuple(units)
    if not asked:
        return ()
    steps: tuple[Callable[[Unit], bool], ...] = (
        lambda unit: unit.id == query.strip(),
        lambda unit: fold(unit.name) == asked,
        lambda unit: asked in _forms(unit),
        lambda unit: any(form.endswith(asked) for form in _forms(unit)),
        lambda unit: any(asked in form for form in _forms(unit)),
        lambda unit: any(shortens(asked, form) for form in _forms(unit)),
    )
    return next((found for fits in steps if (found := tuple(unit for unit in known if fits(unit)))), ())


def nearest_units(units: Iterable[Unit], query: str) -> tuple[Unit, ...]:
    """The units whose forms are most like `query`, the likest first; at most six, none when nothing is alike."""
    asked = fold(query)
    rated = [(max(difflib.SequenceMatcher(None, asked, form).ratio() for form in _forms(unit)), unit) for unit in units]
    alike = sorted((held for held in rated if held[0] > 0), key=lambda held: (-held[0], held[1].id))
    return tuple(unit for _, unit in alike[:_NEAREST])


def _forms(unit: Unit) -> tuple[str, ...]:
    return tuple(fold(form) for form in (unit.name, unit.full_name, *unit.aliases) if form)


def shortens(short: str, form: str) -> bool:
    """Whether the characters of `short` (three or more) stand in `form` in the same order, ending with the same one.

    >>> shortens("市监局", "市场监管局"), shortens("监市局", "市场监管局")
    (True, False)
    """
    rest = iter(form)
    return len(short) > 2 and form.endswith(short[-1]) and all(character in rest for character in short)
