"""What a layout hands on: `Draft`s, items whose words are found and placed but whose fields are not yet read."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kb.schema import Certainty, Kind, Locator, Role, Severity, Span
from parser.document import Passage


class RoleCell(Struct, frozen=True):
    """Words that name the units of one role: a table cell, or a statement in brackets."""

    role: Role
    words: Passage
    certainty: Certainty = "stated"
    label: str = ""
    """The header that the words stand under; empty for words of a statement."""
    first_leads: bool = False
    """Whether a document-wide rule makes the first unit the lead and the others supporting."""


class TimeCell(Struct, frozen=True):
    """Words of a time column."""

    relation: Literal["start", "end", "by"]
    words: Passage


class TargetCell(Struct, frozen=True):
    """A value of an indicator table: name of the indicator, its value, its unit of measure and year where stated."""

    indicator: str
    value: Passage
    unit: str | None = None
    year: int | None = None


class Stated(Struct, frozen=True):
    """Words read by themselves: a heading sentence that states a target, the cell of a column of aims."""

    words: Passage
    year: int | None = None
    """The year that the header of the column names; null for any other words."""


class KeptCell(Struct, frozen=True):
    """A cell of the item's row, whatever its column is understood to hold."""

    header: str
    """Of its column as printed; empty where the column has none."""
    words: Passage
    inherited: bool
    """Whether it is merged with cells of rows above."""


class Doubt(Struct, frozen=True):
    """An issue that a layout saw, before the item has its id."""

    code: str
    severity: Severity
    message: str
    span: Span


class Draft(Struct, frozen=True, kw_only=True):
    """An item before its fields are read."""

    kind: Kind
    key: str
    """Part and number as in the item's id: annex-1/7, body/3."""
    number: str | None
    part: int | None = None
    path: tuple[str, ...]
    title: Passage | None = None
    text: Passage
    stated: tuple[Stated, ...] = ()
    """The words that times and targets are read from, where that is not the text as a whole; else empty."""
    roles: tuple[RoleCell, ...] = ()
    times: tuple[TimeCell, ...] = ()
    targets: tuple[TargetCell, ...] = ()
    span: Span
    """From the first to the last character of the item, its number and unit cells included."""
    pieces: tuple[Span, ...]
    """The blocks the item is made of, for the coverage: spans of cells and paragraphs."""
    locator: Locator
    doubts: tuple[Doubt, ...] = ()
    cells: tuple[KeptCell, ...] = ()
    """In the order of the columns; empty where the item is no row."""


class Layout(Struct, frozen=True):
    """What a layout made of a stretch of blocks: items, headings (and prose under them), the doubts of no item."""

    drafts: tuple[Draft, ...] = ()
    headings: tuple[Span, ...] = ()
    doubts: tuple[Doubt, ...] = ()
