"""The browser's search against the embedded one: complete, exact, the same first ten, from a folder without a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kb.schema import Record
from kb.search import entries_of, search
from kb.search.browser import browser_files
from kb.search.contract import Entry
from kb.search.limits import TooLongError, checked_query
from kb.search.tables import same_of, sounds_of
from kb.search.whoosh_engine import WhooshEngine
from kb.search.write import write_index
from tests.search.oracle import substrings

DRAWN = 2000
ENGINE = WhooshEngine()

QUERIES = [
    *(
        "垃圾分类",
        "区环保局",
        "环保局",
        "生态环境局",
        "牵头:区住建局 污水",
        "年份:2022 类别:项目",
        '"两山"',
        "水",
        "厕所 普及率",
    ),
    *(
        "ljfl",
        "hbj",
        "huanb",
        "拉圾分类",
        "水汙染防治",
        "垃圾分类 谁负责",
        "垃圾分类由谁牵头?",
        "农村垃圾分类处理",
        "雾霾",
    ),
    *(
        "火星",
        "火星基地建设",
        "ＰＭ2.5",
        "vocs",
        "计划:吴兴",
        "行动:清新空气",
        "“三线一单”",
        "区环保局 区农林局",
        "单位:住建局",
        "类别:胡说",
        "牵头:火星局 垃圾分类",
    ),
]


@pytest.fixture(scope="module")
def entries(seed_record: Record) -> tuple[Entry, ...]:
    return entries_of([seed_record])


@pytest.fixture(scope="module")
def index(seed_record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    write_index([seed_record], folder, engine=ENGINE)
    return folder


@pytest.fixture(scope="module")
def page(
    browser: Browser,
    root: Path,
    seed_record: Record,
    entries: tuple[Entry, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Page]:
    """A page with the engine and the index of the seed, opened from its folder."""
    folder = tmp_path_factory.mktemp("page")
    data = folder / "assets" / "data" / "search"
    data.mkdir(parents=True)
    same = same_of(entries, [seed_record], {})
    for name, content in browser_files(entries, same, sounds_of(entries), lambda entry: {"id": entry.id}):
        (data / name).write_bytes(content)
    theme = root / "kb" / "export" / "site" / "theme" / "assets" / "zeren"
    scripts = "".join(f"<script src='{(theme / name).as_uri()}'></script>" for name in ("base.js", "search-index.js"))
    config = json.dumps({"base": "."})
    (folder / "index.html").write_text(
        f"<meta charset=utf-8><script id=__config type=application/json>{config}</script>{scripts}", encoding="utf-8"
    )
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    yield page
    page.close()


ASK = """async (queries) => {
  const answers = [];
  for (const query of queries) {
    const found = await zeren.search.find(query);
    const first = await zeren.search.shown(found.hits.slice(0, 10).map(([entry]) => entry));
    answers.push([found.hits.length, first.map((one) => one.id), found.hits.slice(0, 10).map(([, rated]) => rated), found.note]);
  }
  return answers;
}"""


def test_any_words_of_the_document_find_the_same_in_the_same_order(
    page: Page, index: Path, seed_record: Record
) -> None:
    drawn = list(substrings(seed_record.text, DRAWN, seed=7))
    for query, (total, first, rated, note) in zip(drawn, page.evaluate(ASK, drawn), strict=True):
        expected = search(index, query, engine=ENGINE, limit=10)
        assert total == expected.total, query
        assert first == [hit.id for hit in expected.hits], query
        assert [round(value, 4) for value in rated] == [hit.score for hit in expected.hits], query
        assert note == expected.note, query


@pytest.mark.parametrize("query", QUERIES)
def test_queries_are_understood_alike(page: Page, index: Path, query: str) -> None:
    ((total, first, _, note),) = page.evaluate(ASK, [query])
    expected = search(index, query, engine=ENGINE, limit=10)
    assert (total, first, note) == (expected.total, [hit.id for hit in expected.hits], expected.note)


def test_nothing_asked(page: Page) -> None:
    assert page.evaluate(ASK, [" "]) == [[0, [], [], ""]]


def test_the_browser_refuses_what_the_others_refuse(page: Page) -> None:
    for query in ("垃" * 401, "(" * 10_000, "ﷺ" * 50, " ".join(map(str, range(51))), "，".join(map(str, range(51)))):
        with pytest.raises(TooLongError) as told:
            checked_query(query)
        assert page.evaluate("async (query) => (await zeren.search.find(query)).refused", query) == told.value.what
    for query in ("垃" * 400, " ".join(map(str, range(50)))):
        assert page.evaluate("async (query) => (await zeren.search.find(query)).refused", query) is None
