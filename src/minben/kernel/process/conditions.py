"""Where FEEL enters the token game: a text becomes a function from an instance's data to a plain value.

Serves `compile`, which may be given another language (a simulator's probabilities, a test's adapter).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any, cast

from minben.kernel import feel as feel_room
from minben.kernel.finding import refuse

from .model import Json

Evaluation = Callable[[Mapping[str, Json]], Json]
_DIGITS = 40  # FEEL computes with 34
Language = Callable[[str], Evaluation]  # may raise InputError when the text does not parse


class TooMuch(Exception):
    """An evaluation that was given up because it asks for too much work."""


class Thrown(Exception):
    """A script of another language than FEEL ended in a business error with this code."""

    def __init__(self, code: str = "") -> None:
        self.code = code
        super().__init__(code)


def feel(text: str) -> Evaluation:
    """Compile a FEEL expression; InputError when it does not parse.

    Errors of meaning give None, as the language says (DMN 1.5, 10.3.2). Only the data that the text names are
    converted, so the cost does not grow with what else the instance carries.
    """
    try:
        expression = feel_room.parse(text).compile()
    except feel_room.FeelError as error:
        raise refuse("", str(error), "Write it in FEEL.") from None
    used = frozenset(name for name, _ in expression.unknown)

    def run(data: Mapping[str, Json]) -> Json:
        try:
            value = feel_room.evaluate(expression, {name: data[name] for name in used if name in data})
        except feel_room.FeelLimit as error:
            raise TooMuch(str(error)) from None
        return plain(value)

    return run


def plain(value: Any) -> Json:
    """A FEEL value as plain data: whole numbers as int, others as float, dates and durations as ISO text.

    Numbers stay numbers (a third becomes a float), so that a later condition can still compare them. A function is no
    data: None.
    """
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("list[Any]", value)]
    return None if isinstance(value, feel_room.Function) else feel_room.to_json(value)


def _number(value: Decimal) -> Json:
    """As an int, else a float; None beyond what a float holds, as for any arithmetic that overflows."""
    if value.adjusted() < _DIGITS and value == value.to_integral_value():
        return int(value)
    near = float(value)
    return near if isfinite(near) else None
