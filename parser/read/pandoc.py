"""Word (docx), OpenDocument text (odt), EPUB and Markdown, through pandoc's JSON tree.

pandoc runs as a process; its binary is inside the wheel `pypandoc_binary`. Its tables keep row and column spans, with
the continued cells absent from later rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc

from kb.errors import UnreadableError
from parser.document import Document
from parser.limits import beyond, most
from parser.read import odt_xml
from parser.read.archives import check_elements, packed, repacked
from parser.read.draft import Draft, DraftCell, assemble, clean, join_lines, table
from parser.read.identity import MEDIA_TYPES, source_of
from parser.read.plain import decode
from parser.read.programs import run_program
from parser.read.unread_words import struck_note
from parser.read.word_tables import CELL, WordTable, gathered
from parser.read.word_xml import prepared

_MARKDOWN = "markdown+hard_line_breaks" + "".join(
    f"-{extension}"
    for extension in (
        "smart",  # would turn "..." and -- into other characters
        "markdown_in_html_blocks",  # keeps an HTML table in one piece
        "native_divs",
        "native_spans",
        "tex_math_dollars",
        "raw_tex",
        "fancy_lists",  # (1) stays the text it is
        "yaml_metadata_block",  # read by ourselves: it names number and date
        "citations",  # @ in an address is no citation
        "subscript",  # ~ is the sign of ranges
        "superscript",
        "strikeout",
        "example_lists",
    )
)
"""pandoc's Markdown less what Chinese plans never mean; a line break is one, for few writers wrap Chinese by hand."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<head>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_NESTED = re.compile(
    r"^(?:[ \t]*>){N}|^(?:[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]){N}|(?:\[[ \t]*){N}".replace("N", str(most("depth") + 1)),
    re.M,
)
"""Quotes, lists or brackets in each other, too deep: pandoc takes a time for them that grows with the depth's square."""
_STYLES = {"LowerAlpha": "a", "UpperAlpha": "A", "LowerRoman": "i", "UpperRoman": "I"}
_DELIMITERS = {"OneParen": "{})", "TwoParens": "（{}）", "Period": "{}.", "DefaultDelim": "{}."}
_HEAP_EXHAUSTED = 251
"""How pandoc ends when it needs more memory than it may have."""
_LEVELS = 2
"""Levels of pandoc's tree that one list inside another makes: the element, its items, the item."""
_ITEM = re.compile(rb"<(?:\w+:)?itemref\b")
"""A page in the order of a book; naming one page thousands of times makes a long book of a short file."""
_EPUB = re.compile(r"mimetype|.*\.(?:xml|x?html?|opf|ncx)", re.I | re.S)
"""Members of a book that hold words or say in which order they stand."""


def read_docx(path: Path, data: bytes) -> Document:
    """A Word document. Raises `UnreadableError` when it is broken or empty."""
    word = prepared(path, data)
    blocks = gathered(_tree(path, word.archive, "docx")["blocks"], word.tables)
    drafts = (draft for block in blocks for draft in _word_drafts(block))
    return assemble(source_of(path, data, MEDIA_TYPES["docx"]), drafts, where=str(path), notes=word.notes, merges=True)


def _word_drafts(block: Any) -> Iterator[Draft]:
    """Drafts of a block of pandoc's or of a table put together again; footnotes follow."""
    if not isinstance(block, WordTable):
        yield from _drafts([block])
        return
    notes: list[Any] = []
    read = (block_text(blocks, notes).replace(CELL, "") for blocks in block.blocks)
    texts = [next(read) if cell.text is None else cell.text for cell in block.cells]
    cells = (DraftCell(where=cell.where, text=clean(text)) for cell, text in zip(block.cells, texts, strict=True))
    yield Draft(kind="table", cells=tuple(cells))
    for note in notes:
        yield from _drafts(note)


def read_odt(path: Path, data: bytes) -> Document:
    """An OpenDocument text. Raises `UnreadableError` when it is broken, locked or empty."""
    archive, notes = odt_xml.prepared(path, data)
    drafts = _drafts(_tree(path, archive, "odt")["blocks"])
    return assemble(source_of(path, data, MEDIA_TYPES["odt"]), drafts, where=str(path), notes=notes, merges=True)


def read_epub(path: Path, data: bytes) -> Document:
    """An EPUB book. Raises `UnreadableError` when it is broken or empty."""
    members = packed(path, data, _EPUB)
    check_elements(b"".join(members.values()), str(path), "converted")
    if sum(len(_ITEM.findall(content)) for content in members.values()) > len(members):
        raise UnreadableError("电子书的目录损坏: 列出的页比文件里的多", where=str(path), advice="请另存为 docx 后再试")
    drafts = _drafts(_tree(path, repacked(members), "epub")["blocks"])
    return assemble(source_of(path, data, MEDIA_TYPES["epub"]), drafts, where=str(path), merges=True)


_STRUCK = re.compile(
    r"(?<![~\\])~~(?![\s~])((?:(?!\n\s*\n).)+?)(?<![\s~])~~(?!~)|<(del|s|strike)\b[^>]*>((?:(?!\n\s*\n).)*?)</\2\s*>",
    re.I | re.S,
)
"""Words struck out: ~~so~~, also between Han characters, where pandoc sees no end of it; or by HTML's elements."""


def read_markdown(path: Path, data: bytes) -> Document:
    """A Markdown text; its YAML head stays as the first paragraph. Raises `UnreadableError` when it holds no text."""
    text, encoding = decode(data, where=str(path))
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if _NESTED.search(text):
        raise beyond("depth", str(path))
    head = _FRONT_MATTER.match(text)
    drafts = [Draft(text=clean(head["head"]))] if head else []
    body = text[head.end() :] if head else text
    struck = [found[1] or found[3] for found in _STRUCK.finditer(body)]
    body = _STRUCK.sub("", body)
    drafts += _drafts(_tree(path, body.encode(), _MARKDOWN)["blocks"])
    source = source_of(path, data, MEDIA_TYPES["md"], encoding)
    return assemble(source, drafts, where=str(path), notes=struck_note(struck))


@cache
def _program() -> str:
    return str(pypandoc.get_pandoc_path())


def _tree(path: Path, data: bytes, form: str) -> Any:
    """pandoc's JSON tree of `data`; the process reads standard input, so that no file name reaches it."""
    heap = ["+RTS", f"-M{most('helper-memory')}", "-RTS"]
    command = [_program(), *heap, "--from", form, "--to", "json", "--sandbox", "--quiet"]
    done = run_program(command, data, where=str(path), limit="pandoc-seconds")
    if done.status == _HEAP_EXHAUSTED or b"eap exhausted" in done.errors:
        raise beyond("helper-memory", str(path))
    if done.status:
        reason = done.errors.decode("utf-8", "replace").strip().splitlines()[:1]
        name = "md" if form == _MARKDOWN else form
        raise UnreadableError(
            f"文件损坏或有密码保护, 无法读取 ({name}: {''.join(reason)[:200]})",
            where=str(path),
            advice="请用 Word 或 WPS 打开, 取消密码, 另存为 docx 后再试",
        )
    try:
        tree = json.loads(done.output)
    except RecursionError:
        raise beyond("depth", str(path)) from None
    _check_depth(tree)
    return tree


def _check_depth(tree: Any) -> None:
    """Raise `BeyondLimitError` when blocks stand in blocks deeper than is allowed; level by level, each once."""
    level, depth = [tree], 0
    while level:
        inside = [node.values() if isinstance(node, dict) else node for node in level]
        level = [child for node in inside for child in node if isinstance(child, dict | list)]
        depth += 1
        if depth > most("depth") * _LEVELS:
            raise beyond("depth")


def _drafts(blocks: list[Any]) -> Iterator[Draft]:
    """Drafts of pandoc blocks, in order; footnotes follow the block that calls them."""
    for block in blocks:
        notes: list[Any] = []
        yield from _draft(block, notes)
        for note in notes:
            yield from _drafts(note)


def _draft(block: Any, notes: list[Any]) -> Iterator[Draft]:
    kind, content = block["t"], block.get("c")
    match kind:
        case "Para" | "Plain":
            yield Draft(text=clean(inline_text(content, notes)))
        case "Header":
            yield Draft(kind="heading", level=content[0], text=clean(inline_text(content[2], notes)))
        case "LineBlock":
            yield Draft(text=clean("\n".join(inline_text(line, notes) for line in content)))
        case "CodeBlock":
            yield Draft(text=clean(content[1]))
        case "RawBlock":
            yield from _raw(*content)
        case "Table":
            yield from _drafts(content[1][1])
            yield table([[_cell(cell, notes) for cell in row] for row in _rows(content)])
        case "OrderedList":
            for marker, item in zip(_markers(content[0], len(content[1])), content[1], strict=True):
                yield from _marked(marker, item)
        case "BulletList" | "DefinitionList" | "BlockQuote" | "Div" | "Figure":
            for inner in _inner(kind, content):
                yield from _drafts(inner)


def _inner(kind: str, content: Any) -> Iterator[list[Any]]:
    """Lists of blocks that a container block holds."""
    match kind:
        case "BulletList":
            yield from content
        case "DefinitionList":
            for term, definitions in content:
                yield [{"t": "Para", "c": term}]
                yield from definitions
        case "BlockQuote":
            yield content
        case "Div":
            yield content[1]
        case "Figure":
            yield from (content[2], content[1][1])


def _raw(form: str, text: str) -> Iterator[Draft]:
    """A table that a Markdown text holds as HTML."""
    if form.startswith("html"):
        from parser.read.html import html_drafts

        yield from html_drafts(text)[0]


def _rows(content: Any) -> Iterator[list[Any]]:
    """Rows of a pandoc table, each a list of its cells: head, bodies with their own heads, foot."""
    head, bodies, foot = content[3], content[4], content[5]
    groups = [head[1], *(rows for body in bodies for rows in (body[2], body[3])), foot[1]]
    for rows in groups:
        for row in rows:
            yield row[1]


def _cell(cell: Any, notes: list[Any]) -> tuple[int, int, str]:
    return cell[2], cell[3], block_text(cell[4], notes)


def block_text(blocks: list[Any], notes: list[Any]) -> str:
    """Text of a cell's blocks, one line a paragraph; a table inside a cell gives one line a cell."""
    lines: list[str] = []
    for block in blocks:
        for draft in _draft(block, notes):
            lines += [draft.text, *(cell.text for cell in draft.cells)]
    return "\n".join(lines)


def _marked(marker: str, blocks: list[Any]) -> Iterator[Draft]:
    """A list item, with its printed number before its first paragraph."""
    for index, draft in enumerate(_drafts(blocks)):
        if index == 0 and draft.kind != "table":
            yield Draft(kind=draft.kind, level=draft.level, text=marker + draft.text)
        else:
            yield draft


def _markers(attributes: Any, count: int) -> Iterator[str]:
    """Numbers of an ordered list as they are printed."""
    start, style, delimiter = attributes[0], attributes[1]["t"], attributes[2]["t"]
    for number in range(start, start + count):
        yield _DELIMITERS[delimiter].format(_numeral(number, _STYLES.get(style, "1")))


def _numeral(number: int, style: str) -> str:
    if style in "aA" and 1 <= number <= 26:
        return chr(ord(style) + number - 1)
    if style in "iI" and 1 <= number < 40:
        ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        roman = "x" * (number // 10) + ones
        return roman.upper() if style == "I" else roman
    return str(number)


def inline_text(inlines: list[Any], notes: list[Any]) -> str:
    """Text of pandoc inlines; the blocks of footnotes are added to `notes`, pictures and raw markup give nothing."""
    return join_lines("".join(_inline(inline, notes) for inline in inlines)).replace("\v", "\n")


def _inline(inline: Any, notes: list[Any]) -> str:
    kind, content = inline["t"], inline.get("c")
    match kind:
        case "Str":
            return str(content)
        case "Space":
            return " "
        case "SoftBreak":
            return "\n"
        case "LineBreak":
            return "\v"
        case "RawInline":  # <br> in a table of Markdown
            return "\v" if re.fullmatch(r"<br\s*/?>", content[1], re.IGNORECASE) else ""
        case "Code" | "Math":
            return str(content[1])
        case "Emph" | "Strong" | "Underline" | "Strikeout" | "Superscript" | "Subscript" | "SmallCaps":
            return "".join(_inline(one, notes) for one in content)
        case "Quoted" | "Cite" | "Link" | "Span":
            text = "".join(_inline(one, notes) for one in content[1])
            if kind == "Quoted":
                return f"“{text}”" if content[0]["t"] == "DoubleQuote" else f"‘{text}’"
            return text
        case "Note":
            notes.append(content)
            return ""
    return ""
