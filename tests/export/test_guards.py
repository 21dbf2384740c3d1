"""What is written for other programs cannot steer them: no formula, no illegal character, no second line of a calendar."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import networkx as nx
import openpyxl
import pytest
import yaml
from icalendar import Calendar
from lxml import etree

from graph.export import write_graphml
from kb.controls import xml_text
from kb.export import csv_table
from kb.export.calendar import Due, calendar
from kb.export.letter import LetterColumn, LetterPart, LetterTable, letter
from kb.export.site.page import _quoted, heading, script_json
from kb.export.site.unit_files import file_name
from kb.export.workbook import WorkbookSheet, workbook
from kb.schema import Unit

CASES = Path(__file__).resolve().parents[1] / "cases"
ATTACKS = [one["text"] for one in yaml.safe_load((CASES / "attacks.yaml").read_text(encoding="utf-8"))]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\tx", "\rx", "\nx", "＝1", "－1", "＋1", "＠x", "=", "-5%"]
DAY = "2026-01-01"


@pytest.mark.parametrize("words", FORMULAS)
def test_words_like_a_formula_are_guarded_in_csv(words: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_table.encode([(words, "区住建局")]).decode("utf-8-sig"))))
    assert rows[0] == [f"'{words}", "区住建局"] or words == "\rx"
    assert not csv_table.is_formula(rows[0][0])


def test_a_number_is_a_number_in_csv_and_other_words_stay() -> None:
    assert csv_table.encode([(-5, -0.5, None, "5-3", "第1项=")]).decode("utf-8-sig") == "-5,-0.5,,5-3,第1项=\r\n"


def test_a_workbook_holds_text_only() -> None:
    words = (*FORMULAS, *ATTACKS, "#REF!", "http://127.0.0.1/", "\ufffe\ud800x")
    content = workbook(
        [WorkbookSheet(name="a", columns=("=x", "n"), rows=tuple((one, -5) for one in words))], title="\x07=", day=DAY
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = list(book.worksheets[0].iter_rows())
    assert [cell.data_type for cell in rows[0]] == ["s", "s"]
    for row, one in zip(rows[1:], words, strict=True):
        assert (row[0].data_type, row[1].data_type) == ("s", "n")
        assert row[0].hyperlink is None
        assert row[0].quotePrefix == csv_table.is_formula(one)
        assert (row[0].value or "").replace("\r", "\n") == xml_text(one).replace("\r", "\n")


def test_a_letter_has_no_field_but_the_page_number() -> None:
    table = LetterTable(columns=(LetterColumn("a", 1.0),), rows=tuple((one,) for one in ATTACKS))
    parts = [LetterPart(level=1, title=one, text=f'{{ DDEAUTO cmd "{one}" }}', table=table) for one in ATTACKS]
    content = letter("\x07<w:instrText>", "\x0b", "]]>", parts, day=DAY)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        trees = {
            name: etree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith((".xml", ".rels"))
        }
    fields = [node for tree in trees.values() for node in tree.iter("{*}instrText", "{*}fldSimple")]
    assert {node.text.strip() for node in fields} == {"PAGE"}
    shown = "".join(trees["word/document.xml"].itertext())
    assert all(xml_text(one).replace("\n", "") in shown for one in ATTACKS)
    external = [
        node for name, tree in trees.items() if name.endswith(".rels") for node in tree if node.get("TargetMode")
    ]
    assert external == []


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x0b", "\x85", "\u2028"])
def test_a_calendar_has_no_line_of_the_plans_own(end: str) -> None:
    evil = f"甲{end}ATTENDEE:mailto:x@example.org{end}END:VEVENT,;\\{'长' * 80}"
    content = calendar(evil, [Due(key="k", on="2026", title=evil, text=evil, category="牵头")], DAY)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    names = {line.split(":")[0].split(";")[0] for line in content.decode().replace("\r\n ", "").split("\r\n") if line}
    assert "ATTENDEE" not in names and b"\r" not in content.replace(b"\r\n", b"")
    event = Calendar.from_ical(content).walk("VEVENT")[0]
    assert "ATTENDEE:mailto" in event["summary"] and "attendee" not in event


def test_a_graph_is_xml(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph()
    for place, one in enumerate((*ATTACKS, "\x00\ufffe")):
        graph.add_node(f"unit:{place}{one}", kind="unit", label=one, data=Unit(id="x/y", name=one, full_name=one))
        graph.add_edge(f"unit:{place}{one}", f"unit:{place}{one}", relation="leads", data=None)
    write_graphml(graph, tmp_path / "g.graphml")
    read = nx.read_graphml(tmp_path / "g.graphml")
    labels = {held["label"].replace("\r", "\n") for _, held in read.nodes(data=True)}
    assert labels == {xml_text(one).replace("\r", "\n") for one in (*ATTACKS, "\x00\ufffe")}


@pytest.mark.parametrize("words", ATTACKS)
def test_front_matter_scripts_and_headings_hold_the_words(words: str) -> None:
    assert yaml.safe_load(f"title: {_quoted(words)}\nhide: []") == {
        "title": " ".join(xml_text(words).split()),
        "hide": [],
    }
    held = script_json([words])
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(held)
    assert yaml.safe_load(held.replace("\\/", "/").replace("\x9b", "")) == [words.replace("\x9b", "")]
    assert not set("<>*_[]{}`|\\\"'") & set(heading(words))


@pytest.mark.parametrize("words", ATTACKS)
def test_a_file_is_saved_under_a_plain_name(words: str) -> None:
    name = file_name(words, "csv")
    assert name.endswith("责任清单.csv") and name.isprintable()
    assert not set('\\/:*?"<>|') & set(name)
