"""Statements in running text (`tests/cases/statements/sentences.yaml`): who is named in which role, and who is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from parser.duties.statements import find_statements

CASES = Path(__file__).parents[1] / "cases" / "statements" / "sentences.yaml"


@pytest.mark.parametrize("case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=lambda case: case["text"])
def test_who_is_named_in_which_role(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [[words.role, text[words.start : words.end]] for s in find_statements(text) for words in s.units]
    assert found == case["units"]
