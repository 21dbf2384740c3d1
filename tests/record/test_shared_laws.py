"""The laws of the contract, over every shared plan; over the repository's own where ../shared is absent."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace

from graph.checks import findings_of
from graph.links import link_items
from kb.codec import encode, json_schema
from kb.schema import Record
from parser.pipeline import read_record
from tests.layouts.test_laws import assert_accounted, assert_evidence

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
OWN = [ROOT / "plans" / "wuxing-2018-122" / "source.txt"]
PLANS = sorted(path for path in (SHARED / "plans").glob("*") if path.name != "index.md") or OWN
NAMES = [path.stem for path in PLANS]


@cache
def record_of(path: Path) -> Record:
    record = read_record(path)
    return replace(record, links=link_items(record))


@pytest.mark.parametrize("path", PLANS, ids=NAMES)
def test_the_record_is_of_the_schema(path: Path) -> None:
    jsonschema.validate(json.loads(encode(record_of(path))), json_schema())


@pytest.mark.parametrize("path", PLANS, ids=NAMES)
def test_spans_lead_to_the_words_and_classes_add_up(path: Path) -> None:
    record = record_of(path)
    assert_accounted(record)
    assert_evidence(record)
    for value in (value for item in record.items for value in (*item.deadlines, *item.stated_targets)):
        written = "".join(record.text[slice(*value.span)].split())
        assert "".join(value.text.split()) in written or is_joined(value.text, written)


def is_joined(told: str, written: str) -> bool:
    """The words are put together from pieces of their place: every character stands there, in their order."""
    rest = iter(written)
    return all(character in rest for character in told if not character.isspace())


@pytest.mark.parametrize("path", PLANS, ids=NAMES)
def test_links_issues_and_findings_name_what_is_there(path: Path) -> None:
    record = record_of(path)
    items = {item.id for item in record.items}
    assert {end for link in record.links for end in (link.source, link.target)} <= items
    assert {issue.item for issue in record.issues} <= items | {None}
    for quote in (quote for finding in findings_of(record) for quote in finding.quotes):
        assert quote.item in items or quote.item == ""
        assert 0 <= quote.span[0] <= quote.span[1] <= len(record.text)


def test_the_schema_covers_the_contract(shared: Path) -> None:
    example = re.search(r"```jsonc\n(.*?)```", (shared / "docs" / "contract.md").read_text(encoding="utf-8"), re.DOTALL)
    assert example
    named = set(re.findall(r'"(\w+)":', example[1]))
    ours = {name for struct in json_schema()["$defs"].values() for name in struct.get("properties", {})}
    assert len(named) > 60
    assert named <= ours


DIGEST = """
import sys
from hashlib import sha256
from pathlib import Path
from msgspec import json
from msgspec.structs import replace
from graph.checks import findings_of
from graph.links import link_items
from kb.codec import encode
from parser.pipeline import read_record
for path in sys.argv[1:]:
    record = read_record(Path(path))
    record = replace(record, links=link_items(record))
    print(sha256(encode(record) + json.encode(findings_of(record))).hexdigest())
"""


def test_the_same_bytes_whatever_the_order_of_sets() -> None:
    """Python orders sets by PYTHONHASHSEED: what depends on such an order differs between two seeds."""
    seen = [
        subprocess.run(
            [sys.executable, "-c", DIGEST, *map(str, PLANS)],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert [path.name for path, one, other in zip(PLANS, *seen, strict=True) if one != other] == []
    assert len(seen[0]) == len(PLANS)
