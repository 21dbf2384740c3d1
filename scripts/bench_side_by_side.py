"""Completeness side by side: any 2 to 8 characters of the plans, asked of every engine, against an oracle that reads all.

    python -m scripts.bench_side_by_side [SUBSTRINGS] [PLAN ...]

The plans are the repository's own and those of ../shared/plans. What is not a dependency is taken by its name from npm (lunr,
pagefind); what cannot be had is left out and said so. An engine gets each entry as one document.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kb.errors import ZerenError
from kb.schema import Record
from kb.search import Entry, entries_of
from kb.search.browser import browser_files
from kb.search.folding import fold
from kb.search.tables import Same, Sounds

_ROOT = Path(__file__).resolve().parents[1]
_THEME = _ROOT / "kb" / "export" / "site" / "theme" / "assets" / "zeren"

Texts = dict[str, list[str]]
"""Folded title and fields of every entry, by id."""
Finder = Callable[[Sequence[str]], list[set[str]]]
"""Ids found for each query."""


def main(arguments: Sequence[str]) -> None:
    """Print recall, precision and time of every engine."""
    count = int(arguments[0]) if arguments else 2000
    entries = _entries([Path(name) for name in arguments[1:]] or _plans())
    texts = {entry.id: [fold(words) for words in (entry.title, *entry.fields)] for entry in entries}
    queries = _substrings(entries, count)
    right = [{id for id, held in texts.items() if any(query in text for text in held)} for query in queries]
    print(f"{len(entries):,} entries, {count:,} random substrings of 2 to 8 characters")
    print(f"{'engine':34} {'recall':>8} {'precision':>10} {'complete':>11} {'ms':>8}")
    with tempfile.TemporaryDirectory() as held:
        for name, making in _ENGINES.items():
            folder = Path(held) / str(len(name)) / name.partition(" ")[0].strip(",")
            folder.mkdir(parents=True, exist_ok=True)
            try:
                _measure(name, making(entries, texts, folder), queries, right)
            except (OSError, ImportError, subprocess.SubprocessError) as error:
                print(f"{name}: not to be had here ({error})")


def _measure(name: str, finder: Finder, queries: list[str], right: list[set[str]]) -> None:
    began = time.perf_counter()
    answers = finder(queries)
    each = (time.perf_counter() - began) * 1000 / len(queries)
    good = sum(len(ids & due) for ids, due in zip(answers, right, strict=True))
    found, due = sum(map(len, answers)), sum(map(len, right))
    complete = sum(ids >= wanted for ids, wanted in zip(answers, right, strict=True))
    precision = good / found if found else 1.0
    print(f"{name:34} {good / due:8.3f} {precision:10.3f} {complete:5}/{len(queries)} {each:8.2f}", flush=True)


def _plans() -> list[Path]:
    shared = _ROOT.parent / "shared" / "plans"
    own = sorted((_ROOT / "plans").glob("*/source.*"))
    return own + [path for path in sorted(shared.glob("*.*")) if path.suffix != ".md" or path.stem != "index"]


def _entries(plans: Sequence[Path]) -> list[Entry]:
    from msgspec.structs import replace

    from parser.pipeline import read_record

    records: dict[str, Record] = {}
    for path in plans:
        try:
            record = read_record(path)
        except ZerenError as error:
            print(error)
            continue
        records.setdefault(record.plan.id, record)
    # Every entry under an id of its own: a unit may be called as an item is.
    return [replace(entry, id=str(n)) for n, entry in enumerate(entries_of(records.values()))]


def _substrings(entries: Sequence[Entry], count: int) -> list[str]:
    draw = random.Random(11)
    found: list[str] = []
    while len(found) < count:
        entry = draw.choice(entries)
        text = fold(draw.choice((entry.title, *entry.fields)))
        size = draw.randint(2, 8)
        if len(text) >= size:
            at = draw.randint(0, len(text) - size)
            found.append(text[at : at + size])
    return found


def _engine(name: str) -> Callable[[Sequence[Entry], Texts, Path], Finder]:
    def made(entries: Sequence[Entry], texts: Texts, folder: Path) -> Finder:
        engine: Any
        if name == "tantivy":
            from kb.search.tantivy_engine import TantivyEngine

            engine = TantivyEngine()
        else:
            from kb.search.whoosh_engine import WhooshEngine

            engine = WhooshEngine()
        engine.write(entries, folder)
        return lambda queries: [
            {entry.id for entry, _ in engine.find(folder, [(query,)], 1_000_000).best} for query in queries
        ]

    return made


def _site(entries: Sequence[Entry], texts: Texts, folder: Path) -> Finder:
    """The site's own search, in Chromium, from the folder without a server."""
    data = folder / "assets" / "data" / "search"
    data.mkdir(parents=True)
    for name, content in browser_files(entries, Same(), Sounds(), lambda entry: {"id": entry.id}):
        (data / name).write_bytes(content)
    scripts = "".join(f"<script src='{(_THEME / name).as_uri()}'></script>" for name in ("base.js", "search-index.js"))
    page = f'<meta charset=utf-8><script id=__config type=application/json>{{"base":"."}}</script>{scripts}'
    (folder / "index.html").write_text(page, encoding="utf-8")
    ask = """async (queries) => {
      await zeren.search.ready();
      const answers = [];
      for (const query of queries) answers.push((await zeren.search.match([[query]])).map(([entry]) => String(entry)));
      return answers;
    }"""
    return lambda queries: [set(ids) for ids in _in_browser((folder / "index.html").as_uri(), ask, queries)]


def _in_browser(address: str, script: str, given: Sequence[str]) -> Any:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_default_timeout(0)
        page.goto(address)
        answers = page.evaluate(script, list(given))
        browser.close()
    return answers


def _plain_whoosh(entries: Sequence[Entry], texts: Texts, folder: Path) -> Finder:
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
    return lambda queries: [
        {hit["id"] for hit in searcher.search(parser.parse(query), limit=None)} for query in queries
    ]


def _fts5(entries: Sequence[Entry], texts: Texts, folder: Path) -> Finder:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, text, tokenize='trigram')")
    base.executemany("INSERT INTO held VALUES (?, ?)", [(id, "\n".join(held)) for id, held in texts.items()])

    def find(query: str) -> set[str]:
        phrase = '"' + query.replace('"', '""') + '"'
        return {id for (id,) in base.execute("SELECT id FROM held WHERE text MATCH ?", (phrase,))}

    return lambda queries: list(map(find, queries))


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


def _npm(name: str, folder: Path) -> None:
    """Install the package into the folder. Raises `OSError` or `SubprocessError` where that cannot be."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "install", "--silent", name], cwd=folder, capture_output=True, check=True)


def _lunr(entries: Sequence[Entry], texts: Texts, folder: Path) -> Finder:
    """lunr over words that jieba parted, and queries parted alike: what Material's search does with jieba."""
    from kb.search.word_cutting import cut_words

    _npm("lunr", folder)

    def words(text: str) -> list[str]:
        return [word for word in cut_words(text) if any(map(str.isalnum, word))]

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

    documents = [{"id": id, "text": " ".join(w for text in held for w in words(text))} for id, held in texts.items()]
    ask({"documents": documents})
    return lambda queries: [set(ask({"words": words(query)})) if words(query) else set() for query in queries]


_PAGEFIND = """
import { createIndex } from "pagefind";
import { readFileSync } from "fs";
const { index } = await createIndex();
for (const [id, text] of JSON.parse(readFileSync("texts.json", "utf8"))) {
  await index.addCustomRecord({ url: `/${id}`, content: text, language: "zh", meta: { title: id } });
}
await index.writeFiles({ outputPath: "site/pagefind" });
process.exit(0);
"""
_PAGEFIND_ASK = """async (queries) => {
  const pagefind = await import("/pagefind/pagefind.js");
  const ids = new Map();
  const answers = [];
  for (const query of queries) {
    const { results } = await pagefind.search(query);
    for (const one of results) if (!ids.has(one.id)) ids.set(one.id, (await one.data()).meta.title);
    answers.push(results.map((one) => ids.get(one.id)));
  }
  return answers;
}"""


def _pagefind(entries: Sequence[Entry], texts: Texts, folder: Path) -> Finder:
    """Pagefind over http, one page an entry; from a folder it does not run."""
    _npm("pagefind", folder)
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("<html lang=zh><meta charset=utf-8>", encoding="utf-8")
    given = [(id, "\n".join(held)) for id, held in texts.items()]
    (folder / "texts.json").write_text(json.dumps(given), encoding="utf-8")
    (folder / "index.mjs").write_text(_PAGEFIND, encoding="utf-8")
    subprocess.run(["node", "index.mjs"], cwd=folder, capture_output=True, check=True)

    def find(queries: Sequence[str]) -> list[set[str]]:
        with _served(folder / "site") as address:
            return [set(ids) for ids in _in_browser(address, _PAGEFIND_ASK, queries)]

    return find


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/index.html"
    finally:
        server.shutdown()


_ENGINES: dict[str, Callable[[Sequence[Entry], Texts, Path], Finder]] = {
    "zeren, Whoosh": _engine("whoosh"),
    "zeren, tantivy": _engine("tantivy"),
    "zeren, in the browser": _site,
    "Whoosh with jieba's analyser": _plain_whoosh,
    "SQLite FTS5, trigram": _fts5,
    "lunr with jieba (as Material)": _lunr,
    "Pagefind (http)": _pagefind,
}


if __name__ == "__main__":
    main(sys.argv[1:])
