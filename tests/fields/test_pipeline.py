"""The pipeline as a spaCy pipeline, and its promise to stay out of a cold start until it is needed."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from parser.extract.pipeline import Context, pipeline, read_document, read_fields, read_many

TEXT = "到2020年，森林保有量达到45.3万亩，由区环保局牵头。"


def test_one_component_a_field() -> None:
    assert pipeline().pipe_names == ["units", "deadlines", "targets"]


def test_findings_are_span_groups_of_the_document() -> None:
    doc = read_document(TEXT, Context())
    assert [span.text for span in doc.spans["deadlines"]] == ["到2020年"]
    assert [span.text for span in doc.spans["targets"]] == ["森林保有量达到45.3万亩"]
    assert [span.label_ for span in doc.spans["targets"]] == ["targets"]
    assert "units" in doc.spans


def test_many_passages_are_read_as_one_by_one() -> None:
    passages = [(TEXT, Context(), "task"), ("", Context(), "goal")]
    assert read_many(passages) == [read_fields(text, context, kind=kind) for text, context, kind in passages]  # type: ignore[arg-type]


def test_importing_the_module_loads_no_spacy() -> None:
    code = "import sys, parser.extract.pipeline; print('spacy' in sys.modules, 'jieba' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split()[0] == "False"


def test_spacy_keeps_its_command_line() -> None:
    code = (
        "from parser.extract.pipeline import pipeline; pipeline(); import spacy.cli; print(spacy.cli.info is not None)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "True"


def test_year_of_the_item_serves_where_none_is_written() -> None:
    text = "实现化学农药使用量零增长。"
    assert read_fields(text, Context()).targets[0].year is None
    inherited = read_fields(text, Context(year=2022)).targets[0]
    assert (inherited.year, inherited.certainty) == (2022, "inherited")
    single = read_fields(text, Context(start_year=2025, end_year=2025)).targets[0]
    assert (single.year, single.certainty) == (2025, "inherited")


def test_doubt_becomes_an_issue() -> None:
    codes = [i.code for i in read_fields("每个区县培育2—3个品牌。12月底前完成。达到90%以上。", Context()).issues]
    assert codes == ["deadline-without-year", "target-range", "target-without-indicator"]


def test_a_list_cut_by_damage_is_gathered() -> None:
    text = '满足功能区断面比例。考核断面达标率、交接断面达标率达到"三个100%"。'
    found = read_fields(text, Context(), kind="goal")
    assert [t.indicator for t in found.targets] == ["满足功能区断面比例", "考核断面达标率", "交接断面达标率"]
    short = read_fields('考核断面达标率达到"三个100%"。', Context())
    assert [i.code for i in short.issues] == ["target-list-count"]


def test_damage_is_no_punctuation_and_no_figure() -> None:
    text = "平原?#24092;?覆盖率稳定在20%以上,?#24092;?蓄积量105万立方米以上。"
    found = read_fields(text, Context()).targets
    assert [(t.indicator, t.value) for t in found] == [("平原?#24092;?覆盖率", 20.0), ("?#24092;?蓄积量", 105.0)]


def test_no_value_is_dropped_where_indicators_are_fewer() -> None:
    fields = read_fields("规模企业产值分别增长7%、8%。", Context())
    assert [t.value for t in fields.targets] == [7.0, 8.0]
    assert [i.code for i in fields.issues] == ["target-list-count"]


def test_a_year_taken_over_a_full_stop_is_an_inference() -> None:
    found = read_fields("到2020年，用水定额达到先进标准。重复利用率达70%以上，漏损率控制在10%以内。", Context()).targets
    assert [(t.year, t.certainty) for t in found] == [(2020, "inferred"), (2020, "inferred")]


@given(st.text(alphabet="甲乙1 \t\n\u3000\xa0a\u200b𠀀", max_size=30) | st.text(max_size=30))
def test_the_tokens_are_those_of_spacys_segmenter(text: str) -> None:
    from spacy.lang.zh import Chinese

    wanted = Chinese().tokenizer(text)
    assert [token.text_with_ws for token in pipeline().make_doc(text)] == [token.text_with_ws for token in wanted]


def test_a_sentence_without_a_mark_is_read_in_pieces_and_told() -> None:
    text = "推进工作" * 300 + "。" + "推进工作" * 250 + "，推进工作。"
    assert [(i.code, i.span) for i in read_fields(text, Context()).issues] == [("long-clause", (0, 1200))]


def test_words_far_before_a_time_in_its_clause_count() -> None:
    far = "自受理之日起" + "并" * 600
    assert not read_fields(f"{far}5个月内办结。", Context(issued_on="2018-12-21")).deadlines
