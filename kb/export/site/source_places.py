"""Where a stretch of a plan's text is read on the site: its line, the item it lies in, the address that shows it."""

from __future__ import annotations

from msgspec import Struct

from kb.export.site import addresses
from kb.lines import line_of
from kb.schema import Item, Record, Span


class SourcePlace(Struct, frozen=True, kw_only=True):
    """A place in the source text."""

    line: int
    """From 1."""
    item: Item | None
    """The smallest item that the first character lies in; null outside of every item."""
    href: str
    """From the site's root."""


def place_of(record: Record, span: Span) -> SourcePlace:
    """Where the span of the record's text is read.

    Outside of every item the line has an anchor of its own, unless an item has words on it: then the item's stands for it.
    """
    line = line_of(record.text, span[0])
    item = _around(record, span[0])
    anchored = item or _first_within(record, *_lines_of(record.text, span))
    if anchored:
        return SourcePlace(line=line, item=item, href=addresses.item(anchored.id))
    return SourcePlace(line=line, item=None, href=f"{addresses.text(record.plan.id)}#{addresses.line_anchor(line)}")


def _around(record: Record, place: int) -> Item | None:
    found = (one for one in record.items if one.span[0] <= place < one.span[1])
    return min(found, key=lambda one: one.span[1] - one.span[0], default=None)


def _first_within(record: Record, start: int, end: int) -> Item | None:
    found = (one for one in record.items if one.span[0] < end and start < one.span[1])
    return min(found, key=lambda one: one.span, default=None)


def _lines_of(text: str, span: Span) -> Span:
    """The span widened to whole lines, without the last line's end."""
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, end if end >= 0 else len(text)
