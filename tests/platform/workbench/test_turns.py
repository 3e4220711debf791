"""The less usual turns from the case page: tolerance, not accepting, pausing, other offices' opinions, handing on."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from minben.platform.casework import actions
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import (
    Case,
    Clock,
    Consultation,
    Decision,
    ItemStatus,
    Proposal,
    Supplement,
    Task,
)
from minben.platform.journal import queries as journal
from minben.platform.journal.models import Entry
from minben.platform.workbench.views.case import FORMS
from tests.platform.casework.test_journey import officer
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


# --- who may, and what happens if nobody does anything ---


@pytest.mark.parametrize("name", sorted(FORMS))
def test_no_act_of_a_task_is_open_to_others(
    submitted_case: Case, as_officer, as_role, as_citizen, name: str
) -> None:
    """Every act of a case page: another office finds no such task, other roles have no right."""
    task = task_of(submitted_case, "food_permit")
    address = reverse("workbench:act", args=[task.pk, name])
    before = Entry.objects.filter(kind="case").count()
    assert as_officer("health").post(address, {"key": "k"}).status_code == 404
    assert as_citizen.post(address, {"key": "k"}).status_code == 403
    for role in ("inspector", "analyst", "administrator"):
        assert as_role(role).post(address, {"key": "k"}).status_code == 403
    assert Entry.objects.filter(kind="case").count() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("extend", {"workdays": "5", "reason": "x"}),
        ("extend_joint", {"workdays": "5", "reason": "x"}),
        ("transfer", {"unit": "health", "reason": "x"}),
    ],
)
def test_what_is_the_heads_is_not_shown_to_officers_and_is_refused_to_them(
    submitted_case: Case, as_officer, name: str, words: dict[str, str]
) -> None:
    task = task_of(submitted_case, "food_permit")
    actions.accept(officer("market-regulation"), task.pk)
    client, address = as_officer("market-regulation"), reverse("workbench:act", args=[task.pk, name])
    assert f'"{address}"' not in client.get(reverse("workbench:task", args=[task.pk])).content.decode()
    sent = {f"{name}-{key}": value for key, value in words.items()}
    assert client.post(address, {**sent, "key": "k"}).status_code == 409


def standing(client, task: Task) -> str:
    """What the page says under "If nothing is done"."""
    page = client.get(
        reverse("workbench:task", args=[task.pk]), headers={"accept-language": "en"}
    ).content.decode()
    return page.partition("If nothing is done")[2].partition("</ul>")[0]


def test_every_page_says_what_happens_if_nothing_is_done(submitted_case: Case, as_officer) -> None:
    client, clerk = as_officer("market-regulation"), officer("market-regulation")
    food, licence = task_of(submitted_case, "food_permit"), task_of(submitted_case, "business_licence")
    assert "counts as accepted from the day of receipt" in standing(client, food)
    actions.request_correction(clerk, licence.pk, ["premises"])
    assert "until the applicant answers" in standing(client, licence)
    actions.accept(clerk, food.pk)
    assert "nothing is granted by itself" in standing(client, food)
    actions.stop_clock(clerk, food.pk, "testing", "samples")
    assert "Nothing runs out" in standing(client, food)
    actions.resume_clock(clerk, food.pk)
    Case.objects.filter(pk=submitted_case.pk).update(channel="counter")
    actions.decide(clerk, food.pk, "denied", "No floor plan.")
    told = standing(client, food)
    assert "the result must be in the applicant" in told
    assert "The other items of the case go on." in told
    actions.deliver(clerk, submitted_case.number, "food_permit", "taken by the owner")
    told = standing(client, food)
    assert "may ask for reconsideration" in told
    assert "may go to court" in told
    assert "must be in the applicant" not in told
    Clock.objects.filter(caseitem=food.caseitem).update(ended_at=journal.now())
    Case.objects.filter(pk=submitted_case.pk).update(keep_until=date(2037, 1, 1), status="completed")
    assert "destroyed only if two people say so" in standing(client, food)
    Case.objects.filter(pk=submitted_case.pk).update(keep_until=None)
    assert "Nothing more happens by itself" in standing(client, food)


def test_nothing_is_granted_before_the_other_office_countersigned(submitted_case: Case, as_officer) -> None:
    task, client = task_of(submitted_case, "fire_inspection"), as_officer("fire-rescue")
    do(client, task, "accept")
    do(
        client,
        task,
        "consult",
        unit="urban-management",
        question="Is the ladder's way free?",
        countersign="on",
    )
    asked, clerk = Consultation.objects.get(), officer("fire-rescue")
    assert asked.countersign
    with pytest.raises(Refusal, match=r"countersign\.waits"):
        actions.decide(clerk, task.pk, "granted")
    assert (
        "Countersignature asked for"
        in client.get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    )
    other, address = as_officer("urban-management"), f"/workbench/opinions/{asked.pk}/"
    assert other.post(address, {"answer_consultation-answer": "No."}).status_code == 422
    assert (
        other.post(
            address, {"answer_consultation-answer": "No.", "answer_consultation-agrees": "no", "key": "k"}
        ).status_code
        == 302
    )
    with pytest.raises(Refusal, match=r"countersign\.refused"):
        actions.decide(clerk, task.pk, "granted")
    again = actions.consult(clerk, task.pk, "urban-management", "And now?", countersign=True)
    with pytest.raises(Refusal, match=r"countersign\.waits"):
        actions.decide(clerk, task.pk, "granted")
    with pytest.raises(Refusal, match=r"countersign\.agree_missing"):
        actions.answer_consultation(officer("urban-management"), again, "Yes.")
    actions.answer_consultation(officer("urban-management"), again, "Yes.", agrees=True)
    page = client.get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert ("Countersigned" in page, "Countersignature refused" in page) == (True, True)
    actions.decide(clerk, task.pk, "granted")
    entry = Entry.objects.filter(act="casework.answer_consultation").last()
    assert entry.facts["countersigned"] is True


def test_a_denial_needs_no_countersignature_and_nobody_signs_for_themselves(submitted_case: Case) -> None:
    task, clerk = task_of(submitted_case, "fire_inspection"), officer("fire-rescue")
    actions.accept(clerk, task.pk)
    with pytest.raises(Refusal, match=r"countersign\.own_unit"):
        actions.consult(clerk, task.pk, "fire-rescue", "Well?", countersign=True)
    actions.consult(clerk, task.pk, "urban-management", "Well?", countersign=True)
    actions.decide(clerk, task.pk, "denied", "Only one exit.")
    assert status(task) == ItemStatus.DENIED
