"""Between FEEL values and JSON: facts that come in, outcomes that go out. Serves APIs and the command line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from minben.kernel.feel.errors import FeelError
from minben.kernel.feel.text import TEMPORAL, text_of
from minben.kernel.feel.values import Range, Value, from_python


def from_json(value: object) -> Value:
    """A value from decoded JSON; texts stay texts, also where they look like dates (a type says otherwise)."""
    return from_python(value)


def to_json(value: Value) -> Any:
    """What `json.dumps` can write: whole numbers as int, others as float where that is exact, else as text.

    Dates, times and durations become their ISO 8601 text, ranges their FEEL text. FeelError for a function.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, list):
        return [to_json(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, (*TEMPORAL, Range)):
        return text_of(value)
    raise FeelError(f"The function {value.name} cannot be written as JSON.")


def _number(number: Decimal) -> int | float | str:
    if number == number.to_integral_value() and number.adjusted() < 40:
        return int(number)
    near = float(number)
    return near if Decimal(repr(near)) == number else str(number)
