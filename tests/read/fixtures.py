"""One responsibility table, written in every format: the code that writes it, no binaries.

The plan has an outline above the table, four section rows, 42 numbered rows, merged cells in the columns of work items,
lead units and deadlines, a cell of two paragraphs, empty cells, and a paragraph below the table.
"""

from __future__ import annotations

import html
import io
import subprocess
import zipfile
from typing import NamedTuple

Row = list[tuple[int, int, str]]


class Text(NamedTuple):
    """A paragraph; `level` is that of a heading, 0 for running text."""

    level: int
    text: str


TITLE = "清河区水环境综合治理三年行动计划（2024—2026年）"
BEFORE = (
    Text(1, TITLE),
    Text(0, "为深入打好碧水保卫战，持续改善全区水环境质量，结合我区实际，制定本行动计划。"),
    Text(2, "一、总体目标"),
    Text(0, "到2026年，全区城市生活污水集中处理率达到98%以上，河湖水质优良比例达到90%以上。"),
    Text(2, "二、主要任务"),
    Text(0, "（一）加强组织领导。各责任单位要按照职责分工抓好落实。（区生态环境局牵头，区水利局、各镇街配合）"),
    Text(2, "附件1 责任分解表"),
)
AFTER = (Text(0, "各责任单位每季度末向区治水办报送进展情况，重大事项随时报告，年底前完成年度工作总结。"),)
HEADER = ("序号", "工作任务", "具体措施", "牵头单位", "配合单位", "完成时限")
SECTIONS = ("一、城镇污水治理", "二、农业面源治理", "三、河湖生态修复", "四、长效监管机制")
WORKS = (
    "管网改造",
    "设施提标",
    "雨污分流",
    "畜禽养殖治理",
    "水产尾水治理",
    "化肥减量",
    "河道清淤",
    "岸线整治",
    "湿地修复",
)
WORKS += ("水质监测", "联合执法", "智慧监管", "公众参与", "考核问责")
LEADS = ("区住建局", "区生态环境局", "区农业农村局", "区水利局", "区综合执法局")
SUPPORTS = (
    "区财政局、各镇街",
    "区自然资源分局、区发改局",
    "",
    "区级有关部门，各镇街",
    "区交通局、区公安分局、区水利局",
)
DEADLINES = ("2024年12月底", "2025年6月", "每年", "2026年", "持续推进")


def table_rows() -> list[Row]:
    """The rows, each of cells `(row_span, column_span, text)`; continued cells are absent, as in HTML."""
    rows: list[Row] = [[(1, 1, word) for word in HEADER]]
    number = 0
    for work in range(14):  # three numbered rows a work item
        if work % 4 == 0 and work // 4 < len(SECTIONS):
            rows.append([(1, 6, SECTIONS[work // 4])])
        for part in range(3):
            number += 1
            rows.append(_row(work, part, number))
    return rows


def _row(work: int, part: int, number: int) -> Row:
    measure = f"完成{WORKS[work]}项目{number}个，年度投资{number * 35}万元以上，覆盖全区{number % 7 + 2}个镇街，建立长效管护机制。"
    if number % 10 == 4:
        measure += f"\n建成示范点{number}处。"
    row: Row = [(1, 1, str(number))]
    row += [(3, 1, WORKS[work])] if part == 0 else []
    row += [(1, 1, measure)]
    if work % 3 == 0:  # the lead unit of all three
        row += [(3, 1, LEADS[work % 5])] if part == 0 else []
    else:
        row += [(1, 1, LEADS[(work + part) % 5])]
    row += [(1, 1, SUPPORTS[number % 5])]
    if work % 3 == 1:  # the deadline of the first two
        row += [(2, 1, DEADLINES[work % 5])] if part == 0 else [(1, 1, DEADLINES[number % 5])] if part == 2 else []
    else:
        row += [(1, 1, DEADLINES[number % 5])]
    return row


def expected_grid() -> list[list[str]]:
    """Text that covers each position, white space removed."""
    rows = table_rows()
    grid: list[list[str | None]] = [[None] * 6 for _ in rows]
    for r, row in enumerate(rows):
        for tall, wide, text in row:
            c = grid[r].index(None)
            for i in range(r, r + tall):
                grid[i][c : c + wide] = ["".join(text.split())] * wide
    return [[text or "" for text in line] for line in grid]


def as_html() -> bytes:
    """A web page in GB 18030, its encoding declared as gb2312, with page chrome around the plan."""
    body = "".join(f"<h{t.level}>{t.text}</h{t.level}>" if t.level else f"<p>　　{t.text}</p>" for t in BEFORE)
    rows = "".join(f"<tr>{''.join(_html_cell(*cell) for cell in row)}</tr>\n" for row in table_rows())
    after = "".join(f"<p>{t.text}</p>" for t in AFTER)
    page = f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>{TITLE}</title><style>td {{}}</style></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">政务公开</a><a href="/b">互动交流</a></div>
<ul><li><a href="1">信息一</a></li><li><a href="2">信息二</a></li><li><a href="3">信息三</a></li></ul>
{body}<table border="1">{rows}</table>{after}
<script>var a = "<p>脚本</p>";</script><footer>版权所有 清河区人民政府</footer></body></html>"""
    return page.encode("gb18030")


def _html_cell(tall: int, wide: int, text: str) -> str:
    spans = (f' rowspan="{tall}"' if tall > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")
    return f"<td{spans}>{'<br>'.join(html.escape(line) for line in text.split(chr(10)))}</td>"


def as_markdown() -> bytes:
    """Markdown with the table as HTML, for Markdown's own tables know no merged cells."""
    rows = "\n".join(f"<tr>{''.join(_html_cell(*cell) for cell in row)}</tr>" for row in table_rows())
    body = "\n\n".join(f"{'#' * t.level} {t.text}" if t.level else t.text for t in BEFORE)
    return f"{body}\n\n<table>\n{rows}\n</table>\n\n{AFTER[0].text}\n".encode()


def as_docx() -> bytes:
    """A Word document with merged cells."""
    import docx

    document = docx.Document()
    for t in BEFORE:
        document.add_heading(t.text, t.level) if t.level else document.add_paragraph(t.text)
    rows = table_rows()
    table = document.add_table(len(rows), 6, style="Table Grid")
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        for tall, wide, text in row:
            c = next(c for c in range(6) if (r, c) not in taken)
            taken.update((i, j) for i in range(r, r + tall) for j in range(c, c + wide))
            cell = table.cell(r, c)
            if tall > 1 or wide > 1:
                cell = cell.merge(table.cell(r + tall - 1, c + wide - 1))
            lines = text.split("\n")
            cell.text = lines[0]
            for line in lines[1:]:
                cell.add_paragraph(line)
    for t in AFTER:
        document.add_paragraph(t.text)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def as_odt() -> bytes:
    """An OpenDocument text, by pandoc from HTML."""
    return _pandoc("odt")


def as_epub() -> bytes:
    """An EPUB book, by pandoc from HTML."""
    return _pandoc("epub")


def _pandoc(form: str) -> bytes:
    import pypandoc

    page = as_html().decode("gb18030").split("</ul>")[1].split("<script>")[0]
    command = [pypandoc.get_pandoc_path(), "-f", "html", "-t", form, "-o", "-", "-M", f"title={TITLE}"]
    return subprocess.run(command, input=page.encode(), capture_output=True, check=True).stdout


def as_rtf() -> bytes:
    """Rich Text with the merged cells as Word writes them: flags on the cell definitions of every row."""

    def escaped(text: str) -> str:
        return "".join(c if c.isascii() else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text)

    lines = ["{\\rtf1\\ansi\\ansicpg936\\uc1 "]
    lines += [f"\\pard {escaped(t.text)}\\par" for t in BEFORE]
    for row in _full_rows():
        defined = "".join(f"{flags}\\cellx{(c + 1) * 1500}" for c, (flags, _) in enumerate(row))
        texts = "".join(f"\\pard\\intbl {escaped(text).replace(chr(10), chr(92) + 'par ')}\\cell" for _, text in row)
        lines.append(f"\\trowd{defined}{texts}\\row")
    lines += [f"\\pard {escaped(t.text)}\\par" for t in AFTER]
    return ("\n".join(lines) + "}").encode("ascii")


def _full_rows() -> list[list[tuple[str, str]]]:
    """Every position of the table with its RTF flags: first or continued, vertically and horizontally."""
    rows = table_rows()
    grid: list[list[tuple[str, str] | None]] = [[None] * 6 for _ in rows]
    for r, row in enumerate(rows):
        for tall, wide, text in row:
            c = grid[r].index(None)
            for i in range(tall):
                for j in range(wide):
                    flags = ("\\clvmgf" if i == 0 else "\\clvmrg") if tall > 1 else ""
                    flags += ("\\clmgf" if j == 0 else "\\clmrg") if wide > 1 else ""
                    grid[r + i][c + j] = (flags, text if i == j == 0 else "")
    return [[cell or ("", "") for cell in line] for line in grid]


def as_xlsx() -> bytes:
    """A workbook: title and paragraphs in merged rows above and below the table."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "责任分解表"
    at = 0
    for t in BEFORE:
        at += 1
        sheet.cell(at, 1, t.text)
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=6)
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(table_rows()):
        for tall, wide, text in row:
            c = next(c for c in range(6) if (r, c) not in taken)
            taken.update((i, j) for i in range(r, r + tall) for j in range(c, c + wide))
            if text:
                sheet.cell(at + r + 1, c + 1, int(text) if text.isdecimal() else text)
            if tall > 1 or wide > 1:
                top, left = at + r + 1, c + 1
                sheet.merge_cells(start_row=top, start_column=left, end_row=top + tall - 1, end_column=left + wide - 1)
    sheet.append([AFTER[0].text])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def as_ods() -> bytes:
    """An OpenDocument spreadsheet, its content written by hand."""

    def cell(tall: int, wide: int, text: str) -> str:
        spans = f' table:number-rows-spanned="{tall}" table:number-columns-spanned="{wide}"' if tall * wide > 1 else ""
        lines = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in text.split("\n")) if text else ""
        return f"<table:table-cell{spans}>{lines}</table:table-cell>"

    rows = table_rows()
    taken: set[tuple[int, int]] = set()
    lines = [
        f"<table:table-row>{cell(1, 6, t.text)}<table:covered-table-cell table:number-columns-repeated='5'/></table:table-row>"
        for t in BEFORE
    ]
    for r, row in enumerate(rows):
        made, cells = [], list(row)
        for c in range(6):
            if (r, c) in taken:
                made.append("<table:covered-table-cell/>")
                continue
            tall, wide, text = cells.pop(0)
            taken.update((i, j) for i in range(r, r + tall) for j in range(c, c + wide))
            made.append(cell(tall, wide, text))
        lines.append(f"<table:table-row>{''.join(made)}</table:table-row>")
    lines.append(f"<table:table-row>{cell(1, 1, AFTER[0].text)}</table:table-row>")
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" '
        f'xmlns:text="{names}text:1.0"><office:body><office:spreadsheet><table:table table:name="责任分解表">'
        f"{''.join(lines)}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def zipped(members: dict[str, str | bytes]) -> bytes:
    """A zip archive of `members`."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def as_pdf() -> bytes:
    """A PDF over several pages with page numbers, a running head and the header row repeated, by ReportLab."""
    from tests.read.pdf_writer import write_pdf

    return write_pdf()


def as_pdf_without_rules() -> bytes:
    """The same without a single line: every cell in the middle of its rows."""
    from tests.read.pdf_writer import write_pdf

    return write_pdf(rules="none")


def as_pdf_with_three_rules() -> bytes:
    """The same with a rule above, below and under the header only (三线表)."""
    from tests.read.pdf_writer import write_pdf

    return write_pdf(rules="three")


def as_pdf_with_rules_across() -> bytes:
    """The same with horizontal rules only."""
    from tests.read.pdf_writer import write_pdf

    return write_pdf(rules="across")


def as_pdf_landscape() -> bytes:
    """The same on landscape paper, the columns wider."""
    from tests.read.pdf_writer import write_pdf

    return write_pdf(landscape=True)


def as_pdf_turned() -> bytes:
    """The same, landscape pages drawn upwards on portrait paper, with an upright page number on the margin."""
    from tests.read.pdf_writer import turned

    return turned(as_pdf_landscape(), 1, 0)


def as_flat_text() -> bytes:
    """The page flattened as some sites do it: a cell a paragraph, one blank line between cells, two between rows."""
    parts = [t.text for t in BEFORE]
    rows = ["\n\n".join(text for _, _, text in row if text) for row in table_rows()]
    return ("\n\n".join(parts) + "\n\n\n" + "\n\n\n".join(rows) + "\n\n\n" + AFTER[0].text + "\n").encode()


def as_ofd() -> bytes:
    """An OFD file over several pages: characters with deltas, ruling lines as strokes and as thin filled rectangles."""
    from tests.read.ofd_writer import write_ofd

    return write_ofd([t.text for t in BEFORE], table_rows(), [t.text for t in AFTER])


def as_ofd_without_rules() -> bytes:
    """The same without a single line: every cell in the middle of its rows."""
    from tests.read.ofd_writer import write_ofd

    return write_ofd([t.text for t in BEFORE], table_rows(), [t.text for t in AFTER], ruled=False)
