"""A draft reform in the public's hands: a citizen answers without help, the analyst replies, the citizen sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits

pytestmark = pytest.mark.browser
WORDS = "規則判錯了，可以要求由人複核嗎？"
REPLY = "採納：判定書上寫明可以要求由人複核。"


def sign_in(page: Page, address: str, account: str) -> None:
    page.goto(f"{address}/identity/sign-in/")
    page.locator(f"button[name=account][value={account}]").click()


@pytest.mark.demonstrates("R26")
@pytest.mark.demonstrates("R32")
def test_a_citizen_answers_the_analyst_replies_and_the_citizen_sees_the_reply(
    city: str, visitor: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    citizen = visitor(javascript=False, width=360)  # a telephone without JavaScript
    citizen.goto(f"{city}/openness/")
    citizen.get_by_role("link", name="徵求意見").first.click()
    citizen.get_by_role("link", name="個體戶執照當場登記").click()
    assert "仿真支持" in citizen.content()
    assert fits(citizen)
    citizen.get_by_role("button", name="提意見").click()
    citizen.locator("button[name=account][value=citizen-wang]").click()  # led to sign in, then back
    citizen.get_by_role("group", name="登記庫已有全部所需資料時").get_by_label("部分同意").check()
    citizen.get_by_label("還有什麼要注意的").fill(WORDS)
    citizen.get_by_label("署我的名字").check()
    assert fits(citizen)
    citizen.get_by_role("button", name="提交").click()
    assert WORDS in citizen.content()
    assert "只有您能看到" in citizen.content()

    analyst = visitor()
    sign_in(analyst, city, "analyst-ruan")
    analyst.goto(f"{city}/studio/reforms/")
    axe(analyst)
    analyst.get_by_role("link", name="個體戶執照當場登記").click()
    axe(analyst)
    analyst.get_by_role("button", name="審核與答覆意見").click()
    axe(analyst)
    analyst.get_by_role("button", name="公開", exact=True).click()
    analyst.get_by_role("checkbox", name="意見 1").check()
    analyst.get_by_label("採納", exact=True).first.check()
    analyst.get_by_label("答覆與理由").fill(REPLY)
    analyst.get_by_role("button", name="公布答覆").click()
    assert "答覆已公布" in analyst.content()

    citizen.goto(f"{city}/space/")
    citizen.get_by_role("link", name="您的意見已有答覆").click()
    assert REPLY in citizen.content()
    assert "採納" in citizen.content()

    reader = visitor(locale="en")
    reader.goto(f"{city}/openness/consultations/open-a-restaurant/licence-on-the-spot/")
    axe(reader)
    assert "王小谷" in reader.content()
    assert "Adopted in whole or in part: 100 %" in reader.content()
    reader.goto(f"{city}/openness/promises/")
    axe(reader)
    assert "Too few cases to say" in reader.content()
    reader.goto(f"{city}/openness/consultations/")
    axe(reader)


def test_the_form_of_an_opinion_is_accessible_and_says_what_is_missing(
    city: str, visitor: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = visitor(width=320)
    sign_in(page, city, "citizen-chen")
    page.goto(f"{city}/openness/consultations/open-a-restaurant/licence-on-the-spot/answer/")
    axe(page)
    page.get_by_role("button", name="提交").click()
    axe(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text("尚未提交")
    assert fits(page)
