"""The less usual turns from the case page: tolerance, not accepting, pausing, other offices' opinions, handing on."""

from __future__ import annotations

import pytest
from django.test import Client

from minben.platform.casework.models import (
    Case,
    Consultation,
    Decision,
    ItemStatus,
    Proposal,
    Supplement,
    Task,
)
from tests.platform.workbench.test_case import do, status, task_of
from tests.platform.workbench.test_queue import ENGLISH

pytestmark = pytest.mark.django_db


def test_tolerance_names_what_may_follow_and_the_commitment(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "food_permit")
    client = as_officer("market-regulation")
    assert do(client, task, "accept_tolerant", points="The floor plan", commitment=" ").status_code == 422
    page = do(
        client, task, "accept_tolerant", points="The floor plan", commitment="By Friday."
    ).content.decode()
    assert status(task) == ItemStatus.ACCEPTED
    assert Supplement.objects.get().points == ["The floor plan"]
    assert "Not supplied yet." in page
    other = task_of(submitted_case, "fire_inspection")
    offered = as_officer("fire-rescue").get(f"/workbench/tasks/{other.pk}/").content.decode()
    assert "/accept_tolerant/" not in offered, "the law lets nothing follow there"


def test_not_accepting_is_previewed_in_writing_with_reasons_and_remedies(
    submitted_case: Case, as_officer
) -> None:
    task = task_of(submitted_case, "food_permit")
    client = as_officer("market-regulation")
    assert do(client, task, "refuse", reasons=" ").status_code == 422
    page = do(client, task, "refuse", reasons="A canteen of a school needs another permit.").content.decode()
    assert "Decision not to accept the application" in page
    assert "Administrative reconsideration" in page
    assert not Decision.objects.exists()
    do(client, task, "refuse", reasons="A canteen of a school needs another permit.", send="1")
    assert status(task) == ItemStatus.NOT_ACCEPTED
    assert Decision.objects.get().reasons == "A canteen of a school needs another permit."


def test_pausing_at_the_applicants_wish_and_going_on(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    do(client, task, "accept")
    page = do(client, task, "suspend", reason="They rebuild the kitchen until May.").content.decode()
    assert status(task) == ItemStatus.SUSPENDED
    assert "The applicant asked to pause" in page
    assert "/decide/" not in page
    listed = client.get("/workbench/?state=stopped", headers=ENGLISH).content.decode()
    assert f">{submitted_case.number}<" in listed
    do(client, task, "resume_clock")
    assert status(task) == ItemStatus.ACCEPTED


@pytest.mark.demonstrates("R165")
def test_another_office_is_asked_and_answers_from_its_day(
    submitted_case: Case, as_officer, as_citizen, sign_in
) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    do(client, task, "accept")
    do(client, task, "consult", unit="urban-management", question="Does the sign block the ladder's way?")
    asked = Consultation.objects.get()
    address = f"/workbench/opinions/{asked.pk}/"
    other = as_officer("urban-management")
    assert "Does the sign block" in other.get("/workbench/day/").content.decode()
    assert other.post(address, {"answer_consultation-answer": " "}).status_code == 422
    for stranger, code in (
        (as_officer("health"), 404), (client, 404), (sign_in("officer-ying"), 404), (as_citizen, 403), (Client(), 302),
    ):  # fmt: skip
        assert stranger.get(address).status_code == code
    other.post(address, {"answer_consultation-answer": "No, it hangs above it."})
    page = client.get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert "Does the sign block the ladder&#x27;s way?" in page
    assert "No, it hangs above it." in page
    assert "Does the sign" not in other.get("/workbench/day/").content.decode(), "answered is done"


def test_only_the_head_hands_a_task_to_another_unit(submitted_case: Case, as_officer, sign_in) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    assert "/transfer/" not in client.get(f"/workbench/tasks/{task.pk}/").content.decode()
    head = sign_in("leader-kang")
    same = do(head, task, "transfer", unit="fire-rescue", reason="x")
    assert "Your own office has it already." in same.content.decode()
    done = do(head, task, "transfer", unit="urban-management", reason="The place moved.")
    assert done.request["PATH_INFO"] == "/workbench/"
    assert Task.objects.get(pk=task.pk).unit == "urban-management"
    assert client.get(f"/workbench/tasks/{task.pk}/").status_code == 404
    assert as_officer("urban-management").get(f"/workbench/tasks/{task.pk}/").status_code == 200


def test_revoking_needs_two_people(submitted_case: Case, as_officer, sign_in) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client, head = as_officer("fire-rescue"), sign_in("leader-kang")
    do(client, task, "accept")
    do(client, task, "decide", outcome="granted", reasons="", send="1")
    do(client, task, "propose", verb="revoke", reasons="The plan was forged.", basis="fire-protection-law 15")
    proposal = Proposal.objects.get()
    address = f"/workbench/proposals/{proposal.pk}/"
    assert client.get(address).status_code == 404, "who proposes does not confirm"
    assert sign_in("leader-qiu").get(address).status_code == 404
    assert address in head.get("/workbench/day/").content.decode()
    page = head.get(address, headers=ENGLISH).content.decode()
    assert "The plan was forged." in page
    assert "Fire Protection Law of the PRC, article 15" in page
    head.post(address, {"agree": "yes"})
    task.caseitem.refresh_from_db()
    assert task.caseitem.result == "revoked"
    assert head.get(address).status_code == 404


def test_a_paper_of_the_counter_is_delivered_when_somebody_takes_it(submitted_case: Case, as_officer) -> None:
    Case.objects.filter(pk=submitted_case.pk).update(channel="counter")
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    do(client, task, "accept")
    do(client, task, "decide", outcome="granted", reasons="", send="1")
    do(client, task, "deliver", how="Taken by the applicant at the window.")
    task.caseitem.refresh_from_db()
    assert task.caseitem.result == "delivered"
