"""Values as FEEL text: what `string(…)` gives, and a text that reads back as the same value (`to_feel`)."""

from __future__ import annotations

from decimal import Decimal

from minben.kernel.feel.errors import FeelError
from minben.kernel.feel.scan import KEYWORDS, WORD
from minben.kernel.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from minben.kernel.feel.values import Range, Value, from_python, kind_of

TEMPORAL = (Date, Time, DateTime, YearsMonths, DaysTime)


def number_text(number: Decimal) -> str:
    """The number without exponent and without idle zeros."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def quoted(text: str) -> str:
    """A string literal."""
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + body.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def key_text(key: str) -> str:
    """A context key, quoted where it must be."""
    plain = all(WORD.fullmatch(word) and word not in KEYWORDS for word in key.split(" "))
    return key if plain else quoted(key)


def text_of(value: Value, temporal: str = "{}") -> str:
    """The value's text; `temporal` is how a date, time or duration is wrapped."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, TEMPORAL):
        return temporal.format(value)
    return _compound_text(value, temporal)


def _compound_text(value: Value, temporal: str) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(text_of(item, temporal) for item in value) + "]"  # pyright: ignore
    if isinstance(value, dict):
        pairs = (f"{key_text(key)}: {text_of(item, temporal)}" for key, item in value.items())  # pyright: ignore
        return "{" + ", ".join(pairs) + "}"
    return _range_text(value, temporal) if isinstance(value, Range) else f"function {value.name}"


def _range_text(area: Range, temporal: str) -> str:
    if area.kind:
        end = area.start if area.kind in (">", ">=", "!=") else area.end
        return f"({area.kind} {text_of(end, temporal)})"
    opening, closing = "[" if area.start_included else "(", "]" if area.end_included else ")"
    return f"{opening}{text_of(area.start, temporal)}..{text_of(area.end, temporal)}{closing}"


def to_feel(value: object) -> str:
    """A FEEL expression for the value (FEEL's or Python's). FeelError for a function."""
    feel = from_python(value)
    if kind_of(feel) == "function":
        raise FeelError(f"The function {feel.name} has no literal.")
    return text_of(feel, '@"{}"')
