"""Characters that steer a program instead of being read: what XML cannot hold, and what a terminal would obey.

The repair takes them out of a plan's text (`parser/repair/invisible.py`). Names also come from files that people write and
from file names, so every writer whose format cannot hold them asks here, as the last line.
"""

from __future__ import annotations

import re

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Outside of `Char` of XML 1.0 (https://www.w3.org/TR/xml/#charsets)."""
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""C0 without tab and line feed, DEL, C1 (U+009B begins a sequence as ESC [ does), direction marks and overrides."""


def xml_text(text: str) -> str:
    r"""The text without what XML 1.0 cannot hold.

    >>> xml_text("供水\x07管网\ufffe")
    '供水管网'
    """
    return _NOT_XML.sub("", text)


def terminal_text(text: str) -> str:
    r"""The text without what a terminal would obey: colours, titles and moves of the cursor, words in another order.

    >>> terminal_text("a\x1b[31mb\x9b2Jc\u202ed")
    'a[31mb2Jcd'
    """
    return _STEERING.sub("", text)
