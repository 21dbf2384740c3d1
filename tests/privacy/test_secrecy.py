"""Documents that are not for everybody: recognised by what they say of themselves, not by what they speak of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.errors import WorkspaceError
from kb.privacy import Publish, marks_of, read_publish
from kb.schema import Item, Locator, Plan, Record, Source
from parser.pipeline import read_record

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "privacy" / "secrecy.yaml").read_text(encoding="utf-8")
)


def record_with(text: str, items: tuple[Item, ...] = ()) -> Record:
    source = Source(name="a.txt", sha256="0" * 64, media_type="text/plain")
    return Record(plan=Plan(id="a", title="a"), source=source, text=text, items=items)


@pytest.mark.parametrize("case", CASES["marked"], ids=lambda case: case["text"])
def test_a_document_that_is_not_for_everybody(case: dict[str, Any]) -> None:
    found = marks_of(record_with(case["text"]))
    assert [mark.words for mark in found] == case["is"]
    for mark in found:
        assert "".join(case["text"][slice(*mark.span)].split()) == mark.words


@pytest.mark.parametrize("text", CASES["plain"])
def test_a_document_for_everybody(text: str) -> None:
    assert marks_of(record_with(text)) == ()


@pytest.mark.parametrize("end", ["公开方式：依申请公开", "（此件不予公开）", "\n公开属性：不予公开"])
def test_a_statement_behind_the_last_task_is_the_documents(end: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    work = "1.推行垃圾分类。到2022年,覆盖率达到100%。(牵头单位:区住建局;配合单位:区级有关部门)"
    file.write_text(f"甲区清洁行动计划\n\n一、主要任务\n\n{work}\n{end}\n", encoding="utf-8")
    record = read_record(file)
    assert len(marks_of(record)) == 1 and [item.kind for item in record.items if item.kind == "measure"] == []


@pytest.mark.parametrize("text", ["公开方式：依申请公开", "秘密★1年", "此件不予公开"])
def test_words_inside_an_item_say_nothing_of_the_document(text: str) -> None:
    whole = f"一、任务\n要标明：{text}。"
    item = Item(id="a/1", kind="task", text=whole, span=(0, len(whole)), locator=Locator(part="正文"))
    assert marks_of(record_with(whole, (item,))) == ()
    assert marks_of(record_with(whole))


STATEMENTS = {
    "publish: {reason: 理由}": "publish 缺少 by",
    "publish: {by: 甲}": "publish 缺少 reason",
    "publish: {reason: '', by: 甲}": "publish reason 是空的",
    "publish: {reason: a, by: ' '}": "publish by 是空的",
    "publish: true": "publish 应是“项: 值”的写法",
    "publish: {reason: a, by: b, bye: c}": "有不认识的项“bye”",
    "publisch: {reason: a, by: b}": "有不认识的项“publisch”",
    'publish: {reason: "\\u0007", by: b}': "publish reason 含有看不见的字符 (U+0007)",
    "publish: {reason: 2020, by: b}": "publish reason 应是文字",
}


@pytest.mark.parametrize("content", STATEMENTS)
def test_a_statement_that_is_wrong(content: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(WorkspaceError) as told:
        read_publish(file)
    assert STATEMENTS[content] in told.value.what and told.value.where == str(file) and told.value.advice


def test_a_statement(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    assert read_publish(file) is None
    file.write_text("# 还没有\n", encoding="utf-8")
    assert read_publish(file) is None
    file.write_text("publish: {reason: 已解密, by: 区政府办}\n", encoding="utf-8")
    assert read_publish(file) == Publish(reason="已解密", by="区政府办")
