"""Search and questions are said in one language: no word of theirs stands in a script of the site by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
import yaml

from scripts.metrics import ROOT, code_strings

SCRIPTS = ROOT / "kb" / "export" / "site" / "theme" / "assets" / "zeren"
ENGINES = ("ask.js", "ask-words.js", "search-index.js")
"""What answers: all that they know of Chinese comes with the data."""
PAGES = ("base.js", "search.js")
"""What shows the answers: buttons and hints of the page itself stand here, and nowhere else."""
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\\\"'])//[^\n]*", re.S)
_LITERAL = re.compile(r'"([^"\n]*)"|`([^`]*)`')
_HAN = re.compile(r"[\u4e00-\u9fff]")


def _code(name: str) -> str:
    return _COMMENT.sub("", (SCRIPTS / name).read_text(encoding="utf-8"))


def _told(value: object) -> Iterator[str]:
    """The strings of the YAML."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield str(key)
            yield from _told(held)
    elif isinstance(value, list):
        for held in value:
            yield from _told(held)
    else:
        yield str(value)


def _known() -> set[str]:
    """The Chinese strings that the phrasebook, the search and the questions have."""
    files = [ROOT / "kb" / "wording.py", *(ROOT / "kb" / "search").glob("*.py"), *(ROOT / "kb" / "ask").glob("*.py")]
    found = {str(one.value) for file in files for one in code_strings(ast.parse(file.read_text(encoding="utf-8")))}
    found |= set(_told(yaml.safe_load((ROOT / "kb" / "ask" / "sentences.yaml").read_text(encoding="utf-8"))))
    return {words for words in found if _HAN.search(words)}


@pytest.mark.parametrize("script", ENGINES)
def test_engines_hold_no_words(script: str) -> None:
    assert [line.strip() for line in _code(script).splitlines() if _HAN.search(line)] == []


@pytest.mark.parametrize("script", PAGES)
def test_pages_say_nothing_that_the_program_says(script: str) -> None:
    known = _known()
    said = {a or b for a, b in _LITERAL.findall(_code(script)) if _HAN.search(a or b)}
    assert said, "the pages' own words are gone: then the script belongs to the engines"
    assert {"任务", "牵头", "没有写到", "标点不计"} <= known
    assert sorted(said & known) == []
