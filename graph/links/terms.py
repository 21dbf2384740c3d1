"""Words that tell: jieba's terms of an item, weighed by how few items of the plan use them."""

from __future__ import annotations

import logging
import math
import os
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from graph.clauses import folded


@cache
def _tokenizer() -> Any:
    import jieba  # a second to load: only what links items needs it

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zeren"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir = str(folder)
    except OSError:
        pass  # jieba then does without a cache file
    return tokenizer


def terms(text: str) -> Counter[str]:
    """The words of two characters or more, with how often they stand."""
    return Counter(word for word in _tokenizer().cut(folded(text)) if len(word) > 1 and not word.isdigit())


def weights(documents: Iterable[Counter[str]]) -> dict[str, float]:
    """Inverse document frequency of every term: rare words weigh more, words of every item next to nothing."""
    held = list(documents)
    standing = Counter(term for counted in held for term in counted)
    return {term: math.log(1 + len(held) / count) for term, count in standing.items()}


def contained(small: Counter[str], large: Counter[str], weight: dict[str, float]) -> tuple[float, tuple[str, ...]]:
    """Share of the weight of `small`'s terms that `large` has too, and those terms, the heaviest first."""
    total = sum(weight[term] for term in small)
    shared = sorted((term for term in small if term in large), key=lambda term: (-weight[term], term))
    return (sum(weight[term] for term in shared) / total if total else 0.0), tuple(shared)


def cosine(one: Counter[str], other: Counter[str], weight: dict[str, float]) -> float:
    """Cosine of the two items' tf-idf vectors, 0 to 1."""
    dot = sum(one[term] * other[term] * weight[term] ** 2 for term in one if term in other)
    sizes = [math.sqrt(sum((count * weight[term]) ** 2 for term, count in held.items())) for held in (one, other)]
    return min(1.0, dot / (sizes[0] * sizes[1])) if dot else 0.0
