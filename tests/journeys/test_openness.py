"""Openness in a browser: a citizen asks for information on a telephone without JavaScript and gets a reply."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits

pytestmark = pytest.mark.browser


def sign_in(page: Page, address: str, account: str) -> None:
    page.goto(f"{address}/identity/sign-in/")
    page.locator(f"button[name=account][value={account}]").click()


@pytest.mark.demonstrates("R129")
def test_a_citizen_asks_an_office_answers_and_everybody_reads_the_reply(
    city: str, visitor: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    citizen = visitor(javascript=False, width=340)
    citizen.goto(f"{city}/openness/")
    citizen.get_by_role("link", name="依申請公開").click()
    assert fits(citizen)
    citizen.get_by_role("button", name="申請公開信息").click()
    citizen.locator("button[name=account][value=citizen-wang]").click()
    citizen.get_by_label("向哪個單位申請").select_option("market-regulation")
    citizen.get_by_label("用幾個字說明").fill("餐館檢查結果")
    citizen.get_by_label("想了解什麼").fill("去年餐館檢查的結果")
    assert fits(citizen)
    citizen.get_by_role("button", name="提交").click()
    assert "申請已收到" in citizen.content()
    assert "收到當日不計入" in citizen.content()
    assert fits(citizen)
    followed = citizen.url

    officer = visitor()
    sign_in(officer, city, "officer-an")
    officer.goto(f"{city}/workbench/requests/")
    axe(officer)
    officer.get_by_role("link", name="餐館檢查結果").click()
    axe(officer)
    officer.get_by_label("部分公開").check()
    officer.get_by_label("答覆", exact=True).fill("結果見附表。")
    officer.get_by_label("不予公開的理由").select_option("enforcement")
    officer.get_by_label("向社會公布：申請的內容").fill("餐館檢查結果")
    officer.get_by_label("向社會公布：答覆").fill("結果見網站。")
    officer.get_by_role("button", name="發送答覆").click()
    expect(officer.get_by_text("答覆已送出").first).to_be_visible()

    citizen.goto(followed)
    assert "結果見附表。" in citizen.content()
    assert "行政復議" in citizen.content()
    reader = visitor(locale="en")
    for page in ("requests/", "data/", "disclosure/", ""):
        reader.goto(f"{city}/openness/{page}")
        axe(reader)
        assert fits(reader)
    reader.goto(f"{city}/openness/requests/")
    assert "結果見網站。" in reader.content()
    citizen.goto(f"{city}/openness/data/")
    assert fits(citizen)
