"""The counter: the person is known and agrees, the portal's own form is filled in for them, and who did it stays."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from minben.platform.casework.models import Case, Document, Draft, Task
from minben.platform.catalogue.queries import current_place
from minben.platform.exchange.models import Consent, Reading
from minben.platform.journal import vault
from minben.platform.journal.actor import Actor
from minben.platform.journal.models import Entry
from minben.platform.journal.queries import now
from minben.platform.training import history
from tests.platform.workbench.test_queue import ENGLISH

pytestmark = pytest.mark.django_db
LIN, CHEN = "990121194311029033", "99010219950820904X"
VISIT = {"person": LIN, "shown": "identity_card", "agreed": "on"}


def receive(client: Client, **changed: str):
    return client.post("/workbench/counter/", {**VISIT, **changed}, follow=True, headers=ENGLISH)


def file_the_allowance(client: Client) -> str:
    """Go through the portal's pages as the officer does; the case number."""
    started = client.post("/services/elder-allowance/start/", {"key": "k"}, follow=True)
    address, page = started.request["PATH_INFO"], started.content.decode()
    assert "/consent/" in address
    registers = re.findall(r'name="register"[^>]*value="(\w+)"', page)
    page = client.post(address, {"register": registers, "key": "c"}, follow=True)
    page = client.post(page.request["PATH_INFO"], {"elder.consent": "true"}, follow=True)
    assert page.request["PATH_INFO"].endswith("/check/"), page.content.decode()
    client.post(page.request["PATH_INFO"], {"key": "s"}, follow=True)
    return Case.objects.get(service="elder-allowance").number


@pytest.mark.demonstrates("R154", "R163")
def test_an_officer_files_for_a_person_who_agrees_and_both_names_stay(city: str, sign_in) -> None:
    client = sign_in("officer-tang")
    page = receive(client).content.decode()
    assert "At the window: 林松壽" in page
    number = file_the_allowance(client)
    case = Case.objects.get(number=number)
    assert (case.person, case.account, case.channel) == (LIN, "officer-tang", "counter")
    entry = Entry.objects.filter(kind="case", ref=number).order_by("number").first()
    assert (entry.actor, entry.on_behalf_of) == ("officer-tang", LIN)
    agreed = Entry.objects.get(act="casework.receive_at_counter")
    assert (agreed.facts["shown"], agreed.facts["agreed"], agreed.unit) == (
        "identity_card",
        True,
        "government-services",
    )
    assert vault.unseal(LIN, agreed.sealed) == {"person": LIN}
    assert Consent.objects.get().person == LIN, "the applicant's consent, not the officer's"
    receipt = client.get(f"/workbench/counter/receipts/{number}/", headers=ENGLISH).content.decode()
    for words in (number, "林松壽", "唐知行", "Signature of the applicant", "Decided at once"):
        assert words in receipt, words
    assert 'class="qr"' in receipt
    checked = re.search(r"https?://[^<]*(/receipts/[^<]*)</p>", receipt)[1]
    assert "Genuine" in Client().get(checked, headers=ENGLISH).content.decode()
    read = sign_in("citizen-lin").get(f"/cases/{number}/readings/", headers=ENGLISH).content.decode()
    assert "Government Services" in read, "who filed is told, as an office"
    assert sign_in("citizen-lin").get(f"/cases/{number}/").status_code == 200


def test_only_the_name_is_read_and_the_reading_is_journalled(city: str, sign_in) -> None:
    receive(sign_in("officer-tang"))
    reading = Reading.objects.get()
    assert (reading.person, reading.fields, reading.purpose, reading.reader) == (
        LIN, ["person.name"], "counter", "officer-tang",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"person": "990121194311029034"}, "This is no identity number"),
        ({"person": "x"}, "This is no identity number"),
        ({"shown": "a friend"}, "Document shown"),
        ({"agreed": ""}, "Please answer this question"),
    ],
)
def test_without_number_document_or_consent_nothing_begins(
    city: str, sign_in, changed: dict[str, str], words: str
) -> None:
    client = sign_in("officer-tang")
    answer = receive(client, **changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Reading.objects.exists()
    assert client.post("/services/elder-allowance/start/", {"key": "k"}).status_code == 403


def test_after_the_visit_nothing_of_the_person_is_open(city: str, sign_in) -> None:
    client = sign_in("officer-tang")
    receive(client)
    client.post("/services/elder-allowance/start/", {"key": "k"})
    draft = Draft.objects.get(person=LIN).number
    assert client.get(f"/forms/{draft}/consent/").status_code == 200
    client.post("/workbench/counter/finish/")
    assert client.get(f"/forms/{draft}/consent/").status_code == 403
    receive(client, person=CHEN)
    assert client.get(f"/forms/{draft}/consent/").status_code == 404, (
        "the next person's visit does not open it"
    )


def test_at_the_window_one_sees_only_what_one_filed(city: str, sign_in, submitted_case: Case) -> None:
    client = sign_in("officer-tang")
    receive(client, person=submitted_case.person)
    assert client.get(f"/cases/{submitted_case.number}/").status_code == 404, "filed by the applicant alone"
    assert (
        sign_in("officer-fang").get(f"/workbench/counter/receipts/{submitted_case.number}/").status_code
        == 404
    )


def test_helping_somebody_does_not_colour_the_officers_own_tasks(submitted_case: Case, sign_in) -> None:
    client = sign_in("officer-fang")
    receive(client)
    task = Task.objects.get(case=submitted_case, unit="fire-rescue")
    client.post(f"/workbench/tasks/{task.pk}/accept/", {"key": "a"})
    entry = Entry.objects.get(act="casework.accept")
    assert (entry.actor, entry.on_behalf_of) == ("officer-fang", "")


def test_what_is_handed_in_at_the_window_was_seen_by_an_officer(city: str) -> None:
    wang = "990102199005129013"
    helper = Actor(
        "lanting", "officer-tang", "", "", ("assistant", "officer"), ("government-services",), wang
    )
    past = history.beginning("lanting", current_place(), seed=7)
    past.citizen = lambda person, name: helper  # type: ignore[method-assign]
    number = history.apply(past, "open-a-restaurant", wang, "", now())
    uploads = Document.objects.filter(case__number=number, kind="upload")
    assert set(uploads.values_list("trust", flat=True)) == {"B"}


def test_the_counter_is_for_officers(city: str, as_role, as_citizen, sign_in) -> None:
    for path in ("", "receipts/x/"):
        address = f"/workbench/counter/{path}"
        assert as_citizen.get(address).status_code == 403
        assert as_role("inspector").get(address).status_code == 403
        assert sign_in("leader-kang").get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert as_citizen.post("/workbench/counter/finish/").status_code == 403
    assert as_citizen.post("/workbench/counter/", VISIT).status_code == 403
    assert not Reading.objects.exists()
