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


def joined(beginnings: Keys, counts: Planes, last: Planes) -> Keys:
    """The sorted keys of one order: under each of the sorted `beginnings` as many last characters as `counts` says.

    Both are stored as a plane of low and one of high bytes, since like bytes lie together and pack well.
    """
    heads = np.repeat(beginnings << np.uint64(BITS), _whole(counts).astype(np.int64))
    heads |= _whole(last).astype(np.uint64)
    return heads


def split(beginnings: Keys, keys: Keys) -> tuple[Planes, Planes]:
    """Counts and last characters of `keys`, whose beginnings must all be there: what `joined` reads."""
    heads = np.searchsorted(beginnings, keys >> np.uint64(BITS))
    return _planes(np.bincount(heads, minlength=len(beginnings))), _planes(keys & np.uint64((1 << BITS) - 1))


def look_up(keys: Keys, wanted: Keys) -> Ids:
    """Index of each wanted key in the sorted `keys`, -1 where it is not there."""
    if not len(keys):
        return np.full(wanted.shape, -1, np.int64)
    place = np.searchsorted(keys, wanted)
    place[place == len(keys)] = 0
    return np.where(keys[place] == wanted, place, -1)


def _whole(planes: Planes) -> npt.NDArray[np.uint16]:
    whole: npt.NDArray[np.uint16] = planes[1].astype(np.uint16) << 8
    whole |= planes[0]
    return whole


def _planes(values: Keys | Ids) -> Planes:
    return np.stack([values % values.dtype.type(256), values // values.dtype.type(256)]).astype(np.uint8)
