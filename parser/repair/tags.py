"""HTML tags left in plain text, whole or without their first character: `</span>`, `/span>`."""

from __future__ import annotations

import re

from kb.schema import Repair

_INLINE = "span|font|strong|em|br|div|p|b|i|u|o:p|st1:[a-z]+"
"""Tags that only dress text; a tag that may be meant as text, such as <中华人民共和国防洪法>, is none of them."""
_TAG = re.compile(
    rf"</?(?:{_INLINE})(?:\s[^<>\n]{{0,300}})?/?>"  # <span style="color: red">, </p>, <br/>
    r"|(?<=[\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e])/(?:span|font|strong)>",  # /span> whose < a byte has swallowed
    re.IGNORECASE,
)


def tags(text: str) -> list[Repair]:
    """Drop inline tags.

    Why: the text was cut out of a page's source, or the first character of a tag was swallowed by an orphan byte
    (`byte_shift`), and what is left is dress, not text.

    >>> [(r.before, r.after) for r in tags("结合实际/span>认真贯彻<br/>，印发<国家标准>")]
    [('/span>', ''), ('<br/>', '')]
    """
    if ">" not in text:
        return []
    return [
        Repair(start=m.start(), end=m.end(), before=m[0], after="", certainty="proved", fix="tags")
        for m in _TAG.finditer(text)
    ]
