"""What holds for every text: replay, maps of spans, lines, idempotence, and that nothing is raised."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from parser.repair import Correction, Repaired, apply, repair

PIECES = (
    "?#24179;?",
    "?#24179;?#32654;",
    "?#24179;?quot;",
    "固?#31995;然?#22659;",
    "?#38647;?/span>",
    "?#25512;貳?#21361;",
    "?#22756;\ue40a?",
    "?#24179;",
    "?#99999;?",
    "#24179;",
    "\ufffd#24179;\ufffd",
    "&amp;quot;",
    "&#24179;",
    "&nbsp;",
    "</span>",
    "/span>",
    "⼯⼈",
    "⻓",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\uf06c",
    "\ufffd",
    "２０２０",
    "９５％",
    "ÎâÐËÇø",
    "\u3000",
    "\xa0",
    "\n",
    "\r\n",
    "?",
    "&",
    ";",
    "推进美丽",
    "生态环境保护",
    "区环保局",
    "，",
    "（一）",
    "\ud800",
    "\U0001f600",
)
damaged = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=14).map("".join)
anything = st.one_of(damaged, st.text(st.characters(exclude_categories=()), max_size=60))


@settings(max_examples=300, deadline=None)
@given(anything)
@example("")
@example("?#24179;?" * 40)
@example("?#24179;?\n?#24179;?#32654;")
def test_laws_of_any_text(raw: str) -> None:
    done = repair(raw)
    assert apply(raw, done.repairs) == done.text
    assert done.raw == raw
    assert done.text.count("\n") == raw.count("\n")
    assert all(raw[r.start : r.end] == r.before for r in done.repairs)
    assert all(a.end <= b.start for a, b in zip(done.repairs, done.repairs[1:], strict=False))
    assert all(r.after != r.before or r.certainty == "unresolved" for r in done.repairs)
    assert all(len(r.alternatives) == len(set(r.alternatives)) and r.after not in r.alternatives for r in done.repairs)


@settings(max_examples=200, deadline=None)
@given(damaged)
def test_repair_is_idempotent(raw: str) -> None:
    once = repair(raw).text
    assert repair(once).text == once


@settings(max_examples=200, deadline=None)
@given(damaged, st.data())
def test_spans_map_both_ways(raw: str, data: st.DataObject) -> None:
    done = repair(raw)
    start = data.draw(st.integers(0, len(done.text)))
    end = data.draw(st.integers(start, len(done.text)))
    back = done.to_raw((start, end))
    assert 0 <= back[0] <= back[1] <= len(raw)
    forth = done.to_text(back)
    assert forth[0] <= start
    assert end <= forth[1] or start == end
    assert untouched(done, back) is None or raw[slice(*back)] == done.text[start:end]


@settings(max_examples=100, deadline=None)
@given(damaged, st.data())
def test_raw_spans_map_to_the_text_they_became(raw: str, data: st.DataObject) -> None:
    done = repair(raw)
    start = data.draw(st.integers(0, max(0, len(raw) - 1)))
    end = data.draw(st.integers(min(start + 1, len(raw)), len(raw)))
    there = done.to_text((start, end))
    assert 0 <= there[0] <= there[1] <= len(done.text)
    inside = [r for r in done.repairs if r.start < end and start < r.end]
    assert all(r.after in done.text[slice(*there)] for r in inside)


def untouched(done: Repaired, span: tuple[int, int]) -> bool | None:
    """True where no repair touches the raw `span`; None otherwise."""
    touched = any(r.start <= span[1] and span[0] <= r.end for r in done.repairs)
    return None if touched else True


@settings(max_examples=100, deadline=None)
@given(damaged)
def test_a_repair_tells_the_place_of_its_outcome(raw: str) -> None:
    done = repair(raw)
    for change, (start, end) in done.placed():
        assert done.text[start:end] == change.after


@settings(max_examples=150, deadline=None)
@given(
    damaged,
    st.lists(
        st.builds(
            Correction,
            line=st.integers(-1, 4),
            before=st.sampled_from((*PIECES, "")),
            after=st.text(max_size=4),
            nth=st.integers(0, 3),
        ),
        max_size=3,
    ),
)
def test_corrections_keep_the_laws(raw: str, corrections: list[Correction]) -> None:
    done = repair(raw, tuple(corrections))
    assert apply(raw, done.repairs) == done.text
    assert all(raw[r.start : r.end] == r.before for r in done.repairs)
    assert len(done.misfits) <= len(corrections)


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("生态环境保护建设全面推进，。；：、（）一二三2018年%区镇局委\n ·—《》“”"), max_size=80))
def test_clean_prose_is_returned_as_it_is(raw: str) -> None:
    assert unicodedata.normalize("NFC", raw) == raw
    done = repair(raw)
    assert done.text == raw
    assert done.repairs == ()
