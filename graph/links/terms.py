"""Words that tell: jieba's terms of an item, weighed by how few items of the plan use them.

The words are cut by `rjieba`: jieba's dictionary and method in Rust. jieba itself takes a second to read its dictionary,
a third of all that `zeren extract` takes; the links of every plan at hand are the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from graph.clauses import folded


def terms(text: str) -> Counter[str]:
    """The words of two characters or more, with how often they stand."""
    import rjieba  # 0.15 s to load: only what links items needs it

    return Counter(word for word in rjieba.cut(folded(text)) if len(word) > 1 and not word.isdigit())


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
