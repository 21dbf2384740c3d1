"""The index of a knowledge base: the engine's files and the tables that queries are understood by, in one folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kb.schema import Record, Unit
from kb.search.contract import Engine
from kb.search.entries import entries_of
from kb.search.tables import same_of, sounds_of, write_tables


def write_index(
    records: Iterable[Record], folder: Path, *, engine: Engine, successors: Mapping[str, Sequence[Unit]] | None = None
) -> None:
    """Write everything that `search` needs for the records into `folder`, which exists and is empty.

    `successors`: by unit id, what the unit became; a search for either finds both.
    """
    held = tuple(records)
    entries = entries_of(held)
    engine.write(entries, folder)
    write_tables(same_of(entries, held, successors or {}), sounds_of(entries), folder)
