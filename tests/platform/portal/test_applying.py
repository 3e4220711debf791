"""Applying through the pages: consent, prefilled answers, only what no register knows, send once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from minben.platform.casework.models import Case, Draft
from minben.platform.exchange.models import Reading

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


def key(page: str) -> str:
    """The page's idempotency key."""
    found = re.search(r'name="key" value="(\w+)"', page)
    assert found is not None
    return found[1]


def begin(client: Client, service: str) -> str:
    answer = client.post(f"/services/{service}/start/", {"key": "k-start"})
    assert answer.status_code == 302
    return answer.headers["Location"].rstrip("/").rpartition("/")[2]


@pytest.mark.demonstrates("R17", "R79")
def test_the_allowance_from_start_to_certificate(city: str, sign_in) -> None:
    client = sign_in("citizen-lin")
    number = begin(client, "elder-allowance")
    consent = client.get(f"/forms/{number}/", follow=True).content.decode()
    assert "人口登記庫" in consent
    assert not Reading.objects.exists(), "nothing is read before consent"
    registers = re.findall(r'name="register" id="r-\w+" value="(\w+)"', consent)
    page = client.post(f"/forms/{number}/consent/", {"key": key(consent), "register": registers}, follow=True)
    assert Reading.objects.exists()
    assert "1943" in page.content.decode(), "what the register knows is shown with its source"
    checked = client.post(page.request["PATH_INFO"], {"elder.consent": "true"}, follow=True)
    assert checked.request["PATH_INFO"].endswith("/check/")
    sent = client.post(checked.request["PATH_INFO"], {"key": key(checked.content.decode())}, follow=True)
    case = Case.objects.get()
    assert sent.request["PATH_INFO"] == f"/cases/{case.number}/receipt/"
    assert "出具結果" in client.get(f"/cases/{case.number}/").content.decode()


def test_sending_twice_opens_one_case(city: str, sign_in) -> None:
    client = sign_in("citizen-lin")
    number = begin(client, "elder-allowance")
    client.post(f"/forms/{number}/consent/", {"key": "c", "register": ["population", "household", "benefit"]})
    client.post(f"/forms/{number}/consent/", {"key": "c", "register": ["population", "household", "benefit"]})
    form = client.get(f"/forms/{number}/", follow=True)
    checked = client.post(form.request["PATH_INFO"], {"elder.consent": "true"}, follow=True)
    sending = {"key": key(checked.content.decode())}
    first = client.post(checked.request["PATH_INFO"], sending)
    assert first.status_code == 302
    assert client.post(checked.request["PATH_INFO"], sending).status_code in (302, 404)
    assert Case.objects.count() == 1


def test_wrong_answers_are_kept_and_explained(city: str, sign_in) -> None:
    client = sign_in("citizen-wang")
    number = begin(client, "open-a-restaurant")
    consent = client.get(f"/forms/{number}/", follow=True).content.decode()
    registers = re.findall(r'name="register" id="r-\w+" value="(\w+)"', consent)
    form = client.post(f"/forms/{number}/consent/", {"key": key(consent), "register": registers}, follow=True)
    answer = client.post(form.request["PATH_INFO"], {"shop.area": "very large", "shop.has_licence": "false"})
    if answer.status_code == 302:
        answer = client.get(answer.headers["Location"], follow=True)
    assert "very large" in str(casework_answers(number))


def casework_answers(number: str) -> dict[str, str]:
    from minben.platform.casework import intaking

    return dict(intaking.Form.of(Draft.objects.get(number=number)).answers)


def test_a_draft_is_its_owners_only(city: str, sign_in) -> None:
    number = begin(sign_in("citizen-lin"), "elder-allowance")
    for path in ("", "consent/", "check/", "pages/guiding/"):
        assert sign_in("citizen-other").get(f"/forms/{number}/{path}").status_code == 404
        assert Client().get(f"/forms/{number}/{path}").status_code == 302
        assert sign_in("officer-fang").get(f"/forms/{number}/{path}").status_code == 403
