"""Words at the margins of pages, heads and feet, that are no part of the text: a note quotes them, for nothing is dropped unseen."""

from __future__ import annotations

from collections.abc import Iterable

from parser.read.furniture import PAGE_NUMBER

_MOST, _LONGEST = 20, 60
"""Lines that are quoted, and characters of each."""


def margin_notes(lines: Iterable[str]) -> tuple[str, ...]:
    """A note that quotes the distinct `lines` in order; page numbers are none, and without any other there is no note.

    >>> margin_notes(["内部资料", " - 3 - ", "内部资料"])
    ('页眉、页脚里的文字没有收入: “内部资料”',)
    """
    bare = (" ".join(line.split()) for line in lines)
    words = list(dict.fromkeys(line for line in bare if line and not PAGE_NUMBER.fullmatch(line)))
    quoted = "".join(f"“{line[:_LONGEST]}”" for line in words[:_MOST])
    rest = f" 等 {len(words)} 行" if len(words) > _MOST else ""
    return (f"页眉、页脚里的文字没有收入: {quoted}{rest}",) if words else ()
