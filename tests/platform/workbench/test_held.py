"""What stands still is seen by the unit that leads the case, and by nobody else; each may do what is theirs to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks.packs import DECIDE, UNIT, begin, chain, flow, process, publish
from minben.platform.casework import actions, upkeep
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, CaseStatus, Task, Timer, Trouble
from minben.platform.casework.tasks import drain
from minben.platform.identity.models import Post
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import Actor

pytestmark = pytest.mark.django_db
PAGE = reverse("workbench:held")
REMIND = (
    '<boundaryEvent id="remind" attachedToRef="decide" cancelActivity="false"><timerEventDefinition>'
    "<timeDuration>P9D</timeDuration></timerEventDefinition></boundaryEvent>"
    '<exclusiveGateway id="which"/><endEvent id="asked"/>'
)


def actor(role: str, unit: str = UNIT) -> Actor:
    post = next(one for one in Post.objects.filter(unit=unit).order_by("code") if role in one.roles)
    return Actor("lanting", post.account, "", "", (role,), (unit,))


@pytest.fixture
def held(city: str) -> Case:
    """A case whose reminder leads to a choice that no condition decides; its work goes on to be done."""
    body = (
        DECIDE
        + REMIND
        + chain("s", "decide", "e")
        + chain("remind", "which")
        + flow("which", "asked", "late = true")
    )
    case = begin(publish(process(body)))
    Timer.objects.filter(case=case, kind="process").update(due_at=journal.now() - timedelta(seconds=1))
    drain("w", city)
    case.refresh_from_db()
    assert case.status == CaseStatus.HELD
    return case


def english(client: Client, address: str = PAGE) -> str:
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def test_the_unit_that_leads_the_case_sees_it_and_no_other_does(
    held: Case, sign_in: Callable, as_officer: Callable, as_role: Callable
) -> None:
    for role in ("officer", "leader"):
        page = sign_in(actor(role).account)
        assert held.number in english(page), role
        assert "1 case of your office stands still" in english(page, reverse("workbench:home"))
    other = as_officer("fire-rescue")
    assert held.number not in english(other)
    assert "stands still and waits" not in english(other, reverse("workbench:home"))
    assert held.number not in english(sign_in("officer-zuo")), "a county's own office is another tenant's"
    assert Client().get(PAGE).status_code == 302
    for role in ("inspector", "analyst", "administrator"):
        assert as_role(role).get(PAGE).status_code == 403, role
    assert sign_in("citizen-wang").get(PAGE).status_code == 403
    assert held.number in english(as_role("administrator"), reverse("oversight:upkeep"))


def test_others_can_settle_nothing(held: Case, sign_in: Callable, as_officer: Callable) -> None:
    row = Trouble.objects.get(case=held)
    address = reverse("workbench:settle_held", args=["trouble", row.pk])
    said = {"what": "skip", "reason": "Nobody need be reminded.", "key": "k"}
    as_officer("fire-rescue").post(address, said)
    sign_in("officer-zuo").post(address, said)
    for stranger in (actor("leader", "fire-rescue"), actor("officer", "health")):
        with pytest.raises(Refusal, match=r"trouble\.gone"):
            actions.retry(stranger, row.pk, "let me")
    row.refresh_from_db()
    assert row.settled_at is None
    assert as_officer(UNIT).post(reverse("workbench:settle_held", args=["else", 1]), said).status_code == 404
    assert as_officer(UNIT).post(address, {**said, "what": "else"}).status_code == 404


def test_an_officer_tries_again_and_the_head_goes_on_without_it(held: Case, sign_in: Callable) -> None:
    row = Trouble.objects.get(case=held)
    address = reverse("workbench:settle_held", args=["trouble", row.pk])
    clerk, head = (sign_in(actor(role).account) for role in ("officer", "leader"))
    assert 'value="skip"' not in english(clerk)
    assert 'value="skip"' in english(head)
    clerk.post(address, {"what": "skip", "reason": "No need.", "key": "a"})
    row.refresh_from_db()
    assert row.settled_at is None, "that is the head's"
    clerk.post(address, {"what": "retry", "reason": "Perhaps now.", "key": "b"})
    row.refresh_from_db()
    assert row.reason == "Perhaps now."
    again = Trouble.objects.get(case=held, settled_at=None)
    head.post(
        reverse("workbench:settle_held", args=["trouble", again.pk]),
        {"what": "skip", "reason": " ", "key": "c"},
    )
    assert Trouble.objects.filter(settled_at=None).exists(), "a reason is needed"
    head.post(
        reverse("workbench:settle_held", args=["trouble", again.pk]),
        {"what": "skip", "reason": "No need.", "key": "d"},
    )
    held.refresh_from_db()
    assert held.status == CaseStatus.IN_HANDLING
    assert upkeep.standstills() == []
    clerk_, task = actor("officer"), Task.objects.get(case=held, open=True)
    actions.accept(clerk_, task.pk)
    actions.decide(clerk_, task.pk, "granted")
    held.refresh_from_db()
    assert held.status == CaseStatus.COMPLETED, "the work goes on as if no reminder had come"
    assert upkeep.astray() == []


def test_only_what_a_case_can_do_without_is_skipped(city: str) -> None:
    stuck = process(
        '<exclusiveGateway id="which"/>' + chain("s", "which") + flow("which", "e", "late = true")
    )
    case = begin(publish(stuck))
    row = Trouble.objects.get(case=case)
    head = actor("leader")
    with pytest.raises(Refusal, match=r"trouble\.cannot_skip"):
        actions.skip_trouble(head, row.pk, "go on")
    with pytest.raises(Refusal, match=r"trouble\.head_only"):
        actions.close_trouble(actor("officer"), row.pk, "end it")
    assert (
        actions.close_trouble(head, row.pk, "It was a drawing's mistake; the applicant applied anew.")
        == "closed"
    )


def test_a_failed_message_of_the_unit_is_seen_and_given_up_by_its_head(city: str) -> None:
    throw = '<intermediateThrowEvent id="t"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>'
    begin(publish(process(throw + chain("s", "t", "e"), '<message id="m" name="papers"/>')))
    drain("w", city)
    (one,) = upkeep.standstills([UNIT])
    assert (one.queue, one.skip) == ("posting", False)
    assert upkeep.standstills(["fire-rescue"]) == []
    with pytest.raises(Refusal, match=r"trouble\.head_only"):
        actions.close_letter(actor("officer"), "posting", one.row.pk, "nobody needs it")
    actions.retry_letter(actor("officer"), "posting", one.row.pk, "somebody waits now")
    drain("w", city)
    actions.close_letter(actor("leader"), "posting", one.row.pk, "nobody needs it")
    assert upkeep.standstills() == []
