"""The running city's journal as an event log: complete, in order, and nothing personal in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from minben.kernel.eventlog import EventLog, diagnose, read_xes, write_csv, write_xes
from minben.kernel.mining import deadlines, handovers
from minben.platform.casework import actions, queries
from minben.platform.casework.eventlog import case_log, stamp, step_log
from minben.platform.casework.models import Case, Clock, Task
from minben.platform.identity.models import Account
from minben.platform.journal.actor import Actor
from minben.platform.journal.tenancy import scope
from tests.platform.casework.test_journey import applicant, officer, task_of
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db


def handled(case: Case) -> None:
    """The food permit is accepted and granted, the fire check is asked about and answered."""
    food, fire = task_of(case, "food_permit"), task_of(case, "fire_inspection")
    actions.accept(officer("market-regulation"), food.pk)
    actions.request_correction(officer("fire-rescue"), fire.pk, ["floor plan"])
    actions.decide(officer("market-regulation"), food.pk, "granted")
    actions.answer_correction(applicant(case), case.number, "fire_inspection", "Here it is.", {})


def column(log: EventLog, name: str) -> list[object]:
    return list(log.event_columns[name].values)


def test_every_case_is_there_in_the_order_of_the_journal(submitted_case: Case) -> None:
    handled(submitted_case)
    log = case_log("open-a-restaurant")
    assert log.cases == tuple(Case.objects.order_by("id").values_list("number", flat=True))
    told = [one.activity for one in queries.timeline(submitted_case.number)]
    assert list(log.trace(0)) == [name for name in told if not name.endswith(".open")]
    assert (log.time[1:] >= log.time[:-1]).all()
    assert log.trace(0)[0] == "submit"
    assert {"food_permit.accept", "food_permit.granted", "fire_inspection.answer_correction"} <= set(
        log.activities
    )


@pytest.mark.demonstrates("R118")
def test_departments_levels_items_and_dates_are_columns(submitted_case: Case) -> None:
    handled(submitted_case)
    log = case_log()
    at = log.trace(0).index("food_permit.granted")
    assert column(log, "org:group")[at] == "market-regulation"
    assert column(log, "level")[at] == "prefecture"
    assert column(log, "item")[at] == "food_permit"
    due = Clock.objects.get(case=submitted_case, caseitem__item="food_permit", scope="promise").due_at
    assert column(log, "due")[at] == stamp(due)
    assert {"applicant", "market-regulation", "fire-rescue", "rules"} <= set(column(log, "org:group"))
    assert log.zone is not None
    assert set(log.zone.tolist()) == {480}  # the city's clocks, eight hours east
    assert handovers(log, "org:group").total > 0


def test_limits_of_the_case_can_be_judged(submitted_case: Case) -> None:
    handled(submitted_case)
    log = case_log()
    assert list(log.case_columns["service"].values) == ["open-a-restaurant"]
    assert deadlines(log, "deadline").open == 1
    for task in Task.objects.filter(case=submitted_case, open=True).select_related("caseitem"):
        if task.caseitem.status == "received":
            actions.accept(officer(task.unit), task.pk)
        actions.decide(officer(task.unit), task.pk, "granted")
    judged = deadlines(case_log(), "deadline")
    assert (judged.closed, judged.in_time, judged.late) == (1, 1, 0)


def test_nothing_personal_leaves_the_journal(submitted_case: Case, tmp_path: Path) -> None:
    handled(submitted_case)
    write_csv(case_log(), tmp_path / "log.csv")
    text = (tmp_path / "log.csv").read_text("utf-8")
    assert "officer 1" in text
    assert submitted_case.person not in text
    for account in Account.objects.all():
        assert account.username not in text
        assert account.name not in text


def test_the_public_log_names_neither_cases_nor_officers(submitted_case: Case, tmp_path: Path) -> None:
    handled(submitted_case)
    log = case_log(public=True)
    assert log.cases == ("1",)
    assert set(log.resources) == {"applicant", "officer", "rules"}
    write_xes(log, tmp_path / "log.xes")
    assert submitted_case.number not in (tmp_path / "log.xes").read_text("utf-8")
    again = read_xes(tmp_path / "log.xes")
    assert again.trace(0) == log.trace(0)
    assert again.case_columns["deadline"].type == "time"


def test_a_service_without_cases_and_another_tenant_give_empty_logs(submitted_case: Case) -> None:
    assert len(case_log("birth-of-a-child")) == 0
    with scope("liushang"):
        assert case_log().cases == ()


def test_officers_keep_their_number_whatever_is_asked_for(submitted_case: Case) -> None:
    handled(submitted_case)
    other = apply_for("birth-of-a-child", "citizen-chen")
    task = Task.objects.filter(case=other, open=True).order_by("id").first()
    assert task is not None
    clerk = officer(task.unit)
    if task.caseitem is not None:
        actions.accept(Actor("lanting", "a-third-officer", "", "", ("officer",), clerk.units), task.pk)
    assert "officer 3" in case_log("birth-of-a-child").resources
    assert {"officer 1", "officer 2"} <= set(case_log("open-a-restaurant").resources)


def test_the_diagnosis_finds_the_open_case(submitted_case: Case) -> None:
    assert {one.kind for one in diagnose(case_log())} >= {"open_cases"}


def test_the_same_cases_are_runs_of_the_deployed_process(submitted_case: Case) -> None:
    handled(submitted_case)
    log = step_log("open-a-restaurant")
    assert log.cases == (submitted_case.number,)
    trace = log.trace(0)
    assert trace[0] == "find_items"
    assert "check_health_register" in trace
    assert trace[-2:] == ("review_food_permit", "issue_food_permit")
    assert log.case_columns["deadline"].values[0] is not None
    assert "review_fire_inspection" not in trace, "it was asked about, not decided"
