"""What a document says elsewhere: its own undamaged n-grams, the strongest witness for a damaged place."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from parser.repair.characters import UNKNOWN
from parser.repair.trees import Ids, Keys, Scores, look_up

LONGEST = 5
"""Longest n-gram of the document that counts."""
_BITS = 12
_CAUTION = 200.0
"""How many characters a document must have before its mere choice of characters counts."""


class Echo(Struct, frozen=True):
    """The n-grams of one document. Order n stands at index n - 1."""

    local: Ids
    """For each id of the alphabet its number in this document; 0 where it does not occur (or is unknown)."""
    keys: tuple[Keys, ...]
    counts: tuple[Scores, ...]
    totals: tuple[Scores, ...]
    """How often anything follows the n-gram."""
    kinds: tuple[Scores, ...]
    """How many different characters follow it."""

    def score(self, rows: Ids, base: Scores) -> Scores:
        """Log-probability of the last characters of each row after those before them: as many as `base` has columns.

        The document's habits are laid over `base` (logs as well). Witten-Bell interpolation: each longer context moves
        the estimate as far as the document is consistent about it.
        """
        width = rows.shape[1]
        since = width - base.shape[1]
        grams = self.local[rows].astype(np.uint64)
        key = grams[:, since - 1 :]
        seen = look_up(self.keys[0], key)
        seen[key == 0] = -1
        caution = 2 * len(self.keys[0]) + _CAUTION
        times = np.where(seen[:, 1:] >= 0, self.counts[0][seen[:, 1:]], 0.0)
        result = (times + caution * np.exp(base)) / (self.counts[0].sum() + caution)
        for order in range(2, LONGEST + 1):
            context = seen[:, :-1]
            key = (grams[:, since - order : width - order + 1] << np.uint64(_BITS * (order - 1))) | key
            hit = look_up(self.keys[order - 1], key)
            follows = np.where(context >= 0, self.totals[order - 2][context], 0.0)
            various = np.where(context >= 0, self.kinds[order - 2][context], 1.0)
            times = np.where(hit[:, 1:] >= 0, self.counts[order - 1][hit[:, 1:]], 0.0)
            result = (times + various * result) / np.maximum(follows + various, 1e-9)
            seen = hit
        return np.where(rows[:, since:] != UNKNOWN, np.log(np.maximum(result, 1e-300)), 0.0)

    def count(self, rows: Ids) -> Scores:
        """How often each row (at most five characters) stands in the document."""
        grams = self.local[rows].astype(np.uint64)
        key = grams[:, 0]
        for column in range(1, rows.shape[1]):
            key = (key << np.uint64(_BITS)) | grams[:, column]
        hit = look_up(self.keys[rows.shape[1] - 1], key)
        hit[(grams == 0).any(axis=1)] = -1
        return np.where(hit >= 0, self.counts[rows.shape[1] - 1][hit], 0.0)


def listen(ids: Ids, size: int) -> Echo:
    """The n-grams of a document given as ids of an alphabet of `size`; those with an unknown character do not count."""
    used, frequency = np.unique(ids[ids != UNKNOWN], return_counts=True)
    used = used[np.argsort(-frequency, kind="stable")][: (1 << _BITS) - 1]
    local = np.zeros(size, np.int64)
    local[used] = np.arange(1, len(used) + 1)
    grams = local[ids].astype(np.uint64)
    keys: list[Keys] = []
    counts: list[Scores] = []
    totals: list[Scores] = []
    kinds: list[Scores] = []
    key, whole = grams, grams > 0
    for order in range(1, LONGEST + 1):
        if order > 1:
            key = (key[:-1] << np.uint64(_BITS)) | grams[order - 1 :]
            whole = whole[:-1] & (grams[order - 1 :] > 0)
        found, times = np.unique(key[whole], return_counts=True)
        keys.append(found)
        counts.append(times.astype(float))
        totals.append(np.zeros(len(found)))
        kinds.append(np.ones(len(found)))
        if order > 1:
            heads, group = np.unique(found >> np.uint64(_BITS), return_inverse=True)
            place = np.searchsorted(keys[order - 2], heads)
            totals[order - 2][place] = np.bincount(group, times, minlength=len(heads))
            kinds[order - 2][place] = np.bincount(group, minlength=len(heads))
    return Echo(local, tuple(keys), tuple(counts), tuple(totals), tuple(kinds))
