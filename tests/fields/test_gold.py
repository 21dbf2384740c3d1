"""Deadlines and targets of the annotated passages, against the floors of the quality gate. Needs ../shared.

The passages are the gold ones, so that reading, repair and layouts play no part: what is measured here is the fields.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kb.schema import Kind, Target
from parser.extract.pipeline import Context, cell_deadlines, cell_targets, read_fields

SEED = Context(issued_on="2018-12-21", start_year=2018, end_year=2022)


def item(
    kind: Kind, number: str, text: str, context: Context, part: int | None = None, extra: tuple[Any, ...] = ()
) -> dict[str, Any]:
    fields = read_fields(text, context, kind=kind)
    return {
        "kind": kind,
        "number": number,
        "part": part,
        "text": text,
        "targets": msgspec.to_builtins(fields.targets),
        "deadlines": msgspec.to_builtins((*extra, *fields.deadlines)),
    }


def seed_items(gold: Path) -> list[dict[str, Any]]:
    """Goals from the restored text, tasks and projects from the tables, measures from the body."""
    out, count = [], 0
    for line in (gold / "restored.txt").read_text(encoding="utf-8").split("\n")[37:50]:
        words = line.strip()
        if words.startswith("()工作目标"):
            out.append(item("goal", "0", words, SEED))
        elif words.startswith("——"):
            count += 1
            out.append(item("goal", str(count), words, SEED))
    for row in json.loads((gold / "items.json").read_text(encoding="utf-8")):
        times: tuple[Any, ...] = ()
        for name in ("start", "end"):
            times += cell_deadlines(str(row.get(name) or ""), relation=name, context=SEED)
        year = int(row["end"]) if row.get("end") else None
        context = msgspec.structs.replace(SEED, year=year)
        out.append(item(row["kind"], row["number"], row["text"], context, row.get("part"), times))
    for row in json.loads((gold / "measures.json").read_text(encoding="utf-8")):
        out.append(item("measure", row["number"], row["text"], SEED))
    return out


def score(shared: Path, what: str, items: list[dict[str, Any]], gold: Path, folder: Path) -> dict[str, float]:
    record = folder / "record.json"
    record.write_text(json.dumps({"items": items}), encoding="utf-8")
    command = [sys.executable, str(shared / "tools" / "score.py"), what, str(record), str(gold), "-q"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name: float(value) for name, value in re.findall(r"^(\S+): ([\d.]+)$", out, re.M)}


def test_seed_targets(shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold" / "wuxing-2018"
    figures = score(shared, "targets", seed_items(gold), gold, tmp_path)
    assert figures["targets.f1"] >= 0.97
    assert figures["targets.comparator"] >= 0.98
    assert figures["targets.kind"] >= 0.97
    assert figures["targets.year"] >= 0.97


def test_seed_deadlines(shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold" / "wuxing-2018"
    assert score(shared, "deadlines", seed_items(gold), gold, tmp_path)["deadlines.f1"] >= 0.97


def test_seed_scope_numbers_are_no_targets(shared: Path) -> None:
    """The quoted words of a scope number alone yield no target."""
    for entry in json.loads((shared / "gold" / "wuxing-2018" / "scope_numbers.json").read_text(encoding="utf-8")):
        assert read_fields(entry["quote"], SEED).targets == (), entry["quote"]


def test_a_list_of_tasks(shared: Path, tmp_path: Path) -> None:
    context = Context(issued_on="2025-07-15", start_year=2025, end_year=2025)
    text = (shared / "plans" / "songjiang-renewal-2025.md").read_text(encoding="utf-8")
    tasks = re.findall(r"^\d+\.(.*?)（牵头单位", text, re.M)
    items = [item("task", str(k), words, context) for k, words in enumerate(tasks, 1)]
    gold = shared / "gold" / "songjiang-renewal-2025" / "targets.json"
    assert score(shared, "free", items, gold, tmp_path)["free_targets.f1"] >= 0.90


def test_an_indicator_table(shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold" / "zhejiang-scenarios-2026" / "targets.json"
    targets: list[Target] = []
    for row in json.loads(gold.read_text(encoding="utf-8")):
        indicator, _, value = row["quote"].rpartition(" ")
        targets += cell_targets(indicator, value, year=2027, unit=None)
    items = [{"targets": msgspec.to_builtins(targets)}]
    assert score(shared, "free", items, gold, tmp_path)["free_targets.f1"] >= 0.90


@pytest.mark.parametrize("name", ["pingtan-water-2015.txt", "chongqing-rural-2021.txt"])
def test_spans_prove_values_in_whole_documents(shared: Path, name: str) -> None:
    text = (shared / "plans" / name).read_text(encoding="utf-8")
    fields = read_fields(text, Context(issued_on="2015-12-25"))
    assert len(fields.targets) > 15
    for target in fields.targets:
        assert text[slice(*target.span)] == target.text
