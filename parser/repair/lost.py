"""What no fix could bring back: replacement characters and leftovers of byte-shifted runs. Marked, never guessed."""

from __future__ import annotations

import re

from kb.schema import Repair
from parser.repair.byte_shift import RUN

_LOST = re.compile(r"\ufffd+|[\x80-\x9f]+|[?]#\d{5};")
_CONTROLS = str.maketrans(dict.fromkeys(range(0x80, 0xA0), "\ufffd"))
"""The second set of control characters (ECMA-48, C1): bytes of an encoding that nobody recognised, and no text."""


def lost(text: str) -> list[Repair]:
    """Mark what is lost, leaving it as it is; a control character that no encoding explains is marked as one lost.

    Why: a decoder writes U+FFFD for bytes that it could not read, and no trace of them is left; a byte-shifted run
    whose end is missing leaves too little to go by (a whole run is `byte_shift`'s to tell). A person must look it up.

    >>> [(r.before, r.after, r.certainty) for r in lost("加强\\ufffd\\ufffd保护")]
    [('\\ufffd\\ufffd', '\\ufffd\\ufffd', 'unresolved')]
    >>> [(r.before, r.after) for r in lost("治理\\x9b河道")]
    [('\\x9b', '\ufffd')]
    """
    told = {match.start() for match in RUN.finditer(text)}
    return [
        Repair(
            start=m.start(),
            end=m.end(),
            before=m[0],
            after=m[0].translate(_CONTROLS),
            certainty="unresolved",
            fix="lost",
        )
        for m in _LOST.finditer(text)
        if m.start() not in told
    ]
