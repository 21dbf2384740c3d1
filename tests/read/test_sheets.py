"""Workbooks as offices keep them: typed values, titles and notes around tables, hidden sheets, stray cells, formulas."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kb.errors import UnreadableError
from parser.document import Document
from parser.pipeline import read_record
from parser.read import read
from tests.read import fixtures
from tests.read.test_web_pages import blocks

HEADER = ("序号", "任务", "目标值", "牵头单位", "完成时限")


def read_sheet(folder: Path, fill: Callable[[Worksheet], None]) -> Document:
    book = openpyxl.Workbook()
    assert book.active is not None
    fill(book.active)  # type: ignore[arg-type]
    book.save(folder / "plan.xlsx")
    return read(folder / "plan.xlsx")


def test_values_are_read_as_the_sheet_shows_them(tmp_path: Path) -> None:
    shown: tuple[tuple[Any, str, str], ...] = (
        (0.95, "0%", "95%"),
        (0.953, "0.0%", "95.3%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (-3, "General", "-3"),
        (datetime.date(2025, 12, 31), "yyyy-mm-dd", "2025-12-31"),
        (datetime.datetime(2025, 6, 1), 'yyyy"年"m"月"', "2025年6月"),
        (45657, "yyyy/m/d", "2024-12-31"),
        (datetime.date(2025, 12, 31), 'yyyy"年底前"', "2025年底前"),
        (datetime.date(2025, 12, 31), '[DBNum1][$-804]yyyy"年"m"月"', "2025年12月"),
        (35000, '0!.0,"万"', "3.5万"),
        (35000000, '0!.0000"万"', "3500.0000万"),
        (2500000, '#,##0.0,"千"', "2,500.0千"),
        (7, "000", "007"),
        (0, "0;-0;;@", ""),
        (-3.5, "0.0;[Red]-0.0", "-3.5"),
        (-3.5, '0.0;"减少"0.0', "减少3.5"),
        (0.5, "# ?/?", "0.5"),
        (True, "General", "TRUE"),
        ("甲\n乙", "General", "甲\n乙"),
    )

    def fill(sheet: Worksheet) -> None:
        sheet.append(("值", "说明"))
        for row, (value, form, _) in enumerate(shown, start=2):
            sheet.cell(row, 1, value).number_format = form
            sheet.cell(row, 2, "说明")

    (table,) = blocks(read_sheet(tmp_path, fill))
    assert [row[0] for row in table[1:]] == [text for *_, text in shown]


def test_a_date_cell_is_a_deadline_and_a_percentage_a_target(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "清河区清洁行动计划责任分解表"
        sheet.merge_cells("A1:E1")
        sheet.append(HEADER)
        sheet.append((1, "提高河道清洁率", 0.95, "区水利局", datetime.date(2025, 12, 31)))
        sheet["C3"].number_format = "0%"
        sheet.append((2, "清理湖泊", None, "区财政局", datetime.date(2025, 6, 30)))

    read_sheet(tmp_path, fill)
    first, second = read_record(tmp_path / "plan.xlsx").items
    assert [d.end for d in (*first.deadlines, *second.deadlines)] == ["2025-12-31", "2025-06-30"]
    assert [(t.value, t.unit) for t in first.targets] == [(95, "%")]
    assert (first.locator.sheet, first.locator.cell) == ("Sheet", "A3")


def test_titles_and_notes_stand_around_each_table(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (
            ("附表1",),
            ("任务", "单位"),
            ("甲", "区水利局"),
            ("乙", "区财政局"),
            ("注：由区水利局解释。",),
            (),
        ):
            sheet.append(row)
        for row in (("附表2",), ("指标", "数值"), ("丙", 1)):
            sheet.append(row)

    expected = ["附表1", [["任务", "单位"], ["甲", "区水利局"], ["乙", "区财政局"]], "注：由区水利局解释。"]
    assert blocks(read_sheet(tmp_path, fill)) == [*expected, "附表2", [["指标", "数值"], ["丙", "1"]]]


def test_a_stray_cell_and_a_long_merge_make_no_rows(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (("任务", "单位"), ("甲", "区水利局"), (None, "区财政局")):
            sheet.append(row)
        sheet.merge_cells("A2:A2000")
        sheet["XFD1048576"].number_format = "0%"

    assert blocks(read_sheet(tmp_path, fill)) == [[["任务", "单位"], ["甲", "区水利局"], ["甲", "区财政局"]]]


def test_a_merge_over_whole_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    merge = '<worksheet><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    path.write_bytes(fixtures.zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": merge}))
    with pytest.raises(UnreadableError, match="合并单元格"):
        read(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_separated_values(encoding: str, delimiter: str, tmp_path: Path) -> None:
    lines = (("序号", "任务", "单位"), ("1", f'"清淤{delimiter}清漂\n二期"', "区水利局、区财政局"))
    path = tmp_path / "plan.csv"
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    assert blocks(read(path)) == [[["序号", "任务", "单位"], ["1", f"清淤{delimiter}清漂\n二期", "区水利局、区财政局"]]]


OPEN_QUOTES = {
    "never closed": (
        '序号,任务,单位\n1,"修路,区住建局\n2,修桥,区水利局\n',
        [["序号", "任务", "单位"], ["1", "修路", "区住建局"], ["2", "修桥", "区水利局"]],
        2,
    ),
    "closed by the next one's": (
        '序号,任务,单位\n1,"修路,区住建局\n2,修桥,"区水利局\n3,种树,区林业局\n',
        [["序号", "任务", "单位"], ["1", "修路", "区住建局"], ["2", "修桥", "区水利局"], ["3", "种树", "区林业局"]],
        "2、3",
    ),
    "in the last row": ('序号,任务,单位\n1,修路,"区住建局\n', [["序号", "任务", "单位"], ["1", "修路", "区住建局"]], 2),
    "several closed over lines, one after the other": (
        '序号,任务,单位\n1,"修路\n","区住建局\n区财政局"\n2,修桥,区水利局\n',
        [["序号", "任务", "单位"], ["1", "修路", "区住建局\n区财政局"], ["2", "修桥", "区水利局"]],
        None,
    ),
    "closed, over lines": (
        '序号,任务,单位\n1,修路,"区住建局\n区财政局"\n2,修桥,区水利局\n',
        [["序号", "任务", "单位"], ["1", "修路", "区住建局\n区财政局"], ["2", "修桥", "区水利局"]],
        None,
    ),
}


@pytest.mark.parametrize("name", OPEN_QUOTES)
def test_a_quotation_mark_that_nothing_closes_swallows_no_row(name: str, tmp_path: Path) -> None:
    text, rows, told = OPEN_QUOTES[name]
    path = tmp_path / "plan.csv"
    path.write_text(text, encoding="utf-8")
    document = read(path)
    assert blocks(document) == [rows]
    assert [note.partition("行")[0] for note in document.notes] == ([f"第 {told} "] if told else [])


def test_cells_written_as_formulas_are_their_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text('序号,任务,单位\n="01",="修路",="区住建局"\n', encoding="utf-8")
    assert blocks(read(path)) == [[["序号", "任务", "单位"], ["01", "修路", "区住建局"]]]


def test_a_cell_without_its_value_inherits_nothing(tmp_path: Path) -> None:
    """A formula that nobody worked out, and an error: no value of the row above stands in for either."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["清河县2025年工作要点"])
        sheet.append(["序号", "工作任务", "牵头单位", "配合单位", "完成时限"])
        sheet.append([1, "推进垃圾分类", "县住建局", "县财政局", "2025年6月底前"])
        sheet.append([2, "整治河道", "=A1", "县财政局", "#VALUE!"])

    read_sheet(tmp_path, fill)
    record = read_record(next(tmp_path.glob("*.xlsx")))
    second = next(item for item in record.items if item.number == "2")
    assert [duty.mention for duty in second.duties] == ["县财政局"] and second.deadlines == ()
    assert {issue.item for issue in record.issues if issue.code == "not-a-unit"} == {second.id}


def test_formulas_without_a_result_are_told(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (("任务", "数值"), ("甲", "=1+1"), ("乙", 3)):
            sheet.append(row)

    document = read_sheet(tmp_path, fill)
    assert [note for note in document.notes if "有 1 个公式" in note]


def test_hidden_parts_of_an_ods_are_told(tmp_path: Path) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    sheets = "".join(
        f'<table:table table:name="{name}" table:style-name="{style}"><table:table-row{row}>'
        f"<table:table-cell><text:p>甲{name}</text:p></table:table-cell><table:table-cell><text:p>乙</text:p></table:table-cell>"
        f"</table:table-row></table:table>"
        for name, style, row in (("草稿", "s1", ""), ("任务", "s2", ' table:visibility="collapse"'))
    )
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" '
        f'xmlns:text="{names}text:1.0" xmlns:style="{names}style:1.0"><office:automatic-styles>'
        '<style:style style:name="s1"><style:table-properties table:display="false"/></style:style>'
        f"</office:automatic-styles><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    path = tmp_path / "plan.ods"
    path.write_bytes(
        fixtures.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})
    )
    document = read(path)
    assert blocks(document) == [[["甲任务", "乙"]]]
    assert document.notes == ("隐藏的工作表“草稿”没有收入", "工作表“任务”有隐藏的行, 已照常收入")
