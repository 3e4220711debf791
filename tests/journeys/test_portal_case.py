"""A case as its applicant lives it: answered, written about, rated and complained about, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits
from tests.platform.conftest import CITY, ROOT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBPAGES = ("", "readings/", "receipt/", "messages/", "files/", "withdraw/", "rate/", "complain/")


@pytest.fixture
def case(transactional_db: None) -> str:
    """A restaurant case on which the sign office asked for more and the food office said no; its number."""
    from minben.platform.casework import actions
    from minben.platform.casework.models import Task
    from minben.platform.journal.tenancy import scope
    from minben.platform.training.demo import load
    from tests.platform.casework.test_journey import officer
    from tests.platform.conftest import apply_for

    load(ROOT / "places" / "lanting", history=False, say=lambda _: None)
    with scope(CITY):
        made = apply_for("open-a-restaurant", "citizen-wang")
        tasks = {task.caseitem.item: task for task in Task.objects.filter(case=made, open=True)}
        sign, licence = tasks["sign"], tasks["business_licence"]
        actions.request_correction(officer(sign.unit), sign.pk, ["請補交招牌效果圖。", "請寫明招牌寬度。"])
        actions.accept(officer(licence.unit), licence.pk)
        actions.decide(officer(licence.unit), licence.pk, "denied", "名稱與他人重複。")
    return str(made.number)


def sign_in(page: Page, address: str, account: str = "citizen-wang") -> None:
    page.goto(f"{address}/identity/sign-in/")
    page.locator(f"button[value={account}]").click()


@pytest.mark.parametrize(("locale", "width"), [("zh-TW", 1280), ("en", 320)])
def test_every_page_of_a_case_is_accessible_and_fits(
    live_server, case: str, visitor: Callable, axe: Callable, locale: str, width: int
) -> None:
    page = visitor(width=width, locale=locale)
    sign_in(page, live_server.url)
    for path in (*SUBPAGES, "items/sign/answer/"):
        page.goto(f"{live_server.url}/cases/{case}/{path}")
        expect(page.locator("h1")).to_have_count(1)
        axe(page)
        assert fits(page), path


def test_an_applicant_does_everything_without_javascript_on_a_narrow_screen(
    live_server, case: str, visitor: Callable, tmp_path: Path
) -> None:
    page = visitor(javascript=False, width=320)
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/cases/{case}/")
    page.get_by_role("link", name="查看要求並補正").or_(
        page.get_by_role("button", name="查看要求並補正")
    ).click()
    expect(page.get_by_text("請寫明招牌寬度。")).to_have_count(1)
    page.get_by_role("button", name="提交補正").click()
    expect(page.get_by_text("請填寫答覆").first).to_be_attached()
    picture = tmp_path / "sign.pdf"
    picture.write_bytes(b"%PDF-1.4\n%%EOF\n")
    page.locator("textarea").fill("寬兩公尺,效果圖見檔案。")
    page.locator("input[type=file]").set_input_files(picture)
    page.get_by_role("button", name="提交補正").click()
    expect(page.get_by_text("補正已送達單位")).to_have_count(1)
    page.get_by_role("link", name="與辦理單位的留言").click()
    page.locator("textarea").fill("招牌可以用紅色嗎?")
    page.get_by_role("button", name="發送留言").click()
    expect(page.get_by_text("招牌可以用紅色嗎?")).to_have_count(1)
    page.goto(f"{live_server.url}/cases/{case}/complain/")
    page.get_by_label("整個辦件").check()
    page.locator("textarea").fill("名稱並沒有重複。")
    page.get_by_role("button", name="提交投訴").click()
    expect(page.get_by_text(f"{case}-C1")).to_have_count(1)
    page.goto(f"{live_server.url}/cases/{case}/rate/")
    page.get_by_label("三星").check()
    page.get_by_role("button", name="提交評價").click()
    expect(page.get_by_text("三星").first).to_be_attached()
    page.goto(f"{live_server.url}/cases/{case}/withdraw/")
    page.get_by_role("button", name="確認撤回").click()
    expect(page.get_by_text("您已於")).to_have_count(1)


def test_a_stranger_checks_a_receipt(live_server, case: str, visitor: Callable, axe: Callable) -> None:
    page = visitor(width=390)
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/cases/{case}/receipt/")
    address = page.get_by_role("link", name="驗證這份憑證").get_attribute("href")
    stranger = visitor(width=320, javascript=False)
    stranger.goto(live_server.url + str(address))
    expect(stranger.get_by_text("憑證真實")).to_have_count(1)
    expect(stranger.get_by_text("王小谷")).to_have_count(0)
    page.goto(live_server.url + str(address))
    axe(page)
