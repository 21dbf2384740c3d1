"""The walk of an official, in Chromium, over http and from a folder: no error, no request elsewhere."""

from __future__ import annotations

from playwright.sync_api import expect

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
    lead = card.locator("dt:has-text('牵头单位') + dd a").first
    name = lead.inner_text()
    lead.click()
    page.wait_for_url("**/units/*/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(f"#leads ~ .z-group a[data-item='{item}']").first).to_be_visible()


def test_suggestions_lead_to_a_unit_by_its_initials(tab: Tab) -> None:
    page = tab.open("index.html")
    page.locator("#z-unit-choose").fill("zjj")
    first = page.locator("#z-home-units li:visible a").first
    expect(first).to_contain_text("区住建局")
    page.locator("#z-unit-choose").press("Enter")
    page.wait_for_url("**/units/*/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("区住建局")


def test_a_filter_stands_in_the_address_and_comes_back_from_it(tab: Tab) -> None:
    page = tab.open("tasks/index.html")
    status = page.locator(".z-filter__count")
    expect(status).to_contain_text("共")
    page.locator("#z-tasks input[name=q]").fill(WALK)
    expect(status).to_contain_text("项，共")
    said = status.inner_text()
    address = page.url
    assert "q=" in address
    page.goto("about:blank")
    page.goto(address)
    expect(status).to_have_text(said)


def test_search_finds_nothing_elsewhere_than_in_what_is_there(tab: Tab) -> None:
    page = tab.open("search/index.html?q=没有这样的词语")
    expect(page.locator(".z-results__count")).to_contain_text("没有找到")
