"""Views: answers computed from all records together, as plain data. Made by `graph.views`, shown by `kb.export`.

No logic here: the graph and the exports must not import each other, so the structs that both speak stand between them.
Item ids and unit ids are those of the records; orders are document order (plans by id) unless a field says otherwise.
An empty tuple means "there is none", and a page says so.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kb.schema import Deadline, Item, Plan, Role, Severity, Source, Span, Target, Unit

EntryKind = Literal["row", "paragraph", "number", "date", "unit", "title", "document_number"]
State = Literal["extracted", "explained", "unexplained"]
ChangeKind = Literal["added", "removed", "changed", "renumbered"]
Field = Literal["number", "title", "text", "lead", "support", "responsible", "deadline", "target"]

ENTRY_KINDS: dict[EntryKind, str] = {
    "row": "表格行",
    "paragraph": "编号段落",
    "number": "带计量单位的数字",
    "date": "时间表述",
    "unit": "单位名称",
    "title": "文件名称",
    "document_number": "文号",
}
"""Kinds of entries and their Chinese names, in the order in which they are told."""


class ItemTarget(Struct, frozen=True, kw_only=True):
    """A target together with the item that states it."""

    item: str
    target: Target


class ItemDeadline(Struct, frozen=True, kw_only=True):
    """A deadline together with the item that states it."""

    item: str
    deadline: Deadline


class Partner(Struct, frozen=True, kw_only=True):
    """Another unit with a duty in the same items."""

    unit: str
    items: tuple[str, ...]
    """The shared items; their number is the weight of the cooperation."""


class GroupDuty(Struct, frozen=True, kw_only=True):
    """An item that reaches a unit only through a collective noun (区级有关部门, 各乡镇街道)."""

    item: str
    group: str
    """Unit id of the collective noun."""
    role: Role


class UnitView(Struct, frozen=True, kw_only=True):
    """Everything one unit answers for, over all plans."""

    unit: Unit
    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    through_groups: tuple[GroupDuty, ...] = ()
    members: tuple[str, ...] = ()
    """Of a collective noun: unit ids that it is known to cover; empty for a single unit."""
    targets: tuple[ItemTarget, ...] = ()
    """Targets of the items it leads or is responsible for."""
    deadlines: tuple[ItemDeadline, ...] = ()
    """Deadlines of the items it has any direct duty in, by end date, undated last."""
    partners: tuple[Partner, ...] = ()
    """Most shared items first, then by unit id."""


class ActionView(Struct, frozen=True, kw_only=True):
    """One action (section, 行动) of a plan: the innermost heading that groups its measures and tasks.

    The same action named in the body and in an annex is one action.
    """

    plan: str
    id: str
    """Stable, ASCII: plan id / `action-` and its place among the plan's actions, from 1."""
    name: str
    """Without its number: 深入推进"两山"理念实践创新行动,促进人与自然和谐共生."""
    items: tuple[str, ...]
    leads: tuple[tuple[str, int], ...] = ()
    """(unit id, number of items led), most first."""


class YearView(Struct, frozen=True, kw_only=True):
    """What falls due in one year."""

    year: int
    deadlines: tuple[ItemDeadline, ...] = ()
    """Deadlines whose end lies in the year, by end date."""
    targets: tuple[ItemTarget, ...] = ()
    """Targets to be reached in the year."""


class Quote(Struct, frozen=True, kw_only=True):
    """Words of an item that prove a finding."""

    item: str
    """Id of the item; empty for words outside the items (a title, the notice)."""
    text: str
    span: Span


class Finding(Struct, frozen=True, kw_only=True):
    """A contradiction or gap that the checks found (`graph.checks`)."""

    id: str = ""
    """Plan id / code - digest of the words; stable until the words change. Dismissals name it."""
    code: str
    title: str = ""
    """Chinese name of the check."""
    severity: Severity
    message: str
    plan: str
    items: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    dismissed: str | None = None
    """The reason a person gave for setting the finding aside; null while it is open."""


class Reference(Struct, frozen=True, kw_only=True):
    """A document that a plan names by its title (《》) or its number (文号)."""

    plan: str
    """The plan that names it."""
    item: str
    """The item that names it; empty outside the items."""
    title: str
    """Without 《》; empty where only the number is given."""
    document_number: str
    """Empty where only the title is given."""
    span: Span
    target: str | None
    """The plan that it is; null where no plan of the knowledge base is it: an open reference."""


class SharedIndicator(Struct, frozen=True, kw_only=True):
    """An indicator that several plans set a target for."""

    indicator: str
    items: tuple[str, ...]


class LedgerEntry(Struct, frozen=True, kw_only=True):
    """One thing of the text that must be accounted for."""

    kind: EntryKind
    span: Span
    text: str
    state: State
    why: str = ""
    """Chinese: the field that holds it, or why none does; empty where unexplained."""
    item: str = ""
    """The item it stands in; empty outside the items."""


class UnitLoad(Struct, frozen=True, kw_only=True):
    """What one unit carries."""

    unit: str
    leads: int
    supports: int
    responsible: int
    years: tuple[tuple[int, int], ...]
    """(year, items with a deadline that ends in it), ascending; items without a deadline are in none."""
    betweenness: float
    """Share of the shortest ways between other units that lead through this one, 0 to 1."""


class Pair(Struct, frozen=True, kw_only=True):
    """Two units with duties in the same items."""

    one: str
    other: str
    items: int


class Load(Struct, frozen=True, kw_only=True):
    """The responsibility of all plans, measured."""

    units: tuple[UnitLoad, ...] = ()
    """By number of duties, most first, then by id."""
    never_lead: tuple[str, ...] = ()
    """Units that only support, by id; collective nouns are none."""
    pairs: tuple[Pair, ...] = ()
    """Most shared items first, then by id."""
    without_lead: tuple[str, ...] = ()
    """Items with numeric targets for which no unit leads or is responsible, nor any item that details them."""


class Difference(Struct, frozen=True, kw_only=True):
    """One field in which two editions of an item differ: what only the earlier says, and what only the later says."""

    field: Field
    before: tuple[Quote, ...] = ()
    """Spans count in the text of the earlier edition."""
    after: tuple[Quote, ...] = ()
    """Spans count in the text of the later edition."""


class Change(Struct, frozen=True, kw_only=True):
    """An item that two editions do not share as it is: added has no `before`, removed has no `after`."""

    kind: ChangeKind
    """renumbered: nothing but the printed number changed."""
    before: Item | None = None
    after: Item | None = None
    differences: tuple[Difference, ...] = ()
    """In the order of `Field`; empty for an added or removed item."""


class Revision(Struct, frozen=True, kw_only=True):
    """What a later edition of a plan changed in an earlier one (`kb.revision`)."""

    plan: str
    edition: int = 0
    """Number of the earlier edition, from 1; 0 where two plans are compared."""
    earlier: Plan
    earlier_source: Source
    later: Plan
    later_source: Source
    changes: tuple[Change, ...] = ()
    """In the order of the later edition, each removed item behind what stood before it."""
    unchanged: int = 0
    """Items that both editions have with the same words, units, deadlines and targets."""


class Unread(Struct, frozen=True, kw_only=True):
    """A plan that a build could not read. All words are Chinese; paths are told from the workspace on."""

    plan: str
    """Its id, or the name of a folder that is none."""
    where: str
    what: str
    advice: str
    kept: bool
    """Whether the plan stands as the build before has it; false where it is left out."""


class Views(Struct, frozen=True, kw_only=True):
    """All views of a knowledge base. `units` holds every unit of every record, by number of duties, most first."""

    units: tuple[UnitView, ...] = ()
    actions: tuple[ActionView, ...] = ()
    years: tuple[YearView, ...] = ()
    """By year, ascending; only years in which something is due."""
    findings: tuple[Finding, ...] = ()
    references: tuple[Reference, ...] = ()
    """By plan, in the order of its text."""
    shared: tuple[SharedIndicator, ...] = ()
    ledgers: dict[str, tuple[LedgerEntry, ...]] = {}
    """By plan id: everything of the text that must be accounted for, by place."""
    load: Load = Load()
    revisions: tuple[Revision, ...] = ()
    """By plan id; the editions of one plan from the first on, each compared with the next."""
    unread: tuple[Unread, ...] = ()
    """By plan id: what this build could not read."""
