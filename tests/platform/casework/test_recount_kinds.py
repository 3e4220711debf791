"""A notice makes the last day of a limit a day of rest: each kind of limit moves, and citizen, officer and inspector
see the new date with its chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from benchmarks.packs import begin, chain, process, publish
from minben.kernel.worktime import is_workday
from minben.platform.casework import actions, clocks, dates
from minben.platform.casework.models import (
    Case,
    Clock,
    Complaint,
    Consultation,
    Decision,
    Notice,
    Rating,
    Task,
    Timer,
)
from minben.platform.casework.tasks import recount_clocks
from minben.platform.catalogue.actions import correct_calendar
from minben.platform.catalogue.queries import calendar_in_force, current_place
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import system
from minben.platform.supervision.actions import issue_card, urge
from minben.platform.supervision.models import Card, FollowUp, Urging
from minben.platform.supervision.rules import Breach
from minben.platform.supervision.tasks import watch
from tests.platform.casework.test_journey import applicant, officer, task_of
from tests.platform.casework.test_life import head
from tests.platform.casework.test_recount import mourning

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
Arrange = Callable[[Case], None]


def rest_on(moment: datetime) -> int:
    """Announce this local day as a day of rest; answers how many dates moved."""
    day = moment.astimezone(ZONE).date()
    correct_calendar(system("lanting"), mourning(current_place().calendar, day, 1))
    return recount_clocks()


def food(case: Case) -> Task:
    return task_of(case, "food_permit")


def accepted(case: Case) -> None:
    actions.accept(officer("market-regulation"), food(case).pk)


def corrected(case: Case) -> None:
    actions.request_correction(officer("market-regulation"), food(case).pk, ["plan"])


def tolerant(case: Case) -> None:
    actions.accept_tolerant(officer("market-regulation"), food(case).pk, ["plan"], "Within ten days.")


def handed_up(case: Case) -> None:
    accepted(case)
    actions.hand_up(officer("market-regulation"), food(case).pk, "In order.")


def consulted(case: Case) -> None:
    accepted(case)
    actions.consult(officer("market-regulation"), food(case).pk, "health", "Is it clean?")


def complained(case: Case) -> None:
    actions.complain(applicant(case), case.number, "Too slow.", "food_permit")


def complained_of_all(case: Case) -> None:
    actions.complain(applicant(case), case.number, "Too slow.")


def denied(case: Case) -> None:
    accepted(case)
    actions.decide(officer("market-regulation"), food(case).pk, "denied", "No water.")


def at_the_counter(case: Case) -> None:
    case.channel = "counter"
    case.save()
    denied(case)


def carded(case: Case) -> None:
    rule = current_place().supervision.rules[0]
    fallen = Breach(rule, case, "clock-1", "market-regulation", journal.now(), item="food_permit")
    issue_card(system("lanting"), fallen, case.pack)


def rated_badly(case: Case) -> None:
    Rating.objects.create(case=case, satisfaction=5, given_at=journal.now())
    watch()


KINDS: dict[str, Arrange] = {
    "acceptance": lambda case: None,
    "correction": corrected,
    "promise": accepted,
    "statutory": accepted,
    "joint": accepted,
    "step.review": accepted,
    "step.approve": handed_up,
    "supplement": tolerant,
    "consultation": consulted,
    "delivery": at_the_counter,
    "reconsideration": denied,
    "litigation": denied,
    "complaint": complained_of_all,
    "card": carded,
    "contact": rated_badly,
    "follow_up": rated_badly,
}


@pytest.mark.demonstrates("R86")
@pytest.mark.parametrize("scope", KINDS)
def test_each_kind_of_clock_moves_with_the_calendar_and_says_why(submitted_case: Case, scope: str) -> None:
    KINDS[scope](submitted_case)
    rows = Clock.objects.filter(case=submitted_case, ended_at=None)
    found = [row for row in rows if scope in (row.scope, row.scope.partition(".")[0])]
    clock, before = found[-1], found[-1].due_at
    kept = list(Decision.objects.order_by("id").values())
    ended = dict(Clock.objects.exclude(ended_at=None).values_list("pk", "due_at"))
    assert rest_on(before) > 0
    clock = Clock.objects.select_related("case").get(pk=clock.pk)
    assert clock.due_at > before
    assert is_workday(clocks.calendar_of(clock), clock.due_at.astimezone(ZONE).date())
    assert any("哀悼日" in step for step in dates.chain(clock, "zh-Hant"))
    entry = journal.entries("case", submitted_case.number).get(act="casework.recount")
    told = {row["clock"]: (row["before"], row["after"]) for row in entry.facts["dates"]}
    assert told[clock.pk] == (before.isoformat(), clock.due_at.isoformat())
    assert list(Decision.objects.order_by("id").values()) == kept, "no past decision is rewritten"
    assert dict(Clock.objects.exclude(ended_at=None).values_list("pk", "due_at")) == ended
    assert recount_clocks() == 0


@pytest.mark.parametrize(
    ("arrange", "shown"),
    [
        (complained, lambda: Complaint.objects.get().due_at),
        (consulted, lambda: Consultation.objects.get().due_at),
        (carded, lambda: Card.objects.get().reply_due_at),
        (rated_badly, lambda: FollowUp.objects.get().contact_due_at),
        (rated_badly, lambda: FollowUp.objects.get().due_at),
    ],
)
def test_what_shows_a_clocks_date_shows_the_new_one(
    submitted_case: Case, arrange: Arrange, shown: Callable[[], datetime]
) -> None:
    arrange(submitted_case)
    before = shown()
    rest_on(before)
    assert shown() > before
    assert shown() in set(Clock.objects.filter(case=submitted_case).values_list("due_at", flat=True))


def test_answers_end_their_own_clock_alone(submitted_case: Case) -> None:
    consulted(submitted_case)
    actions.consult(
        officer("market-regulation"), food(submitted_case).pk, "urban-management", "And the sign?"
    )
    complained(submitted_case)
    complained_of_all(submitted_case)
    first, second = Consultation.objects.order_by("id")
    actions.answer_consultation(officer("health"), first.pk, "It is.")
    actions.reply_to_complaint(officer("civil-affairs"), Complaint.objects.order_by("id")[0].number, "Sorry.")
    open_ = set(Clock.objects.filter(case=submitted_case, ended_at=None).values_list("scope", flat=True))
    asked = {scope for scope in open_ if scope.partition(".")[0] in ("consultation", "complaint")}
    assert asked == {f"consultation.{second.pk}", f"complaint.{Complaint.objects.order_by('id')[1].pk}"}
    holder = Clock.objects.get(scope=f"consultation.{second.pk}").holder
    assert holder == "urban-management"


def test_a_timer_of_the_process_in_working_days_moves_and_one_in_hours_does_not(city: str) -> None:
    timer = "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"
    waits = f'<intermediateCatchEvent id="w">{timer}'
    for length in ("workdays:2", "PT48H"):
        begin(
            publish(process(waits.format(length) + "</intermediateCatchEvent>" + chain("s", "w", "e"))),
            key=length,
        )
    before = {timer.definition: timer.due_at for timer in Timer.objects.filter(kind="process")}
    assert rest_on(before["workdays:2"]) == 1
    after = {timer.definition: timer.due_at for timer in Timer.objects.filter(kind="process")}
    assert after["workdays:2"] > before["workdays:2"]
    assert after["PT48H"] == before["PT48H"]
    case = Timer.objects.get(definition="workdays:2").case
    entry = journal.entries("case", case.number).get(act="casework.recount")
    assert [row["before"] for row in entry.facts["timers"]] == [before["workdays:2"].isoformat()]
    assert recount_clocks() == 0


def test_a_hold_that_ends_on_a_new_day_of_rest_lasts_until_the_next_working_day(submitted_case: Case) -> None:
    task = food(submitted_case)
    actions.claim(officer("market-regulation"), task.pk)
    task.refresh_from_db()
    before = task.held_until
    rest_on(before)
    task.refresh_from_db()
    calendar = calendar_in_force(submitted_case.pack)
    assert task.held_until > before
    assert is_workday(calendar, task.held_until.astimezone(ZONE).date())
    entry = journal.entries("case", submitted_case.number).get(act="casework.recount")
    assert [row["before"] for row in entry.facts["holds"]] == [before.isoformat()]


def test_the_day_of_an_urgings_report_moves_off_a_day_of_rest(submitted_case: Case) -> None:
    calendar = current_place().calendar
    named = clocks.rolled(
        journal.now().replace(hour=4) + (datetime(2026, 1, 8) - datetime(2026, 1, 1)), calendar
    )
    number = urge(head("lanting"), submitted_case.number, "food_permit", "market-regulation", "Go on.", named)
    assert Urging.objects.get(number=number).due_at == named
    rest_on(named)
    watch()
    assert Urging.objects.get(number=number).due_at > named
    entry = journal.entries("urging", number).get(act="supervision.recount_urging")
    told = [datetime.fromisoformat(entry.facts[name]) for name in ("before", "after")]
    assert told == [named, Urging.objects.get(number=number).due_at]
    size = journal.size()
    watch()
    assert journal.size() == size, "once"


def test_the_applicant_is_told_of_own_dates_and_not_of_those_of_offices(submitted_case: Case) -> None:
    handed_up(submitted_case)
    Clock.objects.filter(case=submitted_case).exclude(scope="step.approve").update(ended_at=journal.now())
    rest_on(Clock.objects.get(scope="step.approve", ended_at=None).due_at)
    assert not Notice.objects.filter(kind="recounted").exists()
    rest_on(clocks.last_moment(submitted_case, journal.now(), current_place().supervision.opinion))
    complained(submitted_case)
    rest_on(Complaint.objects.get().due_at)
    assert Notice.objects.filter(kind="recounted").count() == 1


def test_citizen_officer_and_inspector_read_the_changed_date_with_its_chain(
    submitted_case: Case, as_citizen, as_officer, as_role, sign_in
) -> None:
    accepted(submitted_case)
    complained(submitted_case)
    rest_on(Clock.objects.get(case=submitted_case, scope="promise").due_at)
    number, task = submitted_case.number, food(submitted_case)
    pages = (
        (as_citizen, f"/cases/{number}/dates/"),
        (as_citizen, f"/cases/{number}/complain/"),
        (as_officer("market-regulation"), f"/workbench/tasks/{task.pk}/"),
        (as_role("inspector"), f"/oversight/cases/{number}/"),
        (as_role("inspector"), "/oversight/inspection/complaints/"),
    )
    for client, address in pages:
        page = client.get(address)
        assert page.status_code == 200, address
        assert "哀悼日" in page.content.decode(), address
    assert "环节" not in as_citizen.get(f"/cases/{number}/dates/").content.decode()
    office = as_officer("market-regulation").get(
        f"/workbench/tasks/{task.pk}/", headers={"accept-language": "zh-Hans"}
    )
    assert "投诉" not in office.content.decode(), (
        "a complaint goes to the inspectors, not to the office concerned"
    )
    leader = as_role("leader").get(f"/oversight/cases/{number}/", headers={"accept-language": "zh-Hans"})
    assert "投诉答复期限" not in leader.content.decode()
    step = Clock.objects.get(case=submitted_case, scope="step.review")
    assert as_citizen.get(f"/cases/{number}/dates/{step.pk}/").status_code == 404
    for stranger, refused in (("citizen-other", 404), ("officer-fang", 403)):
        assert sign_in(stranger).get(f"/cases/{number}/dates/").status_code == refused


def test_one_verb_moves_every_kind(submitted_case: Case, tmp_path) -> None:
    from datetime import timedelta

    from typer.testing import CliRunner

    from minben.cli import app

    for arrange in (consulted, complained, carded, rated_badly):
        arrange(submitted_case)
    task, now = task_of(submitted_case, "sign"), journal.now()
    actions.claim(officer("urban-management"), task.pk)
    named = clocks.rolled(now + timedelta(days=2), current_place().calendar)
    number = urge(head("lanting"), submitted_case.number, "sign", "urban-management", "Go on.", named)

    def shown() -> dict[str, datetime]:
        rows = Clock.objects.filter(case=submitted_case, ended_at=None).exclude(scope="step.accept")
        return {
            **{f"clock {row.scope} {row.pk}": row.due_at for row in rows},
            "complaint": Complaint.objects.get().due_at,
            "consultation": Consultation.objects.get().due_at,
            "card": Card.objects.get().reply_due_at,
            "contact": FollowUp.objects.get().contact_due_at,
            "follow-up": FollowUp.objects.get().due_at,
            "hold": Task.objects.get(pk=task.pk).held_until,
            "urging": Urging.objects.get(number=number).due_at,
        }

    before, notice = shown(), tmp_path / "notice.csv"
    first = now.astimezone(ZONE).date() + timedelta(days=1)
    notice.write_text(mourning(current_place().calendar, first, 7), "utf-8")
    result = CliRunner().invoke(app, ["worktime", "correct", str(notice), "--tenant", "lanting"])
    assert result.exit_code == 0, result.output
    after = shown()
    assert {name for name in before if before[name] == after[name]} == set()
    assert journal.verify().sound
