"""Characters that nobody sees: zero-width spaces and joiners, soft hyphens, byte-order marks, direction marks."""

from __future__ import annotations

import re

from kb.schema import Repair

_UNSEEN = r"\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\u180e"
_INVISIBLE = re.compile(
    rf"\A[{_UNSEEN}]+"  # a byte-order mark that the reader kept
    rf"|(?<=[^\s])[{_UNSEEN}]+(?=[^\s])"  # in the middle of text: 生态<200B>文明
    rf"|(?<=[^\s{_UNSEEN}])[{_UNSEEN}]+(?=\s|\Z)"  # behind a word
    rf"|(?<=\s)[{_UNSEEN}]+(?=[^\s{_UNSEEN}])"  # before a word
)


def invisible(text: str) -> list[Repair]:
    """Drop invisible characters that touch text.

    Why: editors mark places for a line break with them, and copying keeps them; they cut words in two for every search.
    One that stands alone on a line is an empty paragraph, breaks no word, and stays.

    >>> [(r.start, r.before, r.after) for r in invisible("生态\\u200b文明\\u00ad")]
    [(2, '\\u200b', ''), (5, '\\xad', '')]
    >>> invisible("第一条\\n\\u200b\\n第二条")
    []
    """
    return [
        Repair(start=m.start(), end=m.end(), before=m[0], after="", certainty="proved", fix="invisible")
        for m in _INVISIBLE.finditer(text)
    ]
