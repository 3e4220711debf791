"""Working days beside elapsed days. Serves leaders and applicants: limits of the law count working days.

A day counts by the calendar given (holidays, make-up weekends); without one, Monday to Friday. As in the law (民法典
art. 201) the first day is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import NO_TIME, EventLog
from minben.kernel.finding import refuse
from minben.kernel.mining.chance import wilson
from minben.kernel.worktime import Calendar, OutsideCalendar

_DAY = 86_400_000_000


@dataclass(frozen=True)
class WorkingTime:
    """From first to last event of a case. `calendar` is its id, or "" for Monday to Friday."""

    calendar: str
    cases: int
    median_days: float  # elapsed, in days of 24 hours
    p90_days: float
    median_workdays: float
    p90_workdays: float
    limit: int | None  # working days
    late: int  # cases that took more
    share_late: float
    low: float  # 95 % interval of the share
    high: float


def working_time(log: EventLog, calendar: Calendar | None = None, limit: int | None = None) -> WorkingTime:
    """Working days of all timed cases against a limit in working days. Raises InputError outside the calendar."""
    cases, elapsed, counted = case_workdays(log, calendar)
    late = int((counted > limit).sum()) if limit is not None else 0
    low, high = wilson(late, len(cases)) if limit is not None else (0.0, 0.0)
    return WorkingTime(
        calendar.id if calendar else "",
        len(cases),
        *_middle_and_high(elapsed),
        *_middle_and_high(counted.astype(np.float64)),
        limit,
        late,
        late / max(len(cases), 1),
        low,
        high,
    )


def case_workdays(
    log: EventLog, calendar: Calendar | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Indices of timed cases, their elapsed days, their working days. Days are local where the log knows its zone."""
    known = log.time != NO_TIME
    case, time = log.case_index[known], log.time[known]
    zone = np.zeros(len(log), np.int64) if log.zone is None else log.zone.astype(np.int64) * 60_000_000
    begin = time if log.start is None else np.where(log.start[known] != NO_TIME, log.start[known], time)
    first, last = np.full(len(log.cases), np.iinfo(np.int64).max), np.full(len(log.cases), NO_TIME)
    np.minimum.at(first, case, begin)
    np.maximum.at(last, case, time)
    cases = np.flatnonzero(last != NO_TIME)
    shift = np.zeros(len(log.cases), np.int64)
    shift[case] = zone[known]
    first_day, last_day = ((moment[cases] + shift[cases]) // _DAY for moment in (first, last))
    return cases, (last[cases] - first[cases]) / _DAY, days_between(log, first_day, last_day, calendar)


def days_between(
    log: EventLog, first: NDArray[np.int64], last: NDArray[np.int64], calendar: Calendar | None
) -> NDArray[np.int64]:
    """Working days after the day `first` up to and with `last`, both as days since 1970. Raises InputError."""
    if not len(first):
        return first
    if calendar is None:
        one, two = ((days + 1).astype("datetime64[D]") for days in (first, last))
        return np.busday_count(one, two).astype(np.int64)
    days = np.unique(np.concatenate([first, last]))
    try:
        until = _running(calendar, days)
    except OutsideCalendar as error:
        advice = "Give a calendar that covers the years of the log."
        raise refuse(
            log.origin, f"The calendar {calendar.id} has no days of {error.year}.", advice
        ) from error
    return until[np.searchsorted(days, last)] - until[np.searchsorted(days, first)]


def _running(calendar: Calendar, days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Working days up to and with each day, all within one span of years."""
    epoch = date(1970, 1, 1)
    dates = [epoch + timedelta(days=day) for day in cast("list[int]", days.tolist())]
    span = calendar.days.span(dates[0].year)
    if dates[-1].year >= span.years.stop:
        raise OutsideCalendar(span.years.stop)
    return np.array([span.workdays_until(day.toordinal() + 1) for day in dates], dtype=np.int64)


def _middle_and_high(values: NDArray[np.float64]) -> tuple[float, float]:
    if not values.size:
        return 0.0, 0.0
    middle, high = np.quantile(values, (0.5, 0.9)).tolist()
    return middle, high
