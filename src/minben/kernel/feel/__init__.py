"""The FEEL expression language (DMN 1.5, chapter 10): read once, compiled to closures, evaluated many times."""

from minben.kernel.feel.errors import FeelError, FeelLimit
from minben.kernel.feel.expression import Expression, evaluate, parse, parse_unary
from minben.kernel.feel.jsonic import from_json, to_json
from minben.kernel.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths, read_temporal
from minben.kernel.feel.text import to_feel
from minben.kernel.feel.types import TypeSpec
from minben.kernel.feel.values import Function, Range, Value, from_python

__all__ = [
    "Date",
    "DateTime",
    "DaysTime",
    "Expression",
    "FeelError",
    "FeelLimit",
    "Function",
    "Range",
    "Time",
    "TypeSpec",
    "Value",
    "YearsMonths",
    "evaluate",
    "from_json",
    "from_python",
    "parse",
    "parse_unary",
    "read_temporal",
    "to_feel",
    "to_json",
]
