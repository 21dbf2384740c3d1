"""Rules for the whole document: all are applied, or it is told that some are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from parser.duties.rules import RULES_MOST, find_rules
from parser.pipeline import record_of
from parser.read import read

RULE = "以下均需{group}配合，不再列出。\n"
GROUPS = [
    f"区{name}局"
    for name in [
        "教育",
        "科技",
        "民政",
        "司法",
        "财政",
        "人社",
        "资源",
        "环保",
        "住建",
        "交通",
        "水利",
        "农业",
        "商务",
        "文旅",
        "卫健",
        "审计",
        "统计",
        "医保",
        "信访",
        "体育",
        "林业",
        "粮食",
    ]
]


@pytest.mark.parametrize("count", [1, RULES_MOST, RULES_MOST + 2])
def test_rules_beyond_the_bound_are_told(count: int, tmp_path: Path) -> None:
    assert len(GROUPS) >= count
    text = "某区行动计划\n一、主要任务\n" + "".join(
        f"（{k}）推进工作{k}。（牵头单位：区住建局）\n" + RULE.format(group=group)
        for k, group in enumerate(GROUPS[:count], 1)
    )
    rules = find_rules(text)
    assert (len(rules.kept), len(rules.beyond)) == (min(count, RULES_MOST), max(0, count - RULES_MOST))
    file = tmp_path / "plan.txt"
    file.write_text(text, encoding="utf-8")
    told = [issue for issue in record_of(read(file)).issues if issue.code == "rules-beyond"]
    assert [issue.span for issue in told] == list(rules.beyond[:1])
    assert all(f"{len(rules.beyond)}条没有用到" in issue.message for issue in told)
