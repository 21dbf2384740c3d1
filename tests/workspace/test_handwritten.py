"""Files that people write: what is wrong is said in Chinese, with the entry; no word of a library reaches the reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from graph.checks import read_dismissals
from kb.errors import WorkspaceError, ZerenError
from kb.handwritten import UnlikeError, parsed, shaped
from kb.units import load_registry
from parser.repair import read_corrections

READERS = {"units.yaml": load_registry, "corrections.yaml": read_corrections, "dismissed.yaml": read_dismissals}

UNITS = {
    "units: [": "第1行附近不合 YAML 写法",
    "unit: []": "有不认识的项“unit”",
    "units: 区水利局": "units 应是列表",
    "units: [区水利局]": "units 第1条应是“项: 值”的写法",
    "units: [{id: a/b}]": "units 第1条缺少 name",
    "units: [{name: 110}]": "units 第1条 name 应是文字 (数字和日期请加引号)",
    "units: [{name: ' '}]": "units 第1条的 name 是空的",
    "units: [{name: 甲, kind: 局}]": "units 第1条 kind 是“局”, 不是可用的值",
    "units: [{name: 甲, 别名: [乙]}]": "units 第1条有不认识的项“别名”",
    "units: [{name: 甲, aliases: 乙}]": "units 第1条 aliases 应是列表",
    "units: [{name: 甲, aliases: [乙, '']}]": "units 第1条的 aliases 是空的",
    "units: [{name: 甲, id: 甲局}]": "id “甲局”不能用",
    "units: [{name: 甲, id: a/b}, {name: 乙, id: a/b}]": "units 第2条与第1条是同一个单位 (a/b)",
    "units: []\nunits: []": "第2行的“units”写了两次",
    "units: [{name: 甲, name: 乙}]": "第1行的“name”写了两次",
    "groups: [{name: 各局}]": "groups 第1条缺少 members",
    "groups: [{name: 各局, members: []}]": "groups 第1条的 members 是空的",
    "successions: [{from: 甲}]": "successions 第1条缺少 to",
    "successions: [{from: 甲, to: []}]": "successions 第1条的 to 是空的",
    "successions: [{from: 甲, to: ['']}]": "successions 第1条的 to 是空的",
    "successions: [{from: 甲, to: 乙}]": "successions 第1条 to 应是列表",
    "successions: [{from: 甲, to: [乙], date: 去年}]": "date “去年”不是日期",
    "successions: [{from: 甲, to: [乙], kind: 改名}]": "successions 第1条 kind 是“改名”, 不是可用的值",
    "{1: 2}": "应是文字",
    "- a": "应是“项: 值”的写法",
    "a: &x [*x]": "a (第1行): 不能用 &x (别名)",
    "a: *b": "a (第1行): 不能用 *b (别名)",
    "a: !!python/object:os.system x": "a (第1行): 不能用 !!python/object:os.system (标签)",
    "a: \x07": "第1行含有 YAML 不容许的字符 (U+0007)",
    b"units: \xff": "不是 UTF-8 编码的文本",
    "units: [{name: 甲局, aliases: [乙局]}, {name: 乙局, aliases: [甲局]}]": "units 第2条与第1条都叫“乙局”",
    "units: [{name: 甲局, aliases: [丙局]}, {name: 乙局, aliases: ['丙 局']}]": "units 第2条与第1条都叫“丙 局”",
    "units: [{name: 甲局}, {name: 乙局, aliases: [甲局], region: 吴兴区}]": "units 第2条与第1条都叫“甲局”",
    "groups: [{name: 各区县, members: [甲]}, {name: 各区县, members: [乙]}]": "groups 第2条与第1条说的是同一个集合",
    "[" * 5000: "括号套得太深",
}


@pytest.mark.parametrize("content", UNITS, ids=[repr(key)[:50] for key in UNITS])
def test_a_list_of_units_that_is_wrong(content: str | bytes, tmp_path: Path) -> None:
    file = tmp_path / "units.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(WorkspaceError) as told:
        load_registry(file)
    assert UNITS[content] in str(told.value)
    assert told.value.where == str(file) and told.value.advice
    assert not re.search(r"Expected|Object|missing|found|mapping", str(told.value))


def test_a_region_may_call_another_unit_so(tmp_path: Path) -> None:
    file = tmp_path / "units.yaml"
    rows = (
        "{name: 甲局, region: 吴兴区}",
        "{name: 丙局, aliases: [甲局], region: 南浔区}",
        "{name: 乙局, aliases: [甲局]}",
    )
    file.write_text(f"units: [{', '.join(rows)}]", encoding="utf-8")
    load_registry(file)


@pytest.mark.parametrize("date", ["2019", "2019-01", "2019-01-31"])
def test_dates_need_no_quotation_marks_but_years_do(date: str, tmp_path: Path) -> None:
    file = tmp_path / "units.yaml"
    written = f"'{date}'" if date.isdecimal() else date
    file.write_text(f"successions: [{{from: 甲局, to: [乙局], date: {written}}}]", encoding="utf-8")
    load_registry(file)


def test_a_mark_of_byte_order_is_no_word(tmp_path: Path) -> None:
    file = tmp_path / "units.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + "units: [{name: 区治水办}]".encode())  # what 记事本 writes
    load_registry(file)


@pytest.mark.parametrize("name", READERS)
def test_a_folder_of_that_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    if name == "corrections.yaml":
        assert read_corrections(tmp_path / name) == ()
        return
    with pytest.raises(ZerenError, match=name):
        READERS[name](tmp_path / name)


class _Row(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    many: tuple[int, ...] = ()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "many", "x"]), inner)))  # fmt: skip
def test_whatever_is_written_is_told_in_chinese(data: object) -> None:
    try:
        shaped(data, tuple[_Row, ...])
    except UnlikeError as told:
        assert re.search(r"[一-鿿]", str(told))
        assert not re.search(r"Expected|Object|Invalid", str(told))


@given(data=st.text(max_size=60) | st.text(alphabet="a:-[]{}&*!|>'\"\n ,#?%@", max_size=60))
def test_any_text_is_read_or_told(data: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(data, encoding="utf-8", errors="replace", newline="")
    try:
        parsed(file)
    except UnlikeError as told:
        assert re.search(r"[一-鿿]", str(told))
