"""Urging from issue to close, bad ratings to their answer, defaults that never count, complaints with their clock."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minben.platform.casework import actions as casework
from minben.platform.casework import queries as cases
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, Clock, Complaint, Rating
from minben.platform.journal.models import Entry
from minben.platform.journal.tenancy import scope
from minben.platform.supervision import actions, queries
from minben.platform.supervision.models import Card, FollowUp, Urging, UrgingStatus
from minben.platform.supervision.tasks import watch
from tests.platform.supervision.conftest import applicant, at, somebody

pytestmark = pytest.mark.django_db
Sent = Callable[..., Case]


# --- urging ---


@pytest.fixture
def urged(sent: Sent) -> Urging:
    """A leader urges the fire service to report by Friday noon."""
    case = sent(at(2, 9))
    Clock.objects.filter(case=case).delete()  # no other card in these tests
    number = actions.urge(
        somebody("leader"),
        case.number,
        "fire_inspection",
        "fire-rescue",
        "Inspect this week.",
        at(6, 12),
        at=at(3),
    )
    return Urging.objects.get(number=number)


@pytest.mark.demonstrates("R88")
def test_an_urging_goes_from_issue_to_close(urged: Urging) -> None:
    crew, leader = somebody("officer", "fire-rescue"), somebody("leader")
    assert [row.number for row in queries.for_unit(crew).urgings] == [urged.number]
    actions.sign_urging(crew, urged.number, at=at(3, 14))
    actions.ask_delay(crew, urged.number, at(9, 12), "The engine is at a fire.", at=at(4))
    actions.allow_delay(leader, urged.number, True, at=at(4, 15))
    actions.report_urging(crew, urged.number, "Inspected, two points to mend.", at=at(6))
    assert queries.for_unit(crew).urgings == []
    actions.return_urging(leader, urged.number, "Say which points.", at(10, 12), at=at(6, 15))
    actions.report_urging(crew, urged.number, "The exit and the hose.", at=at(9))
    actions.close_urging(leader, urged.number, "Thank you.", at=at(9, 15))
    urged.refresh_from_db()
    assert (urged.status, urged.due_at, urged.closed_at) == (UrgingStatus.CLOSED, at(10, 12), at(9, 15))
    moves = [entry.facts["after"] for entry in Entry.objects.filter(kind="urging").order_by("number")[1:]]
    assert moves == ["signed", "delay_asked", "signed", "reported", "signed", "reported", "closed"]
    watch(at(11))
    assert Card.objects.count() == 0


def test_an_urging_without_an_answer_brings_a_red_card_once(urged: Urging) -> None:
    watch(at(6, 11))
    assert Card.objects.count() == 0
    watch(at(6, 13))
    watch(at(6, 14))
    card = Card.objects.get()
    assert (card.rule, card.colour, card.unit) == ("urging_unanswered", "red", "fire-rescue")
    with pytest.raises(Refusal, match="too_late"):
        actions.ask_delay(somebody("officer", "fire-rescue"), urged.number, at(9), "Late.", at=at(6, 15))


def test_only_its_leader_and_its_unit_move_an_urging(urged: Urging) -> None:
    with pytest.raises(Refusal, match="not_yours"):
        actions.sign_urging(somebody("officer", "health"), urged.number)
    actions.report_urging(somebody("officer", "fire-rescue"), urged.number, "Done.", at=at(4))
    with pytest.raises(Refusal, match="not_yours"):
        actions.close_urging(somebody("leader", "health"), urged.number, "")
    leader = somebody("leader")
    with scope("liushang"), pytest.raises(Refusal, match="gone"):
        actions.close_urging(leader, urged.number, "")


@pytest.mark.parametrize(
    ("instruction", "unit", "day", "key"),
    [
        ("", "fire-rescue", 6, "instruction_missing"),
        ("Now.", "", 6, "nobody_holds"),
        ("Now.", "fire-rescue", 2, "passed"),
    ],
)
def test_an_urging_needs_words_a_unit_and_a_date(
    sent: Sent, instruction: str, unit: str, day: int, key: str
) -> None:
    case = sent(at(2, 9))
    with pytest.raises(Refusal, match=key):
        actions.urge(somebody("leader"), case.number, "", unit, instruction, at(day, 8), at=at(3))
    assert Urging.objects.count() == 0


def test_the_leader_urges_whoever_holds_an_item(sent: Sent) -> None:
    case = sent(at(2, 9))
    held = dict(queries.addressees(case, at(2, 10)))
    assert held["fire_inspection"] == "fire-rescue"
    clerk = somebody("officer", "fire-rescue")
    task = case.tasks.get(caseitem__item="fire_inspection")
    casework.request_correction(clerk, task.pk, ["plan"], at=at(2, 11))
    assert "fire_inspection" not in dict(queries.addressees(case, at(2, 12))), "the applicant has it"


# --- ratings ---


def closed(case: Case, moment) -> Case:
    Clock.objects.filter(case=case).delete()
    case.status, case.closed_at = "completed", moment
    case.save()
    return case


@pytest.mark.demonstrates("R87")
def test_a_bad_rating_opens_a_follow_up_that_answers_the_rater(sent: Sent) -> None:
    case = closed(sent(at(2, 9)), at(3))
    casework.rate(applicant(case), case.number, 2, "Nobody answered the telephone.", at=at(4, 9))
    watch(at(4, 10))
    watch(at(4, 11))
    row = FollowUp.objects.get()
    assert (row.unit, row.satisfaction) == (case.lead, 4), "two stars are code 4; the lead answers"
    assert row.contact_due_at.date() == at(5).date()
    assert row.due_at.date() == at(11).date()
    clerk = somebody("officer", case.lead)
    actions.contact_rater(clerk, row.pk, "We will call you.", at=at(5))
    with pytest.raises(Refusal, match="reply_missing"):
        actions.finish_follow_up(clerk, row.pk, "mended", " ")
    actions.finish_follow_up(clerk, row.pk, "mended", "The line has a second operator now.", at=at(6))
    words = [message["text"] for message in cases.view(case).messages]
    assert words == ["We will call you.", "The line has a second operator now."]
    assert queries.for_unit(clerk).follow_ups == []
    watch(at(20))
    assert Card.objects.count() == 0


def test_a_bad_rating_left_alone_brings_a_card_to_the_lead(sent: Sent) -> None:
    case = closed(sent(at(2, 9)), at(3))
    casework.rate(applicant(case), case.number, 1, at=at(4, 9))
    watch(at(4, 10))
    watch(at(11, 12))
    assert Card.objects.count() == 0, "due at the end of Wednesday the 11th"
    watch(at(12, 9))
    assert [(card.rule, card.unit) for card in Card.objects.all()] == [("late_follow_up", case.lead)]


def test_a_good_rating_opens_nothing_and_a_malicious_one_may_be_excluded(sent: Sent) -> None:
    good, bad = closed(sent(at(2, 9)), at(3)), closed(sent(at(2, 9), "citizen-other"), at(3))
    casework.rate(applicant(good), good.number, 3, at=at(4))
    casework.rate(applicant(bad), bad.number, 1, at=at(4))
    watch(at(4, 12))
    row = FollowUp.objects.get()
    assert row.case_id == bad.pk
    with pytest.raises(Refusal, match="own_cause"):
        actions.exclude_rating(somebody("officer", row.unit), row.pk, "Not us.")
    actions.exclude_rating(somebody("inspector"), row.pk, "It is about another office.", at=at(5))
    row.refresh_from_db()
    assert row.outcome == "excluded"


def test_silence_for_seven_days_is_marked_as_a_default_and_a_real_rating_replaces_it(sent: Sent) -> None:
    case = closed(sent(at(2, 9)), at(3))
    watch(at(10, 9))
    assert Rating.objects.count() == 0
    watch(at(11, 9))
    rating = Rating.objects.get()
    assert (rating.is_default, rating.satisfaction) == (True, 3)
    assert FollowUp.objects.count() == 0
    casework.rate(applicant(case), case.number, 1, at=at(12))
    rating.refresh_from_db()
    assert (rating.is_default, rating.satisfaction) == (False, 5)
    with pytest.raises(Refusal, match="once"):
        casework.rate(applicant(case), case.number, 5)


def test_a_complaint_has_the_places_clock(sent: Sent) -> None:
    case = sent(at(2, 9))
    casework.complain(applicant(case), case.number, "Too slow.", at=at(3))
    assert Complaint.objects.get().due_at.date() == at(10).date(), "five working days"
    assert queries.late_complaints(at(10, 12)) == 0
    assert queries.late_complaints(at(11)) == 1
