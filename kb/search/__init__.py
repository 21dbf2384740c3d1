"""Search: every word a reader sees can be found, the likeliest first.

`entries_of` turns records into what is searched, `write_index` keeps them in a folder by an engine
(`kb.search.whoosh_engine`, `kb.search.tantivy_engine`), `search` asks it. Complete by construction: a query's terms are
substrings, whatever the word segmenter thinks of them.
"""

from kb.search.contract import Engine, Entry, Hit, Result
from kb.search.entries import entries_of
from kb.search.query import search
from kb.search.write import write_index

__all__ = [
    "Engine",
    "Entry",
    "Hit",
    "Result",
    "browser",
    "engines",
    "entries_of",
    "search",
    "tables",
    "unit_search",
    "write_index",
]
