"""Characters per second of every stage of the field extractors, and how other readers of Chinese dates do on the cases.

    python -m scripts.bench_fields
    uv run --isolated --with jionlp --with dateparser --with pint --with cn2an python -m scripts.bench_fields

The text is the repository's own plan and the sentences of tests/cases. JioNLP and dateparser are compared where they
are installed, on the words of each case of tests/cases/deadlines/forms.yaml; pint on the factors of the units that it
knows, cn2an on the numbers to 9999. They are oracles, not dependencies.
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from kb.numerals import chinese_integer, write_integer
from parser.extract.clauses import prepare
from parser.extract.deadlines import Context, deadlines, find_times
from parser.extract.pipeline import pipeline, read_fields
from parser.extract.target_quantities import find_quantities
from parser.extract.target_units import units
from parser.extract.targets import find_targets
from parser.extract.units import find_units

ROOT = Path(__file__).resolve().parents[1]
CONTEXT = Context(issued_on="2018-12-21", start_year=2018, end_year=2022)
ROUNDS = 5


def texts() -> list[str]:
    """Passages to read: the paragraphs of the seed plan and every sentence of the case files."""
    seed = (ROOT / "plans" / "wuxing-2018-122" / "source.txt").read_text(encoding="utf-8")
    out = [line.strip() for line in seed.splitlines() if line.strip()]
    for file in sorted((ROOT / "tests" / "cases" / "targets").glob("*.yaml")):
        out += [case["text"] for case in yaml.safe_load(file.read_text(encoding="utf-8")) if "text" in case]
    return out


def timed(work: Callable[[], object]) -> float:
    """The shortest of some rounds, in seconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def stages(passages: list[str]) -> Iterator[tuple[str, float]]:
    """Each stage by name with its seconds for all passages, and the whole."""
    nlp = pipeline()
    prepared = [prepare(text) for text in passages]
    times = [find_times(passage, CONTEXT) for passage in prepared]
    pairs = list(zip(prepared, times, strict=True))
    yield "doc (spaCy)", timed(lambda: [nlp.make_doc(text) for text in passages])
    yield "units", timed(lambda: [find_units(text) for text in passages])
    yield "prepare", timed(lambda: [prepare(text) for text in passages])
    yield "times", timed(lambda: [find_times(passage, CONTEXT) for passage in prepared])
    yield "deadlines", timed(lambda: [deadlines(p, t) for p, t in pairs])
    yield "quantities", timed(lambda: [find_quantities(p, t) for p, t in pairs])
    yield "targets", timed(lambda: [find_targets(p, t, CONTEXT, kind="task") for p, t in pairs])
    yield "read_fields", timed(lambda: [read_fields(text, CONTEXT) for text in passages])


def oracles() -> dict[str, Callable[[str], object]]:
    """The readers of dates that are installed, each from words to whatever it makes of them."""
    found: dict[str, Callable[[str], object]] = {}
    base = time.mktime((2018, 12, 21, 0, 0, 0, 0, 0, -1))
    try:
        jio: Any = importlib.import_module("jionlp")
        found["JioNLP"] = lambda words: jio.parse_time(words, time_base=base)["time"]
    except ImportError:
        pass
    try:
        dateparser: Any = importlib.import_module("dateparser")
        found["dateparser"] = lambda words: dateparser.parse(words, languages=["zh"])
    except ImportError:
        pass
    return found


def compare() -> None:
    """Print how many of the cases each oracle reads with the right years; years are all that can be compared fairly."""
    readers = oracles()
    if not readers:
        print("\nno oracle installed: uv run --with jionlp --with dateparser python -m scripts.bench_fields")
        return
    cases = yaml.safe_load((ROOT / "tests" / "cases" / "deadlines" / "forms.yaml").read_text(encoding="utf-8"))
    wanted = [(d[0], {y[:4] for y in d[2:] if y}) for case in cases for d in case["deadlines"] if any(d[2:])]
    for name, read in readers.items():
        wrong = []
        for words, years in wanted:
            try:
                got = set(re.findall(r"\b(?:19|20)\d\d\b", str(read(words))))
            except Exception as error:  # an oracle may fail in any way on words it does not know
                got = {type(error).__name__}
            if not years & got:
                wrong.append(f"{words} -> {sorted(got) or '-'}")
        print(f"\n{name}: {len(wanted) - len(wrong)} of {len(wanted)} forms with the right year; not:")
        print("  " + "\n  ".join(wrong))


_PINT = {
    "米": "meter",
    "平方米": "meter**2",
    "公顷": "hectare",
    "平方公里": "kilometer**2",
    "公里": "kilometer",
    "海里": "nautical_mile",
}
_PINT |= {
    "厘米": "centimeter",
    "毫米": "millimeter",
    "立方米": "meter**3",
    "升": "liter",
    "吨": "metric_ton",
    "公斤": "kilogram",
}
_PINT |= {"微克": "microgram", "毫克": "milligram", "千瓦时": "kilowatt_hour", "吉焦": "gigajoule", "兆瓦": "megawatt"}
_PINT |= {"千瓦": "kilowatt", "马力": "metric_horsepower", "小时": "hour", "分钟": "minute", "天": "day", "周": "week"}


def check_units() -> None:
    """Print the factors of measures.yaml that differ from pint's by more than a thousandth."""
    try:
        pint: Any = importlib.import_module("pint")
    except ImportError:
        return
    registry, known = pint.UnitRegistry(), units()
    wrong = []
    for name, theirs in _PINT.items():
        base = _PINT[known[name].base]
        factor = registry.Quantity(1, theirs).to(base).magnitude
        if abs(factor / known[name].factor - 1) > 1e-3:
            wrong.append(f"{name} = {known[name].factor:g} {known[name].base}, pint {factor:g}")
    print(f"\npint: {len(_PINT) - len(wrong)} of {len(_PINT)} factors the same", *wrong, sep="\n  ")


def check_numerals() -> None:
    """Print the Chinese integers to 9999 that cn2an reads otherwise."""
    try:
        cn2an: Any = importlib.import_module("cn2an")
    except ImportError:
        return
    wrong = [
        n for n in range(1, 10_000) if cn2an.cn2an(write_integer(n), "normal") != chinese_integer(write_integer(n))
    ]
    print(f"\ncn2an: {9_999 - len(wrong)} of 9999 integers the same", wrong[:10] or "")


def main() -> None:
    """Print the table of stages, then the comparison."""
    passages = texts()
    characters = sum(map(len, passages))
    print(f"{len(passages)} passages, {characters} characters, best of {ROUNDS}")
    for name, seconds in stages(passages):
        print(f"{name:12} {characters / seconds:12,.0f} characters/s {seconds * 1000:8.1f} ms")
    compare()
    check_units()
    check_numerals()


if __name__ == "__main__":
    main()
