"""What is searched, what is found, and what an engine must do. Every engine passes `tests/search/test_contract.py`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

from kb.schema import Kind
from kb.wording import ROLE_VERBS

EntryType = Literal["item", "unit", "target", "text"]


LONGEST_TERM = 120
"""Characters of a query's term that are looked for; what follows in a longer one is not."""


class Entry(Struct, frozen=True, kw_only=True):
    """One thing that can be found."""

    type: EntryType
    id: str
    """Item id, unit id, item id + `/target-1`, or plan id + `/line-12` for a paragraph of the source in no item."""
    plan: str
    """Plan id; of a unit the first plan that names it."""
    item: str | None = None
    """The item that the entry is or belongs to; null for units and paragraphs."""
    kind: Kind | None = None
    number: str | None = None
    part: int | None = None
    title: str
    """What a list of hits shows first: work item, unit name, indicator, head of the paragraph. Searched."""
    fields: tuple[str, ...]
    """Everything else that is searched, what a snippet is best taken from first."""
    facets: tuple[str, ...] = ()
    """What the entry is filtered by, as `name=value`: 牵头=wuxing/huanbao, 年份=2020, 类别=任务, 计划=wuxing-2018-122."""


class Hit(Struct, frozen=True, kw_only=True):
    """One result, as `zeren search --json` prints it."""

    rank: int
    """From 1."""
    type: EntryType
    id: str
    plan: str
    item: str | None
    kind: Kind | None
    number: str | None
    part: int | None
    title: str
    score: float
    why: tuple[str, ...]
    """The words that matched, as written."""
    snippet: str


class Result(Struct, frozen=True, kw_only=True):
    """The answer to a query."""

    query: str
    total: int
    """All entries that match, shown or not."""
    hits: tuple[Hit, ...]
    note: str = ""
    """Chinese: how the query was understood where nothing holds it as written; empty where it was taken as written."""


class RankedEntries(Struct, frozen=True):
    """What an engine answers: how many entries match, and the best of them with their scores."""

    total: int
    best: tuple[tuple[Entry, float], ...]


Clause = tuple[str, ...]
"""Forms that mean the same, folded (`kb.search.folding.fold`), the one that was asked for first. A form that begins with
`FACET` is a facet."""

FACET = "\0"
"""Head of a facet among the forms of a clause; folding drops it from everything a person writes."""


FACETS = {"plan": "计划", "kind": "类别", "unit": "单位", "year": "年份", "action": "行动", **ROLE_VERBS}
"""Names of the facets: of its plan, kind, units, years and headings, and of the units by their role."""


def facet(name: str, value: object) -> str:
    """The facet of that name as an entry has it.

    >>> facet("year", 2020)
    '年份=2020'
    """
    return f"{FACETS[name]}={value}"


class Engine(Protocol):
    """An index in a folder. Forms are folded and never empty.

    An entry matches a clause when one of its forms is a substring of the folded title or of one of the folded fields,
    or one of its facets. Order: best rating first (`kb.search.rating`), entries of one rating in the order in which they
    were written.
    """

    def write(self, entries: Sequence[Entry], folder: Path) -> None:
        """Write the index of `entries` into `folder`, which exists and is empty."""

    def find(self, folder: Path, clauses: Sequence[Clause], limit: int, *, least: int | None = None) -> RankedEntries:
        """The entries that match at least `least` of the clauses, all of them for null; at most `limit` in `best`.

        Raises `WorkspaceError` without index.
        """
