"""Byte-shifted GBK: `?#24179;?` where the page said 推进."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from operator import itemgetter

from kb.schema import Repair
from parser.repair.candidates import Run
from parser.repair.characters import HOLE, table
from parser.repair.encoding import bytes_of, folded
from parser.repair.lattice import Reading, read_runs

RUN = re.compile(
    r"[?\ufffd]&?#(?P<window>\d{5});"  # an orphan byte that swallowed the & of an entity, itself two bytes of the text
    r"(?P<between>[^\s?\ufffd#]{0,8}?)"  # characters read out of step: 裼突醭党 in 开展柴油货车超标
    r"[?\ufffd]"  # the orphan byte that brings the text back into step; it too swallowed what follows:
    r"(?P<swallowed>"
    r"#\d{5};"  # the & of an entity: a whole character
    r"|(?:quot|nbsp|amp|lt|gt|ldquo|rdquo|lsquo|rsquo|middot|hellip|mdash|ensp|emsp);"  # the & of a named entity
    r"|/?(?:span|font|strong|br|p|b|a|u|i|em|div|td|tr)\s?/?>"  # the < of a tag
    r"|)"
)
"""A run: `?#24179;?` and what its last byte swallowed."""
LIKELY = 0.71
"""Probability from which a reading is taken; calibrated so that of 100 readings taken at least 98 are right
on held-out text, and 97 to 98 on plans of regions and fields that the tables hardly know."""
_LIKELIER = 0.25
"""Probability from which one end of a doubtful run is shown, beside a mark for the other end."""
_ALTERNATIVE = 0.005
"""Probability from which another reading is worth showing."""
_OPEN = "?"
"""The mark of a character that stays open: what the page shows for its orphan byte."""


def byte_shift(text: str) -> list[Repair]:
    """Restore the characters of byte-shifted runs.

    Why: a filter replaced two-byte windows of the GBK bytes by HTML entities without regard to where characters begin,
    and a lenient decoder read the rest. In 推进美丽 (CD C6 BD F8 C3 C0 C0 F6) the window C6 BD, which is 平, became
    `&#24179;`; the orphan bytes CD and F8 each swallowed the `&` behind them and came out as `?`. So each `?` is one
    unknown byte and each entity two known ones; what stands between them is read out of step and gives two known
    bytes a character. What reads best of all that satisfies the bytes is taken, or nothing.

    >>> [(r.before, r.after, r.certainty) for r in byte_shift("加快?#24179;?#32654;丽吴兴建设")]
    [('?#24179;?', '推进', 'inferred'), ('#32654;', '美', 'proved')]
    """
    matches = list(RUN.finditer(text))
    if not matches:
        return []
    found = [_known(match) for match in matches]
    ids = table().alphabet.read(_with_holes(text, matches, found))
    holes = (ids == 0).nonzero()[0].tolist()
    runs, at = [], 0
    for known in found:
        runs.append(Run(known=known, at=holes[at]))
        at += runs[-1].length
    folds = _folds(text)
    readings = read_runs(ids, runs, _marks(text))
    repairs: list[Repair] = []
    for match, reading in zip(matches, readings, strict=True):
        repairs += _repairs(match, reading, folds)
    return repairs


def _known(match: re.Match[str]) -> tuple[int, ...]:
    """The known bytes of a run; zeros for what stands for none, which no reading satisfies."""
    known: list[int] = []
    for char in (chr(int(match["window"])), *match["between"]):
        known += bytes_of(char) or (0, 0)
    return tuple(known)


def _with_holes(text: str, matches: list[re.Match[str]], found: list[tuple[int, ...]]) -> str:
    """The text with one `HOLE` for each character of a run and with what the runs swallowed."""
    out: list[str] = []
    at = 0
    for match, known in zip(matches, found, strict=True):
        out += (text[at : match.start()], HOLE * (len(known) // 2 + 1), _unswallowed(match["swallowed"]))
        at = match.end()
    return "".join((*out, text[at:])).replace("\ufffd", "?")


def _unswallowed(rest: str) -> str:
    """What the rest of an entity or tag stands for: `#32654;` is 美, `quot;` a quotation mark, `/span>` nothing."""
    return unescape(f"&{rest}") if rest.endswith(";") else ""


def _repairs(match: re.Match[str], reading: Reading, folds: bool) -> list[Repair]:
    """The repairs of one run: its characters, and what its last byte swallowed."""
    split = match.start("swallowed")
    before, rest = match.string[match.start() : split], match["swallowed"]
    texts = [_shown(text, folds) for text in reading.texts]
    sure = bool(texts) and reading.chances[0] >= LIKELY
    others = [text for text, chance in zip(texts, reading.chances, strict=True) if chance >= _ALTERNATIVE][:5]
    run = Repair(
        start=match.start(),
        end=split,
        before=before,
        after=texts[0] if sure else _half(before, texts, reading.chances),
        certainty="inferred" if sure else "unresolved",
        alternatives=tuple(dict.fromkeys(others[1:] if sure else others[:4])),
        fix="byte_shift",
    )
    if not rest:
        return [run]
    freed = Repair(
        start=split, end=match.end(), before=rest, after=_unswallowed(rest), certainty="proved", fix="byte_shift"
    )
    return [run, freed]


def _half(before: str, texts: list[str], chances: tuple[float, ...]) -> str:
    """What is shown of a doubtful run: a mark for an open end, beside what the bytes fix and the surer end.

    Only one end is shown, and only where one character is likely there; `before` where nothing is.

    >>> _half("?#24213;?", ["车专", "业专", "系统"], (0.5, 0.3, 0.2))
    '?专'
    """
    if not texts:
        return before
    ends: tuple[dict[str, float], dict[str, float]] = (defaultdict(float), defaultdict(float))
    for text, chance in zip(texts, chances, strict=True):
        ends[0][text[0]] += chance
        ends[1][text[-1]] += chance
    (first, head), (last, tail) = (max(end.items(), key=itemgetter(1)) for end in ends)
    middle = texts[0][1:-1]
    if max(head, tail) < _LIKELIER:
        return f"{_OPEN}{middle}{_OPEN}" if middle else before
    return f"{first}{middle}{_OPEN}" if head >= tail else f"{_OPEN}{middle}{last}"


def _folds(text: str) -> bool:
    """Whether the page shows full-width punctuation of row A3 in half width."""
    return sum(map(text.count, "，；：（）")) < sum(map(text.count, ",;:()"))


def _shown(text: str, folds: bool) -> str:
    return "".join(map(folded, text)) if folds else text


def _marks(text: str) -> str:
    """The punctuation that may hide in a run: the common marks, and the rarer ones that the page uses elsewhere."""
    return "，、。；：！？（）《》" + "".join(mark for mark in "〔〕“”‘’—…·" if mark in text)
