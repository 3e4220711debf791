"""Functions of dates (DMN 1.5, table 79): always by the Gregorian calendar and ISO 8601 weeks, in English names."""

from __future__ import annotations

from decimal import Decimal

from minben.kernel.feel.builtins.registry import builtin
from minben.kernel.feel.temporal import Date, DateTime, leap
from minben.kernel.feel.values import Value

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _date(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


def _day_of_year(date: Date) -> int:
    return date.ordinal() - Date(date.year, 1, 1).ordinal() + 1


def _weeks(year: int) -> int:
    first = Date(year, 1, 1).weekday()
    return 53 if first == 4 or (first == 3 and leap(year)) else 52


@builtin("day of year", "date:date|datetime")
def day_of_year(value: Date | DateTime) -> Value:
    """1 to 366."""
    return Decimal(_day_of_year(_date(value)))


@builtin("day of week", "date:date|datetime")
def day_of_week(value: Date | DateTime) -> Value:
    """The English name of the weekday."""
    return WEEKDAYS[_date(value).weekday() - 1]


@builtin("month of year", "date:date|datetime")
def month_of_year(value: Date | DateTime) -> Value:
    """The English name of the month."""
    return MONTHS[_date(value).month - 1]


@builtin("week of year", "date:date|datetime")
def week_of_year(value: Date | DateTime) -> Value:
    """The ISO 8601 week, 1 to 53."""
    date = _date(value)
    week = (_day_of_year(date) - date.weekday() + 10) // 7
    if week < 1:
        return Decimal(_weeks(date.year - 1))
    return Decimal(1 if week > _weeks(date.year) else week)
