"""The portal as people meet it: a real server, a real browser, with and without JavaScript, narrow and wide."""

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

from tests.journeys.conftest import fits

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/?q=%E9%A4%90%E9%A4%A8",
    "/services/open-a-restaurant/",
    "/services/elder-allowance/",
    "/identity/sign-in/",
    "/verify/nothing/",
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo city on a port of its own, started as a user starts it."""
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
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("The server did not answer within half a minute.")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("locale", "width"), [("zh-TW", 1280), ("en", 390)])
def test_pages_are_accessible_and_fit(
    city: str, visitor: Callable, axe: Callable, path: str, locale: str, width: int
) -> None:
    page = visitor(width=width, locale=locale)
    page.goto(city + path)
    axe(page)
    assert fits(page)


@pytest.mark.demonstrates("R91")
def test_a_founder_finds_the_guide_without_javascript_in_large_text(city: str, visitor: Callable) -> None:
    page = visitor(javascript=False, width=390, locale="zh-TW")
    page.goto(city)
    page.get_by_role("button", name="長者大字").click()
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.fill("餐館")
    page.get_by_role("button", name="搜尋").click()
    page.get_by_role("link", name="開餐館一件事").click()
    assert "行政復議" in page.content()
    assert "large" in (page.locator("html").get_attribute("class") or "")


def test_signing_in_and_out(city: str, visitor: Callable) -> None:
    page = visitor(locale="zh-TW")
    page.goto(city + "/identity/sign-in/")
    page.locator("button[value=citizen-wang]").click()
    assert page.get_by_text("王小谷").count() > 0
    page.get_by_role("button", name="登出").click()
    assert page.get_by_role("link", name="登入").count() == 1
