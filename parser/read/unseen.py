"""Words of a page that its reader does not see, or sees struck: taken out, and quoted in notes.

A box that a sheet hides may be the panel of a tab that a click opens: it stays. A page that is hidden or struck for the most
part waits for its script, or has forgotten an end: it stays too, and is told.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from parser.read.chrome import drop_elements, holds_data, visible_size, words_in
from parser.read.page_styles import Declarations, is_hidden, is_struck, shown_styles
from parser.read.unread_words import hidden_note, struck_note

Element = etree._Element

_PIECES = frozenset(
    {"a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "ins", "label", "mark", "q", "small", "span", "strong"}
    | {"sub", "sup", "tt", "u", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "td", "th", "tr"}
)
"""Elements that hold a piece of the document and are no box of the page's layout."""
_STRUCK_MOST = 0.3
"""Share of the page that is struck at the most."""
_HIDDEN_MOST = 0.7
"""Share of the page that is hidden in pieces at the most."""


def remove_unseen(root: Element) -> tuple[str, ...]:
    """Take the struck and hidden words out of the page `root` (changed in place); the notes on them."""
    styles = shown_styles(root)
    struck = [
        one for one in root.iter(etree.Element) if one.tag in ("del", "s", "strike") or is_struck(styles.get(one, {}))
    ]
    notes = _taken(root, struck, _STRUCK_MOST)
    hidden = [one for one in root.iter(etree.Element) if _is_unseen(one, styles.get(one, {}))]
    return struck_note(notes) + _hidden(root, hidden)


def _is_unseen(element: Element, says: Declarations) -> bool:
    if element.tag in _PIECES:
        return element.get("hidden") is not None or is_hidden(element, says)
    written = "style" in element.attrib and is_hidden(element, says)
    return (written or element.get("hidden") is not None) and holds_data(element)


def _hidden(root: Element, elements: list[Element]) -> tuple[str, ...]:
    places = _taken(root, elements, _HIDDEN_MOST)
    if elements and not places and any(visible_size(element) for element in elements):
        return ("网页的大部分文字按样式是看不见的, 已照常收入, 请对照网页核对",)
    return hidden_note(places)


def _taken(root: Element, elements: Collection[Element], most: float) -> list[str]:
    """The words of the outermost of the elements, taken out; none where they are more than the share `most` of the page."""
    among = set(elements)
    outer = [element for element in elements if not any(above in among for above in element.iterancestors())]
    words = [words_in(element) for element in outer]
    if sum(len("".join(place.split())) for place in words) > visible_size(root) * most:
        return []
    drop_elements(root, outer)
    return words
