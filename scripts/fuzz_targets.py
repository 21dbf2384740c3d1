"""What is fuzzed: every reader with all that follows it, and the files and queries that people write."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from kb.ask import KnowledgeBase, ask
from kb.codec import decode, encode
from kb.search import search, write_index
from kb.search.engines import engine_for
from kb.units import load_registry
from parser.pipeline import read_record
from parser.read import READERS
from parser.repair import read_corrections, repair

_PLAN = Path(__file__).resolve().parents[1] / "plans" / "wuxing-2018-122" / "source.txt"
_SKIPPED = frozenset({"doc", "xls", "png", "jpg"})
"""Formats that LibreOffice or optical recognition read: seconds each, and not our code."""


def _document(path: Path) -> None:
    """Bytes to record to stored bytes and back, and to links."""
    from graph.links import link_items

    record = read_record(path, plan_id="fuzz")
    link_items(record)
    if decode(encode(record)) != record:
        raise AssertionError("a record is not what was stored")


def _corrections(path: Path) -> None:
    repair("第一行\n旧字旧字\n" * 5, read_corrections(path))


def _dismissed(path: Path) -> None:
    from graph.checks.dismissals import read_dismissals

    read_dismissals(path)


def _units(path: Path) -> None:
    load_registry(path)


def _queries(path: Path) -> None:
    """Every line of the file as a query and as a question."""
    folder, base = _index()
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[:20]:
        if line.strip():
            search(folder, line, engine=base.engine)
            ask(base, line)


@cache
def _index() -> tuple[Path, KnowledgeBase]:
    """An index of the repository's own plan, made once in a process."""
    from graph.build import build_graph
    from graph.views import all_views

    folder = Path(tempfile.mkdtemp(prefix="zeren-fuzz-index-"))
    record = read_record(_PLAN)
    engine = engine_for(len(record.items))
    write_index((record,), folder, engine=engine)
    views = all_views(build_graph((record,)), members={}, findings=())
    return folder, KnowledgeBase((record,), views.units, folder, engine)


TARGETS: dict[str, Callable[[Path], None]] = {
    **{form: _document for form in READERS if form not in _SKIPPED},
    "corrections": _corrections,
    "dismissed": _dismissed,
    "units": _units,
    "query": _queries,
}
"""Ending of a name -> what reads the file."""


def target_of(path: Path) -> str:
    """The key of `TARGETS` for a seed; empty where it is none."""
    written = {"corrections": "corrections", "dismissed": "dismissed", "units": "units", "queries": "query"}
    stem = path.stem.split("-")[0]
    if path.suffix == ".yaml":
        return written.get(stem, "")
    if stem in written:
        return written[stem]
    form = path.suffix[1:].lower()
    return form if form in TARGETS else ""
