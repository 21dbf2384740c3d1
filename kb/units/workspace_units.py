"""The workspace's own `units.yaml`: units it knows better, members of its groups, successions it confirms.

units:        [{name, id?, full_name?, aliases?, kind?, level?, region?}]
groups:       [{name, members: [names or ids]}]
successions:  [{from: name or id, to: [names], date?, kind?, basis?, part?}]
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from kb.errors import WorkspaceError
from kb.handwritten import UnlikeError, invisible, parsed, shaped, shown
from kb.schema import Level, Unit, UnitKind
from kb.units.contradictions import of_groups, of_successions
from kb.units.groups import group_key
from kb.units.issuer import Issuer
from kb.units.regions import region_slug, to_ascii
from kb.units.succession import Change, Succession


class _UnitRow(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    id: str | None = None
    full_name: str | None = None
    aliases: tuple[str, ...] = ()
    kind: UnitKind = "other"
    level: Level = "unknown"
    region: str | None = None
    """The row holds for plans of this region and those in it; null: for all."""


class _GroupRow(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    members: tuple[str, ...]


class _SuccessionRow(Struct, frozen=True, forbid_unknown_fields=True):
    predecessor: str = msgspec.field(name="from")
    to: tuple[str, ...]
    date: str | None = None
    kind: Change = "renamed"
    basis: str = "本工作区确认"
    part: str | None = None


class _UnitsFile(Struct, frozen=True, forbid_unknown_fields=True):
    units: tuple[_UnitRow, ...] = ()
    groups: tuple[_GroupRow, ...] = ()
    successions: tuple[_SuccessionRow, ...] = ()


class OwnUnits:
    """What one workspace states, ready for look-up. Immutable."""

    def __init__(self, data: _UnitsFile) -> None:
        self._data = data
        self._by_name: dict[str, list[tuple[_UnitRow, Unit]]] = {}
        self._by_id: dict[str, Unit] = {}
        for row in data.units:
            unit = _unit(row)
            self._by_id[unit.id] = unit
            for name in dict.fromkeys((row.name, row.full_name, *row.aliases)):
                if name:
                    self._by_name.setdefault(_key(name), []).append((row, unit))
        self._members = {group_key(row.name): row.members for row in data.groups}

    def unit(self, name: str, issuer: Issuer) -> Unit | None:
        """The unit that the workspace calls so, for plans of this issuer; null where it states none."""
        around = (issuer.region, *issuer.parents)
        rows = self._by_name.get(_key(name), ())
        return next((unit for row, unit in rows if row.region is None or row.region in around), None)

    def corrected(self, unit: Unit) -> Unit:
        """The workspace's row with that unit's id, or the unit itself."""
        return self._by_id.get(unit.id, unit)

    def members(self, group: Unit, units: tuple[Unit, ...]) -> tuple[str, ...] | None:
        """Ids of the stated members among `units`; null where the workspace states none for this group."""
        stated = self._members.get(group_key(group.name))
        if stated is None:
            return None
        wanted = {_key(name) for name in stated}
        return tuple(u.id for u in units if wanted & {_key(n) for n in (u.id, u.name, u.full_name or "", *u.aliases)})

    def successions(self, unit: Unit, resolve: Callable[[str], Unit]) -> tuple[Succession, ...]:
        """The workspace's steps from `unit`, all `confirmed`, followed to the end."""
        steps: list[Succession] = []
        open_units, seen = [unit], {unit.id}
        while open_units:
            old = open_units.pop(0)
            for row in self._rows_of(old):
                for name in row.to:
                    new = resolve(name)
                    last = not self._rows_of(new)
                    steps.append(_step(old, new, row, name, last))
                    if new.id not in seen:
                        seen.add(new.id)
                        open_units.append(new)
        return tuple(steps)

    def _rows_of(self, unit: Unit) -> list[_SuccessionRow]:
        names = {_key(n) for n in (unit.id, unit.name, unit.full_name or "") if n}
        return [row for row in self._data.successions if _key(row.predecessor) in names]


def _step(old: Unit, new: Unit, row: _SuccessionRow, name: str, last: bool) -> Succession:
    return Succession(
        predecessor=old.id,
        unit=new,
        name=name,
        date=row.date,
        kind=row.kind,
        basis=row.basis,
        status="confirmed",
        part=row.part,
        current=last,
    )


def read_own(path: Path | None) -> OwnUnits:
    """The workspace's file; an absent one states nothing. Raises `WorkspaceError` for one that is not as described."""
    if path is None or not path.exists():
        return OwnUnits(_UnitsFile())
    try:
        data = shaped(parsed(path) or {}, _UnitsFile)
        _check(data)
    except UnlikeError as error:
        raise WorkspaceError(f"单位表写法有误: {error}", where=str(path), advice=_ADVICE) from error
    return OwnUnits(data)


_ADVICE = "请对照手册《怎样更正》里“补充单位”一节改正"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def _check(data: _UnitsFile) -> None:
    """Raise `UnlikeError` for what has the right form and still says nothing, or contradicts itself."""
    ids: dict[str, int] = {}
    _check_visible(data)
    for number, row in enumerate(data.units, 1):
        where = f"units 第{number}条"
        _need(where, name=row.name, aliases=all(map(_key, row.aliases)))
        if row.id is not None and not _ID.fullmatch(row.id):
            raise UnlikeError(
                f"{where} id “{shown(row.id)}”不能用, 只用小写字母、数字、连字符和一个斜线, 例如 wuxing/zhishuiban"
            )
        if (first := ids.setdefault(_unit(row).id, number)) != number:
            raise UnlikeError(f"{where}与第{first}条是同一个单位 ({shown(_unit(row).id)})")
    _check_names(data.units)
    groups: dict[str, int] = {}
    for number, group in enumerate(data.groups, 1):
        where = f"groups 第{number}条"
        _need(where, name=group.name, members=group.members and all(map(_key, group.members)))
        if (first := groups.setdefault(group_key(group.name), number)) != number:
            raise UnlikeError(f"{where}与第{first}条说的是同一个集合 “{shown(group.name)}”")
    for number, step in enumerate(data.successions, 1):
        where = f"successions 第{number}条"
        _need(where, **{"from": step.predecessor, "to": step.to and all(map(_key, step.to))})
        if step.date is not None and not _DATE.fullmatch(step.date):
            raise UnlikeError(f"{where} date “{shown(step.date)}”不是日期, 例如 2019-01")
    groups_said = [(group.name, group.members) for group in data.groups]
    for wrong in (*of_groups(groups_said, group_key), *of_successions(data.successions, _key)):
        raise UnlikeError(wrong)


def _check_names(rows: tuple[_UnitRow, ...]) -> None:
    """Raise `UnlikeError` for a name that two units have where both hold: which of them is meant, nobody could tell.

    A row for one region may stand before the row for all others that have the name.
    """
    known: dict[str, list[tuple[int, str | None]]] = {}
    for number, row in enumerate(rows, 1):
        for name in {_key(name): name for name in (row.name, row.full_name, *row.aliases) if name}.values():
            holders = known.setdefault(_key(name), [])
            for first, region in holders:
                if region is None or region == row.region:
                    raise UnlikeError(f"units 第{number}条与第{first}条都叫“{shown(name)}”, 分不清指哪一个")
            holders.append((number, row.region))


def _check_visible(data: _UnitsFile) -> None:
    """Raise `UnlikeError` for the first text that holds a control character: names stand on every page."""
    for list_name, rows in (("units", data.units), ("groups", data.groups), ("successions", data.successions)):
        for number, row in enumerate(rows, 1):
            for key, value in msgspec.structs.asdict(row).items():
                found = next((sign for text in _texts(value) if (sign := invisible(text))), "")
                if found:
                    name = "from" if key == "predecessor" else key
                    raise UnlikeError(f"{list_name} 第{number}条 {name} 含有看不见的字符 ({found})")


def _texts(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()


def _need(where: str, **held: object) -> None:
    """Raise `UnlikeError` for the first field that holds nothing."""
    for name, value in held.items():
        if not (_key(value) if isinstance(value, str) else value):
            raise UnlikeError(f"{where}的 {name} 是空的")


def _unit(row: _UnitRow) -> Unit:
    slug = region_slug(row.region) if row.region else "x"
    return Unit(
        id=row.id or f"{slug}/{to_ascii(row.name)}",
        name=row.name,
        full_name=row.full_name,
        aliases=row.aliases,
        kind=row.kind,
        level=row.level,
        reviewed=True,
    )


def _key(name: str) -> str:
    return "".join(name.split()).replace("(", "（").replace(")", "）")
