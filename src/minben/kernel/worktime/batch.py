"""Due dates of many receipts at once, as arrays. Serves statistics, simulation and a city's whole night run."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from minben.kernel.worktime.days import OutsideCalendar, Span
from minben.kernel.worktime.model import Calendar, Counting

EPOCH = 719163  # date(1970, 1, 1).toordinal()
DAY = 24 * 60
Minutes = NDArray[np.datetime64]  # datetime64[m], local time of the calendar's zone


def due_many(
    received: Minutes, workdays: int | NDArray[np.int64], calendar: Calendar, counting: Counting
) -> Minutes:
    """What `due_at` gives, for every element: `received` is local wall time, and so is the answer.

    All receipts and answers must lie in one gap-free run of the calendar's years, else OutsideCalendar.
    """
    minutes = np.asarray(received, dtype="datetime64[m]").astype(np.int64)
    if minutes.size == 0:
        return minutes.astype("datetime64[m]")
    limits = np.broadcast_to(np.asarray(workdays, dtype=np.int64), minutes.shape)
    day, minute = np.divmod(minutes, DAY)
    table = _Table.of(calendar, int(day.min()))
    today = counting.count_start_day | (limits == 0)
    day = table.received(day, minute, counting, today)
    first = counting.count_start_day & (limits > 0)
    day = np.where(first, table.after(day, np.zeros_like(day)), day)
    day = table.after(day, limits - first)
    due_time = counting.due_time.hour * 60 + counting.due_time.minute
    return (day * DAY + due_time).astype("datetime64[m]")


class _Table:
    """A span's days as arrays, counted from 1970."""

    def __init__(self, span: Span) -> None:
        self.years = span.years
        self.first, self.last = span.first - EPOCH, span.last - EPOCH
        self.before = np.asarray(span.before, dtype=np.int64)
        self.workdays = np.asarray(span.workdays, dtype=np.int64) - EPOCH

    @staticmethod
    def of(calendar: Calendar, day: int) -> _Table:
        year = int(np.datetime64(day, "D").astype("datetime64[Y]").astype(int)) + 1970
        return _table(calendar.days.span(year))

    def received(
        self, day: NDArray[np.int64], minute: NDArray[np.int64], counting: Counting, today: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """The day that counts as the day of receipt."""
        late = today & (minute > counting.due_time.hour * 60 + counting.due_time.minute)
        if counting.cutoff is not None:
            place = self._place(day)
            rests = self.before[place] == self.before[place + 1]
            late |= rests | (minute > counting.cutoff.hour * 60 + counting.cutoff.minute)
        return np.where(late, self.after(day, np.ones_like(day)), day)

    def after(self, day: NDArray[np.int64], number: NDArray[np.int64]) -> NDArray[np.int64]:
        """`add_workdays`, element by element."""
        later = number > 0
        place = self.before[self._place(day) + later] - later + number
        if place.max() >= len(self.workdays):
            raise OutsideCalendar(self.years.stop)
        return self.workdays[place]

    def _place(self, day: NDArray[np.int64]) -> NDArray[np.int64]:
        if day.max() > self.last:
            raise OutsideCalendar(self.years.stop)
        return day - self.first


@lru_cache(maxsize=32)
def _table(span: Span) -> _Table:
    return _Table(span)
