"""The downloads are real: office programs open them, and they say what the knowledge base says."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from icalendar import Calendar
from lxml import html

from kb.export.site import unit_files
from kb.export.workbook import WorkbookSheet, workbook

UNITS = ("wuxing/huanbao", "wuxing/zhujian", "wuxing/lvfa", "wuxing/qujiyouguanbumen")
ROLES = {"lead": "牵头任务", "support": "配合任务", "responsible": "责任事项"}


@pytest.fixture(scope="module")
def base(workspace: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(workspace / "build" / "kb.sqlite")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for LibreOffice's work. Absent: skip with the reason, but fail where CI must have it."""
    if not shutil.which("soffice"):
        if os.environ.get("CI") == "true":
            pytest.fail("soffice is absent, and CI=true")
        pytest.skip("no LibreOffice")
    return tmp_path_factory.mktemp("office")


def converted(office: Path, file: Path, form: str) -> Path:
    """The file as LibreOffice writes it in another form."""
    command = ["soffice", f"-env:UserInstallation={office.as_uri()}", "--headless", "--convert-to", form]
    environment = {**os.environ, "HOME": str(office)}
    said = subprocess.run(
        [*command, "--outdir", str(office), str(file)], capture_output=True, text=True, env=environment
    )
    made = office / f"{file.stem}.{form.split(':')[0]}"
    if (
        file.suffix == ".xlsx"
        and not made.exists()
        and not list(Path("/usr/lib").glob("libreoffice/program/libsclo.so"))
        and os.environ.get("CI") != "true"
    ):
        pytest.skip("LibreOffice without Calc")
    assert made.exists(), said.stderr
    return made


def path(site: Path, unit: str, form: unit_files.Form) -> Path:
    return site / unit_files.address(unit, form)


def held(base: sqlite3.Connection, unit: str, role: str) -> list[tuple[str, str]]:
    """(id, title or text) of the unit's items in the role, in document order."""
    asked = "SELECT DISTINCT i.id, coalesce(i.title, i.text), i.place FROM duties d JOIN items i ON i.id = d.item "
    found = base.execute(asked + "WHERE d.unit = ? AND d.role = ? ORDER BY i.plan, i.place", (unit, role))
    return [(row[0], row[1]) for row in found]


@pytest.mark.parametrize("unit", UNITS)
def test_the_workbook_holds_every_duty(site: Path, base: sqlite3.Connection, unit: str) -> None:
    book = openpyxl.load_workbook(path(site, unit, "xlsx"))
    for role, name in ROLES.items():
        expected = held(base, unit, role)
        rows = list(book[name].iter_rows(min_row=2, values_only=True)) if name in book.sheetnames else []
        assert len(rows) == len(expected)
        assert [
            str(row[3]).rstrip("…") == title[: len(str(row[3]).rstrip("…"))]
            for row, (_, title) in zip(rows, expected, strict=True)
        ] == [True] * len(rows)


@pytest.mark.parametrize("text", ["短", "改善环境" * 12, "改善环境" * 120])
def test_a_row_is_as_high_as_its_longest_cell(text: str) -> None:
    """No program has to find the height out: LibreOffice shows one line of a row that has none."""
    sheet = WorkbookSheet(name="任务", columns=("序号", "内容"), rows=(("1", text), ("2", "短")))
    made = openpyxl.load_workbook(io.BytesIO(workbook([sheet], title="表", day="2026-01-01"))).active
    assert made is not None
    lines = -(-2 * len(text) // int(made.column_dimensions["B"].width))
    assert made.row_dimensions[2].height >= min(12 * lines, 409)
    assert made.row_dimensions[3].height < 24


@pytest.mark.parametrize("unit", UNITS)
def test_the_csv_holds_every_duty(site: Path, base: sqlite3.Connection, unit: str) -> None:
    content = path(site, unit, "csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    expected = {(id, role) for role in ROLES for id, _ in held(base, unit, role)}
    words = {"牵头": "lead", "配合": "support", "责任": "responsible"}
    assert {(row["编号"], words[row["角色"]]) for row in rows} == expected
    assert len(rows) == len(expected)


@pytest.mark.parametrize("unit", UNITS)
def test_the_letter_holds_every_duty_under_its_headings(site: Path, base: sqlite3.Connection, unit: str) -> None:
    document = docx.Document(str(path(site, unit, "docx")))
    heads = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    for role, name in ROLES.items():
        count = len(held(base, unit, role))
        assert any(f"{name}（{count}项）" in head for head in heads) == bool(count)
    section = document.sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.left_margin, section.right_margin)] == [37, 28, 26]
    assert document.tables or "没有点名" in "".join(p.text for p in document.paragraphs)


@pytest.mark.parametrize("unit", UNITS)
def test_the_calendar_is_valid_and_holds_every_dated_deadline(site: Path, base: sqlite3.Connection, unit: str) -> None:
    content = path(site, unit, "ics").read_bytes()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(content)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    events = calendar.walk("VEVENT")
    assert not any(event.errors for event in events)
    assert len({event["UID"] for event in events}) == len(events)
    asked = (
        "SELECT DISTINCT t.item, t.end_date FROM deadlines t JOIN duties d ON d.item = t.item "
        "WHERE d.unit = ? AND t.end_date IS NOT NULL AND t.relation != 'start'"
    )
    assert len(events) == len(base.execute(asked, (unit,)).fetchall())
    for event in events:
        assert event["DTEND"].dt > event["DTSTART"].dt


def test_the_same_counts_stand_on_the_page(site: Path, base: sqlite3.Connection) -> None:
    for unit in UNITS:
        page = html.document_fromstring((path(site, unit, "csv").parent / "index.html").read_bytes())
        shown = {
            a.get("href"): int(a.findtext("b") or "") for a in page.xpath("//ul[contains(@class, 'z-figures')]//a")
        }
        assert shown["#leads"] == len(held(base, unit, "lead"))
        assert shown["#supports"] == len(held(base, unit, "support"))


def test_libreoffice_opens_the_workbook(site: Path, base: sqlite3.Connection, office: Path) -> None:
    unit = UNITS[1]
    made = converted(office, path(site, unit, "xlsx"), "csv:Text - txt - csv (StarCalc):44,34,76,1")
    rows = list(csv.reader(io.StringIO(made.read_text(encoding="utf-8"))))
    assert rows[0][:4] == ["序号", "部分", "行动", "工作任务"]
    assert len(rows) - 1 == len(held(base, unit, "lead"))


def test_libreoffice_prints_the_letter(site: Path, base: sqlite3.Connection, office: Path) -> None:
    import pypdfium2

    unit = UNITS[1]
    made = pypdfium2.PdfDocument(converted(office, path(site, unit, "docx"), "pdf"))
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in made)
    assert "区住建局责任清单" in text
    assert f"一、牵头任务（{len(held(base, unit, 'lead'))}项）" in text
    assert "—1—" in text
    assert (round(made[0].get_width()), round(made[0].get_height())) == (595, 842)


def test_the_same_list_is_the_same_bytes() -> None:
    from kb.export.letter import letter

    sheet = WorkbookSheet(name="a/b", columns=("甲",), rows=(("=1+1",), ("\x01坏",), (None,)))
    books = [workbook([sheet], title="题", day="2026-01-02") for _ in range(2)]
    letters = [letter("题<&>", "", "", (), day="2026-01-02") for _ in range(2)]
    assert books[0] == books[1]
    assert letters[0] == letters[1]
    cells = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(books[0])).worksheets[0]["A"]]
    assert cells == ["甲", "=1+1", "坏", None]
    assert openpyxl.load_workbook(io.BytesIO(books[0])).worksheets[0]["A2"].data_type == "s"
    assert docx.Document(io.BytesIO(letters[0])).paragraphs[0].text == "题<&>"
