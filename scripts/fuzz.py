"""Fuzzing that stays: damaged documents and files that people write, read until time or count is up.

`python -m scripts.fuzz --seconds 3600 --processes 2` for an hour, `--count 300 --seed 1` for a run that is the same each
time. Seeds are the repository's own documents. What must not happen: a mistake of the program (程序出错), a process that
dies, more than 20 seconds, more than 1.5 GB. Each finding is written into `--found` with what came of it; the seed of the
run is printed first, and the same seed makes the same files.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple

from kb.errors import DEBUG, BeyondLimitError, InternalError, ZerenError
from parser.limits import LIMITS
from scripts.fuzz_mutate import mutated
from scripts.fuzz_targets import TARGETS, target_of
from scripts.reading import DEATH, Task, run_each

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ("tests/cases/fuzz/seeds", "tests/cases/fuzz/found", "tests/cases/hostile", "tests/plans", "plans")
"""Folders of seeds."""
HANG = 20.0
"""Seconds of the processor from which reading a file of up to 1 MB hangs: a busy machine makes no hang."""
MEMORY = 1_500_000
"""Kilobytes that a process may take."""
_TIMES = ("processor", "seconds")
"""Limits of time: nothing that small may come to them."""
_SEED_MOST = 400_000
_BATCH = 50
"""Files that one process reads before a new one takes its place, so that memory is measured."""


class FuzzFault(NamedTuple):
    """What must not have happened: kind, the file that did it, and what came of it."""

    kind: str
    name: str
    content: bytes
    told: str


class Outcome(NamedTuple):
    """Seconds and kilobytes that a file took, and how it ended."""

    seconds: float
    memory: int
    ended: str


class FuzzCounts(NamedTuple):
    """What a run has done."""

    ended: Counter[str]
    findings: list[FuzzFault]
    slowest: float
    memory: int


def main(arguments: list[str]) -> int:
    """Fuzz; 1 when anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=None)
    parser.add_argument("--count", type=int, default=None, help="files of each process")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="endings of names: docx yaml ...")
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"))
    given = parser.parse_args(arguments)
    seed = given.seed if given.seed is not None else int(time.time())
    seconds = given.seconds if given.seconds is not None or given.count is not None else 120.0
    os.environ[DEBUG] = "1"  # mistakes of the program are told with their place
    print(f"seed {seed}, processes {given.processes}", flush=True)
    runs = [(seed + k, given.count, seconds, tuple(given.only), given.found) for k in range(given.processes)]
    if len(runs) == 1:
        made = [run(*runs[0])]
    else:
        with ProcessPoolExecutor(len(runs), mp_context=multiprocessing.get_context("fork")) as pool:
            made = [job.result() for job in [pool.submit(run, *one) for one in runs]]
    ended: Counter[str] = sum((counts.ended for counts in made), Counter())
    findings = [finding for counts in made for finding in counts.findings]
    print(", ".join(f"{name} {count}" for name, count in ended.most_common()))
    print(f"slowest {max(c.slowest for c in made):.1f} s, most memory {max(c.memory for c in made) / 1000:.0f} MB")
    print(f"findings {len(findings)}" + "".join(f"\n  {f.kind}: {f.name}: {f.told[:200]}" for f in findings))
    return 1 if findings else 0


def run(seed: int, count: int | None, seconds: float | None, only: tuple[str, ...], found: Path | None) -> FuzzCounts:
    """One run with a seed of its own, until so many files or seconds are through."""
    source, seeds = Random(seed), seeds_of(only)
    until = time.monotonic() + seconds if seconds is not None else None
    ended: Counter[str] = Counter()
    findings: list[FuzzFault] = []
    slowest, memory, done = 0.0, 0, 0
    while (count is None or done < count) and (until is None or time.monotonic() < until):
        size = min(_BATCH, count - done) if count is not None else _BATCH
        batch = [_made(seeds, source) for _ in range(size)]
        for (name, content), outcome in zip(batch, _outcomes(batch, until), strict=False):
            done += 1
            ended[outcome.ended.split(":")[0]] += 1
            slowest, memory = max(slowest, outcome.seconds), max(memory, outcome.memory)
            kind = _wrong(outcome)
            if kind:
                findings.append(FuzzFault(kind, name, content, outcome.ended))
                _keep(found, findings[-1], seed)
    return FuzzCounts(ended, findings, slowest, memory)


def seeds_of(only: tuple[str, ...] = ()) -> dict[str, list[bytes]]:
    """Ending of the name -> contents, of all documents in `SEEDS` that are small enough."""
    held: dict[str, list[bytes]] = {}
    for path in sorted(path for folder in SEEDS for path in (ROOT / folder).rglob("*") if path.is_file()):
        form = target_of(path)
        if form and path.stat().st_size <= _SEED_MOST and (not only or form in only):
            held.setdefault(form, []).append(path.read_bytes())
    return held


def _made(seeds: dict[str, list[bytes]], source: Random) -> tuple[str, bytes]:
    form = source.choice(sorted(seeds))
    content = mutated(source.choice(seeds[form]), seeds[form], source)
    return f"{hashlib.sha256(content).hexdigest()[:12]}.{form}", content


def _outcomes(batch: list[tuple[str, bytes]], until: float | None) -> Iterator[Outcome]:
    """How each file of the batch ends; those for which no time is left are not read."""
    with tempfile.TemporaryDirectory(prefix="zeren-fuzz-") as folder:
        tasks = []
        for number, (name, content) in enumerate(batch):
            path = Path(folder) / f"{number}-{name}"
            path.write_bytes(content)
            tasks.append(Task(_read, (path,), str(path)))
        began = time.monotonic()
        for result in run_each(tasks, 1):
            if isinstance(result, ZerenError):
                kind = "internal" if isinstance(result, InternalError) else f"lost {type(result).__name__}"
                yield Outcome(time.monotonic() - began, 0, f"{kind}: {result.what}")
            else:
                yield result
            began = time.monotonic()
            if until is not None and began > until:
                return


def _read(path: Path) -> Outcome:
    """Read the file in the worker. Mistakes of the program go up to it."""
    began = _used()
    try:
        TARGETS[path.suffix[1:]](path)
        ended = "read"
    except BeyondLimitError as error:
        ended = f"limit: {error.what}"
    except ZerenError as error:
        ended = "refused" if "怎么办" in str(error) and str(error).strip() else f"mute: {error}"
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Outcome(_used() - began, used, ended)


def _used() -> float:
    """Processor time of this process and of the programs that it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _wrong(outcome: Outcome) -> str:
    """The kind of a finding; empty for what may happen."""
    if outcome.ended.startswith(("internal", "mute")):
        return "crash"
    if DEATH in outcome.ended:
        return "death"
    if outcome.seconds > HANG or any(LIMITS[name].what in outcome.ended for name in _TIMES):
        return "hang"
    if outcome.memory > MEMORY or LIMITS["memory"].what in outcome.ended:
        return "memory"
    return ""


def _keep(folder: Path | None, finding: FuzzFault, seed: int) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / finding.name).write_bytes(finding.content)
    with (folder / "findings.txt").open("a", encoding="utf-8") as file:
        file.write(f"{finding.kind}\tseed {seed}\t{finding.name}\t{finding.told}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
