"""Words with marks in them, as a small tree: a page writes it as HTML, a script of the site builds it from text nodes."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape
from msgspec import Struct


class Element(Struct, frozen=True):
    """An element around pieces. A `href` among its attributes counts from the site's root."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    inside: tuple[Piece, ...] = ()


Piece = str | Element
"""Words of the document as they are, or an element around some."""


def html(pieces: Iterable[Piece], root: str) -> Markup:
    """The pieces as HTML; `root` is the way from the page to the site's root.

    >>> html(["2 < 3", Element("a", (("href", "x.html"), ("title", 'a"b')), ("&",))], "../")
    Markup('2 &lt; 3<a href="../x.html" title="a&#34;b">&amp;</a>')
    """
    return Markup("").join(escape(one) if isinstance(one, str) else _element(one, root) for one in pieces)


def _element(one: Element, root: str) -> Markup:
    held = Markup("").join(
        Markup(' {}="{}"').format(name, root + value if name == "href" else value) for name, value in one.attributes
    )
    return Markup("<{}{}>{}</{}>").format(one.name, held, html(one.inside, root), one.name)


def as_json(piece: Piece) -> object:
    """The piece as JSON holds it: words as a string, an element as [name, attributes, pieces...].

    >>> as_json(Element("b", (("title", "x"),), ("words",)))
    ['b', {'title': 'x'}, 'words']
    """
    if isinstance(piece, str):
        return piece
    return [piece.name, dict(piece.attributes), *(as_json(one) for one in piece.inside)]


def stripped(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces without blanks before the first word and behind the last, where no element holds them.

    >>> stripped(["  a", Element("b", ()), " "])
    ('a', Element(name='b', attributes=(), inside=()))
    """
    held = [one for one in pieces if one != ""]
    while held and isinstance(held[0], str):
        held[0] = held[0].lstrip()
        if held[0]:
            break
        del held[0]
    while held and isinstance(held[-1], str):
        held[-1] = held[-1].rstrip()
        if held[-1]:
            break
        del held[-1]
    return tuple(held)
