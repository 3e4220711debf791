"""Oversight as leaders and inspectors meet it: a real server, a real browser, with and without JavaScript, narrow."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits

pytestmark = pytest.mark.browser


def enter(page: Page, city: str, who: str) -> Page:
    page.goto(f"{city}/identity/sign-in/")
    page.locator(f"button[value='{who}']").first.click()
    return page


@pytest.mark.demonstrates("R88", "R27")
def test_a_leader_goes_from_a_figure_to_a_case_and_urges_it(
    lived_in: str, page: Page, axe: Callable[[Page], None]
) -> None:
    enter(page, lived_in, "leader-mei")
    page.goto(f"{lived_in}/oversight/")
    expect(page.get_by_role("heading", level=1)).to_have_text("群眾辦事的感受")
    axe(page)
    page.get_by_role("link", name="有事項逾期的辦件").click()
    axe(page)
    page.locator("table a").first.click()
    page.get_by_role("link", name=re.compile(r"K\d\d · ")).first.click()
    expect(page.locator("main")).to_contain_text("各段時間由誰持有")
    axe(page)
    page.goto(f"{lived_in}/oversight/cases/?show=open")
    page.locator("table a").first.click()
    page.get_by_role("radio").first.check(force=True)
    page.get_by_label("要辦的事").fill("請於期限前辦結並回報。")
    page.get_by_role("button", name="督辦", exact=True).click()
    expect(page.locator("main")).to_contain_text("督辦已送達")
    axe(page)
    page.goto(f"{lived_in}/oversight/urgings/")
    expect(page.locator("table")).to_contain_text("尚未簽收")
    axe(page)


@pytest.mark.demonstrates("R89")
def test_an_inspector_checks_the_ledger_and_follows_a_trail_without_javascript(
    lived_in: str, visitor: Callable[..., Page]
) -> None:
    page = enter(visitor(javascript=False), lived_in, "inspector-yan")
    expect(page.get_by_role("heading", level=1)).to_have_text("帳冊")
    page.get_by_role("button", name="核驗整本帳冊").click()
    expect(page.locator("main")).to_contain_text("每條記錄、每個簽名頭都未被改動")
    page.goto(f"{lived_in}/oversight/cards/")
    page.locator("table a").first.click()
    page.get_by_label("您的理由").fill("當日停電屬實。")
    page.get_by_role("button", name="解除此牌").click()
    expect(page.locator("main")).to_contain_text("不計入任何部門")
    page.locator("dl a").first.click()
    page.get_by_role("link", name="本辦件的完整軌跡").click()
    expect(page.locator("main")).to_contain_text("每條記錄都與帳冊中的葉一致")
    page.get_by_role("link", name=re.compile("及其證明")).first.click()
    expect(page.locator("main")).to_contain_text("與此處所示完全一致")


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("leader-mei", "/oversight/"),
        ("leader-mei", "/oversight/cards/"),
        ("inspector-yan", "/oversight/inspection/"),
        ("inspector-yan", "/oversight/inspection/signals/"),
        ("inspector-yan", "/oversight/inspection/readings/"),
        ("inspector-yan", "/oversight/inspection/complaints/"),
        ("inspector-yan", "/oversight/inspection/entries/5/"),
        ("administrator-pei", "/oversight/upkeep/"),
    ],
)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_pages_fit_a_narrow_screen_and_everybody(
    lived_in: str, visitor: Callable[..., Page], axe: Callable[[Page], None], who: str, path: str, locale: str
) -> None:
    page = enter(visitor(width=320, locale=locale), lived_in, who)
    page.goto(lived_in + path)
    assert fits(page)
    axe(page)


def test_a_samples_seed_is_shown_and_draws_inspectors_too(
    lived_in: str, page: Page, axe: Callable[[Page], None]
) -> None:
    enter(page, lived_in, "inspector-zhuang")
    page.get_by_label("抽取件數").fill("3")
    page.get_by_label("種子").fill("353")
    page.get_by_label("年").fill("2026")
    page.get_by_label("月", exact=True).fill("1")
    page.get_by_role("button", name="抽取樣本").click()
    expect(page.locator("main")).to_contain_text("353")
    expect(page.locator("table tbody tr")).to_have_count(3)
    axe(page)
