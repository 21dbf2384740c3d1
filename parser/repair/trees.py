"""How the tables of n-grams and words lie in their files: each order as last characters under their beginnings."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Scores = npt.NDArray[np.float64]
Planes = npt.NDArray[np.uint8]

BITS = 13
"""Bits of an id in a key: the alphabet has at most 8191 characters, four of them fit a 64-bit key."""
STEP = 4.0
"""Log-probabilities are stored in quarters: finer steps change no reading and cost a fifth of the size."""


def joined(beginnings: Keys, counts: Planes, last: Planes, bits: int = BITS) -> Keys:
    """The sorted keys of one order: under each of the sorted `beginnings` as many last members as `counts` says.

    A member takes `bits` of the key. Members are stored as steps from the one before, under each beginning anew; both
    as planes of bytes, low ones first, since like bytes lie together and pack well.
    """
    times = _whole(counts).astype(np.int64)
    steps = np.cumsum(_whole(last), dtype=np.int64)
    starts = np.cumsum(times) - times
    used = times > 0
    before = np.zeros(len(times), np.int64)
    before[used] = np.concatenate([[0], steps])[starts[used]]
    members = (steps - np.repeat(before, times)).astype(np.uint64)
    return np.repeat(beginnings << np.uint64(bits), times) | members


def split(beginnings: Keys, keys: Keys, bits: int = BITS) -> tuple[Planes, Planes]:
    """Counts and last members of the sorted `keys`, whose beginnings must all be there: what `joined` reads."""
    heads = np.searchsorted(beginnings, keys >> np.uint64(bits))
    members = (keys & np.uint64((1 << bits) - 1)).astype(np.int64)
    steps = np.diff(members, prepend=0)
    first = np.diff(heads, prepend=-1) != 0
    steps[first] = members[first]
    return _planes(np.bincount(heads, minlength=len(beginnings)), 2), _planes(steps, (bits + 7) // 8)


def look_up(keys: Keys, wanted: Keys) -> Ids:
    """Index of each wanted key in the sorted `keys`, -1 where it is not there."""
    if not len(keys):
        return np.full(wanted.shape, -1, np.int64)
    place = np.searchsorted(keys, wanted)
    place[place == len(keys)] = 0
    return np.where(keys[place] == wanted, place, -1)


def _whole(planes: Planes) -> npt.NDArray[np.uint32]:
    whole = np.zeros(planes.shape[1], np.uint32)
    for place, plane in enumerate(planes):
        whole |= plane.astype(np.uint32) << np.uint32(8 * place)
    return whole


def _planes(values: Ids, size: int) -> Planes:
    return np.stack([(values >> 8 * place) & 0xFF for place in range(size)]).astype(np.uint8)
