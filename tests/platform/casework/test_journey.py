"""One application from the form to the certificate, act by act, as the law counts it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minben.platform.casework import actions, intaking, queries
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, CaseStatus, Clock, Decision, Draft, ItemStatus, Task, Timer
from minben.platform.casework.tasks import run_once
from minben.platform.identity.models import Post
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import Actor
from minben.platform.journal.keys import signer
from minben.platform.journal.tenancy import scope
from minben.platform.workbench.queries.desk import desk
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db


def officer(unit: str) -> Actor:
    """An officer of that unit."""
    post = next(post for post in Post.objects.filter(unit=unit).order_by("code") if "officer" in post.roles)
    return Actor("lanting", post.account, "", "", tuple(post.roles), (unit,))


def applicant(case: Case) -> Actor:
    return Actor("lanting", case.account, case.person, "", ("citizen",))


def task_of(case: Case, item: str) -> Task:
    return Task.objects.get(case=case, caseitem__item=item, open=True)


@pytest.mark.demonstrates("R118", "R169", "R170")
def test_sending_one_form_opens_tasks_in_several_departments_at_once(submitted_case: Case) -> None:
    units = set(Task.objects.filter(case=submitted_case, open=True).values_list("unit", flat=True))
    assert {"market-regulation", "fire-rescue"} <= units
    assert len(units) >= 3
    assert all(view.due is not None for view in queries.view(submitted_case).open_items)


@pytest.mark.demonstrates("R86")
def test_every_date_explains_itself(submitted_case: Case) -> None:
    view = next(view for view in queries.view(submitted_case).items if view.clock is not None)
    due = queries.explain(view.clock)
    assert due.at == view.due
    kinds = [step.kind for step in due.steps]
    assert kinds[0] == "start"
    assert kinds[-1] == "due"


def test_acceptance_starts_promise_and_statute(submitted_case: Case) -> None:
    task = task_of(submitted_case, "food_permit")
    actions.accept(officer("market-regulation"), task.pk)
    view = next(view for view in queries.view(submitted_case).items if view.item.id == "food_permit")
    assert view.row.status == ItemStatus.ACCEPTED
    assert view.clock.scope == "promise"
    assert view.statutory.due_at > view.clock.due_at


def test_what_can_be_decided_on_the_spot_is_accepted_and_decided_in_one_act(submitted_case: Case) -> None:
    task, clerk = task_of(submitted_case, "food_permit"), officer("market-regulation")
    assert "decide" in desk(clerk, task.pk).acts
    entries = journal.size()
    actions.decide(clerk, task.pk, "granted")
    assert journal.size() == entries + 1
    item = submitted_case.items.get(item="food_permit")
    assert (item.status, item.accepted_at) == ("granted", item.decided_at)
    entry = journal.entries("case", submitted_case.number).last()
    assert [move["verb"] for move in entry.facts["transitions"]][:2] == ["accept", "grant"]
    assert [one["activity"] for one in entry.facts["events"]][:2] == [
        "food_permit.accept",
        "food_permit.granted",
    ]
    assert {notice.kind for notice in submitted_case.notices.filter(item="food_permit")} >= {
        "accepted", "granted"
    }  # fmt: skip
    with pytest.raises(Refusal):
        actions.decide(clerk, task.pk, "granted")


def test_a_correction_is_asked_once_with_all_points_and_restarts_the_notice(submitted_case: Case) -> None:
    clerk = officer("market-regulation")
    task = task_of(submitted_case, "food_permit")
    with pytest.raises(Refusal, match="points_missing"):
        actions.request_correction(clerk, task.pk, ["  "])
    actions.request_correction(clerk, task.pk, ["floor plan", "manager's certificate"])
    view = queries.view(submitted_case)
    assert view.leading.state == "waiting_you"
    actions.answer_correction(
        applicant(submitted_case), submitted_case.number, "food_permit", "Here they are.", {}
    )
    assert task_of(submitted_case, "food_permit").caseitem.status == ItemStatus.RECEIVED
    with pytest.raises(Refusal, match="only_once"):
        actions.request_correction(clerk, task.pk, ["one more thing"])


def test_a_stopped_clock_has_no_date_and_resumes_later(submitted_case: Case) -> None:
    crew = officer("fire-rescue")
    task = task_of(submitted_case, "fire_inspection")
    actions.accept(crew, task.pk)
    before = next(v for v in queries.view(submitted_case).items if v.item.id == "fire_inspection").due
    actions.stop_clock(crew, task.pk, "expert_review", "Experts judge the kitchen's vents.")
    stopped = next(v for v in queries.view(submitted_case).items if v.item.id == "fire_inspection")
    assert stopped.due is None
    assert stopped.state == "stopped"
    with pytest.raises(Refusal, match="wrong_state"):
        actions.decide(crew, task.pk, "granted")
    actions.resume_clock(crew, task.pk)
    after = next(v for v in queries.view(submitted_case).items if v.item.id == "fire_inspection").due
    assert after >= before


@pytest.mark.demonstrates("R28")
def test_a_denial_without_reasons_is_not_sent(submitted_case: Case) -> None:
    crew = officer("fire-rescue")
    task = task_of(submitted_case, "fire_inspection")
    actions.accept(crew, task.pk)
    with pytest.raises(Refusal, match="reasons_missing"):
        actions.decide(crew, task.pk, "denied", " ")
    number = actions.decide(crew, task.pk, "denied", "There is no second exit.")
    assert Decision.objects.get(number=number).reasons == "There is no second exit."


@pytest.mark.demonstrates("R85")
def test_only_the_unit_that_has_the_task_may_act(submitted_case: Case) -> None:
    task = task_of(submitted_case, "fire_inspection")
    with pytest.raises(Refusal, match="not_yours"):
        actions.accept(officer("health"), task.pk)


def test_other_people_and_other_tenants_do_not_see_the_case(submitted_case: Case) -> None:
    stranger = Actor("lanting", "citizen-other", "990122198801309075", "", ("citizen",))
    assert queries.case_for(stranger, submitted_case.number, "own") is None
    assert queries.case_for(applicant(submitted_case), submitted_case.number, "own") == submitted_case
    with scope("liushang"):
        assert queries.case_for(applicant(submitted_case), submitted_case.number, "own") is None
        assert queries.case_for(officer_anywhere(), submitted_case.number, "tenant") is None


def officer_anywhere() -> Actor:
    return Actor("liushang", "inspector", "", "", ("inspector",), ())


@pytest.mark.demonstrates("R171")
def test_granting_everything_ends_the_case_with_sealed_certificates(submitted_case: Case) -> None:
    for _ in range(6):
        for task in Task.objects.filter(case=submitted_case, open=True).select_related("caseitem"):
            clerk = officer(task.unit)
            actions.accept(clerk, task.pk)
            actions.decide(clerk, task.pk, "granted")
    submitted_case.refresh_from_db()
    assert submitted_case.status == CaseStatus.COMPLETED
    certificates = queries.certificates_of(applicant(submitted_case))
    assert len(certificates) >= 4
    paper = bytes(certificates[0].document.content)
    assert signer().check_pdf(paper)
    assert not signer().check_pdf(paper[:-2000] + b"\n" + paper[-2000:])
    assert queries.certificate(certificates[0].code) == certificates[0]
    actions.rate(applicant(submitted_case), submitted_case.number, 5, "Quick.")
    assert queries.view(submitted_case).rating.satisfaction == 1, "in the standard's code 1 is best"
    assert journal.verify().sound


def test_a_service_says_how_its_last_cases_went(submitted_case: Case) -> None:
    assert queries.throughput(submitted_case.service) == {}
    for _ in range(6):
        for task in Task.objects.filter(case=submitted_case, open=True).select_related("caseitem"):
            actions.accept(officer(task.unit), task.pk)
            actions.decide(officer(task.unit), task.pk, "granted")
    spent = queries.throughput(submitted_case.service)
    assert (spent["number"], spent["kept"]) == (1, 1.0)
    promises = Clock.objects.filter(case=submitted_case, scope="promise")
    late = promises.first()
    late.due_at = submitted_case.submitted_at - timedelta(days=1)
    late.save()
    assert queries.throughput(submitted_case.service)["kept"] == 1 - 1 / promises.count()


def test_the_busiest_offices_come_first(submitted_case: Case) -> None:
    busy = queries.busy_units()
    numbers = [Task.objects.filter(unit=unit, open=True).count() for unit in busy]
    assert numbers[0] >= 1
    assert numbers == sorted(numbers, reverse=True)
    assert "civil-affairs" not in busy, "it has nothing to do with a restaurant"


@pytest.mark.demonstrates("R47")
def test_the_allowance_is_decided_by_rule_at_once(city: str) -> None:
    case = apply_for("elder-allowance", "citizen-lin")
    assert case.status == CaseStatus.COMPLETED
    decision = Decision.objects.get(case=case)
    assert (decision.outcome, decision.by_rule) == ("granted", True)
    assert "elderly-rights-law 33" in str(decision.trace)


def test_the_decision_document_states_what_the_rules_found() -> None:
    from minben.platform.casework import facts

    found = {"allowance": {"tier": "80", "monthly_amount": 100}, "needed": ["a"], "granted": True}
    assert facts.flat(found) == {"allowance.tier": "80", "allowance.monthly_amount": "100"}


def test_a_denial_by_rule_tells_every_reason(city: str) -> None:
    case = apply_for("elder-allowance", "citizen-other")
    decision = Decision.objects.get(case=case)
    assert decision.outcome == "denied"
    assert decision.codes == ["too_young"]


def test_silence_is_acceptance_from_receipt(submitted_case: Case) -> None:
    timer = Timer.objects.filter(case=submitted_case, kind="deem_accepted").first()
    timer.due_at = submitted_case.submitted_at
    timer.save()
    assert run_once("test") == 1
    assert run_once("test") == 0, "a timer takes effect once"
    timer.caseitem.refresh_from_db()
    assert timer.caseitem.status == ItemStatus.ACCEPTED
    assert timer.caseitem.accepted_at == timer.caseitem.received_at


def test_withdrawing_leaves_nothing_open(submitted_case: Case) -> None:
    actions.withdraw(applicant(submitted_case), submitted_case.number)
    submitted_case.refresh_from_db()
    assert submitted_case.status == CaseStatus.WITHDRAWN
    assert not Task.objects.filter(case=submitted_case, open=True).exists()
    assert not queries.view(submitted_case).open_items


@pytest.mark.demonstrates("R79", "R17")
def test_the_form_asks_only_what_no_register_knows(city: str) -> None:
    person = Actor(city, "citizen-lin", "990121194311029033", "", ("citizen",))
    draft = actions.start_draft(person, "elder-allowance")
    assert actions.start_draft(person, "elder-allowance") == draft, "an unsent form is continued"
    before = intaking.Form.of(Draft.objects.get(number=draft))
    assert before.plan().fetched == (), "nothing is fetched without consent"
    registers = {source.register: sorted(source.gives) for source in before.place.sources}
    actions.grant(person, draft, registers, [])
    after = intaking.Form.of(Draft.objects.get(number=draft)).plan()
    assert len(after.asked) < len(before.plan().asked)
    assert {element for element, _ in after.fetched} >= {"person.birth_date", "household.in_city"}


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"MZ\x90"), ("b.png", b"<svg onload=alert(1)>"), ("c", b"")]
)
def test_uploads_are_judged_by_their_content(submitted_case: Case, name: str, content: bytes) -> None:
    with pytest.raises(Refusal, match=r"upload\.type"):
        actions.upload(applicant(submitted_case), submitted_case.number, "food_permit", name, content)


def test_a_task_taken_by_one_officer_is_kept_until_the_next_working_day_ends(submitted_case: Case) -> None:
    posts = [
        post for post in Post.objects.filter(unit="fire-rescue").order_by("code") if "officer" in post.roles
    ]
    first, second = (Actor("lanting", post.account, "", "", ("officer",), ("fire-rescue",)) for post in posts)
    task = task_of(submitted_case, "fire_inspection")
    actions.claim(first, task.pk)
    task.refresh_from_db()
    assert task.held_until > journal.now()
    with pytest.raises(Refusal, match=r"task\.taken"):
        actions.accept(second, task.pk)
    actions.claim(second, task.pk, at=task.held_until + timedelta(minutes=1))
    task.refresh_from_db()
    assert task.assignee == second.account
    taken = journal.entries("case", submitted_case.number).filter(act="casework.claim").last()
    assert taken.facts["taken_from"] == first.account
    actions.release(second, task.pk)
    task.refresh_from_db()
    assert (task.assignee, task.held_until) == ("", None)


def test_the_head_of_the_unit_may_take_a_task_over_at_once(submitted_case: Case) -> None:
    task = task_of(submitted_case, "fire_inspection")
    actions.claim(officer("fire-rescue"), task.pk)
    head = Actor("lanting", "leader-kang", "", "", ("leader",), ("fire-rescue",))
    actions.claim(head, task.pk)
    task.refresh_from_db()
    assert task.assignee == "leader-kang"


def test_an_act_made_from_an_old_view_of_the_task_is_refused(submitted_case: Case) -> None:
    clerk = officer("market-regulation")
    task = task_of(submitted_case, "food_permit")
    seen = queries.mark(task)
    actions.upload(applicant(submitted_case), submitted_case.number, "food_permit", "a.pdf", b"%PDF-1.4 more")
    with pytest.raises(Refusal, match=r"task\.changed"):
        actions.accept(clerk, task.pk, seen=seen)
    actions.accept(clerk, task.pk, seen=queries.mark(task))
    task.caseitem.refresh_from_db()
    assert task.caseitem.status == ItemStatus.ACCEPTED
