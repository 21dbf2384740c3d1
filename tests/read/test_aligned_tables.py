"""Tables without vertical rules in printed files: found by the alignment of words; and what must not be taken for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.platypus import Paragraph, Spacer

from parser.document import Document
from parser.grid import compute_grid
from parser.pipeline import read_record
from parser.read import read
from tests.read import fixtures, pdf_writer
from tests.read.pdf_writer import RULES, WORDS, drawn, flowed, table

Lines = list[list[str]]
HEADER = ["序号", "工作任务", "具体措施", "牵头单位", "配合单位", "完成时限"]
MEASURES = (
    "推进老旧管网改造",
    "建设污水处理设施三座，完善配套管网，实现镇街驻地全覆盖，并建立长效运行维护机制",
    "开展河道清淤和岸线整治，恢复水生植被，改善水体自净能力",
)
PLAIN = [
    HEADER,
    *(
        [
            str(n),
            f"任务{n}",
            MEASURES[n % 3],
            "区水利局",
            "区财政局、区发改局、各镇街" if n % 2 else "",
            f"2025年{n % 12 + 1}月",
        ]
        for n in range(1, 31)
    ),
]


def rows_of(lines: Lines) -> list[fixtures.Row]:
    return [[(1, 1, text) for text in line] for line in lines]


def saved(folder: Path, data: bytes, form: str = "pdf") -> Document:
    path = folder / f"plan.{form}"
    path.write_bytes(data)
    return read(path)


def grids(document: Document) -> list[Lines]:
    return [
        [[document.text[slice(*cell.span)] for cell in row] for row in compute_grid(block)]
        for block in document.blocks
        if block.kind == "table"
    ]


def printed(lines: Lines, *, widths: tuple[float, ...] = pdf_writer.WIDTHS, repeat: int = 1, **style: Any) -> bytes:
    """The table alone, between two paragraphs."""
    looks = [("VALIGN", (0, 0), (-1, -1), style.get("valign", "TOP")), *RULES[style.get("rules", "none")]]
    looks += style.get("more", [])
    about = [Paragraph(t.text, WORDS) for t in fixtures.BEFORE[:2]]
    return flowed(
        [
            *about,
            table(rows_of(lines), looks, widths, repeat=repeat),
            Spacer(1, 9),
            Paragraph(fixtures.AFTER[0].text, WORDS),
        ]
    )


@pytest.mark.parametrize("valign", ["TOP", "MIDDLE"])
@pytest.mark.parametrize("rules", ["none", "three", "across", "box"])
@pytest.mark.parametrize("repeat", [0, 1])
def test_a_plain_table(rules: str, valign: str, repeat: int, tmp_path: Path) -> None:
    document = saved(tmp_path, printed(PLAIN, rules=rules, valign=valign, repeat=repeat))
    assert grids(document) == [PLAIN]
    assert any("没有完整的框线" in note and note.startswith("第 1、2") for note in document.notes)
    assert "抓好落实" not in document.text and document.text.endswith(fixtures.AFTER[0].text)


def test_rules_that_reach_far_beyond_the_words(tmp_path: Path) -> None:
    lines = [[*line[:4], line[5]] for line in PLAIN]
    document = saved(
        tmp_path,
        printed(lines, widths=(60, 80, 160, 70, 110), rules="across", more=[("ALIGN", (0, 0), (0, -1), "CENTER")]),
    )
    assert grids(document) == [lines]


def test_without_padding_between_the_rows(tmp_path: Path) -> None:
    tight = [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
    assert grids(saved(tmp_path, printed(PLAIN, more=tight))) == [PLAIN]


def test_without_numbers(tmp_path: Path) -> None:
    lines = [line[1:] for line in PLAIN]
    assert grids(saved(tmp_path, printed(lines, widths=(70, 190, 70, 90, 60)))) == [lines]


def test_one_line_a_row(tmp_path: Path) -> None:
    lines = [["指标", "2020年", "2025年", "属性"], *([f"指标{n}", f"{n}%", f"{n + 9}%", "预期性"] for n in range(1, 9))]
    assert grids(saved(tmp_path, printed(lines, widths=(150, 80, 80, 80), rules="three"))) == [lines]


def test_cells_that_sound_like_headers(tmp_path: Path) -> None:
    lines = [
        HEADER,
        *([str(n), "组织领导", "支持配合", "区水利局", "协同配合工作情况", "完成时限内"] for n in range(1, 40)),
    ]
    assert grids(saved(tmp_path, printed(lines))) == [lines]


def test_paragraphs_of_a_cell_are_no_rows(tmp_path: Path) -> None:
    ends = ("并及时公开", "恢复水生植被和岸线", "改善水体", "由镇街巡查", "建档立卡")
    parted = [f"推进河道清淤和岸线整治，恢复水生植被。|建立长效运行维护机制，{ends[n % 5]}。" for n in range(1, 30)]
    rows = [[str(n), f"任务{n}", words, "区水利局", "", "2025年"] for n, words in enumerate(parted, start=1)]
    printed_rows = [[cell.replace("|", "\n\n\n") for cell in row] for row in rows]
    assert grids(saved(tmp_path, printed([HEADER, *printed_rows]))) == [
        [HEADER, *([cell.replace("|", "\n") for cell in row] for row in rows)]
    ]


def test_what_is_read_says_how(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(printed(PLAIN))
    record = read_record(path)
    assert [item.number for item in record.items if item.locator.row] == [str(n) for n in range(1, 31)]
    assert [issue.code for issue in record.issues if "没有完整的框线" in issue.message] == ["reading-note"]


# ---------------------------------------------------------------- what is none
PROSE = fixtures.BEFORE[1].text * 6


def _two_columns() -> bytes:
    from reportlab.platypus import BalancedColumns

    return flowed([BalancedColumns([Paragraph(PROSE, pdf_writer.SMALL) for _ in range(4)], nCols=2)])


def _contents() -> bytes:
    def draw(canvas: Any) -> None:
        canvas.drawString(250, 760, "目  录")
        for n, words in enumerate(("一、总体要求", "二、工作任务", "三、责任单位", "四、完成时限", "五、保障措施")):
            canvas.drawString(90, 720 - 24 * n, words + "…" * 20)
            canvas.drawString(500, 720 - 24 * n, str(n + 1))

    return drawn(draw)


def _letterhead() -> bytes:
    def draw(canvas: Any) -> None:
        canvas.drawString(90, 760, "清河政发〔2024〕7号")
        canvas.drawString(400, 760, "签发人：张三")
        canvas.line(80, 750, 515, 750)
        for n in range(12):
            canvas.drawString(90, 720 - 24 * n, PROSE[:28])
        for y, left, right in (
            (300, "抄送：区委各部门，区人大常委会办公室。", ""),
            (276, "清河区人民政府办公室", "2024年1月5日印发"),
        ):
            canvas.drawString(90, y, left)
            canvas.drawString(390, y, right)
            canvas.line(80, y - 6, 515, y - 6)

    return drawn(draw)


def _statements() -> bytes:
    def draw(canvas: Any) -> None:
        for n in range(9):
            canvas.drawString(90, 760 - 48 * n, f"{n + 1}.推进管网改造，提升处理能力。")
            for x, words in ((90, "责任单位：区水利局"), (250, "配合单位：区财政局"), (400, "完成时限：2025年")):
                canvas.drawString(x, 736 - 48 * n, words)

    return drawn(draw)


@pytest.mark.parametrize("writer", [_two_columns, _contents, _letterhead, _statements])
def test_what_is_no_table(writer: Callable[[], bytes], tmp_path: Path) -> None:
    document = saved(tmp_path, writer())
    assert grids(document) == []
    assert not any("框线" in note for note in document.notes)
