"""Hostile sheets: xlsx, ods, csv."""

from __future__ import annotations

from tests.hostile.kinds import READ, TOLD, WORDS, Hostile, grown, limit, zipped

_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_O = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)
_HEADS = ("序号", "任务", "牵头单位", "完成时限")
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _inline(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def _heads() -> str:
    rows = (_HEADS, ("1", "清理河道垃圾", "区水利局", "2025年"), ("2", "清洁道路", "区住建局", "2026年"))
    lines = ("".join(_inline(f"{'ABCD'[c]}{r}", word) for c, word in enumerate(row)) for r, row in enumerate(rows, 1))
    return "".join(f'<row r="{r}">{line}</row>' for r, line in enumerate(lines, 1))


def xlsx(rows: str = "", after: str = "", styles: str = "", strings: str = "") -> bytes:
    """A workbook of one sheet: a small table of tasks, and `rows` below it."""
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_PART}.{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"),
            ("worksheets/sheet1", "worksheet"),
            ("styles", "styles"),
            ("sharedStrings", "sharedStrings"),
        )
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATION}/{kind}" Target="{target}.xml"/>'
        for n, (kind, target) in enumerate(
            (("worksheet", "worksheets/sheet1"), ("styles", "styles"), ("sharedStrings", "sharedStrings")), 1
        )
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {_S} xmlns:r="{_RELATION}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{related}</Relationships>',
            "xl/styles.xml": f"<styleSheet {_S}>{styles or _styles('General')}</styleSheet>",
            "xl/sharedStrings.xml": f"<sst {_S}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {_S}><sheetData>{_heads()}{rows}</sheetData>{after}</worksheet>",
        }
    )


def _styles(form: str) -> str:
    return (
        f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{form}"/></numFmts><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    )


def _value(value: str, form: str = "General") -> bytes:
    return xlsx(f'<row r="4"><c r="A4"><v>3</v></c><c r="B4" s="1"><v>{value}</v></c></row>', styles=_styles(form))


def _merged(*areas: str) -> bytes:
    return xlsx(after="<mergeCells>" + "".join(f'<mergeCell ref="{area}"/>' for area in areas) + "</mergeCells>")


def _cell(place: str) -> bytes:
    row = "".join(c for c in place if c.isdigit()) or "4"
    return xlsx(f'<row r="{row}">{_inline(place, "清理")}</row>')


def ods(rows: str, head: str = "") -> bytes:
    """A sheet of the rows."""
    heads = "<table:table-row>" + "".join(_ods_cell(word) for word in _HEADS) + "</table:table-row>"
    body = f'<table:table table:name="表">{heads}{rows}</table:table>'
    text = f"{head}<office:document-content {_O}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": text})


def _ods_cell(words: str, **attributes: object) -> str:
    told = "".join(f' table:number-{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-cell{told}><text:p>{words}</text:p></table:table-cell>"


def _ods_row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


_TASK = _ods_row(*(_ods_cell(word) for word in ("1", "清理河道垃圾", "区水利局", "2025年")))


def _nested(depth: int) -> bytes:
    words = "<text:span>" * depth + "x" + "</text:span>" * depth
    return ods(_TASK + _ods_row(_ods_cell(words)))


def _csv(lines: str) -> bytes:
    return (",".join(_HEADS) + "\n1,清理河道垃圾,区水利局,2025年\n" + lines).encode()


SHEETS: tuple[Hostile, ...] = (
    *grown("xlsx-empty-rows.xlsx", lambda n: xlsx("<row/>" * n), {1_000: READ, 90_000: READ, 1_200_000: limit("elements")}, 1_000),
    *grown("xlsx-rows.xlsx", lambda n: xlsx("".join(f'<row r="{k + 4}"/>' for k in range(n))), {110_000: limit("rows")}, 200_000),
    *grown("xlsx-merged-all.xlsx", lambda n: _merged(f"A1:XFD{n}"), {100: "合并单元格", 1_048_576: "合并单元格"}, 10**7),
    Hostile("xlsx-merged-many.xlsx", lambda: _merged(*(f"A{4 * k + 1}:D{4 * k + 4}" for k in range(70_000))), "合并单元格"),
    Hostile("xlsx-merged-over-each-other.xlsx", lambda: _merged(*(f"A1:D{k}" for k in range(2, 40))), TOLD),
    Hostile("xlsx-merged-not-one.xlsx", lambda: _merged("A0:B0", "ZZZ1:A9999999", "B2:A1"), TOLD),
    *grown("xlsx-strings.xlsx", lambda n: xlsx(strings="<si><t>x</t></si>" * n), {600_000: limit("elements")}, 700_000),
    *grown("xlsx-one-string.xlsx", lambda n: xlsx(f'<row r="4">{_inline("B4", "清" * n)}</row>'), {3_100_000: TOLD, 25_000_000: limit("markup")}),
    *[Hostile(f"xlsx-place-{place}.xlsx", lambda place=place: _cell(place), expected) for place, expected in (("B1048576", READ), ("XFD5", READ), ("B99999999999", TOLD), ("ZZZZ4", TOLD), ("", TOLD), ("B0", TOLD))],  # type: ignore[misc]
    *[Hostile(f"xlsx-value-{value[:12]}.xlsx", lambda value=value: _value(value), TOLD) for value in ("1e308", "1e400", "-0", "NaN", "9" * 5_000, "", "x")],  # type: ignore[misc]
    *[Hostile(f"xlsx-date-{value[:12]}.xlsx", lambda value=value: _value(value, "yyyy-mm-dd"), TOLD) for value in ("1e300", "-99999999", "2958466", "9" * 400)],  # type: ignore[misc]
    *[Hostile(f"xlsx-format-{k}.xlsx", lambda form=form: _value("0.5", form), TOLD) for k, form in enumerate(("0." + "0" * 200_000, "0" + "," * 50_000, "[" * 10_000, "&quot;" * 9_999, ";;;;;;;", "yyyy" * 20_000, "#" * 100_000 + ".##"))],  # type: ignore[misc]
    *grown("ods-rows-repeated.ods", lambda n: ods(_ods_row(*(_ods_cell(w) for w in ("1", "清理河道垃圾", "区水利局", "2025年")), times=n)), {50: READ, 4_000: READ, 9_999_999: READ}, 50),
    *grown("ods-all-repeated.ods", lambda n: ods(_TASK + _ods_row(_ods_cell("清理", columns_repeated=n), times=n)), {20: READ, 900: limit("cells"), 4_000: limit("cells")}, 5_000),
    *grown("ods-columns-repeated.ods", lambda n: ods(_TASK + _ods_row(_ods_cell("清理", columns_repeated=n))), {4_000: limit("columns"), 16_384: READ, 9_999_999: READ}, 10**8),
    *grown("ods-spans.ods", lambda n: ods(_TASK + _ods_row(_ods_cell("清理", rows_spanned=n, columns_spanned=n)) + _TASK), {2: READ, 9_999_999: READ, 10**20: READ}, 10**21),
    Hostile("ods-far-row.ods", lambda: ods(_TASK + _ods_row(_ods_cell("", rows_spanned=9_999_999), times=1) + "".join(_ods_row(times=999_999) for _ in range(9)) + _TASK), TOLD),
    *grown("ods-blanks.ods", lambda n: ods(_TASK + _ods_row(_ods_cell(f'清<text:s text:c="{n}"/>理'))), {9_999_999: READ, 10**12: READ}, 10**13),
    *grown("ods-nested-spans.ods", _nested, {50: READ, 300: limit("depth"), 5_000: TOLD}, 5_000),
    *grown("ods-empty-rows.ods", lambda n: ods(_TASK + "<table:table-row/>" * n), {1_100_000: limit("elements")}, 2_000_000),
    *grown("csv-columns.csv", lambda n: _csv("x," * n), {500: READ, 3_000: limit("columns"), 1_000_000: limit("columns")}, 500),
    *grown("csv-filled-columns.csv", lambda n: _csv(",".join(["x"] * n)), {5_000: limit("columns"), 600_000: limit("columns")}, 5_000),
    *grown("csv-rows.csv", lambda n: _csv("2,清理,区水利局,2025年\n" * n), {300: READ, 20_000: limit("items"), 110_000: limit("rows")}, 300),
    *grown("csv-open-quote.csv", lambda n: _csv('3,"' + "清" * n), {1_000: READ, 200_000: READ}, 200_000),
    Hostile("csv-nul.csv", lambda: _csv("\0" * 5_000), TOLD),
    Hostile("csv-commas.csv", lambda: b"," * 400_000, "没有文字"),
    Hostile("csv-far-cell.csv", lambda: _csv("\n" * 90_000 + "," * 900 + "x"), TOLD),
    Hostile("csv-formulas.csv", lambda: _csv('=cmd|"/C calc"!A1,@SUM(1),+1,-1\n'), READ),
    Hostile("csv-words.csv", lambda: WORDS.encode(), TOLD),
)  # fmt: skip
"""The files."""
