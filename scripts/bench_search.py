"""Search measured: build time, size, memory, times of queries, and completeness side by side with other engines.

    python -m scripts.bench_search whoosh 10000
    python -m scripts.bench_search tantivy 100000
    python -m scripts.bench_search browser 100        # plans: what the first search of the site loads

Items are put together from the sentences of the repository's plan, the same ones on every run. Other engines stand beside
these in `scripts.bench_side_by_side`.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from kb.schema import Record
from kb.search import Entry, entries_of, search
from kb.search.browser import browser_files
from kb.search.folding import fold
from kb.search.tables import Same, same_of, sounds_of, write_tables

_SEED = Path(__file__).resolve().parents[1] / "plans" / "wuxing-2018-122" / "source.txt"
_QUERIES = 300
_PAGE = 20
"""Results that the page shows first."""
_KEPT = ["垃圾分类", "区环保局", "污水处理", "湿地", "生态保护红线", "天然气", "河长制", "年度考核", "绿色", "建设"]


def main(arguments: Sequence[str]) -> None:
    """Run the benchmark that is named."""
    match list(arguments):
        case ["whoosh" | "tantivy" as engine, count]:
            _speed(engine, int(count))
        case ["browser", plans]:
            _browser(int(plans))
        case _:
            print(__doc__)


def _record() -> Record:
    from parser.pipeline import read_record

    return read_record(_SEED)


def _items(count: int) -> list[Entry]:
    """`count` items of one to three sentences with a title, a number and units of the plan."""
    draw = random.Random(7)
    record = _record()
    sentences = [s for item in record.items for s in item.text.replace(";", "。").split("。") if len(s) > 8]
    titles = sorted({item.title for item in record.items if item.title})
    units = sorted(unit.name for unit in record.units)
    made = []
    for number in range(count):
        text = "。".join(draw.sample(sentences, draw.randint(1, 3))) + f"。编号{number}"
        named = draw.sample(units, draw.randint(1, 4))
        made.append(
            Entry(
                type="item",
                id=f"p/{number}",
                plan="p",
                item=f"p/{number}",
                kind="task",
                number=str(number),
                title=draw.choice(titles),
                fields=(text, " ".join(named)),
                facets=("计划=p", f"牵头={named[0]}"),
            )
        )
    return made


def _substrings(entries: Sequence[Entry], count: int) -> list[str]:
    draw = random.Random(11)
    found: list[str] = []
    while len(found) < count:
        text = fold(draw.choice(draw.choice(entries).fields))
        size = draw.randint(2, 8)
        if len(text) > size:
            at = draw.randrange(len(text) - size)
            found.append(text[at : at + size])
    return found


def _speed(name: str, count: int) -> None:
    engine: Any
    if name == "tantivy":
        from kb.search.tantivy_engine import TantivyEngine

        engine = TantivyEngine()
    else:
        from kb.search.whoosh_engine import WhooshEngine

        engine = WhooshEngine()
    entries = _items(count)
    if name == "whoosh":
        engine_words_loaded()
    before = _memory()
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        began, spent = time.perf_counter(), time.process_time()
        engine.write(entries, folder)
        built, spent = time.perf_counter() - began, time.process_time() - spent
        size = sum(file.stat().st_size for file in folder.iterdir())
        after = _memory()
        write_tables(Same(), sounds_of(entries[:100]), folder)
        took = _times(
            lambda query: search(folder, query, engine=engine, limit=20), _substrings(entries, _QUERIES) + _KEPT
        )
    print(
        f"{name} {count:,} items: built in {built:.1f} s ({spent:.1f} s of processor), {size / 1e6:.0f} MB, "
        f"memory {after:.0f} MB at most ({before:.0f} MB before: items and dictionaries); "
        f"query p50 {took[len(took) // 2]:.1f} ms, p95 {took[int(len(took) * 0.95)]:.1f} ms, longest {took[-1]:.0f} ms"
    )


def engine_words_loaded() -> None:
    """Load the segmenter's dictionary, which every process pays once."""
    from kb.search.word_cutting import cut_words

    cut_words("垃圾分类")


def _memory() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _times(ask: Callable[[str], object], queries: Iterable[str]) -> list[float]:
    took = []
    for query in queries:
        began = time.perf_counter()
        ask(query)
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)


def _browser(plans: int) -> None:
    """Bytes that the first search loads on a knowledge base of so many plans: head, shards, the blocks of the first page."""
    record = _record()
    per_plan = len(entries_of([record]))
    entries = _items(per_plan * plans)
    files = dict(browser_files(entries, same_of(entries, [record], {}), sounds_of(entries[:1000]), _shown))
    sizes = {name: len(content) for name, content in files.items()}
    shards = sorted(size for name, size in sizes.items() if name[0] == "g")
    blocks = sorted(size for name, size in sizes.items() if name[0] == "e")
    head = sizes["head.js"]
    print(f"{plans} plans, {len(entries):,} entries: {sum(sizes.values()) / 1e6:.1f} MB in {len(sizes)} files")
    print(
        f"head {head / 1000:.0f} KB; shards p50 {shards[len(shards) // 2] / 1000:.0f}, largest {shards[-1] / 1000:.0f} KB; "
    )
    first = json.loads(files["head.js"].partition(b",")[2].rpartition(b")")[0])["shards"]
    for query in _KEPT:
        last = len(query) - 2
        pairs = {query[at : at + 2] for at in (*range(0, last, 2), last)} | {"\1" + query}
        needed = {max(n for n, key in enumerate(first) if key <= pair or n == 0) for pair in pairs}
        loaded = head + sum(sizes[f"g{n}.js"] for n in needed) + _PAGE * blocks[len(blocks) // 2]
        print(f"  {query}: {loaded / 1000:.0f} KB")


def _shown(entry: Entry) -> dict[str, Any]:
    return {"href": f"plans/p/text/index.html#{entry.number}", "name": entry.title, "text": entry.fields[0]}


if __name__ == "__main__":
    main(sys.argv[1:])
