"""What must hold of every log: the order of rows changes nothing, parts add up to the whole, time is counted once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.eventlog import Event, EventLog, from_events, part, split
from minben.kernel.mining import (
    CAUSES,
    complexity,
    directly_follows,
    first_time_right,
    handovers,
    rework,
    start_end,
    throughput,
    variants,
    waiting_before,
    waiting_causes,
    working_time,
    workload,
)
from minben.kernel.mining.workdays import case_workdays
from minben.kernel.worktime import Calendar, is_workday, read_calendar

ROOT = Path(__file__).resolve().parents[3]
HOUR = 3_600_000_000


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events with begin and end, no two ends in one case equal (a tie has no order but that of the file)."""
    found = []
    for case in range(draw(st.integers(1, 6))):
        ends = draw(st.lists(st.integers(0, 2000), min_size=1, max_size=6, unique=True))
        for end in ends:
            begin = end - draw(st.integers(0, 30))
            who, what = draw(st.sampled_from(["", "Fang", "Wang", "Mei"])), draw(st.sampled_from("abcd"))
            found.append(Event(f"c{case}", what, end * HOUR, who, begin * HOUR, 480))
    return found


def logged(events: list[Event]) -> EventLog:
    """With the case's parity as an attribute to split by."""
    cases = {event.case for event in events}
    return from_events(
        events, case_columns={"side": {case: "odd" if int(case[1:]) % 2 else "even" for case in cases}}
    )


def answers(log: EventLog) -> list[object]:
    """Every question whose answer names no row."""
    spent = throughput(log)
    causes = waiting_causes(log)
    return [
        directly_follows(log),
        [(one.trace, one.count, sorted(log.cases[at] for at in one.cases)) for one in variants(log)],
        sorted(zip((log.cases[at] for at in spent.cases), spent.hours.tolist(), strict=True)),
        start_end(log),
        waiting_before(log),
        rework(log),
        handovers(log),
        workload(log),
        first_time_right(log),
        working_time(log),
        [(cause, pytest.approx(causes.hours(cause), abs=1e-6)) for cause in CAUSES],
    ]


@given(histories(), st.randoms(use_true_random=False))
def test_permuting_rows_changes_nothing(events: list[Event], dice: object) -> None:
    turned = events.copy()
    dice.shuffle(turned)  # type: ignore[attr-defined]
    assert answers(logged(turned)) == answers(logged(events))


@given(histories())
def test_permuting_cases_changes_no_measure_of_complexity(events: list[Event]) -> None:
    log = logged(events)
    turned = part(log, np.arange(len(log.cases))[::-1].copy())
    one, two = vars(complexity(log)), vars(complexity(turned))
    for key in one:
        if not any(
            word in key for word in ("entropy", "lempel")
        ):  # these read the log in time, and ties have no order
            assert two[key] == pytest.approx(one[key]), key


@given(histories())
def test_the_counts_of_parts_add_up_to_those_of_the_whole(events: list[Event]) -> None:
    log = logged(events)
    parts = list(split(log, "side").values())

    def summed(count: object) -> Counter[object]:
        return sum((Counter(count(one)) for one in parts), Counter())  # type: ignore[operator]

    def follows(one: EventLog) -> dict[object, int]:
        return {(edge.source, edge.target): edge.count for edge in directly_follows(one)}

    def ways(one: EventLog) -> dict[object, int]:
        return {found.trace: found.count for found in variants(one)}

    def again(one: EventLog) -> dict[object, int]:
        return {found.activity: found.repeats for found in rework(one)}

    def hands(one: EventLog) -> dict[object, int]:
        return {(source, target): count for source, target, count in handovers(one).pairs}

    def done(one: EventLog) -> dict[object, int]:
        return {load.resource: load.events for load in workload(one)}

    for count in (
        follows,
        ways,
        again,
        hands,
        done,
        lambda one: start_end(one)[0],
        lambda one: start_end(one)[1],
    ):
        assert summed(count) == Counter(count(log))  # type: ignore[operator]
    assert sorted(h for one in parts for h in throughput(one).hours) == sorted(throughput(log).hours)
    assert sum(len(one) for one in parts) == len(log)


@given(histories())
def test_the_causes_of_waiting_add_up_to_all_waiting(events: list[Event]) -> None:
    found = waiting_causes(logged(events))
    assert sum(found.hours(cause) for cause in CAUSES) == pytest.approx(found.waiting, abs=1e-6)
    assert all(found.hours(cause) >= -1e-9 for cause in CAUSES)
    for row in found.rows:
        assert sum(getattr(row, cause) for cause in CAUSES) == pytest.approx(row.total, abs=1e-6)


CALENDAR = read_calendar(ROOT / "places/lanting/calendar.yaml")


def counted(calendar: Calendar, first: date, last: date) -> int:
    """Working days after `first` up to and with `last`, one by one."""
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return sum(is_workday(calendar, day) for day in days)


@given(
    st.datetimes(datetime(2024, 1, 2), datetime(2025, 12, 1)),
    st.integers(0, 24 * 20),
    st.sampled_from([0, 480, -300]),
)
def test_working_time_is_that_of_the_real_calendar(begin: datetime, hours: int, offset: int) -> None:
    start = int(begin.replace(tzinfo=UTC).timestamp()) * 1_000_000
    log = from_events(
        [Event("c", "a", start, offset=offset), Event("c", "b", start + hours * HOUR, offset=offset)]
    )
    first, last = ((begin + timedelta(minutes=offset, hours=more)).date() for more in (0, hours))
    assert case_workdays(log, CALENDAR)[2].tolist() == [counted(CALENDAR, first, last)]
