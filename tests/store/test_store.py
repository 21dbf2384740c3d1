"""The knowledge base: records come back as they went in, the tables agree with them, damage is told."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from graph.build import build_graph
from graph.checks import findings_of
from graph.export import graphml_graph
from graph.links import link_items
from graph.views import all_views
from kb.errors import RecordError, SystemRefusedError, WorkspaceError
from kb.schema import Record
from kb.store import Store, write_store
from kb.views import Views


@pytest.fixture(scope="module")
def views(records: tuple[Record, ...]) -> Views:
    return all_views(build_graph(records))


@pytest.fixture
def base(records: tuple[Record, ...], views: Views, tmp_path: Path) -> Path:
    path = tmp_path / "kb.sqlite"
    write_store(records[::-1], views, path)
    return path


def test_records_come_back(base: Path, records: tuple[Record, ...]) -> None:
    with Store(base) as store:
        assert store.records() == records
        assert store.record("yi-2024") == records[1]
        assert store.record("none") is None


def test_views_come_back_in_their_order(base: Path, views: Views) -> None:
    with Store(base) as store:
        assert store.unit_views() == views.units


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ("plans", lambda r: 1),
        ("items", lambda r: len(r.items)),
        ("duties", lambda r: sum(len(i.duties) for i in r.items)),
        ("deadlines", lambda r: sum(len(i.deadlines) for i in r.items)),
        ("targets", lambda r: sum(len(i.targets) for i in r.items)),
        ("units", lambda r: len(r.units)),
        ("issues", lambda r: len(r.issues)),
        ("repairs", lambda r: len(r.repairs)),
    ],
)
def test_a_row_for_everything(base: Path, records: tuple[Record, ...], table: str, count) -> None:  # type: ignore[no-untyped-def]
    with Store(base) as store:
        assert store.query(f"SELECT count(*) FROM {table}") == [(sum(count(record) for record in records),)]


def test_questions_in_sql(base: Path) -> None:
    with Store(base) as store:
        rows = store.query(
            "SELECT i.number, i.title FROM duties d JOIN items i ON i.id = d.item "
            "WHERE d.unit = ? AND d.role = 'lead' ORDER BY i.place",
            "jia/jiaotong",
        )
    assert rows == [("1", "推行垃圾分类"), ("2", "推行垃圾分类")]


def test_the_manual_tells_of_every_table_and_its_questions_have_answers(
    root: Path, seed_record: Record, tmp_path: Path
) -> None:
    manual = (root / "docs" / "guide" / "data.md").read_text(encoding="utf-8")
    record = replace(seed_record, links=link_items(seed_record))
    path = tmp_path / "seed.sqlite"
    write_store([record], all_views(build_graph([record]), findings=findings_of(record)), path)
    with Store(path) as store:
        tables = {name for (name,) in store.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {name for name in tables if f"| `{name}` |" in manual} == tables
        questions = re.findall(r"```sql\n(.*?)```", manual, re.DOTALL)
        assert len(questions) > 4
        for question in questions:
            assert store.query(question), question


def test_the_manual_tells_of_the_graph(root: Path, records: tuple[Record, ...]) -> None:
    manual = (root / "docs" / "guide" / "data.md").read_text(encoding="utf-8")
    graph = graphml_graph(build_graph(records))
    kinds = {held["kind"] for _, held in graph.nodes(data=True)}
    relations = {held["relation"] for _, _, held in graph.edges(data=True)}
    attributes = {name for _, held in graph.nodes(data=True) for name in held}
    attributes |= {name for _, _, held in graph.edges(data=True) for name in held}
    told = {word for word in kinds | relations | attributes if f"`{word}`" in manual}
    assert kinds | relations | attributes == told


def test_the_same_records_give_the_same_bytes(
    records: tuple[Record, ...], views: Views, base: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.sqlite"
    write_store(records, views, other)
    assert other.read_bytes() == base.read_bytes()


def test_it_is_open_for_reading_only(base: Path) -> None:
    with Store(base) as store, pytest.raises(RecordError):
        store.query("DELETE FROM items")


def test_not_built_yet(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="zeren build"):
        Store(tmp_path / "kb.sqlite")


def test_a_damaged_base_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kb.sqlite"
    path.write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(RecordError, match="已损坏"):
        Store(path)


def test_a_base_of_another_version_is_not_read(base: Path) -> None:
    with sqlite3.connect(base) as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(RecordError, match="99"):
        Store(base)


def test_a_damaged_record_is_told(base: Path) -> None:
    with sqlite3.connect(base) as raw:
        raw.execute("UPDATE records SET json = '{}'")
    with Store(base) as store, pytest.raises(RecordError):
        store.records()


def test_a_disk_that_takes_no_more(records: tuple[Record, ...], views: Views, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(SystemRefusedError, match="写不进去"):
            write_store(records, views, tmp_path / "kb.sqlite")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_base_that_may_not_be_read(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr("kb.store.sqlite3.connect", refused)
    with pytest.raises(WorkspaceError, match="无法打开"):
        Store(base)
