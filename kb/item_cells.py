"""Cells of an item's row that no field of the item holds: what lists, cards and exports show beside the fields."""

from __future__ import annotations

from collections.abc import Iterable

from kb.schema import Item, ItemCell

_SURE = 6
"""Characters from which on words that stand in the item's text are that text, and not a figure that stands in it by chance."""
_NOTHING = ("无", "暂无")
"""Words of a cell that is empty on purpose."""


def further_cells(item: Item) -> tuple[ItemCell, ...]:
    """The cells of columns that no field understands (备注, 建设主体, 应用场景 …), left to right; empty where there are none."""
    read = [value.span for values in (item.duties, item.deadlines, item.targets) for value in values]
    heads = {_bare(duty.mention) for duty in item.duties}
    left = [cell for cell in item.cells if not any(_meet(cell, span) for span in read)]
    left = [cell for cell in left if _bare(cell.header) not in heads and not _is_said(_bare(cell.text), item)]
    numbers = [cell for cell in left if item.number and _bare(cell.text) == _bare(item.number)]
    return tuple(cell for cell in left if cell not in numbers[:1])


def _is_said(words: str, item: Item) -> bool:
    """Whether the words of a cell stand in the item's path, title or text, or say nothing: a dash, 无."""
    if words in _NOTHING or not any(character.isalnum() for character in words):
        return True
    named = {_bare(said) for said in (*item.path, item.title or "", item.text)}
    return words in named or (len(words) >= _SURE and words in _bare(item.text))


def headers_of(cells: Iterable[ItemCell]) -> tuple[str, ...]:
    """The headers, those of most cells first; cells without a header have none."""
    counts: dict[str, int] = {}
    for cell in cells:
        if cell.header:
            counts[cell.header] = counts.get(cell.header, 0) + 1
    return tuple(sorted(counts, key=lambda header: (-counts[header], header)))


def _meet(cell: ItemCell, span: tuple[int, int]) -> bool:
    return cell.span is not None and cell.span[0] < span[1] and span[0] < cell.span[1]


def _bare(words: str) -> str:
    return "".join(words.split())
