"""What the look promises to everyone: readable, reachable, and the same without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = {"zh-hant": ("zh-TW", "繁體中文"), "zh-hans": ("zh-CN", "简体中文"), "en": ("en", "English")}


@pytest.fixture
def address(live_server: Any, settings: Any) -> str:
    settings.MINBEN_DEMO = True
    settings.ROOT_URLCONF = "tests.journeys.look_urls"
    return str(live_server.url + reverse("design:gallery"))


def choose(page: Page, language: str = "zh-hant", large: bool = False, contrast: bool = False) -> None:
    page.locator(f'.switch[value="{language}"]').click()
    if large:
        page.locator('.switch[name="size"]').click()
    if contrast:
        page.locator('.switch[name="contrast"]').click()


@pytest.mark.demonstrates("R91")
@pytest.mark.parametrize(
    ("language", "large", "contrast", "width"),
    [
        ("zh-hant", False, False, 1100),
        ("zh-hans", False, False, 1100),
        ("en", False, False, 1100),
        ("zh-hant", True, False, 1100),
        ("zh-hant", False, True, 1100),
        ("zh-hant", False, False, 320),
        ("en", True, True, 320),
    ],
)
def test_gallery_is_accessible(
    visitor: Callable[..., Page],
    axe: Callable[[Page], None],
    address: str,
    language: str,
    large: bool,
    contrast: bool,
    width: int,
) -> None:
    page = visitor(width=width)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    choose(page, language, large, contrast)
    for query in ("", "?errors"):
        page.goto(address + query)
        page.locator("summary").first.click()
        axe(page)
        assert fits(page), f"scrolls sideways at {width} px"
    assert not faults, faults


def test_switches_work_without_script_and_come_back(visitor: Callable[..., Page], address: str) -> None:
    page = visitor(javascript=False)
    page.goto(address + "?page=3")
    for language, (_locale, name) in LANGUAGES.items():
        page.get_by_role("button", name=name).click()
        assert page.url == address + "?page=3"
        tag = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "en": "en"}[language]
        assert page.locator("html").get_attribute("lang") == tag
    expect(page.locator("h1")).to_have_text("Every component")
    page.get_by_role("button", name="Large text").click()
    page.get_by_role("button", name="High contrast").click()
    assert set((page.locator("html").get_attribute("class") or "").split()) >= {"large", "contrast"}
    page.get_by_role("button", name="Large text").click()
    assert "large" not in (page.locator("html").get_attribute("class") or "")


@pytest.mark.demonstrates("R91")
def test_large_text_has_large_targets(visitor: Callable[..., Page], address: str) -> None:
    page = visitor()
    page.goto(address)
    choose(page, large=True)
    targets = (
        ".switch .govuk-button .foot__link .masthead__signin .govuk-breadcrumbs__link .govuk-pagination__link"
        " .govuk-radios__input .govuk-checkboxes__input .govuk-input .govuk-select"
    )
    measure = "all => all.map(e => [e.className, e.getBoundingClientRect().height])"
    sizes = page.locator(", ".join(targets.split())).evaluate_all(measure)
    assert len(sizes) > 20
    small = [(name, height) for name, height in sizes if height < (60 if "govuk-button" in name else 44)]
    assert not small
    body = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    assert body >= 18


def test_keyboard_reaches_main_and_sees_focus(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator(".switch").first.focus()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_errors_lead_to_their_questions(page: Page, address: str) -> None:
    page.goto(address + "?errors")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    links = page.locator(".govuk-error-summary__list a")
    targets = [link.get_attribute("href") or "" for link in links.all()]
    assert len(targets) == 6
    assert len({link.inner_text() for link in links.all()}) == 6, "each line names its question"
    for target in targets:
        expect(page.locator(target)).to_have_count(1)
    assert page.locator("#id_name").get_attribute("aria-describedby") == "id_name_helptext id_name_error"


def test_print_leaves_only_the_matter(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    expect(page.locator(".switches")).to_be_hidden()
    expect(page.locator("main .govuk-button").first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "status", "words"), [("nowhere/", 404, "這裡沒有頁面"), ("breaks/", 500, "我們這邊出了故障")]
)
def test_error_pages_say_what_happened_and_what_is_kept(
    page: Page, axe: Callable[[Page], None], address: str, path: str, status: int, words: str
) -> None:
    answer = page.goto(address.replace("design/gallery/", path))
    assert answer is not None
    assert answer.status == status
    expect(page.locator("h1")).to_have_text(words)
    expect(page.locator("main")).to_contain_text("先前保存的")
    axe(page)


def test_a_form_from_elsewhere_is_refused_with_advice(visitor: Callable[..., Page], address: str) -> None:
    page = visitor(javascript=False)
    page.goto(address)
    page.context.clear_cookies()
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("這份表單開啟得太久了")


def test_gallery_is_closed_in_production(client: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.journeys.look_urls"
    settings.MINBEN_DEMO = settings.DEBUG = False
    assert client.get(reverse("design:gallery")).status_code == 404


def test_switch_never_leads_to_another_host(client: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.journeys.look_urls"
    answer = client.post(reverse("design:look"), {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert client.cookies["django_language"].value == "en"
    answer = client.post(reverse("design:look"), {"language": "xx", "size": "huge", "next": "/a?b=1"})
    assert answer["Location"] == "/a?b=1"
    assert client.cookies["django_language"].value == "en"
    assert "minben_size" not in client.cookies


def test_axe_notices_a_picture_without_words(page: Page, axe: Callable[[Page], None], address: str) -> None:
    page.goto(address)
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
