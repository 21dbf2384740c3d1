"""Which number of a row may follow which."""

from __future__ import annotations

import pytest

from parser.cells.row_numbers import follows, row_number

CASES = [
    # number, the last one, a row's gap before it, an excerpt; whether it follows
    ("1", "", False, False, True),
    ("2", "1", False, False, True),
    ("1", "1", False, False, False),
    ("4", "1", False, False, False),
    ("4", "1", True, False, True),
    ("4", "1", False, True, True),
    ("90", "1", True, False, False),
    ("1", "3", True, False, True),
    ("1", "3", False, False, False),
    ("1", "2", True, False, False),
    ("2", "3", True, False, False),
    ("2.1", "1.3", False, False, True),
    ("2.2", "1.3", False, False, False),
    ("1.4", "1.3", False, False, True),
    ("1.1", "1.3", True, False, False),
    ("1.1", "2.3", False, False, False),
    ("1.1", "2.3", True, False, False),
    ("2", "1.3", False, False, False),
]


@pytest.mark.parametrize(("words", "last", "gap", "excerpt", "right"), CASES)
def test_what_follows(words: str, last: str, gap: bool, excerpt: bool, right: bool) -> None:
    number, before = row_number(words), row_number(last) if last else None
    assert number is not None
    assert follows(number, before.value if before else (), row_gap=gap, excerpt=excerpt) is right
