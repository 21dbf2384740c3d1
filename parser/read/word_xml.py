"""A Word document made ready for pandoc: what pandoc would lose is written into the text first.

pandoc takes paragraphs in the style Title for metadata, drops the words beside a text box, and knows no automatic
numbers. Here titles become headings' neighbours again, text boxes paragraphs of their own, numbers plain text.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from lxml import etree

from parser.read.archives import packed, parsed
from parser.read.word_numbers import Numbering, W

Element = etree._Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_METADATA = re.compile(r"title|subtitle|author|date|abstract|标题|副标题|作者|日期|摘要", re.I)
"""Names of the styles that pandoc turns into metadata."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def prepared(path: Path, data: bytes) -> bytes:
    """The document `data` with its numbers written out, titles and text boxes as paragraphs.

    Raises `UnreadableError`, naming `path`, when the archive or its XML is broken.
    """
    members = packed(path, data)
    main = _main_part(path, members)
    if main not in members:
        return data  # pandoc says what is wrong
    folder = main.rpartition("/")[0]
    trees = {name: members.get(f"{folder}/{name}.xml") for name in ("numbering", "styles")}
    numbering, styles = (parsed(path, content) if content else None for content in trees.values())
    body = parsed(path, members[main])
    _one_alternative(body)
    _free_text_boxes(body)
    titles = _metadata_styles(styles)
    numbers = Numbering(numbering, styles)
    for paragraph in body.iter(f"{W}p"):
        _keep_as_text(paragraph, titles)
        number = numbers.take(paragraph) if _is_shown(paragraph) else None
        if number is not None:
            _write_number(paragraph, number)
    members[main] = etree.tostring(body, xml_declaration=True, encoding="UTF-8", standalone=True)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def _main_part(path: Path, members: dict[str, bytes]) -> str:
    """Member that holds the text, as the package's relations name it."""
    relations = members.get("_rels/.rels")
    for relation in parsed(path, relations).iter(_RELATION) if relations else ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return (relation.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _one_alternative(body: Element) -> None:
    """Of a drawing and its fallback only one holds words, else they would stand twice."""
    for alternatives in list(body.iter(f"{_MC}AlternateContent")):
        choice = alternatives.find(f"{_MC}Choice")
        for fallback in list(alternatives.iterchildren(f"{_MC}Fallback")):
            if choice is not None and any(True for _ in choice.iter(f"{W}txbxContent")):
                alternatives.remove(fallback)


def _free_text_boxes(body: Element) -> None:
    """The paragraphs of text boxes behind the paragraph that anchors the box; inner boxes before outer ones."""
    for box in reversed(list(body.iter(f"{W}txbxContent"))):
        anchor = next(box.iterancestors(f"{W}p"), None)
        run = next(box.iterancestors(f"{W}r"), None)
        if anchor is None:
            continue
        for child in reversed(list(box)):
            anchor.addnext(child)
        holder = run if run is not None and run.getparent() is not None else box
        parent = holder.getparent()
        if parent is not None and not any(True for _ in holder.iter(f"{W}t")):
            parent.remove(holder)


def _metadata_styles(styles: Element | None) -> frozenset[str]:
    """Ids of the styles that pandoc turns into metadata, by their id or name."""
    found = {"Title", "Subtitle", "Author", "Authors", "Date", "Abstract", "AbstractTitle"}
    for style in styles.iter(f"{W}style") if styles is not None else ():
        name = style.find(f"{W}name")
        if name is not None and _METADATA.fullmatch((name.get(f"{W}val") or "").strip()):
            found.add(style.get(f"{W}styleId") or "")
    return frozenset(found)


def _keep_as_text(paragraph: Element, styles: frozenset[str]) -> None:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    if style is not None and style.get(f"{W}val") in styles:
        parent = style.getparent()
        assert parent is not None
        parent.remove(style)


def _is_shown(paragraph: Element) -> bool:
    """Does a numbered paragraph print its number? One without words does not in Word's eyes, but its cell may be bare."""
    has_words = any((word.text or "").strip() for word in paragraph.iter(f"{W}t"))
    parent = paragraph.getparent()
    return has_words or (parent is not None and parent.tag == f"{W}tc")


def _write_number(paragraph: Element, number: str) -> None:
    """The number as the paragraph's first words, and the paragraph out of its list."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    for old in properties.findall(f"{W}numPr"):
        properties.remove(old)
    none = etree.SubElement(properties, f"{W}numPr")
    etree.SubElement(none, f"{W}numId").set(f"{W}val", "0")
    if not number:
        return
    first = next((word.text for word in paragraph.iter(f"{W}t") if word.text), "")
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = number + (" " if first[:1].isascii() and first[:1].isalnum() and number[-1:].isascii() else "")
    text.set(_SPACE, "preserve")
    paragraph.insert(paragraph.index(properties) + 1, run)
