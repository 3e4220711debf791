"""What tolerance let follow: the applicant sees what and until when, supplies it, and nobody else sees the page."""

from __future__ import annotations

import pytest
from django.test import Client

from minben.platform.casework import actions
from minben.platform.casework.models import Case, Clock, Supplement
from tests.platform.casework.test_journey import officer, task_of

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def tolerated(submitted_case: Case) -> str:
    """The food permit accepted though the cook's certificate follows; the page's address."""
    task = task_of(submitted_case, "food_permit")
    actions.accept_tolerant(
        officer("market-regulation"), task.pk, ["The cook's certificate"], "Within ten days."
    )
    return f"/cases/{submitted_case.number}/items/food_permit/supplement/"


def test_the_applicant_supplies_what_follows(tolerated: str, submitted_case: Case, sign_in) -> None:
    client = sign_in("citizen-wang")
    assert tolerated in client.get(f"/cases/{submitted_case.number}/").content.decode()
    page = client.get(tolerated, headers=ENGLISH).content.decode()
    assert "The cook&#x27;s certificate" in page
    assert "Within ten days." in page
    assert "It must be here by" in page
    empty = client.post(tolerated, {"text": " ", "key": "a"}, headers=ENGLISH)
    assert empty.status_code == 200
    assert Supplement.objects.get(case=submitted_case).answered_at is None
    told = client.post(tolerated, {"text": "Here it is.", "key": "b"}, follow=True, headers=ENGLISH)
    assert "The office has what was missing." in told.content.decode()
    assert not Clock.objects.filter(case=submitted_case, scope="supplement", ended_at=None).exists()
    assert tolerated not in client.get(f"/cases/{submitted_case.number}/").content.decode()
    assert client.get(tolerated).status_code == 404


def test_nobody_else_sees_it(tolerated: str, submitted_case: Case, sign_in) -> None:
    assert sign_in("citizen-other").get(tolerated).status_code == 404
    assert sign_in("officer-fang").get(tolerated).status_code == 403
    assert Client().get(tolerated).status_code == 302
    assert sign_in("citizen-wang").get(tolerated.replace("food_permit", "sign")).status_code == 404
