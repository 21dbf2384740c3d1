"""The plan record: what one document becomes. The one model every part of zeren shares; no I/O, no logic.

Field names and their order are those of the shared contract (docs/record.md); the JSON Schema in the documentation
is generated from this file (`kb.codec.json_schema`). Records are frozen; lists are tuples so that a record is hashable
data that no stage can change behind another's back.

Spans are half-open intervals `(start, end)` of Unicode code points in `Record.text`. A value that was read over a
line break is joined: `text[start:end]` with its white space removed is the value as written.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

SCHEMA = "zeren/plan/1"

Span = Annotated[tuple[int, int], Meta(description="[start, end) in code points of the record's text")]
Year = Annotated[int, Meta(description="a calendar year", ge=1900, le=2200)]
Kind = Literal["goal", "measure", "task", "project"]
Role = Literal["lead", "support", "responsible"]
Certainty = Annotated[
    Literal["stated", "repaired", "inherited", "inferred"],
    Meta(
        description="stated: read as written; repaired: rests on a repaired character; inherited: from a merged cell or "
        "a document-wide rule; inferred: rests on position or context"
    ),
]
Relation = Literal["by", "in", "during", "each_year", "start", "end"]
Comparator = Literal[">=", "<=", "=", "~", ">", "<"]
Severity = Literal["info", "warning", "error"]
UnitKind = Literal[
    "department", "government", "township", "office", "enterprise", "school", "military", "party", "group", "other"
]
Level = Literal["national", "provincial", "municipal", "district", "township", "unknown"]


class Plan(Struct, frozen=True, kw_only=True):
    """What the document is. A field that the document does not state is null and never guessed."""

    id: Annotated[str, Meta(description="stable, readable: issuer, year and document number, or set by the user")]
    title: str
    document_number: str | None = None
    index_number: str | None = None
    issuer: str | None = None
    region: str | None = None
    issued_on: Annotated[str | None, Meta(description="ISO date")] = None
    start_year: Year | None = None
    end_year: Year | None = None


class Source(Struct, frozen=True, kw_only=True):
    """The file the record was made from."""

    name: Annotated[str, Meta(description="file name without directory")]
    sha256: Annotated[str, Meta(description="hex digest of the file's bytes")]
    media_type: str
    encoding: Annotated[str | None, Meta(description="of the bytes as read; null for container formats")] = None


class Duty(Struct, frozen=True, kw_only=True):
    """One unit's responsibility for one item."""

    role: Annotated[Role, Meta(description="lead 牵头, support 配合, responsible 责任单位 without that distinction")]
    unit: Annotated[str, Meta(description="id of the canonical unit in `units`")]
    mention: Annotated[str, Meta(description="the name as written, repaired, joined over line breaks")]
    span: Span
    certainty: Certainty = "stated"


class Deadline(Struct, frozen=True, kw_only=True):
    """One time expression that governs an item."""

    text: Annotated[str, Meta(description="as written")]
    relation: Relation
    start: Annotated[str | None, Meta(description="ISO date as precise as the text: 2018, 2018-06, 2018-12-31")] = None
    end: Annotated[str | None, Meta(description="ISO date as precise as the text")] = None
    span: Span
    certainty: Certainty = "stated"


class Target(Struct, frozen=True, kw_only=True):
    """One numeric target of an item."""

    indicator: Annotated[str, Meta(description="stands alone: an elided scope or noun is carried over")]
    kind: Annotated[Literal["level", "change"], Meta(description="level: a state to reach; change: a difference")]
    direction: Literal["increase", "decrease"] | None = None
    comparator: Comparator
    value: float
    unit: Annotated[str | None, Meta(description="unit of measure as written; null for a pure count or ratio")] = None
    year: Year | None = None
    per: Annotated[str | None, Meta(description="年 for a yearly rate")] = None
    commitment: Annotated[str | None, Meta(description="确保, 力争 or 基本 as written")] = None
    baseline_year: Year | None = None
    text: Annotated[str, Meta(description="the words of the target as written")]
    span: Span
    certainty: Certainty = "stated"
    normal_value: Annotated[float | None, Meta(description="value in the base unit `normal_unit`")] = None
    normal_unit: str | None = None


class Repeat(Struct, frozen=True, kw_only=True):
    """A target in the words of one item that the plan's own indicator table states again: both are one target."""

    item: Annotated[str, Meta(description="row of the indicator table")]
    count: Annotated[int, Meta(description="which target of that row, from 1")]
    target: Annotated[Target, Meta(description="as this item's words state it")]


PageBox = tuple[int, int, int, int]
"""Left, top, right and bottom edge in points (1/72 inch) from the top left corner of the page as a person sees it."""


class Locator(Struct, frozen=True, kw_only=True):
    """Where a person finds the item in the document."""

    part: Annotated[str, Meta(description="正文 or 附件1, as the document names it")]
    heading: Annotated[str | None, Meta(description="nearest heading above")] = None
    row: Annotated[int | None, Meta(description="table row, counted from 1 without headers and section rows")] = None
    line: Annotated[int | None, Meta(description="line of the text, counted from 1")] = None
    page: int | None = None
    sheet: str | None = None
    cell: Annotated[str | None, Meta(description="cell address such as B12")] = None
    box: Annotated[PageBox | None, Meta(description="place on the page, in points from its top left corner")] = None


class ItemCell(Struct, frozen=True, kw_only=True):
    """A cell of the row that an item is, kept as printed whatever its column is understood to hold."""

    header: Annotated[str, Meta(description="of its column as printed; empty where the column has none")]
    text: str
    span: Span | None = None
    inherited: Annotated[bool, Meta(description="merged with, or left out because it is like, the row above")] = False


class Item(Struct, frozen=True, kw_only=True):
    """A goal, measure, task or project of the plan."""

    id: Annotated[str, Meta(description="plan id / part / number[.part]; stable across runs")]
    kind: Kind
    number: Annotated[str | None, Meta(description="as printed")] = None
    part: Annotated[
        int | None, Meta(description="counts the sub-rows of one number from 1; null where there is one")
    ] = None
    path: Annotated[tuple[str, ...], Meta(description="headings and merged cells above, outermost first")] = ()
    title: Annotated[str | None, Meta(description="work item, project name or heading sentence")] = None
    text: Annotated[str, Meta(description="the governed text without title, number and unit cells")]
    duties: tuple[Duty, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    targets: tuple[Target, ...] = ()
    repeats: Annotated[
        tuple[Repeat, ...], Meta(description="targets of its words that count with a row of the indicator table")
    ] = ()
    cells: Annotated[
        tuple[ItemCell, ...], Meta(description="every filled cell of its row, left to right; empty for what is no row")
    ] = ()
    span: Span
    locator: Locator

    @property
    def stated_targets(self) -> tuple[Target, ...]:
        """Every target in the item's words, those that the indicator table states again last."""
        return (*self.targets, *(repeat.target for repeat in self.repeats))


class Unit(Struct, frozen=True, kw_only=True):
    """A canonical unit that the plan names."""

    id: str
    name: Annotated[str, Meta(description="the name the plan uses most")]
    full_name: Annotated[str | None, Meta(description="official name; null where the registry does not know it")] = None
    aliases: tuple[str, ...] = ()
    kind: UnitKind = "other"
    level: Level = "unknown"
    reviewed: Annotated[bool, Meta(description="true: in the reviewed registry; false: recognised by form only")] = (
        False
    )


class Link(Struct, frozen=True, kw_only=True):
    """A relation between two items of one plan."""

    source: str
    target: str
    kind: Literal["details", "funds", "repeats"]
    score: Annotated[float, Meta(ge=0, le=1)]
    words: Annotated[tuple[str, ...], Meta(description="terms that both items use, the rarest first")] = ()
    reasons: Annotated[
        tuple[str, ...], Meta(description="what speaks for it: 同一行动, 工作内容同名, 文字相同, 同一指标")
    ] = ()


class Issue(Struct, frozen=True, kw_only=True):
    """A doubt that a person should look at; never an error of the program."""

    code: str
    severity: Severity
    message: Annotated[str, Meta(description="Chinese: what is doubtful, where, what to do")]
    item: str | None = None
    span: Span | None = None


class Repair(Struct, frozen=True, kw_only=True):
    """One replacement that turned the raw text into the record's text. Positions count in the raw text."""

    start: int
    end: int
    before: str
    after: str
    certainty: Annotated[
        Literal["proved", "inferred", "unresolved", "corrected"],
        Meta(description="proved: the bytes leave one reading; inferred: one clearly likelier; corrected: by a person"),
    ]
    alternatives: tuple[str, ...] = ()
    fix: Annotated[str, Meta(description="name of the fix that made it")] = ""


class Region(Struct, frozen=True, kw_only=True):
    """A stretch of the text that is no item: what it is instead. Regions and items do not overlap."""

    kind: Literal["heading", "front_matter", "boilerplate"]
    span: Span


class Coverage(Struct, frozen=True, kw_only=True):
    """Every non-space character of `text` in exactly one class; the classes add up to `characters`."""

    characters: int = 0
    in_items: int = 0
    in_headings: Annotated[
        int, Meta(description="headings, table headers, and prose under a heading that is no item")
    ] = 0
    in_front_matter: int = 0
    in_boilerplate: int = 0
    unplaced: int = 0


class Record(Struct, frozen=True, kw_only=True):
    """The plan record: one document, everything found in it, and the words that prove it."""

    schema: Annotated[str, Meta(description="version of this model")] = SCHEMA
    plan: Plan
    source: Source
    text: Annotated[str, Meta(description="the repaired text that all spans count in")]
    items: tuple[Item, ...] = ()
    units: tuple[Unit, ...] = ()
    links: tuple[Link, ...] = ()
    issues: tuple[Issue, ...] = ()
    repairs: tuple[Repair, ...] = ()
    regions: Annotated[tuple[Region, ...], Meta(description="what the text outside the items is, in order")] = ()
    coverage: Coverage = Coverage()
