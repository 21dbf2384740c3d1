"""Corrections carried to a new edition: kept with their line as it is there, or told as lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from parser.repair import Correction, carry, read_corrections, repair, written

OLD = "一、目标\n推行垃圾分类, 覆盖率达到?。\n治理工业废水, 达标率达到?。\n推行垃圾分类, 覆盖率达到?。"


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (OLD, 3),
        (f"总则\n\n{OLD}", 5),
        ("一、目标\n全面治理工业废水, 达标率要达到?。", 2),
        ("一、目标\n治理工业废水, 达标率达到95%。", None),
        ("一、目标\n推行垃圾分类, 覆盖率怎样?", None),
        ("", None),
    ],
    ids=["same text", "lines moved", "line rewritten", "words mended", "other line", "nothing"],
)
def test_a_correction_goes_where_its_line_went(new: str, line: int | None) -> None:
    made = Correction(line=3, before="?", after="95%")
    kept, lost = carry((made,), repair(OLD), repair(new))
    assert [one.line for one in kept] == ([line] if line else [])
    assert lost == (() if line else (made,))


@pytest.mark.parametrize(("line", "moved"), [(2, 1), (4, 3)])
def test_of_two_same_lines_the_nearest(line: int, moved: int) -> None:
    ((kept,), _) = carry((Correction(line, "?", "95%"),), repair(OLD), repair(OLD.partition("\n")[2]))
    assert kept.line == moved


def test_words_as_repaired_are_found_too() -> None:
    old, new = repair("一\nAT&amp;T工程"), repair("一\n二\nAT&amp;T工程")
    ((kept,), lost) = carry((Correction(2, "AT&T", "电信"),), old, new)
    assert (kept.line, lost) == (3, ())
    assert repair("一\n二\nAT&amp;T工程", (kept,)).text == "一\n二\n电信工程"


def test_the_second_of_a_line_stays_the_second() -> None:
    second = Correction(1, "?", "二", nth=2)
    assert carry((second,), repair("甲?乙?丙"), repair("甲?乙丙")) == ((), (second,))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    made = (
        Correction(54, "?#23548;?#21019;", "实践创", note="附件一: 同一标题"),
        Correction(2, "\ue40a'\"", "", nth=2),
        Correction(3, "yes", "2020"),
    )
    file = tmp_path / "corrections.yaml"
    file.write_text(written(made), encoding="utf-8")
    assert read_corrections(file) == made


def test_the_seed_keeps_its_own(seed: Path) -> None:
    made = read_corrections(seed.with_name("corrections.yaml"))
    text = repair(seed.read_text(encoding="utf-8"))
    assert carry(made, text, text) == (made, ())
