"""A Word document's body as it is printed: revisions accepted, wrappers opened, properties without words left out.

What stays is what pandoc needs to read the words: paragraphs, runs, text, breaks, symbols, notes, formulas, and the
style of headings. pandoc spends most of its time on the rest: the properties of each run, paragraph and cell, and a
template's styles. Elements as in ECMA-376, part 1, 17.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from parser.read.unread_words import hidden_note, struck_note
from parser.read.word_numbers import Element, W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def _named(names: str) -> tuple[str, ...]:
    return tuple(W + name for name in names.split())


_WRAPPERS = (
    *_named("ins moveTo sdt sdtContent smartTag customXml hyperlink fldSimple dir bdo"),
    *(f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback", f"{_MATH}oMathPara"),
)
"""Elements that give way to what they hold: accepted insertions, content controls, links, fields."""
_UNSEEN = _named(
    "del moveFrom delText sdtPr sdtEndPr smartTagPr customXmlPr fldChar instrText delInstrText drawing pict object"
    " bookmarkStart bookmarkEnd proofErr permStart permEnd commentRangeStart commentRangeEnd commentReference annotationRef"
    " moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd lastRenderedPageBreak rt rubyPr sectPr tblPrEx"
)
"""Elements without words of the plan: what was deleted, instructions of fields, pictures, marks of editing, ruby glosses."""
_PROPERTIES = _named("rPr ruby")
"""What is left of runs and glosses once their words are taken care of."""
_SYMBOLS = frozenset({"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"})
"""Fonts whose letters are signs; pandoc knows the signs if it sees the font."""
_KEPT = f"{W}kept"
"""Name that the properties of such letters bear while all others are stripped."""
_WORDS = (*_named("t sym footnoteReference endnoteReference"), f"{_MATH}oMath")
"""Elements that print something."""


def prune(body: Element, headings: dict[str, int]) -> None:
    """Leave of `body`, in place, only what is read; paragraphs in a style of `headings` get the style `H` and its level."""
    symbols = [fonts.getparent() for fonts in body.iter(f"{W}rFonts") if _is_symbol(fonts)]
    for properties in symbols:
        if properties is not None and properties.tag == f"{W}rPr":
            properties.tag = _KEPT
    etree.strip_elements(body, *_PROPERTIES, with_tail=False)
    for properties in body.iter(_KEPT):
        properties.tag = f"{W}rPr"
    for properties in list(body.iter(f"{W}pPr")):
        _prune_paragraph(properties, headings)
    for paragraph in body.iter(f"{W}p"):
        paragraph.attrib.clear()
        _join_runs(paragraph)


def settle(body: Element, styles: Element | None) -> list[str]:
    """Accept the revisions of `body` and open its wrappers, in place; notes on what was found, in Chinese.

    `styles` are the document's, which may hide or strike words; None where it has none.
    """
    notes = []
    if next(body.iter(*_named("ins del moveFrom moveTo")), None) is not None:
        notes.append("文档里有未接受的修订, 按全部接受后的文字收入; 请确认这是定稿")
        _drop_deleted_rows(body)
        _join_deleted_marks(body)
    notes += hidden_note(_drop_toggled(body, styles, ("vanish",)))
    notes += struck_note(_drop_toggled(body, styles, ("strike", "dstrike")))
    if next(body.iter(f"{W}altChunk", f"{W}subDoc"), None) is not None:
        notes.append("文档里嵌有其他文件, 其内容没有收入; 请用 Word 打开后另存一次再添加")
    _drop_placeholders(body)
    _write_fields(body)
    etree.strip_elements(body, *_UNSEEN, with_tail=False)
    for base in list(body.iter(f"{W}rubyBase")):
        _open_ruby(base)
    etree.strip_tags(body, *_WRAPPERS)
    return notes


def prints(element: Element) -> bool:
    """Does `element` hold words, signs, formulas or notes?"""
    return any(word.text for word in element.iter(f"{W}t")) or next(element.iter(*_WORDS[1:]), None) is not None


def _is_symbol(fonts: Element) -> bool:
    return any(value.lower() in _SYMBOLS for value in fonts.attrib.values())


def _prune_paragraph(properties: Element, headings: dict[str, int]) -> None:
    """Of a paragraph's properties the heading level and the drop cap, which belongs to the next paragraph."""
    style = properties.find(f"{W}pStyle")
    level = headings.get(style.get(f"{W}val") or "") if style is not None else None
    frame = properties.find(f"{W}framePr")
    for child in list(properties):
        if child is not frame:
            properties.remove(child)
    if level:
        made = etree.Element(f"{W}pStyle")
        made.set(f"{W}val", f"H{level}")
        properties.insert(0, made)
    parent = properties.getparent()
    if not len(properties) and parent is not None:
        parent.remove(properties)


def _join_runs(paragraph: Element) -> None:
    """Neighbouring runs of mere text as one: Word cuts a sentence wherever it was edited or checked."""
    before: Element | None = None
    for run in list(paragraph):
        text = run[0] if run.tag == f"{W}r" and len(run) == 1 and run[0].tag == f"{W}t" else None
        if text is not None and before is not None:
            before.text = (before.text or "") + (text.text or "")
            before.set(_SPACE, "preserve")
            paragraph.remove(run)
        else:
            before = text


def _drop_deleted_rows(body: Element) -> None:
    for mark in list(body.iterfind(f".//{W}trPr/{W}del")):
        _remove(next(mark.iterancestors(f"{W}tr")))


def _join_deleted_marks(body: Element) -> None:
    """A paragraph whose mark was deleted runs on into the next one; from the end, for several may do."""
    for mark in reversed(list(body.iterfind(f".//{W}pPr/{W}rPr/{W}del"))):
        paragraph = next(mark.iterancestors(f"{W}p"))
        after = paragraph.getnext()
        if after is not None and after.tag == f"{W}p":
            paragraph.extend([child for child in after if child.tag != f"{W}pPr"])
            _remove(after)


def _drop_toggled(body: Element, styles: Element | None, names: tuple[str, ...]) -> list[str]:
    """Take out the runs that one of the toggle properties `names` takes from print (17.7.3); their words by paragraph."""
    by_style = _toggling_styles(styles, names)
    if not by_style and next(body.iter(*(W + name for name in names)), None) is None:
        return []
    words: dict[Element | None, list[str]] = {}
    for run in [run for run in body.iter(f"{W}r") if _is_toggled(run, by_style, names)]:
        paragraph = next(run.iterancestors(f"{W}p"), None)
        words.setdefault(paragraph, []).extend(text.text or "" for text in run.iter(f"{W}t"))
        _remove(run)
    return ["".join(held) for held in words.values()]


def _is_toggled(run: Element, by_style: frozenset[str], names: tuple[str, ...]) -> bool:
    """Whether a run is struck or hidden: by itself, else by its style, else by that of its paragraph."""
    properties = run.find(f"{W}rPr")
    own = _toggled(properties, names)
    if own is not None or not by_style:
        return bool(own)
    paragraph = next(run.iterancestors(f"{W}p"), None)
    held = (
        properties.find(f"{W}rStyle") if properties is not None else None,
        paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None,
    )
    return any(style is not None and style.get(f"{W}val") in by_style for style in held)


def _toggled(properties: Element | None, names: tuple[str, ...]) -> bool | None:
    """What run properties say of the toggles: on, off, or nothing."""
    marks = [mark for name in names if properties is not None and (mark := properties.find(W + name)) is not None]
    return any(mark.get(f"{W}val") not in ("0", "false", "off") for mark in marks) if marks else None


def _toggling_styles(styles: Element | None, names: tuple[str, ...]) -> frozenset[str]:
    """The ids of the styles that switch one of the toggles on, by themselves or by the style that they are based on."""
    if styles is None or next(styles.iter(*(W + name for name in names)), None) is None:
        return frozenset()
    held = {style.get(f"{W}styleId") or "": style for style in styles.iter(f"{W}style")}
    on: set[str] = set()
    for name in held:
        chain: list[str] = []
        at = name
        while at in held and at not in chain:
            chain.append(at)
            own = _toggled(held[at].find(f"{W}rPr"), names)
            if own is not None:
                on |= {name} if own else set()
                break
            based = held[at].find(f"{W}basedOn")
            at = (based.get(f"{W}val") or "") if based is not None else ""
    return frozenset(on)


def _drop_placeholders(body: Element) -> None:
    """The prompt of a content control that nobody has filled in (单击此处输入文字) is no text."""
    for mark in body.iter(f"{W}showingPlcHdr"):
        control = next(mark.iterancestors(f"{W}sdt"))
        for word in control.iter(f"{W}t"):
            word.text = ""


def _write_fields(body: Element) -> None:
    """What form fields show and no run holds: the entry of a list that is chosen, a box that is ticked or not (17.16)."""
    for field in list(body.iter(f"{W}ffData")):
        run = next(field.iterancestors(f"{W}r"), None)
        shown = _chosen(field)
        if run is not None and shown:
            made = etree.Element(f"{W}r")
            etree.SubElement(made, f"{W}t").text = shown
            run.addnext(made)


def _chosen(field: Element) -> str:
    listed = field.find(f"{W}ddList")
    if listed is not None:
        entries = [entry.get(f"{W}val") or "" for entry in listed.iterchildren(f"{W}listEntry")]
        marks = [listed.find(f"{W}{name}") for name in ("result", "default")]
        place = next((mark.get(f"{W}val") or "0" for mark in marks if mark is not None), "0")
        return entries[int(place)] if place.isdigit() and int(place) < len(entries) else ""
    box = field.find(f"{W}checkBox")
    if box is None:
        return ""
    marks = [box.find(f"{W}{name}") for name in ("checked", "default")]
    ticked = next((mark.get(f"{W}val", "1") for mark in marks if mark is not None), "0")
    return "☐" if ticked in ("0", "false", "off") else "☑"


def _open_ruby(base: Element) -> None:
    """The characters below a gloss as runs of their own, behind the run that holds them."""
    holder = next((run for run in base.iterancestors(f"{W}r")), None)
    if holder is not None:
        for run in reversed(list(base)):
            holder.addnext(run)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def paragraphs_of(element: Element) -> Iterator[Element]:
    """The paragraphs inside `element` that print something, those of inner tables too, in order."""
    return (paragraph for paragraph in element.iter(f"{W}p") if prints(paragraph))
