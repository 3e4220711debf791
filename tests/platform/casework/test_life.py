"""The table of transitions: every move that is not in it is refused, and what is in it is recorded in full."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.translation import override

from minben.kernel.pack import Law, Service
from minben.kernel.worktime import EFFECTS
from minben.platform.casework import actions, life, lists, queries
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import (
    Case,
    CaseItem,
    CaseStatus,
    Clock,
    Decision,
    ItemStatus,
    ResultStatus,
    Task,
    Timer,
)
from minben.platform.casework.play import Play
from minben.platform.casework.tasks import run_once
from minben.platform.journal import queries as journal
from minben.platform.journal.actions import Record
from minben.platform.journal.actor import Actor
from minben.platform.portal.wording import remedy_limit
from tests.platform.casework.test_journey import applicant, officer, task_of
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db
GIVEN = dict.fromkeys(("reasons", "basis", "points", "commitment", "to", "document"), "given")
WHO = {
    "officer": Actor("lanting", "o", "", "", ("officer",), ("health",)),
    "leader": Actor("lanting", "l", "", "", ("leader",), ("health",)),
    "applicant": Actor("lanting", "a", "99", "", ("citizen",)),
    "system": Actor("lanting", "system", "", "", ("system",)),
    "inspector": Actor("lanting", "i", "", "", ("inspector",)),
    "analyst": Actor("lanting", "n", "", "", ("analyst",)),
}
STATES = [(status, result) for status in ItemStatus for result in ResultStatus]


def head(unit: str) -> Actor:
    return Actor("lanting", f"head-{unit}", "", "", ("leader",), (unit,))


@pytest.mark.demonstrates("R84", "R85")
@pytest.mark.parametrize("row", life.TABLE, ids=lambda row: row.verb)
def test_every_cell_outside_the_table_is_refused(row: life.Transition) -> None:
    for status, result in STATES:
        item = CaseItem(item="x", status=status, result=result)
        fits = status in row.sources and (not row.results or result in row.results)
        for name, actor in WHO.items():
            if fits and name in row.who:
                assert life.permit(row.verb, item, actor, dict(GIVEN)) is row
            else:
                with pytest.raises(Refusal):
                    life.permit(row.verb, item, actor, dict(GIVEN))


@pytest.mark.parametrize("row", life.TABLE, ids=lambda row: row.verb)
def test_what_a_move_requires_must_be_given(row: life.Transition) -> None:
    actor = WHO["applicant" if row.who == ("applicant",) else row.who[0]]
    item = CaseItem(item="x", status=row.sources[0], result=row.results[0] if row.results else "")
    for need in row.needs:
        with pytest.raises(Refusal, match=f"{need}_missing"):
            life.permit(row.verb, item, actor, {**GIVEN, need: ""})


def test_the_table_is_sound() -> None:
    assert len(life.VERBS) == len(life.TABLE)
    assert {row.effect for row in life.TABLE} <= set(EFFECTS)
    reached = {row.target for row in life.TABLE if row.target} | {ItemStatus.RECEIVED}
    assert reached == set(ItemStatus), "every status can be reached"
    assert {row.result for row in life.TABLE if row.result} == set(ResultStatus) - {ResultStatus.NONE}
    assert set(life.OPEN) | set(life.DECIDED) == set(ItemStatus)
    assert all(set(row.who) == {"leader"} for row in life.TABLE if row.second)
    denials = [row for row in life.TABLE if row.target in (ItemStatus.DENIED, ItemStatus.NOT_ACCEPTED)]
    assert all("reasons" in row.needs or row.who == ("system",) for row in denials)


def test_each_state_has_its_place_in_the_published_lists() -> None:
    for profile in lists.LISTS:
        for status, result in STATES:
            code, name = lists.listed(profile, CaseItem(status=status, result=result))
            assert code
            assert name
    tolerant = CaseItem(status=ItemStatus.GRANTED, tolerant=True)
    assert lists.listed("construction", tolerant) == ("12", "办结(容缺通过)")
    assert lists.listed("zhejiang", CaseItem(status=ItemStatus.STOPPED)) == ("11", "挂起")


@pytest.mark.demonstrates("R95")
def test_every_transition_is_recorded_with_all_that_names_it(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    actions.stop_clock(clerk, task.pk, "testing", "Water samples.")
    actions.resume_clock(clerk, task.pk)
    actions.decide(clerk, task.pk, "denied", "The water is not safe.")
    told = [
        (entry.actor, entry.happened_at is not None, move)
        for entry in journal.entries("case", submitted_case.number)
        for move in entry.facts.get("transitions", [])
        if move["item"] == "food_permit"
    ]
    assert [(move["verb"], move["from"], move["to_state"], move["clocks"]) for _, _, move in told] == [
        ("accept", "received", "accepted", "accept"),
        ("stop", "accepted", "suspended_special", "stop"),
        ("resume", "suspended_special", "accepted", "resume"),
        ("deny", "accepted", "denied", "deny"),
        ("deliver_refusal", "denied", "denied delivered", "deliver_refusal"),
    ]
    assert told[1][2]["basis"] == "administrative-licensing-law 45"
    assert told[3][2]["opinion"] == "The water is not safe."
    assert told[3][2]["document"] == Decision.objects.get(case=submitted_case).number
    assert {actor for actor, _, _ in told} == {clerk.account}
    assert told[0][2]["unit"] == "market-regulation"
    assert journal.verify().sound


def test_a_denial_starts_the_applicants_clocks_for_remedies(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    actions.decide(clerk, task.pk, "denied", "No.")
    rows = {clock.scope: clock for clock in Clock.objects.filter(caseitem=task.caseitem, ended_at=None)}
    assert set(rows) == {"reconsideration", "litigation"}
    assert {clock.holder for clock in rows.values()} == {"applicant"}
    ways = {way.remedy.kind: way.due for way in remedies_of(submitted_case, task)}
    assert rows["reconsideration"].due_at == ways["reconsideration"].at
    assert rows["litigation"].due_at == ways["litigation"].at


def remedies_of(case: Case, task: Task) -> list:
    from minben.platform.casework import remedies
    from minben.platform.catalogue.queries import pinned

    _place, service = pinned(case.pack, case.service)
    decided = Decision.objects.get(caseitem=task.caseitem)
    return remedies.after(service.item(task.caseitem.item), decided)


def test_not_accepting_needs_reasons_and_leaves_remedies(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    with pytest.raises(Refusal, match="reasons_missing"):
        actions.refuse(clerk, task.pk, " ")
    number = actions.refuse(clerk, task.pk, "Another city's matter.")
    document = Decision.objects.get(number=number)
    assert (document.outcome, document.reasons) == ("not_accepted", "Another city's matter.")
    task.caseitem.refresh_from_db()
    assert (task.caseitem.status, task.caseitem.result) == ("not_accepted", "delivered")
    assert not Task.objects.filter(caseitem=task.caseitem, open=True).exists()


def test_tolerance_runs_both_clocks_and_the_supplement_ends_its_own(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    with pytest.raises(Refusal, match="commitment_missing"):
        actions.accept_tolerant(clerk, task.pk, ["health certificate"], " ")
    actions.accept_tolerant(clerk, task.pk, ["health certificate"], "I will bring it within ten days.")
    running = set(Clock.objects.filter(caseitem=task.caseitem, ended_at=None).values_list("scope", flat=True))
    assert running == {"promise", "statutory", "step.review", "supplement"}
    stranger = Actor("lanting", "citizen-other", "990122198801309075", "", ("citizen",))
    with pytest.raises(Refusal, match="none"):
        actions.supplement(stranger, submitted_case.number, "food_permit", "Mine.")
    actions.supplement(applicant(submitted_case), submitted_case.number, "food_permit", "Here it is.")
    actions.decide(clerk, task.pk, "granted")
    task.caseitem.refresh_from_db()
    assert lists.listed("construction", task.caseitem)[0] == "12"
    crew = officer("fire-rescue")
    with pytest.raises(Refusal, match="not_allowed"):
        actions.accept_tolerant(crew, task_of(submitted_case, "fire_inspection").pk, ["x"], "I will.")


def test_suspension_stops_and_resumes_at_the_applicants_wish(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    with pytest.raises(Refusal, match="reasons_missing"):
        actions.suspend(clerk, task.pk, "")
    actions.suspend(clerk, task.pk, "The landlord repairs the pipe.")
    view = next(view for view in queries.view(submitted_case).items if view.item.id == "food_permit")
    assert (view.state, view.due, view.acts) == ("stopped", None, ("resume_clock",))
    with pytest.raises(Refusal, match="wrong_state"):
        actions.decide(clerk, task.pk, "granted")
    actions.resume_clock(clerk, task.pk)
    actions.decide(clerk, task.pk, "granted")


def test_a_transfer_hands_over_task_and_clock_but_not_the_power(submitted_case: Case) -> None:
    task = task_of(submitted_case, "sign")
    actions.accept(officer("urban-management"), task.pk)
    before = Clock.objects.get(caseitem=task.caseitem, scope="promise").due_at
    colleague = Actor("lanting", "colleague", "", "", ("officer",), ("urban-management",))
    with pytest.raises(Refusal, match="not_for_you"):
        actions.transfer(colleague, task.pk, "health", "busy")
    with pytest.raises(Refusal, match="no_unit"):
        actions.transfer(head("urban-management"), task.pk, "nowhere", "busy")
    actions.transfer(head("urban-management"), task.pk, "government-services", "one office handles all signs")
    task.refresh_from_db()
    clock = Clock.objects.get(caseitem=task.caseitem, scope="promise")
    assert (task.unit, task.assignee, clock.holder) == ("government-services", "", "government-services")
    assert clock.due_at == before, "nothing begins anew"
    assert task.caseitem.authority == "urban-management"
    with pytest.raises(Refusal, match="not_yours"):
        actions.decide(officer("urban-management"), task.pk, "granted")
    number = actions.decide(officer("government-services"), task.pk, "granted")
    assert Decision.objects.get(number=number).unit == "urban-management", "decided in the authority's name"


def test_consultation_has_its_own_limit_and_its_own_readers(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    due = Clock.objects.get(caseitem=task.caseitem, scope="promise").due_at
    asked = actions.consult(clerk, task.pk, "health", "Is one certificate enough for two kitchens?")
    assert Clock.objects.get(caseitem=task.caseitem, scope="promise").due_at == due
    with pytest.raises(Refusal, match="not_yours"):
        actions.answer_consultation(officer("fire-rescue"), asked, "Yes.")
    assert queries.consultations_for(officer("fire-rescue")) == []
    assert [one["text"] for one in queries.consultations_for(officer("health"))] == [
        "Is one certificate enough for two kitchens?"
    ]
    actions.answer_consultation(officer("health"), asked, "Yes.")
    assert queries.consultations_for(clerk) == []
    assert queries.consultations_for(clerk, open_only=False)[0]["answer"] == "Yes."


def granted_food(case: Case) -> CaseItem:
    clerk, task = officer("market-regulation"), task_of(case, "food_permit")
    actions.accept(clerk, task.pk)
    actions.decide(clerk, task.pk, "granted")
    task.caseitem.refresh_from_db()
    return task.caseitem


def test_a_published_list_is_printed_and_counts_every_item(submitted_case: Case) -> None:
    import csv
    import io

    from typer.testing import CliRunner

    from minben.cli import app

    def run(*words: str) -> tuple[int, list[list[str]]]:
        result = CliRunner().invoke(app, ["status", *words])
        return result.exit_code, list(csv.reader(io.StringIO(result.stdout)))

    item = granted_food(submitted_case)
    code, rows = run("list", "construction")
    assert code == 0
    states = {state: (number, name) for _, state, number, name in rows[1:]}
    assert set(states) == {str(one) for one in ItemStatus} | {
        "granted_tolerant", "recalled", "revoked", "cancelled",
    }  # fmt: skip
    assert states["granted_tolerant"] == ("12", "办结(容缺通过)")
    code, rows = run("cases", "zhejiang", "--tenant", "lanting")
    mine = {row[1]: row for row in rows[1:] if row[0] == submitted_case.number}
    assert len(mine) == CaseItem.objects.filter(case=submitted_case).count()
    assert mine[item.item][3:6] == ["granted", "10", "办结"]
    assert submitted_case.person not in str(rows)
    assert run("cases", "moon")[0] == 2


@pytest.mark.demonstrates("R36")
@pytest.mark.parametrize("verb", ["recall", "revoke", "cancel"])
def test_critical_acts_need_four_eyes(submitted_case: Case, verb: str) -> None:
    item = granted_food(submitted_case)
    both = Actor("lanting", "head-too", "", "", ("officer", "leader"), ("market-regulation",))
    with pytest.raises(Refusal, match="basis_missing"):
        actions.propose(both, submitted_case.number, "food_permit", verb, "False papers.", " ")
    law = "administrative-licensing-law 69"
    proposal = actions.propose(both, submitted_case.number, "food_permit", verb, "False papers.", law)
    with pytest.raises(Refusal, match="waiting"):
        actions.propose(both, submitted_case.number, "food_permit", verb, "Again.", law)
    with pytest.raises(Refusal, match="own"):
        actions.settle(both, proposal, agree=True)
    with pytest.raises(Refusal, match="head_only"):
        actions.settle(officer("market-regulation"), proposal, agree=True)
    with pytest.raises(Refusal, match="not_yours"):
        actions.settle(head("health"), proposal, agree=True)
    assert [one.pk for one in queries.proposals_for(head("market-regulation"))] == [proposal]
    actions.settle(head("market-regulation"), proposal, agree=True)
    item.refresh_from_db()
    assert item.result == {"recall": "recalled", "revoke": "revoked", "cancel": "cancelled"}[verb]
    assert not item.certificates.filter(revoked_at=None).exists()
    with pytest.raises(Refusal, match="gone"):
        actions.settle(head("market-regulation"), proposal, agree=True)


def test_a_refused_proposal_changes_nothing(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    law = "lanting-one-thing-measures 9"
    first = actions.propose(clerk, submitted_case.number, "food_permit", "terminate", "Nothing came.", law)
    assert actions.settle(head("market-regulation"), first, agree=False) == ""
    task.caseitem.refresh_from_db()
    assert task.caseitem.status == ItemStatus.ACCEPTED
    again = actions.propose(clerk, submitted_case.number, "food_permit", "terminate", "Still nothing.", law)
    number = actions.settle(head("market-regulation"), again, agree=True)
    assert Decision.objects.get(number=number).outcome == "terminated"
    assert not Task.objects.filter(caseitem=task.caseitem, open=True).exists()


@pytest.mark.demonstrates("R36")
def test_execution_and_supervision_of_a_case_are_never_one_persons(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    number = actions.complain(applicant(submitted_case), submitted_case.number, "Too slow.")
    also = Actor("lanting", clerk.account, "", "", ("officer", "inspector"), clerk.units)
    with pytest.raises(Refusal, match="separate"):
        actions.reply_to_complaint(also, number, "It was not.")
    other = Actor("lanting", "both", "", "", ("officer", "inspector"), clerk.units)
    actions.reply_to_complaint(other, number, "It was.")
    with pytest.raises(Refusal, match="separate"):
        actions.decide(other, task.pk, "granted")


@pytest.mark.demonstrates("R36")
@pytest.mark.parametrize("act", ["accept", "extend", "suspend", "consult", "settle", "propose_agreement"])
def test_every_handling_act_bars_its_doer_from_supervising_the_case(submitted_case: Case, act: str) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    number, both = (
        submitted_case.number,
        Actor("lanting", "both", "", "", ("leader", "inspector"), clerk.units),
    )
    if act != "accept":
        actions.accept(clerk, task.pk)
    doing = {
        "accept": lambda: actions.accept(both, task.pk),
        "extend": lambda: actions.extend(both, task.pk, 3, "A second visit."),
        "suspend": lambda: actions.suspend(both, task.pk, "As they wish."),
        "consult": lambda: actions.consult(both, task.pk, "health", "Is it clean?"),
        "settle": lambda: actions.settle(
            both,
            actions.propose(clerk, number, "food_permit", "terminate", "Nothing came.", "x 1"),
            agree=False,
        ),
        "propose_agreement": lambda: actions.propose_agreement(
            both, number, "food_permit", "other", "By post?", office=True
        ),
    }
    doing[act]()
    complaint = actions.complain(applicant(submitted_case), number, "Too slow.")
    with pytest.raises(Refusal, match="separate"):
        actions.reply_to_complaint(both, complaint, "It was not.")


@pytest.mark.demonstrates("R36")
def test_nobody_handles_supervises_or_confirms_in_their_own_case(submitted_case: Case) -> None:
    task, units = task_of(submitted_case, "food_permit"), ("market-regulation",)
    applied = Actor(
        "lanting", "clerk-too", submitted_case.person, "", ("citizen", "officer", "leader"), units
    )
    sent = Actor("lanting", submitted_case.account, "", "", ("officer", "leader"), units)
    clerk = officer("market-regulation")
    proposal_of = lambda: actions.propose(  # noqa: E731
        clerk, submitted_case.number, "food_permit", "terminate", "Nothing came.", "x 1"
    )
    for actor in (applied, sent):
        for work in (actions.claim, actions.accept):
            with pytest.raises(Refusal, match="own_case"):
                work(actor, task.pk)
    actions.accept(clerk, task.pk)
    proposal = proposal_of()
    for actor in (applied, sent):
        with pytest.raises(Refusal, match="own_case"):
            actions.settle(actor, proposal, agree=True)
    number = actions.complain(applicant(submitted_case), submitted_case.number, "Too slow.")
    with pytest.raises(Refusal, match="own_case"):
        actions.reply_to_complaint(applied, number, "It was not.")
    Case.objects.filter(pk=submitted_case.pk).update(channel="counter", account=clerk.account)
    actions.stop_clock(clerk, task.pk, "inspection", "The kitchen.")


def test_silence_grants_only_where_the_item_names_a_law(
    submitted_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Service.item
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    sign = task_of(submitted_case, "sign")
    monkeypatch.setattr(
        Service,
        "item",
        lambda self, id: (  # noqa: A006
            replace(plain(self, id), tacit_approval=Law("administrative-licensing-law", "50"))
            if id == "food_permit"
            else plain(self, id)
        ),
    )
    actions.accept(clerk, task.pk)
    actions.accept(officer("urban-management"), sign.pk)
    timer = Timer.objects.get(caseitem=task.caseitem, kind="deem_granted")
    assert timer.due_at == Clock.objects.get(caseitem=task.caseitem, scope="statutory").due_at
    assert not Timer.objects.filter(caseitem=sign.caseitem, kind="deem_granted").exists()
    actions.stop_clock(clerk, task.pk, "testing", "Samples.")
    timer.refresh_from_db()
    assert timer.due_at is None, "a stopped clock's timer waits"
    actions.resume_clock(clerk, task.pk)
    Timer.objects.filter(pk=timer.pk).update(due_at=submitted_case.submitted_at)
    assert run_once("test") == 1
    task.caseitem.refresh_from_db()
    assert task.caseitem.status == ItemStatus.GRANTED
    entry = journal.entries("case", submitted_case.number).filter(act="casework.deem_granted").first()
    assert entry.facts["transitions"][0]["basis"] == "administrative-licensing-law 50"


def test_a_proceeding_is_recorded_and_keeps_the_case_from_the_archive(submitted_case: Case) -> None:
    granted_food(submitted_case)
    clerk = officer("market-regulation")
    with pytest.raises(Refusal, match="unknown_kind"):
        actions.record_proceeding(
            clerk, submitted_case.number, "food_permit", "duel", "x", "1", submitted_case.submitted_at
        )
    with pytest.raises(Refusal, match="not_yours"):
        actions.record_proceeding(
            officer("health"),
            submitted_case.number,
            "food_permit",
            "litigation",
            "court",
            "1",
            submitted_case.submitted_at,
        )
    filed = actions.record_proceeding(
        clerk,
        submitted_case.number,
        "food_permit",
        "reconsideration",
        "City government",
        "2026-7",
        submitted_case.submitted_at,
    )
    actions.withdraw(applicant(submitted_case), submitted_case.number)
    with pytest.raises(Refusal, match="proceeding_open"):
        actions.archive_case(clerk, submitted_case.number)
    with pytest.raises(Refusal, match="unknown_outcome"):
        actions.end_proceeding(clerk, filed, "draw")
    actions.end_proceeding(clerk, filed, "upheld")
    assert actions.archive_case(clerk, submitted_case.number)


def test_a_result_of_the_counter_is_delivered_when_somebody_takes_it(submitted_case: Case) -> None:
    submitted_case.channel = "counter"
    submitted_case.save()
    item = granted_food(submitted_case)
    waiting = Clock.objects.get(caseitem=item, scope="delivery")
    assert waiting.ended_at is None
    with pytest.raises(Refusal, match="basis_missing"):
        actions.deliver(officer("market-regulation"), submitted_case.number, "food_permit", " ")
    actions.deliver(officer("market-regulation"), submitted_case.number, "food_permit", "taken by the owner")
    waiting.refresh_from_db()
    item.refresh_from_db()
    assert waiting.ended_at is not None
    assert item.result == ResultStatus.DELIVERED


def test_the_joint_limit_runs_once_and_ends_with_the_case(submitted_case: Case) -> None:
    for name in ("food_permit", "fire_inspection"):
        task = task_of(submitted_case, name)
        actions.accept(officer(task.unit), task.pk)
    joint = Clock.objects.get(case=submitted_case, scope="joint")
    assert joint.caseitem is None
    assert joint.limit["value"] == 45
    actions.withdraw(applicant(submitted_case), submitted_case.number)
    joint.refresh_from_db()
    assert joint.ended_at is not None


def test_a_play_refuses_what_the_table_refuses(submitted_case: Case) -> None:
    moment = journal.now()
    play = Play.of(Record(officer("health"), moment, moment), submitted_case)
    item = CaseItem.objects.filter(case=submitted_case).first()
    before = Clock.objects.filter(case=submitted_case).count()
    with pytest.raises(Refusal, match="wrong_state"):
        play.move("grant", item, document="x")
    assert Clock.objects.filter(case=submitted_case).count() == before


@pytest.mark.parametrize("refusal", ["deny", "refuse", "terminate"])
def test_the_periods_for_remedies_begin_when_the_refusal_reaches_the_applicant(
    submitted_case: Case, refusal: str
) -> None:
    submitted_case.channel = "counter"
    submitted_case.save()
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    number = submitted_case.number
    if refusal == "refuse":
        actions.refuse(clerk, task.pk, "Another city's matter.")
    else:
        actions.accept(clerk, task.pk)
    if refusal == "deny":
        actions.decide(clerk, task.pk, "denied", "No.")
    if refusal == "terminate":
        made = actions.propose(clerk, number, "food_permit", "terminate", "Cannot go on.", "civil-code 201")
        actions.settle(head("market-regulation"), made, agree=True)
    rows = Clock.objects.filter(caseitem=task.caseitem, ended_at=None)
    assert [row.scope for row in rows.order_by("scope")] == ["delivery", "step.deliver"]
    ways = {way.remedy.kind: way for way in remedies_of(submitted_case, task)}
    assert ways["reconsideration"].due is None
    with override("en"):
        assert (
            remedy_limit(ways["reconsideration"])
            == "Within 60 days of the day on which you receive the decision."
        )
    actions.deliver(clerk, number, "food_permit", "taken by the owner")
    assert {row.scope for row in rows.all()} == {"reconsideration", "litigation"}
    assert {way.remedy.kind for way in remedies_of(submitted_case, task) if way.due} >= {
        "reconsideration",
        "litigation",
    }


def test_a_decided_reconsideration_leaves_fifteen_days_to_go_to_court(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    actions.decide(clerk, task.pk, "denied", "No.")
    filed = actions.record_proceeding(
        clerk,
        submitted_case.number,
        "food_permit",
        "reconsideration",
        "City",
        "1",
        submitted_case.submitted_at,
    )
    actions.end_proceeding(clerk, filed, "upheld", "2026-8")
    row = Clock.objects.get(caseitem=task.caseitem, ended_at=None)
    assert (row.scope, row.limit["value"], row.limit["basis"]) == (
        "litigation.review", 15, "administrative-litigation-law 45",
    )  # fmt: skip
    ways = {way.remedy.kind: way.due for way in remedies_of(submitted_case, task)}
    assert ways["litigation"].at == row.due_at


def test_no_refusal_is_sent_without_reasons_or_without_a_remedy(
    submitted_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    plain = Service.item
    monkeypatch.setattr(Service, "item", lambda self, id: replace(plain(self, id), remedies=()))  # noqa: A006
    with pytest.raises(Refusal, match="remedies_missing"):
        actions.refuse(clerk, task.pk, "Another city's matter.")
    actions.accept(clerk, task.pk)
    with pytest.raises(Refusal, match="remedies_missing"):
        actions.decide(clerk, task.pk, "denied", "No floor plan.")
    made = actions.propose(
        clerk, submitted_case.number, "food_permit", "terminate", "Cannot go on.", "civil-code 201"
    )
    with pytest.raises(Refusal, match="remedies_missing"):
        actions.settle(head("market-regulation"), made, agree=True)
    assert not Decision.objects.exists()
    actions.decide(clerk, task.pk, "granted")


def test_a_rule_that_denies_without_reasons_holds_the_case_for_a_person(
    city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "unlawful", lambda *_: "decide.reasons_missing")
    case = apply_for("elder-allowance", "citizen-wang")
    assert not Decision.objects.filter(case=case).exists()
    assert case.status == CaseStatus.HELD
