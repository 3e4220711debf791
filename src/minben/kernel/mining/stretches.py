"""Stretches of work that do not overlap, and questions about what lies between two moments. Serves the causes of
waiting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.mining.orders import Ints

_NEVER = np.iinfo(np.int64).max
_NEAR, _AT_ONCE = 48, 4  # steps back looked at one by one, and before asking who is through
_BLOCK = 64


@dataclass(frozen=True)
class Stretches:
    """Ascending; `since` is the earliest moment that the work in a stretch could have begun. The first is an empty one
    before all others. `at` says for each step how many began before it; `done` is cumulated work.
    """

    begin: Ints
    end: Ints
    since: Ints
    at: Ints
    done: Ints

    def begun_before_starts(self) -> Ints:
        """How many stretches began before each step."""
        return self.at

    def begun_before(self, moments: Ints) -> Ints:
        """How many began before each moment."""
        return np.searchsorted(self.begin, moments)

    def until(self, moments: Ints, number: Ints) -> Ints:
        """Work done up to each moment, before which `number` stretches began."""
        last = number - 1
        return self.done[last] - np.maximum(self.end[last] - moments, 0)

    def look_back(self, number: Ints, moments: Ints) -> tuple[Ints, Ints]:
        """From where `number` stretches had begun back to each moment: how many had begun before it, and how much of
        the work in between was on what could begin only after it.

        What was under way at the moment, or before, could begin before it: so overtaking can be told by counting
        whole stretches.
        """
        found, late = number.copy(), np.zeros(len(number), np.int64)
        lengths = self.end - self.begin
        left = np.arange(len(number))
        for _ in range(_NEAR // _AT_ONCE):
            at, asked = found[left], moments[left]
            overtook, inside = np.zeros(len(left), np.int64), np.zeros(len(left), np.bool_)
            for _ in range(
                _AT_ONCE
            ):  # those that are through stay where they are: all lies before their moment
                one = at - 1
                inside = self.begin.take(one) >= asked
                overtook += lengths.take(one) * (inside & (self.since.take(one) > asked))
                at -= inside
            found[left], late[left] = at, late[left] + overtook
            left = left[inside]
            if not len(left):
                break
        if len(left):
            high = found[left]
            found[left] = np.minimum(self.begun_before(moments[left]), high)
            late[left] += _Sorted(self).later(found[left], high, moments[left])
        return found, late


class _Sorted:
    """Blocks of 64, 64², … stretches, each sorted by `since`: long queues are summed a block at a time."""

    def __init__(self, work: Stretches) -> None:
        self._lengths = work.end - work.begin
        order = np.argsort(work.since, kind="stable")
        self._rank = np.empty(len(order), np.int64)
        self._rank[order] = np.arange(len(order))
        self._since, self._sorted = work.since, work.since[order]
        self._levels: dict[int, tuple[Ints, Ints]] = {}

    def later(self, low: Ints, high: Ints, moments: Ints) -> Ints:
        """Work in the stretches low..high-1 that could begin only after each moment."""
        rank = np.searchsorted(self._sorted, moments, side="right")
        total, low, high, size = np.zeros(len(low), np.int64), low.copy(), high.copy(), 1
        while (low < high).any():
            while len(some := np.flatnonzero((low % (size * _BLOCK) != 0) & (low + size <= high))):
                total[some] += self._above(low[some] // size, size, rank[some])
                low[some] += size
            while len(some := np.flatnonzero((high % (size * _BLOCK) != 0) & (high - size >= low))):
                high[some] -= size
                total[some] += self._above(high[some] // size, size, rank[some])
            size *= _BLOCK
        return total

    def _above(self, block: Ints, size: int, rank: Ints) -> Ints:
        """Work in a block with a rank not below the one asked for."""
        if size == 1:
            return np.where(self._rank[block] >= rank, self._lengths[block], 0)
        keys, sums = self._levels.get(size) or self._levels.setdefault(size, self._level(size))
        wide = len(self._rank) + 1
        low = np.searchsorted(keys, block * wide + rank)
        return sums[np.minimum((block + 1) * size, len(keys))] - sums[low]

    def _level(self, size: int) -> tuple[Ints, Ints]:
        keys = np.arange(len(self._rank)) // size * (len(self._rank) + 1) + self._rank
        order = np.argsort(keys)
        return keys[order], np.append(0, np.cumsum(self._lengths[order]))


def stretches(start: Ints, end: Ints, since: Ints) -> Stretches:
    """Of steps in the order of their begin. All moments are above zero."""
    some = np.flatnonzero(end > start)
    if (start[some[1:]] >= end[some[:-1]]).all():
        worked = end > start
        before = np.cumsum(worked) - worked
        at = before + 1 - (np.append(0, start[some])[before] == start)
        return _counted(start[some], end[some], since[some], at)
    points = np.sort(np.concatenate([start, end]))
    points = points[np.append(True, points[1:] != points[:-1])]
    first, last = np.searchsorted(points, start), np.searchsorted(points, end)
    least = _least(first, last, since, len(points))
    filled = np.flatnonzero(least[:-1] != _NEVER)
    begin = points[filled]
    return _counted(begin, points[filled + 1], least[filled], np.searchsorted(begin, start) + 1)


def _counted(begin: Ints, end: Ints, since: Ints, at: Ints) -> Stretches:
    begin, end, since = (np.append(0, part) for part in (begin, end, since))
    return Stretches(begin, end, since, at, np.cumsum(end - begin))


def _least(first: Ints, last: Ints, values: Ints, size: int) -> Ints:
    """For every place the least value of the ranges first..last-1 that hold it: every range is two of a power of two,
    and these are handed down by halves.
    """
    some = np.flatnonzero(last > first)
    first, last, values = first[some], last[some], values[some]
    level = np.frexp((last - first).astype(np.float64))[1] - 1
    above: NDArray[np.int64] | None = None
    for power in range(int(level.max(initial=0)), -1, -1):
        row = np.full(size, _NEVER)
        here = np.flatnonzero(level == power)
        np.minimum.at(row, first[here], values[here])
        np.minimum.at(row, last[here] - (1 << power), values[here])
        if above is not None:
            row = np.minimum(row, above)
            row[1 << power :] = np.minimum(row[1 << power :], above[: -(1 << power)])
        above = row
    return np.full(size, _NEVER) if above is None else above
