"""Whole plans in every layout: what the record must say of each, as data that a person has read and found right.

A plan is a folder with `source.*` and `expected.yaml`. `python -m tests.plans.test_plans NAME` prints what the record says
now, in the form of `expected.yaml`: read it against the source before it becomes the expectation.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.errors import NoPlanError
from kb.schema import Deadline, Item, Record, Target
from parser.pipeline import read_record

PLANS = Path(__file__).parent
NAMES = sorted(folder.name for folder in PLANS.iterdir() if (folder / "expected.yaml").exists())


def source_of(name: str) -> Path:
    return next((PLANS / name).glob("source.*"))


def told(record: Record) -> dict[str, Any]:
    """What a record says, as short as a person can check it."""
    plan = record.plan
    known = {
        "title": plan.title,
        "number": plan.document_number,
        "issuer": plan.issuer,
        "issued_on": plan.issued_on,
        "years": [plan.start_year, plan.end_year] if plan.start_year else None,
    }
    return {
        "plan": {key: value for key, value in known.items() if value},
        "items": [_item(item) for item in record.items],
        "issues": sorted({issue.code for issue in record.issues}),
    }


def _item(item: Item) -> dict[str, Any]:
    said: dict[str, Any] = {"id": item.id.split("/", 1)[1], "kind": item.kind, "path": " > ".join(item.path)}
    said |= {"row": item.locator.row, "title": item.title, "text": item.text}
    for role in ("lead", "support", "responsible"):
        said[role] = [duty.mention for duty in item.duties if duty.role == role]
    said["duties_not_stated"] = sorted({duty.certainty for duty in item.duties} - {"stated"})
    said["deadlines"] = [_deadline(deadline) for deadline in item.deadlines]
    said["targets"] = [_target(target) for target in item.stated_targets]
    return {key: value for key, value in said.items() if value}


def _deadline(deadline: Deadline) -> str:
    return f"{deadline.relation} {deadline.start or ''}..{deadline.end or ''}"


def _target(target: Target) -> str:
    words = (target.indicator, target.comparator, f"{target.value:g}{target.unit or ''}", target.year)
    return " ".join(str(word) for word in words if word)


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_says_what_it_says(name: str) -> None:
    expected = yaml.safe_load((PLANS / name / "expected.yaml").read_text(encoding="utf-8"))
    assert told(read_record(source_of(name))) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_character_has_a_place_and_every_value_its_words(name: str) -> None:
    record = read_record(source_of(name))
    covered = record.coverage
    assert covered.unplaced == 0
    assert covered.characters == len("".join(record.text.split()))
    assert len({item.id for item in record.items}) == len(record.items)
    assert all(item.id.isascii() for item in record.items)
    for item in record.items:
        for duty in item.duties:
            assert _same(record.text[slice(*duty.span)], duty.mention)
        for value in (*item.deadlines, *item.stated_targets):
            assert 0 <= value.span[0] < value.span[1] <= len(record.text)


def _same(written: str, mention: str) -> bool:
    return "".join(written.split()) == "".join(mention.split())


def main(names: Sequence[str]) -> None:
    for name in names:
        record = read_record(source_of(name))
        print(yaml.safe_dump(told(record), allow_unicode=True, sort_keys=False, width=200), end="")


def test_a_refusal_tells_what_the_reader_saw(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(f"<h1>清河县要点</h1><div></div><script>var rows = {'x' * 400};</script>", encoding="utf-8")
    with pytest.raises(NoPlanError, match="由脚本载入"):
        read_record(page)


if __name__ == "__main__":
    main(sys.argv[1:])
