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

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import MISSING, NO_TIME, EventLog

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CAUSES = ("batching", "contention", "prioritisation", "unavailability", "extraneous")
HOUR = 3_600_000_000
WEEK = 168 * HOUR
_MONDAY = 4 * 24 * HOUR  # 1970-01-05, since 1970 began on a Thursday
_GAP = 600_000_000  # members of a batch follow each other within ten minutes


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
    estimated = log.start is None
    timed = _estimated(log) if estimated else log
    work = _work(timed)
    hours = _cut(work)
    usable = len(work.rows)
    rows: list[Cause] = []
    for code in np.unique(work.activity).tolist():
        here = (work.activity == code) & (work.enabled != NO_TIME)
        parts = [float(part[here].sum()) for part in hours]
        rows.append(Cause(log.activities[code], int(here.sum()), sum(parts), *parts))
    rows.sort(key=lambda row: (-row.total, row.activity))
    return Causes(
        estimated=estimated,
        work=float((work.end - work.start).sum() / HOUR),
        waiting=sum(row.total for row in rows),
        unjudged=len(log) - usable,
        rows=tuple(row for row in rows if row.count),
    )


def _estimated(log: EventLog) -> EventLog:
    """The log with begin times: the later of the case's and the person's last completion before (Chapela-Campa and
    Dumas 2022, without repair of multitasking); work by nobody has no length.
    """
    case = log.case_index
    same = np.append(False, case[1:] == case[:-1])[: len(log)]
    before = np.where(same, np.roll(log.time, 1), NO_TIME)
    order = np.lexsort((np.arange(len(log)), log.time, log.resource))
    own = np.full(len(log), NO_TIME)
    follows = log.resource[order[1:]] == log.resource[order[:-1]]
    own[order[1:]] = np.where(follows, log.time[order[:-1]], NO_TIME)
    begin = np.maximum(before, np.where(log.resource == MISSING, NO_TIME, own))
    begin = np.where((begin == NO_TIME) | (log.resource == MISSING), log.time, begin)
    return replace(log, start=np.minimum(begin, log.time))


@dataclass(frozen=True)
class _Work:
    """The steps with person, begin and end, in the order of the log; `enabled` is NO_TIME for the first of a case."""

    rows: Ints
    case: Ints
    activity: Ints
    who: Ints
    start: Ints
    end: Ints
    enabled: Ints
    zone: Ints  # microseconds east of UTC


def _work(log: EventLog) -> _Work:
    begin = log.time if log.start is None else log.start
    start = np.where(begin == NO_TIME, log.time, begin)
    start = np.minimum(start, log.time)
    enabled = _enabled(log, start)
    rows = np.flatnonzero((log.resource != MISSING) & (log.time != NO_TIME))
    zone = np.zeros(len(log), np.int64) if log.zone is None else log.zone.astype(np.int64) * 60_000_000
    return _Work(
        rows=rows,
        case=log.case_index[rows],
        activity=log.activity[rows].astype(np.int64),
        who=log.resource[rows].astype(np.int64),
        start=start[rows],
        end=log.time[rows],
        enabled=enabled[rows],
        zone=zone[rows],
    )


def _enabled(log: EventLog, start: Ints) -> Ints:
    """For each event the last end in its case not after its begin, among the events before it: what ended before it,
    not what ran beside it.
    """
    known = np.flatnonzero(log.time != NO_TIME)
    case, size = log.case_index[known], len(known)
    # ends and begins sorted together: how many ends of this and of earlier cases lie not after each begin
    order = np.lexsort(
        (np.repeat([0, 1], size), np.append(log.time[known], start[known]), np.append(case, case))
    )
    ends = np.cumsum(order < size)
    place = np.empty(size, np.int64)
    place[order[order >= size] - size] = ends[order >= size]
    before = np.minimum(place, np.arange(size)) - 1
    fits = (before >= 0) & (case[before] == case)
    result = np.full(len(log), NO_TIME)
    result[known[fits]] = log.time[known[before[fits]]]
    return result


def _cut(work: _Work) -> tuple[Floats, ...]:
    """Hours by cause, in the order of CAUSES, one entry a step."""
    parts = tuple(np.zeros(len(work.rows)) for _ in CAUSES)
    order = np.lexsort((work.rows, work.start, work.who))
    fresh = np.flatnonzero(np.diff(work.who[order], prepend=-1))
    for left, right in zip(fresh, np.append(fresh, len(order))[1:], strict=True):
        mine = order[left:right]
        for part, hours in zip(parts, _Person(work, mine).causes(), strict=True):
            part[mine] = hours
    return parts


class _Person:
    """One person's steps, by begin: when busy, when on duty, what was gathered."""

    def __init__(self, work: _Work, mine: Ints) -> None:
        self.start, self.end = work.start[mine], work.end[mine]
        self.enabled = np.where(work.enabled[mine] == NO_TIME, self.start, work.enabled[mine])
        self.case, self.activity, self.zone = work.case[mine], work.activity[mine], int(work.zone[mine[0]])
        self._duty = self._hours_of_duty()
        self._from, self._to, self._since = self._busy()
        self._length = np.append(0, np.cumsum(self._to - self._from))
        self._off_while = np.append(0, np.cumsum(self._off(self._to) - self._off(self._from)))

    def causes(self) -> tuple[Floats, ...]:
        """Hours: batching, contention, prioritisation, unavailability, extraneous."""
        begin, until = self.enabled, self.start
        gathered = np.clip(self._gathered(), begin, until)
        busy = self._busy_in(begin, until)
        batching = gathered - begin - self._busy_in(begin, gathered)
        contention = self._before_me(begin, until, busy)
        away = self._off(until) - self._off(gathered) - self._off_busy_in(gathered, until)
        rest = until - begin - batching - busy - away
        return tuple(part / HOUR for part in (batching, contention, busy - contention, away, rest))

    def _busy(self) -> tuple[Ints, Ints, Ints]:
        """Stretches of work that do not overlap, each with the earliest moment its work could have begun."""
        points = np.unique(np.concatenate([self.start, self.end]))
        first, last = np.searchsorted(points, self.start), np.searchsorted(points, self.end)
        since = np.full(len(points), np.iinfo(np.int64).max)
        for low, high, could in zip(first.tolist(), last.tolist(), self.enabled.tolist(), strict=True):
            if high == low + 1:
                since[low] = min(since[low], could)
            else:
                np.minimum(since[low:high], could, out=since[low:high])
        filled = np.flatnonzero(since[:-1] != np.iinfo(np.int64).max)
        return points[filled], points[filled + 1], since[filled]

    def _upto(self, moment: Ints) -> tuple[Ints, Ints]:
        """How many stretches began before, and how much of the last one is still to come."""
        number = np.searchsorted(self._from, moment)
        return number, np.maximum(self._to[number - 1] - moment, 0) * (number > 0) if len(
            self._to
        ) else moment * 0

    def _busy_in(self, begin: Ints, until: Ints) -> Ints:
        (low, rest_low), (high, rest_high) = self._upto(begin), self._upto(until)
        return (self._length[high] - rest_high) - (self._length[low] - rest_low)

    def _off_busy_in(self, begin: Ints, until: Ints) -> Ints:
        return self._off_busy(until) - self._off_busy(begin)

    def _off_busy(self, moment: Ints) -> Ints:
        number, rest = self._upto(moment)
        return self._off_while[number] - (self._off(moment + rest) - self._off(moment))

    def _before_me(self, begin: Ints, until: Ints, busy: Ints) -> Ints:
        """The part of `busy` spent on what could begin no later."""
        result = np.zeros(len(begin), np.int64)
        low = np.searchsorted(self._to, begin, side="right").tolist()
        high = np.searchsorted(self._from, until).tolist()
        for at in np.flatnonzero(busy).tolist():
            part = slice(low[at], high[at])
            lengths = np.minimum(self._to[part], until[at]) - np.maximum(self._from[part], begin[at])
            result[at] = lengths[self._since[part] <= begin[at]].sum()
        return result

    def _gathered(self) -> Ints:
        """For members of a batch, the moment its last member was ready, else their own."""
        result = self.enabled.copy()
        at = 0
        while at < len(self.start):
            last = at + 1
            while last < len(self.start) and self._joins(at, last):
                last += 1
            if last - at > 1 and len(np.unique(self.case[at:last])) > 1:
                result[at:last] = self.enabled[at:last].max()
            at = last
        return result

    def _joins(self, first: int, at: int) -> bool:
        """Same step, ready before the batch began, taken up at once after the one before."""
        same = self.activity[at] == self.activity[first]
        return bool(
            same and self.enabled[at] <= self.start[first] and self.start[at] - self.end[at - 1] <= _GAP
        )

    def _hours_of_duty(self) -> Ints:
        """Cumulated microseconds off duty at every full hour of the week, Monday first, local time."""
        seen = np.zeros(168, np.bool_)
        for moments in (self.start, np.maximum(self.end - 1, self.start)):
            seen[((moments + self.zone - _MONDAY) % WEEK) // HOUR] = True
        return np.append(0, np.cumsum(np.where(seen, 0, HOUR)))

    def _off(self, moment: Ints) -> Ints:
        """Microseconds off duty since a Monday long ago."""
        weeks, place = np.divmod(moment + self.zone - _MONDAY, WEEK)
        hour, rest = np.divmod(place, HOUR)
        idle = self._duty[hour + 1] > self._duty[hour]
        return weeks * self._duty[-1] + self._duty[hour] + np.where(idle, rest, 0)
