"""Rows: a table row whose cells have roles becomes a draft. Shared by every layout of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from kb.lines import line_of
from kb.numerals import COUNTING
from kb.schema import Certainty, Kind, Locator, PageBox, Role, Span
from parser.cells.looks import is_value
from parser.cut.blocks import lines_passage, passage
from parser.document import Passage
from parser.drafts import Doubt, Draft, KeptCell, RoleCell, Stated, TargetCell, TimeCell
from parser.duties.statements import find_statements
from parser.duties.unit_lists import read_lists, without_persons
from parser.lexicon import any_of, load
from parser.lexicon.columns import TIME_ROLES, UNIT_ROLES, Column
from parser.lexicon.markers import marker
from parser.outline.nodes import Owner
from parser.outline.segments import cells_of
from parser.tables.owners import owner_of, with_owners


class RowCell(Struct, frozen=True):
    """The words of one column in one row: where they stand, and whether they come from a merged cell above."""

    column: Column
    spans: tuple[Span, ...]
    certainty: Certainty = "stated"
    elsewhere: bool = False
    """Do its words stand outside of the row: in the header of a matrix, in the row above?"""

    @property
    def role(self) -> str:
        """Role of the column."""
        return self.column.role


class Row(Struct, frozen=True, kw_only=True):
    """One row of a table: cells in column order, number as printed, section heading above it."""

    number: str | None
    part: int | None = None
    cells: tuple[RowCell, ...]
    section: tuple[str, ...] = ()
    owner: Owner = Owner()
    """Whom its section names."""
    ordinal: int
    """Which row of the table it is, from 1, headers and section rows not counted."""
    doubts: tuple[Doubt, ...] = ()
    page: int | None = None
    sheet: str | None = None
    address: str | None = None
    box: PageBox | None = None


class TablePlace(NamedTuple):
    """Where a table stands, and what it is called."""

    part: str
    key: str
    """Prefix of its items' ids."""
    caption: str
    """Empty where nothing above it names it."""
    path: tuple[str, ...]
    """The headings above it."""
    owner: Owner
    """Whom the nearest of them names."""
    name: str
    """The caption, or the plan's title where it has none: what tells projects from tasks."""


_RELATIONS: dict[str, Literal["start", "end", "by"]] = {"start": "start", "end": "end", "deadline": "by"}
_ROLES: dict[str, Role] = {"lead": "lead", "support": "support", "responsible": "responsible"}
_PROJECTS = re.compile(
    f"项目{any_of(load('tables')['project_tables'])}|重[大点](?:建设)?项目|(?:重[大点])?工程{any_of(load('tables')['works_tables'])}"
)


_TASKS = re.compile(any_of(load("tables")["task_tables"]))


def kind_of_table(columns: Sequence[Column], title: str) -> Kind:
    """Kind of a table's rows: goals where indicators stand, projects by dates, by name, or by money and place, else tasks."""
    roles = {c.role for c in columns}
    if "indicator" in roles and "text" not in roles:
        return "goal"
    dated = {"start", "end"} <= roles and not {"lead", "support"} <= roles and not _TASKS.search(title)
    if _PROJECTS.search(title) or dated or {"title", "money", "place"} <= roles:
        return "project"
    return "task"


_IN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
"""A printed number that can stand in an address as it is; a row numbered 一 goes by its ordinal."""


def named(rows: list[Row]) -> list[tuple[Row, str]]:
    """Each row with its id within the table: its printed number; with its section where sections count anew.

    Rows below each other that share a number are its sub-rows (`part`). A row without number, or with one that returns
    elsewhere in its section, goes by its ordinal.
    """
    sections = {section: k for k, section in enumerate(dict.fromkeys(row.section for row in rows), 1)}
    anew = len({row.number for row in rows if row.number}) < len(
        {(row.section, row.number) for row in rows if row.number}
    )
    held: dict[tuple[tuple[str, ...], str | None], list[int]] = {}
    for k, row in enumerate(rows):
        held.setdefault((row.section, row.number), []).append(k)
    found = []
    for k, row in enumerate(rows):
        same = held[row.section, row.number]
        scope = f"s{sections[row.section]}-" if anew else ""
        number = row.number or ""
        if not _IN_ID.fullmatch(number) or same[-1] - same[0] != len(same) - 1:
            found.append((row, f"row{row.ordinal}"))
        elif len(same) == 1:
            found.append((row, scope + number))
        else:
            part = k - same[0] + 1
            found.append((replace(row, part=part), f"{scope}{number}.{part}"))
    return found


_DITTO = re.compile("同上|〃|″|同前")


def without_dittos(text: str, row: Row, above: Row) -> Row:
    """The row with 同上 in a cell of units or time read as the cells above say, inherited: once, of several such cells."""
    cells: list[RowCell] = []
    told: set[str] = set()
    for cell in row.cells:
        words = passage(text, *cell.spans).text.strip() if cell.role in (*UNIT_ROLES, *TIME_ROLES) else ""
        meant = [c for c in above.cells if c.role == cell.role and c.spans] if _DITTO.fullmatch(words) else []
        if meant:
            cells.append(replace(cell, column=cell.column._replace(role="note")))
            cells += [replace(c, certainty="inherited", elsewhere=True) for c in meant if cell.role not in told]
            told.add(cell.role)
        else:
            cells.append(cell)
    return replace(row, cells=tuple(cells))


def paths_above(rows: Sequence[Row], path: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands above rows without a section, and above those with one: where the table's sections go on counting from the heading above it, not that heading.

    一、党建引领 / table with rows of its own, then 二、经济发展: the second section is not below the first heading.
    """
    first = next((r.section[0] for r in rows if r.section), "")
    inner, outer = marker(first) if first else None, marker(path[-1]) if path else None
    goes_on = (
        inner is not None
        and outer is not None
        and inner.name == outer.name
        and len(inner.number) == len(outer.number) == 1
        and inner.number in COUNTING
        and COUNTING.find(inner.number) == COUNTING.find(outer.number) + 1
    )
    return path, path[:-1] if goes_on else path


def draft_of(text: str, row: Row, *, kind: Kind, key: str, path: tuple[str, ...], place: TablePlace) -> Draft:
    """The draft of a row. `path` is what stands above the table; the row adds its section and its titles."""
    titles, body, stated = _matter(text, row)
    headed = [owner_of(title) for title in titles]
    titles = [title for title, _ in headed]
    named, above = [owner for _, owner in reversed(headed)], [row.owner, place.owner]
    within = [cell for cell in row.cells if cell.certainty != "inherited" and not cell.elsewhere]
    own = [span for cell in within for span in cell.spans]
    roles, times = _roles(text, row), _times(text, row)
    if not roles:
        inside = [cells_of(body, statement) for statement in find_statements(body.folded, sentences=False)]
        roles = tuple(r for units, _ in inside for r in units)
        times += tuple(t for _, due in inside for t in due)
    roles = with_owners(roles, named, above)
    times = times or next((owner.times for owner in (*named, *above) if owner.times), ())
    return Draft(
        kind=kind,
        key=key,
        number=row.number,
        part=row.part,
        path=(*path, *row.section, *(t.text for t in titles)),
        title=titles[-1] if titles else None,
        text=body,
        stated=stated,
        roles=roles,
        times=times,
        targets=_targets(text, row),
        span=(min(s for s, _ in own), max(e for _, e in own)),
        pieces=tuple(own),
        locator=Locator(
            part=place.part,
            heading=row.section[-1] if row.section else place.caption or None,
            row=row.ordinal,
            line=line_of(text, own[0][0]),
            page=row.page,
            sheet=row.sheet,
            cell=row.address,
            box=row.box,
        ),
        doubts=row.doubts,
        cells=tuple(
            KeptCell(cell.column.header, passage(text, *cell.spans), cell.certainty == "inherited")
            for cell in row.cells
            if cell.spans and not cell.elsewhere
        ),
    )


def _matter(text: str, row: Row) -> tuple[list[Passage], Passage, tuple[Stated, ...]]:
    """The titles of a row, outermost first, its governed text, and the pieces of it that are read by themselves.

    An indicator is governed together with its values; of several indicator columns the last one filled counts. What a
    column of aims says in a sentence belongs to the text, and to the year of its column. A row of titles only is
    governed by the innermost one.
    """
    titles = [passage(text, *cell.spans) for cell in row.cells if cell.role == "title" and cell.spans]
    indicators = [cell for cell in row.cells if cell.role == "indicator" and cell.spans]
    body = [span for cell in row.cells if cell.role == "text" for span in cell.spans]
    aims = [cell for cell in row.cells if cell.role == "target" and cell.spans]
    if not body and indicators:
        titles += [passage(text, *cell.spans) for cell in indicators[:-1]]
        return titles, passage(text, *indicators[-1].spans, *(span for cell in aims for span in cell.spans)), ()
    sentences = [c for c in aims if not is_value(passage(text, *c.spans).text) or (not body and not titles)]
    body += [span for cell in indicators for span in cell.spans]
    own = [Stated(passage(text, *cell.spans), cell.column.year) for cell in sentences]
    stated = (Stated(passage(text, *body)), *own) if body else tuple(own)
    body += [span for cell in sentences for span in cell.spans]
    if not body and titles:
        return titles[:-1], titles[-1], ()
    return titles, passage(text, *body), stated if own else ()


def _roles(text: str, row: Row) -> tuple[RoleCell, ...]:
    """The unit lists of the row's unit cells; labels, verbs and marks inside a cell tell roles apart."""
    found = []
    for cell in row.cells:
        if cell.role not in UNIT_ROLES or not cell.spans:
            continue
        words = without_persons(lines_passage(text, *cell.spans))
        certainty: Certainty = "inferred" if cell.column.inferred else cell.certainty
        lists = read_lists(words.folded, 0, len(words.text), _ROLES[cell.role])
        for unit in lists.units if lists else ():
            found.append(RoleCell(unit.role, words.part(unit.start, unit.end), certainty, cell.column.header))
    return tuple(found)


def _times(text: str, row: Row) -> tuple[TimeCell, ...]:
    cells = [c for c in row.cells if c.role in TIME_ROLES and c.spans]
    return tuple(TimeCell(_RELATIONS[c.role], passage(text, *c.spans)) for c in cells)


def _targets(text: str, row: Row) -> tuple[TargetCell, ...]:
    """The values of the row's target columns; the indicator is what the row is about. A value that the text says too is read
    there (改造小区12个 | 12个)."""
    values = [c for c in row.cells if c.role == "target" and c.spans]
    names = [c for role in ("indicator", "text", "title") for c in row.cells if c.role == role and c.spans]
    if not values or not names:
        return ()
    name = [c for c in names if c.role == names[0].role][-1]
    units = [passage(text, *c.spans).text for c in row.cells if c.role == "measure_unit" and c.spans]
    unit = units[0] if units and re.search(r"[^\W_]|%|‰|％", units[0]) else None
    words = passage(text, *name.spans).text
    return tuple(
        TargetCell(words, value, unit, cell.column.year)
        for cell in values
        if is_value((value := passage(text, *cell.spans)).text) and not (name.role == "text" and value.text in words)
    )
