"""What a person did while a step waited for them. Serves the causes of waiting; the definitions stand there.

All people are laid end to end on one axis of microseconds, so that one pass over whole columns answers for everybody.
Sums are whole microseconds: exact, whatever the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.mining.orders import HOUR, Ints
from minben.kernel.mining.stretches import stretches

WEEK = 168 * HOUR
_MONDAY = 4 * 24 * HOUR  # 1970-01-05, since 1970 began on a Thursday
_GAP = 600_000_000  # members of a batch follow each other within ten minutes
_HALF = 30  # bits: sums of each half of a number stay exact in a float


@dataclass(frozen=True)
class Steps:
    """Steps of some people (numbers from 0), by person and begin; `enabled` is the begin where not `judged`.

    `rows` are those of the log with its `offsets`; `zone` is microseconds east of UTC by person; `span` the first
    moment of the log, and a length that holds all moments of one person with a gap.
    """

    rows: Ints
    offsets: Ints
    activity: NDArray[np.int32]
    person: Ints
    start: Ints
    end: Ints
    enabled: Ints
    judged: NDArray[np.bool_]
    zone: Ints
    span: tuple[int, int]


def cut(steps: Steps, activities: int) -> NDArray[np.object_]:
    """Microseconds by activity, a row each of batching, contention, prioritisation, unavailability and the rest."""
    told = _Desks(steps).causes()
    waiting, *parts = (_summed(steps.activity, one, activities) for one in told)
    return np.stack([*parts, waiting - sum(parts)])


def _summed(codes: NDArray[np.int32], values: Ints, size: int) -> NDArray[np.object_]:
    """Exact sums by code."""
    high = np.bincount(codes, weights=values >> _HALF, minlength=size)
    low = np.bincount(codes, weights=values & ((1 << _HALF) - 1), minlength=size)
    return high.astype(np.int64).astype(object) * (1 << _HALF) + low.astype(np.int64).astype(object)


class _Desks:
    """When people were busy and on duty, and what was gathered."""

    def __init__(self, steps: Steps) -> None:
        low, self._span = steps.span
        self.person, self._zone = steps.person, steps.zone + (low - 1 - _MONDAY)
        shift = self.person * self._span - (low - 1)  # an axis on which nothing begins before 1
        self.start, self.end, self.enabled = steps.start + shift, steps.end + shift, steps.enabled + shift
        self.activity, self.rows, self.offsets = steps.activity, steps.rows, steps.offsets
        self._idle = self._off_duty()
        self._busy = stretches(self.start, self.end, self.enabled)
        self._free_off = self._off_between()

    def causes(self) -> tuple[Ints, ...]:
        """Microseconds of every step: all its waiting, batching, contention, prioritisation, unavailability."""
        begin, until, busy = self.enabled, self.start, self._busy
        before = busy.begun_before_starts()
        since, overtaken = busy.look_back(before, begin)
        worked = busy.until(until, before) - busy.until(begin, since)
        away = self._off_free(until, before) - self._off_free(begin, since)
        batching = np.zeros(len(begin), np.int64)
        members, gathered = self._gathered()
        gathered = np.clip(gathered, begin[members], until[members])
        at = busy.begun_before(gathered)
        working = busy.until(gathered, at) - busy.until(begin[members], since[members])
        batching[members] = gathered - begin[members] - working
        away[members] = self._off_free(until[members], before[members], members) - self._off_free(
            gathered, at, members
        )
        return until - begin, batching, worked - overtaken, overtaken, away

    def _gathered(self) -> tuple[Ints, Ints]:
        """The steps taken up in a batch, and the moment its last member was ready.

        Members are of one step and more than one case, ready before the batch began, each taken up at once after the
        one before.
        """
        start, end, ready = self.start, self.end, self.enabled
        joins = np.append(False, self.activity[1:] == self.activity[:-1])
        joins[1:] &= (self.person[1:] == self.person[:-1]) & (start[1:] - end[:-1] <= _GAP)
        joins[1:] &= ready[1:] <= start[:-1]
        low, high = self._batches(joins)
        members = np.arange((high - low).sum()) + np.repeat(
            low - np.append(0, np.cumsum(high - low))[:-1], high - low
        )
        if not len(members):
            return members, members
        begins = np.append(0, np.cumsum(high - low))[:-1]
        case = np.searchsorted(self.offsets, self.rows[members], side="right")
        several = np.minimum.reduceat(case, begins) < np.maximum.reduceat(case, begins)
        last = np.maximum.reduceat(ready[members], begins)
        kept = np.repeat(several, high - low)
        return members[kept], np.repeat(last, high - low)[kept]

    def _batches(self, joins: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """First and last of runs of steps, parted where one was not ready when its batch began."""
        follows = np.append(joins[1:], False)
        low, high = np.flatnonzero(~joins & follows), np.flatnonzero(joins & ~follows) + 1
        if not len(low):
            return low, high
        bounds = np.stack([low, high], axis=1).reshape(-1)
        ready = np.maximum.reduceat(np.append(self.enabled, 0), bounds)[::2]
        whole = ready <= self.start[low]
        parted = [
            pair
            for run in np.flatnonzero(~whole).tolist()
            for pair in self._parted(int(low[run]), int(high[run]))
        ]
        some = np.array(parted, np.int64).reshape(-1, 2)
        return np.append(low[whole], some[:, 0]), np.append(high[whole], some[:, 1])

    def _parted(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """A run of steps as batches of at least two."""
        starts, ready = self.start[low:high].tolist(), self.enabled[low:high].tolist()
        first = 0
        for at in range(1, high - low + 1):
            if at == high - low or ready[at] > starts[first]:
                if at - first > 1:
                    yield low + first, low + at
                first = at

    def _off_duty(self) -> NDArray[np.int64]:
        """By person, cumulated microseconds off duty at every full hour of the week, Monday first, local time."""
        seen = np.zeros((int(self.person[-1]) + 1) * 168, np.bool_)
        for moments in (self.start, np.maximum(self.end - 1, self.start)):
            hours = (moments - self.person * self._span + self._zone[self.person]) // HOUR
            seen[self.person * 168 + (hours - hours // 168 * 168)] = True
        idle = np.where(seen.reshape(-1, 168), 0, HOUR)
        return np.concatenate([np.zeros((len(idle), 1), np.int64), np.cumsum(idle, axis=1)], axis=1)

    def _off(self, moment: Ints, person: Ints) -> Ints:
        """Microseconds that a person was off duty since a Monday long ago."""
        local = moment - person * self._span + self._zone[person]
        hours = local // HOUR
        weeks = hours // 168
        at = person * 169 + (hours - weeks * 168)
        flat = self._idle.reshape(-1)
        rest = np.where(flat[at + 1] > flat[at], local - hours * HOUR, 0)
        return weeks * self._idle[person, -1] + flat[at] + rest

    def _off_between(self) -> Ints:
        """Off duty and not at work, cumulated up to the end of every stretch of work."""
        begin, end = self._busy.begin, self._busy.end
        gap = np.flatnonzero(begin[1:] > end[:-1]) + 1
        free = np.zeros(len(begin), np.int64)
        owner = np.maximum(begin[gap] - 1, 0) // self._span
        before = np.maximum(end[gap - 1] - 1, 0) // self._span
        free[gap] = self._off(begin[gap], owner) - self._off(end[gap - 1], before)
        return np.cumsum(free)

    def _off_free(self, moment: Ints, number: Ints, steps: Ints | None = None) -> Ints:
        """Off duty and not at work, up to each moment before which `number` stretches began."""
        last = number - 1
        result = self._free_off[last]
        out = np.flatnonzero(moment > self._busy.end[last])
        person = self.person[out if steps is None else steps[out]]
        ended = self._busy.end[last[out]]
        before = np.maximum(ended - 1, 0) // self._span
        result[out] += self._off(moment[out], person) - self._off(ended, before)
        return result
