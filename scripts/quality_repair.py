"""How well repair does on text it never saw: the held-out part of `corpus/lm`, damaged by `shared/tools/damage.py`.

    python -m scripts.quality_repair        print the figures at the three rates

Tokens and lines are counted by `shared/tools/score.py`; how often a repair marked `inferred` is right is counted here,
because `damage.py` keeps the order of characters, so each run tells which characters it stands for.
"""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from parser.repair import Repaired, repair
from parser.repair.byte_shift import RUN
from scripts.train_characters import ROOT, held_out

TOOLS = ROOT.parent / "shared" / "tools"
RATES = (0.01, 0.03, 0.08)
"""Share of character pairs damaged: the seed has about 0.02."""


def figures(rate: float, seed: int = 1) -> dict[str, float]:
    """Figures of the held-out text at one rate; `repair.inferred_right` is the share of inferred repairs that are right.

    Raises `FileNotFoundError` where `../shared` is absent.
    """
    clean = held_out()
    damaged = damage(clean, rate, seed)
    repaired = repair(damaged)
    found = score(repaired.text, damaged, clean)
    right, inferred = calibration(clean, repaired)
    found["repair.inferred_right"] = right / max(1, inferred)
    found["repair.inferred"] = float(inferred)
    return found


def damage(text: str, rate: float, seed: int) -> str:
    """`text` as `damage.py` damages it."""
    tool, dice = _tool("damage"), random.Random(seed)
    return "\n".join(tool.damage_line(line, dice, rate) for line in text.split("\n"))


def score(got: str, damaged: str, clean: str) -> dict[str, float]:
    """The figures that `score.py repair` prints."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("got.txt", "damaged.txt", "clean.txt")]
        for path, text in zip(paths, (got, damaged, clean), strict=True):
            path.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(TOOLS / "score.py"), "repair", *map(str, paths), "-q"],
            capture_output=True,
            text=True,
            check=True,
        )
    return {name: float(value) for name, value in (line.split(": ") for line in done.stdout.splitlines())}


def calibration(clean: str, repaired: Repaired) -> tuple[int, int]:
    """How many repairs marked inferred are right, and how many there are; width of punctuation counts for nothing."""
    truth = _truth(repaired.raw, clean)
    guesses = [r for r in repaired.repairs if r.certainty == "inferred" and r.start in truth]
    norm = _tool("score").norm
    return sum(norm(r.after) == norm(truth[r.start]) for r in guesses), len(guesses)


def _truth(damaged: str, clean: str) -> dict[int, str]:
    """What each run of `damaged` stood for, by where it begins."""
    truth: dict[int, str] = {}
    at = shown = 0
    for run in RUN.finditer(damaged):
        at += run.start() - shown
        size = len(run["between"]) + 2
        truth[run.start()] = clean[at : at + size]
        at += size + run["swallowed"].endswith(";")
        shown = run.end()
    return truth


def _tool(name: str) -> ModuleType:
    """A script of `shared/tools` as a module."""
    found = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    if found is None or found.loader is None:
        raise FileNotFoundError(TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def main() -> None:
    """Print the figures."""
    for rate in RATES:
        for name, value in figures(rate).items():
            print(f"{rate:<5} {name:<28} {value:.4f}")


if __name__ == "__main__":
    main()
