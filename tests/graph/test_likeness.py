"""When two indicators are one, and which values tell."""

from __future__ import annotations

import pytest

from graph.checks.targets import _is_telling, same_key
from kb.schema import Target


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("水质达标率", "水质达标率", True),
        ("饮用水源地达标率", "饮用水水源地达标率", True),  # eight characters and one more
        ("饮用水源地水质", "饮用水水源地水质", False),  # seven: too short to say
        ("饮用水源地达标率", "饮用水水源地的达标率", False),  # two more
        ("饮用水源地达标率", "地表水断面达标率好", False),
    ],
)
def test_one_indicator(one: str, other: str, same: bool) -> None:
    assert same_key(one, other) is same_key(other, one) is same


@pytest.mark.parametrize(
    ("indicator", "value", "unit", "telling"),
    [
        ("覆盖率", 90.0, "%", False),
        ("覆盖率", 90.5, "%", True),
        ("比值", 3.0, None, False),
        ("长度", 9.0, "公里", False),
        ("长度", 10.0, "公里", True),
        ("长度", 1.5, "公里", True),
        ("公园数量", 12.5, "个", False),
    ],
)
def test_a_telling_value(indicator: str, value: float, unit: str | None, telling: bool) -> None:
    target = Target(indicator=indicator, kind="level", comparator=">=", value=value, unit=unit, text="", span=(0, 0))
    assert _is_telling(target) is telling
