"""My day: own work only, and the cards, urgings and ratings that the unit answers from the workbench."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from minben.platform.casework import actions as casework
from minben.platform.casework.models import Case, Message, Rating
from minben.platform.journal.queries import now
from minben.platform.supervision import actions
from minben.platform.supervision.models import Card, FollowUp, Urging
from minben.platform.supervision.tasks import watch
from tests.platform.supervision.conftest import at, sent, somebody, task_of  # noqa: F401 - `sent` is a fixture
from tests.platform.workbench.test_queue import ENGLISH, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(sent: Callable[..., Case]) -> Card:  # noqa: F811
    """A red card of the food office: its promise was broken."""
    case = sent(at(3, 9))
    casework.accept(somebody("officer", "market-regulation"), task_of(case, "food_permit").pk, at=at(3, 10))
    watch(at(11, 9))
    return Card.objects.get(rule="over_promise", item="food_permit")


@pytest.fixture
def urging(submitted_case: Case) -> Urging:
    leader = somebody("leader", "government-services")
    due = now() + timedelta(days=3)
    number = actions.urge(
        leader, submitted_case.number, "food_permit", "market-regulation", "Decide it.", due
    )
    return Urging.objects.get(number=number)


@pytest.fixture
def follow_up(submitted_case: Case) -> FollowUp:
    from minben.platform.catalogue.queries import current_place
    from minben.platform.journal.actor import system

    rating = Rating.objects.create(case=submitted_case, satisfaction=5, given_at=now())
    pk = actions.open_follow_up(system("lanting"), rating, current_place().supervision)
    return FollowUp.objects.get(pk=pk)


def test_the_day_tells_what_i_did_and_nobody_elses_work(submitted_case: Case, as_officer, sign_in) -> None:
    first, second = officer("fire-rescue", 0), officer("fire-rescue", 1)
    task = task_of(submitted_case, "fire_inspection")
    casework.accept(first, task.pk)
    casework.decide(first, task.pk, "denied", "No second exit.")
    page = sign_in(first.account).get("/workbench/day/", headers=ENGLISH).content.decode()
    assert "You moved 2 case steps on today, 2 this week." in page
    assert "Decided: denied" in page
    assert submitted_case.number in page
    other = sign_in(second.account).get("/workbench/day/", headers=ENGLISH).content.decode()
    assert "You have not moved a case on this week yet." in other
    assert submitted_case.number not in other
    assert "方烈" not in other, "no ranking of colleagues"


@pytest.mark.demonstrates("R88")
def test_a_card_is_answered_and_appealed_from_the_workbench(card: Card, as_officer) -> None:
    client = as_officer("market-regulation")
    day = client.get("/workbench/day/", headers=ENGLISH).content.decode()
    assert "Promise broken" in day
    address = f"/workbench/cards/{card.number}/"
    assert address in day
    page = client.get(address, headers=ENGLISH).content.decode()
    for words in (
        "Red card",
        "was not decided in it",
        "Who held the case when",
        "Lanting Measures for One-Thing",
    ):
        assert words in page, words
    empty = client.post(address, {"act": "answer_card", "answer_card-answer": " "}, headers=ENGLISH)
    assert empty.status_code == 422
    assert Card.objects.get(pk=card.pk).status == "issued"
    client.post(
        address,
        {"act": "answer_card", "answer_card-answer": "Two were ill.", "answer_card-measure": "Cover."},
    )
    card.refresh_from_db()
    assert (card.status, card.answer, card.measure) == ("answered", "Two were ill.", "Cover.")
    late = client.post(address, {"act": "answer_card", "answer_card-answer": "Again."}, headers=ENGLISH)
    assert "A colleague has answered it already" in late.content.decode()
    assert "Again.</textarea>" in late.content.decode()
    client.post(address, {"act": "appeal_card", "appeal_card-reasons": "The applicant had it."})
    card.refresh_from_db()
    assert card.status == "appealed"
    assert client.post(address, {"act": "cancel_card"}).status_code == 404, (
        "the inspector's act is not offered here"
    )


def test_an_urging_is_signed_delayed_and_reported(urging: Urging, as_officer) -> None:
    client, address = as_officer("market-regulation"), f"/workbench/urgings/{urging.number}/"
    assert address in client.get("/workbench/day/").content.decode()
    assert "Decide it." in client.get(address).content.decode()
    client.post(address, {"act": "sign_urging"})
    urging.refresh_from_db()
    assert urging.status == "signed"
    soon = (now() - timedelta(days=9)).date()
    parts = {f"ask_delay-until_{name}": getattr(soon, name) for name in ("year", "month", "day")}
    asked = client.post(address, {"act": "ask_delay", "ask_delay-reason": "x", **parts}, headers=ENGLISH)
    assert "The new date must be later" in asked.content.decode()
    client.post(address, {"act": "report_urging", "report_urging-report": "Decided today."})
    urging.refresh_from_db()
    assert (urging.status, urging.report) == ("reported", "Decided today.")


def test_a_bad_rating_is_followed_up(follow_up: FollowUp, as_officer) -> None:
    client, address = as_officer("market-regulation"), f"/workbench/ratings/{follow_up.pk}/"
    page = client.get(address, headers=ENGLISH).content.decode()
    assert "1 of 5" in page
    client.post(address, {"act": "contact_rater", "contact_rater-text": "What went wrong?"})
    client.post(
        address,
        {"act": "finish_follow_up", "finish_follow_up-outcome": "mended", "finish_follow_up-reply": "Done."},
    )
    follow_up.refresh_from_db()
    assert (follow_up.outcome, follow_up.reply) == ("mended", "Done.")
    assert Message.objects.count() == 2


def test_only_the_unit_addressed_answers(
    card: Card, urging: Urging, follow_up: FollowUp, as_officer, as_role, as_citizen, sign_in
) -> None:
    for path in (f"cards/{card.number}/", f"urgings/{urging.number}/", f"ratings/{follow_up.pk}/"):
        address = f"/workbench/{path}"
        assert sign_in("leader-qiu").get(address).status_code == 200, "the head of the unit"
        assert as_officer("health").get(address).status_code == 404
        assert sign_in("officer-ying").get(address).status_code == 404
        assert as_citizen.get(address).status_code == 403
        assert as_role("inspector").get(address).status_code == 403
        assert Client().get(address).status_code == 302
    for client, code in ((as_citizen, 403), (as_role("analyst"), 403), (Client(), 302)):
        assert client.get("/workbench/day/").status_code == code
