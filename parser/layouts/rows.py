"""Rows: a table row whose cells have roles becomes a draft. Shared by every layout of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kb.schema import Certainty, Kind, Locator, Role, Span
from parser.blocks import lines_passage, passage
from parser.columns import TIME_ROLES, UNIT_ROLES, Column
from parser.document import Passage
from parser.layouts.draft import Doubt, Draft, RoleCell, TargetCell, TimeCell
from parser.layouts.segments import cells_of, piece
from parser.layouts.statements import find_statements
from parser.layouts.unit_lists import read_lists, without_persons


class RowCell(Struct, frozen=True):
    """The words of one column in one row: where they stand, and whether they come from a merged cell above."""

    column: Column
    spans: tuple[Span, ...]
    certainty: Certainty = "stated"

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
    ordinal: int
    """Which row of the table it is, from 1, headers and section rows not counted."""
    doubts: tuple[Doubt, ...] = ()
    page: int | None = None
    sheet: str | None = None
    address: str | None = None


_RELATIONS: dict[str, Literal["start", "end", "by"]] = {"start": "start", "end": "end", "deadline": "by"}
_ROLES: dict[str, Role] = {"lead": "lead", "support": "support", "responsible": "responsible"}
_PROJECTS = re.compile(
    "项目(?:表|清单|库|一览|计划|安排|汇总|名单|名录)|重[大点](?:建设)?项目|(?:重[大点])?工程(?:表|清单|一览)"
)


def kind_of_table(columns: Sequence[Column], title: str) -> Kind:
    """Kind of a table's rows: goals where indicators stand, projects by dates, by name, or by money and place, else tasks."""
    roles = {c.role for c in columns}
    if "indicator" in roles and "text" not in roles:
        return "goal"
    if _PROJECTS.search(title) or {"start", "end"} <= roles or {"title", "money", "place"} <= roles:
        return "project"
    return "task"


_IN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
"""A printed number that can stand in an address as it is; a row numbered 一 goes by its ordinal."""


def named(rows: list[Row]) -> list[tuple[Row, str]]:
    """Each row with its id within the table: its printed number; with its section where sections count anew.

    Rows below each other that share a number are its sub-rows (`part`). A row without number, or with one that returns
    elsewhere in its section, goes by its ordinal.
    """
    sections = list(dict.fromkeys(row.section for row in rows))
    anew = len({row.number for row in rows if row.number}) < len(
        {(row.section, row.number) for row in rows if row.number}
    )
    found = []
    for row in rows:
        same = [k for k, r in enumerate(rows) if (r.section, r.number) == (row.section, row.number)]
        scope = f"s{sections.index(row.section) + 1}-" if anew else ""
        number = row.number or ""
        if not _IN_ID.fullmatch(number) or any(b != a + 1 for a, b in pairwise(same)):
            found.append((row, f"row{row.ordinal}"))
        elif len(same) == 1:
            found.append((row, scope + number))
        else:
            part = [rows[k] for k in same].index(row) + 1
            found.append((replace(row, part=part), f"{scope}{number}.{part}"))
    return found


def draft_of(text: str, row: Row, *, kind: Kind, key: str, path: tuple[str, ...], part: str, heading: str) -> Draft:
    """The draft of a row. `path` is what stands above the table; the row adds its section and its titles."""
    titles, body = _matter(text, row)
    own = [span for cell in row.cells if cell.certainty != "inherited" for span in cell.spans]
    roles, times = _roles(text, row), _times(text, row)
    if not roles:
        stated = [cells_of(body, statement) for statement in find_statements(body.text, sentences=False)]
        roles = tuple(r for found, _ in stated for r in found)
        times += tuple(t for _, found in stated for t in found)
    return Draft(
        kind=kind,
        key=key,
        number=row.number,
        part=row.part,
        path=(*path, *row.section, *(t.text for t in titles)),
        title=titles[-1] if titles else None,
        text=body,
        roles=roles,
        times=times,
        targets=_targets(text, row),
        span=(min(s for s, _ in own), max(e for _, e in own)),
        pieces=tuple(own),
        locator=Locator(
            part=part,
            heading=row.section[-1] if row.section else heading or None,
            row=row.ordinal,
            line=text.count("\n", 0, own[0][0]) + 1,
            page=row.page,
            sheet=row.sheet,
            cell=row.address,
        ),
        doubts=row.doubts,
    )


def _matter(text: str, row: Row) -> tuple[list[Passage], Passage]:
    """The titles of a row, outermost first, and its governed text.

    An indicator is governed together with its values; of several indicator columns the last one filled counts. What a
    column of aims says in a sentence belongs to the text. A row of titles only is governed by the innermost one.
    """
    titles = [passage(text, *cell.spans) for cell in row.cells if cell.role == "title" and cell.spans]
    indicators = [cell for cell in row.cells if cell.role == "indicator" and cell.spans]
    body = [span for cell in row.cells if cell.role == "text" for span in cell.spans]
    aims = [cell for cell in row.cells if cell.role == "target" and cell.spans]
    if not body and indicators:
        titles += [passage(text, *cell.spans) for cell in indicators[:-1]]
        body = [*indicators[-1].spans, *(span for cell in aims for span in cell.spans)]
    else:
        sentences = [c for c in aims if not is_value(passage(text, *c.spans).text) or (not body and not titles)]
        body += [span for cell in (*indicators, *sentences) for span in cell.spans]
    if not body and titles:
        return titles[:-1], titles[-1]
    return titles, passage(text, *body)


_OWN_INDICATOR = re.compile(
    r"[\u4e00-\u9fff“”]{2,14}[率量数比度积]\s*(?:达到|达|不低于|不少于|超过|为|保持)?\s*[≥≤><＞＜]?\s*\d"
)
"""A cell that names its own indicator: 权责清单公开率100%."""


def is_value(words: str) -> bool:
    """Whether a cell's words are the value of an indicator, not a sentence about it.

    >>> is_value("150个以上"), is_value("≥80%"), is_value("建成国家级生态文明建设示范区"), is_value("公开率达到100%")
    (True, True, False, False)
    """
    return (
        len(words) <= 24
        and not _OWN_INDICATOR.match(words)
        and bool(re.search(r"\d|[一二三四五六七八九十]成|翻番", words))
        and not re.search("[。；]", words)
    )


def _roles(text: str, row: Row) -> tuple[RoleCell, ...]:
    """The unit lists of the row's unit cells; labels, verbs and marks inside a cell tell roles apart."""
    found = []
    for cell in row.cells:
        if cell.role not in UNIT_ROLES or not cell.spans:
            continue
        words = without_persons(lines_passage(text, *cell.spans))
        certainty: Certainty = "inferred" if cell.column.inferred else cell.certainty
        lists = read_lists(words.text, 0, len(words.text), _ROLES[cell.role])
        for unit in lists.units if lists else ():
            found.append(RoleCell(unit.role, piece(words, unit.start, unit.end), certainty))
    return tuple(found)


def _times(text: str, row: Row) -> tuple[TimeCell, ...]:
    cells = [c for c in row.cells if c.role in TIME_ROLES and c.spans]
    return tuple(TimeCell(_RELATIONS[c.role], passage(text, *c.spans)) for c in cells)


def _targets(text: str, row: Row) -> tuple[TargetCell, ...]:
    """The values of the row's target columns; the indicator is what the row is about."""
    values = [c for c in row.cells if c.role == "target" and c.spans]
    names = [c for role in ("indicator", "text", "title") for c in row.cells if c.role == role and c.spans]
    if not values or not names:
        return ()
    name = [c for c in names if c.role == names[0].role][-1]
    units = [passage(text, *c.spans).text for c in row.cells if c.role == "measure_unit" and c.spans]
    unit = units[0] if units and re.search(r"[^\W_]|%|‰|％", units[0]) else None
    return tuple(
        TargetCell(passage(text, *name.spans).text, value, unit, cell.column.year)
        for cell in values
        if is_value((value := passage(text, *cell.spans)).text)
    )
