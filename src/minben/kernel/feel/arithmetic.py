"""`+ - * / **` and unary minus over numbers, texts, dates, times and durations (DMN 1.5, tables 50 to 52).

Serves the compiler. Every operation gives None where the standard says null: wrong types, division by zero,
numbers beyond decimal128.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from minben.kernel.feel.temporal import (
    DAY_SECONDS,
    NANO,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    add_days_time,
    add_months,
    date_of_ordinal,
    midnight,
    time_at,
)
from minben.kernel.feel.values import DECIMAL128, Value, bounded, time_key

Operation = Callable[[Any, Any], Value]


def calculator(symbol: str) -> Operation:
    """The function of two values that an arithmetic operator stands for."""
    number = _NUMBERS[symbol]
    table = _TABLES[symbol]

    def calculate(left: Value, right: Value) -> Value:
        if type(left) is Decimal and type(right) is Decimal:
            try:
                result = number(left, right)
            except DecimalException:
                return None
            return result if result.is_finite() else None
        operation = table.get((type(left), type(right)))
        try:
            return operation(left, right) if operation else None
        except DecimalException:
            return None

    return calculate


def negate(value: Value) -> Value:
    """Unary minus."""
    if isinstance(value, Decimal):
        return DECIMAL128.minus(value)
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    return DaysTime(-value.nanos) if isinstance(value, DaysTime) else None


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    return DECIMAL128.power(base, exponent) if base or exponent else Decimal(1)


def _whole(number: Decimal) -> int:
    """The nearest whole number towards zero of a finite decimal."""
    return int(number)


def _times_months(duration: YearsMonths, factor: Decimal) -> YearsMonths:
    return YearsMonths(_whole(DECIMAL128.multiply(Decimal(duration.months), factor)))


def _times_nanos(duration: DaysTime, factor: Decimal) -> DaysTime:
    return DaysTime(_whole(DECIMAL128.multiply(Decimal(duration.nanos), factor)))


def _shift_date(date: Date, duration: DaysTime) -> Value:
    moment = add_days_time(DateTime(date, Time(0, 0, 0)), duration.nanos)
    return moment.date if moment else None


def _shift_date_months(date: Date, duration: YearsMonths) -> Value:
    return add_months(date, duration.months)


def _shift_moment_months(moment: DateTime, duration: YearsMonths) -> Value:
    date = add_months(moment.date, duration.months)
    return DateTime(date, moment.time) if date else None


def _shift_moment(moment: DateTime, duration: DaysTime) -> Value:
    return add_days_time(moment, duration.nanos)


def _shift_time(time: Time, duration: DaysTime) -> Time:
    return time_at(time.day_nanos() + duration.nanos, time)


def _between_moments(left: DateTime, right: DateTime) -> Value:
    if (left.utc_offset() is None) != (right.utc_offset() is None):
        return None
    return DaysTime(left.nanos() - right.nanos())


def _between_dates(left: Date, right: Date) -> Value:
    return DaysTime((left.ordinal() - right.ordinal()) * DAY_SECONDS * NANO)


def _between_times(left: Time, right: Time) -> Value:
    if (left.utc_offset() is None) != (right.utc_offset() is None):
        return None
    return DaysTime(time_key(left) - time_key(right))


def _join(left: str, right: str) -> Value:
    return bounded(left + right)


def _ratio(left: int, right: int) -> Value:
    return DECIMAL128.divide(Decimal(left), Decimal(right))


def _swap(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


def _minus(shift: Operation) -> Operation:
    return lambda value, duration: shift(value, negate(duration))


_SHIFTS: dict[tuple[type, type], Operation] = {
    (Date, DaysTime): _shift_date,
    (Date, YearsMonths): _shift_date_months,
    (DateTime, DaysTime): _shift_moment,
    (DateTime, YearsMonths): _shift_moment_months,
    (Time, DaysTime): _shift_time,
}
_NUMBERS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": DECIMAL128.add,
    "-": DECIMAL128.subtract,
    "*": DECIMAL128.multiply,
    "/": DECIMAL128.divide,
    "**": _power,
}
_TABLES: dict[str, dict[tuple[type, type], Operation]] = {
    "+": {
        (str, str): _join,
        (YearsMonths, YearsMonths): lambda a, b: YearsMonths(a.months + b.months),
        (DaysTime, DaysTime): lambda a, b: DaysTime(a.nanos + b.nanos),
        **_SHIFTS,
        **{(right, left): _swap(shift) for (left, right), shift in _SHIFTS.items()},
    },
    "-": {
        (YearsMonths, YearsMonths): lambda a, b: YearsMonths(a.months - b.months),
        (DaysTime, DaysTime): lambda a, b: DaysTime(a.nanos - b.nanos),
        (Date, Date): _between_dates,
        (DateTime, DateTime): _between_moments,
        (Date, DateTime): lambda a, b: _between_moments(midnight(a), b),
        (DateTime, Date): lambda a, b: _between_moments(a, midnight(b)),
        (Time, Time): _between_times,
        **{types: _minus(shift) for types, shift in _SHIFTS.items()},
    },
    "*": {
        (YearsMonths, Decimal): _times_months,
        (Decimal, YearsMonths): _swap(_times_months),
        (DaysTime, Decimal): _times_nanos,
        (Decimal, DaysTime): _swap(_times_nanos),
    },
    "/": {
        (YearsMonths, Decimal): lambda a, b: YearsMonths(_whole(DECIMAL128.divide(Decimal(a.months), b))),
        (DaysTime, Decimal): lambda a, b: DaysTime(_whole(DECIMAL128.divide(Decimal(a.nanos), b))),
        (YearsMonths, YearsMonths): lambda a, b: _ratio(a.months, b.months),
        (DaysTime, DaysTime): lambda a, b: _ratio(a.nanos, b.nanos),
    },
    "**": {},
}
CALCULATORS: dict[str, Operation] = {symbol: calculator(symbol) for symbol in _NUMBERS}


def days_later(date: Date, days: int) -> Date | None:
    """The date so many days later, or None beyond the calendar."""
    return date_of_ordinal(date.ordinal() + days)
