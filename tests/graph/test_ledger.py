"""The ledger: nothing of the text is lost, and what is said of each entry is true."""

from __future__ import annotations

from graph.ledger import KINDS, counts, ledger_of, unexplained_share
from kb.schema import Record


def test_the_plan_of_the_repository(seed_record: Record) -> None:
    entries = ledger_of(seed_record)
    held = counts(entries)
    assert held["row"]["unexplained"] == 0 and held["row"].total() == 146
    assert unexplained_share(entries) <= 0.02


def test_every_entry_stands_in_the_text(seed_record: Record) -> None:
    ids = {item.id for item in seed_record.items}
    for entry in ledger_of(seed_record):
        assert entry.kind in KINDS
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
