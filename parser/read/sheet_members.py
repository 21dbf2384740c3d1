"""The members of a workbook as openpyxl can bear them: it refuses a whole workbook for a colour, a border or a date.

What says how cells look is left out but for number formats and struck fonts, which say what they mean; the strict form of
the standard (ISO/IEC 29500-1) gets the namespaces of the common one (29500-4).
"""

from __future__ import annotations

import re

from lxml import etree

Element = etree._Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", _MAIN[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_UNREAD = re.compile(r"docProps/.*|xl/(?:theme|charts|drawings|media|calcChain|printerSettings|externalLinks)\b.*")
"""Members without words of cells; some carry dates and names that no parser accepts."""
_NAMES = re.compile(rb"<(\w+:)?definedNames\b.*?(?:/>|</(?:\w+:)?definedNames>)", re.S)
_STYLES = "xl/styles.xml"
_KEPT = ("numFmts", "fonts", "cellXfs")
_PLAIN = (
    b'<fills count="2"><fill><patternFill/></fill><fill><patternFill/></fill></fills>'
    b'<borders count="1"><border/></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
)


def plain_members(members: dict[str, bytes]) -> dict[str, bytes]:
    """The members without what openpyxl stumbles over and no cell needs."""
    held = {name: _common(content) for name, content in members.items() if not _UNREAD.fullmatch(name)}
    for name in [name for name in held if name.endswith(".rels")]:
        held[name] = _without_relations(held[name])
    if "xl/workbook.xml" in held:
        held["xl/workbook.xml"] = _NAMES.sub(b"", held["xl/workbook.xml"])
    if _STYLES in held:
        held[_STYLES] = _plain_styles(held[_STYLES])
    return held


def _common(content: bytes) -> bytes:
    for strict, common in _STRICT:
        content = content.replace(strict, common)
    return content


_RELATION = re.compile(rb"<Relationship\b[^>]*?/>")
_TARGET = re.compile(
    rb'Target="/?(?:xl/|\.\./)?(?:docProps|theme|charts|drawings|media|calcChain|printerSettings|externalLinks)\b'
)


def _without_relations(content: bytes) -> bytes:
    """Relations without those to members that are left out."""
    return _RELATION.sub(lambda one: b"" if _TARGET.search(one[0]) else one[0], content)


def _plain_styles(content: bytes) -> bytes:
    """Number formats, which fonts are struck, and which cells have which; empty styles where they are no XML."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return b'<styleSheet xmlns="' + _MAIN[1:-1].encode() + b'"/>'
    kept = {name: root.find(_MAIN + name) for name in _KEPT}
    for font in kept["fonts"] if kept["fonts"] is not None else ():
        struck = font.find(f"{_MAIN}strike")
        font[:] = [struck] if struck is not None else []
    for form in kept["cellXfs"] if kept["cellXfs"] is not None else ():
        form[:] = []
        for name in [name for name in form.attrib if name not in ("numFmtId", "fontId")]:
            del form.attrib[name]
        form.attrib.update({"fillId": "0", "borderId": "0", "xfId": "0"})
    made = etree.Element(f"{_MAIN}styleSheet", nsmap={None: _MAIN[1:-1]})  # type: ignore[dict-item]
    plain = etree.fromstring(b'<x xmlns="' + _MAIN[1:-1].encode() + b'">' + _PLAIN + b"</x>")
    parts = [kept["numFmts"], kept["fonts"], *plain, kept["cellXfs"]]
    made.extend([part for part in parts if part is not None])
    return etree.tostring(made)
