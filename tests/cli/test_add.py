"""`zeren add` of a file in every format, to the answer of `zeren lead`; and of files that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from parser.read import READERS, ocr
from parser.read.recognise import recognise
from scripts.zeren import run
from tests.read import fixtures, scans
from tests.read.examples import EXAMPLES, OLD
from tests.read.test_office import needed

Captured = pytest.CaptureFixture[str]

FORMS = tuple(form for form in READERS if form not in OLD)
"""doc and xls need LibreOffice, see `test_an_old_file`."""
BY_SUFFIX = ("md", "csv")
SHORT = 6
"""Rows of the fixture's table that are enough here: the header, a section, a work item of three rows, the next one's first."""


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a short plan in every format, each added by command, then built."""
    root = tmp_path_factory.mktemp("formats")
    assert run(["init", str(root)]) == 0
    with pytest.MonkeyPatch.context() as patch:
        rows = [[(min(tall, SHORT - at), wide, text) for tall, wide, text in row] for at, row in enumerate(short())]
        patch.setattr(fixtures, "table_rows", lambda: rows)
        for form in FORMS:
            file = root / f"来文.{form}"
            file.write_bytes(scanned(form) if form in ("png", "jpg") else EXAMPLES[form]())
            assert run(["add", str(file), "--id", f"plan-{form}", "-C", str(root)]) == 0, form
    assert run(["build", "-C", str(root)]) == 0
    return root


def scanned(form: str) -> bytes:
    """The upper part of the page, for recognition takes its time."""
    page = scans.page_picture(1)
    return scans.saved([page.crop((0, 0, page.width, page.height * 3 // 4))], form)


def short() -> list[fixtures.Row]:
    return fixtures.table_rows()[:SHORT]


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_the_format_becomes_a_plan(form: str, added: Path) -> None:
    source = added / "plans" / f"plan-{form}" / f"source.{form}"
    assert source.read_bytes() == (added / f"来文.{form}").read_bytes()
    record = json.loads((added / "build" / "records" / f"plan-{form}.json").read_bytes())
    rows = [item for item in record["items"] if item["locator"].get("row") is not None]
    assert [row["title"] for row in rows][:3] == ["管网改造"] * 3


def test_every_format_answers(added: Path, capsys: Captured) -> None:
    assert run(["lead", "管网改造", "--limit", "100", "--json", "-C", str(added)]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert {hit["plan"] for hit in hits} == {f"plan-{form}" for form in FORMS}
    assert run(["check", "--json", "-C", str(added)]) == 0
    assert "findings" in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("form", OLD)
def test_an_old_file(form: str, tmp_path: Path, capsys: Captured) -> None:
    needed("soffice")
    assert run(["init", str(tmp_path / "w")]) == 0
    file = tmp_path / f"来文.{form}"
    file.write_bytes(EXAMPLES[form]())
    assert run(["add", str(file), "--id", "old", "-C", str(tmp_path / "w")]) == 0
    assert fixtures.TITLE in capsys.readouterr().out
    assert (tmp_path / "w" / "plans" / "old" / f"source.{form}").is_file()


@pytest.mark.parametrize("form", [form for form in FORMS if form not in (*BY_SUFFIX, "txt", "png", "jpg")])
def test_a_wrong_suffix_does_not_matter(form: str, tmp_path: Path, capsys: Captured) -> None:
    """The content tells the format; the plan keeps the name that it came with."""
    file = tmp_path / "来文.wps"
    file.write_bytes(EXAMPLES[form]())
    assert run(["init", str(tmp_path / "w")]) == 0
    assert run(["add", str(file), "--id", "a", "-C", str(tmp_path / "w")]) == 0
    assert recognise((tmp_path / "w" / "plans" / "a" / "source.wps").read_bytes(), "source.wps") == form
    assert "共 " in capsys.readouterr().out


def _picture() -> bytes:
    return scans.saved([Image.new("RGB", (40, 40), "white")], "png")


def _letter() -> bytes:
    return "各位同事：\n    今天下午三点开会，请准时参加。\n".encode()


REFUSED: dict[str, tuple[str, Callable[[], bytes] | None, int, str]] = {
    "an empty file": ("空.docx", lambda: b"", 1, "文件是空的"),
    "an archive that is no document": ("包.zip", lambda: fixtures.zipped({"a.txt": "甲"}), 1, "压缩包"),
    "a picture without recognition": ("图.png", _picture, 1, "zeren[ocr]"),
    "a torn document": ("半.docx", lambda: fixtures.as_docx()[:2000], 1, "损坏"),
    "a program": ("程序.txt", lambda: b"\x7fELF" + bytes(range(256)) * 40, 1, "编码"),
    "a text without a plan": ("信.txt", _letter, 1, "没有找到"),
    "a file that is not there": ("无.docx", None, 2, "文件不存在"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_added(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    name, make, status, told = REFUSED[case]
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    assert run(["init", str(tmp_path / "w")]) == 0
    file = tmp_path / name
    if make is not None:
        file.write_bytes(make())
    capsys.readouterr()
    assert run(["add", str(file), "-C", str(tmp_path / "w")]) == status
    said = capsys.readouterr().err
    assert said.startswith("错误: ") and name in said and told in said and "怎么办" in said
    assert list((tmp_path / "w" / "plans").iterdir()) == []


def test_a_folder_cannot_be_added(tmp_path: Path, capsys: Captured) -> None:
    assert run(["init", str(tmp_path / "w")]) == 0
    assert run(["add", str(tmp_path), "-C", str(tmp_path / "w")]) == 2
    assert "文件夹" in capsys.readouterr().err
