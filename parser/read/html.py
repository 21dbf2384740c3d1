"""Web pages: page chrome out, tables and body kept. lxml reads malformed markup as browsers do, near enough.

Why not an extractor of main text (trafilatura): it drops tables that it takes for layout and the small table with
issuer, number and date that stands above every plan on a government site; a plan's page is all body but for its chrome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import cast

from lxml import etree
from msgspec.structs import replace

from kb.errors import UnreadableError
from parser.document import Document
from parser.limits import beyond, check, most
from parser.read.archives import check_elements
from parser.read.chrome import drop_elements, remove_chrome, visible_size
from parser.read.div_tables import mark_tables
from parser.read.draft import Draft, assemble, clean, join_lines, table
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.page_text import codec_of, decode_page, few_attributes, without_server_tags
from parser.read.unseen import remove_unseen
from parser.read.word_numbers import numeral

Element = etree._Element

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"}
    | {"legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"}
)
"""Elements that begin a line of their own."""
_DEEPEST = etree.XPath("*/" * (most("depth") - 1) + "*")
"""The elements of the deepest level that is read as it is."""
_ENDS = re.compile(rb"</(?:html|body)\s*>", re.I)
"""Ends of a page, behind which browsers read on (HTML, 13.2.6.4.19 and 13.2.6.4.22) and libxml2 does not."""
_TOO_DEEP = "Excessive depth"
"""What libxml2 says where it leaves out elements that nest too deep."""
_OPENED = "opened"
_BOUNDARY = re.compile(rb"\bboundary\s*=", re.I)
"""Where a message says how its parts are parted; each part may again."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INDENTED_LINE = re.compile("\v(?:[ \n]*\v)+|\v(?=[ \n]*(?:\u3000{2}|\u00a0{3}|[\u2002\u2003]{2}))")
"""Line breaks that begin a paragraph: two in a row, or one before the two-character indent of Chinese paragraphs."""
_NUMBERS = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "cjk-decimal": "ideographDigital",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "none": "none",
}
"""Types of ordered lists (HTML) and list styles (CSS Counter Styles) -> number format of Word; others count in digits."""
_LIST_STYLE = re.compile(r"(?:^|;)\s*list-style(?:-type)?\s*:([^;]*)", re.I)
_WORD_NUMBER = re.compile(r"mso-list\s*:\s*Ignore", re.I)
"""Style of the number that Word writes before a paragraph of its lists, with blanks up to the tabulator."""


def read_html(path: Path, data: bytes) -> Document:
    """A web page. Raises `UnreadableError` when nothing but chrome is left, or the bytes are no text."""
    return _page(path, data, *decode_page(data, where=str(path)), "html")


def read_mht(path: Path, data: bytes) -> Document:
    """A web page saved in one file with its pictures (MHTML, RFC 2557). Raises `UnreadableError` when it holds none."""
    pages = [page for part in _parts(path, data) if (page := _page_in(path, part)) is not None]
    if not pages:
        raise UnreadableError("网页存档里没有网页", where=str(path), advice="请用浏览器打开, 另存为 html 后再试")
    return _page(path, data, "\n".join(text for text, _ in pages), pages[0][1], "mht")


def _page_in(path: Path, part: Message) -> tuple[str, str] | None:
    """Text and encoding of a part that is a page, the frames of a page among them; None for what is none."""
    content = part.get_payload(decode=True)
    if part.get_content_type() != "text/html" or not isinstance(content, bytes):
        return None
    name = codec_of(part.get_content_charset() or "")
    try:
        return (content.decode(name), name) if name else decode_page(content, where=str(path))
    except UnicodeError:
        return decode_page(content, where=str(path))


def _parts(path: Path, data: bytes) -> list[Message]:
    """The parts of a message, one inside the other as deep as the library goes, which steps into them by recursion."""
    check("depth", len(_BOUNDARY.findall(data)), str(path))
    try:
        return list(message_from_bytes(data).walk())
    except RecursionError:
        raise beyond("depth", str(path)) from None


def _page(path: Path, data: bytes, text: str, encoding: str, form: str) -> Document:
    drafts, notes = html_drafts(text)
    return assemble(
        source_of(path, data, MEDIA_TYPES[form], encoding), drafts, where=str(path), notes=notes, merges=True
    )


def html_drafts(text: str) -> tuple[list[Draft], tuple[str, ...]]:
    """Drafts of a page or fragment, and notes on what was left out. Raises `BeyondLimitError` where it nests too deep."""
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    cleaned = _ENDS.sub(b"", few_attributes(without_server_tags(text).encode("utf-8", "replace")))
    check("markup", len(cleaned))
    check_elements(cleaned, "")
    root = etree.fromstring(cleaned, parser) if cleaned.strip() else None
    if root is None:
        return [], ()
    if any(_TOO_DEEP in error.message for error in parser.error_log):
        raise beyond("depth")
    _open_frames(root)
    _drop_marks(root)
    _make_shallow(root)
    mark_tables(root)
    scripts = sum(len(script.text or "") for script in root.iter("script"))
    linked = _linked_files(root)
    notes = remove_unseen(root)
    removed = remove_chrome(root)
    chrome = (f"网页的导航、页脚等框架内容没有收入: {removed} 个字",) if removed else ()
    left = visible_size(root)
    if left <= _FEW and linked:
        notes += (f"网页里正文只有 {left} 个字, 内容在附件里: {'、'.join(linked[:_NAMED])}; 请下载附件, 添加附件本身",)
    elif left <= _FEW and scripts > _FEW:
        notes += (
            f"网页里正文只有 {left} 个字, 内容多半由脚本载入; 请在浏览器里打开, 显示完整后另存为网页或复制成文本",
        )
    return list(_flow(root)), notes + chrome


def _open_frames(root: Element) -> None:
    """Pages that the page itself holds in its frames (srcdoc), put in the frames' places."""
    for frame in list(root.iter("iframe")):
        held = etree.HTML(frame.get("srcdoc") or " ")
        body = held.find("body") if held is not None else None
        if body is not None:
            body.tag = "div"
            frame.addnext(body)


_MARK = re.compile(r"\s*(?:[\[〔(（]?\d{1,2}[\])〕）]?|[①-⑳*†‡])\s*")
"""What a mark of a footnote is, where it stands raised behind a word."""
_WORD_BEFORE = re.compile(r"[\u4e00-\u9fff）)”》]\s*\Z")


def _drop_marks(root: Element) -> None:
    """The raised marks of footnotes go: they are no part of the names that they stand behind; m², 10³ stay."""
    marks: list[Element] = []
    for mark in root.iter("sup"):
        above = mark.getprevious()
        parent = mark.getparent()
        before = above.tail if above is not None else parent.text if parent is not None else None
        if _MARK.fullmatch("".join(map(str, mark.itertext()))) and _WORD_BEFORE.search(before or ""):
            marks.append(mark)
    drop_elements(root, marks)


_FEW = 300
"""Characters of a page that holds no document, at the most."""
_NAMED = 5
"""Files that a note names."""
_FILE = re.compile(r"[^/?#]+\.(?:docx?|xlsx?|pdf|wps|ofd|et|zip|rar)(?=$|[?#])", re.I)


def _linked_files(root: Element) -> list[str]:
    """The documents that the page links to: by the words of the link, else by the file's name."""
    found = []
    for link in root.iter("a"):
        name = _FILE.search(link.get("href") or "")
        if name:
            found.append("".join("".join(map(str, link.itertext())).split()) or name.group())
    return list(dict.fromkeys(found))


def _make_shallow(root: Element) -> None:
    """Elements below the deepest level give way to their words: tags that a page forgets to close nest without end."""
    for element in cast("list[Element]", _DEEPEST(root)):
        inside = list(element.iterdescendants(etree.Element))
        for inner in inside:
            if inner.tag in _BLOCKS:
                inner.addprevious(etree.Element("br"))
            if inner.tag != "br":
                inner.tag = _OPENED  # by a name of ours: a page's own may be none that lxml knows
        etree.strip_tags(element, _OPENED)


def _flow(element: Element) -> Iterator[Draft]:
    """Drafts of the blocks inside `element`, loose text between blocks as paragraphs."""
    loose: list[str] = [element.text or ""]
    for child in element:
        if _is_block(child):
            yield from _paragraphs("".join(loose))
            loose = [child.tail or ""]
            yield from _block(child)
        else:
            loose += [_inline(child), child.tail or ""]
    yield from _paragraphs("".join(loose))


def _is_block(element: Element) -> bool:
    """Does `element` break the line? An inline element that holds a block does too."""
    return element.tag in _BLOCKS or any(inner.tag in _BLOCKS for inner in element.iterdescendants())


def _block(element: Element) -> Iterator[Draft]:
    tag = element.tag
    if tag in _HEADINGS and not any(True for _ in element.iter("table")):
        yield Draft(kind="heading", level=_HEADINGS[tag], text=_lines(element))
    elif tag == "table":
        yield from _table(element)
    elif tag == "ol":
        yield from _ordered(element)
    elif tag == "pre":
        yield Draft(text=clean("".join(str(text) for text in element.itertext())))
    else:
        yield from _flow(element)


def _ordered(element: Element) -> Iterator[Draft]:
    """A numbered list: the browser prints the numbers, so the text gets them."""
    form = _list_form(element)
    number = _whole(element.get("start"), 1)
    for child in element:
        drafts = list(_block(child)) if _is_block(child) else []
        if child.tag == "li" and drafts and drafts[0].kind == "paragraph":
            number = _whole(child.get("value"), number)
            printed = numeral(number, form)
            mark = "" if not printed else printed + ("、" if form in ("chineseCounting", "ideographDigital") else ".")
            drafts[0] = Draft(text=mark + drafts[0].text)
            number += 1
        yield from drafts


def _list_form(element: Element) -> str:
    """The number format of a list: its style's, else its type's."""
    style = _LIST_STYLE.search(element.get("style") or "")
    words = style[1].lower().split() if style else []
    return next(
        (_NUMBERS[word] for word in words if word in _NUMBERS), _NUMBERS.get(element.get("type") or "", "decimal")
    )


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,6}", text.strip()) else default


def _paragraphs(raw: str) -> Iterator[Draft]:
    """Paragraphs of loose text, where `\\v` stands for a line break."""
    for piece in _INDENTED_LINE.split(raw):
        text = _visible(piece)
        if text:
            yield Draft(text=text)


def _inline(element: Element) -> str:
    """Raw text of an inline element; a line break is `\\v`."""
    if element.tag == "br":
        return "\v"
    text = (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)
    if _WORD_NUMBER.search(element.get("style") or ""):
        text = clean(text) + (" " if text.rstrip()[-1:].isdigit() else "")
    return text


def _visible(raw: str) -> str:
    """Raw text as the browser shows it: white space collapsed, source lines joined."""
    return clean(join_lines(re.sub(r"[ \t\r\f]+", " ", raw.replace("\r\n", "\n"))).replace("\v", "\n"))


def _lines(element: Element) -> str:
    """Text of a cell or heading: one line a paragraph."""
    lines: list[str] = []
    for draft in _flow(element):
        lines += [draft.text, *(cell.text for cell in draft.cells)]
    return "\n".join(line for line in lines if line)


def _table(element: Element) -> Iterator[Draft]:
    """A data table as a table, a layout table (one that holds a table, or a single column) as what it holds."""
    for caption in element.iterchildren("caption"):
        yield from _flow(caption)
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _table_rows(element)]
    if _is_layout(element, rows):
        for cells in rows:
            for cell in cells:
                yield from _flow(cell)
        return
    yield _within_rows(
        table([[(_span(cell, "rowspan"), _span(cell, "colspan"), _lines(cell)) for cell in row] for row in rows])
    )


def _within_rows(made: Draft) -> Draft:
    """A cell alone in its row ends with the other rows: colspan="99" is meant as the whole width."""
    width = max((c.where.column + c.where.column_span for c in made.cells if c.where.column), default=0)
    cells = [
        replace(cell, where=cell.where._replace(column_span=min(cell.where.column_span, width)))
        if width and not cell.where.column
        else cell
        for cell in made.cells
    ]
    return replace(made, cells=tuple(cells))


def _is_layout(element: Element, rows: list[list[Element]]) -> bool:
    """Does the table only arrange the page? It has one column, or most of its words stand in tables inside it."""
    if all(len(cells) <= 1 for cells in rows):
        return True
    inside = [inner for cells in rows for cell in cells for inner in _outermost_tables(cell)]
    filled = sum(sum(bool(visible_size(cell)) for cell in cells) > 1 for cells in rows)
    return bool(inside) and (filled < 2 or sum(map(visible_size, inside)) * 2 > visible_size(element))


def _outermost_tables(cell: Element) -> Iterator[Element]:
    for child in cell:
        if child.tag == "table":
            yield child
        else:
            yield from _outermost_tables(child)


def _table_rows(element: Element) -> Iterator[Element]:
    """The rows of a table in printed order: those of the foot last."""
    feet: list[Element] = []
    for child in element:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody"):
            yield from child.iterchildren("tr")
        elif child.tag == "tfoot":
            feet += child.iterchildren("tr")
    yield from feet


def _span(cell: Element, name: str) -> int:
    """Value of a span attribute: 1 where it is missing or no number; rowspan 0 reaches to the last row."""
    value = re.match(r"\s*(\d{1,5})", cell.get(name) or "")
    number = int(value[1]) if value else 1
    return number if number or name == "rowspan" else 1
