"""A passage made ready for the field grammars: folded, squeezed, with its brackets masked and its clauses marked.

All grammars of deadlines and targets match on `Passage.folded`: full-width letters, figures and punctuation folded to
ASCII, white space and thousands commas left out. `origin` leads every position back to the text that was given, so a
span always counts in the text as the caller has it (`到 2027 年` of a PDF reads like `到2027年`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kb.schema import Span
from kb.script import simplified_characters

# One character for one, so that positions stay. Quotation marks “ ” stay apart from the straight ones.
_PUNCTUATION = {
    "，": ",", "；": ";", "：": ":", "（": "(", "）": ")", "％": "%", "﹪": "%", "．": ".", "／": "/",
    "∶": ":", "！": "!", "？": "?", "≧": "≥", "≦": "≤", "﹥": ">", "﹤": "<", "—": "-", "–": "-", "―": "-",
    "－": "-", "−": "-", "﹣": "-", "‐": "-", "～": "~", "∼": "~", "•": "·", "‧": "·", "＂": '"', "「": "“", "」": "”", "『": "“",
    "』": "”", "〈": "《", "〉": "》", "○": "〇", "Ｏ": "〇",
}  # fmt: skip


@cache
def _fold() -> dict[int, str]:
    """Full-width forms, punctuation, and traditional characters (臺灣, 香港, 澳門), one character for one."""
    wide = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
    return str.maketrans(wide | simplified_characters() | _PUNCTUATION)


def folded_characters(text: str) -> str:
    """`text` as the grammars see it, character for character: every place stays what it was.

    >>> folded_characters("２０２５年—２０２６年，截至")
    '2025年-2026年,截至'
    """
    return text.translate(_fold())


BRACKET: Final = 1
QUOTE: Final = 2
TITLE: Final = 4
DAMAGE: Final = 8

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\.?\d|,\d{3}(?!\d)|年)")
_BLANK_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")  # 30 000 as Hong Kong prints it
_SPACED = re.compile(r"(?<!\d)\d(?: \d(?!\d)){2,}")  # 2 0 2 5: a converter's blanks
_UNSPACED = re.compile(r"\d\d")
_BLANKS = re.compile(r"\s+|[\u200b\u200c\u200d\ufeff\u00ad]+")
_PARAGRAPH_END = set('。;:!?%)”"')
_MARKS = re.compile(r"[()\[\]【】《》“”\"]")
_BREAK = re.compile(r"[,;。:!?\n]")
_BREAK_OR_BRACKET = re.compile(r"[,;。:!?\n()]")
_AFTER_PART = ("", ",", ";", "。", "、", "\n")
_DAMAGED = re.compile(r"\?*&?#\d{2,5};?\??")  # what is left of a character: ?#24092;?
_LONGEST_QUOTE = 60
LONGEST_CLAUSE = 1_000
"""Characters of a clause at the most; a longer one is read in pieces."""


class Clause(Struct, frozen=True):
    """Words between two punctuation marks outside brackets, quotes and titles. Positions count in `Passage.folded`."""

    start: int
    end: int
    mark: str
    """The mark that ends it: one of `,;。:!?`, a line feed between paragraphs, or empty at the end of the text."""
    sentence: int
    """Number of the sentence (ended by 。!? or a paragraph), from 0."""


class Passage(Struct, frozen=True):
    """The text of one item as the grammars see it."""

    text: str
    """As given."""
    folded: str
    origin: tuple[int, ...] | None
    """Position in `text` of each character of `folded`; None where they are the same positions."""
    mask: bytes
    """For each character of `folded` the sum of BRACKET, QUOTE, TITLE and DAMAGE it stands in; 0 outside all."""
    clauses: tuple[Clause, ...]

    def span(self, start: int, end: int) -> Span:
        """Span in `text` of `folded[start:end]`, which must not be empty."""
        if self.origin is None:
            return (start, end)
        return (self.origin[start], self.origin[end - 1] + 1)

    def written(self, start: int, end: int) -> str:
        """The characters of `text` behind `folded[start:end]`, without the ones that were left out."""
        if self.origin is None:
            return self.text[start:end]
        return "".join(self.text[i] for i in self.origin[start:end])


def cut_clauses(passage: Passage) -> tuple[Span, ...]:
    """Where a clause is longer than any sentence of people and is read in pieces; spans count in `text`."""
    out: list[Span] = []
    for clause in passage.clauses:
        if out and out[-1][1] == clause.start:
            out[-1] = (out[-1][0], clause.end)
        elif clause.end - clause.start == LONGEST_CLAUSE and not clause.mark:
            out.append((clause.start, clause.end))
    return tuple(passage.span(*span) for span in out if span[1] - span[0] > LONGEST_CLAUSE)


def prepare(text: str) -> Passage:
    """Fold, squeeze, mask and cut `text`. Never raises; an empty text has no clauses."""
    folded, origin = _squeeze(text.translate(_fold()), text)
    mask, opened = _mask(folded)
    return Passage(text, folded, origin, mask, _clauses(folded, mask, opened))


def _squeeze(folded: str, text: str) -> tuple[str, tuple[int, ...] | None]:
    """Leave out blanks (but those between two Latin words) and thousands commas; a paragraph break stays as one LF."""
    holes: list[tuple[int, int, str]] = []
    spaced = _spaced_lines(folded)
    for match in _BLANKS.finditer(folded):
        start, end = match.span()
        before, after = folded[start - 1 : start], folded[end : end + 1]
        keep = ""
        if "\n" in match.group() and before in _PARAGRAPH_END:
            keep = "\n"
        elif match.group() == " " and (_BLANK_THOUSANDS.match(folded, start) or _joins(folded, start, spaced)):
            keep = ""
        elif before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
            keep = " "
        holes.append((start, end, keep))
    thousands = [match for match in _THOUSANDS.finditer(folded) if _is_one_figure(match, text)] if "," in folded else []
    if thousands:
        holes += [(i, i + 1, "") for m in thousands for i in range(m.start(), m.end()) if folded[i] == ","]
        holes.sort()
    if not holes:
        return folded, None
    parts: list[str] = []
    origin: list[int] = []
    position = 0
    for start, end, keep in holes:
        parts += (folded[position:start], keep)
        origin += range(position, start)
        if keep:
            origin.append(start)
        position = end
    parts.append(folded[position:])
    origin += range(position, len(folded))
    return "".join(parts), tuple(origin)


def _is_one_figure(match: re.Match[str], text: str) -> bool:
    """Whether commas are those of thousands: ASCII ones are; full-width ones separate clauses too, so that one alone says
    nothing (得分达到90，100个村).
    """
    words = text[match.start() : match.end()]
    return "，" not in words or match.group().count(",") > 1 or "." in match.group()


def _spaced_lines(folded: str) -> tuple[Span, ...]:
    """The lines in which a converter has set a blank behind every figure, where more than two stand in a row."""
    if not _SPACED.search(folded):
        return ()
    lines, start = [], 0
    for line in folded.splitlines(keepends=True):
        if _SPACED.search(line) and not _UNSPACED.search(line):
            lines.append((start, start + len(line)))
        start += len(line)
    return tuple(lines)


def _joins(folded: str, blank: int, spaced: tuple[Span, ...]) -> bool:
    """Whether a blank stands between two figures of a line in which every figure is spaced."""
    index = bisect_right(spaced, blank, key=itemgetter(0)) - 1
    inside = index >= 0 and blank < spaced[index][1]
    return inside and folded[blank - 1 : blank].isdigit() and folded[blank + 1 : blank + 2].isdigit()


def _mask(folded: str) -> tuple[bytes, frozenset[int]]:
    """Brackets, quotes and titles, and where the brackets stand that hold a clause of their own (其中公园绿地60公顷).

    An opening mark without its closing one opens nothing.
    """
    spans: list[tuple[int, int, int]] = []
    opened: set[int] = set()
    stack: list[tuple[str, int]] = []
    standing: Counter[str] = Counter()
    pairs = {")": "(", "]": "[", "】": "【", "》": "《", "”": "“"}
    for match in _MARKS.finditer(folded):
        mark, at = match.group(), match.start()
        opener = pairs.get(mark, "")
        if mark == '"' and standing['"']:
            opener = '"'
        if not opener:
            stack.append((mark, at))
            standing[mark] += 1
            continue
        if not standing[opener]:
            continue
        start = -1
        while start < 0:  # what stands open inside is left behind
            inner, place = stack.pop()
            standing[inner] -= 1
            start = place if inner == opener else -1
        if (
            mark == ")"
            and not stack
            and folded.startswith("其中", start + 1)
            and folded[at + 1 : at + 2] in _AFTER_PART
        ):
            opened |= {start, at}
            continue
        value = TITLE if mark == "》" else QUOTE if mark in '”"' else BRACKET
        if value == QUOTE and at - start > _LONGEST_QUOTE:
            continue
        spans.append((start, at + 1, value))
    if "#" in folded:
        spans += [(*match.span(), DAMAGE) for match in _DAMAGED.finditer(folded)]
    return _painted(len(folded), spans), frozenset(opened)


def _painted(length: int, spans: list[tuple[int, int, int]]) -> bytes:
    """For each of `length` places the sum of the values, each once, of the spans that it lies in."""
    mask = bytearray(length)
    reached: dict[int, int] = {}
    for start, end, value in sorted(spans):
        for i in range(max(start, reached.get(value, 0)), end):
            mask[i] |= value
        reached[value] = max(end, reached.get(value, 0))
    return bytes(mask)


def _clauses(folded: str, mask: bytes, opened: frozenset[int]) -> tuple[Clause, ...]:
    """Clauses in order; the brackets at `opened` separate like a comma."""
    out: list[Clause] = []
    start = sentence = 0
    for match in (_BREAK_OR_BRACKET if opened else _BREAK).finditer(folded):
        at, mark = match.start(), match.group()
        if mark in "()":
            if at not in opened:
                continue
            mark = ","
        if mask[at] or (mark == ":" and folded[at - 1 : at].isdigit() and folded[at + 1 : at + 2].isdigit()):
            continue
        if at > start:
            out.append(Clause(start, at, mark, sentence))
        start = at + 1
        if mark in "。!?\n":
            sentence += 1
    if start < len(folded):
        out.append(Clause(start, len(folded), "", sentence))
    return tuple(piece for clause in out for piece in _short(clause))


def _short(clause: Clause) -> Iterator[Clause]:
    """The clause; one that is longer than any sentence of people in pieces, for grammars look all through a clause."""
    start = clause.start
    while clause.end - start > LONGEST_CLAUSE:
        yield Clause(start, start + LONGEST_CLAUSE, "", clause.sentence)
        start += LONGEST_CLAUSE
    yield replace(clause, start=start)
