"""How well a stretch of characters falls into words: its best cut by word frequency, as jieba cuts.

The words are jieba's and the reviewed phrases, written to `words.npz` by `scripts/train_characters.py`, because jieba's
own dictionary takes longer to read than a plan to repair.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from msgspec import Struct

from parser.repair.characters import table
from parser.repair.trees import BITS, STEP, Ids, Keys, Scores, joined, look_up

LONGEST = 4
"""Longest word that counts, in characters."""
NO_WORD = 255
"""Stored for a beginning of words that is no word itself."""
_NEVER = -1e9
_TABLE = Path(__file__).with_name("words.npz")


class Words(Struct, frozen=True):
    """Log-probabilities of words: of single characters by id, of longer ones by key (two characters first)."""

    single: Scores
    keys: tuple[Keys, ...]
    scores: tuple[Scores, ...]
    """One entry more than keys: the last stands for what is no word."""

    def cut(self, rows: Ids, context: Ids, owner: Ids, hole: slice) -> Scores:
        """Log-probability of the best cut of each row into words.

        `rows` are candidates: row i is row `owner[i]` of `context` with the columns `hole` filled. What lies outside of
        the hole is looked up once for all candidates.
        """
        width = rows.shape[1]
        spans = [self.single[rows]]
        for size in range(2, LONGEST + 1):
            score = self._of(context, size, range(width - size + 1))[owner]
            touched = range(max(0, hole.start - size + 1), min(hole.stop, width - size + 1))
            score[:, touched.start : touched.stop] = self._of(rows, size, touched)
            spans.append(score)
        best = [np.zeros(len(rows))]
        for end in range(1, width + 1):
            ways = [best[end - size] + spans[size - 1][:, end - size] for size in range(1, min(LONGEST, end) + 1)]
            best.append(np.maximum.reduce(ways))
        return best[-1]

    def _of(self, rows: Ids, size: int, starts: range) -> Scores:
        """Log-probability of the words of one size that begin at each of `starts`."""
        grams = rows.astype(np.uint64)
        key = np.zeros((len(rows), len(starts)), np.uint64)
        for step in range(size):
            key = (key << np.uint64(BITS)) | grams[:, starts.start + step : starts.stop + step]
        return self.scores[size - 2][look_up(self.keys[size - 2], key)]

    def has(self, text: str) -> bool:
        """Whether `text` (two to four characters) is a word."""
        key = 0
        for char in text:
            key = key << BITS | int(table().alphabet.lookup[min(ord(char), 0xFFFF)])
        index = int(look_up(self.keys[len(text) - 2], np.array([key], np.uint64))[0])
        return index >= 0 and bool(self.scores[len(text) - 2][index] > _NEVER)


@cache
def words() -> Words:
    """The words, read from their file once; their ids are those of the character table."""
    with np.load(_TABLE) as data:
        single = data["score1"] / -STEP
        keys: list[Keys] = [np.arange(len(single), dtype=np.uint64)]
        scores: list[Scores] = []
        for size in range(2, LONGEST + 1):
            keys.append(joined(keys[-1], data[f"counts{size}"], data[f"last{size}"]))
            stored = data[f"score{size}"]
            scores.append(np.append(np.where(stored == NO_WORD, _NEVER, stored / -STEP), _NEVER))
        return Words(single, tuple(keys[1:]), tuple(scores))
