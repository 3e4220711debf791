"""A new holiday: every open clock counted anew, both dates in the record, nothing past rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from minben.kernel.finding import InputError
from minben.kernel.worktime import Calendar, read_calendar_file, write_calendar
from minben.platform.casework import actions, clocks, queries
from minben.platform.casework.models import Case, Clock, Decision, Timer
from minben.platform.casework.tasks import recount_clocks, run_once
from minben.platform.catalogue.actions import correct_calendar
from minben.platform.catalogue.queries import current_place, notice_in_force
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import system
from minben.platform.journal.tenancy import scope
from tests.platform.casework.test_journey import officer, task_of

pytestmark = pytest.mark.django_db


def mourning(calendar: Calendar, first: date, days: int) -> str:
    """The years of those days with every one of them a day of rest, as the CSV of a notice."""
    rests = {first + timedelta(days=n): "哀悼日" for n in range(days)}
    years = {day.year for day in rests}
    kept = {day: name for day, name in calendar.rest.items() if day.year in years}
    worked = {day: name for day, name in calendar.worked.items() if day.year in years and day not in rests}
    newer = replace(
        calendar,
        years=dict.fromkeys(sorted(years), "confirmed"),
        rest={**kept, **rests},
        worked=worked,
        source="緊急放假通知",
    )
    return write_calendar(newer, "csv")


def correct(days: int = 3, after: int = 1) -> tuple[str, int]:
    first = journal.now().date() + timedelta(days=after)
    digest = correct_calendar(system("lanting"), mourning(current_place().calendar, first, days))
    return digest, recount_clocks()


@pytest.mark.demonstrates("R86")
def test_every_open_clock_moves_and_no_ended_one(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    decided = task_of(submitted_case, "business_licence")
    actions.accept(clerk, decided.pk)
    number = actions.decide(clerk, decided.pk, "granted")
    before = {clock.pk: clock.due_at for clock in Clock.objects.filter(case=submitted_case)}
    ended = set(Clock.objects.filter(case=submitted_case).exclude(ended_at=None).values_list("pk", flat=True))
    kept = Decision.objects.filter(number=number).values().get()
    digest, moved = correct()
    after = {clock.pk: clock.due_at for clock in Clock.objects.filter(case=submitted_case)}
    assert moved == sum(before[pk] != after[pk] for pk in before)
    assert moved > 0
    assert all(after[pk] >= before[pk] for pk in before)
    assert all(after[pk] == before[pk] for pk in ended)
    assert Decision.objects.filter(number=number).values().get() == kept
    entry = journal.entries("case", submitted_case.number).get(act="casework.recount")
    told = {row["clock"]: (row["before"], row["after"]) for row in entry.facts["dates"]}
    assert told == {
        pk: (before[pk].isoformat(), after[pk].isoformat()) for pk in before if before[pk] != after[pk]
    }
    assert entry.facts["notice"] == digest
    assert journal.verify().sound


def test_the_explanation_and_the_share_go_by_the_clocks_calendar(submitted_case: Case) -> None:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    ended = Clock.objects.get(caseitem=task.caseitem, scope="acceptance")
    old = queries.explain(ended).at
    correct(after=6)
    clock = Clock.objects.select_related("case").get(caseitem=task.caseitem, scope="statutory")
    due = queries.explain(clock)
    assert due.at == clock.due_at
    assert any(step.note == "哀悼日" for step in due.steps)
    assert clocks.share_used(clock, clock.due_at) == pytest.approx(1)
    assert queries.explain(Clock.objects.get(pk=ended.pk)).at == old, (
        "an ended clock keeps the calendar of its day"
    )


def test_timers_follow_and_nothing_is_counted_twice(submitted_case: Case) -> None:
    correct()
    for timer in Timer.objects.filter(case=submitted_case, kind="deem_accepted", done_at=None):
        assert timer.due_at == Clock.objects.get(caseitem=timer.caseitem, scope="acceptance").due_at
    entries = journal.size()
    assert recount_clocks() == 0
    assert run_once("test") == 0
    assert journal.size() == entries, "an idle worker writes nothing"


def test_a_worker_finishes_what_was_interrupted_and_new_clocks_use_the_notice(submitted_case: Case) -> None:
    first = journal.now().date() + timedelta(days=1)
    digest = correct_calendar(system("lanting"), mourning(current_place().calendar, first, 3))
    assert Clock.objects.filter(ended_at=None, calendar="").exists()
    run_once("test")
    assert not Clock.objects.filter(ended_at=None, calendar="").exists()
    task = task_of(submitted_case, "sign")
    actions.accept(officer("urban-management"), task.pk)
    assert Clock.objects.get(caseitem=task.caseitem, scope="promise").calendar == digest


def test_a_second_notice_keeps_the_years_of_the_first(submitted_case: Case) -> None:
    first, _ = correct()
    whole = current_place().calendar
    later = replace(whole, years={2028: "provisional"}, rest={}, worked={}, source="2028")
    second = correct_calendar(system("lanting"), write_calendar(later, "csv"))
    assert notice_in_force() == second != first
    assert recount_clocks() == 0, "no open clock reaches 2028"
    clock = Clock.objects.select_related("case").filter(case=submitted_case, ended_at=None).first()
    known = clocks.calendar_of(clock)
    assert "哀悼日" in known.rest.values()
    assert known.years[2028] == "provisional"
    assert correct_calendar(system("lanting"), write_calendar(later, "csv")) == second, (
        "the same notice changes nothing"
    )


def test_a_broken_notice_changes_nothing(city: str) -> None:
    with pytest.raises(InputError, match="No year is stated"):
        correct_calendar(system(city), "kind,from,to,name\n")
    tokyo = replace(current_place().calendar, zone="Asia/Tokyo")
    with pytest.raises(InputError, match="keeps Asia/Shanghai"):
        correct_calendar(system(city), write_calendar(tokyo, "csv"))
    assert notice_in_force() == ""


def test_another_tenant_keeps_its_calendar(submitted_case: Case) -> None:
    correct()
    with scope("liushang"):
        assert notice_in_force() == ""
        assert recount_clocks() == 0


def test_the_verb_says_how_many_dates_moved(submitted_case: Case, tmp_path, monkeypatch) -> None:
    from typer.testing import CliRunner

    from minben.cli import app

    notice = tmp_path / "notice.csv"
    notice.write_text(
        mourning(current_place().calendar, journal.now().date() + timedelta(days=1), 3), "utf-8"
    )
    assert read_calendar_file(notice).source == "緊急放假通知"
    result = CliRunner().invoke(app, ["worktime", "correct", str(notice), "--tenant", "lanting"])
    assert result.exit_code == 0, result.output
    assert "dates moved." in result.output
    assert not result.output.rstrip().endswith("\n0 dates moved.")
