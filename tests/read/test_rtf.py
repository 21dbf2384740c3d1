"""Rich Text as offices write it: automatic numbers, inner tables, code pages, revisions, notes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from parser.read import read
from tests.read.test_web_pages import blocks

TABLE = r"\trowd\cellx1500\cellx3000"
INNER = r"{{\*\nesttableprops\trowd\cellx500\nestrow}}{{\nonesttables\par}}"

CASES: dict[str, tuple[str, list[Any]]] = {
    "automatic numbers without their tabulator, a blank before letters": (
        r"{\listtext\pard\plain 一、\tab}\pard 总体要求\par{\listtext 1.\tab}PM10\par{\listtext （一）\tab}清理\par",
        ["一、总体要求", "1. PM10", "（一）清理"],
    ),
    "a number in a cell": (
        TABLE + r"\pard\intbl{\listtext 1.\tab}\cell 甲\cell\row",
        [[["1.", "甲"]]],
    ),
    "a table in a cell keeps the outer grid": (
        TABLE
        + r"\pard\intbl 甲\cell\pard\intbl\itap2 乙\nestcell 丙\nestcell"
        + INNER.format()
        + r"\pard\intbl\itap1 丁\cell\row\pard 后。\par",
        [[["甲", "乙\n丙\n丁"]], "后。"],
    ),
    "hidden and deleted words": (r"\pard 甲{\v 隐}{\deleted 删}乙。\par", ["甲乙。"]),
    "a note behind its paragraph": (r"\pard 甲{\footnote \pard 注。}乙。\par\pard 丙。\par", ["甲乙。", "注。", "丙。"]),
    "bytes of code page 936": (r"\pard \'c7\'f8\'cb\'ae\'c0\'fb\'be\'d6\par", ["区水利局"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_rich_text(name: str, tmp_path: Path) -> None:
    body, expected = CASES[name]
    escaped = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in body)
    path = tmp_path / "plan.rtf"
    path.write_text("{\\rtf1\\ansi\\ansicpg936\\uc1 " + escaped + "}", encoding="ascii")
    assert blocks(read(path)) == expected
