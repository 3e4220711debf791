"""Rules, versions and logs compared, as an analyst meets them: read, tried, changed in a draft, taken away."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits
from tests.journeys.test_studio import LOG, arrive, bring

pytestmark = pytest.mark.browser
ELDER = "/studio/decisions/elder-allowance/"


def test_a_rule_is_changed_in_a_draft_without_javascript_on_a_telephone(
    city: str, visitor: Callable[..., Page]
) -> None:
    page = visitor(javascript=False, width=320, locale="en")
    arrive(page, city)
    page.get_by_role("link", name="Decisions").click()
    assert fits(page)
    page.get_by_role("link", name="Elder allowance").click()
    expect(page.locator("main")).to_contain_text("No row matches when age = 79.")
    assert fits(page)
    page.get_by_role("button", name="Begin a draft").click()
    page.locator("#refusals").get_by_role("link", name="Change row 1").click()
    assert fits(page)
    cell = page.locator("input[name=c0]")
    assert cell.input_value() == "< 80"
    cell.fill("< 75")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("main")).to_contain_text("The draft is kept.")
    expect(page.locator("main")).to_contain_text(re.compile("[23] of 8 worked cases come out otherwise."))
    assert fits(page)
    page.locator("#allowance").get_by_role("link", name="Change row 1").click()
    page.locator("input[name=c0]").fill("[80..")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("main")).to_contain_text("allowance, row 1, column “age”")
    page.get_by_role("button", name="Who would be treated differently").click()
    expect(page.locator("main")).to_contain_text("people would be decided otherwise.")
    assert fits(page)
    page.go_back()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take the draft (DMN)").click()
    file = taken.value.path().read_text("utf-8")
    assert "&lt; 75" in file
    assert "<text>[80..</text>" in file


def test_every_new_page_is_accessible(
    city: str, visitor: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = visitor()
    arrive(page, city)
    bring(page, "permits.csv", LOG)
    pages = [
        "/studio/decisions/",
        ELDER,
        ELDER + "try/",
        "/studio/packs/",
        "/studio/packs/open-a-restaurant/",
    ]
    pages += ["/studio/packs/open-a-restaurant/cases/12/", "/studio/drafts/1/", "/studio/drafts/1/people/"]
    pages += ["/studio/drafts/1/allowance/rows/1/", "/studio/drafts/1/allowance/rows/0/?after=3"]
    pages += [f"/studio/logs/upload/1/{name}/" for name in ("variants", "dots", "deviations", "compare")]
    pages.append("/studio/logs/upload/1/compare/?by=variant")
    for address in pages:
        page.goto(city + address)
        axe(page)
    page.goto(city + "/studio/packs/open-a-restaurant/versions/")
    page.locator("select[name=new]").select_option(index=2)
    page.locator("main form button").click()
    axe(page)
    page.goto(city + ELDER + "try/")
    page.locator("[name=f0_year]").fill("1950")
    page.locator("[name=f0_month]").fill("3")
    page.locator("[name=f0_day]").fill("3")
    page.locator("main form button").click()
    axe(page)
    expect(page.locator("main")).to_contain_text("離另一種結果還差什麼")
