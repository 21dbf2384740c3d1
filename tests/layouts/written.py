"""One table of rows, written into every layout, and what a careful clerk reads in it: the data of `test_written.py`.

A case is a file in `tests/cases/layouts`. Its keys:

    title, before, caption, after      the words around the table; `before` and `after` are lists of paragraphs
    header                             the header words, or two lists of them (`<` goes on from the left, `^` from above)
    roles                              what each column holds: number, title, text, lead, support, responsible, deadline,
                                       start, end, indicator, target 2025, ... or `-` for what yields nothing
    times                              what the words of a time cell mean, as `tests.plans` tells deadlines
    rows                               a section row as one string, any other as a list of cells; `^` is merged with above
    kind                               of the items, `task` where left out
    says                               by the row's ordinal: what the cells alone do not say (targets, a cell's own roles)
    furniture                          the places in `rows` of those that are no item: sums, headings in two cells
    layouts                            the layouts it is written in; all where left out
    lost                               by layout, the ordinals of the rows whose borders that layout cannot keep: there the
                                       doubt must be told (certainty or issue), the duties may differ
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parents[1] / "cases" / "layouts"
NAMES = sorted(path.stem for path in CASES.glob("*.yaml"))
UNIT_ROLES = ("lead", "support", "responsible")

Case = dict[str, Any]


def case(name: str) -> Case:
    """The case of that name."""
    made: Case = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return made


def header_rows(given: Case) -> list[list[str]]:
    """The header, one or two rows of it."""
    header = given["header"]
    return header if isinstance(header[0], list) else [header]


# ---------------------------------------------------------------- what a clerk reads
def expected(given: Case, layout: str = "") -> list[dict[str, Any]]:
    """What each row says, in the form of `tests.plans.test_plans`.

    Without any separator nothing says where a title meets its text: both are the text of the row where they begin.
    """
    found: list[dict[str, Any]] = []
    above: list[str] = []
    section = ""
    for place, row in enumerate(given["rows"], 1):
        if isinstance(row, str):
            section = row
            continue
        if place in given.get("furniture", ()):
            continue
        cells = [above[k] if str(word) == "^" else str(word or "") for k, word in enumerate(row)]
        above = cells
        said = _said(given, cells, section) | given.get("says", {}).get(len(found) + 1, {})
        if layout.startswith("glued") and "title text" in " ".join(given["roles"]):
            shown = "" if str(row[given["roles"].index("title")]) == "^" else said["title"]
            said |= {"title": "", "text": shown + said["text"]}
        found.append({key: value for key, value in said.items() if value not in ("", [], None)})
    return found


def _said(given: Case, cells: list[str], section: str) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": given.get("kind", "task"), "section": section}
    deadlines: list[str] = []
    for role, words in zip(given["roles"], cells, strict=True):
        if role in ("number", "title", "text", "indicator"):
            said["text" if role == "indicator" else role] = "".join(words.split())
        elif role in UNIT_ROLES:
            said[role] = said.get(role, []) + [
                w for w in re.split(r"[、，,\n]\s*", words) if w not in ("", "/", "—", "无")
            ]
        elif role in ("deadline", "start", "end") and words:
            deadlines += given["times"][words]
    return said | {"deadlines": deadlines}


# ---------------------------------------------------------------- layouts
def _plain(given: Case) -> list[list[str] | str]:
    """Rows with merged cells empty but where they begin: what is left of them in text."""
    rows: list[list[str] | str] = [["" if w in ("^", "<") else w for w in row] for row in header_rows(given)]
    for row in given["rows"]:
        rows.append(row if isinstance(row, str) else ["" if str(w) == "^" else str(w or "") for w in row])
    return rows


def _lines(given: Case, table: str) -> str:
    words = [given["title"], "", *given.get("before", []), "", given.get("caption", ""), "", table, "", ""]
    return "\n".join([*words, *given.get("after", [])]) + "\n"


def as_tabs(given: Case) -> str:
    """A line a row, cells parted by tabs, as pasted from a spreadsheet."""
    return _lines(given, "\n".join(r if isinstance(r, str) else "\t".join(r) for r in _plain(given)))


def as_bars(given: Case) -> str:
    """A Markdown table."""
    rows = [[r] + [""] * (len(given["roles"]) - 1) if isinstance(r, str) else r for r in _plain(given)]
    drawn = [f"| {' | '.join(w.replace(chr(10), '<br>') for w in row)} |" for row in rows]
    return (
        f"# {given['title']}\n\n"
        + "\n\n".join([*given.get("before", []), given.get("caption", "")])
        + "\n\n"
        + (
            "\n".join([drawn[0], "|" + "---|" * len(given["roles"]), *drawn[1:]])
            + "\n\n"
            + "\n\n".join(given.get("after", []))
        )
    )


def as_csv(given: Case) -> str:
    """Comma-separated values; the words around the table are rows of one cell."""
    held = io.StringIO()
    writer = csv.writer(held)
    around = [*([w] for w in (given["title"], given.get("caption", "")) if w)]
    writer.writerows(
        [*around, *([r] if isinstance(r, str) else r for r in _plain(given)), *([w] for w in given.get("after", []))]
    )
    return held.getvalue()


def as_cells(given: Case) -> str:
    """One cell a line, one blank line between cells and two between rows."""
    return _lines(
        given, "\n\n\n".join(r if isinstance(r, str) else "\n\n".join(w for w in r if w) for r in _plain(given))
    )


def as_close_cells(given: Case) -> str:
    """One cell a line and no blank line at all."""
    return _lines(given, "\n".join(r if isinstance(r, str) else "\n".join(w for w in r if w) for r in _plain(given)))


def as_barred_cells(given: Case) -> str:
    """One cell a line with a bar behind it, as some pages save their tables."""
    rows = [[r] if isinstance(r, str) else r for r in _plain(given)]
    return _lines(given, "\n".join(f"{w} |" for r in rows for w in r if w))


def as_glued(given: Case) -> str:
    """No separator at all."""
    return _lines(
        given, "".join(r if isinstance(r, str) else "".join("".join(w.split()) for w in r) for r in _plain(given))
    )


def as_glued_rows(given: Case) -> str:
    """A line a row, its cells glued."""
    return _lines(
        given, "\n".join(r if isinstance(r, str) else "".join("".join(w.split()) for w in r) for r in _plain(given))
    )


def grid(given: Case) -> list[list[tuple[int, int, str]]]:
    """The rows with merged cells, each cell `(row_span, column_span, text)`; continued cells are absent."""
    width = len(given["roles"])
    rows = [list(map(str, row)) for row in header_rows(given)]
    rows += [
        [row] + ["<"] * (width - 1) if isinstance(row, str) else [str(w or "") for w in row] for row in given["rows"]
    ]
    made = []
    for r, row in enumerate(rows):
        cells = []
        for c, words in enumerate(row):
            if words in ("^", "<"):
                continue
            tall = next((n for n in range(1, len(rows) - r + 1) if r + n == len(rows) or rows[r + n][c] != "^"), 1)
            wide = next((n for n in range(1, width - c + 1) if c + n == width or row[c + n] != "<"), 1)
            cells.append((tall, wide, words))
        made.append(cells)
    return made


def as_html(given: Case) -> str:
    """A web page with row and column spans."""
    rows = "".join(f"<tr>{''.join(_html_cell(*cell) for cell in row)}</tr>\n" for row in grid(given))
    around = (
        "".join(f"<p>{w}</p>" for w in given.get("before", [])),
        "".join(f"<p>{w}</p>" for w in given.get("after", [])),
    )
    caption = f"<h2>{given['caption']}</h2>" if given.get("caption") else ""
    return f"<html><body><h1>{given['title']}</h1>{around[0]}{caption}<table border=1>{rows}</table>{around[1]}</body></html>"


def _html_cell(tall: int, wide: int, text: str) -> str:
    spans = (f' rowspan="{tall}"' if tall > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")
    return f"<td{spans}>{'<br>'.join(html.escape(line) for line in text.split(chr(10)))}</td>"


def as_xlsx(given: Case) -> bytes:
    """A workbook with merged ranges."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for words in (given["title"], given.get("caption", "")):
        if words:
            sheet.append([words])
            sheet.merge_cells(
                start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(given["roles"])
            )
    top = sheet.max_row + 1
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(grid(given)):
        for tall, wide, text in row:
            c = next(c for c in range(len(given["roles"])) if (r, c) not in taken)
            taken.update((i, j) for i in range(r, r + tall) for j in range(c, c + wide))
            sheet.cell(top + r, c + 1, int(text) if text.isdecimal() else text)
            if tall * wide > 1:
                sheet.merge_cells(
                    start_row=top + r, start_column=c + 1, end_row=top + r + tall - 1, end_column=c + wide
                )
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


LAYOUTS: dict[str, tuple[str, Callable[[Case], str] | Callable[[Case], bytes]]] = {
    "html": ("html", as_html),
    "xlsx": ("xlsx", as_xlsx),
    "csv": ("csv", as_csv),
    "bars": ("md", as_bars),
    "tabs": ("txt", as_tabs),
    "cells": ("txt", as_cells),
    "close-cells": ("txt", as_close_cells),
    "barred-cells": ("txt", as_barred_cells),
    "glued-rows": ("txt", as_glued_rows),
    "glued": ("txt", as_glued),
}
"""Each layout, the ending of its files and its writer."""


def write(given: Case, layout: str, folder: Path) -> Path:
    """The file that holds the case in a layout."""
    ending, writer = LAYOUTS[layout]
    made = writer(given)
    path = folder / f"plan.{ending}"
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    return path
