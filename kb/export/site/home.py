"""The home page: one search box, key figures, what falls due, by unit, by action, by year, the plans."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from kb import wording
from kb.export.calendar import last_day
from kb.export.site import plans, units
from kb.export.site.catalog import Catalog, ItemRow
from kb.export.site.checks import troubles
from kb.export.site.page import SitePage, render
from kb.views import ActionView, ItemDeadline

_UNITS = 12
"""Units shown on the home page; the directory has them all."""
_ACTIONS = 12
_COMING = 6
_SHORT = 10
"""Characters of an indicator's name that fits among the examples."""


def page(catalog: Catalog) -> SitePage:
    """The home page."""
    entries = [one for one in units.directory(catalog) if one.unit.kind != "group"]
    kinds = Counter(row.item.kind for row in catalog.rows.values())
    years = catalog.site.views.years
    return render(
        "home",
        "index.html",
        catalog.site.title,
        catalog=catalog,
        kinds=kinds,
        targets=sum(len(row.item.targets) for row in catalog.rows.values()),
        units=entries[:_UNITS],
        actions=_actions(catalog),
        actions_total=len(catalog.site.views.actions),
        examples=_examples(catalog, entries),
        coming=_coming(catalog),
        units_total=len(catalog.site.views.units),
        most_duties=max((one.total for one in entries), default=1) or 1,
        years=years,
        most_due=max((_due(year.deadlines) for year in years), default=1) or 1,
        due={year.year: _due(year.deadlines) for year in years},
        troubles=Counter(one.severity for one in troubles(catalog) if one.dismissed is None),
        plans=plans.summaries(catalog),
        this_year=int(catalog.site.built_on[:4]),
    )


def _actions(catalog: Catalog) -> tuple[ActionView, ...]:
    """The actions that hold most, in the order of the plans."""
    views = catalog.site.views.actions
    largest = sorted(range(len(views)), key=lambda place: (-len(views[place].items), place))[:_ACTIONS]
    return tuple(views[place] for place in sorted(largest))


def _examples(catalog: Catalog, entries: list[units.DirectoryLine]) -> tuple[str, ...]:
    """What a reader might look for and will find: the busiest units, the shortest names of indicators."""
    indicators = {target.indicator for row in catalog.rows.values() for target in row.item.targets}
    short = sorted((name for name in indicators if len(name) <= _SHORT), key=lambda name: (len(name), name))
    return (*(one.unit.name for one in entries[:2]), *short[:2])


class Coming(Struct, frozen=True, kw_only=True):
    """Something that falls due next, or fell due last where nothing is to come."""

    row: ItemRow
    due: str


def _coming(catalog: Catalog) -> tuple[bool, tuple[Coming, ...]]:
    """(whether they are to come, what falls due): the next after the day of the build, else the last before it."""
    dated = [
        (last_day(due).isoformat(), due, held)
        for year in catalog.site.views.years
        for held in year.deadlines
        if held.item in catalog.rows and (due := wording.due(held.deadline))
    ]
    dated.sort(key=lambda one: one[0])
    ahead = [one for one in dated if one[0] >= catalog.site.built_on]
    shown = ahead or list(reversed(dated))
    found: dict[str, Coming] = {}
    for _, due, held in shown:
        text = f"{wording.due_date(due, held.deadline.text)}前"
        found.setdefault(held.item, Coming(row=catalog.rows[held.item], due=text))
    return bool(ahead), tuple(found.values())[:_COMING]


def _due(deadlines: tuple[ItemDeadline, ...]) -> int:
    """Items with something due: an item with two deadlines in a year counts once."""
    return len({held.item for held in deadlines})
