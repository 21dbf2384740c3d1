"""A Word document made ready for pandoc: what pandoc would lose is written into the text first.

pandoc takes paragraphs in the style Title for metadata, drops the words beside a text box, and knows no automatic
numbers. Here titles become plain paragraphs, text boxes paragraphs of their own, numbers plain text, and all that pandoc
needs not is left out, for it reads slowly: a template's styles alone took it 0.1 s.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from kb.errors import UnreadableError
from parser.read.archives import SAVE_AGAIN, packed, parsed
from parser.read.margins import margin_notes
from parser.read.word_numbers import Element, Numbering, W, heading_styles
from parser.read.word_prune import prune, settle
from parser.read.word_tables import CELL, END, WordTable, lay_flat

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_READ = re.compile(r"_rels/\.rels|.*/(?:document[^/]*|styles|numbering|footnotes|endnotes|(?:header|footer)\d*)\.xml")
"""Members of the archive that hold words or say how they are numbered."""
_VML = "{urn:schemas-microsoft-com:vml}"
_NOTES = ("footnotes", "endnotes")
_CALLS = tuple(f"{W}{name.removesuffix('s')}Reference" for name in _NOTES)
"""Calls of notes; one in a note, which Word knows not, would have pandoc read notes in notes without end."""
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
"""Namespaces of strict documents (ISO/IEC 29500-1) -> those that everything else knows (29500-4)."""
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


class Prepared(NamedTuple):
    """A document for pandoc, the tables whose paragraphs stand in it one after the other, and notes for people."""

    archive: bytes
    tables: list[WordTable]
    notes: tuple[str, ...]


def prepared(path: Path, data: bytes) -> Prepared:
    """The document `data` as pandoc shall read it. Raises `UnreadableError`, naming `path`, when it is broken."""
    members = packed(path, data, _READ)
    main = _main_part(path, members)
    if main not in members:
        raise UnreadableError("文件损坏, 其中没有正文", where=str(path), advice=SAVE_AGAIN)
    folder = main.rpartition("/")[0]
    trees = {name: _tree(path, members.get(f"{folder}/{name}.xml")) for name in ("numbering", "styles", *_NOTES)}
    body = parsed(path, _transitional(members[main]))
    headings = heading_styles(trees["styles"])
    _one_alternative(body)
    _free_text_boxes(body)
    notes = settle(body, trees["styles"])
    _write_numbers(body, Numbering(trees["numbering"], trees["styles"]))
    prune(body, headings)
    tables = lay_flat(body)
    hidden = sum(table.hidden for table in tables)
    notes += [f"表格里有 {hidden} 个被合并单元格盖住的单元格写有文字, 没有收入"] if hidden else []
    notes += margin_notes(_margins(path, members))
    parts = {"document": body}
    for name in _NOTES:
        notes_tree = trees[name]
        if notes_tree is not None and next(body.iter(f"{W}{name.removesuffix('s')}Reference"), None) is not None:
            notes += settle(notes_tree, trees["styles"])
            etree.strip_elements(notes_tree, *_CALLS, with_tail=False)
            prune(notes_tree, {})
            parts[name] = notes_tree
    return Prepared(_package(parts, headings), tables, tuple(notes))


def _margins(path: Path, members: dict[str, bytes]) -> Iterator[str]:
    """The paragraphs of heads and feet, and the words of watermarks, which stand in heads."""
    for name in sorted(members):
        if re.search(r"/(?:header|footer)\d*\.xml$", name):
            tree = parsed(path, _transitional(members[name]))
            for paragraph in tree.iter(f"{W}p"):
                yield "".join(text.text or "" for text in paragraph.iter(f"{W}t"))
            for mark in tree.iter(f"{_VML}textpath"):
                yield mark.get("string", "")


def _tree(path: Path, content: bytes | None) -> Element | None:
    return parsed(path, _transitional(content)) if content else None


def _transitional(content: bytes) -> bytes:
    """XML of the strict form of the standard with the namespaces of the common form; without our own marks."""
    for strict, common in _STRICT:
        content = content.replace(strict, common)
    return content.replace(CELL.encode(), b"").replace(END.encode(), b"")


def _package(parts: dict[str, Element], headings: dict[str, int]) -> bytes:
    """The archive for pandoc: the parts, and styles for the headings."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/></w:style>'
        for level in sorted(set(headings.values()))
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W[1:-1]}">{styles}</w:styles>')
        for name, tree in parts.items():
            etree.cleanup_namespaces(tree)
            archive.writestr(f"word/{name}.xml", etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))
    return held.getvalue()


def _write_numbers(body: Element, numbers: Numbering) -> None:
    for properties in list(body.iter(f"{W}pPr")):  # a paragraph without properties has no number
        paragraph = properties.getparent()
        number = numbers.take(paragraph) if paragraph is not None and _is_shown(paragraph) else None
        if number:
            _write_number(properties, number)


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


def _is_shown(paragraph: Element) -> bool:
    """Does a numbered paragraph print its number? One without words does not in Word's eyes, but its cell may be bare."""
    has_words = any((word.text or "").strip() for word in paragraph.iter(f"{W}t"))
    parent = paragraph.getparent()
    return has_words or (parent is not None and parent.tag == f"{W}tc")


def _write_number(properties: Element, number: str) -> None:
    """The number as the paragraph's first words."""
    paragraph = properties.getparent()
    assert paragraph is not None
    first = next((word.text for word in paragraph.iter(f"{W}t") if word.text), "")
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = number + (" " if first[:1].isascii() and first[:1].isalnum() and number[-1:].isascii() else "")
    paragraph.insert(paragraph.index(properties) + 1, run)
