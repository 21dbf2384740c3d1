"""Reading files: by content and not by name, every encoding, and what happens to files that are broken."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import UnreadableError, ZerenError
from parser.pipeline import read_record
from parser.read import READERS, read
from parser.read.recognise import recognise
from tests.read import fixtures

PLAN = (
    "甲区清洁行动计划\n一、总体目标\n到2025年，清洁率达到90%以上。\n二、任务\n（一）清理河道。（牵头单位：区水利局）\n"
)
DISGUISED: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    ("plan.doc", fixtures.as_docx, "docx"),
    ("plan.doc", fixtures.as_html, "html"),
    ("plan.xls", fixtures.as_xlsx, "xlsx"),
    ("plan.txt", fixtures.as_pdf, "pdf"),
    ("plan", fixtures.as_odt, "odt"),
    ("plan.bin", fixtures.as_ofd, "ofd"),
    ("plan.docx", fixtures.as_rtf, "rtf"),
    ("plan.zip", fixtures.as_epub, "epub"),
    ("plan.pdf", fixtures.as_ods, "ods"),
)


@pytest.mark.parametrize(
    ("name", "writer", "form"), DISGUISED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_content_tells_the_format(name: str, writer: Callable[[], bytes], form: str) -> None:
    assert recognise(writer(), name) == form


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(PLAN.encode(encoding))
    assert read(path).text.lstrip("\ufeff") == PLAN


def test_big5(tmp_path: Path) -> None:
    text = (
        "新竹縣政府低碳永續家園行動計畫\n壹、計畫目標\n資源回收率達到百分之六十以上，推動節能減碳，落實垃圾分類。\n" * 3
    )
    path = tmp_path / "plan.txt"
    path.write_bytes(text.encode("big5"))
    assert read(path).text == text


def _encrypted_docx() -> bytes:
    """What Office writes for a document with a password: an OLE file with an EncryptedPackage."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000


def _zip_of_nothing() -> bytes:
    return fixtures.zipped({"readme.txt": "nothing"})


def _torn(writer: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: writer()[: len(writer()) // 2]


BROKEN: dict[str, Callable[[], bytes]] = {
    "empty.txt": lambda: b"",
    "blank.txt": lambda: b" \n\t\n",
    "binary.txt": lambda: bytes(range(256)) * 40,
    "other.zip": _zip_of_nothing,
    "torn.docx": _torn(fixtures.as_docx),
    "torn.xlsx": _torn(fixtures.as_xlsx),
    "torn.pdf": lambda: fixtures.as_pdf()[:400],
    "torn.ofd": _torn(fixtures.as_ofd),
    "torn.epub": _torn(fixtures.as_epub),
    "locked.docx": _encrypted_docx,
    "no-picture.png": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_file_is_told(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN[name]())
    with pytest.raises(ZerenError) as caught:
        read(path)
    assert name in str(caught.value)
    assert "怎么办" in str(caught.value)


def test_pages_are_told_and_their_furniture_is_not(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(fixtures.as_pdf())
    document = read(path)
    table = next(block for block in document.blocks if block.kind == "table")
    pages = {cell.page for cell in table.cells}
    assert len(pages) > 1 and None not in pages
    words = [document.text[slice(*cell.span)] for cell in table.cells]
    assert [words.count(header) for header in fixtures.HEADER] == [1] * len(fixtures.HEADER)


def _locked(password: str) -> bytes:
    """A PDF that nobody may print or copy without the owner's password, nor open without `password`."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.platypus import Paragraph

    from tests.read.pdf_writer import WORDS, flowed

    lock = StandardEncryption(password, ownerPassword="owner", canPrint=0, canCopy=0, canModify=0, strength=128)
    return flowed([Paragraph(t.text, WORDS) for t in fixtures.BEFORE], encrypt=lock)


def test_a_pdf_that_may_not_be_printed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(_locked(""))
    assert fixtures.TITLE in read(path).text


def test_a_pdf_that_may_not_be_opened_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(_locked("secret"))
    with pytest.raises(ZerenError, match=r"(?s)plan\.pdf: pdf 有密码保护.*怎么办.*没有密码的"):
        read(path)


def test_a_sheet_knows_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(fixtures.as_xlsx())
    document = read(path)
    table = max((block for block in document.blocks if block.kind == "table"), key=lambda block: len(block.cells))
    assert table.sheet == "责任分解表"
    lead = next(cell for cell in table.cells if document.text[slice(*cell.span)] == "管网改造")
    assert (lead.row_span, (lead.address or "")[:1]) == (3, "B")


def test_hidden_rows_and_sheets_are_noted(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("序号", "任务", "牵头单位"), (1, "清理河道", "区水利局"), (2, "已取消", "区住建局")):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("草稿").append(("序号", "任务", "牵头单位"))
    book["草稿"].sheet_state = "hidden"
    path = tmp_path / "plan.xlsx"
    book.save(path)
    document = read(path)
    assert "清理河道" in document.text and "已取消" in document.text and "草稿" not in document.text
    assert [("第 3 行" in note, "草稿" in note) for note in sorted(document.notes)] == [(True, False), (False, True)]
    told = [issue.message for issue in read_record(path, plan_id="hidden").issues if issue.code == "reading-note"]
    assert sorted(told) == sorted(document.notes)


def test_the_chrome_of_a_page_is_no_part_of_the_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_bytes(fixtures.as_html())
    text = read(path).text
    assert "脚本" not in text
    assert fixtures.TITLE in text and fixtures.AFTER[0].text in text


def test_readers_are_named_where_they_are() -> None:
    from importlib import import_module

    for name in READERS.values():
        module, function = name.split(":")
        assert callable(getattr(import_module(module), function))


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    """Which of them is shown differs from program to program: no one sees what zeren would read."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive, warnings.catch_warnings(action="ignore"):
        for words in ("一", "二"):
            archive.writestr("word/document.xml", f"<document>{words}</document>")
    path = tmp_path / "plan.docx"
    path.write_bytes(held.getvalue())
    with pytest.raises(UnreadableError, match="文件损坏"):
        read(path)


def test_a_zip_bomb_of_names_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", "<broken")
        archive.writestr("[Content_Types].xml", "<Types/>")
    path = tmp_path / "plan.docx"
    path.write_bytes(held.getvalue())
    with pytest.raises(ZerenError):
        read(path)
