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

HOUR = 3_600_000_000  # microseconds
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
    follows = np.ones(len(log), dtype=np.bool_)
    ends = log.offsets[1:][np.diff(log.offsets) > 0] - 1
    follows[ends] = False
    return np.flatnonzero(follows)


def directly_follows(log: EventLog) -> tuple[Edge, ...]:
    """Pairs of consecutive activities in cases, most frequent first, ties by name. Times: completion to
    completion.
    """
    rows = links(log)
    width = len(log.activities)
    pair = log.activity[rows].astype(np.int64) * width + log.activity[rows + 1]
    pairs, numbers = counted(pair, width * width)
    gaps, known = _gaps(log, log.time, rows)
    groups = _grouped(pair[known], gaps[known], pairs)
    edges: list[Edge] = []
    for code, count, hours in zip(pairs.tolist(), numbers.tolist(), groups, strict=True):
        source, target = divmod(code, width)
        middle = (float(np.median(hours)), float(hours.mean())) if hours.size else (None, None)
        edges.append(Edge(log.activities[source], log.activities[target], count, *middle))
    return tuple(sorted(edges, key=lambda edge: (-edge.count, edge.source, edge.target)))


def _gaps(
    log: EventLog, until: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Hours from the completion of each row to `until` of the next one, and where both are known."""
    known = (log.time[rows] != NO_TIME) & (until[rows + 1] != NO_TIME)
    gaps = np.zeros(len(rows), dtype=np.float64)
    gaps[known] = (until[rows + 1][known] - log.time[rows][known]) / HOUR
    return gaps, known


def _grouped(codes: NDArray[np.int64], values: Floats, wanted: NDArray[np.int64]) -> list[Floats]:
    """The values of each wanted code, sorted: sums do not depend on the order of rows."""
    order = np.argsort(values)  # equal values may change places: nobody can tell
    order = order[by_code(codes[order], int(wanted[-1]) + 1 if len(wanted) else 1)]
    codes, values = codes[order], values[order]
    lefts, rights = np.searchsorted(codes, wanted), np.searchsorted(codes, wanted, side="right")
    return [values[left:right] for left, right in zip(lefts.tolist(), rights.tolist(), strict=True)]


def by_code(codes: NDArray[np.signedinteger[Any]], size: int) -> NDArray[np.int64]:
    """Stable order by codes 0..size-1; numpy sorts narrow numbers by radix, several times faster."""
    return np.argsort(codes.astype(np.uint16) if size <= 1 << 16 else codes, kind="stable")


def counted(codes: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The codes 0..size-1 that occur, ascending, and how often; counted in a small table, else sorted."""
    if size > max(4 * len(codes), 1 << 16):
        return np.unique(codes, return_counts=True)
    counts = np.bincount(codes, minlength=size)
    found = np.flatnonzero(counts)
    return found, counts[found]


def start_end(log: EventLog) -> tuple[Counter[str], Counter[str]]:
    """How many cases begin and end with each activity (cases without events do neither)."""
    filled = np.diff(log.offsets) > 0
    width = len(log.activities)
    firsts = np.bincount(log.activity[log.offsets[:-1][filled]], minlength=width)
    lasts = np.bincount(log.activity[log.offsets[1:][filled] - 1], minlength=width)
    names = log.activities
    begin = Counter({names[code]: int(firsts[code]) for code in np.flatnonzero(firsts).tolist()})
    return begin, Counter({names[code]: int(lasts[code]) for code in np.flatnonzero(lasts).tolist()})


def throughput(log: EventLog) -> Throughput:
    """First to last known time of every case, open cases included (their time so far)."""
    timed = log.time != NO_TIME
    case, time = log.case_index[timed], log.time[timed]
    first = np.full(len(log.cases), np.iinfo(np.int64).max)
    last = np.full(len(log.cases), NO_TIME)
    begin = time if log.start is None else np.where(log.start[timed] != NO_TIME, log.start[timed], time)
    np.minimum.at(first, case, begin)
    np.maximum.at(last, case, time)
    cases = np.flatnonzero(last != NO_TIME)
    return Throughput((last[cases] - first[cases]) / HOUR, cases)


def waiting_before(log: EventLog) -> tuple[Waiting, ...]:
    """Where time goes, largest total first. Overlapping work counts no waiting (never below zero)."""
    rows = links(log)
    until = log.time if log.start is None else np.where(log.start != NO_TIME, log.start, log.time)
    gaps, known = _gaps(log, until, rows)
    codes = log.activity[rows + 1].astype(np.int64)
    wanted = np.unique(codes[known])
    result: list[Waiting] = []
    for code, hours in zip(wanted.tolist(), _grouped(codes[known], gaps[known], wanted), strict=True):
        hours = np.maximum(hours, 0.0)
        middle, high = np.quantile(hours, (0.5, 0.9)).tolist()
        numbers = (len(hours), float(hours.sum()), middle, float(hours.mean()), high)
        result.append(Waiting(log.activities[code], *numbers, includes_work=log.start is None))
    return tuple(sorted(result, key=lambda waiting: (-waiting.total, waiting.activity)))
