"""What if, as an analyst asks it: a log is opened, simulated and redesigned in the background, and the results read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits
from tests.journeys.test_studio import arrive, bring

pytestmark = pytest.mark.browser
READY = 120_000  # milliseconds: the worker shares the machine with everything else
STEPS = ("receive", "check", "advise", "advise", "decide")
LOG = "case_id,activity,timestamp,resource\n" + "".join(
    f"c{case},{step},2026-{3 + case // 28:02d}-{1 + case % 28:02d}T{9 + place:02d}:{case % 50:02d}:00+08:00,"
    f"p{(case + place) % 3}\n"
    for case in range(80)
    for place, step in enumerate(STEPS)
    if not (step == "advise" and place == 3 and case % 3)
)


def ask(page: Page, button: str) -> None:
    """Ask for few and short simulations, so that the journey does not wait long."""
    page.get_by_text("How it is tried out").click()
    page.get_by_label("How often each variant is played").fill("5")
    page.get_by_label("Cases each time").fill("50")
    page.get_by_role("button", name=button).click()
    page.wait_for_url(re.compile(r"work/\d+/$"))


def wait(page: Page) -> None:
    """The page shows itself again until the work is done; meanwhile it says how far it is."""
    expect(page.get_by_role("heading", name="Take it away")).to_be_visible(timeout=READY)


def test_an_analyst_tries_out_a_process_and_reads_what_would_change(
    city: str, visitor: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = visitor(locale="en")
    arrive(page, city)
    bring(page, "permits.csv", LOG)
    page.locator(".rooms a").filter(has_text="What if").click()
    axe(page)
    ask(page, "Only simulate today")
    first = page.url
    expect(page.locator("main")).to_contain_text(re.compile("percent done|waits for a worker|Take it away"))
    wait(page)
    axe(page)
    expect(page.locator("main")).to_contain_text("Each variant was played 5 times with 50 cases")
    with page.expect_download() as taken:
        page.get_by_role("link", name="simulated.xes.gz").click()
    assert taken.value.path().stat().st_size > 200

    page.goto(f"{city}/studio/logs/upload/1/what-if/")
    expect(page.locator("main")).to_contain_text("Ready")
    ask(page, "Look for better ways")
    assert page.url != first
    wait(page)
    axe(page)
    expect(page.locator(".cards li").first).to_be_visible()
    page.get_by_role("button", name="Study the simulated log").click()
    page.wait_for_url("**/studio/logs/upload/2/")
    expect(page.locator(".findings")).to_contain_text("Half of the cases take less than")


def test_results_are_read_on_a_telephone_without_javascript(city: str, visitor: Callable[..., Page]) -> None:
    page = visitor(javascript=False, width=320, locale="en")
    arrive(page, city)
    page.goto(f"{city}/studio/logs/upload/1/what-if/")
    assert fits(page)
    page.locator("main table").get_by_role("link", name="Simulation").click()
    expect(page.locator("main")).to_contain_text("Take it away")
    assert fits(page)
