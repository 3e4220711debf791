"""Due dates by law: examples an official can check by hand, and properties against a walk day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from minben.kernel.worktime import (
    Calendar,
    Counting,
    Due,
    Extension,
    Limit,
    OutsideCalendar,
    Stop,
    add_workdays,
    due,
    due_at,
    is_workday,
    read_calendar,
    share_used,
    standing,
)

CALENDAR = read_calendar(Path(__file__).parents[3] / "places" / "lanting" / "calendar.yaml")
ZONE = ZoneInfo("Asia/Shanghai")
LAW = Counting()
HEARING = "hearing"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def stop(start: str, end: str | None) -> Stop:
    return Stop(at(start), at(end) if end else None, HEARING, "行政许可法 art. 45")


def due_day(
    start: str, value: int, unit: str = "workday", counting: Counting = LAW, stops: Sequence[Stop] = ()
) -> str:
    found = due(at(start), Limit(value, unit), CALENDAR, counting, stops)  # type: ignore[arg-type]
    return f"{found.at:%Y-%m-%dT%H:%M}"


@pytest.mark.demonstrates("R86")
@pytest.mark.parametrize(
    ("start", "value", "unit", "expected"),
    [
        ("2026-02-13T10:00", 1, "workday", "2026-02-14T23:59"),
        ("2026-02-13T10:00", 2, "workday", "2026-02-24T23:59"),
        ("2026-02-09T10:00", 20, "workday", "2026-03-13T23:59"),
        ("2026-03-07T10:00", 5, "workday", "2026-03-13T23:59"),  # received on a Saturday
        ("2026-03-02T10:00", 0, "workday", "2026-03-02T23:59"),  # at once
        ("2026-03-07T10:00", 0, "workday", "2026-03-09T23:59"),
        ("2026-03-02T10:00", 10, "day", "2026-03-12T23:59"),
        ("2026-03-04T10:00", 10, "day", "2026-03-16T23:59"),  # a Saturday rolls to Monday
        (
            "2026-01-31T10:00",
            1,
            "month",
            "2026-02-28T23:59",
        ),  # no 31st, so the 28th, a worked Saturday
        ("2025-03-03T10:00", 1, "year", "2026-03-03T23:59"),
        ("2026-03-02T10:30", 24, "hour", "2026-03-03T10:30"),
        ("2026-03-06T22:00", 3, "hour", "2026-03-07T01:00"),  # hours run through a weekend
    ],
)
def test_limits_count_as_the_law_says(start: str, value: int, unit: str, expected: str) -> None:
    assert due_day(start, value, unit) == expected


@pytest.mark.demonstrates("R86")
def test_late_receipts_count_from_the_next_working_day() -> None:
    office = Counting(cutoff=time(16, 30))
    assert due_day("2026-03-06T16:30", 1, counting=office) == "2026-03-09T23:59"
    assert due_day("2026-03-06T16:31", 1, counting=office) == "2026-03-10T23:59"
    assert due_day("2026-03-07T09:00", 1, counting=office) == "2026-03-10T23:59"
    assert due_day("2026-03-06T17:00", 4, "hour", office) == "2026-03-09T04:00"
    steps = due(at("2026-03-06T16:31"), Limit(1, "workday"), CALENDAR, office).steps
    assert (steps[1].kind, steps[1].day, steps[1].note) == ("cutoff", date(2026, 3, 9), "16:30")


def test_nothing_is_due_before_it_came() -> None:
    assert due_day("2026-03-06T18:00", 0, counting=Counting(due_time=time(17, 30))) == "2026-03-09T17:30"


def test_a_law_may_count_the_first_day_and_keep_a_last_day_of_rest() -> None:
    first = Counting(count_start_day=True)
    assert due_day("2026-03-02T10:00", 5, counting=first) == "2026-03-06T23:59"
    assert due_day("2026-03-02T10:00", 1, "month", first) == "2026-04-01T23:59"
    assert due_day("2026-03-04T10:00", 10, "day", Counting(roll_forward=False)) == "2026-03-14T23:59"
    assert due_day("2024-01-01T10:00", 1, counting=first) == "2024-01-02T23:59"


@pytest.mark.demonstrates("R86")
def test_stopped_days_are_added_back() -> None:
    hearing = stop("2026-03-04T09:00", "2026-03-09T15:00")  # Wed to Mon: Wed, Thu and Fri are not counted
    assert due_day("2026-03-02T10:00", 5) == "2026-03-09T23:59"
    assert due_day("2026-03-02T10:00", 5, stops=[hearing]) == "2026-03-12T23:59"
    assert due_day("2026-03-02T10:00", 5, "day", stops=[hearing]) == "2026-03-12T23:59"
    assert due_day("2026-03-02T10:00", 1, "month", stops=[hearing]) == "2026-04-07T23:59"
    assert due_day("2026-03-02T10:00", 72, "hour", stops=[hearing]) == "2026-03-10T16:00"


def test_a_stop_on_the_last_day_leaves_a_day_and_one_after_it_is_void() -> None:
    assert due_day("2026-03-02T10:00", 1, stops=[stop("2026-03-03T09:00", "2026-03-07T10:00")]) == (
        "2026-03-09T23:59"
    )
    assert due_day("2026-03-02T10:00", 1, stops=[stop("2026-03-04T00:00", None)]) == "2026-03-03T23:59"
    # Saturday's limit rolls to Monday; a stop that begins on Sunday still finds the clock running.
    assert due_day("2026-03-04T10:00", 10, "day", stops=[stop("2026-03-15T09:00", "2026-03-19T10:00")]) == (
        "2026-03-19T23:59"
    )


@pytest.mark.demonstrates("R86")
def test_an_open_stop_has_no_due_moment() -> None:
    for unit in ("workday", "day", "hour", "month"):
        found = due(at("2026-03-02T10:00"), Limit(5, unit), CALENDAR, LAW, [stop("2026-03-02T11:00", None)])  # type: ignore[arg-type]
        assert found.at is None
        assert found.steps[-1].kind == "stop"
        assert found.reach is not None


@pytest.mark.demonstrates("R86")
def test_an_extension_counts_on_unless_granted_too_late() -> None:
    def extended(granted: str) -> Due:
        longer = Extension(at(granted), Limit(10, "workday"), "complex")
        return due(at("2026-03-02T10:00"), Limit(20, "workday"), CALENDAR, LAW, (), [longer])

    assert due(at("2026-03-02T10:00"), Limit(20, "workday"), CALENDAR, LAW).at == at("2026-03-30T23:59")
    assert extended("2026-03-30T12:00").at == at("2026-04-14T23:59")
    late = extended("2026-03-31T12:00")
    assert late.at == at("2026-03-30T23:59")
    assert [(step.number, step.note) for step in late.steps if step.kind == "extend"] == [(0, "complex")]


def test_a_provisional_year_says_so() -> None:
    assert due(at("2026-12-30T10:00"), Limit(5, "workday"), CALENDAR, LAW).provisional
    assert due(at("2027-01-05T10:00"), Limit(2, "hour"), CALENDAR, LAW).provisional
    assert not due(at("2026-12-30T10:00"), Limit(1, "workday"), CALENDAR, LAW).provisional


def test_an_uncovered_year_is_an_error_where_days_must_be_judged() -> None:
    with pytest.raises(OutsideCalendar):
        due(at("2027-12-30T10:00"), Limit(5, "workday"), CALENDAR, LAW)
    with pytest.raises(OutsideCalendar):
        due(at("2027-12-30T10:00"), Limit(5, "day"), CALENDAR, LAW)
    with pytest.raises(OutsideCalendar):
        due(
            at("2027-12-01T10:00"),
            Limit(5, "workday"),
            CALENDAR,
            LAW,
            [stop("2027-12-02T10:00", "2028-02-01T10:00")],
        )
    assert due_day("2027-12-30T10:00", 5, "day", Counting(roll_forward=False)) == "2028-01-04T23:59"


@pytest.mark.parametrize(
    ("limit", "stops", "extensions", "complaint"),
    [
        (Limit(-1, "day"), [], [], "negative"),
        (Limit(1, "day"), [stop("2026-03-03T10:00", "2026-03-02T10:00")], [], "before it begins"),
        (Limit(1, "day"), [], [Extension(at("2026-03-02T11:00"), Limit(1, "hour"))], "extended by hours"),
        (Limit(1, "day"), [Stop(datetime(2026, 3, 2), None, HEARING)], [], "time zone"),
    ],
)
def test_what_makes_no_sense_is_refused(
    limit: Limit, stops: list[Stop], extensions: list[Extension], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        due(at("2026-03-02T10:00"), limit, CALENDAR, LAW, stops, extensions)


def test_the_chain_of_steps_reads_as_a_calendar_would() -> None:
    found = due(at("2026-02-11T10:00"), Limit(5, "workday", "第42条"), CALENDAR, LAW)
    assert [(step.kind, step.day.isoformat()[5:], step.number, step.note) for step in found.steps] == [
        ("start", "02-11", 0, ""),
        ("count", "02-25", 5, ""),
        ("skip", "02-23", 9, "春节"),
        ("due", "02-25", 0, ""),
    ]
    rolled = due(at("2026-09-20T10:00"), Limit(11, "day"), CALENDAR, LAW).steps[-2]
    assert found.steps[1].basis == "第42条"
    assert (rolled.kind, rolled.day, rolled.number, rolled.note) == ("roll", date(2026, 10, 8), 7, "国庆节")


# Properties

MINUTES = 60 * 24
STARTS = st.integers(0, 700 * MINUTES).map(lambda m: at("2024-01-02T00:00") + timedelta(minutes=m))
UNITS = st.sampled_from(["workday", "day", "month", "hour"])
LIMITS = st.builds(Limit, st.integers(0, 15), UNITS)
COUNTINGS = st.builds(
    Counting,
    st.booleans(),
    st.sampled_from([None, time(16, 30)]),
    st.sampled_from([time(23, 59), time(17, 30)]),
    st.booleans(),
)


@st.composite
def stopped(draw: st.DrawFn, start: datetime) -> list[Stop]:
    """Up to four closed stops around a case, which may overlap."""
    stops: list[Stop] = []
    for _ in range(draw(st.integers(0, 4))):
        begin = start + timedelta(minutes=draw(st.integers(-3 * MINUTES, 30 * MINUTES)))
        stops.append(Stop(begin, begin + timedelta(minutes=draw(st.integers(0, 9 * MINUTES))), HEARING))
    return stops


def receipt_day(start: datetime, counting: Counting, counts_today: bool) -> date:
    day = start.date()
    late = counting.cutoff and (start.time() > counting.cutoff or not is_workday(CALENDAR, day))
    if late or (counts_today and start.time() > counting.due_time):
        day += timedelta(days=1)
        while not is_workday(CALENDAR, day):
            day += timedelta(days=1)
    return day


def walk(start: datetime, limit: Limit, counting: Counting, stops: Sequence[Stop]) -> datetime:
    """A limit in working days or days, the slow way: each day is asked whether it counts."""
    step, counts_today = timedelta(days=1), counting.count_start_day or limit.value == 0
    received = receipt_day(start, counting, counts_today)

    def result(live: list[Stop]) -> datetime:
        def covered(day: date) -> bool:
            closing = datetime.combine(day, counting.due_time, ZONE)
            return any(one.start < closing <= one.end for one in live if one.end)

        def counted(day: date) -> bool:
            return not covered(day) and (limit.unit == "day" or is_workday(CALENDAR, day))

        day, left = (received if counts_today else received + step), max(limit.value, 1)
        while True:
            left -= counted(day)
            if left == 0:
                break
            day += step
        while counting.roll_forward and (covered(day) or not is_workday(CALENDAR, day)):
            day += step
        return datetime.combine(day, counting.due_time, ZONE)

    live: list[Stop] = []
    for one in sorted(stops, key=lambda each: each.start):
        if one.start < result(live):
            live.append(one)
    return result(live)


@given(st.data(), STARTS, st.integers(0, 15), st.sampled_from(["workday", "day"]), COUNTINGS)
def test_agrees_with_a_walk_day_by_day(
    data: st.DataObject, start: datetime, value: int, unit: str, counting: Counting
) -> None:
    stops, limit = data.draw(stopped(start)), Limit(value, unit)  # type: ignore[arg-type]
    assert due(start, limit, CALENDAR, counting, stops).at == walk(start, limit, counting, stops)


@given(STARTS, st.integers(0, 60), COUNTINGS)
def test_the_short_way_gives_the_same_moment(start: datetime, value: int, counting: Counting) -> None:
    assert (
        due_at(start, value, CALENDAR, counting) == due(start, Limit(value, "workday"), CALENDAR, counting).at
    )


@given(STARTS, STARTS, LIMITS, COUNTINGS)
def test_a_later_start_is_never_due_earlier(
    one: datetime, two: datetime, limit: Limit, counting: Counting
) -> None:
    first, second = (due(start, limit, CALENDAR, counting).at for start in sorted([one, two]))
    assert first is not None
    assert second is not None
    assert first <= second


@given(STARTS, LIMITS, COUNTINGS, st.dates(date(2024, 1, 2), date(2026, 11, 30)))
def test_a_further_holiday_never_shortens(
    start: datetime, limit: Limit, counting: Counting, holiday: date
) -> None:
    longer = replace(CALENDAR, rest={**CALENDAR.rest, holiday: "mourning"})
    before, after = (due(start, limit, calendar, counting).at for calendar in (CALENDAR, longer))
    assert before is not None
    assert after is not None
    assert before <= after


@given(STARTS, LIMITS, COUNTINGS, st.lists(st.integers(0, 20 * MINUTES), min_size=3, max_size=3).map(sorted))
def test_two_stops_in_a_row_are_one(
    start: datetime, limit: Limit, counting: Counting, cuts: list[int]
) -> None:
    a, b, c = (start + timedelta(minutes=cut) for cut in cuts)
    # A limit of no hours has run before anything can stop it.
    assume(a < b < c and (limit.value or limit.unit != "hour"))
    whole = due(start, limit, CALENDAR, counting, [Stop(a, c, HEARING)])
    parts = due(start, limit, CALENDAR, counting, [Stop(b, c, HEARING), Stop(a, b, HEARING)])
    assert whole.at == parts.at


@given(st.data(), STARTS, LIMITS, COUNTINGS)
def test_no_case_is_overdue_at_the_end_of_a_stop_that_counted(
    data: st.DataObject, start: datetime, limit: Limit, counting: Counting
) -> None:
    found = due(start, limit, CALENDAR, counting, data.draw(stopped(start)))
    plain = due(start, limit, CALENDAR, counting)
    assert found.at is not None
    assert plain.at is not None
    assert found.at >= plain.at


def replay(found: Due, counting: Counting, value: int) -> date:
    """Add up the steps by hand: counted, stopped, granted, skipped and rolled days, nothing else."""
    start = [step for step in found.steps if step.kind in ("start", "cutoff")][-1].day
    basis = start - timedelta(days=1) if counting.count_start_day and value else start
    moving = ("count", "skip", "stop", "extend", "roll")
    return basis + timedelta(days=sum(step.number for step in found.steps if step.kind in moving))


@pytest.mark.demonstrates("R86")
@given(st.data(), STARTS, st.integers(0, 15), st.sampled_from(["workday", "day"]), COUNTINGS)
def test_the_steps_add_up_to_the_date(
    data: st.DataObject, start: datetime, value: int, unit: str, counting: Counting
) -> None:
    stops = data.draw(stopped(start))
    extensions = [Extension(start + timedelta(hours=data.draw(st.integers(0, 400))), Limit(3, unit))]  # type: ignore[arg-type]
    found = due(start, Limit(value, unit), CALENDAR, counting, stops, extensions)  # type: ignore[arg-type]
    assert found.at is not None
    assert found.steps[-1].kind == "due"
    assert replay(found, counting, value) == found.steps[-1].day == found.at.date()


@given(STARTS, st.integers(1, 15))
def test_each_skipped_day_is_a_day_of_rest_with_its_name(start: datetime, value: int) -> None:
    found = due(start, Limit(value, "workday"), CALENDAR, LAW)
    for step in found.steps:
        if step.kind == "skip":
            days = [step.day - timedelta(days=n) for n in range(step.number)]
            assert not any(is_workday(CALENDAR, day) for day in days)
            assert {CALENDAR.rest.get(day, "weekend") for day in days} == {step.note}


@given(st.dates(date(2024, 3, 1), date(2026, 10, 1)), st.integers(-30, 30), st.integers(1, 30))
def test_adding_working_days_is_additive_and_can_be_undone(day: date, one: int, two: int) -> None:
    there = add_workdays(CALENDAR, day, two)
    assert add_workdays(CALENDAR, there, -two) <= add_workdays(CALENDAR, day, 0)
    worked = add_workdays(CALENDAR, day, 0)
    assert add_workdays(CALENDAR, add_workdays(CALENDAR, worked, one), two) == add_workdays(
        CALENDAR, worked, one + two
    )


# How a running limit stands


def stand(now: str, stops: Sequence[Stop] = (), value: int = 10) -> str:
    start = at("2026-03-02T00:00")
    found = due(start, Limit(value, "workday"), CALENDAR, LAW, stops)
    return standing(found, at(now), start, CALENDAR, stops)


@pytest.mark.demonstrates("R86")
def test_yellow_at_ninety_per_cent_and_red_when_past() -> None:
    # Ten working days after Monday 2 March: due Monday 16 March at 23:59, eleven working days from its start.
    assert stand("2026-03-02T09:00") == "on_time"
    assert stand("2026-03-13T21:00") == "on_time"
    assert stand("2026-03-13T22:00") == "near"
    assert stand("2026-03-15T12:00") == "near"
    assert stand("2026-03-16T23:59") == "near"
    assert stand("2026-03-17T00:00") == "overdue"


@pytest.mark.demonstrates("R86")
def test_stopped_time_brings_no_card() -> None:
    hearing, open_ = stop("2026-03-13T09:00", "2026-03-20T09:00"), stop("2026-03-13T09:00", None)
    assert stand("2026-04-30T12:00", [open_]) == "stopped"
    assert stand("2026-03-19T12:00", [hearing]) == "stopped"
    assert stand("2026-03-20T12:00", [hearing]) == "on_time"
    assert stand("2026-03-17T12:00", [stop("2026-03-17T09:00", None)]) == "overdue"


def test_the_share_stands_still_over_weekends_and_stops() -> None:
    start, open_ = at("2026-03-02T00:00"), stop("2026-03-06T00:00", None)
    found = due(start, Limit(5, "workday"), CALENDAR, LAW)

    def share(now: str) -> float:
        return share_used(start, found, at(now), CALENDAR)

    assert share("2026-03-01T00:00") == 0
    assert share("2026-03-07T08:00") == share("2026-03-08T20:00") == pytest.approx(5 / 6, abs=0.001)
    assert share("2026-03-09T23:59") == pytest.approx(1)
    assert share("2026-03-11T23:59") == pytest.approx(8 / 6, abs=0.001)
    paused = due(start, Limit(5, "workday"), CALENDAR, LAW, [open_])
    shares = {
        share_used(start, paused, at(f"2026-{day}T09:00"), CALENDAR, [open_]) for day in ("03-06", "04-09")
    }
    assert [pytest.approx(4 / 6, abs=0.001)] == list(shares)


@given(st.data(), STARTS, LIMITS, COUNTINGS)
def test_the_share_grows_with_time_and_is_one_at_the_due_moment(
    data: st.DataObject, start: datetime, limit: Limit, counting: Counting
) -> None:
    stops = data.draw(stopped(start))
    found = due(start, limit, CALENDAR, counting, stops)
    assert found.at is not None
    hours = sorted(data.draw(st.lists(st.integers(0, 2000), min_size=2, max_size=5)))
    shares = [share_used(start, found, start + timedelta(hours=h), CALENDAR, stops) for h in hours]
    assert shares == sorted(shares)
    assert share_used(start, found, found.at, CALENDAR, stops) == pytest.approx(1)


def test_a_hand_made_due_date_is_refused() -> None:
    with pytest.raises(ValueError, match="not computed"):
        share_used(at("2026-03-02T00:00"), Due(None, False), at("2026-03-03T00:00"), CALENDAR)


def test_a_gap_between_years_is_no_bridge() -> None:
    gap = Calendar("gap", "Asia/Shanghai", {2024: "confirmed", 2026: "confirmed"}, {}, {}, "")
    assert add_workdays(gap, date(2026, 1, 1), 1) == date(2026, 1, 2)
    with pytest.raises(OutsideCalendar, match="2025"):
        add_workdays(gap, date(2024, 12, 31), 1)
