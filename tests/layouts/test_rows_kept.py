"""Law: whatever columns a table has, known or not, every filled cell stands under its header in the item of its row."""

from __future__ import annotations

import csv
import io
from html import escape
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from parser.pipeline import read_record

UNKNOWN = ["应用场景", "简要描述", "资金渠道", "建设主体", "联系电话", "进度", "成效佐证", "亮点", "类型", "编码"]
WORDS = st.text(alphabet="甲乙丙丁戊己庚辛壬癸", min_size=2, max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """A header that is one of a table of work, with columns that no field knows anywhere; and its rows."""
    extra = draw(st.lists(st.sampled_from(UNKNOWN), min_size=1, max_size=4, unique=True))
    header = ["序号", "工作任务", "牵头单位", "完成时限"]
    for word in extra:
        header.insert(draw(st.integers(1, len(header))), word)
    rows = []
    for number in range(1, draw(st.integers(2, 5)) + 1):
        known = {
            "序号": str(number),
            "工作任务": f"建设{draw(WORDS)}工程",
            "牵头单位": "县水利局",
            "完成时限": "2025年6月",
        }
        rows.append([known.get(word) or draw(st.one_of(st.just(""), WORDS)) for word in header])
    return header, rows


def html(header: list[str], rows: list[list[str]]) -> str:
    lines = ["".join(f"<td>{escape(word)}</td>" for word in row) for row in (header, *rows)]
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<html><head><meta charset="utf-8"></head><body><h1>某县分工表</h1><table>{table}</table></body></html>'


def comma(header: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


@settings(max_examples=40, deadline=None)
@given(table=tables(), name=st.sampled_from(["a.html", "a.csv"]))
def test_every_filled_cell_is_kept(
    table: tuple[list[str], list[list[str]]], name: str, tmp_path_factory: object
) -> None:
    header, rows = table
    file = Path(str(tmp_path_factory.mktemp("rows"))) / name  # type: ignore[attr-defined]
    file.write_text((html if name.endswith("html") else comma)(header, rows), encoding="utf-8")
    record = read_record(file)
    assert len(record.items) == len(rows)
    for item, row in zip(record.items, rows, strict=True):
        printed = [(head, word) for head, word in zip(header, row, strict=True) if word]
        assert [(cell.header, cell.text) for cell in item.cells if not cell.inherited] == printed
