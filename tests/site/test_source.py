"""The source page: every character is there, once and in order but for the columns of a row; anchors and cells."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import html

from kb.export.site import addresses
from kb.export.site.source_cells import arrange
from kb.schema import Deadline, Duty, Item, Locator, Record


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def article(site: Path, record: Record) -> html.HtmlElement:
    page = html.document_fromstring((site / addresses.text(record.plan.id)).read_bytes())
    return page.xpath("//article")[0]


def test_every_character_of_the_text_stands_on_the_page(site: Path, record: Record) -> None:
    page = article(site, record)
    for tag in page.xpath(".//a[contains(@class, 'z-src__tag')] | .//nav | .//fieldset | .//h1 | .//p[@class='z-sub']"):
        tag.drop_tree()
    shown = squeezed(page.text_content())
    assert sorted(shown) == sorted(squeezed(record.text))


def test_every_item_has_its_anchor(site: Path, record: Record) -> None:
    ids = set(article(site, record).xpath(".//@id"))
    assert [item.id for item in record.items if addresses.anchor(item.id) not in ids] == []


def test_the_rows_of_the_tables_stand_in_columns(site: Path, record: Record) -> None:
    rows = [item for item in record.items if item.kind in ("task", "project")]
    cells = article(site, record).xpath(".//div[starts-with(@class, 'z-src__cells z-has-')]")
    assert len(cells) > 0.9 * len(rows)


def row(*lines: str, **facts: object) -> tuple[Item, list[tuple[tuple[int, int], str]]]:
    """An item of a table row whose lines follow one another, one character apart."""
    places, at = [], 0
    for line in lines:
        places.append(((at, at + len(line)), line))
        at += len(line) + 1
    item = Item(id="p/annex-1/1", kind="task", text="", span=(0, at), locator=Locator(part="附件1", row=1), **facts)  # type: ignore[arg-type]
    return item, places


def test_a_line_goes_where_the_record_says() -> None:
    lines = ("7", "改善", "环境", "到2020年完成全部整治。", "区环保局、区住建局", "/", "2020年")
    _, places = row(*lines)
    start = places[4][0][0]
    item, places = row(
        *lines,
        number="7",
        title="改善环境",
        duties=(
            Duty(role="lead", unit="a", mention="区环保局", span=(start, start + 4)),
            Duty(role="lead", unit="b", mention="区住建局", span=(start + 5, start + 9)),
        ),
        deadlines=(Deadline(text="2020年", relation="in", end="2020", span=places[6][0]),),
    )
    assert arrange(item, places) == ("number", "title", "title", "text", "lead", "support", "time")


def test_prose_that_names_units_stays_prose() -> None:
    item, places = row(
        "12",
        "由区环保局牵头做好全区的整治工作。",
        duties=(Duty(role="lead", unit="a", mention="区环保局", span=(4, 8)),),
    )
    assert arrange(item, places) == ("number", "text")
    assert arrange(item, places[:1]) == ()
