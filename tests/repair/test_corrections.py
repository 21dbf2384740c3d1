"""Corrections of a person: where they apply, what they override, and how a wrong file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import UnreadableError
from parser.pipeline import record_of
from parser.read import read
from parser.repair import Correction, apply, read_corrections, repair, repair_issues

RAW = "第一行\n优化车船结构,全面?#35206;?#36229;标机动车,全面?#35206;?#36229;标船舶\n加快?#24179;?#32654;丽吴兴建设\n"


def test_the_residue_names_the_place() -> None:
    done = repair(RAW, (Correction(line=2, before="?#35206;?", after="筛查"),))
    assert done.text.split("\n")[1].startswith("优化车船结构,全面筛查超标机动车,")
    assert [r.certainty for r in done.repairs if r.fix == "corrections"] == ["corrected"]
    assert apply(RAW, done.repairs) == done.text
    assert not done.misfits


def test_the_second_of_two_on_a_line() -> None:
    done = repair(RAW, (Correction(line=2, before="?#35206;?", after="筛查", nth=2),))
    assert done.text.split("\n")[1].endswith("全面筛查超标船舶")


def test_the_repaired_words_name_the_place() -> None:
    done = repair(RAW, (Correction(line=3, before="推进", after="推介"),))
    assert done.text.split("\n")[2] == "加快推介美丽吴兴建设"
    (made,) = (r for r in done.repairs if r.certainty == "corrected")
    assert (made.before, made.after) == ("?#24179;?", "推介")


def test_sound_words_can_be_corrected_and_deleted() -> None:
    done = repair(RAW, (Correction(line=1, before="一", after="1"), Correction(line=3, before="吴兴", after="")))
    assert done.text.split("\n")[0] == "第1行"
    assert done.text.split("\n")[2] == "加快推进美丽建设"


@pytest.mark.parametrize(
    ("first", "second", "lost"),
    [
        (("一", 1), ("一", 1), True),
        (("第一", 1), ("第一行", 1), True),
        (("第", 1), ("一", 1), False),
        (("二", 1), ("二", 2), True),
        (("丙", 1), ("丁", 1), False),
    ],
)
def test_two_corrections_of_the_same_words_are_told(
    first: tuple[str, int], second: tuple[str, int], lost: bool
) -> None:
    one, two = (Correction(line=1, before=w, after=a, nth=n) for (w, n), a in ((first, "甲"), (second, "乙")))
    done = repair("第一行丙丁二三", (one, two))
    told = [words for words in done.misfits if "第1条" in words and "第2条" in words]
    assert bool(told) == (lost and second[1] == 1)
    assert not lost or done.misfits


@pytest.mark.parametrize(
    "correction",
    [
        Correction(line=9, before="推进", after="推介"),
        Correction(line=1, before="推进", after="推介"),
        Correction(line=3, before="推进", after="推介", nth=2),
        Correction(line=3, before="#24179;", after="推介"),
        Correction(line=3, before="", after="推介"),
        Correction(line=0, before="第一行", after=""),
    ],
    ids=["no such line", "another line", "only one there", "half a run", "nothing named", "line nought"],
)
def test_a_correction_without_a_place_is_told(correction: Correction) -> None:
    done = repair(RAW, (correction,))
    assert done.text == repair(RAW).text
    (misfit,) = done.misfits
    assert f"第{correction.line}行" in misfit
    assert [i.message for i in repair_issues(done) if i.code == "stale-correction"] == [misfit]


WRONG = {
    "corrections: [": "第1行附近不合 YAML 写法",
    "corrections: 54": "下面每条以“- ”开始",
    "lines:\n- {line: 1, before: a, after: b}": "开头应是 corrections:",
    "corrections:\n- 把推进改为推介": "第1条不是“项: 值”的写法",
    "corrections:\n- {line: 1, before: a, after: b}\n- {line: 第三行, before: a, after: b}": "第2条的 line 应是整数",
    "corrections:\n- {line: 1, before: a, after: 2020}": "第1条的 after 应是文字",
    "corrections:\n- {line: 1, before: a}": "第1条缺少 after",
    "corrections:\n- {line: 1, before: a, after: b, nota: c}": "第1条有不认识的项“nota”",
    "corrections:\n- {line: 0, before: a, after: b}": "第1条的行号和序数从1数起",
    "corrections:\n- {line: 1, before: '', after: b}": "第1条的 before 是空的",
    'corrections:\n- {line: 1, before: a, after: "b\\nc"}': "第1条含有换行",
    "corrections:\n- {line: true, before: a, after: b}": "第1条的 line 应是整数",
}


@pytest.mark.parametrize("content", WRONG)
def test_a_wrong_file_is_told_in_chinese(content: str, tmp_path: Path) -> None:
    file = tmp_path / "corrections.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableError) as raised:
        read_corrections(file)
    assert WRONG[content] in str(raised.value)
    assert str(file) in str(raised.value)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "corrections.yaml"
    file.write_bytes("corrections: []  # 更正".encode("gbk"))
    with pytest.raises(UnreadableError, match="UTF-8"):
        read_corrections(file)


@pytest.mark.parametrize("content", [None, "", "# 还没有更正\n", "corrections:\n", "corrections: []\n"])
def test_no_corrections(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "corrections.yaml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert read_corrections(file) == ()


def test_the_own_plan_reads_right(seed: Path) -> None:
    """Every correction of the repository's plan has its place, and nothing damaged is left."""
    corrections = read_corrections(seed.with_name("corrections.yaml"))
    record = record_of(read(seed), corrections=corrections)
    assert len(corrections) == sum(r.certainty == "corrected" for r in record.repairs)
    assert not [i for i in record.issues if i.code in ("unresolved-repair", "stale-correction")]
    assert "#" not in record.text


def test_the_own_plan_equals_the_restored_text(seed: Path, shared: Path) -> None:
    corrections = read_corrections(seed.with_name("corrections.yaml"))
    restored = (shared / "gold" / "wuxing-2018" / "restored.txt").read_text(encoding="utf-8")
    assert repair(read(seed).text, corrections).text == restored
