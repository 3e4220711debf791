"""The values of FEEL and what it means for two of them to be equal or ordered (DMN 1.5, 10.3.2.2 and 10.3.2.13).

A `Value` is one of: None, bool, Decimal (34 digits), str, Date, Time, DateTime, YearsMonths, DaysTime, list, dict
with text keys, Range, Function. Nothing else ever enters an evaluation: `from_python` is the only door.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, TypeAlias

from minben.kernel.feel.errors import FeelError, FeelLimit
from minben.kernel.feel.temporal import NANO, Date, DateTime, DaysTime, Time, YearsMonths, midnight

Value: TypeAlias = Any  # the closed set named above; FEEL is dynamically typed

DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
MAX_LENGTH = 1_000_000


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. `kind` is "" for two written ends, or its operator: < <= > >= = !=."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    kind: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something to call. `apply` takes the arguments in order; `bind` maps named arguments to that order.

    `signature` holds the types of the parameters and of the result, as far as they are known (else None).
    """

    name: str
    parameters: tuple[str, ...]
    apply: Callable[[Sequence[Value]], Value]
    bind: Callable[[Mapping[str, Value]], Value]
    signature: tuple[Any, ...] = ()


def kind_of(value: Value) -> str:
    """The FEEL name of the value's type; "null" for None."""
    return KINDS.get(type(value), "unknown")


KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    YearsMonths: "years and months duration",
    DaysTime: "days and time duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def from_python(value: object) -> Value:
    """A FEEL value from Python's: int and float become decimals, datetime's types FEEL's, tuples lists.

    Raises FeelError for anything FEEL has no value for.
    """
    if type(value) in KINDS and not isinstance(value, (list, dict)):
        return value
    if type(value) is int:
        return finite(Decimal(value))
    if isinstance(value, (int, float)):
        return finite(Decimal(repr(value)))
    if isinstance(value, Mapping):
        return {str(key): from_python(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [from_python(item) for item in value]
    return _from_datetime(value)


def _from_datetime(value: object) -> Value:
    if isinstance(value, datetime.datetime):
        return DateTime(Date(value.year, value.month, value.day), _from_time(value.time(), value.utcoffset()))
    if isinstance(value, datetime.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, datetime.time):
        return _from_time(value, value.utcoffset())
    if isinstance(value, datetime.timedelta):
        return DaysTime((value.days * 86_400 + value.seconds) * NANO + value.microseconds * 1000)
    raise FeelError(
        f"A {type(value).__name__} is no FEEL value.", 0, "Give numbers, texts, dates, lists or mappings."
    )


def _from_time(time: datetime.time, offset: datetime.timedelta | None) -> Time:
    seconds = None if offset is None else int(offset.total_seconds())
    return Time(time.hour, time.minute, time.second, time.microsecond * 1000, seconds)


def finite(number: Decimal) -> Decimal | None:
    """The number rounded to 34 digits, or None when it is none (NaN, infinity, overflow)."""
    try:
        rounded = DECIMAL128.plus(number)
    except (InvalidOperation, Overflow):
        return None
    return rounded if rounded.is_finite() else None


def bounded(value: Value) -> Value:
    """The value, unless it has grown beyond what one expression may hold."""
    if isinstance(value, (str, list)) and len(value) > MAX_LENGTH:
        raise FeelLimit(
            f"A value of {len(value)} elements is longer than {MAX_LENGTH}.", 0, "Work on smaller parts."
        )
    return value


def equal(left: Value, right: Value) -> bool | None:
    """FEEL's `=`: None when the two are of different types and neither is null."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in _PLAIN:
        return left == right
    return _EQUALS[kind](left, right)


def _equal_lists(left: list[Value], right: list[Value]) -> bool | None:
    if len(left) != len(right):
        return False
    return all(equal(a, b) is True for a, b in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, Value], right: dict[str, Value]) -> bool | None:
    return left.keys() == right.keys() and all(equal(item, right[key]) is True for key, item in left.items())


def _equal_ranges(left: Range, right: Range) -> bool | None:
    ends = (left.start_included, left.end_included, left.kind) == (
        right.start_included,
        right.end_included,
        right.kind,
    )
    return ends and equal(left.start, right.start) is True and equal(left.end, right.end) is True


def _equal_times(left: Time, right: Time) -> bool | None:
    a, b = time_key(left), time_key(right)
    return (left.utc_offset() is None) == (right.utc_offset() is None) and a // NANO == b // NANO


def _equal_moments(left: DateTime, right: DateTime) -> bool | None:
    # 10.3.2.3.5 compares year … second; the kit reads it so that fractions of a second do not count.
    if (left.utc_offset() is None) != (right.utc_offset() is None):
        return False
    return left.nanos() // NANO == right.nanos() // NANO


def _equal_functions(left: Function, right: Function) -> bool | None:
    return left is right


_PLAIN = frozenset({bool, Decimal, str, Date, YearsMonths, DaysTime})
_EQUALS: dict[type, Callable[[Any, Any], bool | None]] = {
    list: _equal_lists,
    dict: _equal_contexts,
    Range: _equal_ranges,
    Time: _equal_times,
    DateTime: _equal_moments,
    Function: _equal_functions,
}


def time_key(time: Time) -> int:
    """Nanoseconds since midnight, in UTC when the offset is known."""
    return time.day_nanos() - (time.utc_offset() or 0) * NANO


def order_key(value: Value) -> tuple[str, Value] | None:
    """(family, comparable key) of an ordered value, else None. Keys of one family may be compared with <."""
    kind = type(value)
    if kind is Decimal or kind is str:
        return kind.__name__, value
    if kind is Date:
        return "date", (value.year, value.month, value.day)
    if kind is YearsMonths:
        return "ym", value.months
    if kind is DaysTime:
        return "dt", value.nanos
    if kind is Time:
        return ("time" if value.utc_offset() is None else "ztime"), time_key(value)
    if kind is DateTime:
        return ("local" if value.utc_offset() is None else "zoned"), value.nanos()
    return None


def order(left: Value, right: Value) -> int | None:
    """-1, 0, 1; None when the two cannot be ordered (null, different types)."""
    a, b = order_key(left), order_key(right)
    if a is None or b is None:
        return None
    if a[0] != b[0]:
        one, other = _aligned(left, right), _aligned(right, left)
        return None if one is None or other is None else (one > other) - (one < other)
    return (a[1] > b[1]) - (a[1] < b[1])


def _aligned(value: Value, beside: Value) -> int | None:
    """Nanoseconds of a value beside one of another kind: a date counts as its midnight UTC (10.3.2.3.5), and what
    has no UTC offset takes that of the other (10.3.2, inequality). None when the two cannot be put on one line.
    """
    value, beside = (midnight(each) if isinstance(each, Date) else each for each in (value, beside))
    if not isinstance(value, (Time, DateTime)) or type(value) is not type(beside):
        return None
    taken = beside.utc_offset() if value.utc_offset() is None else None
    return (time_key(value) if isinstance(value, Time) else value.nanos()) - (taken or 0) * NANO


def orderly(start: Value, end: Value) -> bool:
    """Whether the two may be the ends of a range: of one type, and the first not behind the second."""
    return type(start) is type(end) and order(start, end) in (-1, 0)


def contains(area: Range, value: Value) -> bool | None:
    """Whether the value lies in the range; None when that cannot be said."""
    if area.kind in ("=", "!="):
        same = equal(area.start, value)
        return None if same is None else same == (area.kind == "=")
    low = _above(area, value)
    if low is False:
        return False
    high = _below(area, value)
    return high if low is True or high is False else None


def _above(area: Range, value: Value) -> bool | None:
    if area.kind in ("<", "<="):
        return True
    side = order(value, area.start)
    return None if side is None else side > 0 or (side == 0 and area.start_included)


def _below(area: Range, value: Value) -> bool | None:
    if area.kind in (">", ">="):
        return True
    side = order(value, area.end)
    return None if side is None else side < 0 or (side == 0 and area.end_included)


def unwrap(value: Value) -> Value:
    """A list of one stands for its element where an element is wanted (10.3.2.9.4)."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value  # pyright: ignore[reportUnknownVariableType]


def concatenated(lists: Iterable[Sequence[Value]]) -> list[Value]:
    """One list from several."""
    return bounded([item for part in lists for item in part])
