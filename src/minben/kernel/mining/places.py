"""The same procedure in several places: who is faster, and where the difference lies. Serves cities that learn from
each other.

The mean time of a case is the sum of what passes before each of its steps, so the difference of two places' means is
exactly the sum of the differences by step; each is split into "the step happens more often" and "each time takes
longer"
(the average of the two orders, Shapley 1953). Places may differ in what is asked of them: a difference is a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import NO_TIME, EventLog
from minben.kernel.mining.chance import means_apart
from minben.kernel.mining.flow import links, throughput
from minben.kernel.mining.load import first_time_right
from minben.kernel.mining.orders import HOUR
from minben.kernel.mining.people import handovers
from minben.kernel.mining.variants import variants

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """Hours and counts of one place's log; `steps` are events a case."""

    name: str
    cases: int
    median: float
    mean: float
    p90: float
    steps: float
    variants: int
    handovers: float | None  # a case, between people; None where nobody is named
    once: float  # share of cases with no step repeated


@dataclass(frozen=True)
class Gap:
    """Hours that a step adds to the mean case of the slower place against the faster: `often` + `longer` = `hours`."""

    activity: str
    hours: float
    often: float
    longer: float
    slower_times: float  # occurrences a case
    faster_times: float
    slower_wait: float  # hours before each occurrence
    faster_wait: float


@dataclass(frozen=True)
class Contrast:
    """Slower against faster place: `hours` (with its 95 % interval) is the sum of the gaps, largest first."""

    slower: str
    faster: str
    ratio: float  # of medians
    hours: float
    low: float
    high: float
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Places:
    """All places, fastest median first, and the slowest contrasted with the fastest."""

    places: tuple[Place, ...]
    contrast: Contrast | None  # None with fewer than two places of at least two cases


def compare_places(logs: Mapping[str, EventLog]) -> Places:
    """Rank the logs by their median case and explain the distance between the two ends."""
    rows = sorted((_place(name, log) for name, log in logs.items()), key=lambda row: (row.median, row.name))
    able = [row for row in rows if row.cases > 1]
    if len(able) < 2:
        return Places(tuple(rows), None)
    slower, faster = able[-1].name, able[0].name
    return Places(tuple(rows), contrast(slower, logs[slower], faster, logs[faster]))


def _place(name: str, log: EventLog) -> Place:
    spent = throughput(log)
    return Place(
        name=name,
        cases=len(log.cases),
        median=spent.quantile(0.5),
        mean=spent.mean,
        p90=spent.quantile(0.9),
        steps=len(log) / max(len(log.cases), 1),
        variants=len(variants(log)),
        handovers=handovers(log).per_case if log.resources else None,
        once=first_time_right(log).share,
    )


def contrast(slower: str, slow: EventLog, faster: str, fast: EventLog) -> Contrast:
    """Where `slow` spends more; the names are only carried along."""
    one, two = throughput(slow), throughput(fast)
    here, there = _spent(slow), _spent(fast)
    gaps: list[Gap] = []
    for name in sorted({*here, *there}):
        (n1, w1), (n2, w2) = here.get(name, (0.0, 0.0)), there.get(name, (0.0, 0.0))
        often, longer = (n1 - n2) * (w1 + w2) / 2, (w1 - w2) * (n1 + n2) / 2
        gaps.append(Gap(name, often + longer, often, longer, n1, n2, w1, w2))
    gaps.sort(key=lambda gap: (-abs(gap.hours), gap.activity))
    hours, low, high = means_apart(one.hours, two.hours)
    ratio = one.quantile(0.5) / two.quantile(0.5) if two.quantile(0.5) else float("inf")
    return Contrast(slower, faster, ratio, hours, low, high, tuple(gaps))


def _spent(log: EventLog) -> dict[str, tuple[float, float]]:
    """Activity -> occurrences after another step in a timed case, and the mean hours since that step's completion.

    The first step counts from its begin where known, so the products add up to the mean throughput.
    """
    rows = links(log)
    good = (log.time[rows] != NO_TIME) & (log.time[rows + 1] != NO_TIME)
    rows = rows[good]
    code, width = log.activity[rows + 1].astype(np.int64), len(log.activities)
    sums = np.bincount(code, weights=(log.time[rows + 1] - log.time[rows]) / HOUR, minlength=width)
    counts = np.bincount(code, minlength=width).astype(np.float64)
    if log.start is not None:
        first, lengths = _first_work(log)
        sums += np.bincount(first, weights=lengths, minlength=width)
        counts += np.bincount(first, minlength=width)
    cases = max(len(throughput(log).cases), 1)
    return {
        log.activities[at]: (float(counts[at] / cases), float(sums[at] / counts[at]))
        for at in np.flatnonzero(counts).tolist()
    }


def _first_work(log: EventLog) -> tuple[NDArray[np.int64], Floats]:
    """First activity of each case and the hours from the case's earliest begin to that activity's completion."""
    filled = np.flatnonzero(np.diff(log.offsets) > 0)
    firsts = log.offsets[filled]
    begin = log.time if log.start is None else log.start
    begin = np.where(begin == NO_TIME, log.time, begin)
    begin = np.where(log.time == NO_TIME, np.iinfo(np.int64).max, begin)
    earliest = np.minimum.reduceat(begin, firsts) if len(firsts) else np.zeros(0, np.int64)
    good = log.time[firsts] != NO_TIME
    lengths = (log.time[firsts] - earliest)[good] / HOUR
    return log.activity[firsts][good].astype(np.int64), lengths
