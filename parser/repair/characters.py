"""How likely characters follow one another: a pruned n-gram table of government Chinese, and its alphabet.

The table is `characters.npz` beside this file, made by `scripts/train_characters.py`. The alphabet is coarse: Han
characters as they are, any number as one `0`, any Latin word as one `a`, punctuation without regard to width, line
breaks as one boundary, blanks not at all. Id 0 is a character not known yet, id 1 any other.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from parser.repair.encoding import bytes_of
from parser.repair.trees import BITS, STEP, Ids, Keys, Scores, joined, look_up

ORDER = 3
UNKNOWN, OTHER, BREAK = 0, 1, 2
HOLE = "\ufffe"
"""Stands in a text for one character that is not known yet."""
MARKS = ",;:?!()\"'.%、。《》〔〕-·"
"""Punctuation that the alphabet keeps."""
_FOLDED = dict(zip("“”‘’【】[]—－–―～~．％", "\"\"''()()------.%", strict=True))
_TABLE = Path(__file__).with_name("characters.npz")


class Alphabet(Struct, frozen=True):
    """The characters of the table. `lookup[c]` is the id of code point c, -1 for blanks; `lead`, `trail` are bytes."""

    chars: str
    lookup: npt.NDArray[np.int16]
    lead: npt.NDArray[np.int16]
    trail: npt.NDArray[np.int16]

    def read(self, text: str) -> Ids:
        """Ids of `text` as the table counts: numbers, words and line breaks as one, no blanks. `HOLE` gives id 0."""
        codes = np.frombuffer(_unwrapped(text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        ids = self.lookup[np.minimum(codes, 0xFFFF)].astype(np.int64)
        ids = ids[ids >= 0]
        once = (ids == BREAK) | (ids == self.lookup[ord("0")]) | (ids == self.lookup[ord("a")])
        again = np.zeros(len(ids), bool)
        again[1:] = once[1:] & (ids[1:] == ids[:-1])
        return ids[~again]


class Table(Struct, frozen=True):
    """The n-grams: for orders 2 and 3 sorted keys, log-probabilities, and the weight of backing off from each."""

    alphabet: Alphabet
    single: Scores
    keys: tuple[Keys, ...]
    scores: tuple[Scores, ...]
    backoffs: tuple[Scores, ...]

    def score(self, rows: Ids) -> Scores:
        """Natural log-probability of each character of each row after those before it; 0.0 where it is unknown.

        A character after an unknown one is judged by what stands between them alone.
        """
        grams = rows.astype(np.uint64)
        known = rows != UNKNOWN
        result = self.single[rows]
        key, found = grams, np.where(known, rows, -1)
        for order in range(2, min(ORDER, rows.shape[1]) + 1):
            context, key = found[:, :-1], (key[:, :-1] << np.uint64(BITS)) | grams[:, order - 1 :]
            whole = known[:, : rows.shape[1] - order + 1].copy()
            for step in range(1, order):
                whole &= known[:, step : rows.shape[1] - order + 1 + step]
            hit = look_up(self.keys[order - 2], key)
            hit[~whole] = -1
            weight = np.where((context >= 0) & whole, self.backoffs[order - 2][context], 0.0)
            result[:, order - 1 :] = np.where(hit >= 0, self.scores[order - 2][hit], weight + result[:, order - 1 :])
            found = hit
        return np.where(known, result, 0.0)


def alphabet_of(chars: str) -> Alphabet:
    """The alphabet whose id i is `chars[i]`; the first three stand for unknown, other and line break."""
    lookup = np.full(0x10000, OTHER, np.int16)
    for char in map(chr, (*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x10000))):
        if char.isspace():
            lookup[ord(char)] = -1
        elif char.isdigit() or char == "〇":
            lookup[ord(char)] = chars.index("0")
        elif char.isascii() and char.isalpha():
            lookup[ord(char)] = chars.index("a")
    for char, plain in _FOLDED.items():
        lookup[ord(char)] = chars.index(plain)
    for id_, char in enumerate(chars[3:], 3):
        lookup[ord(char)] = id_
        if char in MARKS and ord(char) < 0x7F:
            lookup[ord(char) + 0xFEE0] = id_
    lookup[ord("\n")], lookup[ord(HOLE)] = BREAK, UNKNOWN
    pairs = [(bytes_of(wide(char)) or (0, 0)) if index > 2 else (0, 0) for index, char in enumerate(chars)]
    lead, trail = (np.array(part, np.int16) for part in zip(*pairs, strict=True))
    return Alphabet(chars=chars, lookup=lookup, lead=lead, trail=trail)


def wide(char: str) -> str:
    """The character of row A3 that one of the alphabet stands for: the comma is ，; others stay."""
    return chr(ord(char) + 0xFEE0) if char in ",;:?!()." else char


@cache
def table() -> Table:
    """The table, read from its file once."""
    with np.load(_TABLE) as data:
        alphabet = alphabet_of("".join(map(chr, data["chars"])))
        keys: list[Keys] = [np.arange(len(alphabet.chars), dtype=np.uint64)]
        weights: list[Scores] = []
        for order in range(2, ORDER + 1):
            counts = data[f"counts{order}"]
            weight = np.zeros(len(keys[-1]))
            weight[counts.any(axis=0)] = data[f"weight{order - 1}"] / STEP
            weights.append(weight)
            keys.append(joined(keys[-1], counts, data[f"last{order}"]))
        scores = tuple(data[f"score{order}"] / -STEP for order in range(2, ORDER + 1))
        return Table(alphabet, data["score1"] / -STEP, tuple(keys[1:]), scores, tuple(weights))


_WRAPPED = re.compile(r"^([^\n]{17,59}[\u4e00-\u9fff\ufffe])[^\S\n]*\n[^\S\n]*(?=[\u4e00-\u9fff\ufffe])", re.MULTILINE)
"""A full line that ends in the middle of a sentence, as text copied from a PDF: 进一步深化医药卫生体制改 / 革."""


def _unwrapped(text: str) -> str:
    return _WRAPPED.sub(r"\1", text)
