"""Personal numbers and addresses: found where they are, nowhere else; masked in every string, and every span keeps its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.codec import encode
from kb.privacy import masked, personal_in
from kb.privacy.masking import MASK, masked_text
from kb.schema import Record
from parser.pipeline import record_of
from parser.read import read

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "privacy" / "personal.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES["found"], ids=lambda case: case["text"])
def test_it_is_found_and_masked(case: dict[str, Any]) -> None:
    text = case["text"]
    assert [[one.kind, text[slice(*one.span)]] for one in personal_in(text)] == case["is"]
    hidden = masked_text(text)
    assert len(hidden) == len(text) and MASK in hidden
    assert not personal_in(hidden)
    assert all(words not in hidden for _, words in case["is"])


@pytest.mark.parametrize("text", CASES["none"])
def test_it_is_none(text: str) -> None:
    assert personal_in(text) == ()
    assert masked_text(text) == text


@given(st.text(alphabet="0123456789 -—()电话手机.元@aX\n：", max_size=60))
def test_a_masked_text_is_as_long_and_has_nothing_more_to_mask(text: str) -> None:
    hidden = masked_text(text)
    assert len(hidden) == len(text)
    assert [a == b for a, b in zip(text, hidden, strict=True) if b != MASK].count(False) == 0


PLAN = """关于印发甲区2021年重点工作责任分解表的通知
甲政办发〔2021〕1号
一、推进垃圾分类，建成示范点12个。联系人：王某，电话13812345678，邮箱wang.mou@example.gov.cn（牵头单位：区住建局；配合单位：区环保局）
二、完成污水治理，治理率达到95%。身份证号：11010519491231002X，账号：6222 0200 0000 0000 000（牵头单位：区水利局）
三、加强监督检查，联系电话：0572-2289001、2289002。值班138 1234 5678。（责任单位：区监察局）
甲区人民政府办公室
2021年3月1日
"""
SECRETS = ("13812345678", "138 1234 5678", "wang.mou", "11010519491231002", "6222 0200", "2289001", "2289002")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    file = tmp_path_factory.mktemp("plan") / "source.txt"
    file.write_text(PLAN, encoding="utf-8")
    return record_of(read(file), plan_id="jia-2021-1")


def test_no_string_of_a_masked_record_tells_them(record: Record) -> None:
    hidden = masked(record)
    said = encode(hidden).decode()
    assert not [secret for secret in SECRETS if secret in said]
    assert "138＊＊＊＊5678" in said and "示范点12个" in said and "〔2021〕1号" in said
    assert encode(masked(hidden)) == encode(hidden)


def test_every_span_keeps_its_place(record: Record) -> None:
    hidden = masked(record)
    assert len(hidden.text) == len(record.text)
    assert [item.span for item in hidden.items] == [item.span for item in record.items]
    assert hidden.coverage == record.coverage
    for item in hidden.items:
        for duty in item.duties:
            assert "".join(hidden.text[slice(*duty.span)].split()) == duty.mention


def test_a_record_without_them_is_the_same(seed_record: Record) -> None:
    assert masked(seed_record) is seed_record


def test_a_number_that_is_joined_differently_elsewhere_is_masked_too(record: Record) -> None:
    issue = msgspec.structs.replace(record.issues[0]) if record.issues else None
    title = replace(record.plan, title="值班13812345678和022890012")
    hidden = masked(replace(record, plan=title, issues=(issue,) if issue else ()))
    assert hidden.plan.title == "值班138＊＊＊＊5678和022890012"


def test_the_time_of_a_search_is_bounded() -> None:
    """Each of these took minutes with patterns that look twice at the same blanks or digits."""
    for text in (
        "电话" + " " * 200_000,
        "1" * 200_000,
        "138-" * 50_000,
        "电话" * 100_000,
        "a" * 200_000,
        "a@" * 100_000,
        "0572-" * 40_000,
    ):
        personal_in(text)
