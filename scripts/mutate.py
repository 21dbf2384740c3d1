"""Do the tests notice small mistakes? A seeded sample of small changes, each against the tests of its area; on demand.

    python -m scripts.mutate --count 200 --seed 1 --out mutants.json

A change turns a comparison, negates a condition, raises a number by one or swaps `and` and `or`. It is made in a copy of
the repository, whose tests of the area then run and stop at the first failure: a change that none of them notices
survives, and is printed with its line. Methods and figures of the field: mutation testing (Offutt); cosmic-ray and mutmut
run whole suites for each change, which takes days here.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
AREAS = {
    "parser/tables": ("tests/layouts", "tests/plans", "tests/cells"),
    "parser/cells": ("tests/layouts", "tests/plans", "tests/cells"),
    "parser/duties": ("tests/layouts", "tests/plans", "tests/units"),
    "parser/outline": ("tests/layouts", "tests/plans"),
    "parser/extract": ("tests/fields", "tests/units", "tests/plans", "tests/layouts"),
    "graph/checks": ("tests/graph",),
    "kb/units": ("tests/units", "tests/plans"),
    "kb/workspace.py": ("tests/workspace", "tests/cli"),
}
"""Code -> the folders of its tests."""
_SECONDS = 400
"""Time after which the tests count as having noticed: the change made them hang."""
_TURNED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


class Mutant(NamedTuple):
    """One change of one file."""

    file: str
    line: int
    what: str
    source: str
    """The file with the change."""


def mutants(file: Path) -> Iterator[Mutant]:
    """Every small change of a file, in order."""
    text = file.read_text(encoding="utf-8")
    places = [k for k, node in enumerate(ast.walk(ast.parse(text))) if _can_change(node)]
    for place in places:
        tree = ast.parse(text)
        node = next(node for k, node in enumerate(ast.walk(tree)) if k == place)
        before = ast.unparse(node)
        changed = _changed(node)
        name = str(file.relative_to(ROOT))
        yield Mutant(name, getattr(node, "lineno", 0), f"{before} -> {ast.unparse(changed)}", ast.unparse(tree))


def _can_change(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return type(node.ops[0]) in _TURNED
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    return isinstance(node, ast.BoolOp | ast.If | ast.IfExp)


def _changed(node: ast.AST) -> ast.AST:
    """The node, changed in place."""
    if isinstance(node, ast.Compare):
        node.ops[0] = _TURNED[type(node.ops[0])]()
    elif isinstance(node, ast.Constant):
        node.value = int(str(node.value)) + 1
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    return node


def sample(count: int, seed: int) -> list[tuple[str, Mutant]]:
    """A seeded sample, spread evenly over the areas: (area, change)."""
    rng = random.Random(seed)
    chosen: list[tuple[str, Mutant]] = []
    for area in AREAS:
        files = [ROOT / area] if area.endswith(".py") else sorted((ROOT / area).glob("*.py"))
        found = [mutant for file in files for mutant in mutants(file)]
        chosen += [(area, mutant) for mutant in rng.sample(found, min(len(found), -(-count // len(AREAS))))]
    rng.shuffle(chosen)
    return chosen[:count]


def noticed(copy: Path, area: str, mutant: Mutant) -> bool:
    """Whether the area's tests fail, or hang, with the change."""
    file = copy / mutant.file
    kept = file.read_bytes()
    file.write_text(mutant.source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", *AREAS[area]]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, timeout=_SECONDS, env=_environment(copy))
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_bytes(kept)


def _environment(copy: Path) -> dict[str, str]:
    """That of this process, in which the copy's packages come before the installed ones; no law draws new examples."""
    return os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}


def main() -> None:
    """Print every change that survives, and how many were noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        left_out = shutil.ignore_patterns(".git", ".venv", "site", "build", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=left_out)
        results = []
        for number, (area, mutant) in enumerate(sample(given.count, given.seed), 1):
            seen = noticed(copy, area, mutant)
            results.append(
                {"area": area, "file": mutant.file, "line": mutant.line, "what": mutant.what, "noticed": seen}
            )
            if not seen:
                print(f"survives: {mutant.file}:{mutant.line}: {mutant.what}", flush=True)
            print(f"{number} of {given.count}", file=sys.stderr, flush=True)
            if given.out:
                given.out.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    good = sum(bool(one["noticed"]) for one in results)
    print(f"noticed {good} of {len(results)}")


if __name__ == "__main__":
    main()
