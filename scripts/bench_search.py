"""Search measured: build time, size, memory, times of queries, and completeness side by side with other engines.

    python -m scripts.bench_search whoosh 10000
    python -m scripts.bench_search tantivy 100000
    python -m scripts.bench_search side-by-side 2000
    python -m scripts.bench_search browser 100        # plans: what the first search of the site loads

Items are put together from the sentences of the repository's plan, the same ones on every run. For the comparison lunr is
taken from npm where there is an npm; what cannot be had is left out and said so.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
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
        case ["side-by-side", count]:
            _side_by_side(int(count))
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
    engine_words_loaded()
    before = _memory()
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        began = time.perf_counter()
        engine.write(entries, folder)
        built = time.perf_counter() - began
        size = sum(file.stat().st_size for file in folder.iterdir())
        after = _memory()
        write_tables(Same(), sounds_of(entries[:100]), folder)
        took = _times(
            lambda query: search(folder, query, engine=engine, limit=20), _substrings(entries, _QUERIES) + _KEPT
        )
    print(
        f"{name} {count:,} items: built in {built:.1f} s, {size / 1e6:.0f} MB, "
        f"memory {after:.0f} MB at most ({before:.0f} MB before: items and dictionaries); "
        f"query p50 {took[len(took) // 2]:.1f} ms, p95 {took[int(len(took) * 0.95)]:.1f} ms, longest {took[-1]:.0f} ms"
    )


def engine_words_loaded() -> None:
    """Load the segmenter's dictionary, which every process pays once."""
    from kb.search.words import cut

    cut("垃圾分类")


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


Finder = Callable[[str], set[str]]


def _side_by_side(count: int) -> None:
    """Recall and precision over random substrings, engine by engine."""
    entries = _items(count)
    texts = {entry.id: [fold(words) for words in (entry.title, *entry.fields)] for entry in entries}
    queries = _substrings(entries, _QUERIES)
    right = {query: {id for id, held in texts.items() if any(query in text for text in held)} for query in queries}
    print(f"{count} items, {len(queries)} random substrings of 2 to 8 characters")
    print(f"{'engine':32} {'recall':>8} {'precision':>10} {'complete':>9} {'p50 ms':>8}")
    with tempfile.TemporaryDirectory() as held:
        for name, finder in _engines(entries, texts, Path(held)):
            took: list[float] = []
            found_right = found = due = complete = 0
            for query in queries:
                began = time.perf_counter()
                ids = finder(query)
                took.append((time.perf_counter() - began) * 1000)
                found_right += len(ids & right[query])
                found += len(ids)
                due += len(right[query])
                complete += ids >= right[query]
            precision = found_right / found if found else 1.0
            middle = sorted(took)[len(took) // 2]
            print(f"{name:32} {found_right / due:8.3f} {precision:10.3f} {complete:5}/{len(queries)} {middle:8.1f}")


def _engines(entries: Sequence[Entry], texts: dict[str, list[str]], folder: Path) -> Iterator[tuple[str, Finder]]:
    from kb.search.whoosh_engine import WhooshEngine

    yield "zeren, whoosh", _ours(WhooshEngine(), entries, _made(folder / "whoosh"))
    try:
        from kb.search.tantivy_engine import TantivyEngine

        yield "zeren, tantivy", _ours(TantivyEngine(), entries, _made(folder / "tantivy"))
    except ImportError:
        print("tantivy: not installed")
    yield "whoosh with jieba's analyser", _plain_whoosh(texts, _made(folder / "plain"))
    yield "SQLite FTS5, trigram", _fts5(texts)
    lunr = _lunr(texts, _made(folder / "lunr"))
    if lunr:
        yield "lunr with jieba (as Material)", lunr


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _ours(engine: Any, entries: Sequence[Entry], folder: Path) -> Finder:
    engine.write(entries, folder)
    return lambda query: {entry.id for entry, _ in engine.find(folder, [(query,)], 1_000_000).best}


def _plain_whoosh(texts: dict[str, list[str]], folder: Path) -> Finder:
    from jieba.analyse import ChineseAnalyzer
    from whoosh import fields, index
    from whoosh.qparser import QueryParser

    made = index.create_in(str(folder), fields.Schema(id=fields.ID(stored=True), text=fields.TEXT(ChineseAnalyzer())))
    writer = made.writer()
    for id, held in texts.items():
        writer.add_document(id=id, text="\n".join(held))
    writer.commit()
    parser = QueryParser("text", made.schema)
    searcher = made.searcher()
    return lambda query: {hit["id"] for hit in searcher.search(parser.parse(query), limit=None)}


def _fts5(texts: dict[str, list[str]]) -> Finder:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, text, tokenize='trigram')")
    base.executemany("INSERT INTO held VALUES (?, ?)", [(id, "\n".join(held)) for id, held in texts.items()])

    def find(query: str) -> set[str]:
        phrase = '"' + query.replace('"', '""') + '"'
        return {id for (id,) in base.execute("SELECT id FROM held WHERE text MATCH ?", (phrase,))}

    return find


_LUNR = """
const lunr = require("lunr"), lines = require("readline").createInterface({input: process.stdin});
let index = null;
lines.on("line", (line) => {
  const given = JSON.parse(line);
  if (given.documents) {
    index = lunr(function () {
      this.ref("id"); this.field("text"); this.pipeline.reset(); this.searchPipeline.reset();
      given.documents.forEach((one) => this.add(one));
    });
    console.log("[]");
  } else {
    const found = index.query((query) => given.words.forEach((word) =>
      query.term(word, {presence: lunr.Query.presence.REQUIRED, wildcard: lunr.Query.wildcard.TRAILING})));
    console.log(JSON.stringify(found.map((one) => one.ref)));
  }
});
"""


def _lunr(texts: dict[str, list[str]], folder: Path) -> Finder | None:
    """lunr over words that jieba parted, and queries parted alike: what Material's search does with jieba."""
    if not shutil.which("npm"):
        print("lunr: no npm here")
        return None
    if subprocess.run(["npm", "install", "--silent", "lunr"], cwd=folder, capture_output=True).returncode:
        print("lunr: npm could not get it")
        return None
    from kb.search.words import cut

    def words(text: str) -> list[str]:
        return [word for word in cut(text) if any(map(str.isalnum, word))]

    (folder / "lunr.js").write_text(_LUNR, encoding="utf-8")
    process = subprocess.Popen(
        ["node", "lunr.js"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )

    def ask(given: dict[str, Any]) -> list[str]:
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        answer: list[str] = json.loads(process.stdout.readline())
        return answer

    ask(
        {
            "documents": [
                {"id": id, "text": " ".join(w for text in held for w in words(text))} for id, held in texts.items()
            ]
        }
    )
    return lambda query: set(ask({"words": words(query)})) if words(query) else set()


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
