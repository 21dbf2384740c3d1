"""How reading grows with each dimension of a document: `python -m scripts.growth [words of names] [--times 1,4,16]`.

Each document is read at 1, 2, 4, 8 and 16 times its size, by the whole line from bytes to record, several times in turn;
of each size the least processor time counts, with that of an almost empty document taken off, which is what reading
costs without any growth. The exponent is the slope of time over size, both as logarithms; 1 is linear.
"""

from __future__ import annotations

import gc
import math
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from kb.errors import ZerenError
from parser.pipeline import read_record
from scripts.growth_inputs import DIMENSIONS, HEAD, TASK, Dimension

SIZES = (1, 2, 4, 8, 16)
MOST = 1.15
"""The exponent that no dimension may exceed."""
_LEAST = 0.2
"""Seconds that the largest document has to take, less the empty one, for its exponent to say something."""
_LARGER = 4
"""By how much a dimension is enlarged until it does."""
_RUNS = 3
_SLOW, _FAR_TOO_SLOW = 2.0, 8.0
"""Seconds from which a document is read once only, and from which no larger one is tried."""


def main(arguments: list[str]) -> int:
    """Print the table of all dimensions, or of those whose names hold one of `arguments`; 1 when one is beyond `MOST`."""
    chosen = [d for d in DIMENSIONS if not arguments or any(word in d.name for word in arguments)]
    with tempfile.TemporaryDirectory(prefix="zeren-growth-") as folder:
        empty = _seconds(Path(folder), "plan.txt", (HEAD + TASK).encode(), runs=9)
        print(f"an almost empty document: {empty * 1000:.1f} ms")
        print("| dimension | 1x | seconds at 1x, 2x, 4x, 8x, 16x | exponent |")
        print("|---|---|---|---|")
        beyond = [d.name for d in chosen if _measured(Path(folder), d, empty) > MOST]
    print(f"\nbeyond {MOST}: {', '.join(beyond) or 'none'}")
    return 1 if beyond else 0


def _measured(folder: Path, dimension: Dimension, empty: float) -> float:
    """The exponent of a dimension, printed as a row; documents beyond a limit are told and end the row."""
    size = dimension.size
    while True:
        name, content = dimension.make(size * SIZES[-1] // _LARGER)
        if _seconds(folder, name, content, runs=1) - empty >= _LEAST / _LARGER or len(content) > 1_000_000:
            break
        if _refusal(folder, *dimension.make(size * _LARGER * SIZES[-1])):
            break
        size *= _LARGER
    taken: list[float] = []
    for times in SIZES:
        runs = _RUNS if not taken or taken[-1] < _SLOW else 1
        taken.append(max(_seconds(folder, *dimension.make(size * times), runs=runs) - empty, 1e-5))
        if taken[-1] > _FAR_TOO_SLOW:
            break
    slope = exponent(SIZES[: len(taken)], taken)
    told = " ".join(f"{seconds:.3f}" for seconds in taken)
    refused = _refusal(folder, *dimension.make(size * SIZES[-1]))
    print(f"| {dimension.name} | {size} | {told} | {slope:.2f}{' ' + refused if refused else ''} |", flush=True)
    return slope


def _seconds(folder: Path, name: str, content: bytes, runs: int = _RUNS) -> float:
    """Least processor time of reading `content`, refused or not."""
    path = folder / name
    path.write_bytes(content)
    least = math.inf
    for _ in range(runs):
        gc.collect()
        began = _used()
        _refusal(folder, name, content)
        least = min(least, _used() - began)
    return least


def _used() -> float:
    """Processor time of this process and of the programs that it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _refusal(folder: Path, name: str, content: bytes) -> str:
    """Read the document; what it is refused for, empty when it is not."""
    path = folder / name
    path.write_bytes(content)
    try:
        read_record(path, plan_id="growth")
    except ZerenError as error:
        return error.what
    return ""


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Slope of the line through the logarithms of both, by least squares.

    >>> round(exponent((1, 2, 4), (0.5, 2.0, 8.0)), 3)
    2.0
    """
    xs, ys = [math.log(size) for size in sizes], [math.log(one) for one in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
