"""What zeren is delivered with: nothing without a hash, nothing of a licence that is not allowed, one bill of materials."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scripts.supply import Licences, Program, bill, is_allowed, licences, troubles, unhashed

TABLE = Licences(
    allowed=frozenset({"MIT", "BSD-3-Clause", "Zlib"}),
    spoken={"MIT License": "MIT"},
    reviewed={
        "free": "MIT",
        "shut": "AGPL-3.0-only",
        "either": "AGPL-3.0-only OR MIT",
        "both": "MIT AND AGPL-3.0-only",
    },
    programs={"carrier": Program(name="tool", licence="GPL-2.0-or-later")},
)


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        *(("MIT", True), ("AGPL-3.0-only", False), ("MIT OR AGPL-3.0-only", True), ("MIT AND AGPL-3.0-only", False)),
        *(("MIT AND Zlib OR GPL-3.0-only", True), ("(MIT OR GPL-3.0-only) AND Zlib", False), ("", False)),
    ],
)
def test_what_binds_must_be_allowed(expression: str, allowed: bool) -> None:
    assert is_allowed(expression, TABLE.allowed) == allowed


def test_what_is_not_allowed_or_not_known_is_named() -> None:
    told = list(troubles(["shut", "both", "nobody-knows-this", "carrier", "pytest"], TABLE, "carrier GPL-2.0-or-later"))
    assert [line.partition(":")[0] for line in told] == [
        "both",
        "carrier",
        "nobody-knows-this",
        "shut",
        "either",
        "free",
    ]


def test_a_program_of_another_licence_must_be_told() -> None:
    table = Licences(allowed=TABLE.allowed, spoken={}, reviewed={"carrier": "MIT"}, programs=TABLE.programs)
    assert list(troubles(["carrier"], table, "carrier, GPL-2.0-or-later")) == []
    assert "not told" in next(troubles(["carrier"], table, "carrier"))


def test_every_file_of_the_lock_has_a_hash(root: Path) -> None:
    lock = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))
    assert list(unhashed(lock)) == []
    broken = {"package": [{"name": "a", "source": {}, "wheels": [{"url": "x"}]}, {"name": "b", "source": {}}]}
    assert list(unhashed(broken)) == ["a", "b"]


def exported(moment: str) -> dict[str, Any]:
    parts = [
        {"type": "library", "bom-ref": f"{name}-{place}@1", "name": name, "version": "1"}
        for place, name in enumerate(("free", "carrier"))
    ]
    metadata = {"timestamp": moment, "tools": [{"name": "uv"}], "component": {"name": "zeren"}}
    return {"bomFormat": "CycloneDX", "serialNumber": moment, "metadata": metadata, "components": parts}


def test_the_bill_is_the_same_at_any_time_and_tells_licences() -> None:
    made = bill(exported("2026-01-01"), TABLE)
    assert made == bill(exported("2027-01-01"), TABLE)
    carrier, free = json.loads(made)["components"]
    assert free["licenses"] == [{"expression": "MIT"}]
    assert carrier["components"][0]["name"] == "tool"
    assert carrier["components"][0]["licenses"] == [{"expression": "GPL-2.0-or-later"}]


def test_the_table_allows_no_copyleft_of_the_network(root: Path) -> None:
    assert not any(name.startswith(("AGPL", "GPL", "SSPL")) for name in licences().allowed)


def test_the_source_archive_leaves_out_what_is_not_given_away(root: Path) -> None:
    held = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    left_out = held["tool"]["hatch"]["build"]["targets"]["sdist"]["exclude"]
    assert {"/.ci", "/plans"} <= set(left_out)
