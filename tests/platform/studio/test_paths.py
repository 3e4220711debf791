"""Paths, events in time and deviations of a log: pages, files, and nobody else."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from minben.platform.casework.life import VERBS
from minben.platform.casework.models import Case
from minben.platform.studio.wording import kinds_of_steps
from tests.platform.casework.test_eventlog import handled
from tests.platform.conftest import apply_for
from tests.platform.studio.test_decisions import STRANGERS
from tests.platform.studio.test_logs import OWN, bring

pytestmark = pytest.mark.django_db
PAGE = ("upload", "1")
FILES = ("variants.csv", "deviations.csv", "dots.svg", "waiting.svg")
STEPS = (["receive", "check", "decide"],) * 12 + (
    ["receive", "decide", "check"],
    ["receive", "check", "check", "decide"],
)
TABLE = "case_id,activity,timestamp\n" + "".join(
    f"c{case},{step},2026-0{1 + case % 3}-{3 + place:02d}T09:00:00+08:00\n"
    for case, steps in enumerate(STEPS)
    for place, step in enumerate(steps)
)


@pytest.fixture
def analyst(as_role: Callable) -> Client:
    """The analyst, who reads English and has brought a log of fourteen cases."""
    client = as_role("analyst")
    client.cookies["django_language"] = "en"
    bring(client, "permits.csv", TABLE.encode())
    return client


def read(client: Client, page: str, source: tuple[str, str] = PAGE, **query: object) -> str:
    answer = client.get(reverse(f"studio:{page}", args=source), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_analysts_of_the_tenant_see_them(analyst: Client, sign_in: Callable) -> None:
    addresses = [reverse(f"studio:{page}", args=PAGE) for page in ("variants", "dots", "deviations")]
    addresses += [reverse("studio:taken", args=[*PAGE, key]) for key in FILES]
    for address in addresses:
        assert analyst.get(address).status_code == 200, address
        assert Client().get(address).status_code == 302, address
        for stranger in STRANGERS:
            assert sign_in(stranger).get(address).status_code == 403, (stranger, address)
    assert analyst.get(reverse("studio:taken", args=[*PAGE, "nothing.csv"])).status_code == 404
    assert analyst.get(reverse("studio:variants", args=["upload", "9"])).status_code == 404


def test_paths_are_told_with_what_they_cover(analyst: Client) -> None:
    text = read(analyst, "variants")
    assert "3 paths of 3, with 14 cases" in text
    assert "85.7" in text
    chosen = read(analyst, "variants", step="nothing such")
    assert "0 paths of 3" in chosen
    content = analyst.get(reverse("studio:taken", args=[*PAGE, "variants.csv"])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [int(row["cases"]) for row in rows] == [12, 1, 1]
    assert float(rows[-1]["cumulated"]) == pytest.approx(1.0)
    assert rows[0]["trace"] == "receive > check > decide"


def test_every_event_is_drawn_once_and_counted_by_month(analyst: Client) -> None:
    drawing = analyst.get(reverse("studio:taken", args=[*PAGE, "dots.svg"])).content
    root = etree.fromstring(drawing)
    marks = "".join(path.get("d") for path in root.iter("{*}path"))
    assert marks.count("M") == sum(len(steps) for steps in STEPS)
    text = read(analyst, "dots")
    assert "2026-01" in text
    assert 'style="' not in text
    waiting = analyst.get(reverse("studio:taken", args=[*PAGE, "waiting.svg"])).content.decode()
    assert "check" in waiting


def test_deviations_are_sentences_with_counts_and_examples(analyst: Client) -> None:
    text = read(analyst, "deviations")
    assert "of 14 cases follow the process from beginning to end." in text
    assert "Compared with the process found in this log" in text
    assert "c12" in text or "c13" in text


def test_cases_of_a_service_are_compared_with_its_process_in_force(city: str, analyst: Client) -> None:
    elder = ("service", "elder-allowance")
    case = apply_for("elder-allowance", "citizen-lin")
    assert isinstance(case, Case)
    assert case.closed_at, "decided at once"
    text = read(analyst, "deviations", elder)
    assert "Compared with the process in force" in text
    assert "100.0" in text
    assert "of 1 case follow the process" in text


def test_a_case_that_is_not_over_has_left_nothing_out(submitted_case: Case, analyst: Client) -> None:
    handled(submitted_case)
    assert "No case is over yet" in read(analyst, "deviations", OWN)


def test_every_step_of_an_item_has_words() -> None:
    """Verbs of the table of an item's life, by the names under which the journal notes them."""
    noted = {"grant": "granted", "deny": "denied", "refuse": "not_accepted", "terminate": "terminated"}
    unnoted = {
        "grant_by_rule",
        "deny_by_rule",
        "deem_granted",
        "deliver_refusal",
        "withdraw",
        "appeal",
        "sue",
    }
    verbs = {noted.get(verb, verb) for verb in VERBS if verb not in unnoted}
    assert verbs <= set(kinds_of_steps())
