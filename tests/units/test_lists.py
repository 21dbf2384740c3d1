"""Unit lists: names, offsets, doubts; whether a cell is one. Cases are data in tests/cases/units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb.script import simplified
from kb.units.stems import entries
from parser.extract.units import UnitList, find_units, looks_like_units, split_units

CASES = Path(__file__).resolve().parents[1] / "cases" / "units"


def load(name: str) -> Any:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


SPLIT = load("split")
LOOKS = load("looks")


FAILURES = [pytest.param(case, marks=pytest.mark.xfail(strict=True)) for case in SPLIT["known_failures"]]


@pytest.mark.parametrize("case", [*SPLIT["real"], *SPLIT["synthetic"], *SPLIT["negative"], *FAILURES], ids=str)
def test_names_of_a_list(case: dict[str, Any]) -> None:
    check(case)


def check(case: dict[str, Any]) -> None:
    text = case["text"].replace("␤", "\n")
    read = split_units(simplified(text), text)
    assert [m.text for m in read.mentions] == case["units"]
    assert [i.code for i in read.issues] == case.get("issues", [])
    assert_laws(text, read)


def assert_laws(text: str, read: UnitList) -> None:
    """Mentions are what stands at their place, in order, apart; every character is accounted for."""
    last = 0
    accounted = [c.isspace() for c in text]
    for mention in read.mentions:
        assert last <= mention.start < mention.end <= len(text)
        assert "".join(text[mention.start : mention.end].split()) == "".join(mention.text.split())
        last = mention.end
    spans = [(m.start, m.end) for m in read.mentions] + [(i.start, i.end) for i in read.issues] + list(read.separators)
    for start, end in spans:
        assert 0 <= start <= end <= len(text)
        accounted[start:end] = [True] * (end - start)
    assert all(accounted), [text[i] for i, ok in enumerate(accounted) if not ok]


PIECES = st.sampled_from(
    [
        *"区市县省、，；/ \n（）()等和及各镇局委办",
        "区环保局",
        "发改委",
        "各乡镇",
        "有关部门",
        "牵头",
        "等部门",
        "1.",
        "?#29616;",
        "织里镇",
        "单位：",
        "会同",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_every_character_is_accounted_for(text: str) -> None:
    assert_laws(text, split_units(text))


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert_laws(text, split_units(text))
    assert 0.0 <= looks_like_units(text) <= 1.0
    last = 0
    for mention in find_units(text):
        assert last <= mention.start and text[mention.start : mention.end] == mention.text
        last = mention.end


NAMES = st.sampled_from(sorted(e.name for e in entries().values() if e.kind == "department" and not e.loose))


@given(
    st.lists(NAMES.map("区".__add__), min_size=1, max_size=6), st.sampled_from(["、", "，", "；", "\n", "、\n", " "])
)
def test_a_joined_list_comes_apart(names: list[str], separator: str) -> None:
    text = separator.join(names)
    assert [m.text for m in split_units(text).mentions] == names
    assert looks_like_units(text) > 0.85


@given(st.lists(NAMES.map("区".__add__), min_size=1, max_size=5))
def test_separators_may_be_missing(names: list[str]) -> None:
    assert [m.text for m in split_units("".join(names)).mentions] == names


@given(NAMES.map("市".__add__), st.data())
def test_a_name_may_be_broken_over_lines(name: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(name) - 1))
    assert [m.text for m in split_units(f"{name[:cut]}\n{name[cut:]}").mentions] == [name]


@pytest.mark.parametrize("text", LOOKS["high"])
def test_lists_look_like_lists(text: str) -> None:
    assert looks_like_units(text) >= 0.85


@pytest.mark.parametrize("text", LOOKS["low"])
def test_other_cells_do_not(text: str) -> None:
    assert looks_like_units(str(text)) <= 0.2


@pytest.mark.parametrize("case", load("prose"), ids=str)
def test_units_in_prose(case: dict[str, Any]) -> None:
    found = find_units(case["text"])
    assert [m.text for m in found] == case["units"]
    assert all(case["text"][m.start : m.end] == m.text for m in found)
