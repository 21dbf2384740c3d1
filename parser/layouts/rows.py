"""Rows: a table row whose cells have roles becomes a draft. Shared by every layout of tables."""

from __future__ import annotations

import re

from msgspec import Struct

from kb.schema import Certainty, Kind, Locator, Relation, Role, Span
from parser.blocks import lines_passage, passage
from parser.document import Passage
from parser.layouts.columns import TIME_ROLES, UNIT_ROLES
from parser.layouts.draft import Doubt, Draft, RoleCell, TimeCell


class RowCell(Struct, frozen=True):
    """The words of one column in one row: where they stand, and whether they come from a merged cell above."""

    role: str
    spans: tuple[Span, ...]
    certainty: Certainty = "stated"


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


_RELATIONS: dict[str, Relation] = {"start": "start", "end": "end", "deadline": "by"}
_ROLES: dict[str, Role] = {"lead": "lead", "support": "support", "responsible": "responsible"}


def kind_of_table(roles: list[str], title: str) -> Kind:
    """A table with start and end columns, or one that is called a project table, holds projects; any other, tasks."""
    if re.search("项目(?:表|清单|库|一览|计划|安排|汇总)|重[大点]项目|工程(?:表|清单|一览)", title):
        return "project"
    if "start" in roles and "end" in roles:
        return "project"
    return "task"


def draft_of(text: str, row: Row, *, kind: Kind, key: str, path: tuple[str, ...], part: str, heading: str) -> Draft:
    """The draft of a row. `path` is what stands above the table; the row adds its section and its title."""
    title = _joined(text, row, "title")
    body = _joined(text, row, "text") or _joined(text, row, "indicator") or _joined(text, row, "target")
    if body is None:
        body, title = title or Passage("", ()), None
    own = [span for cell in row.cells if cell.certainty != "inherited" for span in cell.spans]
    sections = (*path, *row.section, *((title.text,) if title else ()))
    return Draft(
        kind=kind,
        key=key,
        number=row.number,
        part=row.part,
        path=sections,
        title=title,
        text=body,
        roles=tuple(
            RoleCell(_ROLES[c.role], lines_passage(text, *c.spans), c.certainty)
            for c in row.cells
            if c.role in UNIT_ROLES and c.spans
        ),
        times=tuple(
            TimeCell(_RELATIONS[c.role], passage(text, *c.spans)) for c in row.cells if c.role in TIME_ROLES and c.spans
        ),
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


def _joined(text: str, row: Row, role: str) -> Passage | None:
    spans = [span for cell in row.cells if cell.role == role for span in cell.spans]
    return passage(text, *spans) if spans else None
