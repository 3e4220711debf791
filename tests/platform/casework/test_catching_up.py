"""Cases of earlier versions get the clocks of their steps, and keep who supervised them, once and with a record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minben.platform.casework import actions, catching_up
from minben.platform.casework.models import Case, Clock
from minben.platform.journal import queries as journal
from minben.platform.journal.models import Entry
from minben.platform.supervision import actions as supervision
from tests.platform.casework.test_journey import officer, task_of
from tests.platform.casework.test_life import head

pytestmark = pytest.mark.django_db
UNIT = "market-regulation"


def steps(case: Case, item: str) -> list[str]:
    rows = Clock.objects.filter(case=case, caseitem__item=item, scope__startswith="step.", ended_at=None)
    return sorted(row.scope for row in rows)


def as_of_old(case: Case) -> None:
    """The case as a version without clocks of steps left it."""
    Clock.objects.filter(case=case, scope__startswith="step.").delete()


def test_open_items_get_the_clock_of_the_step_they_are_in(submitted_case: Case) -> None:
    food, fire = task_of(submitted_case, "food_permit"), task_of(submitted_case, "fire_inspection")
    actions.accept(officer(UNIT), food.pk)
    actions.accept(officer("fire-rescue"), fire.pk)
    actions.stop_clock(officer("fire-rescue"), fire.pk, "expert_review", "Vents.")
    sign = task_of(submitted_case, "sign")
    actions.request_correction(officer("urban-management"), sign.pk, ["picture"])
    as_of_old(submitted_case)
    assert catching_up.begin_steps() == 4
    assert catching_up.begin_steps() == 0
    found = {
        item: steps(submitted_case, item)
        for item in ("food_permit", "fire_inspection", "business_licence", "sign")
    }
    assert found == {
        "food_permit": ["step.review"], "fire_inspection": ["step.review"], "business_licence": ["step.accept"],
        "sign": [],
    }  # fmt: skip
    review = Clock.objects.get(caseitem=food.caseitem, scope="step.review")
    promise = Clock.objects.get(caseitem=food.caseitem, scope="promise")
    assert (review.started_at, review.holder, review.limit["value"]) == (promise.started_at, UNIT, 3)
    stopped = Clock.objects.get(caseitem=fire.caseitem, scope="step.review")
    assert stopped.due_at is None
    actions.resume_clock(officer("fire-rescue"), fire.pk)
    stopped.refresh_from_db()
    assert stopped.due_at is not None
    assert {entry.facts["begun"] for entry in Entry.objects.filter(act="casework.begin_step")} == {
        "step.accept", "step.review",
    }  # fmt: skip
    assert journal.verify().sound


def test_what_would_be_overdue_at_once_counts_from_now(submitted_case: Case) -> None:
    food = task_of(submitted_case, "food_permit")
    actions.accept(officer(UNIT), food.pk)
    Clock.objects.filter(scope="promise").update(started_at=journal.now() - timedelta(days=40))
    as_of_old(submitted_case)
    catching_up.begin_steps()
    review = Clock.objects.get(caseitem=food.caseitem, scope="step.review")
    assert abs(review.started_at - journal.now()) < timedelta(minutes=5)
    assert review.due_at > journal.now()


def test_who_supervised_before_is_kept_with_the_case(submitted_case: Case) -> None:
    leader = head("lanting")
    day = journal.now() + timedelta(days=9)
    supervision.urge(leader, submitted_case.number, "food_permit", UNIT, "Go on.", day)
    Case.objects.update(watchers=[])
    assert (catching_up.keep(), catching_up.keep()) == (1, 0)
    submitted_case.refresh_from_db()
    assert submitted_case.watchers == [leader.account]


def test_the_worker_looks_once(submitted_case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catching_up, "_looked", set())
    as_of_old(submitted_case)
    assert catching_up.once() > 0
    as_of_old(submitted_case)
    assert catching_up.once() == 0


def test_closing_and_delivering_are_steps_with_clocks(submitted_case: Case) -> None:
    submitted_case.channel = "counter"
    submitted_case.save()
    food, sign = task_of(submitted_case, "food_permit"), task_of(submitted_case, "sign")
    actions.accept(officer(UNIT), food.pk)
    actions.decide(officer(UNIT), food.pk, "granted")
    kinds = {row.scope: row.ended_at is None for row in Clock.objects.filter(caseitem=food.caseitem)}
    assert (kinds["step.close"], kinds["step.deliver"]) == (False, True), "issued, and not handed over yet"
    actions.accept(officer("urban-management"), sign.pk)
    actions.decide(officer("urban-management"), sign.pk, "denied", "Too wide.")
    assert steps(submitted_case, "sign") == ["step.deliver"]
    for unit, item in ((UNIT, "food_permit"), ("urban-management", "sign")):
        actions.deliver(officer(unit), submitted_case.number, item, "taken by the owner")
        assert steps(submitted_case, item) == []
