"""How built-in functions are declared: a name, a signature in words, a Python function over FEEL values.

Serves the files beside it. A signature reads `string:string, start position:number, length?:number`: `?` after the
name marks what may be left out, `?` after the type what may be null, `*` before the name a list that may also be
given item by item, `+` one or more arguments to the end, `|` alternatives. A call whose
arguments fit no signature gives null (DMN 1.5, 10.3.2.13.4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import DecimalException
from typing import Any

from minben.kernel.feel.values import Function, Value, bounded, kind_of

BUILTINS: dict[str, Function] = {}
OVERLOADS: dict[str, list[Overload]] = {}
_SHORT = {"datetime": "date and time", "ym": "years and months duration", "dt": "days and time duration"}


class Misfit(Exception):
    """The arguments do not fit this signature."""


class Rest(list[Value]):
    """The arguments that a `+` parameter gathers."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: the kinds of value it takes, whether it may be missing or null."""

    name: str
    kinds: frozenset[str]
    optional: bool
    nullable: bool
    variadic: bool
    rest: bool = False

    def fit(self, value: Value) -> Value:
        """The argument as the function wants it: an only element for a list of one, a list for a single value."""
        if self.rest:
            return value if isinstance(value, Rest) else Rest([value])
        if value is None:
            return self.null()
        if "any" in self.kinds and not self.variadic:
            return value
        kind = kind_of(value)
        if kind in self.kinds:
            return value
        if kind == "list" and len(value) == 1 and kind_of(value[0]) in self.kinds:
            return value[0]
        if "list" in self.kinds:
            return [value]
        raise Misfit

    def null(self) -> None:
        """Null, where it is allowed."""
        if not self.nullable:
            raise Misfit


@dataclass(frozen=True)
class Overload:
    """One signature with its function."""

    parameters: tuple[Parameter, ...]
    body: Callable[..., Value]

    def by_position(self, arguments: Sequence[Value]) -> Value:
        """Call with arguments in order."""
        first = self.parameters[0] if self.parameters else None
        if first and first.variadic and not (len(arguments) == 1 and isinstance(arguments[0], list)):
            if not arguments or (len(arguments) == 1 and arguments[0] is None):
                raise Misfit
            return self.body(list(arguments))
        fixed = len(self.parameters) - 1
        if self.parameters and self.parameters[-1].rest and len(arguments) > fixed:
            arguments = [*arguments[:fixed], Rest(arguments[fixed:])]
        needed = sum(not p.optional for p in self.parameters)
        if not needed <= len(arguments) <= len(self.parameters):
            raise Misfit
        given = [p.fit(argument) for p, argument in zip(self.parameters, arguments, strict=False)]
        return self.body(*given, *[None] * (len(self.parameters) - len(given)))

    def by_name(self, arguments: Mapping[str, Value]) -> Value:
        """Call with arguments by name; those that are not supplied are null (10.3.2.13.5)."""
        if not arguments.keys() <= {p.name for p in self.parameters}:
            raise Misfit
        return self.body(
            *(
                None if p.optional and p.name not in arguments else p.fit(arguments.get(p.name))
                for p in self.parameters
            )
        )


def builtin(name: str, signature: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a built-in function, or one more signature of it."""
    parameters = tuple(_parameter(text) for text in signature.split(",") if text.strip())

    def register(body: Callable[..., Any]) -> Callable[..., Any]:
        overloads = OVERLOADS.setdefault(name, [])
        overloads.append(Overload(parameters, body))
        names = tuple(p.name for p in overloads[0].parameters)
        BUILTINS[name] = Function(name, names, _by_position(overloads), _by_name(overloads))
        return body

    return register


def _parameter(text: str) -> Parameter:
    name, _, kinds = text.strip().partition(":")
    variadic, optional, nullable = (
        name.startswith("*"),
        name.endswith("?"),
        kinds.endswith("?") or (kinds == "any" and not name.startswith("*")),
    )
    chosen = frozenset(_SHORT.get(kind, kind) for kind in kinds.removesuffix("?").split("|"))
    return Parameter(
        name.strip("*+?"),
        frozenset({"list"}) if variadic else chosen,
        optional,
        nullable,
        variadic,
        name.startswith("+"),
    )


def _attempt(overloads: Sequence[Overload], call: Callable[[Overload], Value]) -> Value:
    for overload in overloads:
        try:
            return bounded(call(overload))
        except Misfit:
            continue
        except DecimalException:
            return None
    return None


def _by_position(overloads: Sequence[Overload]) -> Callable[[Sequence[Value]], Value]:
    return lambda arguments: _attempt(overloads, lambda overload: overload.by_position(arguments))


def _by_name(overloads: Sequence[Overload]) -> Callable[[Mapping[str, Value]], Value]:
    return lambda arguments: _attempt(overloads, lambda overload: overload.by_name(arguments))
