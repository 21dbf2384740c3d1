"""Web pages as sites make them (`tests/cases/read/pages.yaml`), and pages whose encoding is declared wrongly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from parser.document import Document
from parser.grid import compute_grid
from parser.read import read

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "read" / "pages.yaml").read_text(encoding="utf-8"))


def blocks(document: Document) -> list[Any]:
    """Paragraphs and headings as text, tables as rows of what covers each position."""
    return [
        [[document.text[slice(*cell.span)] for cell in row] for row in compute_grid(block)]
        if block.kind == "table"
        else document.text[slice(*block.span)]
        for block in document.blocks
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_page(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    page = f'<html><head><meta charset="utf-8"><title>题</title></head><body>{case["page"]}</body></html>'
    path.write_text(page, encoding="utf-8")
    document = read(path)
    assert blocks(document) == case["reads"]
    if "told" in case:
        notes = " ".join(document.notes)
        assert all(words in notes for words in case["told"]) and bool(case["told"]) == bool(notes)


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-8", "gbk"),
        ("gb2312", "utf-8"),
        ("gb2312", "gb18030"),
        ("", "gbk"),
        ("", "utf-8"),
        ("no-such-charset", "gbk"),
        ("utf-8", "utf-16"),
        ("gb2312", "utf-8-sig"),
    ],
)
def test_a_wrongly_declared_encoding(declared: str, written: str, tmp_path: Path) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    path = tmp_path / "page.html"
    words = "清河区清洁行动计划：到2025年，全面完成垃圾分类工作。"
    path.write_bytes(f"<html><head>{meta}</head><body><p>{words}</p></body></html>".encode(written))
    assert blocks(read(path)) == [words]
