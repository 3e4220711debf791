"""Both sides of an agreement, and a closed file, in a real browser: no JavaScript, narrow, axe on each page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits
from tests.journeys.test_portal_case import sign_in
from tests.platform.conftest import CITY, ROOT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(transactional_db: None) -> tuple[str, int, str]:
    """An open case and its food task, and the number of a closed one on which a lawsuit is noted."""
    from minben.platform.casework import actions
    from minben.platform.casework.models import Task
    from minben.platform.journal.queries import now
    from minben.platform.journal.tenancy import scope
    from minben.platform.training.demo import load
    from tests.platform.casework.test_journey import applicant, officer
    from tests.platform.conftest import apply_for

    load(ROOT / "places" / "lanting", history=False, say=lambda _: None)
    with scope(CITY):
        case, old = (apply_for("open-a-restaurant", "citizen-wang") for _ in range(2))
        clerk = officer("market-regulation")
        task = Task.objects.get(case=old, caseitem__item="food_permit", open=True)
        actions.accept(clerk, task.pk)
        actions.decide(clerk, task.pk, "denied", "廚房面積不足。")
        actions.withdraw(applicant(old), old.number)
        actions.record_proceeding(clerk, old.number, "food_permit", "litigation", "中級人民法院", "12", now())
        food = Task.objects.get(case=case, caseitem__item="food_permit", open=True)
    return case.number, food.pk, old.number


def seen(page: Page, address: str, axe: Callable[[Page], None]) -> None:
    page.goto(address)
    expect(page.locator("h1")).to_have_count(1)
    assert fits(page), address
    axe(page)


def test_an_applicant_proposes_an_officer_agrees_and_both_read_it(
    live_server, made: tuple[str, int, str], visitor: Callable, axe: Callable
) -> None:
    number, task, _ = made
    citizen = visitor(javascript=False, width=320, locale="en")
    officer = visitor(javascript=False, width=1100, locale="en")
    sign_in(citizen, live_server.url)
    sign_in(officer, live_server.url, "officer-an")
    home, desk = f"{live_server.url}/cases/{number}/agreements/", f"{live_server.url}/workbench/tasks/{task}/"
    citizen.goto(home)
    citizen.get_by_label("Food business permit").check()
    citizen.get_by_label("The day of a visit or meeting").check()
    citizen.get_by_label("What you propose").fill("Please come in the morning.")
    citizen.get_by_role("button", name="Send the proposal").click()
    expect(citizen.get_by_text("Write the day that you propose.").first).to_be_attached()
    for label, value in (("Year", "2026"), ("Month", "12"), ("Day", "3")):
        citizen.get_by_label(label, exact=True).fill(value)
    citizen.get_by_role("button", name="Send the proposal").click()
    expect(citizen.get_by_text("Your proposal is with the office.")).to_be_visible()
    officer.goto(desk)
    form = officer.locator("form[action$='answer_agreement/']")
    officer.get_by_text("Answer what the applicant proposes").click()
    form.get_by_label("The office agrees").check()
    form.get_by_role("button", name="Send this answer").click()
    expect(officer.get_by_text("Your answer is with the applicant.")).to_be_visible()
    citizen.goto(f"{live_server.url}/cases/{number}/")
    expect(citizen.get_by_text("What you and the offices agreed on")).to_be_visible()
    expect(citizen.get_by_text("Please come in the morning.")).to_be_visible()


@pytest.mark.parametrize(("locale", "width"), [("zh-TW", 1280), ("en", 320)])
def test_pages_of_agreements_and_closed_files_are_accessible_and_fit(
    live_server, made: tuple[str, int, str], visitor: Callable, axe: Callable, locale: str, width: int
) -> None:
    from minben.platform.casework import actions
    from minben.platform.journal.tenancy import scope
    from tests.platform.casework.test_journey import officer as clerk_of

    number, task, old = made
    with scope(CITY):
        row = actions.propose_agreement(
            clerk_of("market-regulation"), number, "food_permit", "scope", "招牌改小。", office=True
        )
    citizen, officer = visitor(width=width, locale=locale), visitor(width=width, locale=locale)
    sign_in(citizen, live_server.url)
    sign_in(officer, live_server.url, "officer-an")
    for path in (f"cases/{number}/agreements/", f"cases/{number}/agreements/{row}/", f"cases/{old}/"):
        seen(citizen, f"{live_server.url}/{path}", axe)
    for path in (
        f"tasks/{task}/", "closed/", f"closed/{old}/", "searches/", "?state=to_accept",
    ):  # fmt: skip
        seen(officer, f"{live_server.url}/workbench/{path}", axe)
