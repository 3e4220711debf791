"""Due dates the slow way, written from the articles alone: each day is asked whether it counts.

Shares no code with the product but the calendar's dictionaries. Serves the comparison on random cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from minben.kernel.worktime import Calendar, Counting, Extension, Limit, Stop

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Oracle:
    """One calendar, walked."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar, self.zone = calendar, ZoneInfo(calendar.zone)

    def worked(self, day: date) -> bool:
        if day in self.calendar.rest:
            return False
        return day.weekday() < 5 or day in self.calendar.worked

    def next_worked(self, day: date) -> date:
        day += DAY
        while not self.worked(day):
            day += DAY
        return day

    def due(
        self,
        start: datetime,
        limit: Limit,
        counting: Counting,
        stops: Sequence[Stop] = (),
        extensions: Sequence[Extension] = (),
    ) -> datetime:
        """The due moment; stops and extensions count when they come before the moment due so far."""
        events: list[Stop | Extension] = [*stops, *extensions]
        events.sort(key=lambda event: event.start if isinstance(event, Stop) else event.at)
        live: list[Stop] = []
        longer = 0
        walk = self._hours if limit.unit == "hour" else self._days
        for event in events:
            moment = walk(start, limit, counting, live, longer)
            if isinstance(event, Stop) and event.start < moment:
                live.append(event)
            elif isinstance(event, Extension) and event.at <= moment:
                longer += event.limit.value
        return walk(start, limit, counting, live, longer)

    def _received(self, start: datetime, counting: Counting, *, today: bool) -> datetime:
        local = start.astimezone(self.zone)
        day = local.date()
        late = counting.cutoff and (local.time() > counting.cutoff or not self.worked(day))
        if late or (today and local.time() > counting.due_time):
            return datetime.combine(self.next_worked(day), time(0), self.zone)
        return local

    def _hours(
        self, start: datetime, limit: Limit, counting: Counting, stops: Sequence[Stop], longer: int
    ) -> datetime:
        moment = self._received(start, counting, today=False).astimezone(UTC)
        left = (limit.value + longer) * HOUR
        pauses = [(stop.start, stop.end) for stop in stops if stop.end]
        # Minute by minute: everything here is on whole minutes. No limit ends inside a stop.
        while left > timedelta(0) or any(begin < moment < end for begin, end in pauses):
            if not any(begin <= moment < end for begin, end in pauses):
                left -= timedelta(minutes=1)
            moment += timedelta(minutes=1)
        return moment.astimezone(self.zone)

    def _days(
        self, start: datetime, limit: Limit, counting: Counting, stops: Sequence[Stop], longer: int
    ) -> datetime:
        today = counting.count_start_day or limit.value == 0
        received = self._received(start, counting, today=today).date()
        ends = [(stop.start, stop.end) for stop in stops if stop.end]

        def covered(day: date) -> bool:
            closing = datetime.combine(day, counting.due_time, self.zone)
            return any(begin < closing <= end for begin, end in ends)

        day = received if today else received + DAY
        left = self._number(day, limit) + longer
        while True:
            left -= not covered(day) and (limit.unit != "workday" or self.worked(day))
            if left == 0:
                break
            day += DAY
        while counting.roll_forward and (covered(day) or not self.worked(day)):
            day += DAY
        return datetime.combine(day, counting.due_time, self.zone)

    def _number(self, first: date, limit: Limit) -> int:
        """How many counted days the limit has: months and years run to the corresponding day (民法典 art. 202)."""
        if limit.value == 0 or limit.unit not in ("month", "year"):
            return max(limit.value, 1)
        basis = first - DAY
        months = limit.value * (12 if limit.unit == "year" else 1)
        year, month = basis.year, basis.month
        for _ in range(months):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        last = basis.day
        while True:
            try:
                return (date(year, month, last) - basis).days
            except ValueError:
                last -= 1


def random_cases(number: int, seed: int, zone: ZoneInfo, first: date, days: int) -> list[tuple]:
    """(start, limit, counting, stops, extensions): all units, settings, up to three stops, one extension."""
    dice = np.random.default_rng(seed)
    units = ("workday", "day", "month", "year", "hour")
    found = []
    for _ in range(number):
        unit = units[dice.choice(5, p=(0.5, 0.25, 0.1, 0.05, 0.1))]
        top = {"workday": 31, "day": 61, "month": 7, "year": 2, "hour": 49}[unit]
        limit = Limit(int(dice.integers(0, top)), unit)
        start = datetime.combine(first, time(0), zone) + timedelta(minutes=int(dice.integers(0, days * 1440)))
        counting = Counting(
            bool(dice.random() < 0.3),
            time(17) if dice.random() < 0.5 else None,
            time(17, 30) if dice.random() < 0.3 else time(23, 59),
            bool(dice.random() < 0.8),
        )
        stops = []
        for _ in range(int(dice.integers(0, 4))):
            begin = start + timedelta(minutes=int(dice.integers(-3 * 1440, 30 * 1440)))
            stops.append(Stop(begin, begin + timedelta(minutes=int(dice.integers(0, 9 * 1440))), "hearing"))
        longer = []
        if unit in ("workday", "day", "hour") and dice.random() < 0.3:
            granted = start + timedelta(minutes=int(dice.integers(0, 30 * 1440)))
            longer = [Extension(granted, Limit(int(dice.integers(1, 11)), unit))]
        found.append((start, limit, counting, stops, longer))
    return found
