"""Laws of the field extractors, on generated text: they never raise, spans prove values, same text same values."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.numerals import chinese_integer, write_integer
from parser.extract.clauses import prepare
from parser.extract.numerals import number
from parser.extract.pipeline import Context, Fields, cell_deadlines, cell_targets, read_fields
from parser.extract.target_units import normalise, units

VOCABULARY = """
到 2020年 底前 十三五 期间 每年 第三季度 自 起 近 3年内 达到 提高 至 下降 控制在 不低于 超过 95% 37 微克/立方米
万亩 个 3—5 家 以上 以内 左右 、 ， 。 ； ： （ ） “ ” " 《 》 和 均 分别 污水处理率 森林保有量 城市 建制镇 新建 完成
幼儿园 整治 零增长 全覆盖 五个100% 同比 从 的 等 第 ?#24179;? 2:1 ○ 占 比重 基本 实现 力争 补助 分 民国111年 12月
AI Hub
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n", " ", "　", "\u200b"])
SENTENCES = st.lists(WORDS, max_size=30).map("".join)
TEXTS = st.one_of(st.text(max_size=80), SENTENCES)
CONTEXTS = st.sampled_from(
    [
        Context(),
        Context(issued_on="2018-12-21", start_year=2018, end_year=2022),
        Context(issued_on="2025-02-30", start_year=2025, end_year=2025, title="2025年度计划"),
        Context(issued_on="20", title="年度", year=2025),
    ]
)
ISO = re.compile(r"(?:19|20|21)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def check(text: str, fields: Fields) -> None:
    proofs = [(d.span, d.text) for d in fields.deadlines] + [(t.span, t.text) for t in fields.targets]
    for (start, end), words in proofs:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == words
    for deadline in fields.deadlines:
        assert all(d is None or ISO.fullmatch(d) for d in (deadline.start, deadline.end))
    for target in fields.targets:
        assert target.indicator
        assert target.value == target.value and abs(target.value) != float("inf")
        assert (target.direction is None) or target.direction in ("increase", "decrease")
    for issue in fields.issues:
        assert issue.span is not None and text[slice(*issue.span)]


@settings(max_examples=400, deadline=None)
@given(TEXTS, CONTEXTS, st.sampled_from(["goal", "measure", "task", "project"]))
def test_fields_hold_their_laws(text: str, context: Context, kind: str) -> None:
    fields = read_fields(text, context, kind=kind)  # type: ignore[arg-type]
    check(text, fields)
    assert fields == read_fields(text, context, kind=kind)  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from([None, "%", "万亩", "—"]), st.sampled_from(["start", "end", "by"]))
def test_cells_hold_their_laws(text: str, indicator: str, unit: str | None, relation: str) -> None:
    deadlines = cell_deadlines(text, relation=relation, context=Context())  # type: ignore[arg-type]
    targets = cell_targets(indicator, text, year=2025, unit=unit)
    check(text, Fields(deadlines=deadlines, targets=targets))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_folding_keeps_its_way_back(text: str) -> None:
    passage = prepare(text)
    assert len(passage.mask) == len(passage.folded)
    if passage.origin is not None:
        assert len(passage.origin) == len(passage.folded)
        assert list(passage.origin) == sorted(passage.origin)
    assert all(a.end <= b.start for a, b in zip(passage.clauses, passage.clauses[1:], strict=False))


@settings(max_examples=100, deadline=None)
@given(SENTENCES, st.integers(0, 3))
def test_blanks_around_figures_change_nothing(text: str, blanks: int) -> None:
    """A PDF writes `到 2027 年底`, a web page `到2027年底`: both say the same."""
    compact = re.sub(r"\s+", "", text.replace("AI", "").replace("Hub", "").replace("\u200b", ""))
    spaced = re.sub(r"(?<=[一-龥])(?=\d)|(?<=\d)(?=[一-龥])", " " * blanks, compact)

    def said(fields: Fields) -> list[tuple[object, ...]]:
        return [(t.indicator, t.comparator, t.value, t.unit, t.year) for t in fields.targets]

    assert said(read_fields(spaced, Context())) == said(read_fields(compact, Context()))


@given(st.integers(0, 9999))
def test_chinese_integers_go_round(value: int) -> None:
    assert chinese_integer(write_integer(value)) == value
    assert number(write_integer(value)) == value


@given(st.text(max_size=12))
def test_numerals_never_raise(text: str) -> None:
    chinese_integer(text)
    number(text)


@given(st.integers(2000, 2199), st.integers(1, 12))
def test_every_month_end_is_read(year: int, month: int) -> None:
    fields = read_fields(f"{year}年{month}月底前完成", Context())
    assert [d.end[:7] for d in fields.deadlines if d.end] == [f"{year}-{month:02d}"]


def test_every_unit_normalises() -> None:
    for name, unit in units().items():
        value, base = normalise(1.0, name)
        assert value == float(f"{unit.factor:.12g}") and base == unit.base
        scaled, _ = normalise(1.0, f"万{name}")
        assert scaled is not None and scaled > 0
