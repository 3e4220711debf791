"""The words of legal time: calendars, limits, stops, and a due date that can explain itself.

Sources of the rules: Administrative Licensing Law of the PRC (行政许可法) arts. 32, 42-45, 50, 82; Civil Code
(民法典) arts. 200-204. What differs by law or place is a field, never a constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

Unit = Literal["workday", "day", "hour", "month", "year"]
Standing = Literal["confirmed", "provisional"]


@dataclass(frozen=True)
class Calendar:
    """Which days are worked in one jurisdiction, as dated data.

    Saturdays and Sundays rest unless listed in `worked` (調休); other days are worked unless listed in `rest`.
    `years` gives each covered year's standing; a year not listed is outside the calendar.
    """

    id: str
    zone: str  # IANA name; due times are local times there
    years: Mapping[int, Standing]
    rest: Mapping[date, str]  # day -> name of the holiday
    worked: Mapping[date, str]  # make-up working weekend -> the holiday it makes up for
    source: str


@dataclass(frozen=True)
class Counting:
    """How one law counts (民法典 art. 201: the first day is not counted; art. 203: a last day of rest rolls on)."""

    count_start_day: bool = False
    cutoff: time | None = None  # received later than this local hour counts as received the next working day
    due_time: time = time(23, 59)  # local time on the last day
    roll_forward: bool = True


@dataclass(frozen=True)
class Limit:
    """`value` 0 means at once, on the spot (即辦)."""

    value: int
    unit: Unit
    basis: str = ""  # law and article, for people


@dataclass(frozen=True)
class Stop:
    """A time the law does not count (行政许可法 art. 45). `end` is None while it lasts."""

    start: datetime
    end: datetime | None
    kind: str
    basis: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Extension:
    """A longer limit granted once by the head of the authority (行政许可法 art. 42)."""

    at: datetime
    limit: Limit
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """One link of the chain from a start to a due date.

    `kind`: start, cutoff, count, skip, stop, extend, roll, due. `day` is where the step arrives; `number` how many
    units it moved; `note` a holiday's name, a stop's kind or a legal basis.
    """

    kind: str
    day: date
    number: int = 0
    note: str = ""


@dataclass(frozen=True)
class Due:
    """A due moment and why. `at` is None while the clock is stopped: nothing can be late then."""

    at: datetime | None
    provisional: bool
    steps: tuple[Step, ...] = field(default=())


class OutsideCalendar(LookupError):
    """A date in a year for which this calendar has no data: an error, never a guess."""
