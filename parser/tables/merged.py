"""Merged cells that flattening lost, read from the habits of the whole table.

A flattened row with one list of units may lack its lead (merged with the row above) or its supporters (an empty cell).
Where the table's other rows show leads of one unit and supporters in lists, a lone list is the supporters'. Where nearly
every row has a time, a row without one shares the time above it. Both are marked, none is certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from kb.schema import Span
from parser.drafts import Doubt
from parser.lexicon.columns import TIME_ROLES
from parser.tables.rows import Row, RowCell

_LEAST = 8
"""Rows with both kinds of units that make a habit."""
_ONE_UNIT = 0.95
"""Share of them whose lead is one unit."""
_TIMED = 0.75
"""Share of rows with a time of their own."""
_LIST = re.compile("[、，,；;]")


def with_lost_merges(text: str, rows: Sequence[Row]) -> list[Row]:
    """The rows in order, with leads and times that a merged cell above them holds."""
    found = list(rows)
    if _leads_are_single(text, rows):
        for k, (above, row) in enumerate(pairwise(rows), start=1):
            found[k] = _with_lead(text, found[k - 1] if found[k - 1].section == row.section else above, row)
    if _rows_are_timed(rows):
        for k in range(1, len(found)):
            if found[k - 1].section == found[k].section:
                found[k] = _with_time(found[k - 1], found[k])
    return found


def trailing_words(rows: Sequence[Row]) -> tuple[list[Row], list[Span]]:
    """The rows without a last sub-row that is nothing but a sentence, and that sentence: words below the table."""
    if len(rows) < 2 or rows[-1].part in (None, 1):
        return list(rows), []
    own = [cell for cell in rows[-1].cells if cell.certainty != "inherited"]
    if [cell.role for cell in own] != ["text"] or not _has_matter(rows[-2]):
        return list(rows), []
    kept = list(rows[:-1])
    if kept[-1].part == 1:
        kept[-1] = replace(kept[-1], part=None)
    return kept, [span for cell in own for span in cell.spans]


def _has_matter(row: Row) -> bool:
    return any(cell.role not in ("text", "title", "number") and cell.certainty != "inherited" for cell in row.cells)


def _cell(row: Row, role: str, *, own: bool = False) -> RowCell | None:
    return next((c for c in row.cells if c.role == role and not (own and c.certainty == "inherited")), None)


def _leads_are_single(text: str, rows: Sequence[Row]) -> bool:
    both = [lead for row in rows if (lead := _cell(row, "lead", own=True)) and _cell(row, "support", own=True)]
    single = [lead for lead in both if not _is_list(text, lead)]
    return len(both) >= _LEAST and len(single) >= _ONE_UNIT * len(both)


def _is_list(text: str, cell: RowCell) -> bool:
    return len(cell.spans) > 1 or bool(_LIST.search(text[slice(*cell.spans[0])]))


def _with_lead(text: str, above: Row, row: Row) -> Row:
    """The row; where its only units are a list in the lead's place, the list supports and the lead is the one above."""
    lead, shared = _cell(row, "lead"), _cell(above, "lead")
    if lead is None or shared is None or above.section != row.section or not _is_list(text, lead):
        return row
    if lead.certainty == "inherited":  # its own row has none: both of the row above, as they are read there now
        rest = tuple(c for c in row.cells if c.role not in ("lead", "support"))
        units = (c for c in above.cells if c.role in ("lead", "support"))
        return replace(row, cells=(*rest, *(replace(c, certainty="inherited") for c in units)))
    if _cell(row, "support"):
        return row
    rest = tuple(c for c in row.cells if c is not lead)
    support = replace(lead, column=lead.column._replace(role="support"), certainty="inferred")
    names = "".join(text[slice(*lead.spans[0])].split())
    message = f"序号 {row.number or row.ordinal}: 只有一组单位 ({names}), 按全表写法看作配合单位, 牵头单位承上, 请对照原件核对"
    doubt = Doubt("ambiguous-role", "warning", message, (lead.spans[0][0], lead.spans[-1][1]))
    return replace(row, cells=(*rest, replace(shared, certainty="inherited"), support), doubts=(*row.doubts, doubt))


def _rows_are_timed(rows: Sequence[Row]) -> bool:
    timed = sum(any(_cell(row, role, own=True) for role in TIME_ROLES) for row in rows)
    return len(rows) >= _LEAST and timed >= _TIMED * len(rows)


def _with_time(above: Row, row: Row) -> Row:
    if any(_cell(row, role) for role in TIME_ROLES):
        return row
    shared = [replace(c, certainty="inherited") for c in above.cells if c.role in TIME_ROLES]
    return replace(row, cells=(*row.cells, *shared))
