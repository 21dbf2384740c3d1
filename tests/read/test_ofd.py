"""OFD as its writers make it: matrices, deltas, templates, composite units, several documents, annotations, seals."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kb.errors import UnreadableError
from tests.read import fixtures
from tests.read.ofd_writer import NAMESPACE, object_of, write_ofd, write_pages
from tests.read.scans import page_picture
from tests.read.test_aligned_tables import grids, saved

FIRST, SECOND = "一、总体目标", "二、重点任务"
ORDINARY = [object_of(FIRST, 30, 60), object_of(SECOND, 30, 80)]


def words(folder: Path, data: bytes) -> str:
    return saved(folder, data, "ofd").text


RUNS = {
    "deltas": object_of("推进管网改造", 30, 60, run='DeltaX="g 3 5.5 5 g 1 5"'),
    "no deltas": object_of("推进管网改造", 30, 60),
    "escaped blanks": object_of("推进\\0020管网\\0020改造", 30, 60, size=5, run='DeltaX="5 0.1 5 5 0.1 5 5"'),
    "scaled": object_of("推进管网改造", 30, 60, size=100, CTM="0.05 0 0 0.05 0 0"),
    "narrow": object_of("推进管网改造", 30, 60, HScale="0.5"),
    "overprinted": object_of("推进管网改造", 30, 60) + object_of("推进管网改造", 30.1, 60),
    "hidden beside": object_of("推进管网改造", 30, 60) + object_of("草稿", 100, 60, Visible="false"),
    "out of order": object_of("管网改造", 40, 60) + object_of("推进", 30, 60),
    "in a group": f'<ofd:PageBlock ID="9">{object_of("推进管网改造", 30, 60)}</ofd:PageBlock>',
}


@pytest.mark.parametrize("name", sorted(RUNS))
def test_runs_of_characters(name: str, tmp_path: Path) -> None:
    assert words(tmp_path, write_pages([[RUNS[name]]])) == "推进管网改造"


@pytest.mark.parametrize(("matrix", "corner"), [("0 1 -1 0 {x} {y}", (180, 20)), ("0 -1 1 0 {x} {y}", (30, 280))])
def test_a_page_on_its_side(matrix: str, corner: tuple[int, int], tmp_path: Path) -> None:
    step = 10 if corner[0] < 100 else -10
    lines = [
        f'<ofd:TextObject ID="0" Boundary="0 0 210 297" Font="1" Size="5" CTM="{matrix.format(x=corner[0] + k * step, y=corner[1])}">'
        f'<ofd:TextCode X="0" Y="0">{line}</ofd:TextCode></ofd:TextObject>'
        for k, line in enumerate((FIRST, SECOND, "（一）推进管网改造。"))
    ]
    assert words(tmp_path, write_pages([lines])).split("\n\n") == [FIRST, SECOND, "（一）推进管网改造。"]


def test_a_watermark_is_left_out_and_told(tmp_path: Path) -> None:
    mark = object_of("内部资料", 60, 150, size=20, CTM="0.7 -0.7 0.7 0.7 0 0")
    document = saved(tmp_path, write_pages([[*ORDINARY, mark]]), "ofd")
    assert document.text.split() == [FIRST, SECOND]
    assert document.notes == ("第 1 页倾斜的文字 (水印) 没有收入: “内部资料”",)


def test_what_pages_share_is_furniture(tmp_path: Path) -> None:
    seal = [object_of("清河区人民政府", 70, 150)]
    pages = [[object_of(FIRST, 30, 60)], [object_of(SECOND, 30, 60)]]
    shared = saved(tmp_path, write_pages(pages, templates={"5": seal}, shown={0: "5", 1: "5"}), "ofd")
    assert shared.text.split() == [FIRST, SECOND]
    assert shared.notes[0] == "页码、页眉和页脚没有收入: 2 处" and "“清河区人民政府”" in shared.notes[1]
    assert words(tmp_path, write_pages(pages, templates={"5": seal}, shown={1: "5"})).split() == [
        *(FIRST, SECOND, "清河区人民政府")
    ]


def test_a_template_may_rule_the_table(tmp_path: Path) -> None:
    grid = [["序号", "工作任务", "责任单位"], ["1", "管网改造", "区水利局"], ["2", "河道清淤", "区住建局"]]
    rules = [
        f'<ofd:PathObject ID="0" Boundary="0 0 210 297"><ofd:AbbreviatedData>M {a} {b} L {c} {d}</ofd:AbbreviatedData></ofd:PathObject>'
        for a, b, c, d in (
            *((20, y, 180, y) for y in (50, 60, 70, 80)),
            *((x, 50, x, 80) for x in (20, 60, 120, 180)),
        )
    ]
    cells = [object_of(grid[r][c], (22, 62, 122)[c], 57 + 10 * r, size=4) for r in range(3) for c in range(3)]
    other = [object_of(SECOND, 30, 120)]
    data = write_pages([cells, other], templates={"5": rules}, shown={0: "5", 1: "5"})
    assert grids(saved(tmp_path, data, "ofd")) == [grid]


def test_a_composite_unit(tmp_path: Path) -> None:
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="100" Height="20"><ofd:Content>'
        f"{object_of(SECOND, 0, 8)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    placed = '<ofd:CompositeObject ID="0" ResourceID="7" Boundary="30 72 100 20"/>'
    assert words(tmp_path, write_pages([[object_of(FIRST, 30, 60), placed]], resources=unit)).split() == [FIRST, SECOND]


def test_several_documents(tmp_path: Path) -> None:
    document = saved(tmp_path, write_pages([ORDINARY, [object_of("三、保障措施", 30, 60)]], documents=2), "ofd")
    assert document.text.split() == [FIRST, SECOND, "三、保障措施"] * 2
    assert [block.page for block in document.blocks] == [1, 1, 2, 3, 3, 4]


def test_annotations_and_seals_are_told(tmp_path: Path) -> None:
    marks: dict[str, str | bytes] = {
        "Doc_0/Annots/Annotations.xml": f'<ofd:Annotations {NAMESPACE}><ofd:Page PageID="10"><ofd:FileLoc>P.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>',
        "Doc_0/Annots/P.xml": f'<ofd:PageAnnot {NAMESPACE}><ofd:Annot Type="Stamp"><ofd:Appearance>{object_of("已审", 9, 9)}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>',
        "Doc_0/Signs/Signatures.xml": f"<ofd:Signatures {NAMESPACE}/>",
        "Doc_0/Signs/Sign_0/Seal.esl": bytes(range(256)),
    }
    extra = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
    document = saved(tmp_path, write_pages([ORDINARY], more=marks, extra=extra), "ofd")
    assert document.text.split() == [FIRST, SECOND]
    assert document.notes == ("批注、印章和水印里的文字没有收入: 1 处",)


def test_a_broken_page_is_told(tmp_path: Path) -> None:
    document = saved(tmp_path, write_pages([ORDINARY, ["<"]]), "ofd")
    assert document.text.split() == [FIRST, SECOND]
    assert document.notes == ("第 2 页损坏, 没有收入",)
    with pytest.raises(UnreadableError, match=r"(?s)plan\.ofd: ofd 损坏.*怎么办"):
        saved(tmp_path, write_pages([["<"]]), "ofd")


def test_a_scanned_page_among_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = io.BytesIO()
    page_picture(2).save(held, "png")
    resource = '<ofd:MultiMedias><ofd:MultiMedia ID="8" Type="Image"><ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    scan = '<ofd:ImageObject ID="0" ResourceID="8" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>'
    data = write_pages([ORDINARY, [scan]], resources=resource, more={"Doc_0/Res/scan.png": held.getvalue()})
    document = saved(tmp_path, data, "ofd")
    assert [["".join(cell.split()) for cell in row] for row in grids(document)[0]][1:] == fixtures.expected_grid()[8:21]
    assert len(document.unsure) > 60 and "第 2 页是扫描图片, 文字由光学识别得到" in document.notes[-1]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    left = saved(tmp_path, data, "ofd")
    assert left.text.split() == [FIRST, SECOND] and "第 2 页是扫描图片, 没有收入" in left.notes[-1]


def test_a_table_without_rules(tmp_path: Path) -> None:
    rows: list[fixtures.Row] = [
        [(1, 1, word) for word in fixtures.HEADER],
        *(
            [(1, 1, w) for w in (str(n), f"任务{n}", "推进治理" * (n % 9 + 1), "区水利局", "", "2025年")]
            for n in range(1, 60)
        ),
    ]
    document = saved(tmp_path, write_ofd([FIRST], rows, [SECOND], ruled=False), "ofd")
    assert grids(document) == [[[cell for _, _, cell in row] for row in rows]]
    assert document.text.startswith(FIRST) and document.text.endswith(SECOND)
