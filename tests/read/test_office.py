"""What LibreOffice and antiword are needed for: doc and wps files, and PDFs as office programs print them.

Both are absent on many machines: then these tests skip, but fail where CI must have them (`.ci/run` installs them).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kb.errors import UnreadableError
from kb.schema import Record
from parser.document import Document
from parser.grid import compute_grid
from parser.pipeline import read_record
from parser.read import libreoffice, read, word97
from tests.read import fixtures
from tests.read.test_equivalence import duties, matter, rows_of


def needed(program: str) -> None:
    if shutil.which(program):
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{program} is absent, and CI=true")
    pytest.skip(f"no {program}")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the fixture plan as plan.docx, plan.doc and plan.pdf, the last two written by LibreOffice."""
    needed("soffice")
    folder = tmp_path_factory.mktemp("office")
    (folder / "plan.docx").write_bytes(fixtures.as_docx())
    for form in ("doc", "pdf"):
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", form, "--outdir", str(folder), str(folder / "plan.docx")]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder


@pytest.fixture(scope="module")
def reference(office: Path) -> Record:
    return read_record(office / "plan.docx")


@pytest.mark.parametrize("name", ["plan.doc", "plan.wps", "plan.pdf"])
def test_office_files_give_the_same_record(name: str, office: Path, reference: Record, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes((office / name.replace("wps", "doc")).read_bytes())
    made = read_record(path)
    assert made.plan.title == reference.plan.title
    assert [matter(item) for item in rows_of(made)] == [matter(item) for item in rows_of(reference)]
    assert [duties(item) for item in made.items] == [duties(item) for item in reference.items]
    assert made.coverage.unplaced == 0


def test_the_grid_of_an_old_word_file(office: Path) -> None:
    document = read(office / "plan.doc")
    assert document.source.media_type == "application/msword"
    assert grid(document) == fixtures.expected_grid()
    assert document.notes == ()


def grid(document: Document) -> list[list[str]]:
    (table,) = [block for block in document.blocks if block.kind == "table"]
    return [["".join(document.text[slice(*cell.span)].split()) for cell in row] for row in compute_grid(table)]


def test_a_table_that_libreoffice_lost_is_told(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """antiword sees the rows of the doc file; what LibreOffice hands on has none."""
    needed("antiword")
    import docx

    bare = docx.Document()
    bare.add_paragraph("甲区清洁行动计划")
    bare.save(str(office / "bare.docx"))
    monkeypatch.setattr(word97, "converted", lambda *given, **more: (office / "bare.docx").read_bytes())
    (note,) = read(office / "plan.doc").notes
    assert f"antiword 读到 {len(fixtures.table_rows())} 行" in note and "只转换出 0 行" in note


def test_the_numbers_of_an_open_document_are_those_of_word(office: Path) -> None:
    """Automatic numbers over four levels, saved by LibreOffice as odt."""
    needed("soffice")
    import docx

    from tests.read.test_word import with_list

    word = docx.Document()
    add = with_list(word)
    word.add_paragraph("清河区清洁行动计划", style="Title")
    for text, level, style in (
        *(("目标", 0, "Heading 1"), ("任务", 0, "Heading 1"), ("清理河道。", 1, None), ("整治岸线。", 2, None)),
        *(("清理湖泊。", 1, None), ("清理水库。", 2, None), ("修复湿地。", 2, None), ("水质", 3, None)),
    ):
        add(text, level, style)
    word.save(str(office / "numbers.docx"))
    command = ["soffice", f"-env:UserInstallation={(office / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "odt", "--outdir", str(office), str(office / "numbers.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert read(office / "numbers.odt").text == read(office / "numbers.docx").text
    assert "（二）清理湖泊。" in read(office / "numbers.odt").text


def test_without_libreoffice_the_error_says_how_to_convert(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "PROGRAMS", ("no-such-program",))
    with pytest.raises(UnreadableError, match="另存为 docx"):
        read(office / "plan.doc")


def test_a_torn_doc_file_is_told(office: Path, tmp_path: Path) -> None:
    path = tmp_path / "torn.doc"
    path.write_bytes((office / "plan.doc").read_bytes()[:3000])
    with pytest.raises(UnreadableError, match=r"torn\.doc"):
        read(path)
