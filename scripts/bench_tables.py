"""The benchmark of tables: zeren, docling-slim and pandoc alone on the same random tables with spans, html and docx.

    uv run --isolated --with 'docling-slim[convert-core,format-docx,format-html]' python -m scripts.bench_tables

Each engine and format runs in a process of its own, which prints cells right, cells in all, crashes, CPU seconds (those
of processes that it starts included) and peak memory. docling is driven through its backends: no model is loaded.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from parser.grid import place

DOCUMENTS, TABLES = 20, 20
Grid = list[list[str]]


def main() -> None:
    """Print the table of engines; a name and a format as arguments run that one here."""
    if len(sys.argv) == 3:
        print(json.dumps(measure(*sys.argv[1:])))
        return
    print(f"{DOCUMENTS * TABLES} tables in {DOCUMENTS} documents of each format")
    for form in ("html", "docx"):
        for engine in ENGINES:
            done = subprocess.run([sys.executable, "-m", "scripts.bench_tables", engine, form], capture_output=True)
            said = done.stdout.decode().strip().splitlines()[-1:] or [done.stderr.decode()[-300:]]
            print(f"{form:<5} {engine:<8} {said[0]}")


def measure(engine: str, form: str) -> dict[str, float]:
    """Figures of one engine on one format."""
    from tests.read import test_random_tables as made

    source = random.Random(5)
    batches = [[made.random_table(source) for _ in range(TABLES)] for _ in range(DOCUMENTS)]
    files = [(made.as_html if form == "html" else made.as_docx)(tables) for tables in batches]
    convert = ENGINES[engine]
    convert(files[0], form)  # imports are not counted
    before = _cpu()
    found: list[list[Grid] | None] = []
    for data in files:
        try:
            found.append(convert(data, form))
        except Exception:  # a crash is what is counted
            found.append(None)
    seconds = _cpu() - before
    right = total = 0
    for tables, grids in zip(batches, found, strict=True):
        for index, table in enumerate(tables):
            wanted = made.expected(*table)
            got = grids[index] if grids and index < len(grids) else []
            total += sum(map(len, wanted))
            right += sum(
                r < len(got) and c < len(got[r]) and got[r][c] == text
                for r, line in enumerate(wanted)
                for c, text in enumerate(line)
            )
    memory = sum(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    figures = {"right": right, "cells": total, "crashes": found.count(None), "cpu_s": round(seconds, 2), "mb": memory}
    return {**figures, "plan_cpu_s": round(_plan(engine, form), 3)}


def _plan(engine: str, form: str) -> float:
    """CPU seconds, the best of five, for the fixture plan of 42 rows: zeren to its record, the others converted only."""
    from tests.read import fixtures

    data = fixtures.as_html() if form == "html" else fixtures.as_docx()
    data = data.decode("gb18030").replace("gb2312", "utf-8").encode() if form == "html" else data
    runs = []
    for _ in range(6):
        before = _cpu()
        _record(data, form) if engine == "zeren" else ENGINES[engine](data, form)
        runs.append(_cpu() - before)
    return min(runs[1:])


def _record(data: bytes, form: str) -> None:
    from parser.pipeline import read_record

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"plan.{form}"
        path.write_bytes(data)
        read_record(path)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _zeren(data: bytes, form: str) -> list[Grid]:
    from parser.read import read
    from tests.read.test_random_tables import grids_of

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"plan.{form}"
        path.write_bytes(data)
        return grids_of(read(path))


def _docling(data: bytes, form: str) -> list[Grid]:
    from docling.backend.html_backend import HTMLDocumentBackend  # type: ignore[import-not-found]
    from docling.backend.msword_backend import MsWordDocumentBackend  # type: ignore[import-not-found]
    from docling.datamodel.base_models import InputFormat  # type: ignore[import-not-found]
    from docling.datamodel.document import InputDocument  # type: ignore[import-not-found]

    backend = HTMLDocumentBackend if form == "html" else MsWordDocumentBackend
    kind = InputFormat.HTML if form == "html" else InputFormat.DOCX
    given = InputDocument(path_or_stream=BytesIO(data), format=kind, backend=backend, filename=f"plan.{form}")
    document = given._backend.convert()
    return [[[cell.text.strip() for cell in row] for row in table.data.grid] for table in document.tables]


def _pandoc(data: bytes, form: str) -> list[Grid]:
    """pandoc's own tree as its writers lay it out: each cell where it begins, what it covers blank."""
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "-f", form, "-t", "json"]
    tree: Any = json.loads(subprocess.run(command, input=data, capture_output=True, check=True).stdout)
    return [_tree_grid(block["c"]) for block in tree["blocks"] if block["t"] == "Table"]


def _tree_grid(table: Any) -> Grid:
    from parser.read.pandoc import block_text

    groups = [table[3][1], *(rows for body in table[4] for rows in (body[2], body[3])), table[5][1]]
    rows = [[(c[2], c[3], block_text(c[4], [])) for c in row[1]] for group in groups for row in group]
    placed = place(rows)
    width = max((where.column + where.column_span for where, _ in placed), default=0)
    grid = [[""] * width for _ in rows]
    for where, text in placed:
        grid[where.row][where.column] = text
    return grid


ENGINES: dict[str, Callable[[bytes, str], list[Grid]]] = {"zeren": _zeren, "docling": _docling, "pandoc": _pandoc}

if __name__ == "__main__":
    main()
