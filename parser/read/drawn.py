"""Tables drawn with box characters (┌─┬─┐ │ ├─┼─┤ └─┴─┘), as old text files and law databases keep them.

The frame states every border: dashes end the cells above them, a cell whose column has no dash goes on over the rows,
and the lines of a cell are put together. The characters are Unicode's block "Box Drawing", U+2500 to U+257F.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

from msgspec import Struct
from msgspec.structs import replace

from parser.grid import Placed
from parser.read.draft import Draft, DraftCell, clean, join_lines

_DASHES = "─━┄┅┈┉╌╍═"
_BARS = "".join(chr(c) for c in range(0x2500, 0x2571) if chr(c) not in _DASHES)
"""Bars, corners and crossings: what stands between two cells of a line."""
_BORDER = re.compile(f"[{_BARS}]")
_DRAWN = re.compile(rf"[{_BARS}].*[{_BARS}]")
"""A line of a drawn table: it is enclosed by bars, corners or crossings."""
_FRAME = re.compile(rf"^[^\S\n]*[{_BARS}][{_BARS}{_DASHES}]*[{_DASHES}]{{3,}}", re.M)
"""A line that begins with a corner and dashes."""
_RULED = re.compile(rf"[{_DASHES}\s]*[{_DASHES}][{_DASHES}\s]*")


class _Piece(Struct, frozen=True):
    """What stands between two borders of one line: words, blanks, or dashes."""

    column: int
    width: int
    text: str

    @property
    def is_rule(self) -> bool:
        return _RULED.fullmatch(self.text) is not None


def draws_table(text: str) -> bool:
    """Does a frame open in `text`? Text without one keeps its lines, and its blank lines, as they are."""
    return _FRAME.search(text) is not None


def with_drawn_tables(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, with the lines that draw a table put together as one table; lines that draw none stay as they are."""
    lines: list[Draft] = []
    for draft in drafts:
        for line in _lines(draft):
            if line.kind == "paragraph" and _DRAWN.fullmatch(line.text.strip()):
                lines.append(line)
                continue
            yield from _table_or_lines(lines)
            lines = []
            yield line
    yield from _table_or_lines(lines)


def _lines(draft: Draft) -> Iterable[Draft]:
    """A paragraph with frames in it as one draft a line, anything else as it is."""
    if draft.kind != "paragraph" or not _BORDER.search(draft.text):
        return (draft,)
    return (replace(draft, text=line) for line in draft.text.split("\n"))


def _table_or_lines(lines: Sequence[Draft]) -> Iterator[Draft]:
    """The tables of a run of drawn lines, each up to the line that closes its frame."""
    start = 0
    for k, line in enumerate(lines):
        if k + 1 == len(lines) or line.text.strip().startswith(("└", "┗", "╚", "╰")):
            part = lines[start : k + 1]
            cells = _cells([draft.text.strip() for draft in part])
            if cells:
                yield Draft(kind="table", cells=tuple(replace(c, page=part[0].page) for c in cells), page=part[0].page)
            else:
                yield from part
            start = k + 1


def _cells(lines: Sequence[str]) -> list[DraftCell]:
    """The cells that the lines draw; empty where they draw no table or their borders cannot be told apart."""
    rows = _placed(lines)
    if not any(p.is_rule for row in rows for p in row) or not any(p.text.strip() for row in rows for p in row):
        return []
    done: list[DraftCell] = []
    open_cells: dict[int, tuple[int, int, list[str]]] = {}
    number, has_words = 0, False
    for row in rows:
        rules = [piece for piece in row if piece.is_rule]
        if rules and has_words:
            done += (
                _cell(column, open_cells.pop(column), number)
                for piece in rules
                for column in range(piece.column, piece.column + piece.width)
                if column in open_cells
            )
            number, has_words = number + 1, False
        for piece in row:
            if not piece.is_rule:
                _, _, words = open_cells.setdefault(piece.column, (number, piece.width, []))
                words.append(piece.text)
                has_words = has_words or not rules
    done += (_cell(column, cell, number - (not has_words)) for column, cell in open_cells.items())
    return sorted(done, key=lambda cell: cell.where)


def _cell(column: int, opened: tuple[int, int, list[str]], last_row: int) -> DraftCell:
    row, width, words = opened
    text = join_lines(clean("\n".join(words)))
    return DraftCell(where=Placed(row, column, max(last_row - row + 1, 1), width), text=text)


def _placed(lines: Sequence[str]) -> list[list[_Piece]]:
    """The pieces of each line with the columns that they cover; empty where the borders do not tell.

    Where all lines are equally wide, as they were drawn, a column is what lies between two neighbouring borders. Where
    blanks were lost, every line must have a piece for each column, or one piece, which covers them all.
    """
    for frame_width in (2, 1):
        edges = [_edges(line, frame_width) for line in lines]
        if len({line[-1] for line in edges}) == 1:
            columns = sorted({at for line in edges for at in line})
            index = {at: k for k, at in enumerate(columns)}
            return [
                [
                    _Piece(index[left], index[right] - index[left], words)
                    for (left, right), words in zip(pairwise(line), _words(text), strict=True)
                ]
                for line, text in zip(edges, lines, strict=True)
            ]
    split = [_words(line) for line in lines]
    width = max(map(len, split))
    if any(len(pieces) not in (1, width) for pieces in split):
        return []
    return [
        [_Piece(k, 1, text) for k, text in enumerate(pieces)] if len(pieces) == width else [_Piece(0, width, pieces[0])]
        for pieces in split
    ]


def _words(line: str) -> list[str]:
    return _BORDER.split(line)[1:-1]


def _edges(line: str, frame_width: int) -> list[int]:
    """Where the borders of a line stand, in half-width columns; a frame's character takes `frame_width` of them."""
    found, at = [], 0
    for character in line:
        if character in _BARS:
            found.append(at)
            at += frame_width
        elif character in _DASHES:
            at += frame_width
        else:
            at += 2 if east_asian_width(character) in "WFA" else 1
    return found
