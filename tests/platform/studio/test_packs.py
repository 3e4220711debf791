"""Services and versions in the studio: worked cases on their own dates, what they cover, two versions side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from minben.platform.catalogue.queries import service
from tests.platform.studio.test_decisions import STRANGERS

pytestmark = pytest.mark.django_db
RESTAURANT = "open-a-restaurant"
FOLDER = Path(__file__).resolve().parents[3] / "places/lanting/services"
CASES = len(list((FOLDER / RESTAURANT / "cases").glob("*.yaml")))


@pytest.fixture
def analyst(as_role: Callable) -> Client:
    """The city's analyst, who reads English."""
    client = as_role("analyst")
    client.cookies["django_language"] = "en"
    return client


def read(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"studio:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_analysts_see_packs(analyst: Client, sign_in: Callable) -> None:
    places = [("packs",), ("pack", RESTAURANT), ("pack_case", RESTAURANT, 1), ("pack_diff", RESTAURANT)]
    for name, *args in places:
        address = reverse(f"studio:{name}", args=args)
        assert analyst.get(address).status_code == 200, address
        assert Client().get(address).status_code == 302, address
        for stranger in STRANGERS:
            assert sign_in(stranger).get(address).status_code == 403, (stranger, address)
    assert analyst.get(reverse("studio:pack", args=["nothing"])).status_code == 404
    assert analyst.get(reverse("studio:pack_case", args=[RESTAURANT, 99])).status_code == 404


def test_a_service_shows_its_fingerprint_its_cases_and_what_they_leave_out(analyst: Client) -> None:
    found = service(RESTAURANT)
    assert found is not None
    assert found.service.digest[:12] in read(analyst, "packs")
    text = read(analyst, "pack", RESTAURANT)
    assert found.service.digest in text
    assert f"{CASES} of {CASES} as expected" in text
    assert "The row “one_exit_large” of the decision “fire_inspection_advice”" in text
    assert "12 of 12" in text


def test_a_worked_case_is_played_on_its_own_dates(analyst: Client) -> None:
    text = read(analyst, "pack_case", RESTAURANT, 12)
    assert "Tolerance: accepted now" in text
    assert "Monday 2 March 2026 10:00" in text
    assert "Accepted, with something to follow" in text
    assert "article 9" in text
    assert "It comes out as expected." in text
    assert "<svg" in text
    assert (
        "容缺受理"
        in Client.get(_chinese(analyst), reverse("studio:pack_case", args=[RESTAURANT, 12])).content.decode()
    )


def _chinese(client: Client) -> Client:
    client.cookies["django_language"] = "zh-hant"
    return client


def test_two_versions_are_told_apart_in_words_rules_and_worked_cases(analyst: Client) -> None:
    found = service(RESTAURANT)
    assert found is not None
    current = found.service.digest[:12]
    text = read(analyst, "pack_diff", RESTAURANT, old=current, new="reform-licence-on-the-spot")
    assert "The decision “business_licence_at_once” is new." in text
    assert "is new." in text.partition("The process</h2>")[2].partition("</ul>")[0]
    assert text.count("<svg") >= 2
    assert f"of {CASES} worked cases come out otherwise." in text
    assert "found was" in text
    assert "The file rules.dmn is changed." in text
    same = read(analyst, "pack_diff", RESTAURANT, old=current, new=current)
    assert "The two versions are the same." in same
    assert "The process</h2>" not in read(analyst, "pack_diff", RESTAURANT, old="x", new=current)
