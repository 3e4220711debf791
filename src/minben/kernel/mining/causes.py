"""Why a step waited: five causes whose hours add up to all the waiting. Serves whoever decides what to change.

Source: Lashkevich, Milani, Chapela-Campa, Suvorau, Dumas, "Why am I waiting?", CAiSE 2023. Waiting runs from the
moment a step could begin (the last step of its case that ended before it began) to its beginning, and is cut into:

* batching: its person gathered it with others of the same step and was free meanwhile;
* contention: its person was busy with work that could begin no later than it (first in, first out);
* prioritisation: its person was busy with work that could begin only after it;
* unavailability: its person was off duty, by the hours of the week in which that person was ever seen at work;
* extraneous: the rest, which the log does not explain (another party, a letter on its way).

Two readings of ours: time in which the person was busy counts as busy even while a batch gathers, so that a queue is
not taken for a batch; and hours busy off duty count as busy. A log without begin times gets estimated ones
(`estimated` says so): a step begins when its case and its person were last done with something.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import MISSING, NO_TIME, EventLog
from minben.kernel.mining.desks import Steps, cut
from minben.kernel.mining.orders import HOUR, Ints, by_code_and_time, counted

_SOME = 1 << 17  # steps looked at together: their columns stay in the cache
_LONGEST = 1 << 60  # microseconds of all people end to end
CAUSES = ("batching", "contention", "prioritisation", "unavailability", "extraneous")


@dataclass(frozen=True)
class Cause:
    """Hours of waiting by cause before one activity; `count` steps could be judged, the five add up to `total`."""

    activity: str
    count: int
    total: float
    batching: float
    contention: float
    prioritisation: float
    unavailability: float
    extraneous: float


@dataclass(frozen=True)
class Causes:
    """Rows by activity, most waiting first; `work` hours beside `waiting`; `impact` of a cause is the share of
    the time between beginning and end that is work once the cause is gone: P / (P + W - W_cause).
    """

    estimated: bool
    work: float
    waiting: float
    unjudged: int  # steps with no person or no time
    rows: tuple[Cause, ...]

    def hours(self, cause: str) -> float:
        """Hours of one of the five."""
        return sum(getattr(row, cause) for row in self.rows)

    def impact(self, cause: str) -> float:
        """Cycle-time efficiency without this cause, 0..1."""
        left = self.work + self.waiting - self.hours(cause)
        return self.work / left if left > 0 else 1.0


def waiting_causes(log: EventLog) -> Causes:
    """The five causes over all steps with a person; empty rows when the log names nobody."""
    size = len(log.activities)
    parts, counts, work, judged = np.zeros((5, size), dtype=object), np.zeros(size, np.int64), 0, 0
    for steps in _by_people(log):
        parts += cut(steps, size)
        counts += np.bincount(steps.activity[steps.judged], minlength=size)
        work += int((steps.end - steps.start).sum())
        judged += len(steps.rows)
    rows: list[Cause] = []
    for code in np.flatnonzero(counts).tolist():
        told = parts[:, code].tolist()
        rows.append(
            Cause(log.activities[code], int(counts[code]), sum(told) / HOUR, *(part / HOUR for part in told))
        )
    rows.sort(key=lambda row: (-row.total, row.activity))
    return Causes(
        estimated=log.start is None,
        work=work / HOUR,
        waiting=sum(row.total for row in rows),
        unjudged=len(log) - judged,
        rows=tuple(rows),
    )


def _by_people(log: EventLog) -> Iterator[Steps]:
    """Steps with person and time, some people at a time, by person and begin."""
    start = _starts(log)
    if start is None:
        yield from _guessed(log)
        return
    enabled, span = _enabled(log, start), _span(log)
    for rows, who in _together(log, start, span[1]):
        yield _steps(log, rows, who, start[rows], enabled[rows], span)


def _guessed(log: EventLog) -> Iterator[Steps]:
    """The same with estimated begins, where no event of the log is without time."""
    if not (log.resource != MISSING).any():
        return
    firsts = np.zeros(len(log), np.bool_)
    firsts[log.offsets[:-1][np.diff(log.offsets) > 0]] = True
    span = _span(log)
    for rows, who in _together(log, log.time, span[1]):
        yield _estimated(log, rows, who, firsts, span)


def _starts(log: EventLog) -> Ints | None:
    """When every event began, where that must be known of all before the first can be judged: as recorded, or where
    events without time are in the way.
    """
    if log.start is not None:
        return np.minimum(np.where(log.start == NO_TIME, log.time, log.start), log.time)
    if not (log.time == NO_TIME).any():
        return None
    start = log.time.copy()
    for steps in _guessed(log):
        start[steps.rows] = steps.start
    return start


def _together(log: EventLog, moment: Ints, span: int) -> Iterator[tuple[Ints, NDArray[np.int32]]]:
    """The rows of some people, by person and moment, and whose they are."""
    usable, who = (log.resource != MISSING) & (log.time != NO_TIME), log.resource
    if usable.all():
        rows = by_code_and_time(who, len(log.resources), moment)
    else:
        rows, who = np.flatnonzero(usable), who[usable]
        rows = rows[by_code_and_time(who, len(log.resources), moment[rows])]
    counts = np.bincount(who, minlength=len(log.resources))
    bounds = np.append(0, np.cumsum(counts))
    most = max(_LONGEST // span, 1)  # people on one axis
    first = 0
    while first < len(counts):
        after = int(np.searchsorted(bounds, bounds[first] + _SOME, side="right"))
        last = min(max(after - 1, first + 1), first + most, len(counts))
        if bounds[last] > bounds[first]:
            people = np.arange(first, last, dtype=np.int32)
            yield rows[bounds[first] : bounds[last]], np.repeat(people, counts[first:last])
        first = last


def _span(log: EventLog) -> tuple[int, int]:
    """The first moment of the log, and a length that holds all its moments with a gap."""
    known = log.time != NO_TIME
    times = log.time if known.all() else log.time[known]
    if not len(times):
        return 0, 3
    low, high = int(times.min()), int(times.max())
    if log.start is not None:
        low = min(low, int(np.where(log.start == NO_TIME, low, log.start).min()))
    return low, high - low + 3


def _estimated(
    log: EventLog, rows: Ints, who: NDArray[np.int32], firsts: NDArray[np.bool_], span: tuple[int, int]
) -> Steps:
    """Begins that the log does not have: the later of the case's and the person's last completion before
    (Chapela-Campa and Dumas 2022, without repair of multitasking); work by nobody has no length.
    """
    end = log.time[rows]
    before = np.maximum(rows - 1, 0)
    enabled = np.where(firsts[rows], NO_TIME, log.time[before])
    own = np.full(len(rows), NO_TIME)
    own[1:] = np.where(who[1:] == who[:-1], end[:-1], NO_TIME)
    start = np.maximum(enabled, own)
    start = np.minimum(np.where(start == NO_TIME, end, start), end)
    same = (start[1:] == start[:-1]) & (who[1:] == who[:-1])
    if (same & (rows[1:] < rows[:-1])).any():  # steps that begin together stand as in the log
        tied = np.append(same, False)
        tied[1:] |= same
        some = np.flatnonzero(tied)
        order = some[np.lexsort((rows[some], start[some], who[some]))]
        rows[some], start[some], enabled[some] = rows[order], start[order], enabled[order]
    return _steps(log, rows, who, start, enabled, span)


def _steps(
    log: EventLog,
    rows: Ints,
    who: NDArray[np.int32],
    start: Ints,
    enabled: Ints,
    span: tuple[int, int],
) -> Steps:
    judged = enabled != NO_TIME
    people = np.append(True, who[1:] != who[:-1])
    zone = np.zeros(int(people.sum()), np.int64)
    if log.zone is not None:  # a person's hours are those of the clock of their first step
        zone = log.zone[rows[people]].astype(np.int64) * 60_000_000
    return Steps(
        rows=rows,
        offsets=log.offsets,
        activity=log.activity[rows],
        person=np.cumsum(people) - 1,
        start=start,
        end=log.time[rows],
        enabled=np.where(judged, enabled, start),
        judged=judged,
        zone=zone,
        span=span,
    )


def _enabled(log: EventLog, start: Ints) -> Ints:
    """For each event the last end in its case not after its begin, among the events before it: what ended before it,
    not what ran beside it.
    """
    known = np.flatnonzero(log.time != NO_TIME)
    case, end, begin = log.case_index[known], log.time[known], start[known]
    _, sizes = counted(case, len(log.cases))
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    after = np.arange(len(known))  # how many ends of this and of earlier cases lie not after the begin
    left = np.flatnonzero(after > first)
    left = left[end[left - 1] > begin[left]]  # all others stand right behind what ended before them
    low, high = first[left], left - 1
    while (low < high).any():
        middle = (low + high) // 2
        ended = (end[middle] <= begin[left]) & (low < high)
        low, high = np.where(ended, middle + 1, low), np.where(ended, high, np.minimum(middle, high))
    after[left] = low
    result = np.full(len(log), NO_TIME)
    fits = after > first
    result[known[fits]] = end[after[fits] - 1]
    return result
