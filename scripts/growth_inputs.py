"""Documents that grow in one dimension: what `scripts.growth` reads. Each takes a size and gives a name and bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

HEAD = "青河区清洁行动计划（2024—2026年）\n一、工作目标\n到2025年，清洁率达到90%以上。\n二、主要任务\n"
TASK = "（一）清理河道。清理河道垃圾，2025年6月底前完成。（牵头单位：区水利局；配合单位：区住建局）\n"
_COLUMNS = ("序号", "任务", "牵头单位", "配合单位", "完成时限")
_CELLS = ("清理河道垃圾", "区水利局", "区住建局、区财政局", "2025年12月")


class Dimension(NamedTuple):
    """One way to grow: its name, the document of a size, and the size at 1x."""

    name: str
    make: Callable[[int], tuple[str, bytes]]
    size: int


def _text(made: Callable[[int], str]) -> Callable[[int], tuple[str, bytes]]:
    return lambda n: ("plan.txt", (HEAD + made(n)).encode())


def _page(made: Callable[[int], str]) -> Callable[[int], tuple[str, bytes]]:
    head = "".join(f"<p>{line}</p>" for line in HEAD.splitlines())
    return lambda n: ("plan.html", f"<html><body>{head}<p>{TASK}</p>{made(n)}</body></html>".encode())


def _row(tag: str, words: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{word}</{tag}>" for word in words) + "</tr>"


def _table(rows: int) -> str:
    return (
        "<table>"
        + _row("th", _COLUMNS)
        + "".join(_row("td", (str(n), *_CELLS)) for n in range(1, rows + 1))
        + "</table>"
    )


def _wide(columns: int) -> str:
    names = (*_COLUMNS, *(f"说明{n}" for n in range(columns)))
    rows = (
        ("1" if n == 0 else str(n + 1), *_CELLS, *(["〃"] * columns if n else ["内容"] * columns)) for n in range(8)
    )
    return "<table>" + _row("th", names) + "".join(_row("td", row) for row in rows) + "</table>"


def _reaching(rows: int) -> str:
    cells = "".join(f'<tr><td rowspan="0">{n}</td><td>清理河道垃圾</td></tr>' for n in range(rows))
    return f"<table>{_row('th', _COLUMNS[:2])}{cells}</table>"


def _sheets(count: int) -> tuple[str, bytes]:
    import openpyxl

    book = openpyxl.Workbook()
    for number in range(count):
        sheet = book.create_sheet(f"表{number}")
        for row in (_COLUMNS, *((str(n), *_CELLS) for n in range(1, 6))):
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return "plan.xlsx", held.getvalue()


def _csv(rows: int) -> tuple[str, bytes]:
    lines = [",".join(_COLUMNS), *(",".join((str(n), *_CELLS)) for n in range(1, rows + 1))]
    return "plan.csv", "\n".join(lines).encode()


def _sections(rows: int) -> tuple[str, bytes]:
    """Rows of one cell among the rows of a sheet."""
    lines = [",".join(_COLUMNS), *(f"第{n}类" if n % 2 else ",".join((str(n), *_CELLS)) for n in range(1, rows + 1))]
    return "plan.csv", "\n".join(lines).encode()


def _word(paragraphs: int) -> tuple[str, bytes]:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = [*HEAD.splitlines(), *[TASK.strip()] * paragraphs]
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>')
    return "plan.docx", held.getvalue()


def _rtf(rows: int) -> tuple[str, bytes]:
    def coded(text: str) -> str:
        return "".join(f"\\u{ord(c)}?" for c in text)

    def line(words: tuple[str, ...]) -> str:
        edges = "".join(f"\\cellx{1500 * n}" for n in range(1, len(words) + 1))
        return "\\trowd" + edges + "".join(f"\\intbl {coded(word)}\\cell" for word in words) + "\\row\n"

    paragraphs = "".join(f"{coded(text)}\\par\n" for text in HEAD.splitlines())
    table = "".join(line(row) for row in (_COLUMNS, *((str(n), *_CELLS) for n in range(1, rows + 1))))
    return "plan.rtf", ("{\\rtf1\\ansi " + paragraphs + table + "\\pard " + coded(TASK) + "\\par}").encode("ascii")


def _pages(count: int) -> tuple[str, bytes]:
    """A PDF of so many pages, each with its lines, a number and a foot."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=A4, invariant=True)
    for number in range(1, count + 1):
        canvas.setFont("STSong-Light", 11)
        lines = [*HEAD.splitlines(), *[TASK.strip()] * 6] if number == 1 else [TASK.strip()] * 10
        for place, line in enumerate(lines):
            canvas.drawString(60, 780 - 24 * place, line)
        canvas.drawString(290, 40, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return "plan.pdf", held.getvalue()


def _nested(depth: int) -> str:
    """So many elements in each other, and as many paragraphs in the innermost."""
    return "<div>" * depth + f"<p>{TASK}</p>" * 30 + "</div>" * depth


def _lists(items: int) -> str:
    return "<ol>" + "<li>清理河道垃圾，2025年6月底前完成。（牵头单位：区水利局）</li>" * items + "</ol>"


DIMENSIONS = (
    Dimension("段落 paragraphs (txt)", _text(lambda n: TASK * n), 40),
    Dimension("段落 paragraphs (docx)", _word, 40),
    Dimension("一行的长度 one long line", _text(lambda n: TASK.strip() * n + "\n"), 40),
    Dimension("没有标点的长行 a line without marks", _text(lambda n: TASK + "清理河道垃圾推进工作" * n + "\n"), 400),
    Dimension("一个单位清单 units in a row", _text(lambda n: TASK + f"牵头单位：{'区水利局、' * n}区住建局\n"), 150),
    Dimension("括号 brackets", _text(lambda n: TASK + "（清理（河道）垃圾" * n + "\n"), 400),
    Dimension("只有左括号 opening brackets", _text(lambda n: TASK + "（" * n + "\n"), 8000),
    Dimension("2025年", _text(lambda n: TASK + "2025年" * n + "\n"), 400),
    Dimension("日期 dates", _text(lambda n: TASK + "2025年6月底前、" * n + "完成\n"), 200),
    Dimension("数字 digits", _text(lambda n: TASK + "1" * n + "\n"), 20000),
    Dimension("数值 figures", _text(lambda n: TASK + "清洁率达到90%，" * n + "\n"), 150),
    Dimension("空格 blanks", _text(lambda n: TASK + "清理" + " " * n + "河道\n"), 40000),
    Dimension("全角空格 wide blanks", _text(lambda n: TASK + "清理\u3000\u3000河道" * n + "\n"), 2000),
    Dimension("空行 blank lines", _text(lambda n: TASK + "\n" * n + TASK), 20000),
    Dimension("制表符 tabs", _text(lambda n: TASK + "清理\t河道\n" * n), 200),
    Dimension("一行里的制表符 tabs in a line", _text(lambda n: TASK + "\t".join(["清理"] * n) + "\n"), 800),
    Dimension("标点 punctuation", _text(lambda n: TASK + "，。；、" * n + "\n"), 3000),
    Dimension("省略号和破折号 dashes", _text(lambda n: TASK + "……——" * n + "\n"), 3000),
    Dimension("NUL", _text(lambda n: (TASK * 25 + "清理\x00河道\n") * n), 2),
    Dimension("一字标题 one-word headings", _text(lambda n: "".join(f"{k}、标题\n" for k in range(1, n + 1)) + TASK), 150),
    Dimension("中文编号标题 numbered headings", _text(lambda n: "一、总则\n" * n + TASK), 200),
    Dimension("一格一行 one cell a line", _text(lambda n: "".join(f"{k}\n\n清理河道\n\n区水利局\n\n2025年\n\n\n" for k in range(1, n + 1))), 40),
    Dimension("实体 entities in text", _text(lambda n: TASK + "清&amp;理&#8226;" * n + "\n"), 800),
    Dimension("乱码 mojibake", _text(lambda n: TASK + ("清理河道".encode().decode("latin-1") + "，") * n + "\n"), 150),
    Dimension("问号 lost characters", _text(lambda n: (TASK * 4 + "清??理??道，\n") * n), 8),
    Dimension("csv 行 rows", _csv, 100),
    Dimension("csv 小节行 section rows", _sections, 150),
    Dimension("rtf 行 rows", _rtf, 60),
    Dimension("表格行 table rows", _page(_table), 80),
    Dimension("表格列 table columns", _page(_wide), 50),
    Dimension("每行 rowspan=0", _page(_reaching), 50),
    Dimension("表格个数 tables", _page(lambda n: _table(3) * n), 25),
    Dimension("嵌套 nesting", _page(_nested), 12),
    Dimension("没有关闭的标签 unclosed tags", _page(lambda n: f"<b>{TASK}<span>" * n), 15),
    Dimension("列表项 list items", _page(_lists), 80),
    Dimension("属性 attributes", _page(lambda n: "<p " + " ".join(f'a{k}="{k}"' for k in range(n)) + f">{TASK}</p>"), 2000),
    Dimension("网页实体 entities", _page(lambda n: "<p>" + "清&nbsp;&lt;理&#x4e00;" * n + "</p>"), 800),
    Dimension("注释 comments", _page(lambda n: "<!-- x -->清理" * n), 2000),
    Dimension("条件标记 <![if", _page(lambda n: "<![if " * n), 20000),
    Dimension("服务器标记 <%", _page(lambda n: "<% <? " * n), 20000),
    Dimension("行内标签 inline tags", _page(lambda n: "<p>" + "<b>清理</b><input>河道" * n + "</p>"), 800),
    Dimension("链接 links", _page(lambda n: "<div>" + "<a href=x>清理</a>河道，" * n + "</div>"), 500),
    Dimension("工作表 sheets", _sheets, 8),
    Dimension("页 pages", _pages, 4),
)  # fmt: skip
"""What grows."""
