"""Who carries how much, where the queue stands, how often the first try is right. Serves leaders who staff an
office."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import MISSING, NO_TIME, EventLog
from minben.kernel.mining.flow import waiting_before
from minben.kernel.mining.orders import HOUR, by_code, counted

_DAY = 24 * 3_600_000_000


@dataclass(frozen=True)
class Load:
    """What one person did: `hours` of work only where the log has begin times, `days` with at least one event."""

    resource: str
    events: int
    cases: int
    activities: int
    days: int
    share: float  # of all events with a person
    hours: float | None


@dataclass(frozen=True)
class Bottleneck:
    """A step by the time lost before it. `queue` is the mean number of cases standing there, by Little's law:
    hours of waiting / hours the log spans.
    """

    activity: str
    count: int
    total: float  # hours
    share: float  # of all waiting
    median: float
    p90: float
    queue: float
    later: float | None  # mean wait in the second half of the log's span / in the first; None without both


@dataclass(frozen=True)
class FirstTime:
    """Cases in which every step was done once, and of each step the cases in which it was."""

    cases: int
    share: float
    activities: tuple[
        tuple[str, int, int], ...
    ]  # activity, cases with it, of these done once; worst share first


def workload(log: EventLog) -> tuple[Load, ...]:
    """Everybody the log names, most events first."""
    rows = np.flatnonzero(log.resource != MISSING)
    who, width = log.resource[rows].astype(np.int64), len(log.resources)
    events = np.bincount(who, minlength=width)
    cases = _distinct(who, log.case_index[rows], width, len(log.cases))
    kinds = _distinct(who, log.activity[rows].astype(np.int64), width, len(log.activities))
    day = np.where(log.time[rows] == NO_TIME, 0, log.time[rows] // _DAY)
    day = day - int(day.min(initial=0))
    days = _distinct(who, day, width, int(day.max(initial=0)) + 1)
    hours = _hours(log, rows, who, width)
    found = [
        Load(
            name,
            int(events[code]),
            int(cases[code]),
            int(kinds[code]),
            int(days[code]),
            float(events[code] / max(len(rows), 1)),
            None if hours is None else float(hours[code]),
        )
        for code, name in enumerate(log.resources)
        if events[code]
    ]
    return tuple(sorted(found, key=lambda load: (-load.events, load.resource)))


def _distinct(who: NDArray[np.int64], what: NDArray[np.int64], width: int, size: int) -> NDArray[np.int64]:
    """How many different `what` (0..size-1) each person has."""
    pairs, _ = counted(who * size + what, width * size)
    return np.bincount(pairs // max(size, 1), minlength=width)


def _hours(
    log: EventLog, rows: NDArray[np.int64], who: NDArray[np.int64], width: int
) -> NDArray[np.float64] | None:
    if log.start is None:
        return None
    begin, end = log.start[rows], log.time[rows]
    good = (begin != NO_TIME) & (end != NO_TIME) & (end > begin)
    return np.bincount(who[good], weights=(end - begin)[good] / HOUR, minlength=width).astype(np.float64)


def unevenness(loads: tuple[Load, ...]) -> float:
    """Gini coefficient of events over people: 0 is even, near 1 is one person doing all."""
    events = np.sort(np.array([load.events for load in loads], dtype=np.float64))
    size = len(events)
    if size < 2:
        return 0.0
    return float((2 * np.arange(1, size + 1) - size - 1) @ events / (size * events.sum()))


def bottlenecks(log: EventLog) -> tuple[Bottleneck, ...]:
    """Steps by total waiting before them, largest first."""
    rows = waiting_before(log)
    total = sum(row.total for row in rows)
    known = log.time[log.time != NO_TIME]
    span = float(known.max() - known.min()) / HOUR if known.size else 0.0
    later = _later(log)
    return tuple(
        Bottleneck(
            row.activity,
            row.count,
            row.total,
            row.total / total if total else 0.0,
            row.median,
            row.p90,
            row.total / span if span else 0.0,
            later.get(row.activity),
        )
        for row in rows
    )


def _later(log: EventLog) -> dict[str, float]:
    """Activity -> mean wait in the second half of the span / in the first."""
    case = log.case_index
    rows = (
        np.flatnonzero((case[1:] == case[:-1]) & (log.time[1:] != NO_TIME) & (log.time[:-1] != NO_TIME)) + 1
    )
    if not len(rows):
        return {}
    until = log.time if log.start is None else np.where(log.start != NO_TIME, log.start, log.time)
    gap = np.maximum(until[rows] - log.time[rows - 1], 0) / HOUR
    known = log.time[log.time != NO_TIME]
    half = log.time[rows] > (int(known.min()) + int(known.max())) // 2
    code, width = log.activity[rows].astype(np.int64), len(log.activities)
    sums = [np.bincount(code[side], weights=gap[side], minlength=width) for side in (~half, half)]
    counts = [np.bincount(code[side], minlength=width) for side in (~half, half)]
    means = [part / np.maximum(number, 1) for part, number in zip(sums, counts, strict=True)]
    good = (counts[0] > 0) & (counts[1] > 0) & (means[0] > 0)
    return {log.activities[at]: float(means[1][at] / means[0][at]) for at in np.flatnonzero(good).tolist()}


def first_time_right(log: EventLog) -> FirstTime:
    """Counts cases without any repeated activity. A repeat that the procedure asks for counts as one, too."""
    width, size = max(len(log.activities), 1), len(log.cases)
    pairs, counts = counted(log.case_index * width + log.activity, size * width)
    code, case = pairs % width, pairs // width
    wrong = np.zeros(size, np.bool_)
    wrong[case[counts > 1]] = True
    filled = np.diff(log.offsets) > 0
    having = np.bincount(code, minlength=width)
    once = np.bincount(code[counts == 1], minlength=width)
    rows = [
        (log.activities[at], int(having[at]), int(once[at]))
        for at in by_code(np.arange(len(log.activities)), width)
    ]
    rows.sort(key=lambda row: (row[2] / max(row[1], 1), row[0]))
    right = int((filled & ~wrong).sum())
    return FirstTime(right, right / max(int(filled.sum()), 1), tuple(rows))
