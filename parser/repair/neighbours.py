"""Which words stand beside each other: pairs of words of government Chinese, the best cut of a stretch by them.

The table is `neighbours.npz`, counted by `scripts/train_characters.py` in the texts that the character table is made of,
cut into the words of `words.npz`. What a pair says reaches further than three characters do: 会给 before 企业.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from msgspec import Struct

from parser.repair.characters import UNKNOWN
from parser.repair.trees import STEP, Ids, Keys, Scores, joined, look_up
from parser.repair.words import LONGEST, words

WORD_BITS = 20
"""Bits of a word's number in the key of a pair."""
JIEBA_SHARE = 0.25
"""Weight of jieba's frequency in that of a word; the rest is its frequency in the texts."""
NOT_SEEN = 255
"""Stored for a word that the texts do not have."""
_NEVER = -1e9
_TABLE = Path(__file__).with_name("neighbours.npz")


class Neighbours(Struct, frozen=True):
    """Pairs of words by key, with natural log-probabilities; by number of the word: alone, and backing off from it."""

    keys: Keys
    score: Scores
    alone: Scores
    backoff: Scores

    def cut(self, spans: list[Ids]) -> Scores:
        """Log-probability of the best cut of each row into words, each judged after the word before it.

        `spans` has for each size of word the numbers of the words that begin at each column, as `Words.spans` gives.
        """
        height, width = spans[0].shape
        found = np.full((height, width, LONGEST), -1, np.int64)
        for size, span in enumerate(spans):
            found[:, : width - size, size] = span
        best = np.full((height, width + 1, LONGEST), _NEVER)
        for size in range(min(LONGEST, width)):
            best[:, size + 1, size] = self.alone[found[:, 0, size]]
        for middle in range(1, width):
            before = np.stack([found[:, max(0, middle - size - 1), size] for size in range(LONGEST)], 1)
            before[best[:, middle] <= _NEVER / 2] = -1
            reached = (best[:, middle, :, None] + self.step(before, found[:, middle])).max(1)
            for size in range(min(LONGEST, width - middle)):
                best[:, middle + size + 1, size] = np.maximum(best[:, middle + size + 1, size], reached[:, size])
        result: Scores = best[:, width].max(1)
        return result

    def step(self, before: Ids, after: Ids) -> Scores:
        """Log-probability of each word of a row of `after` behind each word of that row of `before`."""
        result = self.alone[after][:, None] + self.backoff[before][:, :, None]
        rows, left, right = np.nonzero((before > UNKNOWN)[:, :, None] & (after > UNKNOWN)[:, None])
        keys = before[rows, left].astype(np.uint64) << np.uint64(WORD_BITS) | after[rows, right].astype(np.uint64)
        hit = look_up(self.keys, keys)
        seen = hit >= 0
        result[rows[seen], left[seen], right[seen]] = self.score[hit[seen]]
        result[(before < 0)[:, :, None] | (after < 0)[:, None]] = _NEVER
        return result


@cache
def neighbours() -> Neighbours:
    """The pairs, read from their file once; the numbers are those of `words()`."""
    lexicon = words()
    numbers = np.arange(len(lexicon.score) - 1, dtype=np.uint64)
    with np.load(_TABLE) as data:
        keys = joined(numbers, data["counts"], data["last"], WORD_BITS)
        backoff = np.zeros(len(numbers) + 1)
        backoff[:-1][data["counts"].any(axis=0)] = data["weight"] / STEP
        unseen = lexicon.score + np.log(JIEBA_SHARE)
        alone = np.where(data["alone"] == NOT_SEEN, unseen[:-1], data["alone"] / -STEP)
        return Neighbours(keys, data["score"] / -STEP, np.append(alone, _NEVER), backoff)
