"""Candidates for byte-shifted runs, and which of them reads best. All runs of a document are judged together.

Every candidate satisfies the bytes: the first character has the known trail byte, the last the known lead byte, those
between are fixed. A candidate is scored by the character table, by what the document says elsewhere, and by how well
it falls into words; a softmax over the weighted sum gives its probability.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from parser.repair.characters import BITS, BREAK, MARKS, OTHER, UNKNOWN, Alphabet, Ids, Scores, table
from parser.repair.echo import Echo, listen
from parser.repair.encoding import bytes_of, char_of
from parser.repair.words import fluency, frequencies

WEIGHTS = (0.46, 0.46, -2.5, 0.39)
"""Of the table, the echo, punctuation at an end (rarely damaged: the filter shifts Han text), and the words."""
_LEFT, _RIGHT = 5, 5
"""Characters of context that are kept on each side."""
_PAIRS, _ENDS, _SCORED, _CUT = 60, 10, 32, 16
"""Candidates kept: known pairs of a window, single ends, those scored in full, those cut into words."""
SURE = 0.97
"""Probability from which a reading counts as settled in the first pass, so that other places may lean on it."""


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


class Reading(Struct, frozen=True):
    """The likeliest texts of one run with their probabilities, best first; empty where no text satisfies the bytes."""

    texts: tuple[str, ...] = ()
    chances: tuple[float, ...] = ()


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
    window = (alphabet.trail[first].astype(np.int64) << 8) | alphabet.lead[last]
    usable = (np.minimum(first, last) >= _first_han()) & (alphabet.trail[first] > 0) & (alphabet.lead[last] > 0)
    first, last, window, score = first[usable], last[usable], window[usable], score[usable]
    order = np.lexsort((-score, window))
    return Pairs(window[order], first[order], last[order])


@cache
def known_pairs() -> Pairs:
    """The pairs of the character table, likeliest first."""
    found = table()
    first = (found.keys[0] >> np.uint64(BITS)).astype(np.int64)
    last = (found.keys[0] & np.uint64((1 << BITS) - 1)).astype(np.int64)
    return _pairs(found.alphabet, first, last, found.scores[0] + found.single[first])


@cache
def word_pairs() -> Pairs:
    """The words of two characters, most frequent first; words of the table's pairs as well."""
    words = [(word, score) for word, score in frequencies().items() if len(word) == 2]
    ids = _ids("".join(word for word, _ in words)).reshape(-1, 2)
    return _pairs(table().alphabet, ids[:, 0], ids[:, 1], np.array([score for _, score in words]))


def echo_pairs(ids: Ids) -> Pairs:
    """The pairs of a document, most frequent first."""
    whole = (ids[:-1] != UNKNOWN) & (ids[1:] != UNKNOWN)
    keys, times = np.unique((ids[:-1] << BITS | ids[1:])[whole], return_counts=True)
    return _pairs(table().alphabet, keys >> BITS, keys & ((1 << BITS) - 1), times.astype(float))


def read_runs(ids: Ids, runs: list[Run], marks: str) -> list[Reading]:
    """The readings of all `runs` of a document; `ids` has UNKNOWN at every character of a run.

    Two passes: what the first is sure of fills its holes, and the second judges the rest again beside it.
    """
    ids = np.concatenate([np.full(_LEFT, BREAK), ids, np.full(_RIGHT, BREAK)])
    readings: list[Reading] = [Reading()] * len(runs)
    open_runs = [i for i, run in enumerate(runs) if run.middle is not None]
    for _ in range(2):
        found = _judge(ids, [runs[i] for i in open_runs], choices(marks))
        for i, reading in zip(open_runs, found, strict=True):
            readings[i] = reading
            if reading.texts and reading.chances[0] >= SURE:
                at = runs[i].at + _LEFT
                ids[at : at + runs[i].length] = _ids(reading.texts[0])
        open_runs = [i for i in open_runs if readings[i].texts and readings[i].chances[0] < SURE]
        if not open_runs:
            break
    return readings


def _ids(text: str) -> Ids:
    return table().alphabet.lookup[[min(ord(c), 0xFFFF) for c in text]].astype(np.int64)


def _judge(ids: Ids, runs: list[Run], options: Choices) -> list[Reading]:
    """One pass over `runs`, those of one length together."""
    echo, pairs = listen(ids, len(table().alphabet.chars)), echo_pairs(ids)
    readings: list[Reading] = [Reading()] * len(runs)
    for length in sorted({run.length for run in runs}):
        group = [i for i, run in enumerate(runs) if run.length == length]
        for i, reading in zip(group, _judge_equal(ids, [runs[i] for i in group], options, echo, pairs), strict=True):
            readings[i] = reading
    return readings


def _judge_equal(ids: Ids, runs: list[Run], options: Choices, echo: Echo, pairs: Pairs) -> list[Reading]:
    """Readings of runs of one length."""
    length = runs[0].length
    at = np.array([run.at for run in runs]) + _LEFT
    context = ids[at[:, None] + np.arange(-_LEFT, length + _RIGHT)]
    for row, run in zip(context, runs, strict=True):
        row[_LEFT + 1 : _LEFT + length - 1] = _ids(run.middle or "")
    owner, first, last = _candidates(context, runs, options, pairs)
    rows = context[owner]
    rows[:, _LEFT], rows[:, _LEFT + length - 1] = options.ids[first], options.ids[last]
    rough = table().score(rows[:, _LEFT - 2 : _LEFT + length + 2])[:, 2:].sum(1)
    rough += 2.0 * np.log1p(echo.count(rows[:, _LEFT : _LEFT + min(length, 5)]))
    kept = _best(owner, rough, _SCORED)
    owner, first, last, rows = owner[kept], first[kept], last[kept], rows[kept]
    base = table().score(rows[:, _LEFT - 3 : _LEFT + length + 3])
    heard = echo.score(rows[:, : _LEFT + length + 3], np.concatenate([np.zeros((len(rows), _LEFT - 3)), base], 1))
    marks = options.is_mark[first].astype(float) + options.is_mark[last]
    features = np.stack([base[:, 3:].sum(1), heard[:, _LEFT:].sum(1), marks], 1)
    score = features @ np.array(WEIGHTS[:-1])
    kept = _best(owner, score, _CUT)
    return _readings(runs, options, context, owner[kept], first[kept], last[kept], score[kept])


def _candidates(context: Ids, runs: list[Run], options: Choices, pairs: Pairs) -> tuple[Ids, Ids, Ids]:
    """Owner, first and last choice of every candidate worth scoring: pairs that occur, and likely ends crossed."""
    length = runs[0].length
    firsts = [options.by_trail.get(run.known[0], _NONE) for run in runs]
    lasts = [options.by_lead.get(run.known[-1], _NONE) for run in runs]
    inner = slice(_LEFT + 1, _LEFT + length - 1)
    heads = _ends(context[:, _LEFT - 2 : _LEFT], firsts, context[:, inner][:, :1], options, 2)
    tails = _ends(
        context[:, inner][:, -1:], lasts, context[:, _LEFT + length : _LEFT + length + 2], options, length > 2
    )
    owners, first, last = [], [], []
    for i, run in enumerate(runs):
        a, b = heads[i], tails[i]
        crossed_a, crossed_b = np.repeat(a, len(b)), np.tile(b, len(a))
        if length == 2:
            window = run.known[0] << 8 | run.known[1]
            found = [known_pairs().of(window), word_pairs().of(window), pairs.of(window)]
            crossed_a = np.concatenate([crossed_a, *(p[0] - _first_han() for p in found)])
            crossed_b = np.concatenate([crossed_b, *(p[1] - _first_han() for p in found)])
        both = np.unique(crossed_a << 16 | crossed_b)
        owners.append(np.full(len(both), i))
        first.append(both >> 16)
        last.append(both & 0xFFFF)
    return np.concatenate(owners), np.concatenate(first), np.concatenate(last)


_NONE: Ids = np.zeros(0, np.int64)


@cache
def _first_han() -> int:
    """Where the Han characters of the alphabet begin; the choices list them in the same order."""
    chars = table().alphabet.chars
    return next(i for i, c in enumerate(chars) if i > 4 and c not in MARKS)


def _ends(before: Ids, ends: list[Ids], after: Ids, options: Choices, skip: int) -> list[Ids]:
    """For each run the likeliest choices of one end, given the characters before and after it."""
    sizes = np.array([len(e) for e in ends])
    owner = np.repeat(np.arange(len(ends)), sizes)
    chosen = np.concatenate(ends) if len(ends) else _NONE
    rows = np.concatenate([before[owner], options.ids[chosen][:, None], after[owner]], 1)
    score = table().score(rows)[:, int(skip) :].sum(1) + 4 * WEIGHTS[2] * options.is_mark[chosen]
    kept = _best(owner, score, _ENDS)
    return [chosen[kept][owner[kept] == i] for i in range(len(ends))]


def _best(owner: Ids, score: Scores, limit: int) -> Ids:
    """Indexes of the `limit` best of each owner, best first, owners in order."""
    order = np.lexsort((-score, owner))
    sorted_owner = owner[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_owner, sorted_owner)
    return order[rank < limit]


def _readings(
    runs: list[Run], options: Choices, context: Ids, owner: Ids, first: Ids, last: Ids, score: Scores
) -> list[Reading]:
    """The candidates of each run as texts, judged by words as well."""
    chars, length = table().alphabet.chars, runs[0].length
    readings = []
    edges = np.searchsorted(owner, np.arange(len(runs) + 1))
    for i, run in enumerate(runs):
        part = slice(edges[i], edges[i + 1])
        if edges[i] == edges[i + 1]:
            readings.append(Reading())
            continue
        before, after = _stretch(chars, context[i, :_LEFT][::-1])[::-1], _stretch(chars, context[i, _LEFT + length :])
        texts = [
            options.chars[a] + (run.middle or "") + options.chars[b]
            for a, b in zip(first[part], last[part], strict=True)
        ]
        total = score[part] + WEIGHTS[3] * np.array([_cut(before, text, after) for text in texts])
        chance = np.exp(total - total.max())
        chance /= chance.sum()
        order = np.argsort(-chance, kind="stable")[:5]
        readings.append(Reading(tuple(texts[k] for k in order), tuple(float(chance[k]) for k in order)))
    return readings


def _cut(before: str, text: str, after: str) -> float:
    """Fluency of a candidate between its neighbours; punctuation parts words."""
    whole = before + text + after
    if all(c >= "\u4e00" for c in text):
        return fluency(whole)
    return sum(fluency(part) if part >= "\u4e00" else -3.0 for part in _split(whole))


def _split(text: str) -> list[str]:
    parts: list[str] = []
    for char in text:
        if parts and char >= "\u4e00" and "\u4e00" <= char <= "\u9fff" and "\u4e00" <= parts[-1][0] <= "\u9fff":
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def _stretch(chars: str, ids: Ids) -> str:
    """The Han characters that `ids` begin with."""
    out = ""
    for id_ in ids[:4]:
        char = chars[id_]
        if id_ <= OTHER or not "\u4e00" <= char <= "\u9fff":
            break
        out += char
    return out
