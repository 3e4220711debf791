"""Cards fall by the rules of the place, on the unit that held the case, never for time that is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from minben.platform.casework import actions as casework
from minben.platform.casework.actions import Refusal, standing
from minben.platform.casework.models import Case, Clock, Decision, Timer
from minben.platform.journal.actor import system
from minben.platform.journal.models import Entry
from minben.platform.journal.tenancy import scope
from minben.platform.supervision import actions, queries
from minben.platform.supervision.holding import stretches
from minben.platform.supervision.models import Card, CardStatus, Reminder
from minben.platform.supervision.tasks import run_once, watch
from tests.platform.supervision.conftest import applicant, at, somebody, task_of

pytestmark = pytest.mark.django_db
Sent = Callable[..., Case]


def accepted(case: Case, item: str, unit: str, moment, *, steps: bool = False) -> int:
    """The item accepted; the other items of the case, and unless asked for its steps, are out of the way."""
    Clock.objects.filter(case=case).exclude(caseitem__item=item).update(ended_at=case.submitted_at)
    task = casework.accept(somebody("officer", unit), task_of(case, item).pk, at=moment)
    if not steps:
        Clock.objects.filter(case=case, scope__startswith="step.").update(ended_at=moment)
    return task


def found() -> list[tuple[str, str, str]]:
    return [(card.rule, card.colour, card.unit) for card in Card.objects.order_by("id")]


@pytest.mark.demonstrates("R86")
def test_yellow_at_nine_tenths_of_the_promise_and_red_after_it(sent: Sent) -> None:
    case = sent(at(3, 9))  # Tuesday 3 March
    accepted(case, "food_permit", "market-regulation", at(3, 10))
    # Five working days: due Tuesday 10 March 23:59. Of 133 h 59 min of working time nine tenths are 120 h 35 min.
    watch(at(10, 10, 30))
    assert found() == []
    watch(at(10, 10, 40))
    assert found() == [("near_promise", "yellow", "market-regulation")]
    watch(at(10, 23, 58))
    assert len(found()) == 1
    watch(at(11, 9))
    watch(at(11, 9))
    assert found()[1:] == [("over_promise", "red", "market-regulation")], "once, however often one looks"
    facts = Card.objects.get(rule="over_promise").facts
    assert datetime.fromisoformat(facts["due_at"]) == at(10, 23, 59)
    assert facts["share"] > 1


def test_a_card_is_one_act_with_its_rule_and_its_facts(sent: Sent) -> None:
    case = sent(at(3, 9))
    accepted(case, "food_permit", "market-regulation", at(3, 10))
    watch(at(11, 9))
    entry = Entry.objects.get(act="supervision.issue_card")
    card = Card.objects.get()
    assert (entry.kind, entry.ref, entry.actor) == ("card", card.number, "system")
    assert entry.facts["rule"] == "over_promise"
    assert entry.facts["held"] == card.facts["held"]
    place, rule = queries.rule_of(card)
    assert rule.colour == "red"
    assert place.texts["en"]["rules.over_promise.name"] == "Promise broken"
    assert card.reply_due_at.date() == at(13).date(), "two working days after Wednesday the 11th"


def test_no_card_while_the_clock_stands_still(sent: Sent) -> None:
    case = sent(at(3, 9))
    crew = somebody("officer", "fire-rescue")
    accepted(case, "fire_inspection", "fire-rescue", at(3, 10))
    casework.stop_clock(crew, task_of(case, "fire_inspection").pk, "expert_review", "Vents.", at=at(5))
    watch(at(30, 9))
    assert found() == []
    casework.resume_clock(crew, task_of(case, "fire_inspection").pk, at=at(30, 9, 30))
    watch(at(30, 10))
    assert found() == [], "and none for the time in which it stood still"


def test_no_card_while_the_applicant_has_to_answer(sent: Sent) -> None:
    case = sent(at(2, 9))
    accepted(case, "sign", "urban-management", at(2, 10))
    case = sent(at(2, 9), "citizen-other")
    Clock.objects.all().update(ended_at=at(2))
    casework.request_correction(
        somebody("officer", "urban-management"), task_of(case, "sign").pk, ["plan"], at=at(2, 11)
    )
    watch(at(31, 9))
    assert found() == []


def test_a_decision_that_came_late_still_brings_the_card(sent: Sent) -> None:
    case = sent(at(3, 9))
    accepted(case, "food_permit", "market-regulation", at(3, 10))
    casework.decide(
        somebody("officer", "market-regulation"), task_of(case, "food_permit").pk, "granted", at=at(12)
    )
    Clock.objects.exclude(caseitem__item="food_permit").delete()
    watch(at(12, 11))
    assert found() == [("over_promise", "red", "market-regulation")]
    assert Card.objects.get().facts["ended_at"].startswith("2026-03-12")


def test_a_decision_in_time_brings_none(sent: Sent) -> None:
    case = sent(at(3, 9))
    accepted(case, "food_permit", "market-regulation", at(3, 10))
    casework.decide(
        somebody("officer", "market-regulation"), task_of(case, "food_permit").pk, "granted", at=at(10, 23)
    )
    Clock.objects.exclude(caseitem__item="food_permit").delete()
    watch(at(11, 9))
    assert found() == []


def test_delay_goes_to_the_unit_that_holds_the_item_then(sent: Sent) -> None:
    case = sent(at(3, 9))
    accepted(case, "food_permit", "market-regulation", at(3, 10))
    task = task_of(case, "food_permit")
    task.open, task.closed_at = False, at(4, 10)  # handed on to the district's office
    task.save()
    task.pk, task.key, task.unit, task.open = None, "second", "liushang-market-regulation", True
    task.opened_at, task.closed_at = at(4, 10), None
    task.save()
    watch(at(11, 9))
    assert found() == [("over_promise", "red", "liushang-market-regulation")]
    held = [(one["holder"], one["workdays"]) for one in Card.objects.get().facts["held"]]
    assert held == [("market-regulation", 1), ("liushang-market-regulation", 5)]


def test_time_that_no_unit_had_is_nobodys_card(sent: Sent) -> None:
    case = sent(at(3, 9))
    accepted(case, "food_permit", "market-regulation", at(3, 10))
    task = task_of(case, "food_permit")
    task.open, task.closed_at = False, at(4, 10)  # done; the item waits for another step of the process
    task.save()
    watch(at(11, 9))
    assert found() == []


def test_who_held_it_when_leaves_no_gap(sent: Sent) -> None:
    case = sent(at(2, 9))
    clerk = somebody("officer", "market-regulation")
    task = task_of(case, "food_permit").pk
    casework.request_correction(clerk, task, ["plan"], at=at(3, 9))
    casework.answer_correction(applicant(case), case.number, "food_permit", "Here.", {}, at=at(6, 9))
    casework.accept(clerk, task, at=at(6, 15))
    casework.stop_clock(clerk, task, "testing", "Water.", at=at(9, 9))
    casework.resume_clock(clerk, task, at=at(11, 9))
    item = case.items.get(item="food_permit")
    found_ = stretches(item, at(12, 9))
    assert [one.holder for one in found_] == [
        "market-regulation", "applicant", "market-regulation", "stopped", "market-regulation",
    ]  # fmt: skip
    assert all(one.until == two.since for one, two in pairwise(found_))
    assert (found_[0].since, found_[-1].until) == (item.received_at, at(12, 9))


def test_a_late_first_review_and_silence_after_a_correction_are_two_rules(sent: Sent) -> None:
    late, silent = sent(at(2, 9)), sent(at(2, 9), "citizen-other")
    for case in (late, silent):
        Clock.objects.filter(case=case).exclude(caseitem__item="food_permit").update(ended_at=at(2))
        Timer.objects.filter(case=case).exclude(caseitem__item="food_permit").update(done_at=at(2))
    clerk = somebody("officer", "market-regulation")
    casework.request_correction(clerk, task_of(silent, "food_permit").pk, ["plan"], at=at(2, 12))
    casework.answer_correction(applicant(silent), silent.number, "food_permit", "Here.", {}, at=at(3, 9))
    for timer in Timer.objects.filter(kind="deem_accepted", done_at=None):
        standing.deem_accepted(system("lanting"), timer.pk, at=timer.due_at + timedelta(minutes=1))
    Clock.objects.filter(scope__in=["promise", "statutory"]).update(ended_at=at(11))
    watch(at(12, 9))
    cards = {
        (card.rule, card.case_id)
        for card in Card.objects.filter(colour="yellow").exclude(rule__startswith="slow_")
    }
    assert cards == {("late_first_review", late.pk), ("silent_on_correction", silent.pk)}


def test_a_step_may_be_overtime_while_the_whole_is_in_time(sent: Sent) -> None:
    case = sent(at(2, 9))  # the step `accept` is published as the same day; one working day is tolerated
    Clock.objects.filter(case=case).exclude(caseitem__item="food_permit").update(ended_at=at(2, 10))
    watch(at(3, 23))
    assert found() == []
    watch(at(4, 9))
    assert found() == [("slow_step", "yellow", "market-regulation")]
    watch(at(5, 9))
    assert len(found()) == 1


def test_a_denial_without_reasons(sent: Sent) -> None:
    case = sent(at(2, 9))
    accepted(case, "food_permit", "market-regulation", at(2, 10))
    clerk = somebody("officer", "market-regulation")
    casework.decide(clerk, task_of(case, "food_permit").pk, "denied", "No floor plan.", at=at(3))
    watch(at(3, 11))
    assert found() == []
    Decision.objects.filter(case=case).update(reasons="")  # as an imported history could hold
    watch(at(3, 12))
    assert found() == [("denial_without_reasons", "red", "market-regulation")]
    assert Card.objects.get().officer == clerk.account


def test_rules_do_not_reach_back(sent: Sent) -> None:
    case = sent(at(22, 9, month=12).replace(year=2025))
    accepted(case, "food_permit", "market-regulation", at(22, 10, month=12).replace(year=2025))
    watch(at(5, 9, month=1))
    assert found() == [], "the rules hold for what began in 2026"


def test_reminders_come_once_before_a_promise_ends_and_are_no_cards(sent: Sent) -> None:
    case = sent(at(3, 9))
    accepted(case, "food_permit", "market-regulation", at(3, 10))
    watch(at(6, 9))
    assert Reminder.objects.count() == 0
    watch(at(9, 9))  # Monday: due on Tuesday, one working day left
    watch(at(9, 17))
    reminder = Reminder.objects.get()
    assert (reminder.unit, reminder.item) == ("market-regulation", "food_permit")
    assert found() == []


def test_practice_brings_no_cards(city: str) -> None:
    with scope("lanting-practice"):
        assert Card.objects.count() == 0
    run_once()
    with scope("lanting-practice"):
        assert Card.objects.count() == 0


# --- from issue to outcome ---


@pytest.fixture
def carded(sent: Sent) -> Card:
    """A red card of the food permit's office."""
    case = sent(at(3, 9))
    accepted(case, "food_permit", "market-regulation", at(3, 10))
    watch(at(11, 9))
    return Card.objects.get()


def test_the_unit_answers_and_the_card_stands(carded: Card) -> None:
    clerk = somebody("officer", "market-regulation")
    assert [row.number for row in queries.for_unit(clerk).cards] == [carded.number]
    with pytest.raises(Refusal, match="answer_missing"):
        actions.answer_card(clerk, carded.number, " ", "")
    actions.answer_card(clerk, carded.number, "Two colleagues were ill.", "A deputy is named.", at=at(12))
    carded.refresh_from_db()
    assert (carded.status, carded.measure) == (CardStatus.ANSWERED, "A deputy is named.")
    assert queries.for_unit(clerk).cards == []
    with pytest.raises(Refusal, match="wrong_state"):
        actions.answer_card(clerk, carded.number, "Once more.", "")


@pytest.mark.demonstrates("R36")
def test_only_the_unit_answers_and_nobody_judges_in_their_own_cause(carded: Card) -> None:
    with pytest.raises(Refusal, match="not_yours"):
        actions.answer_card(somebody("officer", "health"), carded.number, "Not mine.", "")
    assert queries.for_unit(somebody("officer", "health")).cards == []
    with pytest.raises(Refusal, match="own_cause"):
        actions.cancel_card(somebody("officer", "market-regulation"), carded.number, "It was right.")


def test_an_appeal_is_ruled_on_with_reasons(carded: Card) -> None:
    clerk, inspector = somebody("officer", "market-regulation"), somebody("inspector")
    with pytest.raises(Refusal, match="wrong_state"):
        actions.uphold_card(inspector, carded.number, "Nobody appealed.")
    actions.appeal_card(clerk, carded.number, "The applicant asked us to wait.", at=at(12))
    with pytest.raises(Refusal, match="reasons_missing"):
        actions.uphold_card(inspector, carded.number, "")
    actions.uphold_card(inspector, carded.number, "The thread holds no such request.", at=at(13))
    carded.refresh_from_db()
    assert carded.status == CardStatus.UPHELD
    assert {"unit": "market-regulation", "colour": "red", "number": 1} in queries.card_counts()


def test_a_cancelled_card_counts_against_nobody(carded: Card) -> None:
    actions.cancel_card(somebody("inspector"), carded.number, "The network was down all day.")
    assert queries.card_counts() == []
    entry = Entry.objects.get(act="supervision.cancel_card")
    assert (entry.facts["before"], entry.facts["after"]) == ("issued", "cancelled")
    with pytest.raises(Refusal, match="wrong_state"):
        actions.cancel_card(somebody("inspector"), carded.number, "Again.")


def test_another_tenant_sees_no_card(carded: Card) -> None:
    inspector = somebody("inspector")
    assert queries.card(inspector, carded.number, "tenant") == carded
    with scope("liushang"):
        assert queries.card(inspector, carded.number, "tenant") is None
        with pytest.raises(Refusal, match="gone"):
            actions.cancel_card(inspector, carded.number, "From next door.")


# --- steps, opinions, refusals ---


def test_a_late_hand_over_of_the_first_review_and_a_late_approval_are_rules_of_their_own(sent: Sent) -> None:
    case = sent(at(2, 9))
    clerk = somebody("officer", "market-regulation")
    # Review: Thursday 5; one working day is tolerated.
    task = accepted(case, "food_permit", "market-regulation", at(2, 10), steps=True)
    watch(at(6, 23))
    assert found() == []
    casework.hand_up(clerk, task, "In order.", at=at(9, 9))  # approval: two working days, Wednesday 11
    watch(at(9, 10))
    assert found() == [("slow_review", "yellow", "market-regulation")], "though the promise still runs"
    Clock.objects.filter(scope__in=("promise", "statutory")).update(ended_at=at(9))
    watch(at(12, 23))
    assert len(found()) == 1
    watch(at(13, 9))
    assert found()[1:] == [("slow_approval", "yellow", "market-regulation")]


def test_who_waits_for_an_overdue_opinion_gets_no_card_for_it(sent: Sent) -> None:
    case = sent(at(2, 9))
    clerk = somebody("officer", "market-regulation")
    task = accepted(case, "food_permit", "market-regulation", at(2, 10))  # promised for Monday 9
    asked = casework.consult(
        clerk, task, "health", "Is the well clean?", at=at(2, 11)
    )  # three days: Thursday 5
    casework.hand_up(clerk, task, "The well is open.", at=at(5, 9))
    watch(at(5, 23, 58))
    assert found() == []
    watch(at(6, 9))
    assert found() == [("opinion_overdue", "yellow", "health")]
    watch(at(10, 9))
    cards = set(found())
    assert ("over_promise", "red", "health") in cards
    assert {unit for _rule, _colour, unit in cards} == {"health"}
    item = case.items.get(item="food_permit")
    casework.answer_consultation(somebody("officer", "health"), asked, "It is.", at=at(10, 10))
    assert [one.holder for one in stretches(item, at(10, 11))] == [
        "market-regulation", "health", "market-regulation",
    ]  # fmt: skip


def test_an_opinion_that_came_late_still_brings_its_card_and_one_in_time_none(sent: Sent) -> None:
    case = sent(at(2, 9))
    clerk, doctor = somebody("officer", "market-regulation"), somebody("officer", "health")
    task = accepted(case, "food_permit", "market-regulation", at(2, 10))
    late = casework.consult(clerk, task, "health", "One?", at=at(2, 11))
    casework.answer_consultation(
        doctor, casework.consult(clerk, task, "health", "Two?", at=at(2, 12)), "Yes.", at=at(5)
    )
    casework.answer_consultation(doctor, late, "Yes.", at=at(6, 10))
    Clock.objects.exclude(scope__startswith="consultation").delete()
    watch(at(6, 11))
    assert [(card.rule, card.subject) for card in Card.objects.all()] == [
        ("opinion_overdue", f"consultation-{late}")
    ]


@pytest.mark.parametrize("outcome", ["denied", "not_accepted", "terminated"])
def test_every_refusal_without_reasons_brings_a_red_card(sent: Sent, outcome: str) -> None:
    case = sent(at(2, 9))
    accepted(case, "food_permit", "market-regulation", at(2, 10))
    clerk = somebody("officer", "market-regulation")
    casework.decide(clerk, task_of(case, "food_permit").pk, "denied", "No floor plan.", at=at(3))
    Decision.objects.filter(case=case).update(
        reasons="", outcome=outcome
    )  # as an imported history could hold
    watch(at(3, 12))
    assert found() == [("denial_without_reasons", "red", "market-regulation")]
