"""The portal as people meet it: a real server, a real browser, with and without JavaScript, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import fits

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/?q=%E9%A4%90%E9%A4%A8",
    "/services/open-a-restaurant/",
    "/services/elder-allowance/",
    "/identity/sign-in/",
    "/verify/nothing/",
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
    assert page.get_by_text("王小谷").count() > 0
    page.get_by_role("button", name="登出").click()
    assert page.get_by_role("link", name="登入").count() == 1
