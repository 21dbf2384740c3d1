"""A document is folded once, and whatever script it is written in, the same is read from it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from opencc import OpenCC

from kb.schema import Item
from kb.script import simplified
from parser import document
from parser.pipeline import read_record

ROOT = Path(__file__).parents[2]
PLANS = sorted((ROOT / "tests" / "plans").glob("*/source.txt"))
FOLDS = {"document.py", "columns.py", "front.py", "genre.py", "items.py", "region.py", "signature.py"}
"""Modules of the parser that fold: the document as a whole; a header's word; lines, titles and paths put
together from lines."""


@cache
def traditional(character: str) -> str:
    """The character as OpenCC writes it, where that one folds back to it."""
    written = OpenCC("s2t").convert(character)
    return written if len(written) == 1 and simplified(written) == character else character


def said(items: tuple[Item, ...]) -> list[Any]:
    """What the items say, in simplified characters."""
    told = [
        {
            "words": (i.kind, i.number, i.path, i.title, i.text),
            "duties": [(d.role, d.mention, d.span) for d in i.duties],
            "deadlines": [(d.text, d.start, d.end) for d in i.deadlines],
            "targets": [(t.indicator, t.comparator, t.value, t.unit) for t in i.targets],
        }
        for i in items
    ]
    return list(msgspec.json.decode(simplified(msgspec.json.encode(told).decode())))


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.parent.name)
def test_both_scripts_say_the_same(plan: Path, tmp_path: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    other = tmp_path / plan.name
    other.write_text("".join(map(traditional, text)), encoding="utf-8")
    assert said(read_record(other, plan_id="plan").items) == said(read_record(plan, plan_id="plan").items)


def test_a_document_is_folded_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[str] = []

    def counted(text: str) -> str:
        calls.append(text)
        return simplified(text)

    monkeypatch.setattr(document, "simplified", counted)
    document.folded.cache_clear()
    record = read_record(ROOT / "tests" / "plans" / "traditional-brackets" / "source.txt")
    assert calls == [record.text]


def test_no_other_stage_folds() -> None:
    folding = {
        path.name
        for path in (ROOT / "parser").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "simplified" for alias in node.names)
    }
    assert folding == FOLDS
