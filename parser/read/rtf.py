"""Rich Text (RTF 1.9), read by ourselves: pandoc garbles code page 936, in which WPS and Word write Chinese, and loses
the flags of merged cells.

Kept: paragraphs with their printed list numbers, outline levels, tables with merged cells, footnotes (after their
paragraph). Left out: pictures, page heads and feet, fields' instructions, hidden and deleted text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field

from kb.errors import UnreadableError
from parser.document import Document
from parser.grid import Placed
from parser.limits import check
from parser.read.draft import Draft, DraftCell, assemble, clean
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.ruling import cluster
from parser.read.unread_words import hidden_note, struck_note

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"  # \par \u28165
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"  # \'c7
    r"|\\(?P<symbol>[^a-zA-Z])"  # \~ \{
    r"|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)"
    r"|[\r\n]+",
    re.S,
)
_CHARSETS = {134: "gb18030", 136: "big5", 128: "shift_jis", 129: "euc_kr"}
"""Character sets of fonts whose bytes mean something else than the document's code page says."""
_CODE_PAGES = {936: "gb18030", 950: "big5", 54936: "gb18030", 65001: "utf-8"}
_SKIPPED = frozenset(
    {
        "colortbl",
        "info",
        "pict",
        "nonshppict",
        "header",
        "headerl",
        "headerr",
        "headerf",
        "footer",
        "footerl",
        "footerr",
    }
    | {"footerf", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "fldinst", "listtable", "themedata"}
    | {"listoverridetable", "revtbl", "rsidtbl", "generator", "latentstyles", "datastore", "xmlnstbl", "objdata"}
    | {"nonesttables", "annotation", "bkmkstart", "bkmkend", "filetbl", "pgptbl", "colorschememapping", "mmathPr"}
)
"""Destinations that hold no words of the document."""
_STARRED_KEPT = frozenset({"shptxt", "shpinst", "nesttableprops", "listtext"})
"""Destinations behind \\* that are read all the same."""
_NUMBER_END = "\x1f"
"""Behind the number of a list; a blank stays only between letters or digits."""
_GAP = re.compile(f"(?<=[!-~]){_NUMBER_END}(?=[A-Za-z0-9])")
_SIGNS = {
    "tab": " ", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u3000", "enspace": " ", "~": " ", "_": "-",
    "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n",
}  # fmt: skip
_HEADING = re.compile(r"\s*(?:heading|标题)\s*([1-9])\s*;", re.I)
"""Names of the heading styles."""
_COLUMN = 30.0
"""Twips (1/20 point) within which two edges of cells are one."""


class RowCell(NamedTuple):
    """A cell of one row: right edge in twips, flags of merging, text."""

    right: int
    flags: frozenset[str]
    text: str


class Row(NamedTuple):
    """A row of a table: left edge in twips, and its cells."""

    left: int
    cells: list[RowCell]


class _Group(Struct):
    """What a group of braces holds for itself and gives back at its end."""

    skip: bool = False
    destination: str = ""
    codec: str = "cp1252"
    fallback: int = 1
    struck: bool = False
    hidden: bool = False


class _State(Struct):
    """What has been read so far. The parts that a group restores are in `group`."""

    group: _Group
    stack: list[_Group] = field(default_factory=list)
    page_codec: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    styles: dict[int, int] = field(default_factory=dict)
    style: int = 0
    pending: bytearray = field(default_factory=bytearray)
    words: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    unread: str = ""
    """Whether the words put last are hidden or struck: those that follow stand in the same place."""
    skip_next: int = 0
    starred: bool = False
    level: int | None = None
    in_table: bool = False
    left: int = 0
    flags: set[str] = field(default_factory=set)
    defined: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)


def read_rtf(path: Path, data: bytes) -> Document:
    """A Rich Text document. Raises `UnreadableError` when it is broken or holds no text."""
    state = _State(group=_Group())
    text = data.decode("latin-1")
    at = 0
    while token := _TOKEN.match(text, at):
        _take(state, token)
        at = token.end()
        if token["word"] == "bin":  # so many bytes follow that are no text
            at += max(int(token["number"] or 0), 0)
    _end_paragraph(state)
    _end_table(state)
    if not state.drafts and state.stack:
        raise UnreadableError("rtf 文件不完整", where=str(path), advice="请用 Word 或 WPS 打开, 另存为 docx 后再试")
    notes = hidden_note(state.hidden) + struck_note(state.struck)
    return assemble(source_of(path, data, MEDIA_TYPES["rtf"]), state.drafts, where=str(path), notes=notes, merges=True)


def _take(state: _State, token: re.Match[str]) -> None:
    """One token: brace, control word, sign, byte or plain text."""
    kind = token.lastgroup
    if token["brace"] == "{":
        _flush(state)
        group = state.group
        state.stack.append(group)
        check("depth", len(state.stack))
        state.group = copy(group)
    elif token["brace"] == "}":
        _flush(state)
        _close(state)
    elif token["word"]:
        _word(state, token["word"], int(token["number"]) if token["number"] else None)
    elif kind == "symbol":
        if token["symbol"] == "*":
            state.starred = True
        elif not _is_fallback(state) and token["symbol"] in _SIGNS:
            _put(state, _SIGNS[token["symbol"]])
    elif kind == "byte":
        if not _is_fallback(state):
            state.pending.append(int(token["byte"], 16))
    elif kind == "text":
        text = token["text"]
        skipped = min(state.skip_next, len(text))
        state.skip_next -= skipped
        state.pending += text[skipped:].encode("latin-1")


def _is_fallback(state: _State) -> bool:
    """Is this character what readers without Unicode show in place of the one before?"""
    if state.skip_next:
        state.skip_next -= 1
        return True
    return False


def _flush(state: _State) -> None:
    """Decode the bytes read so far, unless they stand where no words of the document do."""
    if state.pending:
        text = state.pending.decode(state.group.codec, "replace")
        state.pending.clear()
        _put(state, text)


def _put(state: _State, text: str) -> None:
    _flush(state)
    if state.group.skip:
        return
    if unread := "hidden" if state.group.hidden else "struck" if state.group.struck else "":
        places = state.hidden if state.group.hidden else state.struck
        if state.unread == unread and places:
            places[-1] += text
        else:
            places.append(text)
        state.unread = unread
        return
    state.unread = ""
    if state.group.destination == "footnote":
        state.notes.append(text)
    elif state.group.destination == "stylesheet":
        named = _HEADING.match(text)
        if named:
            state.styles[state.style] = int(named[1])
    elif state.group.destination == "listtext":
        state.words.append(text.strip(" "))
    elif state.group.destination != "fonttbl":
        state.words.append(text)


def _taken(state: _State) -> str:
    """The words of the paragraph or cell that ends, which are then taken."""
    text = _GAP.sub(" ", "".join(state.words)).replace(_NUMBER_END, "")
    state.words = []
    return clean(text)


def _close(state: _State) -> None:
    if state.stack:
        ended = state.group
        state.group = state.stack.pop()
        if ended.destination == "footnote" and state.group.destination != "footnote":
            state.notes.append("\n")
        if ended.destination == "listtext" and state.group.destination != "listtext" and not ended.skip:
            state.words.append(_NUMBER_END)
    state.skip_next = 0


def _word(state: _State, word: str, number: int | None) -> None:
    """One control word."""
    if word == "u" and number is not None:
        _flush(state)
        _put_unicode(state, number)
        return
    if state.skip_next and word in _SIGNS:
        state.skip_next -= 1
        return
    starred, state.starred = state.starred, False
    if word in _SKIPPED or (starred and word not in _STARRED_KEPT):
        state.group.skip = True
    elif word in ("fonttbl", "stylesheet", "footnote", "listtext", "nesttableprops"):
        state.group.destination = word
    elif word in _SIGNS:
        _put(state, _SIGNS[word])
    elif word == "uc":
        state.group.fallback = number if number is not None and 0 <= number <= _FALLBACK_MOST else 1
    elif word == "ansicpg":
        state.page_codec = state.group.codec = _CODE_PAGES.get(number or 0, "cp1252")
    elif word == "deleted" and number != 0:
        _flush(state)
        state.group.skip = True
    elif word in _TOGGLES:
        _flush(state)
        _toggle(state.group, word, number != 0)
    elif word in ("f", "dbch", "loch", "hich", "fcharset"):
        _font(state, word, number)
    elif state.group.destination == "stylesheet":
        _style(state, word, number)
    else:
        _layout(state, word, number)


_FALLBACK_MOST = 3
"""Characters that stand in for one of Unicode at the most; what says more is damaged, for it would swallow the text."""
_TOGGLES = frozenset({"v", "strike", "striked", "plain"})
"""Properties of characters that take words from print, and the word that ends all properties."""


def _toggle(group: _Group, word: str, on: bool) -> None:
    if word in ("strike", "striked", "plain"):
        group.struck = on and word != "plain"
    if word in ("v", "plain"):
        group.hidden = on and word != "plain"


def _put_unicode(state: _State, number: int) -> None:
    code = number % 65536
    if 0xD800 <= code < 0xDC00 and not state.group.skip:
        state.words.append(chr(code))  # the first half of a pair waits for the second
    elif 0xDC00 <= code < 0xE000 and "\ud800" <= (state.words or [""])[-1][-1:] <= "\udbff":
        high = ord(state.words.pop())
        _put(state, chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00))
    elif not 0xD800 <= code < 0xE000:
        _put(state, chr(code))
    state.skip_next = state.group.fallback


def _font(state: _State, word: str, number: int | None) -> None:
    """The codec of the bytes that follow: that of the font's character set, else that of the document."""
    _flush(state)
    if word == "f" and number is not None:
        state.font = number
    if state.group.destination == "fonttbl":
        if word == "fcharset":
            state.fonts[state.font] = _CHARSETS.get(number or 0, "")
    elif word == "f":
        state.group.codec = state.fonts.get(state.font) or state.page_codec


def _style(state: _State, word: str, number: int | None) -> None:
    if word == "s":
        state.style = number or 0
    elif word == "outlinelevel" and number is not None and number < 9:
        state.styles[state.style] = number + 1


def _layout(state: _State, word: str, number: int | None) -> None:
    """Control words of paragraphs and tables; how an inner table is drawn is of no use, its cells are lines."""
    if state.group.destination == "nesttableprops":
        return
    match word:
        case "par" | "sect" | "page":
            _end_paragraph(state)
        case "pard":
            _flush(state)
            state.level, state.in_table = None, False
        case "s":
            state.level = state.styles.get(number or 0)
        case "outlinelevel":
            state.level = number + 1 if number is not None and number < 9 else None
        case "intbl":
            state.in_table = True
        case "trowd":
            _flush(state)
            state.defined, state.flags, state.left = [], set(), 0
        case "trleft":
            state.left = number or 0
        case "clvmgf" | "clvmrg" | "clmgf" | "clmrg":
            state.flags.add(word)
        case "cellx":
            state.defined.append((number or 0, frozenset(state.flags)))
            state.flags = set()
        case "nestcell":
            _put(state, "\n")
        case "cell":
            _flush(state)
            state.cells.append(_taken(state))
        case "row":
            _end_row(state)


def _end_paragraph(state: _State) -> None:
    _flush(state)
    if state.in_table:
        state.words.append("\n")
        return
    text = _taken(state)
    if not text:
        return
    _end_table(state)
    kind, level = ("heading", state.level) if state.level is not None and len(text) < 100 else ("paragraph", None)
    state.drafts.append(Draft(kind="heading" if kind == "heading" else "paragraph", level=level, text=text))
    _end_notes(state)


def _end_notes(state: _State) -> None:
    text = clean("".join(state.notes))
    state.notes = []
    if text:
        state.drafts.append(Draft(text=text))


def _end_row(state: _State) -> None:
    """The row's definitions and the texts of its cells, together; cells without definition go to the last column."""
    _flush(state)
    cells = [RowCell(right, flags, text) for (right, flags), text in zip(state.defined, state.cells, strict=False)]
    rest = [text for text in state.cells[len(cells) :] if text]
    if cells and rest:
        cells[-1] = cells[-1]._replace(text="\n".join([cells[-1].text, *rest]))
    if cells:
        state.rows.append(Row(state.left, cells))
    state.cells = []


def _end_table(state: _State) -> None:
    if state.rows:
        state.drafts.append(Draft(kind="table", cells=tuple(_cells(state.rows))))
        state.rows = []
        _end_notes(state)


def _cells(rows: list[Row]) -> Iterator[DraftCell]:
    """The cells of a table: columns from the edges of all rows, merged cells from the flags."""
    edges = cluster([float(row.left) for row in rows] + [float(c.right) for row in rows for c in row.cells], _COLUMN)
    made: dict[tuple[int, int], DraftCell] = {}
    above: dict[int, tuple[int, int]] = {}
    for r, row in enumerate(rows):
        column, last = _nearest(edges, row.left), None
        for cell in row.cells:
            end = max(_nearest(edges, cell.right), column)
            wide = end - column
            if "clmrg" in cell.flags and last is not None:
                made[last] = _grown(made[last], column_span=end - last[1])
            elif "clvmrg" in cell.flags and above.get(column) in made:
                last = above[column]
                made[last] = _grown(made[last], row_span=r + 1 - last[0])
            elif wide:
                last = (r, column)
                above[column] = last
                made[last] = DraftCell(where=Placed(r, column, 1, wide), text=cell.text)
            column = end
    return iter(made.values())


def _grown(cell: DraftCell, *, row_span: int = 0, column_span: int = 0) -> DraftCell:
    where = cell.where
    grown = Placed(where.row, where.column, max(where.row_span, row_span), max(where.column_span, column_span))
    return DraftCell(where=grown, text=cell.text)


def _nearest(edges: list[float], value: float) -> int:
    """The edge next to `value`, of two equally near ones the left; edges are in order."""
    right = bisect_left(edges, value)
    return min((k for k in (right - 1, right) if 0 <= k < len(edges)), key=lambda index: abs(edges[index] - value))
