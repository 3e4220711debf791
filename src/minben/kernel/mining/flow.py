"""What follows what, how long it takes, where time goes. Serves analysts and leaders: the first questions
asked of a log.

Times are hours unless said otherwise. A log with completion times only cannot tell waiting from work: then
"waiting before an activity" runs from the completion of the event before it to its own completion, and
includes the work.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import NO_TIME, EventLog
from minben.kernel.mining.orders import HOUR, counted, spread

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Edge:
    """`source` was directly followed by `target`; hours between them (None: no times)."""

    source: str
    target: str
    count: int
    median: float | None
    mean: float | None


@dataclass(frozen=True)
class Throughput:
    """Hours from first to last event, one per case with at least one timed event; NaN-free."""

    hours: Floats
    cases: NDArray[np.int64]

    def quantile(self, share: float) -> float:
        """Linear between neighbours; 0 for an empty log."""
        return float(np.quantile(self.hours, share)) if self.hours.size else 0.0

    @property
    def mean(self) -> float:
        """Hours."""
        return float(self.hours.mean()) if self.hours.size else 0.0


@dataclass(frozen=True)
class Waiting:
    """Hours before an activity over all its occurrences that have a predecessor in their case."""

    activity: str
    count: int
    total: float
    median: float
    mean: float
    p90: float
    includes_work: bool  # True when the log has no start times


def links(log: EventLog) -> NDArray[np.int64]:
    """Rows whose next row belongs to the same case."""
    return np.flatnonzero(followed(log))


def followed(log: EventLog) -> NDArray[np.bool_]:
    """For every row whether its next row belongs to the same case."""
    follows = np.ones(len(log), dtype=np.bool_)
    follows[log.offsets[1:][np.diff(log.offsets) > 0] - 1] = False
    return follows


def pairs_of(log: EventLog) -> NDArray[np.integer[Any]]:
    """For every row but the last the code of its activity times the number of activities, plus that of the next."""
    width = len(log.activities)
    codes = log.activity if width * width < 1 << 31 else log.activity.astype(np.int64)
    return codes[:-1] * codes.dtype.type(width) + codes[1:]


def pair_counts(log: EventLog) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The codes of consecutive activities that occur in cases (see `pairs_of`), ascending, and how often."""
    pairs = pairs_of(log)
    return counted(pairs[followed(log)[:-1]], len(log.activities) ** 2)


def directly_follows(log: EventLog, times: bool = True) -> tuple[Edge, ...]:
    """Pairs of consecutive activities in cases, most frequent first, ties by name. Times: completion to
    completion; without `times` pairs are only counted, several times faster.
    """
    codes, counts = pair_counts(log)
    hours: dict[int, tuple[float, float]] = {}
    if times:
        gaps, rows = gaps_between(log, log.time)
        found = spread(pairs_of(log)[rows], gaps, len(log.activities) ** 2, (0.5,))
        means = (
            total / count / HOUR for total, count in zip(found.totals, found.counts.tolist(), strict=True)
        )
        hours = dict(
            zip(found.codes.tolist(), zip(found.quantiles[0].tolist(), means, strict=True), strict=True)
        )
    edges: list[Edge] = []
    for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
        source, target = divmod(code, len(log.activities))
        edges.append(
            Edge(log.activities[source], log.activities[target], count, *hours.get(code, (None, None)))
        )
    return tuple(sorted(edges, key=lambda edge: (-edge.count, edge.source, edge.target)))


def gaps_between(log: EventLog, until: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Microseconds from the completion of a row to `until` of the next one in its case, and these rows: those where
    both are known.
    """
    good = followed(log)[:-1]
    good &= (log.time != NO_TIME)[:-1]
    good &= (until != NO_TIME)[1:]
    rows = np.flatnonzero(good)
    return until[rows + 1] - log.time[rows], rows


def start_end(log: EventLog) -> tuple[Counter[str], Counter[str]]:
    """How many cases begin and end with each activity (cases without events do neither)."""
    filled = np.diff(log.offsets) > 0
    width = len(log.activities)
    firsts = np.bincount(log.activity[log.offsets[:-1][filled]], minlength=width)
    lasts = np.bincount(log.activity[log.offsets[1:][filled] - 1], minlength=width)
    names = log.activities
    begin = Counter({names[code]: int(firsts[code]) for code in np.flatnonzero(firsts).tolist()})
    return begin, Counter({names[code]: int(lasts[code]) for code in np.flatnonzero(lasts).tolist()})


def spans(log: EventLog) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The cases with at least one time, and of each the first moment known (begin of work where the log has it) and
    the last completion, UTC microseconds.
    """
    filled = np.flatnonzero(np.diff(log.offsets) > 0)
    if not len(filled):
        return filled, filled, filled
    absent = log.time == NO_TIME
    begin = log.time if log.start is None else np.where(log.start != NO_TIME, log.start, log.time)
    begin = np.where(absent, np.iinfo(np.int64).max, begin) if absent.any() else begin
    first = np.minimum.reduceat(begin, log.offsets[filled])
    last = np.maximum.reduceat(log.time, log.offsets[filled])
    timed = last != NO_TIME
    return filled[timed], first[timed], last[timed]


def throughput(log: EventLog) -> Throughput:
    """First to last known time of every case, open cases included (their time so far)."""
    cases, first, last = spans(log)
    return Throughput((last - first) / HOUR, cases)


def waiting_before(log: EventLog) -> tuple[Waiting, ...]:
    """Where time goes, largest total first. Overlapping work counts no waiting (never below zero)."""
    until = log.time if log.start is None else np.where(log.start != NO_TIME, log.start, log.time)
    gaps, rows = gaps_between(log, until)
    found = spread(log.activity[rows + 1], np.maximum(gaps, 0), len(log.activities), (0.5, 0.9))
    result: list[Waiting] = []
    for at, (code, count) in enumerate(zip(found.codes.tolist(), found.counts.tolist(), strict=True)):
        middle, high = found.quantiles[:, at].tolist()
        total = found.totals[at] / HOUR
        numbers = (count, total, middle, total / count, high)
        result.append(Waiting(log.activities[code], *numbers, includes_work=log.start is None))
    return tuple(sorted(result, key=lambda waiting: (-waiting.total, waiting.activity)))
