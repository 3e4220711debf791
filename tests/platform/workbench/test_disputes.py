"""A person says that a register is wrong: its keeper, and nobody else, sees it, answers, and the person is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from minben.platform.casework import facts, intaking
from minben.platform.casework.actions import answer_dispute, dispute, submit
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.disputes import disputes_for
from minben.platform.casework.models import Case, Draft, Message, Notice
from minben.platform.catalogue.queries import current_place
from minben.platform.exchange.models import Dispute
from minben.platform.journal import queries as journal
from minben.platform.journal import vault
from minben.platform.journal.actor import Actor
from tests.platform.casework.test_journey import officer

pytestmark = pytest.mark.django_db
ELEMENT, TRUE = "person.name", "王正名"


@pytest.fixture
def said(city: str, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case whose applicant disputes their name in the population register."""
    from minben.platform.training import history
    from tests.platform.conftest import apply_for

    kept = history.actions.submit

    def disputing(actor: Actor, draft: str, **more: object) -> str:
        fetched = intaking.content(Draft.objects.get(number=draft))["fetched"]
        assert ELEMENT in fetched
        dispute(actor, draft, ELEMENT, TRUE)
        return submit(actor, draft)

    monkeypatch.setattr(history.actions, "submit", disputing)
    case = apply_for("elder-allowance", "citizen-chen")
    monkeypatch.setattr(history.actions, "submit", kept)
    return case


def keeper() -> Actor:
    return officer(current_place().registers["population"].owner)


def test_only_the_keeper_sees_it_and_the_person_is_told(
    said: Case, as_officer: Callable, sign_in: Callable, as_role: Callable
) -> None:
    row = Dispute.objects.get()
    address = reverse("workbench:dispute", args=[row.pk])
    assert as_officer("fire-rescue").get(address).status_code == 404
    assert sign_in("citizen-wang").get(address).status_code == 403
    assert as_role("inspector").get(address).status_code == 403
    assert Client().get(address).status_code == 302
    page = as_officer(keeper().unit)
    assert address in page.get(reverse("workbench:day")).content.decode()
    shown = page.get(address).content.decode()
    assert TRUE in shown
    assert vault.unseal(row.person, row.sealed)["told"] in shown
    assert journal.entries("case", said.number).filter(act="journal.read").exists(), (
        "opening it is journalled"
    )
    empty = {"answer_dispute-outcome": "corrected", "answer_dispute-words": "", "key": "a"}
    assert page.post(address, empty).status_code == 422
    done = page.post(
        address, {**empty, "answer_dispute-words": "You were right; it is corrected.", "key": "b"}
    )
    assert done.status_code == 302
    message = Message.objects.get(case=said)
    assert vault.unseal(said.person, message.sealed) == {"text": "You were right; it is corrected."}
    assert Notice.objects.filter(case=said, kind="message").exists()
    assert page.get(address).status_code == 404, "answered once"
    assert disputes_for(keeper()) == []


def test_what_the_keeper_corrected_counts_for_rules_and_what_stands_does_not(said: Case) -> None:
    row = Dispute.objects.get()
    place = current_place()
    before = facts.certified(said, place)[ELEMENT]
    assert before != TRUE
    with pytest.raises(Refusal, match="gone"):
        answer_dispute(officer("fire-rescue"), row.pk, "corrected", "It is so.")
    with pytest.raises(Refusal, match="outcome_missing"):
        answer_dispute(keeper(), row.pk, "perhaps", "It is so.")
    answer_dispute(keeper(), row.pk, "corrected", "It is so.")
    assert facts.certified(Case.objects.get(pk=said.pk), place)[ELEMENT] == TRUE
