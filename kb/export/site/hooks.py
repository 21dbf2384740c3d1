"""What MkDocs calls for each page: HTML that is finished goes around Markdown.

Markdown leaves blocks of HTML as they are, but takes each apart twice to find out where it ends and which anchors it has:
half of the time of MkDocs over pages that are mostly tables. The result is the same, byte for byte.
"""

from __future__ import annotations

import re
from typing import Any

_FINISHED = re.compile(
    r"""(?msx)
    ^<(?:(table|figure|section)\b .*? </\1>      # <section class="z-src">…</section>, none in another of its kind
      | ul\ class="z-troubles" .*? ^</ul>
      | p\ class="z-src__line [^\n]* </p>)$
    """
)
_PLACE = "<div>zeren-{}</div>"
_PLACES = re.compile(_PLACE.format(r"(\d+)"))
_held: list[str] = []


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page's Markdown with a mark in place of each finished block."""
    _held[:] = (found[0] for found in _FINISHED.finditer(markdown))
    places = iter(range(len(_held)))
    return _FINISHED.sub(lambda _: _PLACE.format(next(places)), markdown)


def on_page_content(html: str, **_: Any) -> str:
    """The page's HTML with its finished blocks back; MkDocs calls this before it turns to the next page."""
    return _PLACES.sub(lambda place: _held[int(place[1])], html)
