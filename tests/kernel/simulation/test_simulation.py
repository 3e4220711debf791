"""Simulation against known answers: queueing theory, rosters, its own seed, and a real log."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from minben.kernel import mining
from minben.kernel.eventlog import Event, EventLog, from_events, read_log
from minben.kernel.process import Flow, Node, Process
from minben.kernel.simulation import (
    Arrivals,
    Durations,
    Pool,
    Scenario,
    Shift,
    Work,
    calibrate,
    distances,
    log_cycle_hours,
    read_scenario,
    replay,
    simulate,
    write_scenario,
)

LOGS = Path(os.environ.get("MINBEN_LOGS", Path(__file__).resolve().parents[3] / "../shared/logs"))
START = datetime(2024, 1, 1, tzinfo=UTC)
DAY = 86_400.0


def one_desk() -> Process:
    """Start, one task, end."""
    nodes = (Node("s", "start"), Node("work", "user", "work"), Node("e", "end"))
    return Process("p", "p", nodes, (Flow("a", "s", "work"), Flow("b", "work", "e")))


def scenario(clerks: int, service: float, **more: object) -> Scenario:
    """Poisson arrivals every 100 seconds, exponential work, so many people."""
    members = {f"clerk {number}": 1.0 for number in range(clerks)}
    return Scenario(
        arrivals=Arrivals(Durations("exponential", (100.0,))),
        activities={"work": Work(pool="desk", service=Durations("exponential", (service,)))},
        pools={"desk": Pool(members)},
        **more,  # type: ignore[arg-type]
    )


def waiting(log: EventLog, service: float) -> float:
    """Mean time in the queue, seconds: time in the system less the mean work."""
    return float(np.mean(log_cycle_hours(log))) * 3600 - service


@pytest.mark.parametrize(
    ("people", "service", "theory"),
    [
        (1, 50.0, 50.0),
        (1, 80.0, 320.0),
        (3, 240.0, 258.9),
    ],  # Erlang C: rho/(1-rho) for M/M/1, C(3, 2.4)/(3mu-lambda)
)
def test_queues_wait_as_long_as_theory_says(people: int, service: float, theory: float) -> None:
    means = []
    for seed in range(4):
        log = simulate(one_desk(), scenario(people, service), cases=20_000, seed=seed, start=START)
        assert log.start is not None
        begun = log.start.astype(np.float64)
        means.append(float(np.mean((log.time - begun) / 1e6)))
    assert np.mean(means) == pytest.approx(service, rel=0.03)
    waits = [sojourn(people, service, seed) - service for seed in range(4)]
    assert np.mean(waits) == pytest.approx(theory, rel=0.12)


def sojourn(people: int, service: float, seed: int) -> float:
    """Mean time from arrival to completion, seconds; arrivals are known from a run with unlimited, instant work."""
    instant = Scenario(
        arrivals=Arrivals(Durations("exponential", (100.0,))),
        activities={"work": Work(service=Durations("fixed", (0.0,)))},
    )
    arrived = simulate(one_desk(), instant, cases=20_000, seed=seed, start=START)
    done = simulate(one_desk(), scenario(people, service), cases=20_000, seed=seed, start=START)
    first = dict(zip(arrived.cases, arrived.time.tolist(), strict=True))
    last = dict(zip(done.cases, done.time.tolist(), strict=True))
    return float(np.mean([(last[case] - first[case]) / 1e6 for case in first]))


def test_nobody_works_off_duty() -> None:
    shifts = {"day": tuple(Shift(day * DAY + 9 * 3600, day * DAY + 17 * 3600) for day in range(5))}
    given = scenario(2, 600.0, calendars=shifts, people={"clerk 0": "day", "clerk 1": "day"})
    log = simulate(one_desk(), given, cases=300, seed=3, start=START)
    assert log.start is not None
    for moment in log.start.tolist():
        at = datetime.fromtimestamp(moment / 1e6, UTC)
        assert at.weekday() < 5
        assert 9 <= at.hour < 17


def test_the_same_seed_gives_the_same_log_and_another_does_not() -> None:
    one, two, other = (
        simulate(one_desk(), scenario(1, 60.0), cases=200, seed=s, start=START) for s in (7, 7, 8)
    )
    assert one.time.tobytes() == two.time.tobytes()
    assert one.time.tobytes() != other.time.tobytes()


def test_a_scenario_survives_its_file(tmp_path: Path) -> None:
    given = scenario(2, 60.0)
    write_scenario(given, tmp_path / "s.json")
    assert read_scenario(tmp_path / "s.json") == given


def test_calibration_finds_the_odds_and_says_what_it_guessed() -> None:
    hour = 3_600_000_000
    traces = ["AB"] * 30 + ["AC"] * 10
    log = from_events(
        Event(str(number), letter, (number * 50 + at) * hour, "an")
        for number, trace in enumerate(traces)
        for at, letter in enumerate(trace)
    )
    model = mining.to_process(mining.discover(log, 0.0), log)
    found = calibrate(model, log)
    odds = sorted(share for branch in found.branches.values() for share in branch.flows.values())
    assert odds == pytest.approx([0.25, 0.75], abs=0.05)
    assert any(note.key == "starts_unknown" for note in found.notes)


def test_a_calibrated_simulation_is_nearer_to_the_real_log_than_replaying_it() -> None:
    if not (LOGS / "receipt_wabo.xes.gz").exists():
        pytest.skip(
            "The real log receipt_wabo.xes.gz is not here: set MINBEN_LOGS to the folder that has it."
        )
    log = read_log(LOGS / "receipt_wabo.xes.gz")
    model = mining.to_process(mining.best_model(log).tree, log)
    simulated = simulate(model, calibrate(model, log), cases=len(log.cases), seed=1, start=START)
    assert distances(log, simulated).trigrams < replay(log).trigrams
    assert distances(log, log).trigrams == 0
