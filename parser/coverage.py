"""Coverage: every character of the text is accounted for, in exactly one class."""

from __future__ import annotations

from collections.abc import Iterable

from kb.schema import Coverage, Region, Span

_CLASSES = ("unplaced", "in_boilerplate", "in_front_matter", "in_headings", "in_items")
"""Classes in order of strength: where two claim a character the later one has it."""
_REGIONS = {"boilerplate": "in_boilerplate", "front_matter": "in_front_matter", "heading": "in_headings"}


def measure(text: str, items: Iterable[Span], regions: Iterable[Region]) -> Coverage:
    """Non-space characters of `text` by class."""
    placed = bytearray(len(text))
    for region in regions:
        _claim(placed, region.span, _CLASSES.index(_REGIONS[region.kind]))
    for span in items:
        _claim(placed, span, _CLASSES.index("in_items"))
    counts = dict.fromkeys(_CLASSES, 0)
    for character, place in zip(text, placed, strict=True):
        if not character.isspace():
            counts[_CLASSES[place]] += 1
    return Coverage(characters=sum(counts.values()), **counts)


def _claim(placed: bytearray, span: Span, strength: int) -> None:
    for k in range(*span):
        placed[k] = max(placed[k], strength)
