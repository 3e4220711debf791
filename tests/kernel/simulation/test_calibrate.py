"""Calibration finds what it was made from, says what it estimated, and copes with cases that do not fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from minben.kernel.eventlog import Event, from_events
from minben.kernel.simulation import (
    Branch,
    Game,
    Work,
    calibrate,
    distances,
    log_cycle_hours,
    replay,
    simulate,
)
from minben.kernel.simulation.align import Aligner
from tests.kernel.simulation.models import START, checked, exponential, line, office, process


def known():
    works = {
        "apply": Work("", exponential(300.0)),
        "check": Work("desk", exponential(900.0), exponential(20_000.0)),
        "mend": Work("", exponential(600.0), exponential(100_000.0)),
        "decide": Work("desk", exponential(600.0), exponential(50_000.0)),
    }
    return office(works, gap=7200.0, ok=Branch({"ok>decide": 0.7, "ok>mend": 0.3}))


def test_what_was_simulated_is_found_again() -> None:
    truth = known()
    log = simulate(checked(), truth, cases=1500, seed=4, start=START)
    found = calibrate(checked(), log)
    assert found.branches["ok"].flows["ok>mend"] == pytest.approx(0.3, abs=0.03)
    for node in ("check", "decide"):
        assert found.activities[node].service.mean == pytest.approx(
            truth.activities[node].service.mean, rel=0.15
        )
        assert set(found.pools[found.activities[node].pool].members) == {"clerk0", "clerk1", "clerk2"}
    again = simulate(checked(), found, cases=1500, seed=5, start=START)
    assert log_cycle_hours(again).mean() == pytest.approx(log_cycle_hours(log).mean(), rel=0.10)
    assert distances(log, again).trigrams < 0.05


def test_without_start_times_the_estimate_says_so_and_keeps_cycle_times() -> None:
    log = replace(simulate(checked(), known(), cases=1000, seed=4, start=START), start=None)
    found = calibrate(checked(), log)
    assert "starts_unknown" in {note.key for note in found.notes}
    assert found.calendars == {}
    again = simulate(checked(), found, cases=1000, seed=5, start=START)
    assert log_cycle_hours(again).mean() == pytest.approx(log_cycle_hours(log).mean(), rel=0.12)


@pytest.mark.parametrize(
    ("trace", "cost"),
    [
        (("apply", "check", "decide"), 0),
        (("apply", "check", "mend", "check", "decide"), 0),
        (("apply", "decide"), 1),  # a check without trace
        (("apply", "phone", "check", "decide"), 1),  # an event the model does not know
        (("check", "apply", "decide"), 2),
    ],
)
def test_alignment_costs_one_for_each_thing_that_does_not_fit(trace: tuple[str, ...], cost: int) -> None:
    found = Aligner(Game(checked())).align(trace)
    assert found is not None
    assert found.cost == cost
    assert all(trace[step.event] == step.node for step in found.steps)


def test_alignment_gives_up_at_its_bound_instead_of_hanging() -> None:
    assert Aligner(Game(checked()), bound=3).align(("apply", "check", "decide")) is None


def test_parallel_branches_may_interleave_without_cost() -> None:
    nodes = [
        ("start", "start"),
        ("s", "parallel"),
        ("a", "user"),
        ("b", "user"),
        ("c", "user"),
        ("j", "parallel"),
    ]
    flows = [("start", "s"), ("s", "a"), ("a", "b"), ("s", "c"), ("b", "j"), ("c", "j"), ("j", "end")]
    aligner = Aligner(Game(process([*nodes, ("end", "end")], flows)))
    for trace in (("a", "b", "c"), ("a", "c", "b"), ("c", "a", "b")):
        found = aligner.align(trace)
        assert found is not None
        assert found.cost == 0
    wrong = aligner.align(("b", "a", "c"))
    assert wrong is not None
    assert wrong.cost == 2


def test_a_log_without_people_leaves_them_out() -> None:
    hour = 3_600_000_000
    events = [Event(f"c{i}", name, (10 * i + at) * hour) for i in range(40) for at, name in enumerate("ab")]
    found = calibrate(line("a", "b"), from_events(events))
    assert found.pools == {}
    assert "resources_unknown" in {note.key for note in found.notes}
    log = simulate(line("a", "b"), found, cases=40, seed=1, start=START)
    assert np.allclose(log_cycle_hours(log), 1.0)


def test_a_log_is_at_no_distance_from_itself() -> None:
    log = simulate(checked(), known(), cases=200, seed=1, start=START)
    other = simulate(checked(), known(), cases=200, seed=2, start=START)
    assert distances(log, log) == type(distances(log, log))(0.0, 0.0)
    assert distances(log, other).cycle_time > 0
    assert replay(log).cycle_time > 0
