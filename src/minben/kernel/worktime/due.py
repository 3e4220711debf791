"""From a receipt to a due moment, as a chain of steps that anyone can check by hand.

Serves applicants ("why this date?"), officers, supervision and the courts. Sources: 民法典 arts. 200-204
(counting), 行政许可法 arts. 42 (extension), 45 (time not counted), 82 (working days).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from minben.kernel.worktime.count import add_workdays, is_workday
from minben.kernel.worktime.hours import HourClock
from minben.kernel.worktime.longer import DayClock
from minben.kernel.worktime.model import Calendar, Counting, Due, Extension, Limit, Step, Stop

NO_ZONE, NEGATIVE = "Every moment of a due date needs a time zone.", "A limit cannot be negative."


def due(
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    counting: Counting,
    stops: Sequence[Stop] = (),
    extensions: Sequence[Extension] = (),
) -> Due:
    """When what was received at `start` is due, and why.

    `start` and all other moments are aware; due moments are in the calendar's zone. Raises OutsideCalendar
    when a day of an uncovered year must be judged, ValueError for moments without a zone, a stop that ends
    before it begins, a negative limit, or an extension that mixes hours with longer units.
    """
    _check(start, limit, stops, extensions)
    received, steps = _receive(start, limit, calendar, counting)
    kind = HourClock if limit.unit == "hour" else DayClock
    clock = kind(received, limit, calendar, counting, steps)
    for event in _in_time(stops, extensions):
        if isinstance(event, Stop):
            clock.stop(event)
        else:
            clock.extend(event)
    return clock.finish()


def due_at(start: datetime, workdays: int, calendar: Calendar, counting: Counting) -> datetime:
    """The due moment of a plain limit in working days, without its explanation: several times faster."""
    if start.tzinfo is None:
        raise ValueError(NO_ZONE)
    if workdays < 0:
        raise ValueError(NEGATIVE)
    zone = ZoneInfo(calendar.zone)
    received = start.astimezone(zone)
    if _missed(received, Limit(workdays, "workday"), calendar, counting) is not None:
        received = datetime.combine(add_workdays(calendar, received.date(), 1), time(0), zone)
    offset = workdays - 1 if counting.count_start_day and workdays else workdays
    # A start day that counts is the first working day on or after it: that is what adding 0 gives.
    if offset != workdays:
        received = datetime.combine(add_workdays(calendar, received.date(), 0), time(0), received.tzinfo)
    return datetime.combine(
        add_workdays(calendar, received.date(), offset), counting.due_time, received.tzinfo
    )


def counts_start_day(limit: Limit, counting: Counting) -> bool:
    """Whether the day of receipt is a counted day; what is decided at once (即辦) is decided on it."""
    return counting.count_start_day or limit.value == 0


def _receive(
    start: datetime, limit: Limit, calendar: Calendar, counting: Counting
) -> tuple[datetime, list[Step]]:
    """The local moment that counts as received, and the first one or two steps."""
    zone = ZoneInfo(calendar.zone)
    local = start.astimezone(zone)
    steps = [Step("start", local.date(), at=local if limit.unit == "hour" else None, basis=counting.basis)]
    hour = _missed(local, limit, calendar, counting)
    if hour is None:
        return local, steps
    local = datetime.combine(add_workdays(calendar, local.date(), 1), time(0), zone)
    return local, [*steps, Step("cutoff", local.date(), note=f"{hour:%H:%M}", at=steps[0].at and local)]


def _missed(local: datetime, limit: Limit, calendar: Calendar, counting: Counting) -> time | None:
    """The hour that the receipt came too late for, if any."""
    if counting.cutoff is not None:
        late = local.time() > counting.cutoff or not is_workday(calendar, local.date())
        if late:
            return counting.cutoff
    # Nothing can be due before it came.
    same_day = limit.unit != "hour" and counts_start_day(limit, counting)
    return counting.due_time if same_day and local.time() > counting.due_time else None


def _in_time(stops: Iterable[Stop], extensions: Iterable[Extension]) -> list[Stop | Extension]:
    events: list[Stop | Extension] = [*stops, *extensions]
    return sorted(events, key=lambda event: event.start if isinstance(event, Stop) else event.at)


def _check(start: datetime, limit: Limit, stops: Sequence[Stop], extensions: Sequence[Extension]) -> None:
    ends = [stop.end for stop in stops if stop.end is not None]
    moments = [start, *ends, *(stop.start for stop in stops), *(extension.at for extension in extensions)]
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError(NO_ZONE)
    if any(stop.end is not None and stop.end < stop.start for stop in stops):
        raise ValueError("A stop cannot end before it begins.")
    limits = [limit, *(extension.limit for extension in extensions)]
    if any(one.value < 0 for one in limits):
        raise ValueError(NEGATIVE)
    if len({one.unit == "hour" for one in limits}) > 1:
        raise ValueError("A limit in hours is extended by hours, a longer one by days, months or years.")
