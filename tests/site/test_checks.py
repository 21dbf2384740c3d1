"""The pages of checks, ledger and load: all that was found is on them, with both quotes and where they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from graph.checks import findings_of
from graph.ledger import ledger_of
from kb.schema import Record

_PLAN = "plans/wuxing-2018-122"


def _page(file: Path) -> html.HtmlElement:
    return html.fromstring(file.read_bytes())


def _with(page: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """The elements of the class."""
    found: list[html.HtmlElement] = page.xpath(f'.//*[contains(concat(" ", @class, " "), " {name} ")]')
    return found


@pytest.mark.parametrize("address", ["checks/index.html", f"{_PLAN}/checks/index.html"])
def test_every_finding_by_severity_and_code_with_its_quotes(site: Path, record: Record, address: str) -> None:
    page = _page(site / address)
    found = findings_of(record)
    shown = {code.text_content() for code in page.xpath("//code")}
    assert {one.id for one in found} <= shown
    for code, severity in {(one.code, one.severity) for one in found}:
        assert page.get_element_by_id(f"{severity}-{code}").tag == "h3"
    two = next(one for one in found if one.code == "target-baseline-differs")
    (box,) = (one for one in _with(page, "z-trouble") if two.id in one.text_content())
    figures = box.xpath(".//figure")
    assert [figure.xpath("string(.//mark)") for figure in figures] == [quote.text for quote in two.quotes]
    for figure in figures:
        target, _, anchor = figure.xpath(".//figcaption//a/@href")[-1].partition("#")
        place = _page(((site / address).parent / target).resolve())
        assert place.get_element_by_id(anchor) is not None


def test_the_ledger_shows_the_text_in_the_colours_of_its_states(site: Path, record: Record) -> None:
    lines = _with(_page(site / _PLAN / "ledger" / "index.html"), "z-src__line")
    assert _bare("".join(line.text_content() for line in lines)) == _bare(record.text)
    marked = {_bare(mark.text_content()) for line in lines for mark in _with(line, "z-led--extracted")}
    held = {entry.text for entry in ledger_of(record) if entry.state == "extracted" and entry.kind == "number"}
    assert held <= marked


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_load_of_every_unit(site: Path, record: Record) -> None:
    page = _page(site / "load" / "index.html")
    assert {unit.name for unit in record.units} <= {link.text_content() for link in page.xpath("//td/a")}


def test_goals_find_their_units_and_units_their_goals(site: Path, record: Record) -> None:
    plan = _page(site / _PLAN / "index.html")
    row = next(one for one in plan.xpath("//tr") if "绿色生产生活" in one.text_content())
    hrefs = [href for href in row.xpath(".//td[last()]//a/@href") if "units/" in href]
    assert hrefs
    for href in hrefs:
        unit = _page((site / _PLAN / href).resolve())
        served = unit.xpath('//h2[@id="goals"]/following-sibling::*[1]')[0]
        assert "绿色生产生活" in served.text_content()
    assert "《湖州市生态文明先行示范区建设条例》" in plan.text_content()
