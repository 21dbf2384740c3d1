"""Who a unit became: the general table of reforms, as suggestions. Modelled on the W3C Organization Ontology
(https://www.w3.org/TR/vocab-org/): a `Succession` is an `org:ChangeEvent`; `predecessor` and `unit` are its
`org:originalOrganization` and `org:resultingOrganization` (`org:changedBy` leads from a unit to it)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal

from msgspec import Struct

from kb.schema import Unit
from kb.units.issuer import Issuer
from kb.units.names import take_apart
from kb.units.stems import entries
from kb.units.words import unit_words

Change = Literal["renamed", "merged", "split"]


class Succession(Struct, frozen=True, kw_only=True):
    """One step from a unit to one of its successors."""

    predecessor: str
    """Id of the unit that changed."""
    unit: Unit
    """The successor."""
    name: str
    """The successor's name, as it is shown."""
    date: str | None
    """ISO date as precise as known; for suggestions that of the reform at the unit's level."""
    kind: Change
    """renamed: one became one; merged: several became one; split: the tasks went to several."""
    basis: str
    """What the change rests on: a reform or a document."""
    status: Literal["suggested", "confirmed"]
    """suggested: by the general table; confirmed: stated by the workspace."""
    part: str | None = None
    """Of a split: the tasks that went to this successor."""
    note: str | None = None
    current: bool = True
    """False where the successor was itself succeeded (that step follows)."""


@cache
def _table() -> dict[str, dict[str, Any]]:
    """Row by entry id. Raises `ValueError` for a row that names an entry or a reform that does not exist."""
    data = unit_words("succession")
    found: dict[str, dict[str, Any]] = {}
    for row in data["successions"]:
        reform = data["reforms"].get(row["reform"])
        if reform is None:
            raise ValueError(f"succession.yaml: no reform {row['reform']}")
        for entry in row["from"]:
            if entry not in entries() or entry in found:
                raise ValueError(f"succession.yaml: {entry} is unknown or stands twice")
            found[entry] = {**row, "basis": reform["basis"], "date": reform["date"]}
    return found


def general_successions(unit: Unit, issuer: Issuer, resolve: Callable[[str, Issuer], Unit]) -> tuple[Succession, ...]:
    """Steps of the general table from `unit` to today, oldest first; empty for a unit that no reform touched."""
    steps: list[Succession] = []
    open_units, seen = [unit], {unit.id}
    while open_units:
        old = open_units.pop(0)
        for step in _steps(old, issuer, resolve):
            steps.append(step)
            if step.unit.id not in seen:
                seen.add(step.unit.id)
                open_units.append(step.unit)
    return tuple(steps)


def _steps(old: Unit, issuer: Issuer, resolve: Callable[[str, Issuer], Unit]) -> list[Succession]:
    row = _table().get(old.id.rpartition("/")[2])
    head = _head(old)
    if row is None or head is None:
        return []
    stems = row.get("levels", {}).get(old.level, row["to"])
    parts = row.get("parts", ()) if len(stems) > 1 else ()
    found = []
    for i, stem in enumerate(stems):
        new = resolve(head + stem, issuer)
        if new.id == old.id:
            continue
        found.append(
            Succession(
                predecessor=old.id,
                unit=new,
                name=head + stem,
                date=str(row["date"][old.level]) if old.level in row["date"] else None,
                kind=row["kind"],
                basis=row["basis"],
                status="suggested",
                part=parts[i] if parts else None,
                note=row.get("note"),
                current=new.id.rpartition("/")[2] not in _table(),
            )
        )
    return found


def _head(unit: Unit) -> str | None:
    """What stands before the stem in the unit's name: 区, 浙江省, nothing; null where the name has no stem."""
    taken = take_apart(unit.name)
    if taken is None:
        return None
    head = unit.name[: len(unit.name) - len(taken.stem.text)]
    return "" if unit.level == "national" else head.removesuffix("委")
