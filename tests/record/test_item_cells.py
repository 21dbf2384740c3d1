"""Cells that no field of an item holds, and how lists name their columns."""

from __future__ import annotations

from pathlib import Path

from kb.item_cells import further_cells, headers_of
from kb.schema import ItemCell
from parser.pipeline import read_record

TABLE = """# 某县重点项目责任表

| 序号 | 项目 | 建设内容 | 总投资（万元） | 建设主体 | 责任单位 | 完成时限 | 备注 |
|---|---|---|---|---|---|---|---|
| 1 | 城东学校 | 新建小学1所，规模36个班 | 8600 | 县城投公司 | 县教育局 | 2025年底 | 纳入考核 |
| 2 | 中医院 | 新建门诊楼1栋 | 12 | 县卫投公司 | 县卫健局 | 2026年底 | |
"""


def test_what_fields_hold_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(TABLE, encoding="utf-8")
    first, second = (further_cells(item) for item in read_record(file).items)
    assert [(cell.header, cell.text) for cell in first] == [
        ("总投资（万元）", "8600"), ("建设主体", "县城投公司"), ("备注", "纳入考核"),
    ]  # fmt: skip
    assert [(cell.header, cell.text) for cell in second] == [("总投资（万元）", "12"), ("建设主体", "县卫投公司")]
    assert headers_of((*first, *second)) == ("建设主体", "总投资（万元）", "备注")


def test_a_figure_that_is_like_the_number_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(TABLE.replace("8600", "1"), encoding="utf-8")
    assert [cell.text for cell in further_cells(read_record(file).items[0])] == ["1", "县城投公司", "纳入考核"]


def test_a_matrix_shows_no_marks(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    rows = [
        "| 任务 | 县教育局 | 县财政局 |",
        "|---|---|---|",
        "| 建学校 | √ | |",
        "| 发补贴 | | √ |",
        "| 招教师 | √ | √ |",
    ]
    file.write_text("# 某县任务分工表\n\n" + "\n".join(rows) + "\n", encoding="utf-8")
    record = read_record(file)
    assert [len(item.duties) for item in record.items] == [1, 1, 2]
    assert [further_cells(item) for item in record.items] == [(), (), ()]
    assert all(
        ItemCell(header="任务", text=item.text, span=item.cells[0].span) == item.cells[0] for item in record.items
    )
