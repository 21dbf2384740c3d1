"""How well a stretch of Han characters falls into words: the best segmentation by word frequency, as jieba cuts.

jieba's own initialisation builds a prefix tree and a cache file; only its frequencies are wanted here, so its
dictionary is read directly, once, when the first damaged text comes.
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from parser.lexicon import load

LONGEST = 5
"""Longest word that counts, in characters."""
PHRASE = 3000
"""Frequency that a reviewed phrase counts with; jieba gives 生态 11155, 垃圾 1987."""
_LONE = -19.0
"""Log-probability of a Han character that is no word."""
_ENTRY = re.compile(r"^(\w{1,5}) (\d+) ", re.MULTILINE)


def phrases() -> list[str]:
    """The reviewed phrases of `parser/lexicon/phrases.yaml`, in their order."""
    return [phrase for words in load("phrases").values() for phrase in words.split()]


@cache
def frequencies() -> dict[str, float]:
    """Log-probability of each word of jieba's dictionary and of the reviewed phrases, up to five characters."""
    spec = find_spec("jieba")
    folder = Path(str(spec.origin)).parent if spec else Path()
    counts = {word: int(count) for word, count in _ENTRY.findall((folder / "dict.txt").read_text(encoding="utf-8"))}
    for phrase in phrases():
        if len(phrase) <= LONGEST:
            counts[phrase] = max(PHRASE, counts.get(phrase, 0))
    whole = math.log(sum(counts.values()))
    return {word: math.log(count or 1) - whole for word, count in counts.items()}


def fluency(text: str) -> float:
    """Log-probability of the best cut of `text` (Han characters only) into words; 0.0 for an empty text."""
    known = frequencies()
    best = [0.0]
    for end in range(1, len(text) + 1):
        top = best[end - 1] + known.get(text[end - 1], _LONE)
        for start in range(max(0, end - LONGEST), end - 1):
            word = known.get(text[start:end])
            if word is not None and best[start] + word > top:
                top = best[start] + word
        best.append(top)
    return best[-1]
