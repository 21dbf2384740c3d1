"""The cells of a sheet made a table with its title and notes, whatever file the sheet is from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from parser.grid import Placed
from parser.limits import check
from parser.read.draft import Draft, DraftCell

BROKEN_SHEET = "文件损坏或有密码保护, 无法读取"
SAVE_AGAIN = "请用 Excel 或 WPS 打开, 取消密码, 另存为 xlsx 后再试"
UNKNOWN_VALUE = "\ufffd"
"""What stands in a cell whose value the file does not give: not empty, so that it inherits nothing from the row above."""
_ERRORS = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|GETTING_DATA)|#{2,}")
"""What a cell shows instead of a value (ECMA-376, part 1, 18.18.11), or because its column is too narrow."""


class Filled(NamedTuple):
    """A cell of a sheet: its rectangle and its text."""

    where: Placed
    text: str


def without_errors(cells: Iterable[Filled], errors: Counter[str]) -> Iterator[Filled]:
    """The cells, a sign for a lost value in those that show an error of their formula, which is counted.

    >>> errors = Counter()
    >>> [cell.text for cell in without_errors([Filled(Placed(0, 0, 1, 1), "#DIV/0!"), Filled(Placed(0, 1, 1, 1), "#1号桥")], errors)]
    ['�', '#1号桥']
    >>> errors
    Counter({'#DIV/0!': 1})
    """
    for cell in cells:
        shown = cell.text.strip()
        if _ERRORS.fullmatch(shown):
            errors[shown] += 1
            cell = cell._replace(text=UNKNOWN_VALUE)
        yield cell


def errors_note(errors: Counter[str]) -> tuple[str, ...]:
    """The note on such cells; none where there is none."""
    told = "、".join(f"{shown} {count} 处" for shown, count in sorted(errors.items()))
    return (f"有单元格显示公式错误或列宽不够 ({told}), 用“�”标出; 请在原表格里改正后再添加",) if errors else ()


def sheet_drafts(cells: list[Filled], sheet: str | None) -> list[Draft]:
    """Drafts of one sheet: rows of a single text cell above and below the table as paragraphs, the rest as the table.

    A row of a single cell in the middle is a section row and stays in the table; after a blank row it is the title of
    another table, which begins there.
    """
    rows: dict[int, list[Filled]] = {}
    for cell in _within_text(cells):
        rows.setdefault(cell.where.row, []).append(cell)
    drafts: list[Draft] = []
    body: list[int] = []
    reach = 0
    for number in sorted(rows):
        if _is_alone(rows, number) and reach <= number and not (body and body[-1] == number - 1):
            drafts += _table_and_notes(rows, body, sheet)
            body, reach = [], 0
            drafts.append(Draft(text=rows[number][0].text, sheet=sheet))
        else:
            body.append(number)
            reach = max(reach, _end(rows[number]))
    return [*drafts, *_table_and_notes(rows, body, sheet)]


def _within_text(cells: list[Filled]) -> list[Filled]:
    """Merged cells end where the sheet's text does: some are drawn down to the last row of the program."""
    low = max((cell.where.row for cell in cells if cell.text), default=0) + 1
    right = max((cell.where.column for cell in cells if cell.text), default=0) + 1
    return [
        cell._replace(
            where=cell.where._replace(
                row_span=max(1, min(cell.where.row_span, low - cell.where.row)),
                column_span=max(1, min(cell.where.column_span, right - cell.where.column)),
            )
        )
        for cell in cells
        if cell.where.row < low and cell.where.column < right
    ]


def _table_and_notes(rows: dict[int, list[Filled]], body: list[int], sheet: str | None) -> list[Draft]:
    """The table of the rows `body`; rows of a single cell at its end are notes below it."""
    reaches = list(accumulate((_end(rows[number]) for number in body), max, initial=0))
    end = len(body)
    while end and _is_alone(rows, body[end - 1]) and reaches[end - 1] <= body[end - 1]:
        end -= 1
    notes = [Draft(text=next(c.text for c in rows[number] if c.text), sheet=sheet) for number in body[end:]]
    return [*_table(rows, body[:end], sheet), *notes]


def _is_alone(rows: dict[int, list[Filled]], number: int) -> bool:
    """Has the row one filled cell, which no other row shares?"""
    filled = [cell for cell in rows[number] if cell.text]
    return len(filled) == 1 and len(rows[number]) == 1 and filled[0].where.row_span == 1


def _end(cells: list[Filled]) -> int:
    """The row below the lowest that cells of one row reach."""
    return max(cell.where.row + cell.where.row_span for cell in cells)


def _table(rows: dict[int, list[Filled]], body: list[int], sheet: str | None) -> list[Draft]:
    """The table of the rows `body`, its grid counted from its first row and column, blank positions filled."""
    cells = [cell for number in body for cell in rows[number]]
    if not any(cell.text for cell in cells):
        return []
    left = min(cell.where.column for cell in cells)
    right = max(cell.where.column + cell.where.column_span for cell in cells)
    check("columns", right - left)
    check("cells", sum(cell.where.row_span * cell.where.column_span for cell in cells))
    lines = _lines(cells)
    check("cells", len(lines) * (right - left))
    made: list[DraftCell] = []
    covered: set[tuple[int, int]] = set()
    for cell in cells:
        where = cell.where
        inside = [line for line in range(where.row, where.row + where.row_span) if line in lines]
        placed = Placed(lines[where.row], where.column - left, len(inside), where.column_span)
        covered.update((r, c) for r in inside for c in range(where.column, where.column + where.column_span))
        made.append(DraftCell(where=placed, text=cell.text, address=_address(where.row, where.column)))
    for line, row in lines.items():
        for column in range(left, right):
            if (line, column) not in covered:
                empty = Placed(row, column - left, 1, 1)
                made.append(DraftCell(where=empty, text="", address=_address(line, column)))
    return [Draft(kind="table", cells=tuple(made), sheet=sheet)]


def _lines(cells: list[Filled]) -> dict[int, int]:
    """Row of the sheet -> row of the table: rows without text that no merged cell reaches are left out."""
    filled = {line for cell in cells for line in range(cell.where.row, cell.where.row + cell.where.row_span)}
    return {line: row for row, line in enumerate(sorted(filled))}


def _address(row: int, column: int) -> str:
    return re.sub(r"\s", "", f"{get_column_letter(column + 1)}{row + 1}")
