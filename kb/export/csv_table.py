"""Tables as CSV that Excel and WPS open with the right characters and without taking words for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""With what a cell begins that Excel, WPS or LibreOffice may run (OWASP, "CSV Injection"); the wide forms too."""


def encode(rows: Iterable[tuple[object, ...]]) -> bytes:
    """The rows as CSV (RFC 4180) with a byte order mark, which Excel needs to read Chinese; null is an empty cell.

    Words that a program might run as a formula get an apostrophe before them, its own sign for text: `'=SUM(A1)`. A number
    (int or float, never a string that looks like one) is written as it is: it comes from our own reading, and -5 is -5.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[guarded(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: object) -> object:
    """The cell as CSV holds it.

    >>> guarded("=SUM(A1)"), guarded("-5%"), guarded(-5.0), guarded("区住建局"), guarded(None)
    ("'=SUM(A1)", "'-5%", -5.0, '区住建局', '')
    """
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def is_formula(words: str) -> bool:
    """Whether a program may take a cell of these words for a formula.

    >>> is_formula("@SUM(1)"), is_formula("5-3")
    (True, False)
    """
    return _FORMULA.match(words) is not None
