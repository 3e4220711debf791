"""The simulator against exact answers of queueing theory: where they exist, they are the judge."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest

from minben.kernel.redesign.compare import interval
from minben.kernel.simulation import Arrivals, Branch, Game, Pool, Scenario, Shift, Work, simulate
from tests.kernel.simulation.models import START, exponential, fixed, line, process, waits

DAY = 86400.0


def replicated(model, scenario, cases: int, seeds: int, of=waits):
    """Means of `of` after a tenth of warm-up, one per seed, as a 95 % interval."""
    game = Game(model)
    logs = [
        simulate(model, scenario, cases=cases, seed=seed, start=START, game=game) for seed in range(seeds)
    ]
    return interval(np.array([of(log)[cases // 10 :].mean() for log in logs]))


def queue(gap: float, service: float, servers: int) -> Scenario:
    pool = Pool({f"s{index}": 1.0 for index in range(servers)})
    return Scenario(
        Arrivals(exponential(gap)), {"serve": Work("pool", exponential(service))}, pools={"pool": pool}
    )


def erlang_wait(gap: float, service: float, servers: int) -> float:
    """Mean wait in an M/M/c queue (Erlang C)."""
    load = service / gap
    rest = load**servers / factorial(servers) / (1 - load / servers)
    delayed = rest / (sum(load**k / factorial(k) for k in range(servers)) + rest)
    return delayed * service / (servers - load)


@pytest.mark.parametrize(
    ("gap", "servers", "cases", "width"),
    [(200.0, 1, 4000, 0.08), (125.0, 1, 8000, 0.15), (125.0 / 3, 3, 8000, 0.15)],
)
def test_waiting_equals_erlang_c(gap: float, servers: int, cases: int, width: float) -> None:
    theory = erlang_wait(gap, 100.0, servers)
    found = replicated(line("serve"), queue(gap, 100.0, servers), cases, 12)
    assert found.high - found.low < 2 * width * theory  # a wide interval would prove nothing
    assert found.low <= theory <= found.high


def test_two_priorities_equal_cobham() -> None:
    """Cobham 1954: priority orders those who wait; the normal class must not wait for urgent cases of the future."""
    nodes = [
        ("start", "start"),
        ("kind", "exclusive"),
        ("urgent", "user"),
        ("normal", "user"),
        ("done", "exclusive"),
    ]
    flows = [
        ("start", "kind"),
        ("kind", "urgent"),
        ("kind", "normal"),
        ("urgent", "done"),
        ("normal", "done"),
    ]
    model = process([*nodes, ("end", "end")], [*flows, ("done", "end")])
    works = {
        "urgent": Work("pool", exponential(100.0), priority=0),
        "normal": Work("pool", exponential(100.0), priority=1),
    }
    branch = {"kind": Branch({"kind>urgent": 0.5, "kind>normal": 0.5})}
    scenario = Scenario(Arrivals(exponential(200.0)), works, branch, {"pool": Pool({"s": 1.0})})
    base = (
        0.5 * 2 * (1 / 400.0) * 2 * 100.0**2
    )  # W0 = half the sum of arrival rate times second moment of service
    theory = {"urgent": base / 0.75, "normal": base / (0.75 * 0.5)}
    game = Game(model)
    logs = [simulate(model, scenario, cases=8000, seed=seed, start=START, game=game) for seed in range(12)]
    for name, expected in theory.items():
        means = [waits(log)[log.activity == log.activities.index(name)].mean() for log in logs]
        found = interval(np.array(means))
        assert found.high - found.low < 0.2 * expected
        assert found.low <= expected <= found.high


def test_nobody_off_duty_gets_work_while_a_colleague_is_on_duty() -> None:
    """Two clerks on alternate days, together round the clock: an M/D/1 queue but for rare hand-overs at midnight."""
    odd = tuple(Shift(day * DAY, (day + 1) * DAY) for day in (0, 2, 4, 6))
    even = tuple(Shift(day * DAY, (day + 1) * DAY) for day in (1, 3, 5))
    pools = {"pool": Pool({"ann": 1.0, "bo": 1.0})}
    scenario = Scenario(
        Arrivals(exponential(3600.0)),
        {"serve": Work("pool", fixed(600.0))},
        pools=pools,
        people={"ann": "odd", "bo": "even"},
        calendars={"odd": odd, "even": even},
    )
    found = replicated(line("serve"), scenario, 5000, 8)
    theory = 600.0 * (1 / 6) / (2 * (1 - 1 / 6))  # Pollaczek-Khinchine with fixed service: 60 s
    assert (
        0.85 * theory < found.mean < 1.15 * theory
    )  # choosing the earliest free, on duty or not, gives 26 times this


def test_work_rests_while_nobody_is_on_duty() -> None:
    nine_to_five = tuple(Shift(day * DAY + 9 * 3600, day * DAY + 17 * 3600) for day in range(5))
    scenario = Scenario(
        Arrivals(fixed(DAY * 7)),
        {"serve": Work("pool", fixed(10 * 3600.0))},
        pools={"pool": Pool({"ann": 1.0}, "week")},
        people={"ann": "week"},
        calendars={"week": nine_to_five},
    )
    log = simulate(line("serve"), scenario, cases=2, seed=1, start=START)
    assert log.start is not None
    assert waits(log).tolist() == [9 * 3600.0, 9 * 3600.0]
    assert ((log.time - log.start) / 3.6e9).tolist() == [
        26.0,
        26.0,
    ]  # 8 h on Monday, 16 h rest, 2 h on Tuesday
