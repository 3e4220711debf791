"""The workbench as officers meet it: by keyboard, without JavaScript, narrow, in large text, with axe on every page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits
from tests.journeys.test_portal_apply import agree

pytestmark = pytest.mark.browser
PDF = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
RESTAURANT = {"shop.eats_on_site": "true", "shop.has_licence": "false", "shop.has_sign": "true"}


@pytest.fixture(scope="module")
def sent(city: str, browser) -> str:
    """A restaurant of the demo's founder, sent through the portal's pages; the case number."""
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    sign_in(page, city, "citizen-wang")
    page.goto(f"{city}/services/open-a-restaurant/")
    page.locator("form[action*=start] button").first.click()
    agree(page)
    page.locator("main button[type=submit]").first.click()
    for _ in range(12):
        if page.url.endswith("/check/"):
            break
        fill(page)
        page.locator("main form button[type=submit]").first.click()
    page.locator("main form button[type=submit]").first.click()
    number = re.search(r"/cases/([^/]+)/", page.url)
    assert number, page.content()
    context.close()
    return number[1]


def fill(page: Page) -> None:
    """Answer whatever this page of the form asks."""
    for field in page.locator("main form input:visible, main form textarea:visible").all():
        name, kind = field.get_attribute("name") or "", field.get_attribute("type")
        if kind == "radio":
            wanted = RESTAURANT.get(name)
            if wanted is None or field.get_attribute("value") == wanted:
                field.check()
        elif kind == "checkbox":
            field.check()
        elif kind == "file":
            field.set_input_files(PDF)
        elif not field.input_value():
            field.fill(answer(name))


def answer(name: str) -> str:
    """Something that fits the element."""
    numbers = {"shop.area": "150", "shop.staff": "6", "shop.capital": "10", "shop.exits": "2"}
    if name == "property.certificate_number":
        return "LT00000001"
    return numbers.get(name, "2" if "width" in name or "height" in name else "流觴小館")


def sign_in(page: Page, city: str, account: str) -> None:
    page.goto(f"{city}/identity/sign-in/")
    page.locator(f"button[value={account}]").click()


SHAPES = [("zh-TW", 1280, False), ("en", 320, False), ("zh-CN", 390, True)]


@pytest.mark.parametrize(("locale", "width", "large"), SHAPES)
def test_queue_and_case_are_accessible_and_fit(
    city: str, sent: str, visitor: Callable, axe: Callable, locale: str, width: int, large: bool
) -> None:
    page = visitor(width=width, locale=locale)
    sign_in(page, city, "officer-fang")
    if large:
        page.locator("button[name=size]").click()
    page.goto(f"{city}/workbench/")
    expect(page.get_by_text(sent).first).to_be_attached()
    axe(page)
    assert fits(page)
    page.locator(".queue__title a").first.click()
    axe(page)
    assert fits(page)
    page.goto(f"{city}/workbench/day/")
    axe(page)
    assert fits(page)


def test_an_officer_denies_by_keyboard_alone_without_javascript(
    city: str, sent: str, visitor: Callable
) -> None:
    page = visitor(javascript=False, locale="en")
    sign_in(page, city, "officer-fang")
    page.goto(f"{city}/workbench/?number={sent}")
    press_until(page, ".queue__title a")
    page.keyboard.press("Enter")
    press_until(page, "form[action$='/claim/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have this task until")).to_be_visible()
    press_until(page, "form[action$='/accept/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Limit of the law").first).to_be_visible()
    press_until(page, "#id_decide-outcome_0")
    page.keyboard.press("ArrowDown")
    press_until(page, "form[action$='/decide/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A denial needs its reasons").first).to_be_visible()
    press_until(page, "#id_decide-reasons")
    page.keyboard.type("There is only one exit; two are required.")
    press_until(page, "form[action$='/decide/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Decision to refuse an administrative licence")).to_be_visible()
    expect(page.get_by_text("There is only one exit; two are required.")).to_be_visible()
    press_until(page, "button[name=send]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The decision is sent.")).to_be_visible()


def test_several_tasks_by_keyboard_alone_without_javascript(
    city: str, sent: str, visitor: Callable, axe: Callable
) -> None:
    page = visitor(javascript=False, locale="en", width=390)
    sign_in(page, city, "officer-an")
    page.goto(f"{city}/workbench/?number={sent}")
    press_until(page, "a[href*='tick=all']")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Untick all")).to_be_visible()
    press_until(page, "#more")
    page.locator("#more").press("ArrowDown")
    while page.locator("#more").input_value() != "reply_message":
        page.locator("#more").press("ArrowDown")
    press_until(page, ".together button[value=more]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Write to the applicant")).to_be_visible()
    press_until(page, "#id_reply_message-text")
    page.keyboard.type("The hall is closed on Friday.")
    press_until(page, "button[name=go]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("What came of each")).to_be_visible()
    expect(page.get_by_text("The message is sent.").first).to_be_visible()
    assert fits(page)
    page = visitor(locale="zh-TW", width=320)
    sign_in(page, city, "leader-qiu")
    page.goto(f"{city}/workbench/?tick=all")
    axe(page)
    page.select_option("#more", "assign")
    page.locator(".together button[value=more]").click()
    expect(page.locator("#id_assign-to")).to_be_visible()
    axe(page)
    assert fits(page)
    page.goto(f"{city}/workbench/results/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
    assert fits(page)


def press_until(page: Page, selector: str) -> None:
    """Tab until the element has the focus, as somebody without a mouse does."""
    wanted = page.locator(selector).first
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"The keyboard does not reach {wanted}.")


def test_the_counter_files_for_a_person_and_prints_the_receipt(
    city: str, visitor: Callable, axe: Callable
) -> None:
    page = visitor(width=320, locale="en")
    sign_in(page, city, "officer-tang")
    page.goto(f"{city}/workbench/counter/")
    axe(page)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    axe(page)
    page.fill("[name=person]", "990121194311029033")
    page.get_by_label("Resident identity card").check()
    page.locator("[name=agreed]").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="At the window: 林松壽")).to_be_visible()
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="Start for this person Elder allowance").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    agree(page)
    page.get_by_role("button", name="Go on").click()
    page.locator("main [type=radio]").first.check()
    page.locator("main form button[type=submit]").first.click()
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("link", name="Back to the counter").click()
    page.get_by_role("link", name="Print the receipt").click()
    expect(page.get_by_text("Signature of the applicant")).to_be_visible()
    axe(page)
    assert fits(page)
    page.go_back()
    page.get_by_role("button", name="Finish this visit").click()
    expect(page.get_by_text("Who is at the window?")).to_be_visible()


def test_an_officer_enters_practice_decides_and_leaves(city: str, visitor: Callable, axe: Callable) -> None:
    page = visitor(width=390, locale="en", javascript=True)
    sign_in(page, city, "officer-gao")
    page.goto(f"{city}/workbench/practice/")
    axe(page)
    page.get_by_role("button", name="Enter practice").click()
    told = page.get_by_text("Practice: nothing you do here is real")
    expect(told).to_be_visible()
    axe(page)
    assert fits(page)
    page.locator(".queue__title a").first.click()
    expect(told).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Leave practice").click()
    expect(page.get_by_text("these are real cases again")).to_be_visible()
    expect(told).to_have_count(0)
