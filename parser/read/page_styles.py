"""What a page's styles say of what is shown: the styles of an element and the page's own sheets, as a screen applies them.

Sheets that the page only links to are not at hand. Of the cascade (CSS Cascading and Inheritance) counts what decides here:
importance, specificity, order; inheritance is what the reader's walk does, since a hidden element goes with all inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, cast

import tinycss2
from cssselect import SelectorError, parse
from lxml import etree
from lxml.cssselect import CSSSelector

Element = etree._Element
Declarations = dict[str, str]
"""Values by property, in lower case."""

_SCREENS = frozenset({"", "all", "screen"})
_MOST = 20_000_000
"""Elements times selectors that are looked at, at the most."""
_NONE = re.compile(r"0(?:\.0+)?(?:px|pt|em|rem|%)?")
_CLIPPED = re.compile(r"rect\(\s*0|rect\(\s*1px|inset\(\s*(?:50|100)%|polygon\(0(?:px)?\s+0", re.I)
_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%)?")
_CLEAR = re.compile(r"transparent|(?:rgba|hsla)\([^)]*[,/]\s*0(?:\.0+)?%?\s*\)")
_MAY_MATTER = re.compile(
    r"none|hidden|collapse|opacity|:\s*\.?0|transparent|rgba|hsla|clip|-\d{3}|line-through|mso-hide", re.I
)
"""What stands in the style of an element that is hidden or struck."""
_WATCHED = frozenset(
    {"display", "visibility", "opacity", "font-size", "color", "text-indent", "clip", "clip-path", "height", "overflow"}
    | {"left", "top", "mso-hide", "text-decoration", "text-decoration-line", "max-height"}
)


class _SheetRule(NamedTuple):
    """One selector of a sheet with the watched properties that it sets."""

    select: CSSSelector
    weight: tuple[int, int, int]
    sets: Declarations
    important: Declarations


def shown_styles(root: Element) -> dict[Element, Declarations]:
    """What decides whether and how the elements of the page are shown; elements of which nothing is said are left out.

    Sheets too big to be matched against the page within reason count as not there.
    """
    rules = sorted(_rules(root), key=lambda rule: rule.weight)
    elements = sum(1 for _ in root.iter(etree.Element))
    if len(rules) * elements > _MOST or not any(_matters(rule.sets | rule.important) for rule in rules):
        rules = []
    matched = [(rule, element) for rule in rules for element in cast("list[Element]", rule.select(root))]
    styles: dict[Element, Declarations] = {}
    for rule, element in matched:
        styles.setdefault(element, {}).update(rule.sets)
    for element in root.iter(etree.Element):
        written = element.get("style")
        if written and (element in styles or _MAY_MATTER.search(written)):
            sets, important = _written(written)
            styles.setdefault(element, {}).update(sets | important)
    for rule, element in matched:
        styles[element].update(rule.important)
    return styles


@lru_cache(maxsize=4096)
def _written(style: str) -> tuple[Declarations, Declarations]:
    return _declared(tinycss2.parse_blocks_contents(style))


def is_hidden(element: Element, says: Declarations) -> bool:
    """Whether a person sees nothing of the element. Size and colour may be set again inside: they count without elements inside."""
    away = says.get("text-indent", "") + " " + says.get("left", "") + " " + says.get("top", "")
    folded = _NONE.fullmatch(says.get("height", says.get("max-height", ""))) and says.get("overflow") == "hidden"
    whole = (
        says.get("display") == "none"
        or says.get("mso-hide") == "all"
        or says.get("visibility") in ("hidden", "collapse")
        or _NONE.fullmatch(says.get("opacity", ""))
        or _CLIPPED.match(says.get("clip", says.get("clip-path", "")))
        or _AWAY.search(away)
        or folded
    )
    words = _NONE.fullmatch(says.get("font-size", "")) or _CLEAR.fullmatch(says.get("color", ""))
    return bool(whole or (words and not len(element)))


def is_struck(says: Declarations) -> bool:
    """Whether the element's words have a line through them."""
    return "line-through" in says.get("text-decoration", "") + says.get("text-decoration-line", "")


def _matters(sets: Declarations) -> bool:
    return is_hidden(etree.Element("span"), sets) or is_struck(sets)


def _rules(root: Element) -> Iterator[_SheetRule]:
    for sheet in root.iter("style"):
        if (sheet.get("media") or "").strip().lower() in _SCREENS:
            yield from _rules_in(tinycss2.parse_stylesheet(sheet.text or "", skip_comments=True, skip_whitespace=True))


def _rules_in(nodes: Iterable[tinycss2.ast.Node]) -> Iterator[_SheetRule]:
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword == "media" and node.content is not None:
            if tinycss2.serialize(node.prelude).strip().lower() in _SCREENS:
                yield from _rules_in(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))
        elif node.type == "qualified-rule":
            sets, important = _declared(tinycss2.parse_blocks_contents(node.content))
            if sets or important:
                yield from _selected(tinycss2.serialize(node.prelude), sets, important)


def _selected(prelude: str, sets: Declarations, important: Declarations) -> Iterator[_SheetRule]:
    """A rule for each selector that stands for elements; states (:hover) and parts (::before) are none."""
    try:
        for selector in parse(prelude):
            if selector.pseudo_element is None:
                yield _SheetRule(CSSSelector(selector.canonical()), selector.specificity(), sets, important)
    except (SelectorError, etree.XPathError):
        return


def _declared(nodes: Iterable[tinycss2.ast.Node]) -> tuple[Declarations, Declarations]:
    """The watched properties, and those that are important."""
    plain: Declarations = {}
    important: Declarations = {}
    for node in nodes:
        if node.type == "declaration" and node.lower_name in _WATCHED:
            value = tinycss2.serialize(node.value).strip().lower()
            (important if node.important else plain)[node.lower_name] = value
    return plain, important
