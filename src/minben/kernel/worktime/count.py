"""Counting working days: the three questions everything else is built on.

Serves the due dates, the statistics and whoever plans a counter's week.
"""

from __future__ import annotations

from datetime import date

from minben.kernel.worktime.model import Calendar


def is_workday(calendar: Calendar, day: date) -> bool:
    """Whether offices work on `day`, make-up weekends (調休) included. Raises OutsideCalendar."""
    return calendar.days.span(day.year).is_workday(day.toordinal())


def add_workdays(calendar: Calendar, day: date, n: int) -> date:
    """The n-th working day after `day` (before it, when n < 0); the day itself is never counted.

    n = 0 gives `day` when it is worked and else the next working day. Raises OutsideCalendar.
    """
    span, ordinal = calendar.days.span(day.year), day.toordinal()
    # Working days up to and with `day` come before its successor; those before `day` end at place -1.
    place = span.workdays_until(ordinal + 1) - 1 + n if n > 0 else span.workdays_until(ordinal) + n
    return date.fromordinal(span.workday(place))


def workdays_between(calendar: Calendar, start: date, end: date) -> int:
    """How many working days lie after `start` and up to `end` (民法典 art. 201); negative when end < start.

    So `workdays_between(c, d, add_workdays(c, d, n)) == n` for n >= 0 whenever d is worked. Raises
    OutsideCalendar, also when a year between the two is missing.
    """
    if end < start:
        return -workdays_between(calendar, end, start)
    span = calendar.days.span(start.year)
    if end.year >= span.years.stop:
        calendar.days.span(span.years.stop)
    return span.workdays_until(end.toordinal() + 1) - span.workdays_until(start.toordinal() + 1)
