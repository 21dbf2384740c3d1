"""The architecture page says what the code says: layers, commands, and the glossary in both directions."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

from scripts.metrics import classes, modules
from scripts.zeren import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
HOLDERS = {"Views", "ItemTarget", "ItemDeadline"}
"""Classes of the schema and the views that only hold others together, and are no thing of the field."""
TYPES = {"Span"}
"""Types of the glossary that are no class."""


def _section(heading: str) -> str:
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def _glossary() -> set[str]:
    rows = [line.split("|")[2] for line in _section("Glossary").splitlines() if line.startswith("|")]
    return {name for row in rows for name in re.findall(r"`([A-Z]\w+)`", row)}


def _classes(file: str) -> set[str]:
    return {place.what for place in classes(file, ast.parse((ROOT / file).read_text(encoding="utf-8")))}


def test_layers_are_those_of_the_import_rules() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [(rule["name"], rule["layers"]) for rule in rules if rule["type"] == "layers"]
    written = re.findall(r"(?m)^([^\n]+):\n\n```\n(.*?)\n```", _section("Who may import whom"), re.S)
    assert [(name[0].lower() + name[1:], lines.splitlines()) for name, lines in written] == layers


def test_commands_are_those_of_the_command_line() -> None:
    rows = re.findall(r"(?m)^\| `zeren (\w+)` \| `(\w+)\.py` \| \S", _section("Commands"))
    assert rows == [(name, place.split(":")[0]) for name, place in COMMANDS.items()]


def test_every_thing_of_the_field_stands_in_the_glossary() -> None:
    things = _classes("kb/schema.py") | _classes("kb/views.py")
    assert things >= HOLDERS, "a holder that is gone: take it off the list"
    assert sorted(things - _glossary() - HOLDERS) == []


def test_every_class_of_the_glossary_exists() -> None:
    known = {place.what for file, _, tree in modules() for place in classes(file, tree)}
    assert sorted(_glossary() - known - TYPES) == []
    assert _glossary() >= TYPES
