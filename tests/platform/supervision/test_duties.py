"""Execution, supervision and coordination of one case are never one person's, whichever came first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minben.platform.casework import actions as casework
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, Complaint, Rating
from minben.platform.journal.actor import Actor
from minben.platform.supervision import actions
from minben.platform.supervision.models import Card, FollowUp, Inspection, Urging
from minben.platform.supervision.tasks import watch
from tests.platform.supervision.conftest import applicant, at, somebody, task_of

pytestmark = pytest.mark.django_db
Sent = Callable[..., Case]
UNIT = "market-regulation"
ITEM = "food_permit"


def two_hats(name: str, *roles: str) -> Actor:
    """Somebody whom the posts would let do both: only the case's own record keeps the duties apart."""
    return Actor("lanting", name, "", "", roles, (UNIT,))


def inspector(name: str) -> Actor:
    return Actor("lanting", name, "", "", ("inspector",), ("discipline-inspection",))


def as_officer(person: Actor) -> Actor:
    """The same account later, at a post of the office that handles the case."""
    return Actor("lanting", person.account, "", "", ("officer", "leader"), (UNIT,))


def urge(case: Case, who: Actor) -> str:
    return actions.urge(who, case.number, ITEM, UNIT, "Decide this week.", at(6, 12), at=at(3))


def carded(case: Case) -> str:
    casework.accept(somebody("officer", UNIT), task_of(case, ITEM).pk, at=at(2, 11))
    watch(at(11, 9))
    return Card.objects.get(rule="over_promise", item=ITEM).number


def rule_on_card(case: Case, who: Actor) -> None:
    actions.cancel_card(who, carded(case), "The network was down.")


def reply(case: Case, who: Actor) -> None:
    number = casework.complain(applicant(case), case.number, "Nobody calls.", at=at(3))
    casework.reply_to_complaint(who, number, "They will.")


def exclude(case: Case, who: Actor) -> None:
    rating = Rating.objects.create(case=case, satisfaction=5, given_at=at(3))
    FollowUp.objects.create(
        case=case, rating=rating, unit="health", satisfaction=5, opened_at=at(3), contact_due_at=at(4),
        due_at=at(9),
    )  # fmt: skip
    actions.exclude_rating(who, FollowUp.objects.get(rating=rating).pk, "Malicious.")


def inspect(case: Case, who: Actor) -> None:
    Inspection.objects.create(
        number="S1", kind="sample", asked={}, made_by="x", made_at=at(3),
        found={"cases": [case.number], "inspectors": {case.number: who.account}},
    )  # fmt: skip
    actions.note_finding(who, "S1", case.number, "in_order", "")


SUPERVISING = {
    "urge": urge, "rule_on_card": rule_on_card, "reply": reply, "exclude": exclude, "inspect": inspect,
}  # fmt: skip


@pytest.mark.demonstrates("R36")
@pytest.mark.parametrize("name", SUPERVISING)
def test_who_supervised_a_case_does_not_handle_it_afterwards(sent: Sent, name: str) -> None:
    case, other = sent(at(2, 9)), sent(at(2, 9), "citizen-other")
    person = two_hats("leader-of-both", "leader") if name == "urge" else inspector("inspector-of-both")
    SUPERVISING[name](case, person)
    with pytest.raises(Refusal, match=r"duties\.separate") as refused:
        casework.decide(as_officer(person), task_of(case, ITEM).pk, "granted")
    assert refused.value.params == {"held": ["supervision"], "wanted": "execution"}
    with pytest.raises(Refusal, match=r"duties\.separate"):
        casework.transfer(as_officer(person), task_of(case, ITEM).pk, "health", "Theirs.")
    casework.accept(as_officer(person), task_of(other, ITEM).pk)
    case.refresh_from_db()
    assert case.watchers == [person.account]


@pytest.mark.parametrize("name", SUPERVISING)
def test_who_handled_a_case_does_not_supervise_it(sent: Sent, name: str) -> None:
    case = sent(at(2, 9))
    person = inspector("was-officer")
    casework.consult(as_officer(person), task_of(case, ITEM).pk, "health", "Well?", at=at(2, 10))
    with pytest.raises(Refusal, match=r"duties\.separate") as refused:
        SUPERVISING[name](case, person)
    assert refused.value.params == {"held": ["execution"], "wanted": "supervision"}
    case.refresh_from_db()
    assert case.watchers == []


def test_who_coordinated_a_case_neither_supervises_nor_handles_it(sent: Sent) -> None:
    case = sent(at(2, 9))
    head = two_hats("head", "leader", "officer")
    casework.transfer(head, task_of(case, ITEM).pk, "health", "Theirs.", at=at(2, 10))
    with pytest.raises(Refusal, match=r"duties\.separate"):
        urge(case, head)
    with pytest.raises(Refusal, match=r"duties\.separate"):
        casework.accept(head, task_of(case, "business_licence").pk)


def test_nobody_supervises_their_own_affair(sent: Sent) -> None:
    case = sent(at(2, 9))
    own = Actor("lanting", "inspector-x", case.person, "", ("inspector",), ("discipline-inspection",))
    number = casework.complain(applicant(case), case.number, "Nobody calls.", at=at(3))
    with pytest.raises(Refusal, match=r"duties\.own_case"):
        casework.reply_to_complaint(own, number, "They will.")
    assert Complaint.objects.get(number=number).replied_at is None
    assert Urging.objects.count() == 0


def test_answering_for_the_office_is_not_supervising(sent: Sent) -> None:
    case = sent(at(2, 9))
    clerk = somebody("officer", UNIT)
    actions.answer_card(clerk, carded(case), "Two colleagues were ill.", "")
    casework.decide(clerk, task_of(case, ITEM).pk, "granted", at=at(12))
