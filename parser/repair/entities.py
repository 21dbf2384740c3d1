"""HTML entities left in the text: `&quot;`, `&amp;nbsp;`, `&#24179;`."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from kb.schema import Repair

_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def entities(text: str) -> list[Repair]:
    """Decode character references.

    Why: a page was saved or copied as source, or escaped twice on its way through two systems, so the reader never
    decoded them. Only complete references (with their semicolon) that HTML knows are decoded; `R&D` and `?a=1&copy=2`
    are none. One that stands for a control character or a line break would change the lines and stays.

    >>> [(r.before, r.after) for r in entities("深入&amp;quot;两山&quot;理念, R&D; &#24179;")]
    [('&amp;quot;', '"'), ('&quot;', '"'), ('&#24179;', '平')]
    """
    if "&" not in text:
        return []
    return [_repair(match, after) for match in _ENTITY.finditer(text) if (after := _decoded(match[0])) is not None]


def _decoded(entity: str) -> str | None:
    """The characters of an entity; None for one that HTML does not know or that is no visible text."""
    inner = "&" + entity.rstrip(";").rpartition(";")[2].removeprefix("&") + ";"
    if inner[1] != "#" and inner[1:] not in html5:
        return None
    after = unescape(inner).replace("\xa0", " ")
    return after if after != entity and (after.isprintable() or after == " ") and "\ufffd" not in after else None


def _repair(match: re.Match[str], after: str) -> Repair:
    return Repair(
        start=match.start(), end=match.end(), before=match[0], after=after, certainty="proved", fix="entities"
    )
