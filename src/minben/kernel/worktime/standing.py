"""How a running limit stands: the share used, and the colour of its light.

Serves the countdown on the workbench and the cards of supervision (紅黃牌): time while stopped is nobody's
delay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from minben.kernel.worktime.model import Calendar, Due, Stop

Light = Literal["stopped", "on_time", "near", "overdue"]

NEAR = 0.9  # a city rule (domain facts, 2.4): unfinished at 90 % of the limit is yellow


def share_used(
    start: datetime, due: Due, now: datetime, calendar: Calendar, stops: Sequence[Stop] = ()
) -> float:
    """The part of the time from `start` to the due moment that has passed at `now`: 0 before, above 1 when
    overdue.

    For limits in working days only hours of working days pass (24 a day); stopped time never does. While the
    clock is stopped the share stands still. Pass the stops that `due` was computed with.
    """
    if due.reach is None:
        raise ValueError("This due date was not computed by due(): it does not say what it reaches.")
    clock = _Clock(calendar, due.unit == "workday")
    real = [stop for stop in stops if stop.start < due.reach]
    used = clock.running(start, now, [(stop.start, stop.end or now) for stop in real])
    total = clock.running(start, due.reach, [(stop.start, stop.end or stop.start) for stop in real])
    if total <= 0:
        return 1.0 if now >= due.reach else 0.0
    return used / total


def standing(
    due: Due,
    now: datetime,
    start: datetime,
    calendar: Calendar,
    stops: Sequence[Stop] = (),
    near: float = NEAR,
) -> Light:
    """Stopped, on time, near (share used >= `near`) or overdue (past the due moment)."""
    if due.at is None or any(_runs(stop, now) and stop.start < due.at for stop in stops):
        return "stopped"
    if now > due.at:
        return "overdue"
    return "near" if share_used(start, due, now, calendar, stops) >= near else "on_time"


def _runs(stop: Stop, now: datetime) -> bool:
    return stop.start <= now and (stop.end is None or now < stop.end)


class _Clock:
    """Seconds that count between two moments."""

    def __init__(self, calendar: Calendar, working: bool) -> None:
        self._calendar, self._working, self._zone = calendar, working, ZoneInfo(calendar.zone)

    def running(self, start: datetime, until: datetime, pauses: Iterable[tuple[datetime, datetime]]) -> float:
        """Seconds from `start` to `until` outside the pauses (which may overlap)."""
        if until <= start:
            return 0.0
        seconds, covered = self._seconds(start, until), start
        for begin, end in sorted(pauses):
            begin, end = max(begin, covered), min(end, until)
            if begin < end:
                seconds, covered = seconds - self._seconds(begin, end), end
        return seconds

    def _seconds(self, begin: datetime, end: datetime) -> float:
        if not self._working:
            return (end - begin).total_seconds()
        return self._worked_before(end, begin) - self._worked_before(begin, begin)

    def _worked_before(self, moment: datetime, anchor: datetime) -> float:
        """Seconds of working days before `moment`, from the beginning of the years that hold `anchor`."""
        local, first = moment.astimezone(self._zone), anchor.astimezone(self._zone)
        span = self._calendar.days.span(first.year)
        if local.year >= span.years.stop:
            self._calendar.days.span(span.years.stop)
        day = local.date().toordinal()
        midnight = datetime.combine(local.date(), time(0), self._zone)
        today = (local - midnight) / timedelta(seconds=1) if span.is_workday(day) else 0.0
        return span.workdays_until(day) * 86400 + today
