"""Dates, times and the two durations of FEEL (DMN 1.5, 10.3.2.3.4-9), for whoever computes with legal dates.

Own types, because FEEL's reach years of nine digits, nanoseconds, UTC offsets and named zones at once, which
`datetime` cannot hold. All are frozen, hashable, and print as their ISO 8601 (XML Schema) text.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

NANO = 1_000_000_000
DAY_SECONDS = 86_400
MAX_YEAR = 999_999_999
MAX_OFFSET = 18 * 3600

_YEAR = r"(-?(?:[1-9]\d{4,8}|\d{4}))"
_DATE = _YEAR + r"-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+/-]+)?"
DATE_TEXT = re.compile(_DATE)
TIME_TEXT = re.compile(_TIME)
DATE_TIME_TEXT = re.compile(_DATE + "T" + _TIME)
YEARS_MONTHS_TEXT = re.compile(r"(-?)P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?")
DAYS_TIME_TEXT = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d|\.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?"
)


@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years and months duration, held as months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if self.months < 0 else "P") + text


@dataclass(frozen=True, slots=True)
class DaysTime:
    """A days and time duration, held as nanoseconds."""

    nanos: int

    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds, nanoseconds, all carrying the duration's sign."""
        sign = -1 if self.nanos < 0 else 1
        seconds, nanos = divmod(abs(self.nanos), NANO)
        days, seconds = divmod(seconds, DAY_SECONDS)
        return (
            sign * days,
            sign * (seconds // 3600),
            sign * (seconds // 60 % 60),
            sign * (seconds % 60),
            sign * nanos,
        )

    def __str__(self) -> str:
        days, hours, minutes, seconds, nanos = (abs(part) for part in self.parts())
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        clock += f"{seconds}{_fraction(nanos)}S" if seconds or nanos else ""
        if not days and not clock:
            return "PT0S"
        return (
            ("-P" if self.nanos < 0 else "P") + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        )


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"

    def ordinal(self) -> int:
        """Days since 0000-03-01, negative before."""
        year, month = (self.year, self.month - 3) if self.month > 2 else (self.year - 1, self.month + 9)
        return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + self.day - 1

    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday (ISO 8601)."""
        return (self.ordinal() + 2) % 7 + 1


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day; `offset` in seconds east of UTC, or a named `zone`, or neither (local)."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    offset: int | None = None
    zone: str | None = None

    def __str__(self) -> str:
        return f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}{_fraction(self.nano)}{self.suffix()}"

    def suffix(self) -> str:
        """The zone as written after the time."""
        if self.zone is not None:
            return f"@{self.zone}"
        if self.offset is None:
            return ""
        return "Z" if self.offset == 0 else offset_text(self.offset)

    def day_nanos(self) -> int:
        """Nanoseconds since midnight on the clock's face."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * NANO + self.nano

    def utc_offset(self) -> int | None:
        """Seconds east of UTC; a named zone counts with its winter offset, having no day."""
        return zone_offset(self.zone, Date(2000, 1, 1), self) if self.zone is not None else self.offset


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time of day."""

    date: Date
    time: Time

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"

    def utc_offset(self) -> int | None:
        """Seconds east of UTC on this very day; None for a local time."""
        zone = self.time.zone
        return zone_offset(zone, self.date, self.time) if zone is not None else self.time.offset

    def nanos(self) -> int:
        """Nanoseconds on the time line, in UTC when the offset is known."""
        return (self.date.ordinal() * DAY_SECONDS - (self.utc_offset() or 0)) * NANO + self.time.day_nanos()


def _fraction(nanos: int) -> str:
    return f".{nanos:09d}".rstrip("0") if nanos else ""


def offset_text(offset: int) -> str:
    """`+02:00`, with seconds only when there are any."""
    hours, rest = divmod(abs(offset), 3600)
    seconds = f":{rest % 60:02d}" if rest % 60 else ""
    return f"{'-' if offset < 0 else '+'}{hours:02d}:{rest // 60:02d}{seconds}"


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo | None:
    """The IANA zone, or None when there is no such zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def zone_offset(name: str, date: Date, time: Time, *, utc: bool = False) -> int | None:
    """Seconds east of UTC of a named zone at a local time, or with `utc` at a time in UTC.

    Far years use their place in the 400-year cycle.
    """
    zone = zone_named(name)
    year = date.year if 1 <= date.year <= 9998 else 2000 + date.year % 400
    moment = datetime.datetime(year, date.month, date.day, time.hour, time.minute, time.second, tzinfo=zone)
    offset = (moment.replace(tzinfo=datetime.UTC).astimezone(zone) if utc and zone else moment).utcoffset()
    return None if offset is None else int(offset.total_seconds())


def leap(year: int) -> bool:
    """Whether the Gregorian year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_days(year: int, month: int) -> int:
    """Days in a month, 28 to 31."""
    return 29 if month == 2 and leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def make_date(year: int, month: int, day: int) -> Date | None:
    """The date, or None when there is no such day."""
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= month_days(year, month):
        return None
    return Date(year, month, day)


def make_time(hour: int, minute: int, second: int, nano: int = 0, offset: int | None = None) -> Time | None:
    """The time of day, or None when the clock has no such time."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return None
    if offset is not None and abs(offset) > MAX_OFFSET:
        return None
    return Time(hour, minute, second, nano, offset)


def date_of_ordinal(ordinal: int) -> Date | None:
    """The inverse of `Date.ordinal` (days since 0000-03-01)."""
    era, day_of_era = divmod(ordinal, 146_097)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    civil = month + 3 if month < 10 else month - 9
    return make_date(era * 400 + year + (1 if civil <= 2 else 0), civil, day)


def read_date(text: str) -> Date | None:
    """A date from its XML Schema text, without zone."""
    match = DATE_TEXT.fullmatch(text)
    return make_date(int(match[1]), int(match[2]), int(match[3])) if match else None


def read_time(text: str) -> Time | None:
    """A time from its text: `hh:mm:ss[.fff]` and Z, an offset, or `@Zone/Name`."""
    match = TIME_TEXT.fullmatch(text)
    return _time_of(match.groups()) if match else None


def read_date_time(text: str) -> DateTime | None:
    """A date and time from its text; a date alone means midnight, local."""
    match = DATE_TIME_TEXT.fullmatch(text)
    if match is None:
        date = read_date(text)
        return DateTime(date, Time(0, 0, 0)) if date else None
    date = make_date(int(match[1]), int(match[2]), int(match[3]))
    time = _time_of(match.groups()[3:])
    return DateTime(date, time) if date and time else None


def _time_of(groups: tuple[str | None, ...]) -> Time | None:
    hour, minute, second, fraction, suffix = groups
    nano = int(((fraction or "") + "0" * 9)[:9])
    time = make_time(int(hour or 0), int(minute or 0), int(second or 0), nano)
    if time is None or suffix is None:
        return time
    if suffix.startswith("@"):
        known = zone_named(suffix[1:])
        return Time(time.hour, time.minute, time.second, nano, None, suffix[1:]) if known else None
    return make_time(time.hour, time.minute, time.second, nano, _read_offset(suffix))


def _read_offset(text: str) -> int:
    if text in "Zz":
        return 0
    parts = [int(part) for part in text[1:].split(":")] + [0]
    if parts[1] > 59 or parts[2] > 59:
        return MAX_OFFSET + 1
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    return -seconds if text[0] == "-" else seconds


def read_duration(text: str) -> YearsMonths | DaysTime | None:
    """Either duration from its text; a mixture of months and days is no FEEL value."""
    match = YEARS_MONTHS_TEXT.fullmatch(text)
    if match:
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months)
    match = DAYS_TIME_TEXT.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(match[i] or 0) for i in (2, 3, 4, 5))
    total = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * NANO + int(
        ((match[6] or "") + "0" * 9)[:9]
    )
    return DaysTime(-total if match[1] else total)


def read_temporal(text: str) -> Date | Time | DateTime | YearsMonths | DaysTime | None:
    """What `@"…"` means: the one temporal value with this text, or None."""
    return read_date(text) or read_time(text) or read_date_time(text) or read_duration(text)


def add_months(date: Date, months: int) -> Date | None:
    """The same day months later, or the month's last day when it is shorter."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return make_date(year, month + 1, min(date.day, month_days(year, month + 1)))


def add_days_time(moment: DateTime, nanos: int) -> DateTime | None:
    """The moment so much later on the time line; where a zone changes its clocks, so does the clock's face."""
    zone, before = moment.time.zone, moment.utc_offset()
    if zone is None or before is None:
        return _face_moved(moment, nanos)
    utc = _face_moved(moment, nanos - before * NANO)
    after = zone_offset(zone, utc.date, utc.time, utc=True) if utc else None
    return None if after is None else _face_moved(moment, nanos + (after - before) * NANO)


def _face_moved(moment: DateTime, nanos: int) -> DateTime | None:
    days, rest = divmod(
        moment.date.ordinal() * DAY_SECONDS * NANO + moment.time.day_nanos() + nanos, DAY_SECONDS * NANO
    )
    date = date_of_ordinal(days)
    return DateTime(date, time_at(rest, moment.time)) if date else None


def time_at(nanos: int, like: Time) -> Time:
    """The time so many nanoseconds after midnight, around the clock, in the zone of `like`."""
    seconds, nano = divmod(nanos % (DAY_SECONDS * NANO), NANO)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, like.offset, like.zone)


def midnight(date: Date) -> DateTime:
    """A date as a moment: midnight UTC (DMN 1.5, 10.3.2.3.6)."""
    return DateTime(date, Time(0, 0, 0, 0, 0))


def months_between(start: Date, end: Date) -> int:
    """Whole months from start to end, negative when end is earlier."""
    if (end.year, end.month, end.day) < (start.year, start.month, start.day):
        return -months_between(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (1 if end.day < start.day else 0)
