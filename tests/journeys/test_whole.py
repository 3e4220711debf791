"""The whole loop, once: from a need to a certificate, a rating and a complaint, then leader, inspector and analyst."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import fits
from tests.journeys.test_portal_apply import agree, fill, go

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("MINBEN_PICTURES", "")
"""A folder for README's pictures: MINBEN_PICTURES=docs/pictures pytest tests/journeys/test_whole.py"""
SHOWN = {"case": "article.item", "studio": "figure svg, main svg", "workbench": "#facts"}
"""What of a page its picture begins with; its heading otherwise."""
OFFICERS = {
    "business_licence": "officer-an",
    "food_permit": "officer-bai",
    "sign": "officer-cen",
    "fire_inspection": "officer-fang",
    "health_certificate": "officer-he",
}


class City:
    """The city as different persons meet it: each with a browser of their own; every page visited is looked at."""

    def __init__(self, address: str, arrive: Callable[[], Page], look: Callable[[Page], None]) -> None:
        self.address, self.arrive, self.look = address, arrive, look
        self.people: dict[str, Page] = {}

    def enter(self, account: str) -> Page:
        """The page of this person, signed in on first use."""
        if account not in self.people:
            page = self.people[account] = self.arrive()
            page.goto(f"{self.address}/identity/sign-in/")
            go(page, page.locator(f"button[value={account}]"))
        return self.people[account]

    def read(self, page: Page, path: str, picture: str = "") -> Page:
        page.goto(self.address + path)
        self.seen(page, picture)
        return page

    def seen(self, page: Page, picture: str = "") -> None:
        """The page has one heading, needs no sideways scrolling and hides nothing from anybody; perhaps a picture."""
        expect(page.locator("h1")).to_have_count(1)
        assert fits(page), page.url
        self.look(page)
        if picture and PICTURES and page.viewport_size == {"width": 1100, "height": 900}:
            page.locator(SHOWN.get(picture, "h1")).first.evaluate("part => part.scrollIntoView()")
            page.screenshot(path=Path(PICTURES) / f"{picture}.png")


@pytest.fixture(params=[False, True], ids=["without-javascript", "with-javascript"])
def town(request: pytest.FixtureRequest, lived_in: str, visitor: Callable, axe: Callable) -> City:
    script: bool = request.param
    width = 1100 if script else 390
    return City(lived_in, lambda: visitor(javascript=script, width=width), axe if script else lambda _: None)


@pytest.mark.demonstrates("R78", "R87", "R170")
def test_the_whole_loop(town: City, tmp_path: Path) -> None:
    number = applies(town, tmp_path)
    asks_for_a_correction(town, number)
    answers(town, number)
    watches(town, number)
    for item in OFFICERS:
        decides(town, number, item)
    checks(town, follows(town, number))
    rates_and_complains(town, number)
    leads(town)
    inspects(town)
    understands(town)


def applies(town: City, folder: Path) -> str:
    """Found by a need, by words, by sector and by department; read, begun, consented, filled, left, resumed, sent."""
    page = town.read(town.arrive(), "/", "portal")
    guide = "main a[href='/services/open-a-restaurant/']"
    for query in ("event=opening_a_shop", "q=開餐館", "sector=E", "unit=fire-rescue"):
        town.read(page, f"/?{query}")
        expect(page.locator(guide).first).to_be_visible()
    go(page, page.locator(guide).first)
    town.seen(page)
    apply = page.locator("form[action$='/start/'] button").first
    go(page, apply)
    town.seen(page)
    go(page, page.locator("button[value=citizen-wang]"))
    town.people["citizen-wang"] = page
    go(page, apply)
    town.seen(page)
    agree(page)
    go(page, page.locator("main form button").first)
    picture = folder / "plan.pdf"
    picture.write_bytes(b"%PDF-1.4\n%%EOF\n")
    seen = 0
    while "/pages/" in page.url:
        seen += 1
        assert seen < 12, page.url
        town.seen(page)
        fill(page, picture)
        if seen == 2:
            go(page, page.locator("button[name=leave]"))
            town.read(page, "/space/")
            go(page, page.locator("a[href^='/forms/']").first)
            continue
        go(page, page.locator("main form button").first)
    town.seen(page)
    go(page, page.locator("main form button").last)
    town.seen(page)
    found = re.search(r"/cases/([^/]+)/receipt/$", page.url)
    assert found, page.url
    return found[1]


def opens(town: City, number: str, item: str, picture: str = "") -> Page:
    """The officer's page of this task, reached from the queue."""
    page = town.enter(OFFICERS[item])
    town.read(page, f"/workbench/?number={number}")
    go(page, page.locator(".queue__title a").first)
    town.seen(page, picture)
    return page


def form_of(page: Page, name: str) -> Locator:
    """One form of the task's page, unfolded where it is folded."""
    form = page.locator(f"form[action$='/{name}/']")
    for summary in page.locator("details.act:not([open])", has=form).locator("summary").all():
        summary.click()
    return form


def acts(page: Page, name: str, **fields: str) -> None:
    """Fill in one form of the task's page and send it."""
    form = form_of(page, name)
    for field, value in fields.items():
        form.locator(f"[name='{name}-{field}']").fill(value)
    go(page, form.locator("button").first)


def asks_for_a_correction(town: City, number: str) -> None:
    page = opens(town, number, "sign")
    acts(page, "request_correction", points="請補交招牌效果圖。")
    town.seen(page)


def answers(town: City, number: str) -> None:
    """The applicant is notified and answers."""
    page = town.enter("citizen-wang")
    town.read(page, "/space/")
    expect(page.locator("main")).to_contain_text(number)
    town.read(page, f"/cases/{number}/")
    go(page, page.locator("main a[href$='/items/sign/answer/']").first)
    expect(page.locator("main")).to_contain_text("請補交招牌效果圖。")
    page.locator("textarea").first.fill("效果圖見附件。")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "sign.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    go(page, page.locator("main form button").first)
    town.seen(page)


def watches(town: City, number: str) -> None:
    """Who has each item, since when, until when, and why that date."""
    page = town.read(town.enter("citizen-wang"), f"/cases/{number}/", "case")
    for office in ("市場監督管理局", "城市管理局", "消防救援支隊", "衛生健康委員會"):
        expect(page.locator("article.item", has_text=office).first).to_contain_text(re.compile("年.+月.+日"))
    why = page.locator("main a[href*='/dates/']").first.get_attribute("href")
    town.read(page, str(why))
    expect(page.locator("main ol li").first).to_contain_text("年")


def decides(town: City, number: str, item: str) -> None:
    """An officer accepts and grants, after reading the document that will be sent."""
    page = opens(town, number, item, "workbench" if item == "fire_inspection" else "")
    if page.locator("form[action$='/accept/']").count():
        acts(page, "accept")
    form_of(page, "decide").locator("[value=granted]").check()
    acts(page, "decide")
    town.seen(page)
    go(page, page.locator("button[name=send]"))
    town.seen(page)


def follows(town: City, number: str) -> str:
    """All was granted; the certificate is a signed file. Returns the page on which others verify it."""
    page = town.enter("citizen-wang")
    town.read(page, f"/cases/{number}/")
    for item in page.locator("article.item").all():
        expect(item).to_contain_text("准予")
    href = page.locator("main a[href*='/certificates/']").first.get_attribute("href")
    got = page.request.get(f"{town.address}{href}")
    assert got.body().startswith(b"%PDF")
    assert b"/ByteRange" in got.body(), "signed"
    return str(page.locator("main a[href*='/verify/']").first.get_attribute("href"))


def checks(town: City, path: str) -> None:
    """A stranger sees that the certificate is genuine."""
    page = town.read(town.arrive(), path)
    expect(page.locator("main")).to_contain_text("有效")


def rates_and_complains(town: City, number: str) -> None:
    page = town.enter("citizen-wang")
    town.read(page, f"/cases/{number}/rate/")
    page.get_by_label("五星").check()
    go(page, page.locator("main form button").first)
    town.read(page, f"/cases/{number}/complain/")
    page.get_by_label("整個辦件").check()
    page.locator("textarea").fill("招牌一項要我多跑了一次。")
    go(page, page.locator("main form button").first)
    expect(page.locator("main")).to_contain_text(f"{number}-C1")


def leads(town: City) -> None:
    """The numbers, citizens first."""
    page = town.read(town.enter("leader-mei"), "/oversight/", "oversight")
    expect(page.locator("main")).to_contain_text("投訴")
    expect(page.locator("main")).to_contain_text("滿意率")


def inspects(town: City) -> None:
    """The journal is verified on the spot, and the overdue card has its facts."""
    page = town.read(town.enter("inspector-yan"), "/oversight/inspection/")
    go(page, page.get_by_role("button", name="核驗整本帳冊"))
    expect(page.locator("main")).to_contain_text("每條記錄、每個簽名頭都未被改動")
    town.read(page, "/oversight/cards/?colour=red")
    go(page, page.locator("main table a").first)
    town.seen(page)
    expect(page.locator("main")).to_contain_text("各段時間由誰持有")


def understands(town: City) -> None:
    """The discovered process of the cases so far, as a picture and a table."""
    page = town.read(town.enter("analyst-ruan"), "/studio/")
    page.set_default_navigation_timeout(60_000)  # the first reader of a log waits for its model
    href = page.locator("main a[href*='open-a-restaurant']").first.get_attribute("href")
    town.read(page, str(href), "studio")
    expect(page.locator("main svg").first).to_be_visible()
    assert page.locator("main table tbody tr").count() > 5, "every picture is also a table"
