"""The walk of an official, in Chromium, over http and from a folder: no error, no request elsewhere."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from kb.schema import Record
from tests.site.conftest import Tab

WALK = "垃圾分类"


def test_from_a_search_to_the_lead_unit_and_back_to_the_task(tab: Tab) -> None:
    page = tab.open("index.html")
    box = page.locator("#z-home-search")
    box.fill(WALK)
    box.press("Enter")
    page.wait_for_url("**/search/index.html?q=*")
    hit = page.locator(".z-results__list a.z-item[data-item*='/annex-1/']").first
    item = hit.get_attribute("data-item")
    hit.click()
    card = page.get_by_role("dialog")
    expect(card).to_be_visible()
    expect(card).to_contain_text(WALK)
    expect(card.locator(".z-card__quote .z-u").first).to_be_visible()
    lead = card.locator("dt:has-text('牵头单位') + dd a").first
    name = lead.inner_text()
    lead.click()
    page.wait_for_url("**/units/*/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(f"#leads ~ .z-group a[data-item='{item}']").first).to_be_visible()


def test_a_question_is_answered_by_keyboard_with_its_quotes(tab: Tab) -> None:
    page = tab.open("index.html")
    box = page.locator("#z-home-search")
    box.fill("厕所革命由谁牵头?")
    expect(page.locator(".z-suggest__answer").first).to_contain_text("区卫计局")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/search/index.html?q=*")
    answer = page.get_by_role("region", name="回答")
    expect(answer.locator("b")).to_have_text("区卫计局")
    expect(answer.locator("q")).to_have_text("区卫计局")
    answer.get_by_role("link", name="查看出处").click()
    page.wait_for_url("**/text/index.html#annex-1-15")
    page = tab.open("search/index.html?q=月球基地由谁牵头")
    expect(page.locator(".z-results__count")).not_to_have_text("")
    expect(page.locator(".z-answer")).to_be_hidden()


def test_suggestions_lead_to_a_unit_by_its_initials(tab: Tab) -> None:
    page = tab.open("index.html")
    page.locator("#z-unit-choose").fill("zjj")
    first = page.locator("#z-home-units li:visible a").first
    expect(first).to_contain_text("区住建局")
    page.locator("#z-unit-choose").press("Enter")
    page.wait_for_url("**/units/*/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("区住建局")


def test_a_unit_is_chosen_by_what_it_is_called_today(tab: Tab) -> None:
    page = tab.open("units/index.html")
    for typed in ("生态环境局", "sthj"):
        page.locator("#z-unit-choose").fill(typed)
        expect(page.locator("#z-units tr:visible a.z-strong")).to_have_text(["区环保局"])


def test_a_filter_stands_in_the_address_and_comes_back_from_it(tab: Tab) -> None:
    page = tab.open("tasks/index.html")
    status = page.locator(".z-filter__count")
    expect(status).to_contain_text("共")
    page.locator("#z-tasks input[name=q]").fill(WALK)
    expect(status).to_contain_text("项，共")
    said = status.inner_text()
    expect(page).to_have_url(re.compile("q="))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(status).to_have_text(said)


def test_search_finds_nothing_elsewhere_than_in_what_is_there(tab: Tab) -> None:
    page = tab.open("search/index.html?q=没有这样的词语")
    expect(page.locator(".z-results__count")).to_contain_text("没有找到")


def test_what_is_shown_is_saved(tab: Tab) -> None:
    page = tab.open("tasks/index.html?kind=task&q=" + WALK)
    said = page.locator(".z-filter__count")
    expect(said).to_contain_text("项，共")
    with page.expect_download() as caught:
        page.locator("[data-act=xlsx]").click()
    book = openpyxl.load_workbook(io.BytesIO(caught.value.path().read_bytes()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == (
        "编号", "计划", "类别", "行动", "出处", "任务", "内容", "牵头单位", "配合单位", "责任单位", "时限", "指标"
    )  # fmt: skip
    assert f"{len(rows) - 1} 项" in said.inner_text()
    assert all(WALK in "".join(str(cell) for cell in row) for row in rows[1:])
    with page.expect_download() as caught:
        page.locator("[data-act=csv]").click()
    assert caught.value.path().read_bytes().startswith('\ufeff"编号"'.encode())


def test_the_tables_of_targets_and_projects_are_saved_as_filtered(tab: Tab, record: Record) -> None:
    page = tab.open("targets/index.html")
    with page.expect_download() as caught:
        page.locator("[data-act=xlsx]").click()
    rows = list(
        openpyxl.load_workbook(io.BytesIO(caught.value.path().read_bytes())).worksheets[0].iter_rows(values_only=True)
    )
    assert len(rows) - 1 == sum(len(item.targets) for item in record.items)
    assert rows[0] == ("指标", "目标值", "年份", "牵头 / 责任单位", "出处")
    assert all(row[0] and row[1] for row in rows)
    page = tab.open("projects/index.html")
    page.locator("#z-projects [name=q]").fill("污水")
    expect(page.locator("#z-projects .z-filter__count")).to_contain_text("项，共")
    with page.expect_download() as caught:
        page.locator("[data-act=csv]").click()
    found = list(csv.reader(io.StringIO(caught.value.path().read_text(encoding="utf-8-sig"))))
    assert 1 < len(found) <= sum(item.kind == "project" for item in record.items)
    assert all("污水" in "".join(row) for row in found[1:])


def test_columns_are_chosen_and_stand_in_the_address(tab: Tab) -> None:
    page = tab.open("tasks/index.html?hide=support")
    heads = page.locator("#z-tasks thead th")
    expect(heads).to_have_text(["出处", "任务", "牵头 / 责任单位", "时限", "指标"])
    page.locator("[data-act=columns]").press("Enter")
    page.locator(".dt-button-collection").get_by_text("时限").press("Enter")
    page.locator(".dt-button-collection").get_by_text("行动").press("Enter")
    page.keyboard.press("Escape")
    expect(heads).to_have_text(["行动", "出处", "任务", "牵头 / 责任单位", "指标"])
    expect(page).to_have_url(re.compile(r"hide=support\.due"))
    expect(page).to_have_url(re.compile("show=action"))
    with page.expect_download() as caught:
        page.locator("[data-act=csv]").click()
    saved = next(csv.reader(io.StringIO(caught.value.path().read_text(encoding="utf-8-sig"))))
    assert saved == ["编号", "计划", "类别", "行动", "出处", "任务", "内容", "牵头单位", "责任单位", "指标"]


def test_unit_role_and_certainty_speak_of_one_duty(tab: Tab, record: Record) -> None:
    """A row that 区环保局 supports and somebody else leads is not one that it leads."""
    unit = "wuxing/huanbao"
    page = tab.open("tasks/index.html?unit=wuxing-huanbao&role=lead&certainty=inherited")
    wanted = [
        item.id
        for item in record.items
        if any(duty.unit == unit and duty.role == "lead" and duty.certainty == "inherited" for duty in item.duties)
    ]
    assert wanted
    expect(page.locator("#z-tasks .z-filter__count")).to_have_text(f"{len(wanted)} 项，共 {len(record.items)} 项")
    shown = page.locator("#z-tasks tbody a.z-item").evaluate_all("all => all.map(one => one.dataset.item)")
    assert shown == wanted


def test_a_column_sorts_by_keyboard_and_the_address_keeps_it(tab: Tab) -> None:
    page = tab.open("tasks/index.html?kind=task")
    head = page.locator("#z-tasks th:has-text('时限') [role=button]")
    head.press("Enter")
    expect(page.locator("#z-tasks th:has-text('时限')")).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(re.compile("sort=due"))
    head.press("Enter")
    expect(page.locator("#z-tasks th:has-text('时限')")).to_have_attribute("aria-sort", "descending")
    expect(page).to_have_url(re.compile("sort=-due"))
    first = page.locator("#z-tasks tbody a.z-item").first.inner_text()
    page.reload()
    expect(page.locator("#z-tasks tbody a.z-item").first).to_have_text(first)


def test_the_walk_by_keyboard_alone_on_a_phone(tab: Tab) -> None:
    """Home, 垃圾, a suggestion, the card, its lead unit, 2022 only, a task, its words in the source, back."""
    page = tab.page
    page.set_viewport_size({"width": 390, "height": 844})
    tab.open("index.html")
    page.locator("#z-home-search").wait_for()
    page.keyboard.press("/")
    expect(page.locator("#z-home-search")).to_be_focused()
    page.keyboard.type("垃圾分类")
    page.locator(".z-suggest li").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=*")
    first = page.locator(".z-results__list a.z-item").first
    first.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    card.locator("dt:has-text('牵头单位') + dd a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/*/index.html")
    year = page.locator("[data-year='2022']")
    year.focus()
    page.keyboard.press("Space")
    expect(year).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".z-rowfilter [role=status]")).to_contain_text("项符合")
    page.locator("#leads ~ .z-group tr:visible a.z-item").first.focus()
    page.keyboard.press("Enter")
    expect(card.locator(".z-card__quote p").first).to_be_visible()
    card.get_by_text("查看原文").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/text/index.html#annex-*")
    expect(page.locator(".z-src:target")).to_be_in_viewport()
    page.go_back()
    page.wait_for_url("**/units/*/index.html")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Excel 责任清单").press("Enter")
    # A browser names a file from a folder as it lies there, whatever the link says.
    expected = "责任清单.xlsx" if tab.address.startswith("http") else ".xlsx"
    assert caught.value.suggested_filename.endswith(expected)


def test_the_navigation_opens_on_a_phone(tab: Tab) -> None:
    page = tab.page
    page.set_viewport_size({"width": 390, "height": 844})
    tab.open("units/wuxing-zhujian/index.html")
    link = page.locator(".md-nav--primary").get_by_role("link", name="任务", exact=True)
    expect(link).not_to_be_in_viewport()
    page.locator("[data-drawer]").press("Enter")
    expect(link).to_be_in_viewport()
    link.click()
    page.wait_for_url("**/tasks/index.html")


@pytest.mark.parametrize("path", ["units", "timeline", "projects", "targets", "graph"])
def test_a_chart_is_drawn_and_leads_on(tab: Tab, path: str) -> None:
    """Without script the page holds an SVG; with it, Vega draws marks that a keyboard reaches and that lead somewhere."""
    page = tab.open(f"{path}/index.html")
    page.locator("[data-chart]").scroll_into_view_if_needed()
    mark = page.locator("[data-chart] svg.marks [role=link]").first
    expect(mark).to_have_attribute("tabindex", "0")
    expect(page.locator(".z-chart__svg")).to_have_count(0)
    before = page.url
    mark.press("Enter")
    page.wait_for_url(lambda url: url != before)


def test_a_unit_of_the_network_stands_out_with_its_partners(tab: Tab) -> None:
    """Reached by keyboard as by pointer: its lines stay, the others fade, and it is named."""
    page = tab.open("graph/index.html")
    page.locator("[data-chart] [role=link][aria-label^='区教育局']").focus()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("区教育局")
    lines = page.locator("[data-chart] .mark-rule line")
    expect(page.locator("[data-chart] .mark-rule line[opacity='0.1']").first).to_be_attached()
    assert (
        0 < lines.evaluate_all("all => all.filter(one => one.getAttribute('opacity') === '1').length") < lines.count()
    )


def test_the_tabs_come_back_when_the_page_is_scrolled_back(tab: Tab) -> None:
    page = tab.open("units/wuxing-huanbao/index.html")
    tabs = page.locator(".md-tabs")
    link = tabs.get_by_role("link", name="任务", exact=True)
    expect(link).to_be_in_viewport()
    page.evaluate("scrollTo(0, 2000)")
    expect(tabs).to_have_attribute("hidden", "", timeout=15_000)
    page.evaluate("scrollTo(0, 0)")
    expect(tabs).not_to_have_attribute("hidden", "", timeout=15_000)
    expect(link).to_be_in_viewport()


def test_what_no_field_holds_is_a_column_to_choose_and_on_the_card(browser: Browser, own_columns: Path) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.goto(f"{own_columns.as_uri()}/tasks/index.html?show=表-建设主体.表-总投资（万元）")
    expect(page.locator("#z-tasks thead th.z-c-further")).to_have_text(["建设主体", "总投资（万元）"])
    row = page.locator("#z-tasks tbody tr", has_text="滨江大道")
    expect(row.locator("td.z-c-further")).to_have_text(["新区城投集团", "52000"])
    with page.expect_download() as caught:
        page.locator("[data-act=csv]").click()
    saved = list(csv.reader(io.StringIO(caught.value.path().read_text(encoding="utf-8-sig"))))
    assert saved[0][-2:] == ["建设主体", "总投资（万元）"] and ["新区城投集团", "52000"] in [row[-2:] for row in saved]
    page.locator("#z-tasks [name=q]").fill("新区城投")
    expect(page.locator("#z-tasks tbody tr")).to_have_count(1)
    row.locator("a[data-item]").first.click()
    said = page.get_by_role("dialog").locator("dt", has_text="建设主体").locator("+ dd")
    expect(said).to_have_text("新区城投集团")
    page.close()
