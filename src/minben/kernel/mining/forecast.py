"""How much longer running cases will take, and whether they will miss the limit. Serves officers who choose what to do
next, and leaders who look ahead.

Learnt from cases that ended before a moment, judged on cases that began after it, as it would have been in life. A
forecast is no finding about anybody: its error stands beside it, with two plainer ways to guess that it must beat.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import NO_TIME, EventLog, end_column, part
from minben.kernel.finding import refuse
from minben.kernel.mining.boost import Boosted, chance, median_trees, odds_trees
from minben.kernel.mining.orders import HOUR
from minben.kernel.mining.prefixes import Floats, commonest, features, moments
from minben.kernel.mining.workdays import case_workdays
from minben.kernel.worktime import Calendar

_TRAINED, _LEARNT = (
    0.7,
    0.75,
)  # share of cases before the cut; of these, share that trees see (the rest calibrates)
_ROWS, _FEWEST = 30_000, 60  # events learnt from at most; cases needed at least
_LAST = 20  # cases that "the last similar ones" averages
_INSIDE = 0.8  # share of cases that the interval promises to hold


@dataclass(frozen=True)
class Score:
    """Judged on `tested` cases that began after those learnt from. Hours; Brier scores 0..1, lower is better.

    `calibration` rows: risk said on average, share that was late, events in the bin.
    """

    learnt: int
    tested: int
    events: int
    error: float  # mean absolute
    error_of_mean: float
    error_of_similar: float
    inside: float  # share within the interval, of 0.8 promised
    brier: float
    brier_of_mean: float
    brier_of_similar: float
    calibration: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True)
class Outlook:
    """Of one running case, from its last event on: hours, and the risk (0..1) of being late at the end."""

    case: str
    activity: str
    elapsed: float
    remaining: float
    low: float
    high: float
    risk: float


@dataclass(frozen=True)
class Forecast:
    """Learnt once, asked often. `limit` is hours or working days, as `unit` says."""

    unit: str
    limit: float
    names: tuple[str, ...]
    score: Score
    calendar: Calendar | None
    hours: Boosted
    odds: Boosted
    margins: tuple[Floats, Floats, Floats]  # upper bounds of the forecast's classes, error below, error above
    steps: tuple[Floats, Floats]  # isotonic: said, happened

    def outlook(self, log: EventLog, chosen: NDArray[np.int64] | None = None) -> tuple[Outlook, ...]:
        """Of these cases (default: all that have no end), longest remaining time first."""
        cases = running(log) if chosen is None else chosen
        cases = cases[np.diff(log.offsets)[cases] > 0]
        if not len(cases):
            return ()
        own = part(log, cases)
        time = moments(own)
        told = features(own, self.names, time, self.calendar)
        last = own.offsets[1:] - 1
        remaining, low, high = self.spans(told[last])
        risk = self.risks(told[last])
        rows = [
            Outlook(own.cases[at], own.activities[own.activity[row]], float(told[row, 1]), *numbers)
            for at, (row, *numbers) in enumerate(
                zip(last.tolist(), *(x.tolist() for x in (remaining, low, high, risk)), strict=True)
            )
        ]
        return tuple(sorted(rows, key=lambda row: (-row.remaining, row.case)))

    def spans(self, told: Floats) -> tuple[Floats, Floats, Floats]:
        """Remaining hours: the middle, and the interval that holds four in five."""
        said = np.maximum(self.hours(told), 0.0)
        bounds, below, above = self.margins
        group = np.searchsorted(bounds, said)
        return said, np.maximum(said - below[group], 0.0), said + above[group]

    def risks(self, told: Floats) -> Floats:
        """The calibrated chance to be late."""
        return np.interp(chance(self.odds(told)), *self.steps)


def running(log: EventLog) -> NDArray[np.int64]:
    """Cases without an end: by their closing date where the log has one; else none can be told."""
    end = end_column(log)
    if not end:
        return np.zeros(0, np.int64)
    return np.flatnonzero(log.case_columns[end].times() == NO_TIME)


def forecast(log: EventLog, calendar: Calendar | None = None, limit: int | None = None) -> Forecast:
    """Learn from the closed cases of a log. `limit` in working days; without one, late is the slowest fifth of those
    learnt from. Raises InputError for logs with too few closed cases.
    """
    finished = np.setdiff1d(np.flatnonzero(np.diff(log.offsets) > 0), running(log))
    own = part(log, finished)
    return _Learning(own, moments(own), calendar).learn(limit)


class _Learning:
    """The closed cases with what is asked of them."""

    def __init__(self, log: EventLog, time: NDArray[np.int64], calendar: Calendar | None) -> None:
        self.log, self.time, self.calendar = log, time, calendar
        self.case = log.case_index
        self.remaining = (time[log.offsets[1:] - 1][self.case] - time) / HOUR

    def learn(self, limit: int | None) -> Forecast:
        before, after = self._parted()
        late, unit, bound = self._late(before, limit)
        kept = int(_LEARNT * len(before))
        seen, held, rows = self._rows(before[:kept]), self._rows(before[kept:]), self._rows(before)
        names = commonest(self.log, rows)
        told = features(self.log, names, self.time, self.calendar)
        hours, odds = median_trees(told[seen], self.known[seen]), odds_trees(told[seen], late[seen])
        margins = _margins(np.maximum(hours(told[held]), 0.0), self.known[held])
        recent = self._rows(self._judgeable(before, kept, bound if unit == "hours" else None))
        steps = _isotonic(chance(odds(told[recent])), late[recent])  # of the unseen; then learnt from all
        hours, odds = median_trees(told[rows], self.known[rows]), odds_trees(told[rows], late[rows])
        empty = Score(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ())
        made = Forecast(unit, bound, names, empty, self.calendar, hours, odds, margins, steps)
        score = self._score(made, told, len(before), self._rows(after), late)
        return replace(made, score=score)

    def _parted(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Cases to learn from, by begin, and to judge by. Those that began shortly before the cut are left out: of
        them only the quick ones have ended. What was still running at the cut counts with its time so far.
        """
        begin = self.time[self.log.offsets[:-1]]
        total = self.remaining[self.log.offsets[:-1]] * HOUR
        self.cut = int(np.sort(begin)[int(_TRAINED * len(begin))]) if len(begin) else 0
        before, after = np.flatnonzero(begin < self.cut), np.flatnonzero(begin >= self.cut)
        ended = before[begin[before] + total[before] < self.cut]
        if min(len(ended), len(after)) < _FEWEST:
            message = f"Only {len(ended)} closed cases can be learnt from and {len(after)} judged by."
            advice = f"A forecast needs {_FEWEST} of each: take a longer period."
            raise refuse(self.log.origin, message, advice)
        self.ended = ended
        whole = before[begin[before] < self.cut - np.quantile(total[ended], 0.9)]
        chosen = whole if len(whole) >= max(_FEWEST, len(before) // 2) else ended
        self.known = np.minimum(self.remaining, np.maximum(self.cut - self.time, 0) / HOUR)
        return chosen[np.argsort(begin[chosen], kind="stable")], after

    def _judgeable(self, before: NDArray[np.int64], kept: int, bound: float | None) -> NDArray[np.int64]:
        """The cases to calibrate the risk by: those that the trees did not see. Whether a case kept a limit of hours is
        known that many hours after it began, before it has ended: so cases up to then count, and a recent change of the
        share of late ones is seen.
        """
        if bound is None:
            return before[kept:]
        begin = self.time[self.log.offsets[:-1]]
        since = begin[before[kept]] if kept < len(before) else self.cut
        found = np.flatnonzero((begin >= since) & (begin < self.cut - bound * HOUR))
        found = np.setdiff1d(found, before[:kept])
        found = found[np.argsort(begin[found], kind="stable")]
        least = max(len(before) - kept, _FEWEST)
        return found if len(found) >= least else before[kept:]

    def _late(self, before: NDArray[np.int64], limit: int | None) -> tuple[Floats, str, float]:
        """1 for every event of a late case, the unit and the limit."""
        if limit is not None:
            cases, _, days = case_workdays(self.log, self.calendar)
            of_case = np.zeros(len(self.log.cases))
            of_case[cases] = days > limit
            return of_case[self.case], "workdays", float(limit)
        total = self.remaining[self.log.offsets[:-1]]
        bound = float(np.quantile(self.known[self.log.offsets[:-1]][before], 0.8))
        return (total > bound).astype(np.float64)[self.case], "hours", bound

    def _rows(self, cases: NDArray[np.int64]) -> NDArray[np.int64]:
        """Events of these cases but their last, of every k-th case when they are too many."""
        lengths = np.diff(self.log.offsets)[cases]
        cases = cases[:: max(1, int(lengths.sum() // _ROWS))]
        chosen = np.zeros(len(self.log.cases), np.bool_)
        chosen[cases] = True
        rows = chosen[self.case]
        if len(cases) and self.time[self.log.offsets[cases[0]]] < self.cut:
            rows &= self.time < self.cut
        rows[self.log.offsets[1:] - 1] = False
        return np.flatnonzero(rows)

    def _score(
        self, made: Forecast, told: Floats, learnt: int, rows: NDArray[np.int64], late: Floats
    ) -> Score:
        seen = self._rows(self.ended)
        true, was_late = self.remaining[rows], late[rows]
        said, low, high = made.spans(told[rows])
        risk = made.risks(told[rows])
        alike, alike_late = self._similar(seen, rows, late)
        middle, share = float(self.remaining[seen].mean()), float(late[seen].mean())
        return Score(
            learnt,
            len(np.unique(self.case[rows])),
            len(rows),
            float(np.abs(said - true).mean()),
            float(np.abs(middle - true).mean()),
            float(np.abs(alike - true).mean()),
            float(((true >= low) & (true <= high)).mean()),
            float(((risk - was_late) ** 2).mean()),
            float(((share - was_late) ** 2).mean()),
            float(((alike_late - was_late) ** 2).mean()),
            _calibration(risk, was_late),
        )

    def _similar(
        self, seen: NDArray[np.int64], rows: NDArray[np.int64], late: Floats
    ) -> tuple[Floats, Floats]:
        """The mean of the last cases that stood at the same activity after as many events; else of all."""
        place = np.arange(len(self.log)) - self.log.offsets[self.case]
        last: dict[tuple[int, int], list[int]] = defaultdict(list)
        ended = self.time + (self.remaining * HOUR).astype(np.int64)
        for row in seen[np.argsort(ended[seen], kind="stable")].tolist():
            last[int(self.log.activity[row]), int(place[row])].append(row)
        found = {key: np.array(members[-_LAST:]) for key, members in last.items()}
        alike = [found.get((int(self.log.activity[row]), int(place[row])), seen) for row in rows.tolist()]
        means = {id(group): (self.remaining[group].mean(), late[group].mean()) for group in alike}
        pairs = np.array([means[id(group)] for group in alike])
        return pairs[:, 0], pairs[:, 1]


def _margins(said: Floats, true: Floats) -> tuple[Floats, Floats, Floats]:
    """Errors below and above that hold four in five, in five classes of the forecast (split conformal, Lei 2018)."""
    bounds = np.unique(np.quantile(said, (0.2, 0.4, 0.6, 0.8)))
    group = np.searchsorted(bounds, said)
    tail = (1 - _INSIDE) / 2
    errors = [(true - said)[group == at] for at in range(len(bounds) + 1)]
    errors = [one if len(one) else true - said for one in errors]
    below = np.array([max(0.0, -float(np.quantile(one, tail))) for one in errors])
    above = np.array([max(0.0, float(np.quantile(one, 1 - tail))) for one in errors])
    return bounds, below, above


def _isotonic(said: Floats, happened: Floats) -> tuple[Floats, Floats]:
    """Pool adjacent violators (Ayer and others 1955): the risk said grows with the share that was late."""
    order = np.argsort(said, kind="stable")
    groups = [part for part in np.array_split(order, min(50, max(1, len(order) // 20))) if len(part)]
    pools: list[list[float]] = []  # sum said, sum happened, count
    for group in groups:
        pools.append([float(said[group].sum()), float(happened[group].sum()), float(len(group))])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            one = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], one, strict=True)]
    told = np.array(pools)
    shares = (told[:, 1] + 1) / (told[:, 2] + 2)  # never quite sure
    return told[:, 0] / told[:, 2], np.maximum.accumulate(shares)


def _calibration(risk: Floats, late: Floats) -> tuple[tuple[float, float, int], ...]:
    bins = np.minimum((risk * 10).astype(np.int64), 9)
    found = ((risk[bins == at], late[bins == at]) for at in range(10))
    return tuple((float(said.mean()), float(was.mean()), len(said)) for said, was in found if len(said))
