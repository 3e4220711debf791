"""What a simulation assumes besides the process: arrivals, people, durations, branching. All values, all JSON.

Serves the analyst who calibrates it from a log and the designer who changes one number and asks "what if".
Times are seconds; weeks begin on Monday 00:00 UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

WEEK = 7 * 24 * 3600.0
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Durations:
    """A distribution of seconds.

    `empirical`: equally likely values in ascending order. `exponential`: (mean). `lognormal`: (median, sigma of the
    logarithm). `fixed`: (value).
    """

    kind: Literal["empirical", "exponential", "lognormal", "fixed"] = "fixed"
    values: tuple[float, ...] = (0.0,)

    def quantile(self, u: Floats) -> Floats:
        """Seconds at probabilities `u` in [0, 1): inverse-transform sampling, so equal `u` stay comparable."""
        if self.kind == "empirical":
            table = np.asarray(self.values, dtype=np.float64)
            return table[(u * table.size).astype(np.int64)]
        if self.kind == "exponential":
            return -np.log1p(-u) * self.values[0]
        if self.kind == "lognormal":
            return self.values[0] * np.exp(self.values[1] * normal_quantile(u))
        return np.full(u.shape, self.values[0])

    @property
    def mean(self) -> float:
        """Expected seconds."""
        if self.kind == "lognormal":
            return self.values[0] * float(np.exp(self.values[1] ** 2 / 2))
        return float(np.mean(self.values)) if self.kind == "empirical" else self.values[0]

    def scaled(self, factor: float) -> Durations:
        """The same shape, every duration multiplied by `factor`."""
        if self.kind == "lognormal":
            return replace(self, values=(self.values[0] * factor, self.values[1]))
        return replace(self, values=tuple(value * factor for value in self.values))


def normal_quantile(u: Floats) -> Floats:
    """Inverse of the standard normal distribution, Abramowitz & Stegun 26.2.23 (absolute error < 4.5e-4)."""
    tail = np.clip(np.minimum(u, 1 - u), 1e-16, 0.5)
    t = np.sqrt(-2 * np.log(tail))
    top = 2.515517 + t * (0.802853 + t * 0.010328)
    bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    return np.where(u < 0.5, -1.0, 1.0) * (t - top / bottom)


def empirical(sample: Floats | list[float], *, points: int = 500) -> Durations:
    """The sample itself, or `points` means of equally likely slices of it (keeps the mean, bounds the file)."""
    ordered = np.sort(np.maximum(np.asarray(sample, dtype=np.float64), 0.0))
    if ordered.size == 0:
        return Durations()
    if ordered.size > points:
        total = np.concatenate([[0.0], np.cumsum(ordered)])
        edges = np.linspace(0, ordered.size, points + 1)
        ordered = np.diff(np.interp(edges, np.arange(ordered.size + 1), total)) * points / ordered.size
    return Durations("empirical", tuple(round(float(value), 3) for value in ordered))


@dataclass(frozen=True)
class Arrivals:
    """How cases come.

    `gaps`: time between two cases. With `profile` (168 weights, Monday 00h first, mean 1) the gaps are measured in
    "busy time" that runs at that speed in each hour of the week, so rush hours and closed days come back.
    """

    gaps: Durations
    profile: tuple[float, ...] = ()


@dataclass(frozen=True)
class Work:
    """One activity: who, how long the work takes, how long it waits for reasons no queue explains.

    `pool` "" means nobody is needed. `service` is working time of the person, `delay` working time of the pool's
    calendar before anybody could start. `keep` is the chance that whoever did the previous step goes on when free.
    `tempo`: chance that the delay follows the case's own pace instead of an independent draw. `desk` > 0: a case's
    works of this sort are done one at a time, like a paper file that lies on one desk, the next chosen by this weight;
    0: whenever the model allows. `priority`: lower is served first, among those who wait.
    """

    pool: str = ""
    service: Durations = field(default_factory=Durations)
    delay: Durations = field(default_factory=Durations)
    keep: float = 0.0
    tempo: float = 0.0
    desk: float = 0.0
    priority: int = 0


@dataclass(frozen=True)
class Branch:
    """An exclusive gateway: flow id -> probability; `given` the same after a certain previous activity (node id)."""

    flows: Mapping[str, float]
    given: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shift:
    """On duty from `begin` to `end`, seconds since Monday 00:00 UTC, `0 <= begin < end <= WEEK`."""

    begin: float
    end: float


@dataclass(frozen=True)
class Pool:
    """People who can do the same work: name -> weight in choosing among the free. `calendar` rules the delays."""

    members: Mapping[str, float]
    calendar: str = ""


@dataclass(frozen=True)
class Note:
    """Something a reader must know about where the numbers come from; `number` fills the sentence."""

    key: str
    number: float = 0.0

    def __str__(self) -> str:
        return NOTES.get(self.key, self.key).format(self.number)


NOTES = {
    "fitting_cases": "{:.1%} of the cases fit the model exactly; the others were aligned with it.",
    "cases_left_out": "{:.0f} cases were too unlike the model to be aligned in time; they do not count.",
    "starts_unknown": (
        "The log has completion times only: how long people worked is estimated (spans up to {:.0f} minutes count as "
        "work, longer ones as the median of those) and the rest of each gap is waiting."
    ),
    "one_desk": (
        "Work in one case does not overlap in the log (or the log cannot show it): a case lies on one desk at a time."
    ),
    "resources_unknown": "The log does not say who did the work: people are not a limit here.",
    "hours_observed": "Working hours are those in which people completed work (UTC).",
    "hours_in_waiting": "Nights, weekends and absences are part of the waiting; hours of duty are not modelled.",
    "hours_unknown": "Too little is known about working hours: work goes on round the clock.",
    "triage_refit": "Waiting in the normal path was measured again without the simple cases.",
}


@dataclass(frozen=True)
class Scenario:
    """Everything random or scarce about a process. `activities` by node id, `branches` by gateway id.

    `calendars`: id -> weekly shifts; "" (absent) is round the clock. `people`: person -> calendar id. `notes` say what
    was estimated rather than observed: every report must show them.
    """

    arrivals: Arrivals
    activities: Mapping[str, Work]
    branches: Mapping[str, Branch] = field(default_factory=dict)
    pools: Mapping[str, Pool] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    calendars: Mapping[str, tuple[Shift, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def with_activity(self, node: str, work: Work) -> Scenario:
        """This scenario with another `Work` at one node."""
        return replace(self, activities={**self.activities, node: work})

    def with_branch(self, gateway: str, branch: Branch) -> Scenario:
        """This scenario with other odds at one gateway."""
        return replace(self, branches={**self.branches, gateway: branch})
