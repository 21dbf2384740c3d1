"""Folding, entries, queries, names of units: what search means, whatever the engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UsageError
from kb.schema import Record, Unit
from kb.search import entries_of, search, write_index
from kb.search.contract import LONGEST_TERM
from kb.search.folding import fold, fold_with_origin
from kb.search.query import terms_of
from kb.search.unit_search import nearest_units, units_named
from kb.search.whoosh_engine import WhooshEngine

ENGINE = WhooshEngine()


@pytest.fixture(scope="module")
def index(records: tuple[Record, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    write_index(records, folder, engine=ENGINE)
    return folder


@given(st.text(), st.text())
def test_folding_goes_character_by_character(first: str, second: str) -> None:
    assert fold(first + second) == fold(first) + fold(second)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_every_folded_character_knows_its_origin(text: str) -> None:
    folded, origin = fold_with_origin(text)
    assert folded == fold(text)
    assert len(origin) == len(folded)
    assert origin == sorted(origin)
    assert all(character in fold(text[place]) for character, place in zip(folded, origin, strict=True))


def test_every_line_of_the_source_is_in_an_entry_of_its_plan(records: tuple[Record, ...]) -> None:
    for record in records:
        parts = [fold(words) for e in entries_of([record]) for words in (e.title, *e.fields)]
        for line in record.text.split("\n"):
            if len(fold(line)) > 1:
                assert any(fold(line) in part for part in parts), line


def test_lines_of_an_item_belong_to_the_item(records: tuple[Record, ...]) -> None:
    entries = entries_of(records)
    assert not [e.title for e in entries if e.type == "text" and "交通局" in e.title]
    assert "区住建局、区交通局" in next(e for e in entries if e.id == "jia-2021-7/annex-1/1").fields


def test_ids_of_entries_are_unique(records: tuple[Record, ...]) -> None:
    ids = [(e.type, e.id) for e in entries_of(records)]
    assert len(ids) == len(set(ids))


def test_a_page_in_one_line_is_found_to_its_end(records: tuple[Record, ...], tmp_path: Path) -> None:
    from msgspec.structs import replace

    long = "".join(chr(0x4E00 + n) for n in range(5000))
    entries = entries_of([replace(records[1], text=long, items=(), units=())])
    held = [e.fields[0] for e in entries]
    for at in range(0, len(long) - LONGEST_TERM, 37):
        term = long[at : at + LONGEST_TERM]
        assert any(term in words for words in held)
    assert held[-1].endswith(long[-1])
    assert len({e.id for e in entries}) == len(entries)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("垃圾分类", "jia-2021-7/annex-1/1"),
        ("ab类小区", "jia-2021-7/annex-1/1"),
        ("ＡＢ类", "jia-2021-7/annex-1/1"),
        ("交通局 清运", "jia-2021-7/annex-1/2"),
        ("区交通局", "jia/jiaotong"),
        ("甲区住房和城乡建设局", "jia/zhujian"),
        ("圾焚", "jia-2021-7/annex-2/1"),
        ("空气优良率", "jia-2021-7/goal/1"),
        ("“净土”", "jia-2021-7/line-7"),
        ("垃圾分类?", "jia-2021-7/annex-1/1"),
        ("张三", "jia-2021-7/line-27"),
        ("2025年6月", "yi-2024/body/1"),
    ],
)
def test_what_comes_first(index: Path, query: str, first: str) -> None:
    assert search(index, query, engine=ENGINE).hits[0].id == first


def test_a_hit_says_why_and_shows_where(index: Path) -> None:
    hit = search(index, "ab类 住建局", engine=ENGINE).hits[0]
    assert hit.why == ("ＡＢ类", "住建局")
    assert "ＡＢ类小区" in hit.snippet
    assert (hit.rank, hit.type, hit.kind, hit.number, hit.plan) == (1, "item", "task", "1", "jia-2021-7")


def test_a_name_broken_over_lines_is_found_and_shown_whole(index: Path) -> None:
    result = search(index, "区交通局 每年", engine=ENGINE)
    assert [hit.id for hit in result.hits] == ["jia-2021-7/annex-1/2"]
    assert result.hits[0].why[0] == "区交通局"


def test_no_hit(index: Path) -> None:
    result = search(index, "火星", engine=ENGINE)
    assert (result.total, result.hits, result.query) == (0, (), "火星")


@pytest.mark.parametrize("query", ["", "  \n", "\u200b"])
def test_nothing_asked(index: Path, query: str) -> None:
    with pytest.raises(UsageError, match="空"):
        search(index, query, engine=ENGINE)


@given(st.text())
def test_a_term_is_never_empty_nor_too_long(query: str) -> None:
    assert all(0 < len(term) <= LONGEST_TERM for term in terms_of(query))


UNITS = (
    Unit(id="wx/huanbao", name="区环保局", full_name="吴兴区环境保护局", aliases=("环保局",)),
    Unit(id="wx/zhujian", name="区住建局", full_name="吴兴区住房和城乡建设局"),
    Unit(id="wx/shijian", name="区市场监管局", full_name="吴兴区市场监督管理局"),
    Unit(id="hz/huanbao", name="市环保局", full_name="湖州市环境保护局"),
    Unit(id="wx/fagai", name="区发改委", full_name="吴兴区发展和改革委员会"),
)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("wx/zhujian", ["wx/zhujian"]),
        ("区住建局", ["wx/zhujian"]),
        ("住建局", ["wx/zhujian"]),
        (" 住 建 局 ", ["wx/zhujian"]),
        ("吴兴区住房和城乡建设局", ["wx/zhujian"]),
        ("住房和城乡建设局", ["wx/zhujian"]),
        ("环保局", ["wx/huanbao"]),
        ("环境保护局", ["wx/huanbao", "hz/huanbao"]),
        ("发改", ["wx/fagai"]),
        ("市监局", ["wx/shijian"]),
        ("火星局", []),
        ("", []),
    ],
)
def test_which_unit_is_meant(asked: str, ids: list[str]) -> None:
    assert [unit.id for unit in units_named(UNITS, asked)] == ids


def test_the_nearest_units() -> None:
    assert nearest_units(UNITS, "环卫局")[0].id in ("wx/huanbao", "hz/huanbao")
    assert nearest_units(UNITS, "xyz") == ()
