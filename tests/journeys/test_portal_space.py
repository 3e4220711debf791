"""My space and an offer without applying (免申即享), in a real browser with the worker beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import fits
from tests.journeys.test_portal_case import sign_in

pytestmark = pytest.mark.browser


def test_an_old_man_is_offered_his_allowance_and_says_yes_without_javascript(
    city: str, visitor: Callable, axe: Callable
) -> None:
    page = visitor(javascript=False, width=320)
    sign_in(page, city, "citizen-lin")
    page.goto(f"{city}/space/")
    assert fits(page)
    page.get_by_role("button", name="好，請告訴我").click()
    expect(page.get_by_text("已記下")).to_have_count(1)
    for _ in range(40):  # the worker looks every five seconds
        page.goto(f"{city}/space/")
        if page.get_by_text("為您主動提供").count():
            break
        page.wait_for_timeout(500)
    page.get_by_role("link", name="查看").or_(page.get_by_role("button", name="查看")).click()
    assert fits(page)
    page.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="同意，替我申請").click()
    expect(page.get_by_text("您的申請已收到").first).to_be_attached()
    assert fits(page)
    page.goto(f"{city}/space/")
    expect(page.get_by_role("link", name="高齡津貼決定書")).to_have_count(1)


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1100), ("en", 320)])
def test_acting_for_somebody_shows_who_on_every_page(
    city: str, visitor: Callable, axe: Callable, locale: str, width: int
) -> None:
    page = visitor(width=width, locale=locale)
    sign_in(page, city, "citizen-chen")
    page.goto(f"{city}/space/")
    axe(page)
    page.locator("button[name=principal]").first.click()
    axe(page)
    assert fits(page)
    page.goto(city)
    expect(page.locator(".masthead__acting")).to_contain_text("林松壽")


def test_a_form_says_what_it_knows_and_can_be_told_that_it_is_wrong(
    city: str, visitor: Callable, axe: Callable
) -> None:
    page = visitor(width=320)
    sign_in(page, city, "citizen-wang")
    page.goto(f"{city}/services/open-a-restaurant/")
    page.get_by_role("button", name="現在申請").click()
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="繼續").click()
    page.locator("summary").first.click()
    axe(page)
    page.get_by_role("link", name="此處有誤").or_(page.get_by_role("link", name="這不對")).first.click()
    axe(page)
    assert fits(page)
