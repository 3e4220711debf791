"""Applying through the pages: consent, prefilled answers, only what no register knows, send once."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from minben.platform.casework.models import Case, Draft
from minben.platform.exchange.models import Consent, Reading

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


def key(page: str) -> str:
    """The page's idempotency key."""
    found = re.search(r'name="key" value="(\w+)"', page)
    assert found is not None
    return found[1]


def begin(client: Client, service: str) -> str:
    answer = client.post(f"/services/{service}/start/", {"key": uuid4().hex})
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


def consented(client: Client, service: str, *, without: str = "") -> str:
    """A form begun with every register allowed but one; its number."""
    number = begin(client, service)
    page = client.get(f"/forms/{number}/consent/").content.decode()
    registers = [name for name in re.findall(r'id="r-\w+" value="(\w+)"', page) if name != without]
    client.post(f"/forms/{number}/consent/", {"key": key(page), "register": registers})
    return number


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hant", "不同意意味著"), ("zh-hans", "不同意意味着"), ("en", "What a no means")],
)
def test_consent_names_purpose_fields_law_and_what_a_no_means(
    city: str, sign_in, language: str, words: str
) -> None:
    client = sign_in("citizen-wang")
    number = begin(client, "open-a-restaurant")
    page = client.get(f"/forms/{number}/consent/", headers={"accept-language": language}).content.decode()
    assert words in page
    if language == "zh-hant":
        for said in ("人口登記庫", "姓名", "用途：開餐館一件事", "政務數據共享條例", "請帶"):
            assert said in page


def test_a_no_is_answered_by_the_applicant_instead(city: str, sign_in) -> None:
    client = sign_in("citizen-wang")
    number = consented(client, "open-a-restaurant", without="population")
    assert not Reading.objects.filter(register="population").exists()
    page = client.get(f"/forms/{number}/pages/instead/").content.decode()
    assert 'name="person.name"' in page
    full = consented(sign_in("citizen-chen"), "open-a-restaurant")
    assert sign_in("citizen-chen").get(f"/forms/{full}/pages/instead/").status_code == 302, (
        "nothing is asked twice"
    )


def test_this_is_wrong_keeps_the_own_words_and_tells_the_keeper(city: str, sign_in) -> None:
    from minben.platform.exchange.models import Dispute

    client = sign_in("citizen-wang")
    number = consented(client, "open-a-restaurant")
    form = client.get(f"/forms/{number}/", follow=True)
    address = f"/forms/{number}/wrong/person.phone/"
    assert address in form.content.decode()
    assert "人口登記庫" in client.get(address).content.decode()
    assert sign_in("citizen-other").get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert "govuk-error-summary" in client.post(address, {"key": "d", "person.phone": "12"}).content.decode()
    assert not Dispute.objects.exists()
    for _ in range(2):
        client.post(address, {"key": "d", "person.phone": "10188888888"})
    assert Dispute.objects.get().element == "person.phone"
    assert casework_answers(number)["person.phone"] == "10188888888"
    assert client.get(f"/forms/{number}/wrong/shop.name/").status_code == 404, "no register said that"


@pytest.mark.parametrize("way", ["dispute", "refuse"])
def test_own_words_never_turn_into_a_registers_for_a_decision_without_a_person(
    city: str, sign_in, way: str
) -> None:
    """A person of 38 claims to be born in 1930: the rule goes by the register, or by nothing."""
    client = sign_in("citizen-other")
    number = consented(client, "elder-allowance", without="population" if way == "refuse" else "")
    claim = {"person.birth_date": "1930-01-01", "person.alive": "true", "person.name": "X"}
    claim |= {"person.household_number": "1", "household.in_city": "true"}
    if way == "dispute":
        client.post(f"/forms/{number}/wrong/person.birth_date/", {"key": "d", **claim})
    for _ in range(4):
        page = client.get(f"/forms/{number}/", follow=True)
        if page.request["PATH_INFO"].endswith("/check/"):
            break
        client.post(page.request["PATH_INFO"], {**claim, "elder.consent": "true"})
    sent = client.post(f"/forms/{number}/check/", {"key": key(page.content.decode())})
    assert sent.status_code == 302
    from minben.platform.casework.models import CaseItem

    assert CaseItem.objects.get().status == "denied"


def test_who_is_not_signed_in_comes_back_to_the_guide(city: str, sign_in) -> None:
    guide = "/services/elder-allowance/"
    answer = Client().post(f"{guide}start/", {"key": "x"}, headers={"referer": f"http://testserver{guide}"})
    assert answer.headers["Location"] == f"/identity/sign-in/?next={guide}"
    assert sign_in("citizen-lin").get(f"{guide}start/").headers["Location"] == guide


def test_no_box_comes_ticked_and_silence_is_a_no(city: str, sign_in) -> None:
    client = sign_in("citizen-wang")
    number = begin(client, "open-a-restaurant")
    page = client.get(f"/forms/{number}/consent/").content.decode()
    assert 'type="checkbox"' in page
    assert not re.search(r"<input[^>]* checked", page), "consent is given by the person, not by the page"
    client.post(f"/forms/{number}/consent/", {"key": key(page)})
    given = Consent.objects.get()
    assert given.registers == {}
    assert set(given.refused) == {"population", "property", "business", "health_certificate"}
    assert not Reading.objects.exclude(register="credit").exists()


def test_one_yes_covers_what_is_named_and_never_what_is_sensitive(city: str, sign_in) -> None:
    client = sign_in("citizen-wang")
    number = begin(client, "open-a-restaurant")
    client.post(f"/forms/{number}/consent/", {"key": "all", "all": "yes"})
    assert Consent.objects.get().refused == ["health_certificate"], (
        "health data need a yes of their own (art. 29)"
    )
    assert not Reading.objects.filter(register="health_certificate").exists()
    again = client.get(f"/forms/{number}/consent/").content.decode()
    assert re.search(r'id="r-all" value="yes" checked', again), "the own choice is remembered"
    assert not re.search(r'value="health_certificate" checked', again)


def test_what_the_office_must_look_up_by_law_is_told_not_asked(city: str, sign_in) -> None:
    client = sign_in("citizen-wang")
    number = begin(client, "open-a-restaurant")
    page = client.get(f"/forms/{number}/consent/").content.decode()
    assert 'value="credit"' not in page
    told = page.partition("依法查詢，不另徵求同意")[2]
    assert "公共信用" in told
    assert "10" in told, "with its article"
    assert not Reading.objects.exists(), "not even by law before the applicant was told"
    client.post(f"/forms/{number}/consent/", {"key": "none"})
    reading = Reading.objects.get(register="credit")
    assert reading.consent_id is None, "it does not rest on a consent nobody gave"
    assert reading.basis == "lanting-one-thing-measures 10"
