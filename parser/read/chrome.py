"""Page chrome: what a web page shows around its document. Removed before reading, counted in characters.

An element goes when the markup itself says that it is no body (navigation, script, footer, hidden), when it is a list of
links, or when it leads elsewhere by its first words and a link (当前位置, 上一篇). Words alone are no reason: a plan may
speak of 导航. What is left of footers is for later stages to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

Element = etree._Element

_NEVER = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "head"}
    | {"select", "button", "input", "textarea", "option", "datalist", "map", "nav", "footer", "aside", "title"}
)
"""Elements that never hold the body of a document."""
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "complementary", "dialog"})
_CHROME_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|crumbs?|sidebar|side-?bar|footer|foot|share|sharebox"
    r"|toolbar|pager|pagination|copyright|friend-?links?|links?-?list|related|recommend|hot-?news|login|search(?:box)?"
    r"|qrcode|ewm|print|cookie|popup|modal|advert|ads?|dqwz|position|location|bottom|topbar|top-?nav|site-?map"
    r"|mbx|mianbaoxie|fenxiang|xgyd|xgwj|xglj|xgjd|yqlj|dibu|banquan)"
    r"(?:[\s_-]|$)",
    re.I,
)
"""Class and id words of chrome, as names are usually given (dqwz: 当前位置, ewm: 二维码, mbx: 面包屑, xgyd: 相关阅读); whole words only."""
_LEADS_AWAY = re.compile(
    r"\s*(?:您?(?:现在|当前)?(?:所在|的)*位置|上一[篇条个]|下一[篇条个]|分享(?:到|至)|相关(?:阅读|链接|新闻|文档|文件|解读|信息|稿件))"
    r"\s*[:：>》】\]]"
)
"""First words of lines that lead to other pages, with their colon; they count only beside a link."""
_ANNEXES = re.compile(r"\s*附\s*件\s*[:：1-9一二三]")
"""First words of the list of annexes, which belongs to the document though all of it is links."""
_DATES = re.compile(r"[\d\s\-/.:\[\]()年月日>»|·•]+")
"""What stands between the links of a list without being words of the document."""
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML does not know: a page may hold them, lxml refuses to write them."""
_GONE = "gone"
"""Element in the place of what has been taken out, until all is."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CONTAINERS = ("div", "ul", "ol", "dl", "table", "section", "td", "p", "center", "form", "header")
_MANY_LINKS = 3
"""Fewest links of a link list."""
_LINK_SHARE = 0.6
"""Share of an element's characters that stand in links from which it is a link list."""
_LEADS_MOST = 300
"""Most characters of an element that leads elsewhere: three titles of documents."""
_BODY_SHARE = 0.3
"""An element with more than this share of the page's text is body, whatever its name is."""


def remove_chrome(root: Element) -> int:
    """Take the chrome out of the page `root` (changed in place); how many visible characters went."""
    removed = 0
    _write_fields(root)
    for element in list(root.iter(*_NEVER)):
        removed += visible_size(element) if element.tag in ("nav", "footer", "aside") else 0
        _drop(element)
    etree.strip_tags(root, _GONE)
    whole = max(visible_size(root), 1)
    for element in list(root.iter(etree.Element)):
        if element is root or element.tag == "body" or element.getparent() is None:
            continue
        if _is_chrome(element, whole) or _is_link_list(element) or _leads_away(element):
            removed += visible_size(element)
            _drop(element)
    etree.strip_tags(root, _GONE)
    return removed


def _write_fields(root: Element) -> None:
    """What the fields of a form show, as text, where they stand in a cell of data; a search box is none of the document."""
    for field in list(root.iter("input", "select", "textarea")):
        cell = next(field.iterancestors("td", "th"), None)
        table = next(field.iterancestors("table"), None)
        row = cell.getparent() if cell is not None else None
        if table is not None and row is not None and len(row) > 1 and table.find(".//table") is None:
            shown = _shown(field)
            if shown:
                text = etree.Element("span")
                text.text = shown
                field.addprevious(text)


def _shown(field: Element) -> str:
    if field.tag == "textarea":
        return (field.text or "").strip()
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return "、".join("".join(map(str, option.itertext())).strip() for option in chosen)
    kind = (field.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☐" if field.get("checked") is None else "☑"
    return (field.get("value") or "").strip() if kind in ("text", "number", "date", "month") else ""


def drop_elements(root: Element, elements: Iterable[Element]) -> None:
    """Take the elements with all in them out of the page `root`."""
    for element in elements:
        _drop(element)
    etree.strip_tags(root, _GONE)


def _is_chrome(element: Element, whole: int) -> bool:
    """Does the markup say that `element` is not shown or is no body?"""
    if _HIDDEN.search(element.get("style") or "") or element.get("hidden") is not None:
        return visible_size(element) < whole * _BODY_SHARE
    named = _CHROME_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    if not named and (element.get("role") or "").lower() not in _ROLES:
        return False
    return visible_size(element) < whole * _BODY_SHARE and not holds_data(element)


def _is_link_list(element: Element) -> bool:
    if element.tag not in _CONTAINERS:
        return False
    links = list(element.iter("a"))
    if len(links) < _MANY_LINKS or _ANNEXES.match(words_in(element)):
        return False
    linked = sum(visible_size(link) for link in links)
    return linked > len(_DATES.sub("", words_in(element))) * _LINK_SHARE


def _leads_away(element: Element) -> bool:
    """Does a small element begin as those do that lead to other pages, and hold a link?"""
    if element.tag not in _CONTAINERS or element.find(".//a") is None or holds_data(element):
        return False
    return _LEADS_AWAY.match(words_in(element)) is not None and visible_size(element) <= _LEADS_MOST


def holds_data(element: Element) -> bool:
    """Does `element` hold a table row of two cells or more without links?"""
    return any(len(row) >= 2 and row.find(".//a") is None for row in element.iter("tr"))


def visible_size(element: Element) -> int:
    """Characters of `element` without white space."""
    return len("".join(words_in(element).split()))


def words_in(element: Element) -> str:
    """All text of `element`, comments left out."""
    return "".join(text for text in element.itertext() if isinstance(text, str))


def _drop(element: Element) -> None:
    """Put an empty element in the place of `element`, its tail kept: joining the tails one by one would take for ever."""
    parent = element.getparent()
    if parent is None:
        return
    place = etree.Element(_GONE)
    place.tail = _NO_XML.sub("", element.tail) if element.tail else None
    element.tail = None
    parent.replace(element, place)
