"""A real browser for the journeys. Serves every test that does what a person does.

def test_x(live_server, page, axe): page.goto(live_server.url + "/…"); axe(page)
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from minben.platform.design import assets

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def look_is_built() -> None:
    """Vendored styles and compiled catalogues; both are git-ignored and made from what the locks pin."""
    if not (assets.VENDOR / "govuk.css").exists():
        assets.build(ROOT / "node_modules")
    assets.compile_messages()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("No Chromium on this machine: the journeys were NOT tested.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a page for a new visitor: `visitor(javascript=False, width=320, locale="en")`. Each has
    own cookies."""
    opened: list[BrowserContext] = []

    def arrive(
        *, javascript: bool = True, width: int = 1100, height: int = 900, locale: str = "zh-TW"
    ) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": height}, locale=locale
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context.new_page()

    yield arrive
    for context in opened:
        context.close()


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """A page of a desktop visitor who reads Traditional Chinese."""
    return visitor()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with rule, element and reason for each violation of WCAG 2.2 A and AA."""
    if not AXE.exists():
        pytest.skip(f"{AXE} is missing (npm ci): accessibility was NOT tested.")
    source = AXE.read_text("utf-8")

    def check(page: Page) -> None:
        page.wait_for_load_state()
        page.evaluate(source)
        result: dict[str, Any] = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", STANDARDS
        )
        assert result["passes"], "axe looked at nothing"
        assert not result["violations"], "\n".join(map(described, result["violations"]))

    return check


def described(violation: dict[str, Any]) -> str:
    """One violation in words: the rule, and each element with what is wrong with it."""
    nodes = "\n".join(
        f"    {node['html'][:160]}\n      {node['failureSummary']}" for node in violation["nodes"][:5]
    )
    return f"{violation['id']}: {violation['help']}\n{nodes}"


def fits(page: Page) -> bool:
    """Whether the page, once it has arrived whole, needs no sideways scrolling."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


# A short past in which the fire service breaks its promises: enough for cards, urgings, figures and a mined process.
PAST = """
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
    person = account("citizen-chen")
    past = history.beginning("lanting", current_place(), seed=7)
    assert history.apply(past, "open-a-restaurant", person.person, person.name, now())
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo city on a port of its own, started as a user starts it, worker included."""
    with _serving(tmp_path_factory.mktemp("home"), "-m", "minben", "demo", "--no-history") as address:
        yield address


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo city with a short past, on a port of its own."""
    with _serving(tmp_path_factory.mktemp("past"), "-c", PAST) as address:
        yield address


@contextmanager
def _serving(home: Path, *loading: str) -> Iterator[str]:
    """A city loaded by this Python command and served from this folder; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "MINBEN_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "MINBEN_DATABASE_URL": f"sqlite:///{home}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "minben.platform.settings",
    }
    subprocess.run([sys.executable, *loading], cwd=ROOT, env=environment, check=True, capture_output=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "minben", "serve", "--port", str(port)],
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
