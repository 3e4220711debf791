"""The studio as an analyst meets it: with and without JavaScript, narrow and wide, with axe on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits

pytestmark = pytest.mark.browser
LOG = "case_id,activity,timestamp,resource\n" + "".join(
    f"c{case},{step},2026-03-{day + case:02d}T{9 + case % 7:02d}:30:00+08:00,p{(case + day) % 3}\n"
    for case in range(20)
    for day, step in enumerate(
        ("receive", "check", "check" if case % 4 == 3 else "advise", "decide"), start=2
    )
)


def arrive(page: Page, city: str) -> None:
    """Sign in as the city's analyst and stand in the studio."""
    page.goto(f"{city}/identity/sign-in/?next=/studio/")
    page.locator('button[value="analyst-ruan"]').click()
    page.wait_for_url(f"{city}/studio/")


def bring(page: Page, name: str, content: str) -> None:
    """Bring a log through the form."""
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.locator("main form button").first.click()


def test_an_analyst_brings_a_log_and_reads_its_process_without_javascript(
    city: str, visitor: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = visitor(javascript=False, width=320, locale="en")
    arrive(page, city)
    assert fits(page)
    bring(page, "broken.csv", "who,what\n1,2\n")
    expect(page.locator(".govuk-error-summary")).to_contain_text("No column is recognised")
    bring(page, "permits.csv", LOG)
    expect(page.locator("h1")).to_have_text("permits.csv")
    assert fits(page)
    page.locator(".rooms a").filter(has_text="Process").click()
    expect(page.locator(".findings")).to_contain_text("Half of the cases take less than")
    expect(page.locator("#model svg")).to_have_count(1)
    assert fits(page)
    rows = page.locator("#waiting tbody tr")
    expect(rows).to_have_count(3)
    with page.expect_download() as taken:
        page.locator("#waiting .taking a[href$='.csv']").click()
    assert "activity,count,total" in taken.value.path().read_text("utf-8-sig")
    seeing = visitor(width=1100)
    arrive(seeing, city)
    axe(seeing)
    for address in ("/studio/logs/upload/1/", "/studio/logs/upload/1/data/"):
        seeing.goto(city + address)
        axe(seeing)
