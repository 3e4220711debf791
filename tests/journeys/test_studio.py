"""The studio as an analyst meets it: with and without JavaScript, narrow and wide, with axe on every page."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import fits

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser
LOG = "case_id,activity,timestamp,resource\n" + "".join(
    f"c{case},{step},2026-03-{day + case:02d}T{9 + case % 7:02d}:30:00+08:00,p{(case + day) % 3}\n"
    for case in range(20)
    for day, step in enumerate(
        ("receive", "check", "check" if case % 4 == 3 else "advise", "decide"), start=2
    )
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo city on a port of its own, started as a user starts it, worker included."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    environment = {
        **os.environ,
        "MINBEN_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "MINBEN_DATABASE_URL": f"sqlite:///{home}/db.sqlite3",
    }
    minben = [sys.executable, "-m", "minben"]
    subprocess.run(
        [*minben, "demo", "--no-history"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    server = subprocess.Popen(
        [*minben, "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(address: str) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


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
    assert "No column is recognised" in page.locator(".govuk-error-summary").inner_text()
    bring(page, "permits.csv", LOG)
    assert page.locator("h1").inner_text() == "permits.csv"
    assert fits(page)
    page.locator(".ways a").filter(has_text="Process").click()
    assert "Half of the cases take less than" in page.locator(".findings").inner_text()
    assert page.locator("#model svg").count() == 1
    assert fits(page)
    rows = page.locator("#waiting tbody tr")
    assert rows.count() == 3
    with page.expect_download() as taken:
        page.locator("#waiting .taking a").click()
    assert "activity,count,total" in taken.value.path().read_text("utf-8-sig")
    seeing = visitor(width=1100)
    arrive(seeing, city)
    axe(seeing)
    for address in ("/studio/logs/upload/1/", "/studio/logs/upload/1/data/"):
        seeing.goto(city + address)
        axe(seeing)
