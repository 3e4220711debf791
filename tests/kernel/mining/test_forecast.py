"""Forecasts: better than plain guesses, calibrated, deterministic, blind to the future."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from minben.kernel.eventlog import NO_TIME, Column, Event, EventLog, from_events, part, read_log
from minben.kernel.finding import InputError
from minben.kernel.mining import forecast
from minben.kernel.mining.boost import chance, median_trees, odds_trees
from minben.kernel.mining.forecast import _isotonic

HOUR = 3_600_000_000
LOGS = Path(os.environ.get("MINBEN_LOGS", "../shared/logs"))


def invented(cases: int = 600, seed: int = 1) -> EventLog:
    """Simple cases take a day, those that are inspected ten; the last twenty are still running."""
    dice = np.random.default_rng(seed)
    events: list[Event] = []
    for number in range(cases):
        at = number * 5 * HOUR
        hard = dice.random() < 0.3
        steps = ["receive", "inspect", "report", "decide"] if hard else ["receive", "check", "decide"]
        for step in steps[: None if number < cases - 20 else 2]:
            events.append(Event(f"c{number}", step, int(at)))
            at += HOUR * float(dice.gamma(4, 30 if hard else 3))
    log = from_events(events)
    ends = [int(log.time[log.offsets[at + 1] - 1]) if at < cases - 20 else None for at in range(cases)]
    return replace(log, case_columns={"enddate": Column("time", ends)})


def test_it_beats_both_plain_guesses_and_says_by_how_much() -> None:
    score = forecast(invented()).score
    assert score.error < 0.8 * score.error_of_mean
    assert score.error <= 1.02 * score.error_of_similar, "the similar cases know all there is to know here"
    assert score.brier < 0.65 * score.brier_of_mean
    assert 0.65 <= score.inside <= 0.95
    for said, was, count in score.calibration:
        assert count < 40 or abs(said - was) < 0.15


def test_running_cases_get_their_outlook() -> None:
    log = invented()
    rows = forecast(log).outlook(log)
    assert len(rows) == 20
    hard = [row for row in rows if row.activity == "inspect"]
    easy = [row for row in rows if row.activity == "check"]
    assert np.mean([row.risk for row in hard]) > 4 * np.mean([row.risk for row in easy])
    assert min(row.remaining for row in hard) > 3 * max(row.remaining for row in easy)
    assert all(row.low <= row.remaining <= row.high for row in rows)


def test_the_same_log_gives_the_same_forecast_and_order_of_cases_does_not_matter() -> None:
    log = invented(300)
    turned = part(log, np.arange(len(log.cases))[::-1].copy())
    assert forecast(log).outlook(log) == forecast(log).outlook(log)
    one, two = forecast(log).score, forecast(turned).score
    assert one.error == pytest.approx(two.error)
    assert one.brier == pytest.approx(two.brier)


def test_what_happens_later_changes_no_forecast_of_now() -> None:
    """The forecast after a prefix is the same when the events after it are cut off."""
    log = invented()
    made = forecast(log)
    chosen = np.array([10, 11, 12])
    whole = part(log, chosen)
    rows = whole.offsets[:-1]
    now = [Event(case, "receive", int(whole.time[row])) for case, row in zip(whole.cases, rows, strict=True)]
    later = [*now, *(Event("z", "receive", event.time + 400 * HOUR) for event in now)]
    assert made.outlook(from_events(now), np.arange(3)) == made.outlook(from_events(later), np.arange(3))


def test_a_limit_in_working_days_is_judged_as_everywhere() -> None:
    made = forecast(invented(), limit=5)
    assert (made.unit, made.limit) == ("workdays", 5.0)
    assert made.score.brier < made.score.brier_of_mean


def test_too_few_cases_are_refused() -> None:
    with pytest.raises(InputError, match=r"Only .* closed cases"):
        forecast(invented(120))
    with pytest.raises(InputError, match="Only 0 closed cases"):
        forecast(from_events([]))


def test_events_without_time_do_no_harm() -> None:
    log = invented()
    time = log.time.copy()
    time[4::50] = NO_TIME
    assert np.isfinite(forecast(replace(log, time=time)).score.error)


def test_the_trees_find_what_they_were_made_from() -> None:
    dice = np.random.default_rng(3)
    rows = dice.random((2000, 3))
    target = np.where(rows[:, 1] > 0.5, 10.0, 0.0) + rows[:, 2]
    assert np.abs(median_trees(rows, target)(rows) - target).mean() < 0.2
    late = (rows[:, 0] > 0.7).astype(np.float64)
    said = chance(odds_trees(rows, late)(rows))
    assert said[late == 1].mean() > 0.95
    assert said[late == 0].mean() < 0.05


def test_calibration_never_falls() -> None:
    dice = np.random.default_rng(4)
    said = dice.random(1000)
    _, steps = _isotonic(said, (dice.random(1000) < said**2).astype(np.float64))
    assert (np.diff(steps) >= 0).all()


@pytest.mark.parametrize("name", ["receipt_wabo", "BPIC15_2"])
def test_real_logs_are_forecast_better_than_by_plain_guesses(name: str) -> None:
    path = LOGS / f"{name}.xes.gz"
    if not path.exists():
        pytest.skip(f"MINBEN_LOGS has no {path.name}")
    score = forecast(read_log(path)).score
    assert score.error < min(score.error_of_mean, score.error_of_similar)
    assert score.brier < min(score.brier_of_mean, score.brier_of_similar)
    assert 0.6 <= score.inside <= 0.95
