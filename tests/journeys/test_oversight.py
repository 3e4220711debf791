"""Oversight as leaders and inspectors meet it: a real server, a real browser, with and without JavaScript, narrow."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import fits

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser

# A short past in which the fire service breaks its promises: enough for cards, urgings and figures.
LOAD = """
import django; django.setup()
from pathlib import Path
from minben.platform.training import demo, history
from minben.platform.catalogue.queries import current_place
from minben.platform.identity.queries import account
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import scope
history.CASES = {"open-a-restaurant": 16, "elder-allowance": 4, "birth-of-a-child": 1}
history.PACE = {"fire-rescue": (2.0, 0.1)}
demo.load(Path("places/lanting"), history=True, say=lambda _: None)
with scope("lanting"):  # and one case that is open today
    person = account("citizen-wang")
    past = history.beginning("lanting", current_place(), seed=7)
    assert history.apply(past, "open-a-restaurant", person.person, person.name, now())
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo city with a short past, on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("oversight")
    environment = {
        **os.environ,
        "MINBEN_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "MINBEN_DATABASE_URL": f"sqlite:///{home}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "minben.platform.settings",
    }
    subprocess.run([sys.executable, "-c", LOAD], cwd=ROOT, env=environment, check=True, capture_output=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "minben", "serve", "--port", str(port)],
        cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("The server did not answer.")


def enter(page: Page, city: str, who: str) -> Page:
    page.goto(f"{city}/identity/sign-in/")
    page.locator(f"button[value='{who}']").first.click()
    return page


@pytest.mark.demonstrates("R88", "R27")
def test_a_leader_goes_from_a_figure_to_a_case_and_urges_it(
    city: str, page: Page, axe: Callable[[Page], None]
) -> None:
    enter(page, city, "leader-mei")
    page.goto(f"{city}/oversight/")
    expect(page.get_by_role("heading", level=1)).to_have_text("群眾辦事的感受")
    axe(page)
    page.get_by_role("link", name="有事項逾期的辦件").click()
    axe(page)
    page.locator("table a").first.click()
    page.get_by_role("link", name=re.compile(r"K\d\d · ")).first.click()
    expect(page.locator("main")).to_contain_text("各段時間由誰持有")
    axe(page)
    page.goto(f"{city}/oversight/cases/?show=open")
    page.locator("table a").first.click()
    page.get_by_role("radio").first.check(force=True)
    page.get_by_label("要辦的事").fill("請於期限前辦結並回報。")
    page.get_by_role("button", name="督辦", exact=True).click()
    expect(page.locator("main")).to_contain_text("督辦已送達")
    axe(page)
    page.goto(f"{city}/oversight/urgings/")
    expect(page.locator("table")).to_contain_text("尚未簽收")
    axe(page)


@pytest.mark.demonstrates("R89")
def test_an_inspector_checks_the_ledger_and_follows_a_trail_without_javascript(
    city: str, visitor: Callable[..., Page]
) -> None:
    page = enter(visitor(javascript=False), city, "inspector-yan")
    expect(page.get_by_role("heading", level=1)).to_have_text("帳冊")
    page.get_by_role("button", name="核驗整本帳冊").click()
    expect(page.locator("main")).to_contain_text("每條記錄、每個簽名頭都未被改動")
    page.goto(f"{city}/oversight/cards/")
    page.locator("table a").first.click()
    page.get_by_label("您的理由").fill("當日停電屬實。")
    page.get_by_role("button", name="解除此牌").click()
    expect(page.locator("main")).to_contain_text("不計入任何部門")
    page.locator("dl a").first.click()
    page.get_by_role("link", name="本辦件的完整軌跡").click()
    expect(page.locator("main")).to_contain_text("每條記錄都與帳冊中的葉一致")
    page.get_by_role("link", name=re.compile("及其證明")).first.click()
    expect(page.locator("main")).to_contain_text("與此處所示完全一致")


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("leader-mei", "/oversight/"),
        ("leader-mei", "/oversight/cards/"),
        ("inspector-yan", "/oversight/inspection/"),
        ("inspector-yan", "/oversight/inspection/signals/"),
        ("inspector-yan", "/oversight/inspection/readings/"),
        ("inspector-yan", "/oversight/inspection/complaints/"),
        ("inspector-yan", "/oversight/inspection/entries/5/"),
        ("administrator-pei", "/oversight/upkeep/"),
    ],
)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_pages_fit_a_narrow_screen_and_everybody(
    city: str, visitor: Callable[..., Page], axe: Callable[[Page], None], who: str, path: str, locale: str
) -> None:
    page = enter(visitor(width=320, locale=locale), city, who)
    page.goto(city + path)
    assert fits(page)
    axe(page)


def test_a_samples_seed_is_shown_and_draws_inspectors_too(
    city: str, page: Page, axe: Callable[[Page], None]
) -> None:
    enter(page, city, "inspector-zhuang")
    page.get_by_label("抽取件數").fill("3")
    page.get_by_label("種子").fill("353")
    page.get_by_label("年").fill("2026")
    page.get_by_label("月", exact=True).fill("1")
    page.get_by_role("button", name="抽取樣本").click()
    expect(page.locator("main")).to_contain_text("353")
    expect(page.locator("table tbody tr")).to_have_count(3)
    axe(page)
