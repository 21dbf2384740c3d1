"""Which texts may stand in a byte-shifted run: all of them satisfy the bytes, and the likely ones are kept.

The first character has the known trail byte, the last the known lead byte, those between are fixed.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from parser.repair.characters import MARKS, UNKNOWN, Alphabet, table
from parser.repair.encoding import bytes_of, char_of
from parser.repair.trees import BITS, Ids, Scores, look_up
from parser.repair.words import words

MARK_COST = 2.5
"""Taken from the log-probability of each end that is punctuation: the filter shifted Han text, rarely marks."""
_PAIRS, _ENDS, _COMMON = 60, 16, 8
"""Candidates of a run: known pairs of a window, single ends, and the commonest pairs, which no rough score drops."""


class Run(Struct, frozen=True):
    """A damaged stretch: the known bytes (an even number) between two unknown ones, and where its first hole stands."""

    known: tuple[int, ...]
    at: int

    @property
    def length(self) -> int:
        """Characters that the run restores to."""
        return len(self.known) // 2 + 1

    @property
    def middle(self) -> str | None:
        """The characters that the bytes fix; None where some bytes form none."""
        inner = [char_of(*self.known[i : i + 2]) for i in range(1, len(self.known) - 1, 2)]
        return None if None in inner else "".join(c for c in inner if c)


class Choices(Struct, frozen=True):
    """The characters that may stand at an end of a run: ids, bytes, and the indexes of those with a given byte."""

    chars: str
    ids: Ids
    is_mark: npt.NDArray[np.bool_]
    by_trail: dict[int, Ids]
    by_lead: dict[int, Ids]


@cache
def choices(marks: str) -> Choices:
    """Han characters of the alphabet and the punctuation `marks`, by their bytes."""
    alphabet = table().alphabet
    chars = alphabet.chars[_first_han() :] + marks
    pairs = [bytes_of(c) or (0, 0) for c in chars]
    ids = alphabet.lookup[[ord(c) for c in chars]].astype(np.int64)
    lead, trail = (np.array(part) for part in zip(*pairs, strict=True))
    by_trail = {int(b): np.flatnonzero(trail == b) for b in np.unique(trail) if b}
    by_lead = {int(b): np.flatnonzero(lead == b) for b in np.unique(lead) if b}
    return Choices(chars, ids, np.arange(len(chars)) >= len(chars) - len(marks), by_trail, by_lead)


class Pairs(Struct, frozen=True):
    """Pairs of Han characters that occur, by window: the trail byte of the first and the lead byte of the second."""

    windows: Ids
    first: Ids
    last: Ids

    def of(self, window: int) -> tuple[Ids, Ids]:
        """The pairs of one window as ids, likeliest first."""
        a, b = np.searchsorted(self.windows, (window, window + 1))
        return self.first[a:b][:_PAIRS], self.last[a:b][:_PAIRS]


def _pairs(alphabet: Alphabet, first: Ids, last: Ids, score: Scores) -> Pairs:
    """The pairs by window, the highest score first; equal scores keep their order."""
    window = (alphabet.trail[first].astype(np.int64) << 8) | alphabet.lead[last]
    usable = (np.minimum(first, last) >= _first_han()) & (alphabet.trail[first] > 0) & (alphabet.lead[last] > 0)
    first, last, window, score = first[usable], last[usable], window[usable], score[usable]
    rank = ((score.max(initial=0.0) - score) * 1024).astype(np.int64)
    order = np.sort(window << 44 | np.minimum(rank, (1 << 22) - 1) << 22 | np.arange(len(window))) & ((1 << 22) - 1)
    return Pairs(window[order], first[order], last[order])


@cache
def known_pairs() -> Pairs:
    """The pairs of the character table and the words of two characters, likeliest first."""
    found, lexicon = table(), words()
    new = look_up(found.keys[0], lexicon.keys[0]) < 0
    keys = np.concatenate([found.keys[0], lexicon.keys[0][new]])
    first, last = (keys >> np.uint64(BITS)).astype(np.int64), (keys & np.uint64((1 << BITS) - 1)).astype(np.int64)
    prose = np.concatenate([found.single[first[: len(found.keys[0])]] + found.scores[0], np.full(new.sum(), _NEVER)])
    of_two = np.append(lexicon.score[lexicon.begins[0] : lexicon.begins[1]], _NEVER)
    alone = np.concatenate([of_two[look_up(lexicon.keys[0], found.keys[0])], of_two[:-1][new]])
    return _pairs(found.alphabet, first, last, np.maximum(prose, alone))


def echo_pairs(ids: Ids) -> Pairs:
    """The pairs of a document, most frequent first."""
    whole = (ids[:-1] != UNKNOWN) & (ids[1:] != UNKNOWN)
    keys, times = np.unique((ids[:-1] << BITS | ids[1:])[whole], return_counts=True)
    return _pairs(table().alphabet, keys >> BITS, keys & ((1 << BITS) - 1), times.astype(float))


def candidates(rows: Ids, hole: slice, runs: list[Run], options: Choices, pairs: Pairs) -> tuple[Ids, Ids, Ids, Scores]:
    """Candidates of runs of one length: the run's index, first and last choice, and a rough log-probability.

    `rows` are the runs in their context, the ends unknown. Pairs that occur are candidates, and likely ends crossed.
    """
    inner = rows[:, hole.start + 1 : hole.stop - 1]
    heads = _ends(
        rows[:, hole.start - 2 : hole.start],
        [options.by_trail.get(r.known[0], _NONE) for r in runs],
        inner[:, :1],
        options,
    )
    tails = _ends(
        inner[:, -1:],
        [options.by_lead.get(r.known[-1], _NONE) for r in runs],
        rows[:, hole.stop : hole.stop + 2],
        options,
    )
    owners, keys, common = [], [], [_NONE]
    for i, run in enumerate(runs):
        first, last = (_likely(end[i], options) for end in (heads, tails))
        crossed = [(first[:, None] << 16 | last).ravel()]
        if run.length == 2:
            window = run.known[0] << 8 | run.known[1]
            crossed += [
                (a - _first_han()) << 16 | (b - _first_han()) for a, b in (known_pairs().of(window), pairs.of(window))
            ]
            common.append(i << 32 | crossed[1][:_COMMON])
        keys.append(np.unique(np.concatenate(crossed)))
        owners.append(np.full(len(keys[-1]), i))
    owner, key = np.concatenate(owners), np.concatenate(keys)
    first, last = key >> 16, key & 0xFFFF
    rough = heads[owner, first] + tails[owner, last]
    if runs[0].length == 2:
        rough += (
            table().score(np.stack([options.ids[first], options.ids[last]], 1))[:, 1]
            - table().single[options.ids[last]]
        )
    rough[np.isin(owner << 32 | key, np.concatenate(common))] += _ALWAYS
    return owner, first, last, rough


_NONE: Ids = np.zeros(0, np.int64)
_NEVER, _ALWAYS = -1e6, 1e6


@cache
def _first_han() -> int:
    """Where the Han characters of the alphabet begin; the choices list them in the same order."""
    chars = table().alphabet.chars
    return next(i for i, c in enumerate(chars) if i > 4 and c not in MARKS)


def _ends(before: Ids, ends: list[Ids], after: Ids, options: Choices) -> Scores:
    """For each run the log-probability of every choice of one end between its neighbours; very low where none."""
    owner = np.repeat(np.arange(len(ends)), [len(end) for end in ends])
    chosen = np.concatenate(ends)
    score = table().score(np.concatenate([before[owner], options.ids[chosen][:, None], after[owner]], 1))
    found = np.full((len(ends), len(options.chars)), _NEVER)
    found[owner, chosen] = score[:, before.shape[1] :].sum(1) - MARK_COST * options.is_mark[chosen]
    return found


def _likely(scores: Scores, options: Choices) -> Ids:
    """The likeliest choices, and every mark that satisfies the byte: few do, and their habits are no Han character's."""
    fitting = np.flatnonzero(scores > _NEVER)
    best = fitting[np.argsort(-scores[fitting], kind="stable")]
    return np.concatenate([best[:_ENDS], best[_ENDS:][options.is_mark[best[_ENDS:]]]])
