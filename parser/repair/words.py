"""How well a stretch of characters falls into words: its best cut by word frequency, as jieba cuts.

The words are jieba's and the reviewed phrases, written to `words.npz` by `scripts/train_characters.py`, because jieba's
own dictionary takes longer to read than a plan to repair. Every word has a number: a single character its id in the
alphabet, then the words of two, three and four characters in the order of their keys. -1 stands for no word.
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
    """The words, shortest first."""

    keys: tuple[Keys, ...]
    """For the sizes 2 to 4 the sorted keys: ids of the characters, `BITS` each."""
    begins: tuple[int, ...]
    """The number of the first word of each of these sizes."""
    score: Scores
    """Log-probability of each word by its number; the last entry, which -1 finds, stands for what is no word."""

    def spans(self, rows: Ids, context: Ids, owner: Ids, hole: slice) -> list[Ids]:
        """For each size of word, the number of the word that begins at each column of each row.

        `rows` are candidates: row i is row `owner[i]` of `context` with the columns `hole` filled. What lies outside of
        the hole is looked up once for all candidates.
        """
        width = rows.shape[1]
        spans = [rows]
        for size in range(2, LONGEST + 1):
            found = self._of(context, size, range(width - size + 1))[owner]
            touched = range(max(0, hole.start - size + 1), min(hole.stop, width - size + 1))
            found[:, touched.start : touched.stop] = self._of(rows, size, touched)
            spans.append(found)
        return spans

    def cut(self, spans: list[Ids]) -> Scores:
        """Log-probability of the best cut of each row into words, by what `spans` finds in it."""
        scores = [self.score[span] for span in spans]
        best = [np.zeros(len(scores[0]))]
        for end in range(1, scores[0].shape[1] + 1):
            ways = [best[end - size] + scores[size - 1][:, end - size] for size in range(1, min(LONGEST, end) + 1)]
            best.append(np.maximum.reduce(ways))
        return best[-1]

    def _of(self, rows: Ids, size: int, starts: range) -> Ids:
        """The numbers of the words of one size that begin at each of `starts`."""
        grams = rows.astype(np.uint64)
        key = np.zeros((len(rows), len(starts)), np.uint64)
        for step in range(size):
            key = (key << np.uint64(BITS)) | grams[:, starts.start + step : starts.stop + step]
        found = look_up(self.keys[size - 2], key)
        found = np.where(found >= 0, found + self.begins[size - 2], -1)
        found[self.score[found] <= _NEVER] = -1
        return found

    def number(self, text: str) -> int:
        """The number of the word `text`; -1 where it is none."""
        ids = table().alphabet.lookup[[min(ord(char), 0xFFFF) for char in text]].astype(np.int64)
        return int(ids[0]) if len(ids) == 1 else int(self._of(ids[None], len(ids), range(1))[0, 0])


@cache
def words() -> Words:
    """The words, read from their file once; their ids are those of the character table."""
    with np.load(_TABLE) as data:
        scores = [data["score1"] / -STEP]
        keys: list[Keys] = [np.arange(len(scores[0]), dtype=np.uint64)]
        for size in range(2, LONGEST + 1):
            keys.append(joined(keys[-1], data[f"counts{size}"], data[f"last{size}"]))
            stored = data[f"score{size}"]
            scores.append(np.where(stored == NO_WORD, _NEVER, stored / -STEP))
        begins = np.cumsum([len(part) for part in scores[:-1]]).tolist()
        return Words(tuple(keys[1:]), tuple(begins), np.concatenate([*scores, [_NEVER]]))
