"""The simulated log: reproducible, shaped by the model and the scenario, fair between variants."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.finding import InputError
from minben.kernel.process import Flow, Node, Trigger
from minben.kernel.simulation import (
    Arrivals,
    Branch,
    Durations,
    Game,
    Scenario,
    Shift,
    Work,
    empirical,
    log_cycle_hours,
    read_scenario,
    simulate,
    write_scenario,
)
from minben.kernel.simulation.duty import Duty
from tests.kernel.simulation.models import START, checked, exponential, fixed, line, office, process


def loops(again: float = 0.3) -> Scenario:
    work = Work("desk", exponential(600.0), exponential(3600.0), keep=0.5, tempo=0.5)
    branch = Branch({"ok>decide": 1 - again, "ok>mend": again})
    return office(dict.fromkeys(("apply", "check", "mend", "decide"), work), ok=branch)


def test_the_same_seed_gives_the_same_log_and_another_seed_another() -> None:
    logs = [simulate(checked(), loops(), cases=80, seed=seed, start=START) for seed in (5, 5, 6)]
    columns = [
        (log.activity.tobytes(), log.time.tobytes(), log.start.tobytes(), log.resource.tobytes())
        for log in logs
    ]
    assert columns[0] == columns[1]
    assert columns[0] != columns[2]


def test_odds_are_drawn_as_the_scenario_says() -> None:
    log = simulate(checked(), loops(0.3), cases=4000, seed=1, start=START)
    mended = (log.activity == log.activities.index("mend")).sum() / 4000
    assert mended == pytest.approx(0.3 / 0.7, abs=0.04)
    decided = (log.activity == log.activities.index("decide")).sum()
    assert decided == 4000


def test_odds_may_depend_on_the_previous_activity() -> None:
    nodes = [("start", "start"), ("first", "exclusive"), ("a", "user"), ("b", "user"), ("then", "exclusive")]
    nodes += [("x", "user"), ("y", "user"), ("end", "end")]
    flows = [("start", "first"), ("first", "a"), ("first", "b"), ("a", "then"), ("b", "then"), ("then", "x")]
    model = process(nodes, [*flows, ("then", "y"), ("x", "end"), ("y", "end")])
    given = {"a": {"then>x": 1.0, "then>y": 0.0}, "b": {"then>x": 0.0, "then>y": 1.0}}
    then = Branch({"then>x": 0.5, "then>y": 0.5}, given)
    log = simulate(model, office({}, then=then), cases=200, seed=1, start=START)
    assert {log.trace(index) for index in range(200)} == {("a", "x"), ("b", "y")}


def test_events_of_a_case_follow_the_model_and_starts_precede_completions() -> None:
    log = simulate(checked(), loops(), cases=200, seed=2, start=START)
    assert log.start is not None
    assert bool((log.start <= log.time).all())
    for index in range(200):
        trace = log.trace(index)
        assert trace[:2] == ("apply", "check")
        assert trace[-1] == "decide"
        assert bool((np.diff(log.time[log.offsets[index] : log.offsets[index + 1]]) >= 0).all())


def test_nobody_does_two_things_at_once() -> None:
    log = simulate(
        checked(), replace(loops(), arrivals=Arrivals(fixed(300.0))), cases=300, seed=3, start=START
    )
    assert log.start is not None
    for person in range(len(log.resources)):
        mine = np.flatnonzero(log.resource == person)
        order = mine[np.argsort(log.start[mine], kind="stable")]
        assert bool((log.start[order][1:] >= log.time[order][:-1]).all())


def test_variants_share_their_luck() -> None:
    """A task before the changed place takes exactly as long in both variants of every case."""
    short, long = line("a", "b"), line("a", "x", "b")
    works = {name: Work("", exponential(600.0)) for name in "abx"}
    logs = [simulate(model, office(works), cases=50, seed=9, start=START) for model in (short, long)]
    taken = []
    for log in logs:
        assert log.start is not None
        for name in "ab":
            here = log.activity == log.activities.index(name)
            taken.append(np.round((log.time - log.start)[here] / 1e6, 3).tolist())
    assert taken[0] == taken[2]
    assert taken[1] == taken[3]


def test_one_desk_makes_parallel_work_sequential() -> None:
    nodes = [
        ("start", "start"),
        ("s", "parallel"),
        ("a", "user"),
        ("b", "user"),
        ("j", "parallel"),
        ("end", "end"),
    ]
    flows = [("start", "s"), ("s", "a"), ("s", "b"), ("a", "j"), ("b", "j"), ("j", "end")]
    hours = {}
    for desk in (0.0, 1.0):
        works = {name: Work("", fixed(3600.0), desk=desk) for name in "ab"}
        log = simulate(process(nodes, flows), office(works), cases=3, seed=1, start=START)
        hours[desk] = (log.time.max() - log.start.min()) / 3.6e9 - 2  # type: ignore[union-attr]
    assert hours == {0.0: 1.0, 1.0: 2.0}


def test_a_timer_that_fires_first_takes_the_work_away() -> None:
    model = line("wait")
    timer = Node("limit", "boundary", attached_to="wait", triggers=(Trigger("timer", text="PT1H"),))
    late = Node("remind", "service", "remind")
    flows = (*model.flows, Flow("limit>remind", "limit", "remind"), Flow("remind>end", "remind", "end"))
    model = replace(model, nodes=(*model.nodes, timer, late), flows=flows)
    works = {"wait": Work("", fixed(7200.0)), "remind": Work("", fixed(60.0))}
    log = simulate(model, office(works), cases=1, seed=1, start=START)
    assert log.trace(0) == ("remind",)
    assert int(log.time[0]) == int(START.timestamp() + 3660) * 1_000_000
    quick = office({**works, "wait": Work("", fixed(60.0))})
    assert simulate(model, quick, cases=1, seed=1, start=START).trace(0) == ("wait",)


def test_odds_that_never_end_are_refused() -> None:
    scenario = office({}, ok=Branch({"ok>decide": 0.0, "ok>mend": 1.0}))
    with pytest.raises(InputError, match="10,000 steps"):
        simulate(checked(), scenario, cases=1, seed=1, start=START)


def test_a_pool_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="nobody-here"):
        simulate(line("a"), office({"a": Work("nobody-here")}), cases=1, seed=1, start=START)


def test_a_position_is_learned_once() -> None:
    game = Game(checked())
    simulate(checked(), loops(), cases=300, seed=1, start=START, game=game)
    assert len(game._states) < 60


def test_a_scenario_survives_its_file(tmp_path) -> None:
    scenario = replace(loops(), calendars={"week": (Shift(0.0, 100.0),)}, people={"clerk0": "week"})
    write_scenario(scenario, tmp_path / "s.json")
    assert read_scenario(tmp_path / "s.json") == scenario
    text = (tmp_path / "s.json").read_text(encoding="utf-8")
    (tmp_path / "bad.json").write_text(text.replace('"begin": 0.0', '"begin": 200.0'), encoding="utf-8")
    with pytest.raises(InputError, match="shift begins before it ends"):
        read_scenario(tmp_path / "bad.json")


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=1500))
@settings(max_examples=50, deadline=None)
def test_an_empirical_distribution_keeps_its_mean(sample: list[float]) -> None:
    assert empirical(sample).mean == pytest.approx(np.mean(sample), rel=1e-6, abs=2e-3)


@given(
    st.lists(st.tuples(st.integers(0, 167), st.integers(1, 12)), min_size=1, max_size=6),
    st.floats(0, 2e6),
    st.floats(0.001, 1e6),
)
@settings(max_examples=200, deadline=None)
def test_duty_finish_adds_exactly_the_work(parts: list[tuple[int, int]], moment: float, work: float) -> None:
    duty = Duty(Shift(hour * 3600.0, min(hour + length, 168) * 3600.0) for hour, length in parts)
    begin = START.timestamp() + moment
    end = duty.finish(begin, work)
    assert duty.worked(end) - duty.worked(begin) == pytest.approx(work, rel=1e-6, abs=1e-3)
    assert duty.next_on(begin) >= begin


def test_lognormal_and_exponential_have_their_means() -> None:
    u = (np.arange(200_000) + 0.5) / 200_000
    for durations in (Durations("lognormal", (100.0, 0.8)), Durations("exponential", (50.0,))):
        assert durations.quantile(u).mean() == pytest.approx(durations.mean, rel=0.01)
        assert durations.scaled(2.0).mean == pytest.approx(2 * durations.mean)


def test_cycle_hours_run_from_first_to_last_completion() -> None:
    log = simulate(line("a", "b"), office({"b": Work("", fixed(7200.0))}), cases=1, seed=1, start=START)
    assert log_cycle_hours(log).tolist() == [2.0]
