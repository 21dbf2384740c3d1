"""What zeren is delivered with: hashes in the lock file, licences of all that runs with it, a bill of materials.

    uv run python -m scripts.supply              check hashes and licences
    uv run python -m scripts.supply sbom FILE    write the CycloneDX bill of materials

Licences are read from the metadata of the installed packages; `licences.yaml` holds what is allowed and what a person
had to read. The bill is uv's own, without the moment and the number of its making, with licences: the same lock file
gives the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

ROOT = Path(__file__).resolve().parents[1]
_TABLE = Path(__file__).with_name("licences.yaml")
_DECISIONS = ROOT / "docs" / "decisions.md"

Json = dict[str, Any]


class Program(Struct, frozen=True):
    """A program inside a package."""

    name: str
    licence: str


class Licences(Struct, frozen=True, forbid_unknown_fields=True):
    """What `licences.yaml` holds."""

    allowed: frozenset[str]
    spoken: dict[str, str]
    """SPDX expression by what metadata says."""
    reviewed: dict[str, str]
    """The same by package."""
    programs: dict[str, Program]


def licences() -> Licences:
    """The reviewed table."""
    return msgspec.convert(yaml.safe_load(_TABLE.read_text(encoding="utf-8")), Licences)


def unhashed(lock: Mapping[str, Any]) -> Iterator[str]:
    """Names of packages in the lock file with a file of no SHA-256, or without any file; the project itself apart."""
    for package in lock["package"]:
        if "editable" in package["source"]:
            continue
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
        if not files or not all(str(file.get("hash", "")).startswith("sha256:") for file in files):
            yield package["name"]


def licence_of(package: str, table: Licences) -> str | None:
    """SPDX expression of the package; null where neither its metadata nor a person says one."""
    if package in table.reviewed:
        return table.reviewed[package]
    try:
        held = distribution(package).metadata
    except PackageNotFoundError:
        return None
    if stated := held.get_all("License-Expression"):
        return str(stated[0])
    classes = [
        one.rpartition("::")[2].strip() for one in held.get_all("Classifier") or () if one.startswith("License ::")
    ]
    for words in (str((held.get_all("License") or [""])[0]).strip(), *classes):
        if words in table.spoken:
            return table.spoken[words]
    return None


def is_allowed(expression: str, allowed: frozenset[str]) -> bool:
    """Whether every licence that binds is allowed; of several to choose from one is enough.

    >>> is_allowed("MIT OR AGPL-3.0-only", frozenset({"MIT"})), is_allowed("MIT AND AGPL-3.0-only", frozenset({"MIT"}))
    (True, False)
    """
    plain = expression.replace("(", " ").replace(")", " ")
    if "(" in expression and " OR " in plain and " AND " in plain:
        return all(name in allowed for name in plain.split() if name not in ("AND", "OR"))
    return any(all(name.strip() in allowed for name in way.split(" AND ")) for way in plain.split(" OR "))


def troubles(packages: Iterator[str] | list[str], table: Licences, decisions: str) -> Iterator[str]:
    """What is wrong with the licences of the packages."""
    names = set(packages)
    for package in sorted(names):
        stated = licence_of(package, table)
        if stated is None:
            yield f"{package}: no licence known; read it and enter it in {_TABLE.name}"
        elif not is_allowed(stated, table.allowed):
            yield f"{package}: {stated} is not allowed"
    for package in sorted({*table.reviewed, *table.programs} - names):
        yield f"{package}: in {_TABLE.name} and in no lock file"
    for package, program in table.programs.items():
        if package not in decisions or program.licence not in decisions:
            yield f"{package}: {program.name} ({program.licence}) is not told in docs/decisions.md"


def exported() -> Json:
    """uv's bill of materials of what runs with zeren, all extras included."""
    command = ["uv", "export", "--format", "cyclonedx1.5", "--no-dev", "--all-extras", "--locked", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    held: Json = json.loads(done.stdout)
    return held


def bill(held: Json, table: Licences) -> bytes:
    """The bill with licences, the same for the same lock file."""
    parts = [_with_licence(part, table) for part in held["components"]]
    metadata = {name: value for name, value in held["metadata"].items() if name not in ("timestamp", "tools")}
    made: Json = {name: value for name, value in held.items() if name != "serialNumber"}
    made |= {"metadata": metadata, "components": sorted(parts, key=lambda part: (part["name"], part["version"]))}
    text = json.dumps(made, sort_keys=True)
    made["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, text).urn
    return (json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _with_licence(part: Json, table: Licences) -> Json:
    stated = licence_of(part["name"], table)
    made = part | {"licenses": [{"expression": stated}]} if stated else part
    program = table.programs.get(part["name"])
    if program is None:
        return made
    inside = {"type": "application", "name": program.name, "licenses": [{"expression": program.licence}]}
    return made | {"components": [inside | {"bom-ref": f"{part['bom-ref']}/{program.name}"}]}


def main(arguments: list[str]) -> int:
    """Check, or write the bill; 1 where something is wrong."""
    table = licences()
    held = exported()
    if arguments[:1] == ["sbom"] and len(arguments) == 2:
        Path(arguments[1]).write_bytes(bill(held, table))
        return 0
    wrong = [f"{name}: no SHA-256 in uv.lock" for name in unhashed(tomllib.loads((ROOT / "uv.lock").read_text()))]
    wrong += troubles([part["name"] for part in held["components"]], table, _DECISIONS.read_text(encoding="utf-8"))
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        print(f"{len(held['components'])} packages that run with zeren {version('zeren')}: hashed, licences allowed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
