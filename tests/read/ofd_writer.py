"""A minimal writer of OFD (GB/T 33190-2016): paragraphs, one ruled table, page numbers. For tests only."""

from __future__ import annotations

import html
import io
import zipfile

Row = list[tuple[int, int, str]]

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
LEFT, RIGHT, TOP, BOTTOM = 25.0, 185.0, 30.0, 260.0
"""Millimetres of the text area on an A4 page."""
WIDTHS = (10.0, 22.0, 58.0, 24.0, 28.0, 18.0)
SIZE, LEADING, PADDING = 3.5, 5.0, 1.5
"""Millimetres: characters of the table, distance of its lines, room between border and text."""


class _Pages:
    """Pages under way: objects of each, and how far down the last one is filled."""

    def __init__(self, *, ruled: bool = True) -> None:
        self.ruled = ruled
        self.objects: list[list[str]] = [[]]
        self.y = TOP

    def new(self) -> None:
        self.objects.append([])
        self.y = TOP

    def text(self, x: float, y: float, size: float, text: str) -> None:
        """A line of characters from `x`, its base line at `y`."""
        steps = [size * (0.5 if c.isascii() else 1.0) for c in text[:-1]]
        deltas = (
            f"g {len(steps)} {steps[0]:g}"
            if len(steps) > 3 and len(set(steps)) == 1
            else " ".join(f"{s:g}" for s in steps)
        )
        self.objects[-1].append(object_of(text, x, y, size, run=f'DeltaX="{deltas}"'))

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A ruling line: horizontal ones stroked, vertical ones as filled rectangles 0.2 millimetres wide."""
        if y0 == y1:
            path, kind = f"M 0 0 L {x1 - x0:g} 0", 'LineWidth="0.2"'
        else:
            path, kind = f"M 0 0 L 0.2 0 L 0.2 {y1 - y0:g} L 0 {y1 - y0:g} C", 'Stroke="false" Fill="true"'
        box = f"{x0 - (0.1 if x0 == x1 else 0):g} {y0:g} {max(x1 - x0, 0.2):g} {max(y1 - y0, 0.2):g}"
        self.objects[-1].append(
            f'<ofd:PathObject ID="0" Boundary="{box}" {kind}><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>'
        )


def write_ofd(before: list[str], rows: list[Row], after: list[str], *, ruled: bool = True) -> bytes:
    """The file: title and paragraphs, the table with its header repeated on each page, paragraphs.

    Without `ruled` no line is drawn, and words stand in the middle of their cells instead of at the top.
    """
    pages = _Pages(ruled=ruled)
    for index, text in enumerate(before):
        _paragraph(pages, text, 7.5 if index == 0 else 5.6)
    _table(pages, rows)
    for text in after:
        _paragraph(pages, text, 5.6)
    for number, objects in enumerate(pages.objects, start=1):
        pages.objects[-1], held = objects, pages.objects[-1]
        pages.text(98, 285, 4, f"— {number} —")
        pages.objects[-1] = held if objects is not held else objects
    return write_pages(pages.objects)


def _wrap(text: str, size: float, room: float, indent: float = 0.0) -> list[str]:
    lines, width = [""], indent
    for character in text:
        step = size * (0.5 if character.isascii() else 1.0)
        if width + step > room + 0.01:
            lines.append("")
            width = 0.0
        lines[-1] += character
        width += step
    return lines


def _paragraph(pages: _Pages, text: str, size: float) -> None:
    for index, line in enumerate(_wrap(text, size, RIGHT - LEFT, 2 * size)):
        if pages.y + size * 1.8 > BOTTOM:
            pages.new()
        pages.y += size * 1.8
        pages.text(LEFT + (2 * size if index == 0 else 0), pages.y, size, line)


def _table(pages: _Pages, rows: list[Row]) -> None:
    edges = [LEFT + sum(WIDTHS[:c]) for c in range(len(WIDTHS) + 1)]
    placed = _placed(rows)
    lines = {
        key: [w for part in text.split("\n") for w in _wrap(part, SIZE, _width(key, wide, edges), 0)] if text else []
        for key, (tall, wide, text) in placed.items()
    }
    heights = []
    for r in range(len(rows)):
        own = [len(lines[k]) / placed[k][0] for k in placed if k[0] <= r < k[0] + placed[k][0]]
        heights.append(max(own) * LEADING + 3)
    pages.y += 3
    r = 0
    while r < len(rows):
        shown = [0] if r else []
        room = BOTTOM - pages.y - (heights[0] if r else 0)
        end, used = r, 0.0
        while end < len(rows) and used + heights[end] <= room:
            used += heights[end]
            end += 1
        if end == r:
            pages.new()
            continue
        _part(pages, [*shown, *range(r, end)], heights, placed, lines, edges)
        r = end
        if r < len(rows):
            pages.new()


def _width(key: tuple[int, int], wide: int, edges: list[float]) -> float:
    return edges[key[1] + wide] - edges[key[1]] - 2 * PADDING


def _placed(rows: list[Row]) -> dict[tuple[int, int], tuple[int, int, str]]:
    taken: set[tuple[int, int]] = set()
    placed = {}
    for r, row in enumerate(rows):
        for tall, wide, text in row:
            c = next(c for c in range(len(WIDTHS)) if (r, c) not in taken)
            taken.update((i, j) for i in range(r, r + tall) for j in range(c, c + wide))
            placed[(r, c)] = (tall, wide, text)
    return placed


def _part(
    pages: _Pages,
    shown: list[int],
    heights: list[float],
    placed: dict[tuple[int, int], tuple[int, int, str]],
    lines: dict[tuple[int, int], list[str]],
    edges: list[float],
) -> None:
    """The rows `shown` on the page under way; a cell merged over the page break stands without its words below it."""
    tops, y = {}, pages.y
    for r in shown:
        tops[r] = y
        y += heights[r]
    for (row, column), (tall, wide, _) in placed.items():
        inside = [r for r in range(row, row + tall) if r in tops]
        if not inside:
            continue
        top, bottom = tops[inside[0]], tops[inside[-1]] + heights[inside[-1]]
        x0, x1 = edges[column], edges[column + wide]
        if pages.ruled:
            for side in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
                pages.rule(*side)
        if row in tops:
            held = lines[(row, column)]
            start = tops[row] + 1 if pages.ruled else (top + bottom - len(held) * LEADING) / 2
            for index, line in enumerate(held):
                pages.text(x0 + PADDING, start + (index + 0.9) * LEADING - 0.6, SIZE, line)
    pages.y = y


def object_of(words: str, x: float, y: float, size: float = 5.0, *, run: str = "", **attributes: str) -> str:
    """A text object at its base line's start, in millimetres; `run`: attributes of its run of characters."""
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<ofd:TextObject ID="0" Boundary="{x:g} {y - size:g} 200 {size * 1.3:g}" Font="1" Size="{size:g}"{given}>'
        f'<ofd:TextCode X="0" Y="{size:g}"{run and " " + run}>{html.escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def write_pages(
    pages: list[list[str]],
    *,
    templates: dict[str, list[str]] | None = None,
    shown: dict[int, str] | None = None,
    resources: str = "",
    more: dict[str, str | bytes] | None = None,
    extra: str = "",
    documents: int = 1,
) -> bytes:
    """A file of `documents` alike documents with pages of the given objects.

    `templates`: id -> objects; `shown`: page -> template; `resources`: what its resource file holds; `more`: members;
    `extra`: elements of the document's root.
    """
    members: dict[str, str | bytes] = dict(more or {})
    bodies = "".join(
        f"<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_{d}/Document.xml</ofd:DocRoot></ofd:DocBody>"
        for d in range(documents)
    )
    members["OFD.xml"] = f'<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD">{bodies}</ofd:OFD>'
    for d in range(documents):
        entries = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
        names = "".join(f'<ofd:TemplatePage ID="{key}" BaseLoc="Tpls/{key}.xml"/>' for key in templates or {})
        members[f"Doc_{d}/Document.xml"] = (
            f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            f"</ofd:PageArea><ofd:DocumentRes>Res.xml</ofd:DocumentRes>{names}</ofd:CommonData>"
            f"<ofd:Pages>{entries}</ofd:Pages>{extra}</ofd:Document>"
        )
        members[f"Doc_{d}/Res.xml"] = f'<ofd:Res {NAMESPACE} BaseLoc="Res">{resources}</ofd:Res>'
        for key, objects in (templates or {}).items():
            members[f"Doc_{d}/Tpls/{key}.xml"] = _content(objects, "")
        for n, objects in enumerate(pages):
            name = (shown or {}).get(n)
            uses = f'<ofd:Template TemplateID="{name}" ZOrder="Background"/>' if name else ""
            members[f"Doc_{d}/Pages/Page_{n}/Content.xml"] = _content(objects, uses)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            whole = f'<?xml version="1.0" encoding="UTF-8"?>{content}' if isinstance(content, str) else content
            archive.writestr(name, whole)
    return held.getvalue()


def _content(objects: list[str], uses: str) -> str:
    layer = f'<ofd:Layer ID="1">{"".join(objects)}</ofd:Layer>'
    return f"<ofd:Page {NAMESPACE}>{uses}<ofd:Content>{layer}</ofd:Content></ofd:Page>"
