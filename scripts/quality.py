"""The quality gate: extract every shared plan, score it against the gold, compare with the floors.

    python -m scripts.quality            print figures, gains and losses; exit status 1 where a figure is under its floor
    python -m scripts.quality --update   write the figures of today as the ones to compare with

Floors are an explicit act: they stand in `tests/quality/floors.yaml`, with the hash of the corpus they were measured on,
and only a person lowers one. A corpus that changed is said, because figures of two corpora do not compare.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from scripts import quality_repair

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
LINKS = ROOT / "tests" / "cases" / "links"
REVIEWED = ROOT / "tests" / "cases" / "checks" / "reviewed.yaml"
FLOORS = ROOT / "tests" / "quality" / "floors.yaml"

Figures = dict[str, float]


def main(argv: list[str] | None = None) -> int:
    """Run the gate; 0 when every figure reaches its floor, 1 otherwise or when CI lacks the corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="record today's figures (floors stay as they are)")
    arguments = parser.parse_args(argv)
    if not (SHARED / "gold").is_dir():
        print("quality gate skipped: ../shared is absent")
        return 1 if os.environ.get("CI") == "true" else 0
    known = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))
    figures = measure()
    digest = corpus_hash()
    if digest != known["corpus"]:
        print(f"corpus changed: {known['corpus']} -> {digest}; gains and losses below do not compare")
    low = report(figures, known["floors"], known["last"])
    if arguments.update:
        known.update(corpus=digest, last={name: round(value, 4) for name, value in sorted(figures.items())})
        FLOORS.write_text(_HEAD + yaml.safe_dump(known, allow_unicode=True, sort_keys=True), encoding="utf-8")
    return 1 if low else 0


_HEAD = (
    "# Floors of the quality gate (scripts/quality.py). Lowering one is an explicit act with a reason in the commit.\n"
)


def corpus_hash() -> str:
    """The first 16 hex digits of the SHA-256 over names and bytes of all shared plans and gold files."""
    digest = hashlib.sha256()
    for path in sorted(p for folder in ("plans", "gold") for p in (SHARED / folder).rglob("*") if p.is_file()):
        digest.update(path.relative_to(SHARED).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def measure() -> Figures:
    """All figures of all shared plans, named plan:figure; those of repair at each rate of damage, held-out-rate:figure."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for plan in sorted((SHARED / "plans").iterdir()):
            if plan.suffix == ".md" and plan.stem == "index":
                continue
            record = Path(folder) / f"{plan.stem}.json"
            done = _zeren("extract", str(plan), "--json", into=record)
            figures[f"{plan.stem}:extracted"] = float(done)
            if done:
                figures.update({f"{plan.stem}:{k}": v for k, v in _scores(plan, record, Path(folder)).items()})
    figures["all:checks.precision"] = _of_all(figures)
    for rate in quality_repair.RATES:
        figures.update({f"held-out-{rate}:{k}": v for k, v in quality_repair.figures(rate).items()})
    return figures


def _scores(plan: Path, record: Path, folder: Path) -> Figures:
    gold = SHARED / "gold" / plan.stem
    found = _facts(record) | _checked(plan.stem, record) | _linked(plan.stem, record)
    if (gold / "items.json").is_file():
        found |= _score("all", str(record), str(gold))
    elif (gold / "targets.json").is_file():
        found |= _score("free", str(record), str(gold / "targets.json"))
    if (gold / "duties.json").is_file():
        found |= _score("duties", str(record), str(gold / "duties.json"))
    if (gold / "restored.txt").is_file():
        repaired = folder / f"{plan.stem}.txt"
        if _zeren("repair", str(plan), into=repaired):
            found |= _score("repair", str(repaired), str(plan), str(gold / "restored.txt"))
    return found


def _facts(record: Path) -> Figures:
    """Figures that need no gold: characters in no class, what the ledger cannot explain, and stated duties (none in a plan without units)."""
    from graph.ledger import ledger_of, unexplained_share
    from kb.codec import decode

    plan = decode(record.read_bytes())
    return {
        "ledger.unexplained": unexplained_share(ledger_of(plan)),
        "coverage.unplaced": float(plan.coverage.unplaced),
        "stated_duties": float(sum(d.certainty == "stated" for i in plan.items for d in i.duties)),
    }


def _checked(plan: str, record: Path) -> Figures:
    """Share of the errors and warnings that a person has read and found real; no figure where there are none."""
    from graph.checks import findings_of
    from kb.codec import decode

    reviewed = yaml.safe_load(REVIEWED.read_text(encoding="utf-8")).get(plan, [])
    real = {one["finding"] for one in reviewed if one["real"]}
    found = [one.id.split("/", 1)[1] for one in findings_of(decode(record.read_bytes())) if one.severity != "info"]
    if not found:
        return {}
    return {"checks.found": float(len(found)), "checks.precision": sum(one in real for one in found) / len(found)}


def _of_all(figures: Figures) -> float:
    """Share of the errors and warnings of all plans together that are real."""
    counts = {name.partition(":")[0]: count for name, count in figures.items() if name.endswith(":checks.found")}
    real = sum(count * figures[f"{plan}:checks.precision"] for plan, count in counts.items())
    return real / sum(counts.values()) if counts else 1.0


def _linked(plan: str, record: Path) -> Figures:
    """Precision and recall of the links against those that a person has read; no figure for a plan that nobody read."""
    from kb.codec import decode

    file = LINKS / f"{plan}.yaml"
    if not file.is_file():
        return {}
    held = yaml.safe_load(file.read_text(encoding="utf-8"))
    links = decode(record.read_bytes()).links
    pairs = {(link.source.partition("/")[2], link.target.partition("/")[2]) for link in links if link.kind != "repeats"}
    found = {(source, target) for source, target in pairs if source in held}
    gold = {(source, target) for source, targets in held.items() for target in targets}
    right = len(gold & found)
    return {"links.gold": float(len(gold)), "links.precision": right / len(found), "links.recall": right / len(gold)}


def _zeren(*arguments: str, into: Path) -> bool:
    """Run the command line with its standard output in `into`; whether it succeeded."""
    with into.open("wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "scripts.zeren", *arguments], stdout=output, stderr=subprocess.PIPE, check=False
        )
    if done.returncode:
        print(f"zeren {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
    return done.returncode == 0


def _score(*arguments: str) -> Figures:
    done = subprocess.run(
        [sys.executable, str(SHARED / "tools" / "score.py"), *arguments, "-q"],
        capture_output=True,
        text=True,
        check=True,
    )
    pairs = (line.split(": ") for line in done.stdout.splitlines() if ": " in line)
    return {name: float(value) for name, value in pairs}


LOWER_IS_BETTER = ("ledger.unexplained", "coverage.unplaced", "repair.clean_lines_touched")
"""Figures whose floor is a ceiling."""


def report(figures: Figures, floors: Figures, last: Figures) -> list[str]:
    """Print every figure with its floor and its change; return the names of those under their floor."""
    low = []
    for name in sorted({*figures, *floors}):
        now, floor, before = figures.get(name), floors.get(name), last.get(name)
        sign = -1 if name.split(":")[1] in LOWER_IS_BETTER else 1
        under = floor is not None and (now is None or sign * now < sign * floor - 1e-9)
        change = "" if now is None or before is None or abs(now - before) < 5e-5 else f"{now - before:+.4f}"
        mark = "UNDER ITS FLOOR" if under else ""
        shown = "missing" if now is None else f"{now:.4f}"
        print(
            f"{name:<58} {shown:>10}  floor {'-' if floor is None else f'{floor:.4f}':>8}  {change:>8}  {mark}".rstrip()
        )
        low += [name] if under else []
    print(f"{len(figures)} figures, {len(low)} under their floor")
    return low


if __name__ == "__main__":
    sys.exit(main())
