"""Two editions compared: the cases, and the laws that hold for every pair of records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.export.site.versions import pieces
from kb.revision import compare
from kb.schema import Record, Source
from kb.views import Change, Quote, Revision
from parser.document import Document
from parser.pipeline import record_of
from parser.read.plain import read_plain

CASES = [
    case
    for file in sorted((Path(__file__).parents[1] / "cases" / "revisions").glob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
HEAD = "甲区人民政府办公室关于印发甲区清洁行动计划的通知\n甲政办发〔2021〕7号\n甲区清洁行动计划(2021-2023年)\n\n一、主要任务\n\n"


def edition(lines: list[str]) -> Record:
    data = (HEAD + "\n\n".join(lines) + "\n").encode()
    document: Document = read_plain(Path("计划.txt"), data)
    return record_of(document, plan_id="jia")


def said(change: Change) -> str:
    item = change.after or change.before
    assert item
    number = next((f" ({d.before[0].text})" for d in change.differences if d.field == "number"), "")
    fields = [
        f"{d.field}: {'、'.join(q.text for q in d.before)} -> {'、'.join(q.text for q in d.after)}"
        for d in change.differences
        if d.field != "number"
    ]
    return " | ".join((f"{change.kind} {item.number}{number}", *fields))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    found = compare(edition(case["before"]), edition(case["after"]), edition=1)
    assert [said(change) for change in found.changes] == case["changes"]


def sides(revision: Revision) -> tuple[list[str], list[str]]:
    """Ids of the items in the changes, before and after."""
    before = [change.before.id for change in revision.changes if change.before]
    return before, [change.after.id for change in revision.changes if change.after]


def test_a_record_is_itself(seed_record: Record, records: tuple[Record, ...]) -> None:
    for record in (seed_record, *records):
        found = compare(record, record)
        assert (found.changes, found.unchanged) == ((), len(record.items))


@given(data=st.data())
def test_what_is_left_out_is_removed_and_nothing_else(seed_record: Record, data: st.DataObject) -> None:
    dropped = data.draw(st.sets(st.sampled_from(range(len(seed_record.items))), max_size=12))
    fewer = replace(seed_record, items=tuple(item for n, item in enumerate(seed_record.items) if n not in dropped))
    for found, kind in ((compare(seed_record, fewer), "removed"), (compare(fewer, seed_record), "added")):
        assert [change.kind for change in found.changes if change.kind != "renumbered"] == [kind] * len(dropped)
        assert found.unchanged == len(fewer.items) - sum(change.kind == "renumbered" for change in found.changes)


def test_every_item_stands_once_and_every_quote_in_its_text(seed_record: Record, records: tuple[Record, ...]) -> None:
    for earlier, later in ((seed_record, records[0]), (records[0], records[1]), (records[1], seed_record)):
        found = compare(earlier, later)
        before, after = sides(found)
        assert len(set(before)) == len(before) and len(set(after)) == len(after)
        assert len(before) + found.unchanged == len(earlier.items)
        assert len(after) + found.unchanged == len(later.items)
        for difference in (one for change in found.changes for one in change.differences):
            for record, quotes in ((earlier, difference.before), (later, difference.after)):
                for quote in quotes:
                    assert difference.field == "number" or holds(record, quote)


def holds(record: Record, quote: Quote) -> bool:
    """The quote's words stand in its span, but for blanks and what a table cell joins in another order."""
    standing = "".join(record.text[slice(*quote.span)].split())
    return not set("".join(quote.text.split())) - set(standing)


def test_the_same_revision_again(seed_record: Record, records: tuple[Record, ...]) -> None:
    assert compare(seed_record, records[0]) == compare(seed_record, records[0])


def test_sources_and_plans_are_told(records: tuple[Record, ...]) -> None:
    newer = replace(records[0], source=Source(name="新.txt", sha256="0" * 64, media_type="text/plain"))
    found = compare(records[0], newer, edition=3)
    assert (found.plan, found.edition, found.later_source.name) == (records[0].plan.id, 3, "新.txt")
    assert found.earlier_source == records[0].source


@given(st.text(alphabet="到202年完成五项。,", max_size=40), st.text(alphabet="到202年完成五项。,", max_size=40))
def test_pieces_lose_no_changed_word(before: str, after: str) -> None:
    made = pieces(before, after)
    if before == after:
        assert not any(piece.before or piece.after for piece in made)
    else:
        kept = len(before) - sum(len(piece.before) for piece in made)
        assert kept == len(after) - sum(len(piece.after) for piece in made)
