"""The portal as people meet it: a real server, a real browser, with and without JavaScript, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import fits

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/?q=%E9%A4%90%E9%A4%A8",
    "/services/open-a-restaurant/",
    "/services/elder-allowance/",
    "/services/elder-allowance/may-i/",
    "/services/open-a-restaurant/may-i/",
    "/identity/sign-in/",
    "/verify/nothing/",
    "/accessibility/",
    "/privacy/",
    "/feedback/",
    "/receipts/none/none/",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("locale", "width"), [("zh-TW", 1280), ("en", 390)])
def test_pages_are_accessible_and_fit(
    city: str, visitor: Callable, axe: Callable, path: str, locale: str, width: int
) -> None:
    page = visitor(width=width, locale=locale)
    page.goto(city + path)
    axe(page)
    assert fits(page)


@pytest.mark.demonstrates("R91")
def test_a_founder_finds_the_guide_without_javascript_in_large_text(city: str, visitor: Callable) -> None:
    page = visitor(javascript=False, width=390, locale="zh-TW")
    page.goto(city)
    page.get_by_role("button", name="長者大字").click()
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.fill("餐館")
    page.get_by_role("button", name="搜尋").click()
    page.get_by_role("link", name="開餐館一件事").click()
    assert "行政復議" in page.content()
    assert "large" in (page.locator("html").get_attribute("class") or "")


def test_signing_in_and_out(city: str, visitor: Callable) -> None:
    page = visitor(locale="zh-TW")
    page.goto(city + "/identity/sign-in/")
    page.locator("button[value=citizen-wang]").click()
    expect(page.get_by_text("王小谷").first).to_be_attached()
    page.get_by_role("button", name="登出").click()
    expect(page.get_by_role("link", name="登入")).to_have_count(1)


def test_a_founder_learns_what_is_needed_before_anything_begins(
    city: str, visitor: Callable, axe: Callable
) -> None:
    page = visitor(javascript=False, width=320)
    page.goto(f"{city}/services/open-a-restaurant/")
    page.get_by_role("link", name="我能申請嗎").click()
    page.get_by_role("button", name="看結果").click()
    expect(page.get_by_text("請回答這個問題").first).to_be_attached()
    for name in ("shop.eats_on_site", "shop.has_licence", "shop.has_sign"):
        page.locator(f"input[name='{name}'][value=true]").check()
    page.locator("input[name='shop.area']").fill("150")
    page.locator("input[name='shop.staff']").fill("4")
    page.get_by_role("button", name="看結果").click()
    expect(page.get_by_text("您需要辦理：")).to_have_count(1)
    expect(page.locator("table")).to_contain_text("消防安全檢查")
    expect(page.locator("table")).not_to_contain_text("營業執照")  # who has a licence needs no other
    assert fits(page)


def test_the_model_is_a_picture_and_a_list(city: str, visitor: Callable, axe: Callable) -> None:
    page = visitor(width=320)
    page.goto(city)
    page.locator("svg.model__picture a", has_text="B").first.click()
    assert "sector=B" in page.url
    expect(page.get_by_role("link", name="高齡津貼").first).to_be_attached()
    axe(page)
