"""The cheapest reading of a row: which of its words are the cell of which column.

Dynamic programming over (place, column), for every way in which a table loses its borders: where the words of a row may be
cut, what each stretch costs as a cell of each column and what it costs to go from column to column are given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class CellRead(NamedTuple):
    """The words from cut `start` to cut `end` are the cell of `column`; `opens`: a sub-row begins with it."""

    column: int
    start: int
    end: int
    opens: bool = False


class RowReading(NamedTuple):
    """What a row's cheapest reading costs, and its cells in order; none where no reading is possible."""

    cost: float
    cells: tuple[CellRead, ...]


class CellStretch(NamedTuple):
    """Words up to the cut `end`, and what they cost as a cell of each column; None where they cannot be one."""

    end: int
    costs: Sequence[float | None]


BackStep = Callable[[int, int, int], "tuple[float, bool] | None"]
"""(cut, column of the cell before, next column, no further right) → cost of the step, and whether a sub-row begins; None
where no row goes on that way."""
Border = Callable[[RowReading, CellRead], bool]
"""Whether anything tells the border between a reading and the cell behind it."""


def cheapest(
    stretches: Sequence[Sequence[CellStretch]],
    empty: Sequence[float],
    back: BackStep | None = None,
    is_border: Border | None = None,
) -> RowReading:
    """The cheapest reading of all words of a row.

    `stretches`: for each cut those that begin there. `empty`: for each column what it costs to leave it empty. Without
    `back` each column is filled once, from left to right. Of readings that cost the same the first wins: the earlier cut,
    then the column further left.
    """
    size = len(empty) + 1
    skipped = [[sum(empty[start:end]) for end in range(size)] for start in range(size)]
    best: list[dict[int, RowReading]] = [{} for _ in range(len(stretches) + 1)]
    best[0][-1] = RowReading(0.0, ())
    for cut, begun in enumerate(stretches):
        readings = sorted(best[cut].items())
        for stretch in begun if readings else ():
            reached = best[stretch.end]
            for column, own in enumerate(stretch.costs):
                if own is None:
                    continue
                for before, reading in readings:
                    if before < column:
                        way, opens = skipped[before + 1][column], False
                    elif back is not None and (taken := back(cut, before, column)) is not None:
                        way, opens = taken
                    else:
                        continue
                    total = reading.cost + way + own
                    if column in reached and total >= reached[column].cost:
                        continue
                    cell = CellRead(column, cut, stretch.end, opens)
                    if is_border is None or is_border(reading, cell):
                        reached[column] = RowReading(total, (*reading.cells, cell))
    ends = [RowReading(r.cost + skipped[c + 1][-1], r.cells) for c, r in sorted(best[-1].items()) if r.cells]
    return min(ends, key=lambda reading: reading.cost, default=RowReading(0.0, ()))
