"""Every effect of the token game is played: messages, signals, cycles, calls; what cannot go on waits for a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benchmarks.packs import DECIDE, ITEM, UNIT, begin, chain, flow, process, publish
from minben.platform.casework import actions, upkeep
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, CaseStatus, Posting, Task, Timer, Trouble, Wait
from minben.platform.casework.tasks import GIVE_UP, drain
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import Actor
from tests.platform.casework.test_journey import officer

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Actor("lanting", "administrator-pei", "", "", ("administrator",))
NAMES = (
    '<message id="m" name="papers"/><signal id="g" name="flood"/>'
    '<error id="x" errorCode="broken"/><escalation id="y" escalationCode="help"/>'
)
PAPERS = '<messageEventDefinition messageRef="m"/>'
FLOOD = '<signalEventDefinition signalRef="g"/>'


def play(body: str, around: str = NAMES) -> Case:
    return begin(publish(process(body, around)))


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def decide(case: Case, outcome: str = "granted") -> None:
    clerk, task = officer(UNIT), Task.objects.get(case=case, open=True)
    actions.accept(clerk, task.pk)
    actions.decide(clerk, task.pk, outcome, "as the law says")


def bring_forward(case: Case) -> None:
    Timer.objects.filter(case=case, done_at=None, kind="process").update(
        due_at=journal.now() - timedelta(seconds=1)
    )


def consistent(case: Case) -> bool:
    return upkeep.replayed(fresh(case)) == fresh(case).state


def test_a_message_of_one_case_reaches_the_case_that_waits_for_it(city: str) -> None:
    catch = f'<intermediateCatchEvent id="w">{PAPERS}</intermediateCatchEvent>'
    waiting = play(catch + chain("s", "w", "e"))
    throw = f'<intermediateThrowEvent id="t">{PAPERS}</intermediateThrowEvent>'
    sender = play(throw + chain("s", "t", "e"))
    assert fresh(sender).status == CaseStatus.COMPLETED
    assert fresh(waiting).open, "nothing arrives before the worker has been"
    assert drain("w", city) == 1
    assert fresh(waiting).status == CaseStatus.COMPLETED
    assert not Wait.objects.filter(open=True).exists()
    assert drain("w", city) == 0
    assert consistent(waiting)


def test_a_message_is_given_to_the_case_whose_own_it_is(city: str) -> None:
    names = NAMES + (
        '<correlationProperty id="which" name="which"><correlationPropertyRetrievalExpression messageRef="m">'
        "<messagePath>wanted</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
        '<collaboration id="c"><participant id="pp" processRef="p"/><conversation id="cc">'
        '<correlationKey id="k"><correlationPropertyRef>which</correlationPropertyRef></correlationKey>'
        "</conversation></collaboration>"
    )
    own = (
        '<correlationSubscription id="cs" correlationKeyRef="k"><correlationPropertyBinding id="b" '
        'correlationPropertyRef="which"><dataPath>{}</dataPath></correlationPropertyBinding></correlationSubscription>'
    )
    catch = f'<intermediateCatchEvent id="w">{PAPERS}</intermediateCatchEvent>' + chain("s", "w", "e")
    first, second = (play(own.format(number) + catch, names) for number in ("1", "2"))
    script = '<scriptTask id="n" minben:result="wanted"><script>2</script></scriptTask>'
    throw = f'<intermediateThrowEvent id="t">{PAPERS}</intermediateThrowEvent>'
    play(script + throw + chain("s", "n", "t", "e"), names)
    assert drain("w", city) == 1
    assert fresh(first).open
    assert fresh(second).status == CaseStatus.COMPLETED


def test_a_message_for_nobody_is_tried_later_and_later_and_then_waits_for_a_person(city: str) -> None:
    throw = f'<intermediateThrowEvent id="t">{PAPERS}</intermediateThrowEvent>'
    play(throw + chain("s", "t", "e"))
    waits = []
    for _ in range(GIVE_UP):
        assert drain("w", city) == 0
        row = Posting.objects.get()
        waits.append(row.leased_until - journal.now())
        Posting.objects.update(leased_until=journal.now() - timedelta(seconds=1))
    assert waits == sorted(waits)
    assert waits[-1] > timedelta(days=1)
    drain("w", city)
    row = Posting.objects.get()
    assert row.attempts == GIVE_UP, "the worker has given up"
    assert [(one.queue, one.row.pk) for one in upkeep.standstills()] == [("posting", row.pk)]
    with pytest.raises(Refusal, match="reason_missing"):
        actions.retry_letter(ADMINISTRATOR, "posting", row.pk, " ")
    play(f'<intermediateCatchEvent id="w">{PAPERS}</intermediateCatchEvent>' + chain("s", "w", "e"))
    actions.retry_letter(ADMINISTRATOR, "posting", row.pk, "the other case has come")
    assert drain("w", city) == 1


def test_a_signal_is_heard_by_every_case_that_waits_now_once(city: str) -> None:
    catch = f'<intermediateCatchEvent id="w">{FLOOD}</intermediateCatchEvent>' + chain("s", "w", "e")
    waiting = [play(catch) for _ in range(3)]
    play(f'<intermediateThrowEvent id="t">{FLOOD}</intermediateThrowEvent>' + chain("s", "t", "e"))
    late = play(catch)
    Wait.objects.filter(case=late).update(open=False)  # as if it had begun to wait after the worker passed
    assert drain("w", city) == 1
    assert {fresh(case).status for case in waiting} == {CaseStatus.COMPLETED}
    assert fresh(late).open
    assert drain("w", city) == 0


def test_whatever_happens_first_behind_an_event_based_gateway_decides(city: str) -> None:
    body = (
        f'<eventBasedGateway id="g1"/><intermediateCatchEvent id="w">{PAPERS}</intermediateCatchEvent>'
        '<intermediateCatchEvent id="late"><timerEventDefinition><timeDuration>P3D</timeDuration>'
        '</timerEventDefinition></intermediateCatchEvent><exclusiveGateway id="j"/>'
    )
    flows = chain("s", "g1", "w", "j", "e") + flow("g1", "late") + flow("late", "j")
    case = play(body + flows)
    bring_forward(case)
    assert drain("w", city) == 1
    assert fresh(case).status == CaseStatus.COMPLETED
    assert not Wait.objects.filter(open=True).exists()


def test_a_cycle_comes_round_and_stops_with_its_task(city: str) -> None:
    body = DECIDE + (
        '<boundaryEvent id="remind" attachedToRef="decide" cancelActivity="false"><timerEventDefinition>'
        "<timeCycle>R3/P1D</timeCycle></timerEventDefinition></boundaryEvent>"
        f'<intermediateThrowEvent id="t">{FLOOD}</intermediateThrowEvent><endEvent id="told"/>'
    )
    case = play(body + chain("s", "decide", "e") + chain("remind", "t", "told"))
    for _ in range(2):
        bring_forward(case)
        drain("w", city)
    assert Posting.objects.filter(case=case, name="flood").count() == 2
    decide(case)
    assert not Timer.objects.filter(case=case, kind="process", done_at=None).exists()
    assert fresh(case).status == CaseStatus.COMPLETED
    assert consistent(case)


def test_an_error_nobody_catches_holds_the_case_and_loses_nothing(city: str) -> None:
    body = DECIDE + '<endEvent id="bad"><errorEventDefinition errorRef="x"/></endEvent>'
    case = play(body + chain("s", "decide", "bad"))
    decide(case)
    held = fresh(case)
    assert held.status == CaseStatus.HELD
    assert held.open
    assert held.items.get().status == "granted", "the officer's decision stands"
    row = Trouble.objects.get()
    assert (row.kind, row.code) == ("failed", "broken")
    assert consistent(case)
    assert actions.retry(ADMINISTRATOR, row.pk, "perhaps") is False
    row = Trouble.objects.get(settled_at=None)
    assert fresh(case).status == CaseStatus.HELD
    assert (
        actions.close_trouble(ADMINISTRATOR, row.pk, "the certificate was handed over on paper") == "closed"
    )
    closed = fresh(case)
    assert closed.closed_at is not None
    assert consistent(case)
    entry = journal.entries("case", case.number).last()
    assert entry.facts["reason"] == "the certificate was handed over on paper"


def test_a_held_case_does_not_end_over_an_item_that_nobody_decided(city: str) -> None:
    body = (
        DECIDE + '<parallelGateway id="f"/><exclusiveGateway id="q"/><endEvent id="e2"/>'
        + chain("s", "f", "decide", "e") + flow("f", "q") + flow("q", "e2", "unknown = 1")
    )  # fmt: skip
    case = play(body)
    assert fresh(case).status == CaseStatus.HELD, "no condition holds: the application is kept"
    row = Trouble.objects.get()
    assert (row.kind, row.node) == ("stuck", "q")
    case.items.create(item=ITEM, authority=UNIT, received_at=journal.now())
    with pytest.raises(Refusal, match="items_open"):
        actions.close_trouble(ADMINISTRATOR, row.pk, "enough")


def test_an_escalation_asks_for_a_person_while_the_work_goes_on(city: str) -> None:
    body = DECIDE + (
        '<intermediateThrowEvent id="t"><escalationEventDefinition escalationRef="y"/></intermediateThrowEvent>'
    )
    case = play(body + chain("s", "t", "decide", "e"))
    row = Trouble.objects.get()
    assert (row.kind, row.code, row.event) == ("escalation", "help", None)
    assert fresh(case).status == CaseStatus.IN_HANDLING
    with pytest.raises(Refusal, match="nothing_to_retry"):
        actions.retry(ADMINISTRATOR, row.pk, "again")
    actions.close_trouble(ADMINISTRATOR, row.pk, "seen; the office has help now")
    decide(case)
    assert fresh(case).status == CaseStatus.COMPLETED


def test_a_called_process_has_its_tasks_with_the_office(city: str) -> None:
    called = (
        f'<process id="inner" isExecutable="true"><startEvent id="is"/>{DECIDE}<endEvent id="ie"/>'
        + chain("is", "decide", "ie") + "</process>"
    )  # fmt: skip
    case = play('<callActivity id="c" calledElement="inner"/>' + chain("s", "c", "e"), called)
    decide(case)
    assert fresh(case).status == CaseStatus.COMPLETED
    assert consistent(case)


def test_every_case_of_the_city_is_what_its_journal_says(submitted_case: Case) -> None:
    clerk = officer("market-regulation")
    for task in Task.objects.filter(case=submitted_case, unit="market-regulation", open=True):
        actions.accept(clerk, task.pk)
        actions.decide(clerk, task.pk, "denied", "as it stands")
    assert consistent(submitted_case)
    Case.objects.filter(pk=submitted_case.pk).update(state={"version": 2})
    assert not consistent(submitted_case)


def test_nobodys_key_answers_anybody_else(city: str) -> None:
    first, second = (Actor("lanting", name, name, "", ("citizen",)) for name in ("a", "b"))
    one = actions.start_draft(first, "elder-allowance", key="same")
    other = actions.start_draft(second, "elder-allowance", key="same")
    assert one != other
    assert actions.start_draft(first, "elder-allowance", key="same") == one
    assert actions.discard(first, one, key="same") is True, "a key of one act does not answer another"
    assert actions.start_draft(second, "elder-allowance", key="k" * 5000) == actions.start_draft(
        second, "elder-allowance", key="k" * 5000
    )
