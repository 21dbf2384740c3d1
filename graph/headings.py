"""The heading that names the action an item belongs to; apart from the graph, so that links need no networkx."""

from __future__ import annotations

import re

from kb.numerals import NUMERAL
from kb.schema import Item

# 一、 (一) （一） () 1. 1． 1、 第一章: what a printed heading begins with; empty brackets have lost their number.
_NUMERAL = f"[0-9{NUMERAL}]"
_HEADING = re.compile(rf"^\s*(?:第{_NUMERAL}+[章节条]\s*|[(（]\s*{_NUMERAL}*\s*[)）]\s*|{_NUMERAL}+\s*[、..]\s*)")
# 附件1, 附录二, 附表: the head of an annex, which groups everything in it and so says nothing.
_ANNEX = re.compile(r"^\s*附[件录表]")


def action_name(item: Item) -> str | None:
    """The innermost heading above the item that is not its own title, without its number.

    Of a table row it is the innermost numbered one where there is one: merged cells carry no number, section rows do.
    Null where nothing but the annex stands above it.
    """
    above = [words for words in item.path if not _ANNEX.match(words) and words != item.title]
    numbered = [words for words in above if _HEADING.match(words)]
    chosen = numbered if numbered and item.locator.row is not None else above
    return _HEADING.sub("", chosen[-1]).strip() or None if chosen else None
