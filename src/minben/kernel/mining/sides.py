"""The same process in several periods, variants or places, side by side: how long, how many in time, and where the
difference lies. Serves leaders and analysts ("why is this town slower than that one?").

A case's time from first to last event is the sum of the times before each of its events, so the difference of two
groups' mean times is the sum of their differences before each activity: nothing is left over. Intervals are of 95 %;
the differences of many activities are judged together (Bonferroni), so that chance alone rarely names one.
They say how sure a difference is, never why it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import MISSING, NO_TIME, EventLog, end_column
from minben.kernel.mining.deadlines import limit_columns
from minben.kernel.mining.flow import throughput
from minben.kernel.mining.orders import HOUR
from minben.kernel.mining.variants import variants

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST = 30  # values of an attribute that are still parts to compare
FEW = 5  # cases: a smaller part is not compared
LEADING = 5  # variants that are parts of their own
_NORMAL = NormalDist()
_PERIODS = ("year", "quarter", "month")


@dataclass(frozen=True)
class Part:
    """Some cases of a log, under a name."""

    name: str
    log: EventLog
    cases: Indices


@dataclass(frozen=True)
class Side:
    """A part in figures; hours. `low`, `high` bound the median; `in_time` of `judged` closed cases kept their limit."""

    name: str
    cases: int
    median: float
    low: float
    high: float
    mean: float
    p90: float
    in_time: int = 0
    judged: int = 0


@dataclass(frozen=True)
class Difference:
    """Mean hours a case spends before an activity in two parts, how often it is done, and the difference (second minus
    first) with its interval; `sure`: the interval does not hold 0.
    """

    activity: str
    first: float
    second: float
    times_first: float
    times_second: float
    low: float
    high: float

    @property
    def hours(self) -> float:
        """Second minus first."""
        return self.second - self.first

    @property
    def sure(self) -> bool:
        """Whether chance alone would rarely make it."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Pair:
    """Two parts compared: the difference of their mean times with its interval, and its parts, largest first."""

    first: str
    second: str
    hours: float
    low: float
    high: float
    differences: tuple[Difference, ...]

    @property
    def sure(self) -> bool:
        """Whether chance alone would rarely make the difference of the whole."""
        return self.low > 0 or self.high < 0


def ways_to_part(log: EventLog) -> tuple[str, ...]:
    """By what a log can be parted: `period`, `variant`, attributes of cases, and of events (of a case's first one)."""
    found = ["period", "variant"]
    found += [f"case:{name}" for name in sorted(log.case_columns) if _divides(_of_cases(log, name))]
    found += [f"event:{name}" for name in sorted(log.event_columns) if _divides(_of_events(log, name))]
    return tuple(found)


def parts(log: EventLog, by: str) -> tuple[Part, ...]:
    """The log in parts, in order of time or name, only those with cases enough; KeyError for an unknown way."""
    if by == "period":
        return _periods(log)
    if by == "variant":
        leading = variants(log)[:LEADING]
        named = [(" → ".join(one.trace), one.cases) for one in leading]
        return tuple(Part(name, log, cases) for name, cases in named if len(cases) >= FEW)
    kind, _colon, name = by.partition(":")
    columns = {"case": log.case_columns, "event": log.event_columns}[kind]
    if name not in columns:
        raise KeyError(by)
    values = _of_cases(log, name) if kind == "case" else _of_events(log, name)
    return _named(log, values)


def _named(log: EventLog, values: Sequence[str]) -> tuple[Part, ...]:
    names, inverse = np.unique(np.array(values, dtype=object).astype(str), return_inverse=True)
    found = [(str(name), np.flatnonzero(inverse == at)) for at, name in enumerate(names.tolist()) if name]
    return tuple(Part(name, log, cases) for name, cases in found if len(cases) >= FEW)


def _divides(values: Sequence[str]) -> bool:
    return 2 <= len({value for value in values if value}) <= MOST


def _of_cases(log: EventLog, name: str) -> list[str]:
    column = log.case_columns[name]
    return ["" if value is None else str(value) for value in column.values] if column.type in _WORDS else []


def _of_events(log: EventLog, name: str) -> list[str]:
    """The value of each case's first event that has one."""
    column = log.event_columns[name]
    if column.type not in _WORDS:
        return []
    codes, table = column.coded()
    known = np.flatnonzero(codes != MISSING)
    owner, first = np.unique(log.case_index[known], return_index=True)
    found = [""] * len(log.cases)
    for case, code in zip(owner.tolist(), codes[known[first]].tolist(), strict=True):
        found[case] = str(table[code])
    return found


_WORDS = ("text", "boolean")


def _periods(log: EventLog) -> tuple[Part, ...]:
    """By the period of a case's first event: the longest kind of period that gives at least two parts."""
    first = _first_times(log)
    known = first != NO_TIME
    months = first[known].astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    found: tuple[Part, ...] = ()
    for kind in _PERIODS:
        labels = np.full(len(log.cases), "", dtype=object)
        labels[known] = [_period(month, kind) for month in months.tolist()]
        found = _named(log, labels.tolist())
        if len(found) >= 2:
            return found
    return found


def _period(month: int, kind: str) -> str:
    year, number = 1970 + month // 12, month % 12
    if kind == "year":
        return str(year)
    return f"{year} Q{number // 3 + 1}" if kind == "quarter" else f"{year}-{number + 1:02d}"


def _first_times(log: EventLog) -> Indices:
    first = np.full(len(log.cases), NO_TIME)
    timed = log.time != NO_TIME
    owners, at = np.unique(log.case_index[timed], return_index=True)
    first[owners] = log.time[timed][at]
    return first


def sides(found: Sequence[Part]) -> tuple[Side, ...]:
    """Each part in figures."""
    return tuple(_side(part) for part in found)


def _side(part: Part) -> Side:
    spent = throughput(part.log)
    hours = np.full(len(part.log.cases), np.nan)
    hours[spent.cases] = spent.hours
    known = np.sort(hours[part.cases][~np.isnan(hours[part.cases])])
    if not known.size:
        return Side(part.name, len(part.cases), 0.0, 0.0, 0.0, 0.0, 0.0)
    middle, high = np.quantile(known, (0.5, 0.9)).tolist()
    low, top = _median_between(known)
    kept, judged = _in_time(part)
    return Side(part.name, len(part.cases), middle, low, top, float(known.mean()), high, kept, judged)


def _median_between(ordered: Floats) -> tuple[float, float]:
    """A 95 % interval of the median by order statistics: nothing is assumed about how times are spread."""
    count = len(ordered)
    reach = _NORMAL.inv_cdf(0.975) * np.sqrt(count) / 2
    low, high = int(np.floor(count / 2 - reach)), int(np.ceil(count / 2 + reach))
    return float(ordered[max(low, 0)]), float(ordered[min(high, count - 1)])


def _in_time(part: Part) -> tuple[int, int]:
    end, limits = end_column(part.log), limit_columns(part.log)
    if not end or not limits:
        return 0, 0
    closed, limit = (part.log.case_columns[name].times()[part.cases] for name in (end, limits[0]))
    judged = (closed != NO_TIME) & (limit != NO_TIME)
    return int((judged & (closed <= limit)).sum()), int(judged.sum())


def pair(first: Part, second: Part) -> Pair:
    """Where the difference between two parts lies, the largest difference first. Cases without two known times are
    left out.
    """
    names = sorted({*first.log.activities, *second.log.activities})
    one, two = (_per_case(part, names) for part in (first, second))
    level = _NORMAL.inv_cdf(1 - 0.025 / max(len(names), 1))
    rows = [_difference(name, at, one, two, level) for at, name in enumerate(names)]
    whole = _interval(one[0].sum(axis=1), two[0].sum(axis=1), _NORMAL.inv_cdf(0.975))
    shown = [row for row in rows if row.first or row.second or row.times_first or row.times_second]
    ranked = sorted(shown, key=lambda row: (-abs(row.hours), row.activity))
    return Pair(first.name, second.name, *whole, tuple(ranked))


def _difference(
    name: str, at: int, one: tuple[Floats, Floats], two: tuple[Floats, Floats], level: float
) -> Difference:
    _hours, low, high = _interval(one[0][:, at], two[0][:, at], level)
    first, second, often, more = (
        float(table[:, at].mean()) if len(table) else 0.0 for table in (one[0], two[0], one[1], two[1])
    )
    return Difference(name, first, second, often, more, low, high)


def _interval(one: Floats, two: Floats, level: float) -> tuple[float, float, float]:
    """Difference of means and its bounds (Welch, normal quantile); a part of one case bounds nothing."""
    if len(one) < 2 or len(two) < 2:
        return 0.0, -np.inf, np.inf
    hours = float(two.mean() - one.mean())
    reach = level * float(np.sqrt(one.var(ddof=1) / len(one) + two.var(ddof=1) / len(two)))
    return hours, hours - reach, hours + reach


def _per_case(part: Part, names: Sequence[str]) -> tuple[Floats, Floats]:
    """Case × activity: hours before the activity, and how often it is done."""
    log = part.log
    column = {name: at for at, name in enumerate(names)}
    of_code = np.array([column[name] for name in log.activities], dtype=np.int64)
    place = np.full(len(log.cases), -1)
    place[part.cases] = np.arange(len(part.cases))
    rows = np.flatnonzero((place[log.case_index] >= 0) & (log.time != NO_TIME))
    owner, what = place[log.case_index[rows]], of_code[log.activity[rows]]
    hours, times = (np.zeros((len(part.cases), len(names))) for _ in range(2))
    np.add.at(times, (owner, what), 1.0)
    follows = np.flatnonzero(owner[1:] == owner[:-1]) + 1
    gaps = (log.time[rows][follows] - log.time[rows][follows - 1]) / HOUR
    np.add.at(hours, (owner[follows], what[follows]), gaps)
    return hours, times


def fastest_and_slowest(found: Sequence[Side]) -> tuple[str, str]:
    """Names of the parts with the smallest and the largest median; KeyError for fewer than two parts."""
    if len(found) < 2:
        raise KeyError("two parts are needed")
    ordered = sorted(found, key=lambda side: (side.median, side.name))
    return ordered[0].name, ordered[-1].name
