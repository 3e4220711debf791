"""Comparing parts of a log in the studio: figures, the sentence, files, two logs, and nobody else."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.platform.studio.test_decisions import STRANGERS
from tests.platform.studio.test_logs import bring

pytestmark = pytest.mark.django_db
PAGE = ("upload", "1")


def table(slow: int, town: str = "") -> bytes:
    """Forty cases: the counter takes a day before the check, the portal `slow` days."""
    lines = ["case_id,activity,timestamp,channel,town"]
    for case in range(40):
        channel = ("counter", "portal")[case % 2]
        days = slow if channel == "portal" else 1
        for step, day in (("receive", 1), ("check", 1 + days), ("decide", 2 + days)):
            lines.append(
                f"{town}{case},{step},2026-03-{day:02d}T{8 + case % 9:02d}:00:00+08:00,{channel},{town}"
            )
    return "\n".join(lines).encode()


@pytest.fixture
def analyst(as_role: Callable) -> Client:
    """The analyst, who reads English and has brought a log."""
    client = as_role("analyst")
    client.cookies["django_language"] = "en"
    bring(client, "permits.csv", table(8))
    return client


def read(client: Client, **query: object) -> str:
    answer = client.get(reverse("studio:compare", args=PAGE), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_analysts_compare(analyst: Client, sign_in: Callable) -> None:
    addresses = [reverse("studio:compare", args=PAGE), reverse("studio:compare_sheet", args=[*PAGE, "parts"])]
    for address in addresses:
        assert Client().get(address).status_code == 302
        for stranger in STRANGERS:
            assert sign_in(stranger).get(address).status_code == 403, (stranger, address)
    assert analyst.get(reverse("studio:compare", args=["upload", "9"])).status_code == 404


def test_two_channels_are_told_apart_by_the_step_that_was_made_slower(analyst: Client) -> None:
    text = read(analyst, by="event:channel")
    assert "A case takes 9 days on average in “portal” and 2 days in “counter”." in text
    assert "7 days of the difference pass before “check”." in text
    assert "may be chance" in text
    turned = read(analyst, by="event:channel", first="portal", second="counter")
    assert "−7 days" in turned


def test_the_figures_are_taken_away_unrounded(analyst: Client) -> None:
    for key, wanted in (("parts", {"counter", "portal"}), ("differences", {"receive", "check", "decide"})):
        address = reverse("studio:compare_sheet", args=[*PAGE, key])
        content = analyst.get(address, {"by": "event:channel"}).content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(content)))
        assert {row["name" if key == "parts" else "activity"] for row in rows} == wanted
    assert float(rows[0]["second"]) - float(rows[0]["first"]) == pytest.approx(168)
    assert analyst.get(reverse("studio:compare_sheet", args=[*PAGE, "nothing"])).status_code == 404


def test_two_towns_logs_stand_side_by_side(analyst: Client) -> None:
    bring(analyst, "south.csv", table(20, "south"))
    alone = read(analyst, by="log")
    assert "Nothing to compare this way" in alone
    text = read(analyst, by="log", **{"with": "upload/2"})
    assert "in “south.csv” and" in text
    assert "in “permits.csv”" in text


def test_a_log_that_cannot_be_parted_says_so(analyst: Client) -> None:
    assert "Nothing to compare this way" in read(analyst, by="period")
    assert "Nothing to compare this way" in read(analyst, by="no such way")
