"""Tables of a web page that are made of `div` and `span`: renamed to table elements, so that the rest sees one kind.

The markup has to say so: `display: table…` in the style, a role of ARIA, or class names that frameworks use for it.
"""

from __future__ import annotations

import re

from lxml import etree

Element = etree._Element

_ROLES = {
    "table": "table",
    "grid": "table",
    "rowgroup": "tbody",
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "columnheader": "th",
    "rowheader": "th",
}
"""ARIA roles -> elements (WAI-ARIA 1.2)."""
_DISPLAYS = {
    "table": "table",
    "inline-table": "table",
    "table-row-group": "tbody",
    "table-header-group": "thead",
    "table-footer-group": "tfoot",
    "table-row": "tr",
    "table-cell": "td",
    "table-caption": "caption",
}
"""CSS display values -> elements."""
_CLASSES = {"tr": "tr", "table-row": "tr", "row-tr": "tr", "td": "td", "th": "th", "table-cell": "td"}
"""Class names that mean one thing only -> elements."""
_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.I)
_MADE_OF = ("div", "span", "ul", "li", "dl", "dd", "section", "p")


def mark_tables(root: Element) -> None:
    """Rename the elements of such tables below `root`, in place, where a table has rows of two cells or more."""
    kinds = {element: kind for element in root.iter(*_MADE_OF) if (kind := _kind(element))}
    rows = [e for e, kind in kinds.items() if kind == "tr" and sum(kinds.get(c) in ("td", "th") for c in e) > 1]
    tables: dict[Element, list[Element]] = {}
    for row in rows:
        table = _table_of(row, kinds)
        if table is not None:
            tables.setdefault(table, []).append(row)
    for table, held in tables.items():
        if len(held) > 1:
            _rename(table, held, kinds)


def _kind(element: Element) -> str:
    """The element that it stands for; empty for none."""
    display = _DISPLAY.search(element.get("style") or "")
    named = _DISPLAYS.get(display[1].lower(), "") if display else ""
    named = named or _ROLES.get((element.get("role") or "").lower(), "")
    return named or next((_CLASSES[c] for c in (element.get("class") or "").lower().split() if c in _CLASSES), "")


def _table_of(row: Element, kinds: dict[Element, str]) -> Element | None:
    """The element around the rows: a table's, or what holds them; groups of rows are passed over."""
    above = row.getparent()
    while above is not None and kinds.get(above) in ("tbody", "thead", "tfoot"):
        above = above.getparent()
    return above if above is not None and above.tag in _MADE_OF else None


def _rename(table: Element, rows: list[Element], kinds: dict[Element, str]) -> None:
    for row in rows:
        row.tag = "tr"
        for cell in row:
            cell.tag = "th" if kinds.get(cell) == "th" else "td"
            for name in ("rowspan", "colspan"):
                cell.set(name, cell.get(f"aria-{name}") or cell.get(name) or "1")
        group = row.getparent()
        if group is not None and group is not table:
            group.tag = kinds[group]
    if kinds.get(table) == "table" or all(child.tag in ("tr", "tbody", "thead", "tfoot") for child in table):
        table.tag = "table"
        return
    _wrap(table, rows)


def _wrap(holder: Element, rows: list[Element]) -> None:
    """The rows inside `holder`, which holds other things too, in a table of their own where the first one stands."""
    own = [row for row in rows if row.getparent() is holder]
    if not own:
        return
    made = etree.Element("table")
    holder.insert(holder.index(own[0]), made)
    made.extend(own)
