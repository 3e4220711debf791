"""The unit that consults replies to the public in its own name; no other does; nothing unpublished is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from minben.platform.casework.actions import Refusal
from minben.platform.identity.queries import account, actor_for
from minben.platform.openness.actions import consultations as actions
from minben.platform.openness.models import Opinion
from tests.platform.workbench.test_queue import ENGLISH

DRAFT = ("open-a-restaurant", "licence-on-the-spot")
ADDRESS = "/workbench/consultations/open-a-restaurant/licence-on-the-spot/"
LEADS = "market-regulation"
pytestmark = pytest.mark.django_db


@pytest.fixture
def said(city: str) -> int:
    """A citizen's opinion, published, and another that nobody has looked at; the number of the first."""
    wang, lin = (actor_for(account(name)) for name in ("citizen-wang", "citizen-lin"))
    number = actions.give_opinion(wang, *DRAFT, {"at_once": "yes"}, "能當場登記最好", named=True)
    actions.give_opinion(lin, *DRAFT, {}, "還沒有人看過", named=False)
    actions.moderate_opinion(actor_for(account("analyst-ruan")), *DRAFT, number, publish=True)
    return number


@pytest.mark.demonstrates("R26")
def test_the_unit_that_leads_the_service_replies_in_its_own_name(said: int, as_officer: Callable) -> None:
    client = as_officer(LEADS)
    assert ADDRESS in client.get("/workbench/requests/").content.decode()
    page = client.get(ADDRESS).content.decode()
    assert "能當場登記最好" in page
    assert "還沒有人看過" not in page, "what is not published is the moderator's to read"
    empty = client.post(ADDRESS, {"numbers": [said], "verdict": "adopted", "text": " "}, headers=ENGLISH)
    assert empty.status_code == 200
    assert Opinion.objects.get(number=said).reply is None
    given = {"numbers": [said], "verdict": "adopted", "text": "We do so from May on.", "key": "a"}
    told = client.post(ADDRESS, given, follow=True, headers=ENGLISH)
    assert "The reply is published" in told.content.decode()
    assert Opinion.objects.get(number=said).reply.unit == LEADS


def test_another_unit_neither_reads_nor_replies(said: int, as_officer: Callable, as_citizen, as_role) -> None:
    stranger = as_officer("fire-rescue")
    assert ADDRESS not in stranger.get("/workbench/requests/").content.decode()
    assert stranger.get(ADDRESS).status_code == 404
    assert stranger.post(ADDRESS, {"numbers": [said], "verdict": "adopted", "text": "x"}).status_code == 404
    with pytest.raises(Refusal, match="not_yours"):
        actions.reply_to_opinions(actor_for(account("officer-fang")), *DRAFT, [said], "adopted", "x")
    assert as_citizen.get(ADDRESS).status_code == 403
    assert as_role("inspector").get(ADDRESS).status_code == 403
    assert Client().get(ADDRESS).status_code == 302
    assert Opinion.objects.get(number=said).reply is None
