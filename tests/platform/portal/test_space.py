"""My space: what is mine, offers I wished for, consents I take back, and people I act for; nobody else's."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from minben.platform.casework.models import Case, Certificate, Draft, Offer, OptIn
from minben.platform.casework.tasks import offer_services
from minben.platform.exchange.models import Consent
from minben.platform.identity.models import Mandate
from minben.platform.journal.queries import now
from tests.platform.conftest import apply_for
from tests.platform.portal.test_applying import consented

pytestmark = pytest.mark.django_db
LIN = "990121194311029033"


def post(client: Client, path: str, **data: str) -> str:
    return client.post(path, {"key": uuid4().hex, **data}, follow=True).content.decode()


@pytest.mark.parametrize("path", ["space/", "space/offers/elder-allowance/"])
def test_my_space_is_for_citizens(city: str, sign_in, path: str) -> None:
    assert Client().get(f"/{path}").status_code == 302
    assert sign_in("officer-fang").get(f"/{path}").status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hant", "我的空間"), ("zh-hans", "我的空间"), ("en", "My space")]
)
def test_my_space_has_what_is_mine_and_nothing_else(city: str, sign_in, language: str, words: str) -> None:
    case = apply_for("elder-allowance", "citizen-lin")
    own = sign_in("citizen-lin").get("/space/", headers={"accept-language": language}).content.decode()
    for mine in (words, case.number, Certificate.objects.get(case=case).number):
        assert mine in own
    assert case.number not in sign_in("citizen-other").get("/space/").content.decode()


@pytest.mark.demonstrates("R17")
def test_a_consent_is_taken_back_by_its_person_only(city: str, sign_in) -> None:
    consented(sign_in("citizen-lin"), "elder-allowance")
    row = Consent.objects.get()
    address = f"/space/consents/{row.pk}/revoke/"
    post(sign_in("citizen-other"), address)
    assert Consent.objects.get().revoked_at is None
    page = post(sign_in("citizen-lin"), address)
    assert "授權已撤回" in page
    assert Consent.objects.get().revoked_at is not None


def test_a_form_is_given_up_by_its_person_only(city: str, sign_in) -> None:
    number = consented(sign_in("citizen-lin"), "elder-allowance")
    address = f"/space/drafts/{number}/discard/"
    assert sign_in("citizen-other").post(address, {"key": "x"}).status_code == 404
    assert Draft.objects.count() == 1
    post(sign_in("citizen-lin"), address)
    assert not Draft.objects.exists()


def test_an_allowance_is_offered_only_when_wished_and_begins_only_with_a_yes(city: str, sign_in) -> None:
    client = sign_in("citizen-lin")
    offer_services()
    assert not Offer.objects.exists(), "nobody wished it"
    post(client, "/space/wishes/elder-allowance/")
    offer_services()
    assert "為您主動提供" in client.get("/space/").content.decode()
    assert not Case.objects.exists()
    page = client.get("/space/offers/elder-allowance/").content.decode()
    assert "人口登記庫" in page
    assert "govuk-error-summary" in post(client, "/space/offers/elder-allowance/")
    assert sign_in("citizen-other").get("/space/offers/elder-allowance/").status_code == 404
    yes = {"key": "once", "elder.consent": "true"}
    first = client.post("/space/offers/elder-allowance/", yes, follow=True)
    assert first.request["PATH_INFO"].endswith("/receipt/")
    client.post("/space/offers/elder-allowance/", yes)
    case = Case.objects.get()
    assert case.channel == "proactive"
    assert Certificate.objects.filter(case=case).exists()


def test_an_offer_can_be_declined_and_the_wish_ended(city: str, sign_in) -> None:
    client = sign_in("citizen-lin")
    post(client, "/space/wishes/elder-allowance/")
    offer_services()
    post(client, "/space/offers/elder-allowance/decline/")
    assert not Offer.objects.filter(answered_at=None).exists()
    post(client, "/space/wishes/elder-allowance/", end="1")
    assert not OptIn.objects.filter(ended_at=None).exists()
    assert client.post("/space/wishes/open-a-restaurant/", {"key": "x"}).status_code == 404


def test_who_acts_for_another_is_shown_and_stops_when_the_mandate_ends(city: str, sign_in) -> None:
    case = apply_for("elder-allowance", "citizen-lin")
    client = sign_in("citizen-chen")
    assert client.get(f"/cases/{case.number}/").status_code == 404
    assert "中華人民共和國民法典" in client.get("/space/").content.decode()
    client.post("/identity/act-for/", {"principal": LIN, "next": "/space/"})
    page = client.get("/space/").content.decode()
    assert "您正在代林松壽辦理" in page
    assert case.number in page
    assert client.get(f"/cases/{case.number}/").status_code == 200
    Mandate.objects.filter(principal=LIN).update(valid_to=now())
    assert client.get(f"/cases/{case.number}/").status_code == 404


def test_nobody_acts_without_a_mandate(city: str, sign_in) -> None:
    case = apply_for("elder-allowance", "citizen-lin")
    client = sign_in("citizen-other")
    client.post("/identity/act-for/", {"principal": LIN})
    assert client.get(f"/cases/{case.number}/").status_code == 404
