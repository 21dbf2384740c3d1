"""Scans: the cells of the fixture's pages come out of pictures; what is recognised is marked as such, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kb import wording
from kb.errors import UnreadableError
from parser.document import Document
from parser.grid import compute_grid
from parser.pipeline import record_of
from parser.read import read
from tests.read import fixtures
from tests.read.scans import mixed, page_picture, saved, with_hidden_text

WAYS = {"degrees": 0.0}, {"degrees": -0.7, "speckles": 6.0}, {"degrees": 90}
"""The last page of the table as it should lie, crooked and speckled, and sideways."""


def tables(document: Document) -> list[list[list[str]]]:
    held = [block for block in document.blocks if block.kind == "table"]
    return [
        [["".join(document.text[slice(*cell.span)].split()) for cell in row] for row in compute_grid(b)] for b in held
    ]


@pytest.mark.parametrize("way", WAYS, ids=["straight-png", "crooked-jpg", "sideways-png"])
def test_every_cell_of_a_picture(way: dict[str, float], tmp_path: Path) -> None:
    form = "jpg" if "speckles" in way else "png"
    path = tmp_path / f"scan.{form}"
    path.write_bytes(saved([page_picture(4, **way)], form))
    document = read(path)
    (found,) = tables(document)
    assert found[0] == list(fixtures.HEADER)
    assert found[1:] == fixtures.expected_grid()[-len(found) + 1 :]


def test_a_scanned_pdf_is_read_with_its_doubts_and_places(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(saved([page_picture(1), page_picture(2)], "pdf"))
    document = read(path)
    (found,) = tables(document)
    assert found == fixtures.expected_grid()[: len(found)]
    record = record_of(document)
    rows = [item for item in record.items if item.locator.row is not None]
    assert {d.certainty for item in record.items for d in item.duties} == {"inferred"}
    assert {item.locator.page for item in rows} == {1, 2}
    for item in rows:
        left, top, right, bottom = item.locator.box or (0, 0, 0, 0)
        assert 0 < left < right < 596 and 0 < top < bottom < 843
    assert f"距上边{(rows[0].locator.box or (0, 0))[1] * 2.54 / 72:.1f}厘米" in wording.where(rows[0].locator)
    assert [i.message for i in record.issues if "光学识别" in i.message]


def test_scanned_pages_among_pages_of_text(tmp_path: Path) -> None:
    path = tmp_path / "mixed.pdf"
    path.write_bytes(mixed({2}))
    document = read(path)
    assert tables(document) == [fixtures.expected_grid()]
    assert [note for note in document.notes if note.startswith("第 2 页是扫描图片, 文字由光学识别得到")]
    rows = [item for item in record_of(document).items if item.locator.row is not None]
    sure = {page: {d.certainty for i in rows if i.locator.page == page for d in i.duties} for page in (1, 2, 3)}
    assert sure == {1: {"stated", "inherited"}, 2: {"inferred"}, 3: {"stated", "inherited"}}


def test_scanned_pages_without_the_extra_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mixed.pdf"
    path.write_bytes(mixed({2, 4}))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    document = read(path)
    assert fixtures.TITLE in document.text and "完成岸线整治项目22个" in document.text
    assert [n for n in document.notes if n.startswith("第 2、4 页是扫描图片, 没有收入") and "zeren[ocr]" in n]
    assert document.unsure == ()


def test_the_hidden_text_of_a_scanner_is_no_certain_text(tmp_path: Path) -> None:
    path = tmp_path / "layer.pdf"
    path.write_bytes(with_hidden_text(2))
    document = read(path)
    (found,) = tables(document)
    assert found[0] == list(fixtures.HEADER)
    assert found[1:] == fixtures.expected_grid()[8 : 7 + len(found)]
    assert [note for note in document.notes if note.startswith("第 1 页的文字取自扫描件的识别层")]
    cells = [cell for block in document.blocks for cell in block.cells]
    assert {cell.span for cell in cells} <= set(document.unsure)


def test_without_the_extra_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(saved([Image.new("RGB", (600, 800), "white")], "png"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UnreadableError, match=r"zeren\[ocr\]"):
        read(path)


def test_an_empty_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "blank.png"
    path.write_bytes(saved([Image.new("RGB", (600, 800), "white")], "png"))
    with pytest.raises(UnreadableError, match="没有文字"):
        read(path)
