"""`value.member`: members of contexts and the properties of dates, times, durations and ranges (DMN 1.5, table 65)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from minben.kernel.feel.temporal import NANO, Date, DateTime, DaysTime, Time, YearsMonths
from minben.kernel.feel.values import Range, Value


def member(value: Value, name: str) -> Value:
    """The member; of a list, the list of its items' members; null where there is none."""
    if isinstance(value, dict):
        return value.get(name)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [member(item, name) for item in value]  # pyright: ignore[reportUnknownVariableType]
    found = _PROPERTIES.get(type(value), {}).get(name)
    return found(value) if found else None


def _offset(value: Time | DateTime) -> Value:
    offset = value.utc_offset()
    return None if offset is None else DaysTime(offset * NANO)


def _months(value: YearsMonths, years: bool) -> Decimal:
    sign = -1 if value.months < 0 else 1
    whole, rest = divmod(abs(value.months), 12)
    return Decimal(sign * (whole if years else rest))


def _second(time: Time) -> Decimal:
    return _decimal(time.second, time.nano)


_DATE: dict[str, Callable[[Date], Value]] = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": lambda date: Decimal(date.weekday()),
}
_TIME: dict[str, Callable[[Time], Value]] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": _second,
    "timezone": lambda time: time.zone,
}


def _of_date(name: str) -> Callable[[DateTime], Value]:
    return lambda moment: _DATE[name](moment.date)


def _of_time(name: str) -> Callable[[DateTime], Value]:
    return lambda moment: _TIME[name](moment.time)


def _decimal(seconds: int, nanos: int) -> Decimal:
    """Seconds with their fraction: a decimal in [0..60)."""
    return Decimal(seconds) + Decimal(nanos) / NANO if nanos else Decimal(seconds)


def _part(index: int) -> Callable[[DaysTime], Value]:
    return lambda value: Decimal(value.parts()[index])


def _seconds(value: DaysTime) -> Decimal:
    return _decimal(*value.parts()[3:])


_PROPERTIES: dict[type, dict[str, Callable[[Any], Value]]] = {
    Date: {**_DATE},
    Time: {**_TIME, "time offset": _offset},
    DateTime: {
        **{name: _of_date(name) for name in _DATE},
        **{name: _of_time(name) for name in _TIME},
        "time offset": _offset,
    },
    YearsMonths: {"years": lambda value: _months(value, True), "months": lambda value: _months(value, False)},
    DaysTime: {
        **{name: _part(index) for index, name in enumerate(("days", "hours", "minutes"))},
        "seconds": _seconds,
    },
    Range: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}
