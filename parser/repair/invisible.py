"""Characters that nobody sees: zero-width spaces and joiners, soft hyphens, byte-order and direction marks, controls."""

from __future__ import annotations

import re

from kb.schema import Repair

_UNSEEN = r"\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u061c\ufeff\u00ad\u180e"
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff"
_INVISIBLE = re.compile(
    rf"\A[{_UNSEEN}]+"  # a byte-order mark that the reader kept
    rf"|(?<=[^\s])[{_UNSEEN}]+(?=[^\s])"  # in the middle of text: 生态<200B>文明
    rf"|(?<=[^\s{_UNSEEN}])[{_UNSEEN}]+(?=\s|\Z)"  # behind a word
    rf"|(?<=\s)[{_UNSEEN}]+(?=[^\s{_UNSEEN}])"  # before a word
    rf"|[{_CONTROL}]+"  # wherever it stands
)
_BREAK = re.compile(r"[\x0b\x0c]")
"""A new line or page of a word processor: within a line it parts words."""


_TURNED = re.compile("\u202e([^\u202a-\u202e\\n]{1,200})\u202c?")
"""Words behind a mark that has them shown from right to left (Unicode, UAX 9: RLO), up to the mark that ends it."""
_MIRRORED = str.maketrans("()（）《》〈〉[]【】“”", ")(）（》《〉〈][】【”“")


def turned(text: str) -> list[Repair]:
    """Words that a direction mark turns round stand in the order in which they are shown.

    Why: whoever reads the print sees 区财政局; the file says 局政财区 behind a mark. That it was meant is not proved.

    >>> [(r.before, r.after, r.certainty) for r in turned("牵头单位：\\u202e局政财区\\u202c")]
    [('\\u202e局政财区\\u202c', '区财政局', 'inferred')]
    """
    return [
        Repair(
            start=m.start(),
            end=m.end(),
            before=m[0],
            after=m[1][::-1].translate(_MIRRORED),
            certainty="inferred",
            fix="turned",
        )
        for m in _TURNED.finditer(text)
    ]


def invisible(text: str) -> list[Repair]:
    """Drop invisible characters that touch text.

    Why: editors mark places for a line break with them, and copying keeps them; they cut words in two for every search.
    One that stands alone on a line is an empty paragraph, breaks no word, and stays. A control character goes wherever it
    stands: it is left over from another program (a cell's end of Word's, a bell), no text, and no page, workbook or graph
    can hold it. Tab and line feed are text; U+0080 to U+009F are damage, which other fixes judge.

    >>> [(r.start, r.before, r.after) for r in invisible("生态\\u200b文明\\u00ad")]
    [(2, '\\u200b', ''), (5, '\\xad', '')]
    >>> invisible("第一条\\n\\u200b\\n第二条")
    []
    >>> [(r.before, r.after) for r in invisible("供水\\x07管网\\x0b改造\\x0c")]
    [('\\x07', ''), ('\\x0b', ' '), ('\\x0c', '')]
    """
    return [
        Repair(start=m.start(), end=m.end(), before=m[0], after=_after(text, m), certainty="proved", fix="invisible")
        for m in _INVISIBLE.finditer(text)
    ]


def _after(text: str, found: re.Match[str]) -> str:
    within = text[max(found.start() - 1, 0) : found.start()].strip() and text[found.end() : found.end() + 1].strip()
    return " " if within and _BREAK.search(found[0]) else ""
