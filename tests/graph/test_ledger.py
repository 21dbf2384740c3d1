"""The ledger: nothing of the text is lost, and what is said of each entry is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from graph.ledger import entry_counts, ledger_of, lost_rows, unexplained_share
from kb.schema import Item, Locator, Plan, Record, Region, Source, Target
from kb.views import ENTRY_KINDS, LedgerEntry

_CASES = Path(__file__).resolve().parents[1] / "cases" / "ledger"


def _entries(text: str, kind: str) -> tuple[LedgerEntry, ...]:
    """The ledger of a plan of one measure with these words."""
    item = Item(id="x/1", kind="measure", text=text, span=(0, len(text)), locator=Locator(part="正文"))
    plan = Plan(id="x", title="甲区行动计划", start_year=2021, end_year=2025)
    source = Source(name="x.txt", sha256="0" * 64, media_type="text/plain")
    entries = ledger_of(Record(plan=plan, source=source, text=text, items=(item,)))
    return tuple(entry for entry in entries if entry.kind == kind)


@pytest.mark.parametrize("case", yaml.safe_load((_CASES / "reasons.yaml").read_text(encoding="utf-8")), ids=str)
def test_why_no_field_holds_it(case: dict[str, str]) -> None:
    """The entry's words and the reason; no reason where a person should look."""
    (entry,) = (entry for entry in _entries(case["text"], case["kind"]) if entry.text == case["entry"])
    assert (entry.why or None) == case["why"]


def test_a_row_that_vanished_is_told(seed_record: Record) -> None:
    assert lost_rows(seed_record) == ()
    rows = [item for item in seed_record.items if item.locator.row is not None and item.part is None]
    for gone in rows[1:50:7]:
        items = tuple(item for item in seed_record.items if item is not gone)
        lost = lost_rows(replace(seed_record, items=items))
        assert [seed_record.text[slice(*span)] for span in lost] == [gone.number]
        entries = ledger_of(replace(seed_record, items=items))
        assert entry_counts(entries)["row"]["unexplained"] == 1


def test_a_promise_outside_the_items_is_missed() -> None:
    """Prose may hold targets; of the past and of nothing it does not."""
    text = "到2025年，培育企业100家。2020年，有企业60家。"
    plan = Plan(id="x", title="甲区行动计划", start_year=2021, end_year=2025)
    source = Source(name="x.txt", sha256="0" * 64, media_type="text/plain")
    record = Record(plan=plan, source=source, text=text, regions=(Region(kind="heading", span=(0, len(text))),))
    states = {entry.text: entry.state for entry in ledger_of(record) if entry.kind == "number"}
    assert states == {"100家": "unexplained", "60家": "explained"}


def test_a_number_of_a_field_is_extracted() -> None:
    text = "新建公园10座"
    target = Target(
        indicator="公园", kind="level", comparator=">=", value=10, unit="座", text=text, span=(0, len(text))
    )
    where = Locator(part="正文")
    item = Item(id="x/1", kind="measure", text=text, span=(0, len(text)), locator=where, targets=(target,))
    source = Source(name="x.txt", sha256="0" * 64, media_type="text/plain")
    record = Record(plan=Plan(id="x", title="甲"), source=source, text=text, items=(item,))
    assert [(entry.state, entry.why) for entry in ledger_of(record)] == [("extracted", "指标")]


def test_every_reason_has_a_case() -> None:
    file = Path(ledger_of.__code__.co_filename).with_suffix(".yaml")
    cases = yaml.safe_load((_CASES / "reasons.yaml").read_text(encoding="utf-8"))
    for reason in yaml.safe_load(file.read_text(encoding="utf-8"))["reasons"]:
        assert any(_fits(reason, case) for case in cases), reason
    assert any(case["why"] is None for case in cases)


def _fits(reason: dict[str, str], case: dict[str, str]) -> bool:
    before, _, after = case["text"].partition(case["entry"])
    tried = (("before", before), ("number", case["entry"]), ("after", after))
    return case["why"] == reason["why"] and all(re.search(reason.get(part, ""), words) for part, words in tried)


def test_the_plan_of_the_repository(seed_record: Record) -> None:
    entries = ledger_of(seed_record)
    held = entry_counts(entries)
    assert held["row"]["unexplained"] == 0 and held["row"].total() == 146
    assert unexplained_share(entries) <= 0.02


def test_every_entry_stands_in_the_text(seed_record: Record) -> None:
    ids = {item.id for item in seed_record.items}
    for entry in ledger_of(seed_record):
        assert entry.kind in ENTRY_KINDS
        assert entry.text and seed_record.text[slice(*entry.span)].strip()
        assert not entry.item or entry.item in ids
        assert bool(entry.why) == (entry.state != "unexplained")


def test_every_duty_is_in_the_ledger(seed_record: Record) -> None:
    """A name broken over lines stands in the text in pieces and is found by its item alone."""
    held = {entry.span for entry in ledger_of(seed_record) if entry.kind == "unit"}
    whole = [
        duty.span
        for item in seed_record.items
        for duty in item.duties
        if len(duty.mention) > 2 and seed_record.text[slice(*duty.span)] == duty.mention
    ]
    missing = [span for span in whole if not any(one[0] <= span[0] and span[1] <= one[1] for one in held)]
    assert not missing
