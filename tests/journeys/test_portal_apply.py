"""A founder's whole way: finds the service, reads the guide, signs in, consents, answers, leaves, returns, sends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import fits

pytestmark = pytest.mark.browser
ANSWERS = {
    "shop.area": "150",
    "shop.staff": "4",
    "property.certificate_number": "LT00000001",
    "shop.exits": "2",
    "shop.capital": "50000",
    "shop.sign_width": "2",
    "shop.sign_height": "1",
}


def fill(page: Page, picture: Path) -> None:
    """Answer every question of the page as it stands: yes, the first choice, a number, a name, a file."""
    form = page.locator("main form")
    for fieldset in form.locator("fieldset").all():
        choices = fieldset.locator("input[type=radio]")
        wanted = (
            fieldset.locator("input[type=radio][value=false]") if "licence" in _name(choices) else choices
        )
        wanted.first.check()
    for text in form.locator("input[type=text]").all():
        text.fill(ANSWERS.get(text.get_attribute("name") or "", "流觴小館"))
    for file in form.locator("input[type=file]").all():
        file.set_input_files(picture)


def agree(page: Page) -> None:
    """Say yes to every register on the consent page: one yes for the ordinary ones, one each for the sensitive."""
    assert page.locator("input[type=checkbox]:checked").count() == 0, "a box that comes ticked is no consent"
    page.locator("#r-all").check()
    for apart in page.locator("main fieldset:not(:has(#r-all)) input").all():
        apart.check()


def go(page: Page, way: Locator) -> None:
    """Follow a link or send a form, and wait for the page that comes."""
    with page.expect_navigation():
        way.click()


def _name(choices: Locator) -> str:
    return choices.first.get_attribute("name") or ""


@pytest.mark.parametrize(
    ("account", "javascript", "locale", "width"),
    [("citizen-wang", False, "zh-TW", 320), ("citizen-chen", True, "zh-CN", 1100)],
)
def test_from_a_need_to_the_receipt(
    city: str, visitor: Callable, axe: Callable, tmp_path: Path,
    account: str, javascript: bool, locale: str, width: int,
) -> None:  # fmt: skip
    picture = tmp_path / "plan.pdf"
    picture.write_bytes(b"%PDF-1.4\n%%EOF\n")
    page = visitor(javascript=javascript, locale=locale, width=width)
    look = axe if javascript else lambda _: None  # axe itself is a script
    page.goto(f"{city}/?event=opening_a_shop")
    go(page, page.locator("a[href='/services/open-a-restaurant/']"))
    apply = page.locator("form[action$='/start/'] button")
    go(page, apply)
    go(page, page.locator(f"button[value={account}]"))
    assert page.url.endswith("/services/open-a-restaurant/"), "signing in leads back"
    go(page, apply)
    assert page.url.endswith("/consent/")
    agree(page)
    look(page)
    go(page, page.locator("main form button").first)
    seen = []
    while "/pages/" in page.url:
        seen.append(page.url)
        assert len(seen) < 9, seen
        assert fits(page)
        look(page)
        fill(page, picture)
        if len(seen) == 2:  # leaves in the middle and comes back another time
            go(page, page.locator("button[name=leave]"))
            page.goto(f"{city}/space/")
            go(page, page.locator("a[href^='/forms/']").first)
            continue
        go(page, page.locator("main form button").first)
    assert page.url.endswith("/check/")
    page.locator("summary").first.click()
    assert page.locator("a[href*='/wrong/']").count() > 3, "every answer of a register can be disputed"
    look(page)
    go(page, page.locator("main form button").last)
    assert page.url.endswith("/receipt/")
    assert fits(page)
    look(page)
    page.goto(page.url.removesuffix("receipt/"))
    expect(page.locator("article.item")).to_have_count(5)
    assert page.locator("svg.limit__bar").count() >= 4
