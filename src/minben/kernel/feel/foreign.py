"""The few functions of the Java library that an expression may name (DMN 1.5, 10.3.2.13.3), done in Python.

Serves models made for Java engines. No Java runs and nothing else is reachable: a class and method signature that
is not in this table is refused by name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from minben.kernel.feel.values import Value, finite

Body = Callable[..., Value]
SIGNATURE = re.compile(r"\s*(\w+)\s*\(([^()]*)\)\s*")
BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}


class Unfit(Exception):
    """An argument that the Java method would not take."""


@dataclass(frozen=True)
class Foreign:
    """A function of the table: how each argument is read, and what is done with them."""

    readers: tuple[Callable[[Value], Any], ...]
    body: Body
    rest: bool = False

    def call(self, arguments: Sequence[Value]) -> Value:
        """The result, or null where Java would throw."""
        fixed = len(self.readers)
        if len(arguments) < fixed or (len(arguments) > fixed and not self.rest):
            return None
        try:
            read = [reader(argument) for reader, argument in zip(self.readers, arguments, strict=False)]
            result = self.body(*read, *arguments[fixed:])
        except (Unfit, ValueError, ArithmeticError, TypeError):
            return None
        return finite(Decimal(repr(result))) if isinstance(result, (int, float)) else result


def foreign(class_name: str, signature: str) -> Foreign | None:
    """The function of this class with this signature, or None."""
    match = SIGNATURE.fullmatch(signature)
    if match is None:
        return None
    types = tuple(part.strip().rpartition(".")[2] for part in match[2].split(",") if part.strip())
    return TABLE.get((class_name.strip(), match[1], types))


def _double(value: Value) -> float:
    if not isinstance(value, Decimal):
        raise Unfit
    return float(value)


def _integer(kind: str) -> Callable[[Value], int]:
    limit = 1 << (BITS[kind] - 1)

    def read(value: Value) -> int:
        if not isinstance(value, Decimal) or not -limit <= value < limit:
            raise Unfit
        return int(value)

    return read


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise Unfit
    return value


def _character(value: Value) -> str:
    if not isinstance(value, str) or len(value) != 1:
        raise Unfit
    return value


def _whole_text(kind: str) -> Callable[[str], int]:
    read = _integer(kind)

    def parse(text: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,19}", text):
            raise Unfit
        return read(Decimal(text))

    return parse


def _decimal_text(text: str) -> Value:
    if not re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*", text):
        raise Unfit
    return finite(Decimal(text.strip()))


def formatted(pattern: str, *values: Value) -> str:
    """`String.format` with `%s`, `%d`, `%f` (also `%.2f`), `%n` and `%%`."""
    waiting = list(values)

    def fill(match: re.Match[str]) -> str:
        precision, kind = match[1], match[2]
        if kind in "n%":
            return {"n": "\n", "%": "%"}[kind]
        if not waiting:
            raise Unfit
        value = waiting.pop(0)
        if kind == "s":
            return _shown(value)
        number = _double(value)
        return f"{number:.{precision or 6}f}" if kind == "f" else str(int(value))

    return re.sub(r"%(?:\.(\d))?([sdfn%])", fill, pattern)


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


_READERS: dict[str, Callable[[Value], Any]] = {
    "double": _double,
    "float": _double,
    **{kind: _integer(kind) for kind in BITS},
    "char": _character,
    "String": _text,
}
_MATH: dict[str, tuple[int, Callable[..., float]]] = {
    "sin": (1, math.sin),
    "cos": (1, math.cos),
    "tan": (1, math.tan),
    "asin": (1, math.asin),
    "acos": (1, math.acos),
    "atan": (1, math.atan),
    "atan2": (2, math.atan2),
    "sqrt": (1, math.sqrt),
    "cbrt": (1, math.cbrt),
    "exp": (1, math.exp),
    "log": (1, math.log),
    "log10": (1, math.log10),
    "pow": (2, math.pow),
    "hypot": (2, math.hypot),
    "floor": (1, lambda x: float(math.floor(x))),
    "ceil": (1, lambda x: float(math.ceil(x))),
    "rint": (1, lambda x: float(round(x))),
    "toRadians": (1, math.radians),
    "toDegrees": (1, math.degrees),
}
_MIXED: dict[str, tuple[int, Callable[..., Any]]] = {"max": (2, max), "min": (2, min), "abs": (1, abs)}


def _table() -> dict[tuple[str, str, tuple[str, ...]], Foreign]:
    table: dict[tuple[str, str, tuple[str, ...]], Foreign] = {}

    def add(class_name: str, method: str, types: Sequence[str], body: Body) -> None:
        readers = tuple(_READERS[kind] for kind in types)
        table["java.lang." + class_name, method, tuple(types)] = Foreign(readers, body)

    for method, (count, body) in _MATH.items():
        add("Math", method, ["double"] * count, body)
    for method, (count, body) in _MIXED.items():
        for kind in ("double", "float", "int", "long"):
            add("Math", method, [kind] * count, body)
    add("Math", "round", ["double"], lambda x: math.floor(x + 0.5))
    for name, kind in (("Byte", "byte"), ("Short", "short"), ("Integer", "int"), ("Long", "long")):
        add(name, "valueOf", [kind], lambda number: number)
        add(name, "valueOf", ["String"], _whole_text(kind))
    for name in ("Float", "Double"):
        add(name, "valueOf", [name.lower()], lambda number: number)
        add(name, "valueOf", ["String"], _decimal_text)
    add("String", "valueOf", ["char"], lambda text: text)
    table["java.lang.String", "format", ("String", "Object;")] = Foreign((_text,), formatted, rest=True)
    table["java.lang.String", "format", ("String", "Object...")] = Foreign((_text,), formatted, rest=True)
    return table


TABLE = _table()
