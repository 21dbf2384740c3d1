"""A time is a time in every layout of a table, with and without supporting units; and is what its words say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.schema import Item
from parser.extract.times import is_time, times_in
from parser.pipeline import read_record
from tests.layouts.written import write
from tests.plans.test_plans import _deadline

CASES = Path(__file__).parents[1] / "cases"
FORMS: dict[str, str] = yaml.safe_load((CASES / "times" / "cells.yaml").read_text(encoding="utf-8"))
ROWS = (
    ("提升供水保障", "新建管网30公里，改造水厂2座。", "县水利局", "县财政局、县住建局"),
    ("推进垃圾分类", "完善收运体系，建成分拣中心1座。", "县住建局", ""),
    ("优化营商环境", "压减审批时限，推行一窗受理。", "县行政审批局", "县发改局"),
    ("加强学校建设", "新建学校2所。", "县教育局", ""),
)
HEADERS = {"number": "序号", "title": "重点任务", "text": "工作内容", "lead": "牵头单位", "support": "配合单位"}
SHAPES = {
    "flat": ("cells", ("number", "title", "text", "lead", "support", "deadline")),
    "flat without support": ("close-cells", ("number", "title", "text", "lead", "deadline")),
    "flat without numbers": ("cells", ("text", "lead", "support", "deadline")),
    "glued": ("glued", ("number", "text", "lead", "support", "deadline")),
    "glued without support": ("glued", ("number", "text", "lead", "deadline")),
    "glued rows": ("glued-rows", ("number", "text", "lead", "support", "deadline")),
    "glued, times first": ("glued", ("number", "text", "deadline", "lead", "support")),
    "glued without numbers": ("glued", ("text", "lead", "support", "deadline")),
    "grid": ("html", ("number", "title", "text", "lead", "support", "deadline")),
    "grid without support": ("html", ("number", "text", "lead", "deadline")),
}

UNTOLD = {"glued without numbers": ("6月底前完成", "2025年6月底前完成并长期坚持")}
"""Where 完成 may end a row or begin the next one (全年|完成档案数字化), nothing says which."""


@pytest.mark.parametrize("shape", SHAPES)
def test_every_form_of_time_is_read_in_every_layout(shape: str, tmp_path: Path) -> None:
    layout, roles = SHAPES[shape]
    forms = [form for form in FORMS if form not in UNTOLD.get(shape, ())]
    wrong = {form: rows for form in forms if (rows := read(form, layout, roles, tmp_path)) != wanted(form, roles)}
    assert wrong == {}


def read(form: str, layout: str, roles: tuple[str, ...], folder: Path) -> list[Any]:
    """Who leads, who supports, and the deadlines, of each item read from the table with that form in its time column."""
    cells = [dict(zip(HEADERS, (str(n), *row), strict=True)) | {"deadline": form} for n, row in enumerate(ROWS, 1)]
    header = [HEADERS.get(role, "完成时限") for role in roles]
    made = {"title": "平湖县2025年重点工作任务分解表", "header": header, "roles": roles}
    record = read_record(write(made | {"rows": [[row[role] for role in roles] for row in cells]}, layout, folder))
    return [told(item) for item in record.items]


def told(item: Item) -> tuple[list[str], list[str], list[str]]:
    """Who leads, who supports, and the first deadline of an item, its words first."""
    leads, supports = ([d.mention for d in item.duties if d.role == role] for role in ("lead", "support"))
    return leads, supports, [f"{d.text} {_deadline(d)}" for d in item.deadlines[:1]]


def wanted(form: str, roles: tuple[str, ...]) -> list[Any]:
    """What `read` must give."""
    words = WORDS.get(form, form)
    supports = [support.split("、") if support and "support" in roles else [] for *_, support in ROWS]
    return [
        ([lead], support, [f"{words} {FORMS[form]}"]) for (*_, lead, _), support in zip(ROWS, supports, strict=True)
    ]


WORDS = {
    "2025年度": "2025年",
    "2023-2025年度": "2023-2025年",
    "6月底前完成": "6月底前",
    "2025年6月底前完成并长期坚持": "2025年6月底前",
    "逐年推进": "逐年",
}
"""The words of the deadline where they are not the whole cell: what is done then, and 度, are no part of it."""


@pytest.mark.parametrize("path", sorted((CASES / "tables").glob("*-time-*.txt")), ids=lambda path: path.stem)
def test_tables_as_received(path: Path) -> None:
    form = path.stem.rpartition("-")[2]
    days = FORMS[form]
    expected = [([lead], support.split("、") if support else [], [f"{form} {days}"]) for *_, lead, support in ROWS]
    assert [told(item) for item in read_record(path).items] == expected


def test_a_cell_and_a_line_agree() -> None:
    """Each form is a time as a cell, and stands in a glued line from its first character to its last."""
    unit = "县水利局"
    assert [form for form in FORMS if not is_time(form)] == []
    ends = {form: [(t.start, t.end) for t in times_in(unit + form)] for form in FORMS}
    assert {form: found for form, found in ends.items() if (4, 4 + len(form)) not in found} == {}


@pytest.mark.parametrize("words", yaml.safe_load((CASES / "times" / "no-times.yaml").read_text(encoding="utf-8")))
def test_what_is_no_time(words: str) -> None:
    assert not is_time(words)


def test_a_time_behind_the_bracket_of_the_units() -> None:
    record = read_record(CASES / "tables" / "deadline-after-paren.txt")
    assert [
        (i.number, i.text, [f"{d.text} {_deadline(d)}" for d in i.deadlines], len(i.duties)) for i in record.items
    ] == [
        ("1", "开展消防安全检查", ["2024年12月底前 by ..2024-12-31"], 3),
        ("2", "加强宣传", [], 1),
    ]
