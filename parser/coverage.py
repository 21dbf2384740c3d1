"""Coverage: every character of the text is accounted for, in exactly one class."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.schema import Coverage, Region, Span

_CLASSES = ("unplaced", "in_boilerplate", "in_front_matter", "in_headings", "in_items")
"""Classes in order of strength: where two claim a character the later one has it."""
_REGIONS = {"boilerplate": "in_boilerplate", "front_matter": "in_front_matter", "heading": "in_headings"}
_BLANK = re.compile(r"\s+")
_NOWHERE = b"\xff"
_RAISED = [bytes(max(place, strength) for place in range(256)) for strength in range(len(_CLASSES))]
"""For each strength the table that raises weaker classes to it."""


def measure(text: str, items: Iterable[Span], regions: Iterable[Region]) -> Coverage:
    """Non-space characters of `text` by class."""
    placed = bytearray(len(text))
    for region in regions:
        _claim(placed, region.span, _CLASSES.index(_REGIONS[region.kind]))
    for span in items:
        _claim(placed, span, _CLASSES.index("in_items"))
    for blank in _BLANK.finditer(text):
        placed[slice(*blank.span())] = _NOWHERE * (blank.end() - blank.start())
    counts = {name: placed.count(strength) for strength, name in enumerate(_CLASSES)}
    return Coverage(characters=sum(counts.values()), **counts)


def _claim(placed: bytearray, span: Span, strength: int) -> None:
    """Raise the places of the span to the class of that strength."""
    placed[slice(*span)] = placed[slice(*span)].translate(_RAISED[strength])
