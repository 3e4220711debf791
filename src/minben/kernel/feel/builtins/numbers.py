"""Numeric functions (DMN 1.5, table 77), in 34-digit decimals."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from minben.kernel.feel.builtins.registry import builtin
from minben.kernel.feel.temporal import DaysTime, YearsMonths
from minben.kernel.feel.values import DECIMAL128, Value, finite

MIN_SCALE, MAX_SCALE = -6111, 6176
_WIDE = Context(prec=12_400)


def rounded(number: Decimal, scale: Decimal | None, rounding: str) -> Decimal | None:
    """The number with so many decimal places; None for a scale that decimal128 cannot have."""
    places = int(scale) if scale is not None else 0
    if not MIN_SCALE <= places <= MAX_SCALE:
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return number
    return finite(number.quantize(Decimal(1).scaleb(-places, _WIDE), rounding, _WIDE))


def _rounding(name: str, signature: str, rounding: str) -> None:
    def round_it(number: Decimal, scale: Decimal | None = None) -> Value:
        return rounded(number, scale, rounding)

    builtin(name, signature)(round_it)


_rounding("decimal", "n:number, scale:number", ROUND_HALF_EVEN)
_rounding("floor", "n:number, scale?:number", ROUND_FLOOR)
_rounding("ceiling", "n:number, scale?:number", ROUND_CEILING)
_rounding("round up", "n:number, scale:number", ROUND_UP)
_rounding("round down", "n:number, scale:number", ROUND_DOWN)
_rounding("round half up", "n:number, scale:number", ROUND_HALF_UP)
_rounding("round half down", "n:number, scale:number", ROUND_HALF_DOWN)


@builtin("abs", "n:number|ym|dt")
def absolute(value: Value) -> Value:
    """The value without its sign."""
    if isinstance(value, YearsMonths):
        return YearsMonths(abs(value.months))
    return DaysTime(abs(value.nanos)) if isinstance(value, DaysTime) else DECIMAL128.abs(value)


@builtin("modulo", "dividend:number, divisor:number")
def modulo(dividend: Decimal, divisor: Decimal) -> Value:
    """`dividend - divisor * floor(dividend / divisor)`: the sign is the divisor's."""
    rest = _WIDE.remainder(dividend, divisor)
    return finite(_WIDE.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest)


@builtin("sqrt", "number:number")
def square_root(number: Decimal) -> Value:
    """The square root; null of a negative number."""
    return DECIMAL128.sqrt(number)


@builtin("log", "number:number")
def logarithm(number: Decimal) -> Value:
    """The natural logarithm; null where there is none."""
    return DECIMAL128.ln(number) if number > 0 else None


@builtin("exp", "number:number")
def exponential(number: Decimal) -> Value:
    """e to this power."""
    return DECIMAL128.exp(number)


@builtin("odd", "number:number")
def odd(number: Decimal) -> Value:
    """Whether the whole number is odd; null of a fraction."""
    return int(number) % 2 == 1 if number == int(number) else None


@builtin("even", "number:number")
def even(number: Decimal) -> Value:
    """Whether the whole number is even; null of a fraction."""
    return int(number) % 2 == 0 if number == int(number) else None
