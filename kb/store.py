"""The knowledge base: one SQLite file with every record as it is, its tables for questions in SQL, and the views.

Written once by a build and only read afterwards. The same records give the same rows in the same order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec

from kb.codec import decode, encode
from kb.errors import RecordError, SystemRefusedError, UsageError, WorkspaceError
from kb.schema import Item, ItemCell, Record
from kb.views import Revision, UnitView, Unread, Views

VERSION = 5
"""Of the tables; kept in the file's `user_version`. A file of another version is not read."""

_REBUILD = "请重新运行 zeren build"
_VIEW = msgspec.json.Decoder(UnitView)
_REVISION = msgspec.json.Decoder(Revision)
_Held = TypeVar("_Held", UnitView, Revision)


def write_store(records: Sequence[Record], views: Views, path: Path) -> None:
    """Write the knowledge base of all `records` and their `views` to `path`, where no file is yet.

    Raises `SystemRefusedError` where the disk does not take it.
    """
    try:
        _write(records, views, path)
    except sqlite3.OperationalError as error:
        told = f"知识库写不进去: {error}"
        raise SystemRefusedError(told, where=str(path), advice="请检查磁盘空间、文件大小的限制和权限") from error


def _write(records: Sequence[Record], views: Views, path: Path) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript((files("kb") / "store.sql").read_text(encoding="utf-8"))
        base.execute(f"PRAGMA user_version = {VERSION}")
        for record in sorted(records, key=lambda record: record.plan.id):
            for table, rows in _tables(record):
                _insert(base, table, rows)
        _insert(base, "unit_views", [(n, v.unit.id, _json(v)) for n, v in enumerate(views.units)])
        _insert(
            base,
            "findings",
            [(f.id, f.plan, f.code, f.severity, f.message, _json(f.items), f.dismissed) for f in views.findings],
        )
        _insert(base, "revisions", [(one.plan, one.edition, _json(one)) for one in views.revisions])
        _insert(base, "unread", [(one.plan, one.where, one.what, one.advice, one.kept) for one in views.unread])


def _insert(base: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        base.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)


def _tables(record: Record) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Rows of every table that holds records, in the order of the columns in store.sql."""
    plan, items = record.plan, record.items
    yield "records", [(plan.id, encode(record).decode())]
    yield (
        "plans",
        [
            (
                plan.id,
                plan.title,
                plan.document_number,
                plan.index_number,
                plan.issuer,
                plan.region,
                plan.issued_on,
                plan.start_year,
                plan.end_year,
                record.source.name,
                record.source.sha256,
            )
        ],
    )
    yield "items", [_item_row(plan.id, place, item) for place, item in enumerate(items)]
    yield "duties", [(i.id, d.role, d.unit, d.mention, *d.span, d.certainty) for i in items for d in i.duties]
    yield "cells", [_cell_row(i.id, at, cell) for i in items for at, cell in enumerate(i.cells)]
    yield (
        "deadlines",
        [(i.id, d.text, d.relation, d.start, d.end, *d.span, d.certainty) for i in items for d in i.deadlines],
    )
    yield (
        "targets",
        [
            (
                f"{item.id}/target-{count}",
                item.id,
                target.indicator,
                target.kind,
                target.direction,
                target.comparator,
                target.value,
                target.unit,
                target.year,
                target.per,
                target.commitment,
                target.baseline_year,
                target.text,
                *target.span,
                target.certainty,
                target.normal_value,
                target.normal_unit,
            )
            for item in items
            for count, target in enumerate(item.targets, 1)
        ],
    )
    yield (
        "units",
        [(plan.id, u.id, u.name, u.full_name, _json(u.aliases), u.kind, u.level, u.reviewed) for u in record.units],
    )
    yield "issues", [(plan.id, i.code, i.severity, i.message, i.item, *(i.span or (None, None))) for i in record.issues]
    yield "links", [(plan.id, one.source, one.target, one.kind, one.score) for one in record.links]
    yield (
        "repairs",
        [
            (plan.id, r.start, r.end, r.before, r.after, r.certainty, _json(r.alternatives), r.fix)
            for r in record.repairs
        ],
    )


def _item_row(plan: str, place: int, item: Item) -> tuple[Any, ...]:
    where = item.locator
    head = (item.id, plan, place, item.kind, item.number, item.part, _json(item.path), item.title, item.text)
    return (*head, *item.span, where.part, where.heading, where.row, where.line, where.page)


def _cell_row(item: str, place: int, cell: ItemCell) -> tuple[Any, ...]:
    return (item, place, cell.header, cell.text, *(cell.span or (None, None)), cell.inherited)


def _json(value: Sequence[str] | UnitView | Revision) -> str:
    return msgspec.json.encode(value).decode()


class Store:
    """The knowledge base of a build, open for reading; a context manager.

    Raises `WorkspaceError` when there is none or it may not be read, `RecordError` when it is damaged or of another version.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise WorkspaceError("知识库还没有生成", where=str(path), advice="请先运行 zeren build")
        self._where = str(path)
        try:
            self._base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        except sqlite3.OperationalError as error:
            raise WorkspaceError("知识库无法打开", where=str(path), advice="请检查文件和文件夹的权限") from error
        try:
            ((version,),) = self._rows("PRAGMA user_version")
            if version != VERSION:
                raise RecordError(
                    f"知识库的版本是 {version}, 本程序只认识 {VERSION}", where=self._where, advice=_REBUILD
                )
        except RecordError:
            self._base.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._base.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise RecordError(f"知识库已损坏: {error}", where=self._where, advice=_REBUILD) from error

    def records(self) -> tuple[Record, ...]:
        """Every record, by plan id."""
        return tuple(
            decode(data, where=self._where) for (data,) in self._rows("SELECT json FROM records ORDER BY plan")
        )

    def record(self, plan: str) -> Record | None:
        """The record of one plan; null when the base does not hold it."""
        rows = self._rows("SELECT json FROM records WHERE plan = ?", plan)
        return decode(rows[0][0], where=self._where) if rows else None

    def known_record(self, plan: str) -> Record:
        """The record of one plan. Raises `UsageError` that names the plans there are when the base does not hold it."""
        record = self.record(plan)
        if record is None:
            known = "、".join(id for (id,) in self._rows("SELECT plan FROM records ORDER BY plan"))
            raise UsageError(f"没有编号为 {plan} 的计划", advice=f"已有的计划: {known}")
        return record

    def unit_views(self) -> tuple[UnitView, ...]:
        """What every unit answers for, those with most duties first."""
        return self._decoded(_VIEW, "SELECT json FROM unit_views ORDER BY place")

    def revisions(self, plan: str) -> tuple[Revision, ...]:
        """What each edition of the plan changed in the one before, the oldest first; empty for a plan of one edition."""
        return self._decoded(_REVISION, "SELECT json FROM revisions WHERE plan = ? ORDER BY edition", plan)

    def unread(self) -> tuple[Unread, ...]:
        """The plans that the build could not read, by id."""
        rows = self._rows('SELECT plan, "where", what, advice, kept FROM unread ORDER BY plan')
        return tuple(Unread(plan=a, where=b, what=c, advice=d, kept=bool(e)) for a, b, c, d, e in rows)

    def _decoded(self, decoder: msgspec.json.Decoder[_Held], sql: str, *values: object) -> tuple[_Held, ...]:
        try:
            return tuple(decoder.decode(data) for (data,) in self._rows(sql, *values))
        except msgspec.DecodeError as error:
            raise RecordError(f"知识库已损坏: {error}", where=self._where, advice=_REBUILD) from error

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of a question in SQL over the tables of store.sql. The base is open for reading only."""
        return self._rows(sql, *values)
