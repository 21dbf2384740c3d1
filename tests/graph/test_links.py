"""Links against a reading by a person, and laws that hold for any record."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from graph.links import link_items
from kb.schema import Link, Record


@pytest.fixture(scope="module")
def links(seed_record: Record) -> tuple[Link, ...]:
    return link_items(seed_record)


def test_precision_and_recall_on_the_reviewed_links(root: Path, links: tuple[Link, ...], seed_record: Record) -> None:
    held = yaml.safe_load((root / "tests" / "cases" / "links" / "wuxing-2018.yaml").read_text(encoding="utf-8"))
    plan = seed_record.plan.id
    gold = {(f"{plan}/{source}", f"{plan}/{target}") for source, targets in held.items() for target in targets}
    sources = {f"{plan}/{source}" for source in held}
    found = {(link.source, link.target) for link in links if link.source in sources and link.kind != "repeats"}
    assert len(gold) >= 60
    right = len(gold & found)
    assert right / len(found) >= 0.95, sorted(found - gold)
    assert right / len(gold) >= 0.90, sorted(gold - found)


def test_every_task_is_linked_to_its_measure_or_explicitly_to_none(
    root: Path, links: tuple[Link, ...], seed_record: Record
) -> None:
    held = yaml.safe_load((root / "tests" / "cases" / "links" / "wuxing-2018.yaml").read_text(encoding="utf-8"))
    plan = seed_record.plan.id
    tasks = [item.id for item in seed_record.items if item.kind == "task"]
    assert len(tasks) == 111
    found = {link.source for link in links if link.target.startswith(f"{plan}/body/") and "goal" not in link.target}
    none = {id for id in tasks if not any("goal" not in target for target in held[id.removeprefix(f"{plan}/")])}
    assert {id for id in tasks if id not in found} == none


def test_what_repeats_says_the_same_in_another_part(links: tuple[Link, ...], seed_record: Record) -> None:
    items = {item.id: item for item in seed_record.items}
    repeats = [link for link in links if link.kind == "repeats"]
    plan = seed_record.plan.id
    assert (f"{plan}/annex-2/6", f"{plan}/annex-1/35") in {(link.source, link.target) for link in repeats}
    for link in repeats:
        one, other = items[link.source], items[link.target]
        assert other.span < one.span and (one.kind, one.locator.part) != (other.kind, other.locator.part)


def test_every_link_joins_two_items_and_says_why(links: tuple[Link, ...], seed_record: Record) -> None:
    ids = {item.id for item in seed_record.items}
    for link in links:
        assert {link.source, link.target} <= ids and link.source != link.target
        assert 0.5 <= link.score <= 1
        assert link.words or link.reasons


def test_the_same_record_gives_the_same_links(records: tuple[Record, ...]) -> None:
    for record in records:
        assert link_items(record) == link_items(record)
