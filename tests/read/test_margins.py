"""Heads, feet and watermarks are no part of the text; a note quotes them, and a mark of secrecy in them is heard."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as Word
from docx.oxml import parse_xml

from kb.privacy import marks_of
from kb.schema import Record
from parser.pipeline import read_record

WORK = "1.推行垃圾分类。到2022年,生活垃圾分类覆盖率达到100%。(牵头单位:区住建局;配合单位:区级有关部门)"
MARKS = {"内部资料 注意保存": "内部资料注意保存", "秘密★1年": "秘密★1年", "某区人民政府文件": None}


def _word(head: str, *, watermark: str = "") -> bytes:
    document = Word()
    document.sections[0].header.paragraphs[0].text = head
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    if watermark:
        document.sections[0].header.paragraphs[0].add_run()._r.append(
            parse_xml(
                '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
                'xmlns:v="urn:schemas-microsoft-com:vml">'
                f'<v:shape><v:textpath string="{watermark}"/></v:shape></w:pict>'
            )
        )
    for line in ("甲区清洁行动计划", "一、主要任务", WORK):
        document.add_paragraph(line)
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _notes(record: Record) -> str:
    return "\n".join(issue.message for issue in record.issues if issue.code == "reading-note")


@pytest.mark.parametrize("head", MARKS)
@pytest.mark.parametrize("form", ["docx", "odt", "pdf"])
def test_words_at_the_margin(form: str, head: str, tmp_path: Path) -> None:
    file = tmp_path / f"a.{form}"
    if form == "pdf":
        file.write_bytes(_pdf(head))
    else:
        file = tmp_path / "a.docx"
        file.write_bytes(_word(head))
    if form == "odt":
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path), str(file)]
        subprocess.run(command, check=True, capture_output=True)
        file = tmp_path / "a.odt"
    record = read_record(file)
    assert head not in record.text
    noted = "".join(_notes(record).split())
    assert f"“{''.join(head.split())}”" in noted and "“—1—”" not in noted
    assert [mark.words for mark in marks_of(record)] == ([MARKS[head]] if MARKS[head] else [])


def test_a_watermark_of_word(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(_word("某区", watermark="内部资料"))
    assert [mark.words for mark in marks_of(read_record(file))] == ["内部资料"]


def _pdf(head: str) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    held = BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    for page in range(3):
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(200, 810, head)
        canvas.drawString(280, 30, f"— {page + 1} —")
        lines = ["甲区清洁行动计划", "一、主要任务"] if page == 0 else []
        for n, line in enumerate([*lines, *(WORK[i : i + 36] for i in range(0, len(WORK), 36))]):
            canvas.drawString(
                60, 740 - 20 * n, line.replace("1.", f"{page + 1}.", 1) if line.startswith("1.") else line
            )
        canvas.showPage()
    canvas.save()
    return held.getvalue()
