"""Parts of a log side by side: the difference is wholly explained, chance is told apart, parts are what they say."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.eventlog import Event, EventLog, from_events, read_log
from minben.kernel.mining import Part, fastest_and_slowest, pair, parts, sides, throughput, ways_to_part

LOGS = Path(os.environ.get("MINBEN_LOGS", Path(__file__).resolve().parents[4] / "shared" / "logs"))
BEGIN = datetime(2025, 1, 6, 9, tzinfo=UTC)
HOUR = 3_600_000_000


def made(cases: list[list[tuple[str, float]]], towns: list[str], begin: datetime = BEGIN) -> EventLog:
    """Each case is a list of (activity, hours since the event before); one begins every day."""
    events: list[Event] = []
    for number, steps in enumerate(cases):
        time = int((begin + timedelta(days=number)).timestamp() * 1e6)
        for activity, hours in steps:
            time += int(hours * HOUR)
            events.append(Event(f"c{number}", activity, time, values={"org": f"desk {number % 2}"}))
    return from_events(events, case_columns={"town": {f"c{n}": town for n, town in enumerate(towns)}})


def two_towns() -> EventLog:
    """North decides in 10 hours, south in 34 of which 24 are the check; a hundred cases each."""
    north = [[("ask", 0), ("check", 4 + number % 3), ("decide", 6)] for number in range(100)]
    south = [[("ask", 0), ("check", 28 + number % 3), ("decide", 6)] for number in range(100)]
    return made(north + south, ["north"] * 100 + ["south"] * 100)


def test_the_difference_lies_where_it_was_put() -> None:
    north, south = parts(two_towns(), "case:town")
    found = pair(north, south)
    assert (found.first, found.second) == ("north", "south")
    assert found.hours == pytest.approx(24.0, abs=0.05)
    assert found.sure
    leading = found.differences[0]
    assert leading.activity == "check"
    assert leading.sure
    assert not any(row.sure for row in found.differences[1:])
    assert fastest_and_slowest(sides([south, north])) == ("north", "south")


def test_figures_of_a_side_are_those_of_its_cases() -> None:
    log = two_towns()
    (north, south) = sides(parts(log, "case:town"))
    hours = throughput(log).hours
    assert north.cases == 100
    assert north.median == pytest.approx(float(np.median(hours[:100])))
    assert south.p90 == pytest.approx(float(np.quantile(hours[100:], 0.9)))
    assert south.low <= south.median <= south.high


def test_two_halves_of_one_process_differ_by_chance_only() -> None:
    chance = np.random.default_rng(5)
    cases = [[("ask", 0.0), ("check", float(chance.exponential(9))), ("decide", 3.0)] for _ in range(400)]
    one, two = parts(made(cases, ["a", "b"] * 200), "case:town")
    found = pair(one, two)
    assert not found.sure
    assert not any(row.sure for row in found.differences)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 500)), min_size=1, max_size=6),
        min_size=12,
        max_size=30,
    )
)
def test_the_parts_of_the_difference_sum_to_the_whole(cases: list[list[tuple[str, float]]]) -> None:
    half = len(cases) // 2
    log = made(cases, ["x"] * half + ["y"] * (len(cases) - half))
    one, two = parts(log, "case:town")
    found = pair(one, two)
    assert sum(row.hours for row in found.differences) == pytest.approx(found.hours, abs=1e-3)
    first, second = sides([one, two])
    assert found.hours == pytest.approx(second.mean - first.mean, abs=1e-3)
    assert found.low <= found.hours <= found.high


def test_ways_to_part_are_periods_variants_and_attributes_with_few_values() -> None:
    log = two_towns()
    assert ways_to_part(log) == ("period", "variant", "case:town", "event:org")
    assert [one.name for one in parts(log, "event:org")] == ["desk 0", "desk 1"]
    assert [len(one.cases) for one in parts(log, "period")] == [85, 91, 24]
    assert parts(log, "period")[0].name == "2025 Q1"
    years = made([[("a", 0), ("b", 1)]] * 30, [""] * 30, datetime(2024, 12, 20, 9, tzinfo=UTC))
    assert [one.name for one in parts(years, "period")] == ["2024", "2025"]
    (only,) = parts(two_towns(), "variant")
    assert only.name == "ask → check → decide"
    with pytest.raises(KeyError):
        parts(log, "case:nothing")
    with pytest.raises(KeyError):
        fastest_and_slowest(sides([only]))


@pytest.mark.skipif(not (LOGS / "BPIC15_2.xes.gz").exists(), reason="the logs of the towns are not here")
def test_two_towns_with_the_same_procedure() -> None:
    """BPIC15: the second municipality is the slower; the page must say by how much and where."""
    logs = [read_log(LOGS / f"BPIC15_{number}.xes.gz") for number in (1, 2)]
    one, two = (Part(str(at), log, np.arange(len(log.cases))) for at, log in enumerate(logs, 1))
    first, second = sides([one, two])
    assert (first.cases, second.cases) == (1199, 832)
    assert second.mean / first.mean == pytest.approx(1.67, abs=0.01)
    found = pair(one, two)
    assert found.sure
    assert sum(row.hours for row in found.differences) == pytest.approx(found.hours, abs=0.1)
    assert found.differences[0].activity == "01_BB_540"
