"""The benchmark: what the main jobs cost on this machine. Figures are printed, never asserted.

    python -m scripts.bench [FILE ...]     the seed plan where no file is named

Cold figures run the command line in a fresh process; warm ones call the functions again in this process and count its
CPU time, on one core.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "plans" / "wuxing-2018-122" / "source.txt"


def main(files: list[str] | None = None) -> None:
    """Print the table of figures."""
    paths = [Path(f) for f in (sys.argv[1:] if files is None else files)] or [SEED]
    for path in paths:
        print(f"\n{path.name}")
        show("zeren extract, cold", cold("extract", str(path), "--json"))
        for name, seconds, characters in stages(path):
            rate = f"{characters / seconds:>12,.0f} characters/s" if seconds else ""
            show(f"  {name}, warm", seconds, rate)
    print("\nthe repository's workspace")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        shutil.copytree(ROOT, work, ignore=shutil.ignore_patterns(".venv", ".git", "build", "site", ".*_cache"))
        show("zeren build, cold", cold("-C", str(work), "build"))
        show("zeren search, cold", cold("-C", str(work), "search", "垃圾分类", "--json"))
        show("zeren unit, cold", cold("-C", str(work), "unit", "区住建局", "--json"))
    print(f"\npeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def show(name: str, seconds: float, note: str = "") -> None:
    """One line of the table."""
    print(f"{name:<34} {seconds:8.3f} s  {note}".rstrip())


def cold(*arguments: str) -> float:
    """Seconds of a fresh process of the command line; raises `CalledProcessError` when it fails."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "scripts.zeren", *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def best(function: Callable[[], object], times: int = 5) -> float:
    """Seconds of this process's CPU in the best of several runs, after one that warms up; other processes do not count."""
    function()
    runs = []
    for _ in range(times):
        start = time.process_time()
        function()
        runs.append(time.process_time() - start)
    return min(runs)


def stages(path: Path) -> list[tuple[str, float, int]]:
    """Name, seconds and characters of the whole line and of each stage, warm."""
    from parser.cut.blocks import blocks_of
    from parser.extract.pipeline import Context, read_fields
    from parser.layout import read_part
    from parser.parts.division import split_parts
    from parser.pipeline import record_of
    from parser.read import read
    from parser.repair import repair

    document = read(path)
    repaired = repair(document.text)
    blocks = blocks_of(document, repaired)
    parts = split_parts(repaired.text, blocks)
    record = record_of(document)
    context = Context(issued_on=None, start_year=None, end_year=None)
    size = len(document.text)

    def layouts() -> None:
        for part in parts:
            if part.kind in ("body", "annex"):
                read_part(repaired.text, part)

    def fields() -> None:
        for item in record.items:
            read_fields(item.text, context, kind=item.kind)

    return [
        ("extract (read to record)", best(lambda: record_of(read(path))), size),
        ("all after reading", best(lambda: record_of(document)), size),
        ("read", best(lambda: read(path)), size),
        ("repair", best(lambda: repair(document.text)), size),
        ("blocks and parts", best(lambda: split_parts(repaired.text, blocks_of(document, repaired))), size),
        ("layouts", best(layouts), size),
        ("deadlines and targets", best(fields), sum(len(i.text) for i in record.items)),
    ]


if __name__ == "__main__":
    main()
