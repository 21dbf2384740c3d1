"""A target of the body that the indicator table states again is one target; another figure is a contradiction."""

from __future__ import annotations

from kb.schema import Item, Locator, Target
from parser.extract.pipeline import Context, cell_targets, read_fields
from parser.extract.target_repeats import repeats
from parser.repeats import join_repeats

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


def _item(key: str, row: int | None, *found: Target) -> Item:
    kind = "goal" if row else "task"
    return Item(id=key, kind=kind, text="", targets=found, span=(0, 0), locator=Locator(part="正文", row=row))


def test_a_target_of_the_prose_counts_with_its_row() -> None:
    body = read_fields("到2027年，清洁能源装机占比超50%，光伏装机占比达到30%。", Context()).targets
    items = join_repeats([_item("p/body/1", None, *body), _item("p/annex-1/1", 1, *TABLE)])
    assert [t.indicator for t in items[0].targets] == ["光伏装机占比"]
    assert [(r.item, r.count, r.target) for r in items[0].repeats] == [("p/annex-1/1", 3, body[0])]
    assert set(items[0].stated_targets) == set(body)
    assert items[1].targets == TABLE


def test_without_an_indicator_table_nothing_moves() -> None:
    body = read_fields("到2027年，清洁能源装机占比超50%。", Context()).targets
    items = [_item("p/body/1", None, *body), _item("p/body/2", None, *body)]
    assert join_repeats(items) == items
