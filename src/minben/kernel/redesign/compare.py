"""As-is and to-be under the same luck: paired differences with confidence, after checking that the as-is is believable.

Serves the official who decides. Every candidate is simulated with the same seeds as the as-is (common random numbers);
a difference is the mean over replications of the paired differences with a 95 % t interval (Law 2015, 10.2.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import EventLog
from minben.kernel.process import Process
from minben.kernel.simulation import Game, Note, Scenario, log_cycle_hours, simulate

from .difference import Difference, difference
from .measure import MEASURES, OBJECTIVES, measure
from .model import Candidate

BELIEVABLE = 0.10  # largest gap between log and simulated as-is in mean and 90th percentile
_START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday; only the week's shape matters
_KEYS = tuple(one.key for one in MEASURES)

Progress = Callable[[int, int], None]  # (replications done, in all)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A mean over replications with its 95 % confidence limits."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """One key figure before, after, and the paired difference (after minus before)."""

    before: Interval
    after: Interval
    change: Interval

    @property
    def clear(self) -> bool:
        """Is the difference other than zero with 95 % confidence?"""
        return self.change.low > 0 or self.change.high < 0


@dataclass(frozen=True)
class Result:
    """What a candidate changes. `figures` by the keys of MEASURES; `paved`: the to-be is the as-is (R64)."""

    candidate: Candidate
    figures: dict[str, Figure]
    difference: Difference
    pareto: bool

    @property
    def paved(self) -> bool:
        """Nothing was re-engineered: same process, same numbers."""
        return self.difference.identical


@dataclass(frozen=True)
class Reconciled:
    """A key figure of the log beside the simulated as-is."""

    key: str
    log: float
    simulated: Interval

    @property
    def gap(self) -> float:
        """Relative difference; nan where the log does not show the figure."""
        return (self.simulated.mean - self.log) / abs(self.log) if self.log else float("nan")


@dataclass(frozen=True)
class Comparison:
    """All results, in the order of the candidates, and how far to trust them. `limit` in hours."""

    process: Process
    scenario: Scenario
    results: tuple[Result, ...]
    reconciliation: tuple[Reconciled, ...]
    limit: float
    replications: int
    cases: int
    seed: int

    @property
    def believable(self) -> bool:
        """Does the simulated as-is match the log in mean and 90th percentile within 10 %? True without a log."""
        checked = [one for one in self.reconciliation if one.key in ("mean", "p90")]
        return all(abs(one.gap) <= BELIEVABLE for one in checked)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the scenario estimated."""
        return self.scenario.notes


def compare(
    process: Process,
    scenario: Scenario,
    candidates: Sequence[Candidate],
    *,
    log: EventLog | None = None,
    limit: float | None = None,
    contacts: frozenset[str] | None = None,
    replications: int = 30,
    cases: int = 400,
    seed: int = 1,
    progress: Progress | None = None,
) -> Comparison:
    """Simulate the as-is and every candidate `replications` times (seeds seed, seed+1, …) with `cases` cases each.

    `limit`: hours after which a case is late; by default the log's 90th percentile (without a log: the as-is's).
    Raises ValueError for fewer than two replications.
    """
    if replications < 2:
        raise ValueError("confidence needs at least two replications")
    tell = progress or (lambda _done, _all: None)
    total = replications * (len(candidates) + 1)
    plan = _Plan(replications, cases, seed, contacts)
    before_logs = plan.logs(process, scenario, lambda done: tell(done, total))
    if limit is None:
        hours = (
            log_cycle_hours(log)
            if log is not None
            else np.concatenate([log_cycle_hours(one) for one in before_logs])
        )
        limit = float(np.percentile(hours, 90))
    before = plan.figures(before_logs, limit)
    figures: list[dict[str, Figure]] = []
    for number, candidate in enumerate(candidates, start=1):
        base = number * replications
        logs = plan.logs(
            candidate.process, candidate.scenario, lambda done, base=base: tell(base + done, total)
        )
        figures.append(_figures(before, plan.figures(logs, limit)))
    return Comparison(
        process,
        scenario,
        _results(process, scenario, candidates, figures),
        () if log is None else _reconcile(measure(log, limit, contacts), before),
        limit,
        replications,
        cases,
        seed,
    )


@dataclass(frozen=True)
class _Plan:
    replications: int
    cases: int
    seed: int
    contacts: frozenset[str] | None

    def logs(self, process: Process, scenario: Scenario, done: Callable[[int], None]) -> list[EventLog]:
        game = Game(process)
        logs: list[EventLog] = []
        for number in range(self.replications):
            seed = self.seed + number
            logs.append(simulate(process, scenario, cases=self.cases, seed=seed, start=_START, game=game))
            done(number + 1)
        return logs

    def figures(self, logs: list[EventLog], limit: float) -> Floats:
        return np.array([measure(log, limit, self.contacts) for log in logs])


def t_quantile(degrees: int) -> float:
    """The 97.5 % point of Student's t, by Abramowitz & Stegun 26.7.5 (error < 0.003 from 5 degrees)."""
    x, n = 1.959963985, float(degrees)
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / n ** (power + 1) for power, term in enumerate(terms))


def interval(values: Floats) -> Interval:
    """Mean and 95 % t limits of independent values."""
    mean = float(values.mean())
    half = t_quantile(values.size - 1) * float(values.std(ddof=1)) / float(np.sqrt(values.size))
    return Interval(mean, mean - half, mean + half)


def _figures(before: Floats, after: Floats) -> dict[str, Figure]:
    return {
        key: Figure(interval(before[:, at]), interval(after[:, at]), interval(after[:, at] - before[:, at]))
        for at, key in enumerate(_KEYS)
    }


def _reconcile(log: Floats, before: Floats) -> tuple[Reconciled, ...]:
    return tuple(
        Reconciled(key, float(log[at]), interval(before[:, at]))
        for at, key in enumerate(_KEYS)
        if not np.isnan(log[at])
    )


def _results(
    process: Process, scenario: Scenario, candidates: Sequence[Candidate], figures: list[dict[str, Figure]]
) -> tuple[Result, ...]:
    points = [tuple(round(one[key].change.mean, 9) for key in OBJECTIVES) for one in figures]
    origin = tuple(0.0 for _ in OBJECTIVES)  # the as-is competes too
    return tuple(
        Result(
            candidate,
            figures[at],
            difference(process, scenario, candidate.process, candidate.scenario),
            not any(dominates(other, points[at]) for other in (*points, origin)),
        )
        for at, candidate in enumerate(candidates)
    )


def dominates(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """At least as low everywhere and lower somewhere."""
    return all(a <= b for a, b in zip(one, other, strict=True)) and one != other
