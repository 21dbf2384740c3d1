"""An OpenDocument text made ready for pandoc: what pandoc would lose is written into the text first.

pandoc knows no automatic numbers, loses text boxes, tables inside cells, fields (a date, a name) and the characters below a
ruby gloss, and reads a repeated cell once. Here lists and headings get the numbers that the office program prints, boxes
become paragraphs, fields their words, inner tables lines of their cell. Elements as in OpenDocument 1.3, part 3.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree
from msgspec import Struct

from kb.errors import UnreadableError
from parser.limits import BLANKS, check
from parser.read.archives import SAVE_AGAIN, packed, parsed
from parser.read.margins import margin_notes
from parser.read.unread_words import hidden_note, struck_note
from parser.read.word_numbers import numeral

Element = etree._Element

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT = f"{{{_NAMES}text:1.0}}"
_TABLE = f"{{{_NAMES}table:1.0}}"
_STYLE = f"{{{_NAMES}style:1.0}}"
_OFFICE = f"{{{_NAMES}office:1.0}}"
_DRAW = f"{{{_NAMES}drawing:1.0}}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_READ = re.compile(r"content\.xml|styles\.xml|mimetype")
_FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一, 二, 三, ...": "chineseCounting",
    "壹, 贰, 叁, ...": "chineseLegalSimplified",
    "甲, 乙, 丙, ...": "ideographTraditional",
    "子, 丑, 寅, ...": "ideographZodiac",
    "①, ②, ③, ...": "decimalEnclosedCircle",
    "１, ２, ３, ...": "decimalFullWidth",
    "": "none",
}
"""`style:num-format` -> the number format of Word that prints the same."""
_UNSEEN = (
    *(f"{_TEXT}{name}" for name in ("tracked-changes", "ruby-text", "placeholder", "hidden-text", "page-number")),
    *(f"{_OFFICE}{name}" for name in ("annotation", "annotation-end", "forms")),
    f"{_TEXT}page-count",
)
"""Elements without words of the plan: deleted words, comments, glosses, prompts, numbers of pages."""
_INLINE = frozenset(
    f"{_TEXT}{name}" for name in ("s", "tab", "line-break", "span", "a", "note", "note-citation", "note-body", "p", "h")
)
"""What pandoc reads inside a paragraph; other text elements give way to their words."""
_OPENED = f"{_TEXT}opened"
_LISTS = tuple(f"{_TEXT}{name}" for name in ("list", "list-item", "list-header", "numbered-paragraph"))
_NO_STYLES = f'<office:document-styles xmlns:office="{_OFFICE[1:-1]}"><office:styles/></office:document-styles>'
_MARGINS = (f"{_STYLE}header", f"{_STYLE}footer")
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_REPEAT_MOST = 100
"""Repeated rows or cells above this number fill a page and are empty."""
_BLANKS = f"{_TEXT}s"


class _Level(Struct, frozen=True):
    """A level of a list or of the outline: how its number is printed. Bullets have the format none."""

    prefix: str
    suffix: str
    form: str
    start: int
    shown: int
    """Levels whose numbers are printed, this one the last."""


Levels = dict[int, _Level]
Counts = dict[int, int]


def prepared(path: Path, data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The document `data` as pandoc shall read it, and notes for people. Raises `UnreadableError`, naming `path`."""
    members = packed(path, data, _READ)
    if "content.xml" not in members:
        raise UnreadableError("文件损坏, 其中没有正文", where=str(path), advice=SAVE_AGAIN)
    content = parsed(path, members["content.xml"], "converted")
    _few_blanks(content)
    styles = parsed(path, members["styles.xml"]) if members.get("styles.xml") else None
    notes = _drop_unseen(content) + drop_by_style(content, styles) + margin_notes(_margins(styles))
    _Numbers(content, styles).write(content)
    _free_boxes(content)
    made = 0
    for table in reversed(list(content.iter(f"{_TABLE}table"))):  # inner ones first
        made = _plain_table(table, made)
    for paragraph in content.iter(*_PARAGRAPHS):
        _open_fields(paragraph)
    etree.strip_tags(content, *_LISTS)
    check("converted", sum(1 for _ in content.iter()), str(path))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", members.get("mimetype", b""))
        archive.writestr("styles.xml", etree.tostring(styles) if styles is not None else _NO_STYLES)
        archive.writestr("content.xml", etree.tostring(content, xml_declaration=True, encoding="UTF-8"))
    return held.getvalue(), notes


def _margins(styles: Element | None) -> Iterator[str]:
    """The paragraphs of the heads and feet of the pages."""
    for margin in styles.iter(*_MARGINS) if styles is not None else ():
        yield from ("".join(map(str, paragraph.itertext())) for paragraph in margin.iter(*_PARAGRAPHS))


def _few_blanks(content: Element) -> None:
    """Blanks that stand for more than anybody would type become one: pandoc would write every one of them."""
    for blanks in content.iter(_BLANKS):
        count = blanks.get(f"{_TEXT}c") or "1"
        if not re.fullmatch("[0-9]{1,4}", count) or int(count) > BLANKS:
            blanks.attrib.pop(f"{_TEXT}c", "")


def _drop_unseen(content: Element) -> tuple[str, ...]:
    notes = []
    if next(content.iter(f"{_TEXT}changed-region"), None) is not None:
        notes.append("文档里有未接受的修订, 按全部接受后的文字收入; 请确认这是定稿")
    etree.strip_elements(content, *_UNSEEN, with_tail=False)
    hidden = [e for e in content.iter(f"{_TEXT}section") if e.get(f"{_TEXT}display") == "none"]
    if hidden:
        notes.append(f"文档里有 {len(hidden)} 个隐藏的节, 没有收入")
    for section in hidden:
        _remove(section)
    return tuple(notes)


def drop_by_style(content: Element, styles: Element | None) -> tuple[str, ...]:
    """Take out what a style strikes or hides (16.29: `style:text-properties`); notes quote it."""
    roots = [root for root in (styles, content) if root is not None]
    struck, hidden = (_styles_that(roots, says) for says in (_strikes, _hides))
    notes: list[str] = []
    for names, note in ((struck, struck_note), (hidden, hidden_note)):
        if names:
            held = [element for element in content.iter(*_STYLED) if _style_of(element) in names]
            notes += note([_words(element) for element in held])
            for element in held:
                _remove(element) if element.tag == f"{_TEXT}span" else _emptied(element)
    return tuple(notes)


_STYLED = (f"{_TEXT}span", *_PARAGRAPHS, f"{_TABLE}table-cell")


def _style_of(element: Element) -> str | None:
    return element.get(f"{_TABLE if element.tag == f'{_TABLE}table-cell' else _TEXT}style-name")


def _styles_that(roots: list[Element], says: Callable[[Element], bool | None]) -> frozenset[str]:
    """The names of the styles of which `says` holds, by their own properties or those of the style above them."""
    held = {style.get(f"{_STYLE}name") or "": style for root in roots for style in root.iter(f"{_STYLE}style")}
    on: set[str] = set()
    for name in held:
        at, passed = name, set[str]()
        while at in held and at not in passed:
            passed.add(at)
            told = [says(one) for one in held[at].iterchildren(f"{_STYLE}text-properties")]
            if told and told[0] is not None:
                on |= {name} if told[0] else set()
                break
            at = held[at].get(f"{_STYLE}parent-style-name") or ""
    return frozenset(on)


def _strikes(properties: Element) -> bool | None:
    found = [properties.get(f"{_STYLE}text-line-through-{name}") for name in ("style", "type")]
    return None if found == [None, None] else any(value not in (None, "none") for value in found)


def _hides(properties: Element) -> bool | None:
    shown = properties.get(f"{_TEXT}display")
    return None if shown is None else shown == "none"


def _emptied(element: Element) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None


class _Numbers:
    """The lists and the outline of a document, and how far each has counted."""

    def __init__(self, content: Element, styles: Element | None) -> None:
        roots = [root for root in (styles, content) if root is not None]
        found = [style for root in roots for style in root.iter(f"{_TEXT}list-style")]
        self._styles = {style.get(f"{_STYLE}name") or "": _levels(style) for style in found}
        outlines = [_levels(style) for root in roots for style in root.iter(f"{_TEXT}outline-style")]
        self._outline: Levels = outlines[0] if outlines else {}
        self._outline_counts: Counts = {}
        self._last: dict[str, Counts] = {}
        self._named: dict[str, Counts] = {}

    def write(self, content: Element) -> None:
        """Every number before the words of its paragraph, in the order of the document."""
        for element in list(content.iter(f"{_TEXT}list", f"{_TEXT}h", f"{_TEXT}numbered-paragraph")):
            above = next(element.iterancestors(f"{_TEXT}list"), None)
            if element.tag == f"{_TEXT}h":
                listed = next(element.iterancestors(*_LISTS), None)
                if listed is None and element.get(f"{_TEXT}is-list-header") != "true":
                    _write(element, self._counted(self._outline, self._outline_counts, _level_of(element), None))
            elif element.tag == f"{_TEXT}numbered-paragraph":
                style = element.get(f"{_TEXT}style-name") or ""
                self._item(element, style, self._last.setdefault(style, {}), _level_of(element, "level"))
            elif above is None:
                style = element.get(f"{_TEXT}style-name") or ""
                self._list(element, style, self._begun(element, style), 1)

    def _begun(self, element: Element, style: str) -> Counts:
        """The counts that a list goes on with: those of an earlier list, or new ones."""
        earlier = self._named.get(element.get(f"{_TEXT}continue-list") or "")
        if earlier is None and element.get(f"{_TEXT}continue-numbering") == "true":
            earlier = self._last.get(style)
        counts: Counts = earlier if earlier is not None else {}
        self._last[style] = counts
        if name := element.get(_XML_ID):
            self._named[name] = counts
        return counts

    def _list(self, element: Element, style: str, counts: Counts, level: int) -> None:
        for item in element.iterchildren(f"{_TEXT}list-item", f"{_TEXT}list-header"):
            if item.tag == f"{_TEXT}list-item":
                self._item(item, style, counts, level)
            for inner in item.iterchildren(f"{_TEXT}list"):
                self._list(inner, inner.get(f"{_TEXT}style-name") or style, counts, level + 1)

    def _item(self, item: Element, style: str, counts: Counts, level: int) -> None:
        first = next(iter(item), None)
        if first is not None and first.tag in _PARAGRAPHS:
            start = _count(item.get(f"{_TEXT}start-value"), None)
            _write(first, self._counted(self._styles.get(style, {}), counts, level, start))

    def _counted(self, levels: Levels, counts: Counts, at: int, start: int | None) -> str:
        """The next number of level `at`; empty where the level prints none."""
        level = levels.get(at)
        if level is None:
            return ""
        counts[at] = start if start is not None else counts[at] + 1 if at in counts else level.start
        for deeper in [one for one in counts if one > at]:
            del counts[deeper]
        if level.form == "none":
            return ""
        shown = [
            one for one in range(max(1, at - level.shown + 1), at + 1) if one in levels and levels[one].form != "none"
        ]
        numbers = ".".join(numeral(counts.get(one, levels[one].start), levels[one].form) for one in shown)
        return level.prefix + numbers + level.suffix


def _levels(style: Element) -> Levels:
    found = {}
    for level in style:
        at = _count(level.get(f"{_TEXT}level"), None)
        if at is None:
            continue
        form = _FORMATS.get(level.get(f"{_STYLE}num-format") or "", "decimal")
        found[at] = _Level(
            level.get(f"{_STYLE}num-prefix") or "",
            level.get(f"{_STYLE}num-suffix") or "",
            "none" if level.tag.endswith(("bullet", "image")) else form,
            _count(level.get(f"{_TEXT}start-value"), 1) or 1,
            _count(level.get(f"{_TEXT}display-levels"), 1) or 1,
        )
    return found


def _level_of(element: Element, name: str = "outline-level") -> int:
    return _count(element.get(f"{_TEXT}{name}"), 1) or 1


def _count(text: str | None, default: int | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,7}", text) else default


def _write(paragraph: Element, number: str) -> None:
    """`number` before the words of `paragraph`, with a blank between letters or digits."""
    words = _words(paragraph)
    if number and words:
        gap = " " if number[-1].isascii() and words[0].isascii() and words[0].isalnum() else ""
        paragraph.text = number + gap + (paragraph.text or "")


def _words(element: Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _free_boxes(content: Element) -> None:
    """What stands in text boxes behind the paragraph that anchors the box; inner boxes before outer ones."""
    for box in reversed(list(content.iter(f"{_DRAW}text-box"))):
        anchor = next(box.iterancestors(*_PARAGRAPHS), None)
        frame = next(box.iterancestors(f"{_DRAW}frame", f"{_DRAW}custom-shape"), box)
        place = anchor if anchor is not None else frame
        place.tail = None if anchor is not None else place.tail  # white space of the file
        for child in reversed(list(box)):
            child.tail = None
            place.addnext(child)
        _remove(frame)


def _plain_table(table: Element, made: int) -> int:
    """A table without repeated rows and cells; one inside a cell as the paragraphs of its cells.

    `made` counts the elements that repetition has made in the document so far; the number with those of this table.
    """
    if next(table.iterancestors(f"{_TABLE}table-cell"), None) is not None:
        parent = table.getparent()
        assert parent is not None
        for paragraph in [p for p in table.iter(*_PARAGRAPHS) if _words(p).strip()]:
            table.addprevious(paragraph)
        parent.remove(table)
        return made
    for name, attribute in (("table-cell", "columns"), ("covered-table-cell", "columns"), ("table-row", "rows")):
        repeated = f"{_TABLE}number-{attribute}-repeated"
        for element in list(table.iter(f"{_TABLE}{name}")):
            times = _count(element.get(repeated), 1) or 1
            element.attrib.pop(repeated, "")
            again = times - 1 if times <= _REPEAT_MOST else 0
            if again:
                made += again * sum(1 for _ in element.iter())
                check("converted", made)
            for _ in range(again):
                element.addnext(_copy(element))
    return made


def _copy(element: Element) -> Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _open_fields(paragraph: Element) -> None:
    """Fields, marks and the like inside `paragraph` give way to their words."""
    for element in paragraph.iterdescendants(etree.Element):
        if element.tag.startswith(_TEXT) and element.tag not in _INLINE:
            element.tag = _OPENED
    etree.strip_tags(paragraph, _OPENED)


def _remove(element: Element) -> None:
    """Take out `element`, its tail kept."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
