"""How words are heard when the question is whether they say that a document is not for everybody.

A mark is set in letters that a person sees, so what is seen decides: blanks and dots between the characters, full-width and
traditional forms, characters one below the other are all the same words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kb.script import simplified

Words = Mapping[str, Sequence[str]]
"""The lists of `data/secrecy.yaml` by name."""
GAP = "[ ·•・]{0,6}"
"""What may stand between the characters of a word."""
_UPRIGHT = re.compile(r"(?:^|(?<=\n))[^\n](?:\n[^\n](?=\n|$))+")
"""Lines of one character each, one below the other."""


def heard(text: str) -> str:
    """`text` as it is heard: one kind of blank, simplified, plain forms of the characters. As long as `text`: places hold.

    >>> heard("密　級：秘 密★１年")
    '密 级:秘 密★1年'
    """
    plain = text.translate({ord(character): _plain(character) for character in set(text)})
    return _UPRIGHT.sub(lambda lines: lines[0].replace("\n", " "), plain)


@cache
def _plain(character: str) -> str:
    if character in "\n\t":
        return character
    if unicodedata.category(character) in ("Zs", "Cf", "Cc"):
        return " "
    folded = unicodedata.normalize("NFKC", simplified(character))
    return folded if len(folded) == 1 else simplified(character)


@cache
def lists() -> Words:
    """The reviewed lists, each word as it is heard."""
    data: Any = yaml.safe_load(Path(__file__).with_name("data").joinpath("secrecy.yaml").read_text(encoding="utf-8"))
    return {name: tuple(heard(str(word)) for word in held) for name, held in data.items()}


def any_of(*names: str) -> str:
    """One of the words of the lists as an expression over what is heard, the longest first, gaps between the characters."""
    held = {word for name in names for word in lists()[name]}
    return "|".join(GAP.join(map(re.escape, word)) for word in sorted(held, key=lambda word: (-len(word), word)))


def bare(text: str) -> str:
    """What is heard without its gaps."""
    return re.sub(r"[\s·•・]", "", text)
