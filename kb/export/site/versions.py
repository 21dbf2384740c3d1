"""The section of a plan's page on its editions, and how a change between two editions is said."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

from msgspec import Struct

from kb import wording
from kb.export.site.catalog import Catalog, ItemRow
from kb.views import Change, ChangeKind, Difference, Field, Revision

CHANGES: dict[ChangeKind, str] = {"added": "新增", "removed": "删去", "changed": "改动", "renumbered": "改号"}
"""Kinds of changes as shown, in the order in which they are counted."""
FIELDS: dict[Field, str] = {
    "number": "序号",
    "title": "标题",
    "text": "文字",
    "lead": "牵头单位",
    "support": "配合单位",
    "responsible": "责任单位",
    "deadline": "时限",
    "target": "指标",
}
_CONTEXT = 10
"""Characters shown on each side of changed words."""
_CRUMB = 3
"""Tokens at most that stand between two changes and belong to them: nobody reads a text in crumbs."""
_TOKEN = re.compile(r"\d+(?:\.\d+)?|.", re.DOTALL)
"""What is changed as a whole: a number, or a character."""


class ChangedWords(Struct, frozen=True):
    """Words that stayed, then words that were replaced; any of the three may be empty."""

    kept: str
    before: str = ""
    after: str = ""


class ShownDifference(Struct, frozen=True):
    """A difference as shown: the field's name, and the words in pieces."""

    field: str
    pieces: tuple[ChangedWords, ...]


class ChangeLine(Struct, frozen=True, kw_only=True):
    """A change as shown."""

    kind: ChangeKind
    label: str
    """What the item is called now; a removed one: what it was called."""
    was: str
    """What it was called where that changed; empty elsewhere."""
    title: str
    text: str
    row: ItemRow | None
    """The item as it is now; null for a removed one."""
    told: tuple[ShownDifference, ...]


class Edition(Struct, frozen=True, kw_only=True):
    """An earlier edition and what the next one changed in it."""

    revision: Revision
    counts: Counter[ChangeKind]
    lines: tuple[ChangeLine, ...]


def editions(catalog: Catalog, plan: str) -> tuple[Edition, ...]:
    """The plan's earlier editions, the youngest first; empty for a plan of one edition."""
    held = [one for one in catalog.site.views.revisions if one.plan == plan]
    return tuple(
        Edition(
            revision=one,
            counts=Counter(change.kind for change in one.changes),
            lines=tuple(line(change, catalog.rows if one is held[-1] else {}) for change in one.changes),
        )
        for one in reversed(held)
    )


def line(change: Change, rows: dict[str, ItemRow]) -> ChangeLine:
    """The change as shown; `rows` are the items that have a page. Raises `ValueError` for a change of nothing."""
    item = change.after or change.before
    if item is None:
        raise ValueError("a change of nothing")
    moved = change.before and any(one.field == "number" for one in change.differences)
    return ChangeLine(
        kind=change.kind,
        label=wording.item_label(item),
        was=wording.item_label(change.before) if change.before and moved else "",
        title=wording.title(item),
        text=item.text,
        row=rows.get(item.id) if change.after else None,
        told=tuple(shown_difference(one) for one in change.differences if one.field != "number"),
    )


def shown_difference(difference: Difference) -> ShownDifference:
    """The difference in pieces: of a text the changed stretches, of a list what went and what came."""
    before, after = ([quote.text for quote in side] for side in (difference.before, difference.after))
    if difference.field in ("title", "text"):
        return ShownDifference(FIELDS[difference.field], pieces("".join(before), "".join(after)))
    return ShownDifference(
        FIELDS[difference.field], (ChangedWords("", _listed(before, after), _listed(after, before)),)
    )


def _listed(words: list[str], others: list[str]) -> str:
    """What only one side says; words of both sides, of which a year from elsewhere changed, only where there is no more."""
    return "、".join([one for one in words if one not in others] or words)


def pieces(before: str, after: str) -> tuple[ChangedWords, ...]:
    """The changed stretches of a text, each behind the words that stayed, which are cut to what is near a change.

    >>> pieces("到2020年完成五项。", "到2022年完成五项。")
    (Piece(kept='到', before='2020', after='2022'), Piece(kept='年完成五项。', before='', after=''))
    """
    olds, news = _TOKEN.findall(before), _TOKEN.findall(after)
    made: list[ChangedWords] = []
    kept = old = new = ""
    for tag, low, high, start, end in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        was, now = "".join(olds[low:high]), "".join(news[start:end])
        crumb = (old or new) and high - low <= _CRUMB and high < len(olds) and end < len(news)
        if tag != "equal" or crumb:
            old, new = old + was, new + now
            continue
        if old or new:
            made.append(ChangedWords(_cut(kept, first=not made), old, new))
            old = new = ""
        kept = was
    if old or new:
        return (*made, ChangedWords(_cut(kept, first=not made), old, new))
    return (*made, ChangedWords(kept if len(kept) <= _CONTEXT else kept[:_CONTEXT] + "…"))


def _cut(kept: str, *, first: bool) -> str:
    """Words between two changes, or before the first, without what is far from both."""
    if first:
        return kept if len(kept) <= _CONTEXT else "…" + kept[-_CONTEXT:]
    return kept if len(kept) <= 2 * _CONTEXT else f"{kept[:_CONTEXT]}…{kept[-_CONTEXT:]}"
