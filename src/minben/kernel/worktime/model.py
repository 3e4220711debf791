"""The words of legal time: calendars, limits, stops, and a due date that can explain itself.

Sources of the rules: Administrative Licensing Law of the PRC (行政许可法) arts. 32, 42-45, 50, 82; Civil
Code (民法典) arts. 200-204. What differs by law or place is a field, never a constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal

from minben.kernel.worktime.days import DayTable, OutsideCalendar

Unit = Literal["workday", "day", "hour", "month", "year"]
Standing = Literal["confirmed", "provisional"]


@dataclass(frozen=True)
class Calendar:
    """Which days are worked in one jurisdiction, as dated data.

    Saturdays and Sundays rest unless listed in `worked` (調休); other days are worked unless listed in
    `rest`. `years` gives each covered year's standing; a year not listed is outside the calendar.
    """

    id: str
    zone: str  # IANA name; due times are local times there
    years: Mapping[int, Standing]
    rest: Mapping[date, str]  # day -> name of the holiday
    worked: Mapping[date, str]  # make-up working weekend -> the holiday it makes up for
    source: str

    @cached_property
    def days(self) -> DayTable:
        """The cumulative table of its days, built at first use (the fields never change)."""
        return DayTable(self.years, self.rest, self.worked)


@dataclass(frozen=True)
class Counting:
    """How one law counts, by 民法典 arts. 201 (the first day is not counted) and 203 (rest days roll on).

    `cutoff`: what is received later than this local hour, or on a day of rest, counts as received the next
    working day. `roll_forward` concerns limits in days, months and years; hours run through nights and
    holidays.
    """

    count_start_day: bool = False
    cutoff: time | None = None
    due_time: time = time(23, 59)  # local time on the last day
    roll_forward: bool = True
    basis: str = ""  # law and article that say so, for people


@dataclass(frozen=True)
class Limit:
    """`value` 0 means at once, on the spot (即辦)."""

    value: int
    unit: Unit
    basis: str = ""  # law and article, for people


@dataclass(frozen=True)
class Stop:
    """A time the law does not count (行政许可法 art. 45). `end` is None while it lasts.

    For limits in days and longer, a day is not counted when the clock stands still at its `due_time`: the
    day on which a stop begins is lost, the day on which it ends counts again. For hours, exactly the stopped
    time is not counted. Stops may overlap; a stop after the due moment is void.
    """

    start: datetime
    end: datetime | None
    kind: str
    basis: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Extension:
    """A longer limit granted by the head of the authority (行政许可法 art. 42); void after the due moment."""

    at: datetime
    limit: Limit
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """One link of the chain from a start to a due date.

    `kind`: start, cutoff, count, skip, stop, extend, roll, due. `day` is where the step arrives, `number`
    how many of `unit` it moved; `note` a holiday's name, "weekend", a stop's kind, an extension's reason or
    the hour missed; `basis` law and article. Skips follow the step that passed over them; only working-day
    limits skip. `first` is the first day that a count, skip or roll concerns, or on which a stop began. `at`
    is given for limits in hours, where a day says too little; there a stop's `number` is its started hours.
    A void extension moves 0.
    """

    kind: str
    day: date
    number: int = 0
    note: str = ""
    at: datetime | None = None
    unit: Unit = "day"
    first: date | None = None
    basis: str = ""


@dataclass(frozen=True)
class Due:
    """A due moment and why. `at` is None while the clock is stopped: nothing can be late then.

    `unit` is the limit's. `reach` is `at`, or while stopped the moment it would be due had the open stop
    ended at once: what is used and what is left are measured against it.
    """

    at: datetime | None
    provisional: bool
    steps: tuple[Step, ...] = field(default=())
    unit: Unit = "workday"
    reach: datetime | None = None


__all__ = [
    "Calendar",
    "Counting",
    "Due",
    "Extension",
    "Limit",
    "OutsideCalendar",
    "Standing",
    "Step",
    "Stop",
    "Unit",
]
