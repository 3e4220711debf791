"""When the process changed, and what changed. Serves leaders before and after a reform.

Cases in the order of their beginning are cut into windows; the process is described by which steps and which pairs of
consecutive steps a case has. A change is the border where the shares before and after differ most over all of them (sum
of squared z of two shares), searched again on both sides (binary segmentation, Scott and Knott 1974). It counts when at
least one share moved by a tenth of all cases and past what chance gives the best of all that were tried (Bonferroni).
Cases that began late in the log may be unfinished: steps at the end of cases then seem to vanish.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import NO_TIME, EventLog
from minben.kernel.mining.chance import bonferroni
from minben.kernel.mining.flow import links, pairs_of, throughput
from minben.kernel.mining.orders import by_code, by_time, counted

Floats = NDArray[np.float64]
_WINDOW = 40  # cases at least
_WINDOWS = 60  # at most
_SIDE = 3  # windows at least on each side of a change
_MOVED = 0.1  # of all cases
_SHOWN = 6


@dataclass(frozen=True)
class Moved:
    """A step (`target` "") or a pair of consecutive steps: its share of cases before and after."""

    source: str
    target: str
    before: float
    after: float


@dataclass(frozen=True)
class Drift:
    """A change between `time` and `until` (UTC microseconds: the last case before and the first after begin)."""

    time: int
    until: int
    cases_before: int
    cases_after: int
    median_before: float  # hours from first to last event
    median_after: float
    moved: tuple[Moved, ...]  # largest first


def drifts(log: EventLog) -> tuple[Drift, ...]:
    """Changes in the order of time; none when the log has fewer than some 240 cases with times."""
    spent = throughput(log)
    begin = np.full(len(log.cases), NO_TIME)
    begin[spent.cases] = _first_times(log)[spent.cases]
    order = spent.cases[by_time(begin[spent.cases])]
    size = max(_WINDOW, -(-len(order) // _WINDOWS))
    number = len(order) // size
    if number < 2 * _SIDE:
        return ()
    window = np.full(len(log.cases), -1)
    window[order] = np.minimum(np.arange(len(order)) // size, number - 1)
    table = _Table(log, window, number)
    cuts = sorted(table.cuts(0, number))
    hours = np.full(len(log.cases), np.nan)
    hours[spent.cases] = spent.hours
    bounds = [0, *cuts, number]
    return tuple(
        _told(table, (bounds[at], cut, bounds[at + 2]), order, begin, hours) for at, cut in enumerate(cuts)
    )


def _first_times(log: EventLog) -> NDArray[np.int64]:
    """The first completion of every case; those without any say nothing of use."""
    first = np.full(len(log.cases), np.iinfo(np.int64).max)
    filled = np.flatnonzero(np.diff(log.offsets) > 0)
    time = np.where(log.time == NO_TIME, np.iinfo(np.int64).max, log.time)
    first[filled] = np.minimum.reduceat(time, log.offsets[filled])
    return first


class _Table:
    """Cases with each step and pair, by window, cumulated."""

    def __init__(self, log: EventLog, window: NDArray[np.int64], number: int) -> None:
        width = len(log.activities)
        rows = links(log)
        steps = _in_windows(log.activity, width, log.case_index, window, number)
        pairs = _in_windows(pairs_of(log)[rows], width * width, log.case_index[rows], window, number)
        codes = np.append(steps[0], pairs[0] + width)  # a pair's code begins at `width`
        counts = np.concatenate([steps[1], pairs[1]], axis=1)
        table = counts.astype(np.float64)
        common = table.sum(axis=0) >= 0.02 * (window >= 0).sum()
        self.log, self.codes, self.number = log, codes[common], number
        self.counts = np.vstack([np.zeros((1, int(common.sum()))), np.cumsum(table[:, common], axis=0)])
        self.sizes = np.append(0, np.cumsum(np.bincount(window[window >= 0], minlength=number)))

    def shares(self, low: int, high: int) -> Floats:
        """Share of the cases of windows low..high-1 that have each feature."""
        return (self.counts[high] - self.counts[low]) / (self.sizes[high] - self.sizes[low])

    def scores(self, low: int, cut: int, high: int) -> Floats:
        """z of each share before and after."""
        before, after, whole = self.shares(low, cut), self.shares(cut, high), self.shares(low, high)
        one, two = self.sizes[cut] - self.sizes[low], self.sizes[high] - self.sizes[cut]
        spread = np.sqrt(np.maximum(whole * (1 - whole), 1e-12) * (1 / one + 1 / two))
        return (after - before) / spread

    def cuts(self, low: int, high: int) -> Iterator[int]:
        """Borders of windows where the process changed."""
        places = range(low + _SIDE, high - _SIDE + 1)
        if not len(places) or not len(self.codes):
            return
        best = max(places, key=lambda cut: float((self.scores(low, cut, high) ** 2).sum()))
        moved = np.abs(self.shares(best, high) - self.shares(low, best))
        certain = np.abs(self.scores(low, best, high)) > bonferroni(len(self.codes) * self.number, 0.001)
        if ((moved >= _MOVED) & certain).any():
            yield best
            yield from self.cuts(low, best - 1)  # the border may lie inside a window: that one is no evidence
            yield from self.cuts(best + 1, high)


def _in_windows(
    codes: NDArray[np.integer[Any]],
    size: int,
    case: NDArray[np.int64],
    window: NDArray[np.int64],
    number: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The codes 0..size-1 that occur, and a row a window with the cases that have each, every case counted once."""
    order = by_code(codes, size)
    code, owner = codes[order], case[order]  # rows stand by case, so a case's repetitions are neighbours
    fresh = np.append(True, (code[1:] != code[:-1]) | (owner[1:] != owner[:-1]))[: len(order)]
    code, place = code[fresh], window[owner[fresh]]
    found, _ = counted(codes, size)
    column = np.append(0, np.cumsum(code[1:] != code[:-1]))[: len(code)]
    keep = place >= 0
    counts = np.bincount(place[keep] * len(found) + column[keep], minlength=number * len(found))
    return found, counts.reshape(number, len(found))


def _told(
    table: _Table,
    where: tuple[int, int, int],
    order: NDArray[np.int64],
    begin: NDArray[np.int64],
    hours: Floats,
) -> Drift:
    low, cut, high = where
    before, after = table.shares(low, cut), table.shares(cut, high)
    left, middle, right = (int(table.sizes[at]) for at in where)
    names, width = table.log.activities, len(table.log.activities)
    largest = np.argsort(-np.abs(after - before), kind="stable")[:_SHOWN]
    moved: list[Moved] = []
    for at in largest.tolist():
        source, target = divmod(int(table.codes[at]), width)
        pair = (names[target], "") if source == 0 else (names[source - 1], names[target])
        moved.append(Moved(*pair, float(before[at]), float(after[at])))
    return Drift(
        time=int(begin[order[middle - 1]]),
        until=int(begin[order[middle]]),
        cases_before=middle - left,
        cases_after=right - middle,
        median_before=float(np.nanmedian(hours[order[left:middle]])),
        median_after=float(np.nanmedian(hours[order[middle:right]])),
        moved=tuple(moved),
    )
