"""The record doubts itself: each detector sees what it is for, in a record made wrong on purpose, and nothing in the right one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from kb.schema import Item, Record
from parser.doubts import DETECTORS, doubted
from parser.pipeline import read_record

TABLE = """# 某县2025年重点任务分工表

| 序号 | 工作任务 | 牵头单位 | 配合单位 | 完成时限 |
|---|---|---|---|---|
| 1 | 改造老旧小区12个 | 县住建局 | 县财政局 | 2025年底 |
| 2 | 新建公园3个 | 县自然资源局 | 县住建局 | 2025年底 |
| 3 | 清理河道20公里 | 县水利局 | 各乡镇 | 2025年底 |
| 4 | 新增学位500个 | 县教育局 | 县财政局 | 2025年底 |
| 5 | 整治路口8处 | 县公安局 | 县交通运输局 | 2025年底 |

一、保障措施

（一）强化监督。开展督查检查。（县纪委监委、县政府督查室按职责分工负责）
"""
DUTY = TABLE.replace(
    "开展督查检查。（县纪委监委、县政府督查室按职责分工负责）", "县财政局负责资金保障。县教育局负责同志要带头。"
)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Record:
    file = tmp_path_factory.mktemp("doubts") / "a.md"
    file.write_text(TABLE, encoding="utf-8")
    return read_record(file)


def changed(record: Record, number: str, change: Callable[[Item], Item]) -> Record:
    assert [item.number for item in record.items].count(number) == 1
    return replace(record, items=tuple(change(item) if item.number == number else item for item in record.items))


def mention(words: str) -> Callable[[Item], Item]:
    return lambda item: replace(item, duties=(replace(item.duties[0], mention=words), *item.duties[1:]))


def clipped(item: Item) -> Item:
    """县自然资源 of 县自然资源局."""
    first = item.duties[0]
    words = first.mention[:-1]
    return replace(
        item, duties=(replace(first, mention=words, span=(first.span[0], first.span[1] - 1)), *item.duties[1:])
    )


def without_statement(item: Item) -> Item:
    return replace(item, duties=())


def with_figure(item: Item) -> Item:
    return replace(
        item, targets=tuple(replace(one, indicator=f"改造老旧小区{one.value:g}{one.unit}数量") for one in item.targets)
    )


def three_leads(item: Item) -> Item:
    first = item.duties[0]
    return replace(item, duties=(first, first, first, *item.duties[1:]))


WRONG: dict[str, tuple[str, Callable[[Item], Item]]] = {
    "doubt-unread-statement": ("一", without_statement),
    "doubt-unit-words": ("2", mention("责任单位：县自然资源")),
    "doubt-part-of-name": ("2", clipped),
    "doubt-unreadable-unit": ("2", mention("县\ufffd然资源局")),
    "doubt-row-without-unit": ("3", lambda item: replace(item, duties=())),
    "doubt-row-numbers": ("4", lambda item: replace(item, number="6")),
    "doubt-joined-rows": ("5", lambda item: replace(item, text=f"{item.text}\n6 新建厕所5座")),
    "doubt-many-leads": ("1", three_leads),
    "doubt-indicator": ("1", with_figure),
}


def test_a_right_record_is_not_doubted(right: Record) -> None:
    assert doubted(right) == right and not [one for one in right.issues if one.code.startswith("doubt-")]


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_is_told_at_its_place(right: Record, code: str) -> None:
    number, change = WRONG[code]
    wrong = changed(right, number, change)
    told = [one for one in doubted(wrong).issues if one.code == code]
    item = next(
        item for item in wrong.items if item.number in (number, "6") and item.id == (told[0].item if told else "")
    )
    assert len(told) == 1 and told[0].span is not None and "请对照原文" in told[0].message
    assert item.span[0] <= told[0].span[0] <= told[0].span[1] <= item.span[1]


@pytest.mark.parametrize("word", ["下同", "2025年底前", "3.县水利局", "牵头单位：县水利局", "20250630"])
def test_words_that_no_unit_holds(right: Record, word: str) -> None:
    wrong = changed(right, "3", mention(word))
    assert [one.code for one in doubted(wrong).issues if one.code == "doubt-unit-words"] == ["doubt-unit-words"]


@pytest.mark.parametrize(
    "word", ["县“12345”热线办", "17个市级帮扶集团牵头单位", "县第三人民医院", "各责任单位", "县公安局", "县委610办"]
)
def test_words_that_a_unit_may_hold(right: Record, word: str) -> None:
    wrong = changed(right, "3", mention(word))
    assert [one for one in doubted(wrong).issues if one.code == "doubt-unit-words"] == []


def test_a_duty_in_no_item_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(DUTY, encoding="utf-8")
    record = read_record(file)
    told = [one for one in record.issues if one.code == "doubt-unread-duty"]
    assert [record.text[slice(*one.span)] for one in told if one.span] == ["县财政局负责资金保障"]
    assert told[0].item is None and told[0].severity == "info"


def test_what_is_doubted_is_no_longer_certain(right: Record) -> None:
    wrong = changed(right, "2", clipped)
    before, after = (next(item for item in one.items if item.number == "2") for one in (wrong, doubted(wrong)))
    assert (before.duties[0].certainty, after.duties[0].certainty) == ("stated", "inferred")
    assert after.duties[1:] == before.duties[1:]


def test_every_detector_has_a_case() -> None:
    assert {one.code for one in DETECTORS} == {*WRONG, "doubt-unread-duty", "doubt-unit-column"}
    assert all(one.code.startswith("doubt-") for one in DETECTORS)


def test_every_detector_stands_on_the_page_of_checks(root: Path) -> None:
    page = (root / "docs" / "guide" / "checks.md").read_text(encoding="utf-8")
    assert [one.code for one in DETECTORS if f"| `{one.code}` | {one.message.replace('{}', '…')} |" not in page] == []
