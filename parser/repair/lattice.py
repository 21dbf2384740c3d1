"""Which candidate of a byte-shifted run reads best. All runs of a document are judged together.

A candidate is scored by the character table, by what the document says elsewhere, and by how well it falls into words;
a softmax over the weighted sum gives its probability. Where that leaves a doubt, the likeliest are scored again with
the words' neighbours beside it.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from parser.repair.candidates import Choices, Pairs, Run, candidates, choices, echo_pairs
from parser.repair.characters import BREAK, table
from parser.repair.echo import Echo, listen
from parser.repair.neighbours import neighbours
from parser.repair.trees import Ids, Scores
from parser.repair.words import words

WEIGHTS = np.array((0.42, 0.45, 0.30, -3.05))
"""Of the table, the echo, the words, and punctuation at an end. Fitted by maximum likelihood on held-out text
and on the plans of `../shared` but the repository's own; that of punctuation, which made damage never has, by hand."""
CLOSE_WEIGHTS = np.array((0.16, 0.48, 0.07, -3.05, 0.42, -0.19, 0.25, 0.29, -0.24))
"""The same four for the closer look, then: neighbours, how often the document has the candidate elsewhere, with the
character before it, with the one behind it, and how frequent the characters at its ends are."""
_LEFT, _RIGHT = 5, 5
"""Characters of context that are kept on each side."""
_SCORED = 48
"""Candidates of a run that are scored in full."""
_MARGIN = 9.0
"""How far the rough log-probability of a candidate may lie below the best of its run."""
_CLOSE = 16
"""Candidates of a run that are looked at closer."""
_SETTLED = 0.998
"""Probability from which a candidate needs no closer look."""
_SHOWN = 12
"""Candidates of a run that become texts."""
_TOGETHER = 256
"""Runs that are judged at once: bounds the memory."""
_NEVER = -1e9
SURE = 0.8
"""Probability from which a reading counts as settled in the first pass, so that other places may lean on it."""


class Reading(Struct, frozen=True):
    """The texts of one run with their probabilities, best first; empty where no text satisfies the bytes."""

    texts: tuple[str, ...] = ()
    chances: tuple[float, ...] = ()


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
        for start in range(0, len(group), _TOGETHER):
            part = group[start : start + _TOGETHER]
            for i, reading in zip(part, _judge_equal(ids, [runs[i] for i in part], options, echo, pairs), strict=True):
                readings[i] = reading
    return readings


def _judge_equal(ids: Ids, runs: list[Run], options: Choices, echo: Echo, pairs: Pairs) -> list[Reading]:
    """Readings of runs of one length."""
    length = runs[0].length
    hole = slice(_LEFT, _LEFT + length)
    at = np.array([run.at for run in runs])
    context = ids[at[:, None] + np.arange(_LEFT + length + _RIGHT)]
    for row, run in zip(context, runs, strict=True):
        row[hole.start + 1 : hole.stop - 1] = _ids(run.middle or "")
    owner, first, last, rough = candidates(context, hole, runs, options, pairs)
    rough += 2.0 * np.log1p(_heard(echo, context, hole, owner, options, first, last))
    kept = _best(owner, rough, _SCORED)
    likely = np.where(rough > 0, -np.inf, rough)
    kept = kept[rough[kept] > _peaks(owner, likely, len(runs))[owner[kept]] - _MARGIN]
    owner, first, last = owner[kept], first[kept], last[kept]
    rows = context[owner]
    rows[:, hole.start], rows[:, hole.stop - 1] = options.ids[first], options.ids[last]
    marks = options.is_mark[first].astype(float) + options.is_mark[last]
    found, spans = features(rows, context, owner, hole, echo, marks)
    score = found @ WEIGHTS
    doubted = _doubted(owner, score, len(runs))
    if len(doubted):
        closer = np.concatenate(
            [found[doubted], close_features(rows[doubted], [s[doubted] for s in spans], hole, echo)], 1
        )
        others = np.isin(owner, owner[doubted])
        score[others] = _NEVER
        score[doubted] = closer @ CLOSE_WEIGHTS
    return _readings(runs, options, owner, first, last, score)


def _doubted(owner: Ids, score: Scores, runs: int) -> Ids:
    """The candidates that need a closer look: the likeliest of each run that is not settled."""
    sure = 1 / np.bincount(owner, np.exp(score - _peaks(owner, score, runs)[owner]), minlength=runs)
    picked = _best(owner, score, _CLOSE)
    return picked[sure[owner[picked]] < _SETTLED]


def _peaks(owner: Ids, score: Scores, runs: int) -> Scores:
    """The highest score of each run."""
    peaks = np.full(runs, -np.inf)
    np.maximum.at(peaks, owner, score)
    return peaks


def features(rows: Ids, context: Ids, owner: Ids, hole: slice, echo: Echo, marks: Scores) -> tuple[Scores, list[Ids]]:
    """One row a candidate, one column a weight: log-probabilities by table, echo and words, and marks at its ends.

    And the words that were found in and about each candidate, for `close_features`.
    """
    base = table().score(rows[:, hole.start - 3 : hole.stop + 3])
    heard = echo.score(rows[:, : hole.stop + 3], base[:, 3:])
    near = slice(hole.start - 4, hole.stop + 4)
    spans = words().spans(rows[:, near], context[:, near], owner, slice(4, 4 + hole.stop - hole.start))
    return np.stack([base[:, 3:].sum(1), heard.sum(1), words().cut(spans), marks], 1), spans


def close_features(rows: Ids, spans: list[Ids], hole: slice, echo: Echo) -> Scores:
    """What the closer look adds, one row a candidate: see `CLOSE_WEIGHTS`."""
    first, last, longest = hole.start, hole.stop - 1, 5
    places = (
        slice(first, min(hole.stop, first + longest)),
        slice(first - 1, min(hole.stop, first - 1 + longest)),
        slice(max(first, hole.stop + 1 - longest), hole.stop + 1),
    )
    times = [np.log1p(echo.count(rows[:, place])) for place in places]
    single = table().single
    return np.stack([neighbours().cut(spans), *times, single[rows[:, first]] + single[rows[:, last]]], 1)


def _heard(echo: Echo, context: Ids, hole: slice, owner: Ids, options: Choices, first: Ids, last: Ids) -> Scores:
    """How often the document has each candidate elsewhere; of long ones the beginning counts."""
    rows = context[:, hole.start : min(hole.stop, hole.start + 5)][owner]
    rows[:, 0] = options.ids[first]
    if hole.stop - hole.start <= 5:
        rows[:, -1] = options.ids[last]
    return echo.count(rows)


def _best(owner: Ids, score: Scores, limit: int) -> Ids:
    """Indexes of the `limit` best of each owner, best first, owners in order."""
    order = np.lexsort((-score, owner))
    sorted_owner = owner[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_owner, sorted_owner)
    return order[rank < limit]


def _readings(runs: list[Run], options: Choices, owner: Ids, first: Ids, last: Ids, score: Scores) -> list[Reading]:
    """The candidates of each run as texts with their probabilities."""
    readings = []
    edges = np.searchsorted(owner, np.arange(len(runs) + 1)).tolist()
    for run, start, end in zip(runs, edges, edges[1:], strict=False):
        if start == end:
            readings.append(Reading())
            continue
        chance = np.exp(score[start:end] - score[start:end].max())
        order, middle = np.argsort(-chance, kind="stable")[:_SHOWN], run.middle or ""
        texts = [options.chars[first[k]] + middle + options.chars[last[k]] for k in (order + start).tolist()]
        readings.append(Reading(tuple(texts), tuple((chance[order] / chance.sum()).tolist())))
    return readings
