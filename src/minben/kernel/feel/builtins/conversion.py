"""Conversion functions (DMN 1.5, table 73): between texts and values, and parts and wholes of dates and times."""

from __future__ import annotations

import re
from decimal import Decimal

from minben.kernel.feel.builtins.registry import builtin
from minben.kernel.feel.temporal import (
    MAX_OFFSET,
    NANO,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    make_date,
    make_time,
    midnight,
    months_between,
    read_date,
    read_date_time,
    read_duration,
    read_time,
)
from minben.kernel.feel.text import text_of
from minben.kernel.feel.values import Range, Value, finite, orderly

NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")


@builtin("date", "from:string|date|datetime")
def date_from(value: str | Date | DateTime) -> Value:
    """A date from its text, or the date part."""
    if isinstance(value, str):
        return read_date(value)
    return value.date if isinstance(value, DateTime) else value


@builtin("date", "year:number, month:number, day:number")
def date_of(year: Decimal, month: Decimal, day: Decimal) -> Value:
    """A date from its parts; null when there is no such day."""
    if any(part != int(part) for part in (year, month, day)):
        return None
    return make_date(int(year), int(month), int(day))


@builtin("date and time", "from:string|date|datetime")
def date_and_time_from(value: str | Date | DateTime) -> Value:
    """A date and time from its text."""
    if isinstance(value, str):
        return read_date_time(value)
    return midnight(value) if isinstance(value, Date) else value


@builtin("date and time", "date:date|datetime, time:time")
def date_and_time_of(date: Date | DateTime, time: Time) -> Value:
    """A date and a time of day put together."""
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


@builtin("time", "from:string|time|date|datetime")
def time_from(value: str | Time | Date | DateTime) -> Value:
    """A time from its text, or the time part; a date's is midnight UTC."""
    if isinstance(value, str):
        return read_time(value)
    if isinstance(value, Date):
        return midnight(value).time
    return value.time if isinstance(value, DateTime) else value


@builtin("time", "hour:number, minute:number, second:number, offset?:dt?")
def time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None = None) -> Value:
    """A time from its parts; the offset from UTC is a duration."""
    if hour != int(hour) or minute != int(minute) or not 0 <= second < 60:
        return None
    shift = None if offset is None else int(offset.nanos / NANO)
    if shift is not None and abs(shift) > MAX_OFFSET:
        return None
    nanos = int(second * NANO)
    return make_time(int(hour), int(minute), nanos // NANO, nanos % NANO, shift)


@builtin("duration", "from:string|ym|dt")
def duration(value: str | YearsMonths | DaysTime) -> Value:
    """A duration from its text."""
    return read_duration(value) if isinstance(value, str) else value


@builtin("years and months duration", "from:date|datetime, to:date|datetime")
def years_and_months(start: Date | DateTime, end: Date | DateTime) -> Value:
    """Whole months between two days."""
    first, last = (day.date if isinstance(day, DateTime) else day for day in (start, end))
    return YearsMonths(months_between(first, last))


@builtin("number", "from:string, grouping separator:string?, decimal separator:string?")
def number(value: str, grouping: str | None, point: str | None) -> Value:
    """A number from its text, with the separators used in it."""
    if (
        grouping not in (None, " ", ",", ".")
        or point not in (None, ",", ".")
        or (grouping and grouping == point)
    ):
        return None
    text = value.replace(grouping, "") if grouping else value
    text = text.replace(point, ".") if point else text
    return finite(Decimal(text)) if NUMBER.fullmatch(text) else None


@builtin("string", "from:any")
def string(value: Value) -> Value:
    """The value as text; a text stays as it is."""
    return None if value is None else value if isinstance(value, str) else text_of(value)


@builtin("range", "from:string")
def range_from(text: str) -> Value:
    """A range from its text, whose ends are literals: `[1..10]`, `(@"2026-01-01"..]`."""
    match = re.fullmatch(r"\s*([\[(\]])(.*?)\.\.(?!\.)(.*)([\])\[])\s*", text, re.DOTALL)
    if match is None:
        return None
    start, end = _endpoint(match[2].strip()), _endpoint(match[3].strip())
    if start is _BAD or end is _BAD or (start is None and end is None):
        return None
    included = match[1] == "[", match[4] == "]"
    if (start is None and included[0]) or (end is None and included[1]):
        return None
    if start is None or end is None:
        kind = (">=" if included[0] else ">") if end is None else ("<=" if included[1] else "<")
        return Range(start, end, *included, kind)
    return Range(start, end, *included) if orderly(start, end) else None


_BAD: Value = object()
_CALL = re.compile(r'(date and time|date|time|duration)\s*\(\s*"([^"]*)"\s*\)')
_READERS = {"date": read_date, "time": read_time, "date and time": read_date_time, "duration": read_duration}


def _endpoint(text: str) -> Value:
    if text in ("", "null"):
        return None
    if NUMBER.fullmatch(text):
        return finite(Decimal(text))
    if re.fullmatch(r'"[^"\\]*"', text):
        return text[1:-1]
    call = _CALL.fullmatch(text)
    if call:
        value = _READERS[call[1]](call[2])
        return _BAD if value is None else value
    if re.fullmatch(r'@"[^"]*"', text):
        return _at_literal(text[2:-1])
    return _BAD


def _at_literal(text: str) -> Value:
    for read in _READERS.values():
        value = read(text)
        if value is not None:
            return value
    return _BAD
