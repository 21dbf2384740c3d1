"""All hostile files, each read by a process of its own under 2 GB and 30 seconds: `python -m tests.hostile.run [words]`.

Seconds are those of the processor, of the process and of the programs that it runs: a busy machine makes no file hostile.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from kb.codec import encode
from kb.errors import InternalError, ZerenError
from parser.pipeline import read_record
from scripts.reading import DEATH, Task, run_each
from tests.hostile.kinds import DIES, READ, TOLD, Hostile
from tests.hostile.office import OFFICE
from tests.hostile.pages import PAGES
from tests.hostile.printed import PRINTED
from tests.hostile.sheets import SHEETS

ALL = (*OFFICE, *SHEETS, *PAGES, *PRINTED)
"""Every file."""
SECONDS, KILOBYTES = 30.0, 2_000_000


class Outcome(NamedTuple):
    """What came of a file: empty for a record, else the refusal; seconds and kilobytes."""

    told: str
    seconds: float
    kilobytes: int


def outcome_of(hostile: Hostile, folder: Path) -> Outcome:
    """Make the file in `folder` and read it in a process of its own."""
    path = folder / hostile.name
    path.write_bytes(hostile.make())
    began = time.monotonic()
    result = next(run_each([Task(_read, (path,), str(path))], 1))
    path.unlink()
    if isinstance(result, ZerenError):
        return Outcome(f"{type(result).__name__}: {result}", time.monotonic() - began, 0)
    return result


def _read(path: Path) -> Outcome:
    began = _used()
    told = ""
    try:
        encode(read_record(path, plan_id="hostile"))
    except ZerenError as error:
        told = str(error)
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Outcome(told, _used() - began, used)


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def wrong(hostile: Hostile, outcome: Outcome) -> str:
    """What is not as it has to be; empty for nothing."""
    told = outcome.told
    if told.startswith(InternalError.__name__) or "程序出错" in told or (DEATH in told and hostile.expected != DIES):
        return f"a mistake of the program: {told}"
    if told and ("怎么办" not in told or hostile.name not in told):
        return f"a refusal without file or advice: {told}"
    if hostile.expected == READ and told:
        return f"not read: {told}"
    if hostile.expected not in (READ, TOLD) and hostile.expected not in told:
        return f"not {hostile.expected!r} but {told or 'read'!r}"
    return ""


def main(words: list[str]) -> int:
    """Run them all, or those whose names hold one of `words`; 1 when one is not as it has to be."""
    chosen = [one for one in ALL if not words or any(word in one.name for word in words)]
    bad = 0
    slowest, largest = Outcome("", 0.0, 0), Outcome("", 0.0, 0)
    with tempfile.TemporaryDirectory(prefix="zeren-hostile-") as folder:
        for hostile in chosen:
            outcome = outcome_of(hostile, Path(folder))
            slowest = max(slowest, outcome._replace(told=hostile.name), key=lambda one: one.seconds)
            largest = max(largest, outcome._replace(told=hostile.name), key=lambda one: one.kilobytes)
            problem = wrong(hostile, outcome)
            if outcome.seconds > SECONDS or outcome.kilobytes > KILOBYTES:
                problem += f" {outcome.seconds:.1f} s, {outcome.kilobytes // 1000} MB"
            bad += bool(problem)
            if problem or words:
                print(f"{hostile.name}: {problem[:300] or 'as it has to be'} ({outcome.seconds:.1f} s)", flush=True)
    print(f"{len(chosen)} files, {bad} not as they have to be")
    print(f"slowest {slowest.told} {slowest.seconds:.1f} s, most memory {largest.told} {largest.kilobytes // 1000} MB")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
