"""What is known of a case after each of its events, as numbers. Serves the forecast; nothing of the future is in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import NO_TIME, EventLog
from minben.kernel.mining.orders import HOUR
from minben.kernel.mining.workdays import days_between
from minben.kernel.worktime import Calendar

Floats = NDArray[np.float64]
_COUNTED = 16  # activities counted one by one, the commonest
_WEEK = 168 * HOUR


def moments(log: EventLog) -> NDArray[np.int64]:
    """The time of every event; one without a time has that of the event before it (or the first known after)."""
    time, case = log.time.copy(), log.case_index
    for row in np.flatnonzero(time == NO_TIME).tolist():  # rare: a loop keeps it plain
        if row and case[row - 1] == case[row]:
            time[row] = time[row - 1]
    return time


def features(
    log: EventLog, names: tuple[str, ...], time: NDArray[np.int64], calendar: Calendar | None = None
) -> Floats:
    """One row an event: events so far, elapsed hours and working days, hours since the event before, weekday and hour,
    events of all cases in the past week, which activity it is, how often each has happened. `names` are the activities
    counted one by one.
    """
    lengths = np.diff(log.offsets)
    first = np.repeat(log.offsets[:-1], lengths)
    local = time + (0 if log.zone is None else log.zone.astype(np.int64) * 60_000_000)
    day = local // (24 * HOUR)
    before = np.maximum(np.arange(len(log)) - 1, first)
    known = np.sort(time)
    columns = [
        np.arange(len(log)) - first + 1,
        (time - time[first]) / HOUR,
        days_between(log, day[first], np.maximum(day, day[first]), calendar),
        (time - time[before]) / HOUR,
        (day + 3) % 7,
        local // HOUR % 24,
        np.searchsorted(known, time, side="right") - np.searchsorted(known, time - _WEEK),
    ]
    code = {name: number for number, name in enumerate(log.activities)}
    for name in names:
        here = log.activity == code.get(name, -2)
        so_far = np.cumsum(here)
        columns += [here, so_far - (so_far - here)[first]]
    return np.stack(columns, axis=1).astype(np.float64)


def commonest(log: EventLog, rows: NDArray[np.int64]) -> tuple[str, ...]:
    """The activities of these rows to count one by one, most frequent first, ties by name."""
    counts = np.bincount(log.activity[rows], minlength=len(log.activities)).tolist()
    ordered = sorted(zip(counts, log.activities, strict=True), key=lambda pair: (-pair[0], pair[1]))
    return tuple(name for count, name in ordered[:_COUNTED] if count)
