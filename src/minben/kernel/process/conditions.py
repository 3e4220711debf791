"""Where FEEL enters the token game: a text becomes a function from an instance's data to a plain value.

Serves `compile`, which may be given another language (a simulator's probabilities, a test's adapter).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, cast

from minben.kernel.feel import evaluate, parse

from .model import Json

Evaluation = Callable[[Mapping[str, Json]], Json]
Language = Callable[[str], Evaluation]  # may raise InputError when the text does not parse


def feel(text: str) -> Evaluation:
    """Compile a FEEL expression. Errors at evaluation give None, as the language says (DMN 1.5, 10.3.2)."""
    expression = parse(text)

    def run(data: Mapping[str, Json]) -> Json:
        return to_json(evaluate(expression, from_json(data)))

    return run


def from_json(value: Json) -> Any:
    """Plain data as FEEL values: every number is a decimal number."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {key: from_json(item) for key, item in cast("Mapping[str, Json]", value).items()}
    if isinstance(value, list | tuple):
        return [from_json(item) for item in cast("list[Json]", value)]
    return value


def to_json(value: Any) -> Json:
    """FEEL values as plain data: whole numbers as int, others as float, dates and durations as ISO 8601 text."""
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in cast("list[Any]", value)]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
