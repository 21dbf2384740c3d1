"""A target of the body that the indicator table states again is one target; another figure is a contradiction."""

from __future__ import annotations

from parser.extract.pipeline import Context, cell_targets, read_fields
from parser.extract.target_repeats import repeats

TABLE = (
    *cell_targets("每年新增设计中心", "50家", year=2027, unit=None),
    *cell_targets("燃料电池汽车保有量", "1200辆", year=2027, unit=None),
    *cell_targets("清洁能源装机占比", "50%以上", year=2027, unit=None),
)


def test_the_same_figure_for_the_same_indicator_is_a_repeat() -> None:
    body = read_fields("到2027年，清洁能源装机占比超50%，每年新增设计中心50家。", Context()).targets
    assert [repeats(t, TABLE) for t in body] == [TABLE[2], TABLE[0]]


def test_another_figure_or_another_indicator_is_not() -> None:
    body = read_fields("燃料电池汽车保有量达到2000辆，光伏发电量占比达到50%。", Context()).targets
    assert [repeats(t, TABLE) for t in body] == [None, None]
