"""How the time of a query and of a question grows with its length: a table with the fitted exponent of every dimension.

    uv run python -m scripts.growth_queries [--engine fast]

CPU time, the least of several runs, over 1 to 16 times the length up to the limit (`kb.search.limits`); the exponent is
the slope of the straight line through the logarithms. An exponent above `MOST` is an error. Time below the clock's grain
is counted as that grain. Beyond the limit a refusal is all that may happen, in time that grows no faster either.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from graph.build import build_graph
from graph.views import all_views
from kb.ask import KnowledgeBase, ask
from kb.errors import UsageError
from kb.search import search, write_index
from kb.search.contract import Engine
from kb.search.limits import CHARACTERS, WORDS

MOST = 1.15
"""Exponent that no dimension may pass."""
RUNS = 5
_STEPS = (1, 2, 4, 8, 16)
_GRAIN = 0.0005
"""Seconds: less is not told apart from nothing."""
_PLAN = Path(__file__).resolve().parents[1] / "plans" / "wuxing-2018-122" / "source.txt"

Make = Callable[[int, str], str]


class Growth(Struct, frozen=True):
    """One row of the table."""

    kind: str
    dimension: str
    lengths: tuple[int, ...]
    """Characters of the query at each step."""
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """Slope of the line through the logarithms of lengths and seconds."""
        xs = [math.log(length) for length in self.lengths]
        ys = [math.log(max(second, _GRAIN)) for second in self.seconds]
        x, y = sum(xs) / len(xs), sum(ys) / len(ys)
        return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _strange(length: int) -> str:
    """So many different characters of which hardly two stand side by side anywhere."""
    return "".join(chr(0x4E00 + at * 37 % 20_000) for at in range(length))


def _pieces(count: int, text: str, size: int) -> list[str]:
    """So many stretches of the plan, from places far apart."""
    step = max(1, len(text) // (count + 1))
    return [text[at * step : at * step + size] for at in range(1, count + 1)]


DIMENSIONS: dict[str, Make] = {
    "a word of no plan": lambda step, text: _strange(step * CHARACTERS // 16),
    "words of the plan in one": lambda step, text: "".join(_pieces(step * CHARACTERS // 64, text, 4)),
    "words of the plan": lambda step, text: " ".join(_pieces(step * WORDS // 16, text, 2)),
    "words of no plan": lambda step, text: " ".join(
        _strange(16)[at % 15] + chr(0x4E00 + at) for at in range(step * WORDS // 16)
    ),
    "words parted by marks": lambda step, text: "，".join(_pieces(step * WORDS // 16, text, 3)),
    "phrases in quotation marks": lambda step, text: " ".join(
        f"“{one}”" for one in _pieces(step * WORDS // 16, text, 4)
    ),
    "filters": lambda step, text: " ".join(f"年份:{1990 + at}" for at in range(step * (WORDS - 1) // 16)),
    "one word again and again": lambda step, text: "垃圾" * (step * CHARACTERS // 32),
    "letters": lambda step, text: ("lajifenlei" * 40)[: step * CHARACTERS // 16],
    "brackets": lambda step, text: "甲" + "(" * (step * CHARACTERS // 16 - 1),
    "traditional characters": lambda step, text: ("環境發麵" * 100)[: step * CHARACTERS // 16],
    "a question of no plan": lambda step, text: _strange(step * CHARACTERS // 16 - 5) + "由谁牵头?",
    "a question of the plan's words": lambda step, text: (
        "".join(_pieces(step * CHARACTERS // 64 - 1, text, 4)) + "由谁牵头"
    ),
    "units in a question": lambda step, text: ("区水利局、区环保局、" * 40)[: step * CHARACTERS // 16 - 3] + "负责吗",
    "words of asking": lambda step, text: ("谁负责什么时候完成的" * 40)[: step * CHARACTERS // 16],
}
"""What grows: the query of a step (1 to 16), from the step and the text of the plan."""

REFUSED: dict[str, Make] = {
    "refused: characters": lambda step, text: "垃圾" * (step * 50_000),
    "refused: different words": lambda step, text: " ".join(f"{at:x}" for at in range(step * 4_000)),
}
"""Beyond the limit."""


def measured(base: KnowledgeBase, text: str, runs: int = RUNS) -> Iterator[Growth]:
    """Every dimension, for queries and for questions."""
    kinds: dict[str, Callable[[str], object]] = {
        "search": lambda words: search(base.index, words, engine=base.engine),
        "ask": lambda words: ask(base, words),
    }
    for kind, answer in kinds.items():
        for name, make in (*DIMENSIONS.items(), *REFUSED.items()):
            queries = [make(step, text) for step in _STEPS]
            yield Growth(kind, name, tuple(map(len, queries)), tuple(_least(answer, one, runs) for one in queries))


def _least(answer: Callable[[str], object], query: str, runs: int) -> float:
    """CPU seconds of the fastest run; a refusal is an answer too."""
    found = []
    for _ in range(runs):
        began = time.process_time()
        with suppress(UsageError):
            answer(query)
        found.append(time.process_time() - began)
    return min(found)


def base_for(engine: Engine, folder: Path) -> tuple[KnowledgeBase, str]:
    """The repository's own plan as a knowledge base with its index in `folder`, and its text without blanks and marks."""
    from parser.pipeline import read_record

    record = read_record(_PLAN)
    write_index([record], folder, engine=engine)
    return KnowledgeBase([record], all_views(build_graph([record])).units, folder, engine), "".join(
        filter(str.isalnum, record.text)
    )


def table(rows: Sequence[Growth]) -> str:
    """The rows as a Markdown table; times in milliseconds."""
    lines = ["| | dimension | characters | milliseconds | exponent |", "|---|---|---|---|---|"]
    for row in rows:
        lengths = f"{row.lengths[0]:,} to {row.lengths[-1]:,}"
        times = " ".join(f"{second * 1000:.1f}" for second in row.seconds)
        lines.append(f"| {row.kind} | {row.dimension} | {lengths} | {times} | {row.exponent:.2f} |")
    return "\n".join(lines)


def main() -> int:
    """Print the table; 1 where an exponent is above `MOST`."""
    from kb.search.engines import engine_for
    from kb.search.whoosh_engine import WhooshEngine

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=("embedded", "fast"), default="embedded")
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    engine = engine_for(1 << 30) if given.engine == "fast" else WhooshEngine()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(measured(*base_for(engine, Path(folder)), runs=given.runs))
    print(table(rows))
    over = [row for row in rows if row.exponent > MOST]
    for row in over:
        print(f"above {MOST}: {row.kind}, {row.dimension}", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
