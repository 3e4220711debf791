"""FEEL types: what `instance of` asks, and how values are fitted to a declared type (DMN 1.5, 10.3.2.9).

Serves the compiler and the decisions' item definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from minben.kernel.feel.errors import FeelError, suggestion
from minben.kernel.feel.temporal import Date, midnight
from minben.kernel.feel.tree import Type
from minben.kernel.feel.values import Function, Range, Value, kind_of


@dataclass(frozen=True)
class TypeSpec:
    """A type with its meaning. `parts` are element types, parameters, or the members' types, in order.

    `allowed` restricts the values (a DMN constraint); it answers for values that already have the type.
    """

    kind: str
    parts: tuple[TypeSpec, ...] = ()
    members: tuple[str, ...] = ()
    allowed: Callable[[Value], bool] | None = None


ANY = TypeSpec("any")
SIMPLE = {
    name: TypeSpec(name)
    for name in (
        "null",
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "years and months duration",
        "days and time duration",
    )
}
ALIASES = {
    "Any": ANY,
    "Null": SIMPLE["null"],
    "dateTime": SIMPLE["date and time"],
    "yearMonthDuration": SIMPLE["years and months duration"],
    "dayTimeDuration": SIMPLE["days and time duration"],
    "duration": TypeSpec("duration"),
    "list": TypeSpec("list", (ANY,)),
    "context": TypeSpec("context"),
    "range": TypeSpec("range", (ANY,)),
    "function": TypeSpec("function"),
    **SIMPLE,
}
DURATIONS = ("years and months duration", "days and time duration")
PLAIN: Mapping[type, str] = {Decimal: "number", str: "string", bool: "boolean"}
COMPLEX = ("list", "range", "context", "function")


def resolve(written: Type, known: Mapping[str, TypeSpec]) -> TypeSpec:
    """The meaning of a type as written. FeelError for an unknown name."""
    if written.name in COMPLEX and written.parts:
        return TypeSpec(written.name, tuple(resolve(part, known) for part in written.parts), written.members)
    found = known.get(written.name) or (None if written.parts else ALIASES.get(written.name))
    if found is None and written.name in ALIASES:
        raise FeelError(f"The type {written.name!r} takes no other types.", 0, f"Write {written.name}.")
    if found is None:
        advice = suggestion(written.name, [*known, *ALIASES])
        raise FeelError(f"There is no type {written.name!r}.", 0, advice)
    return found


def whole(written: Type, known: Mapping[str, TypeSpec]) -> Type:
    """The type, when `instance of` can ask for it (10.3.2): `list` alone is none. FeelError otherwise."""
    if written.name in COMPLEX and not written.parts and written.name not in known:
        example = {"context": "context<name: string>", "function": "function<Any>->Any"}
        raise FeelError(
            f"{written.name!r} alone is no type.",
            0,
            f"Write {example.get(written.name, written.name + '<Any>')}.",
        )
    for part in written.parts:
        whole(part, known)
    return written


def is_instance(value: Value, spec: TypeSpec) -> bool:
    """`value instance of spec`: null is an instance of the null type only."""
    if value is None:
        return spec.kind == "null"
    return conforms(value, spec)


def conforms(value: Value, spec: TypeSpec) -> bool:
    """Whether the value may stand where the type is wanted; null may anywhere."""
    if value is None or spec.kind == "any":
        return value is None or spec.allowed is None or spec.allowed(value)
    kind = kind_of(value)
    if kind != spec.kind and not (spec.kind == "duration" and kind in DURATIONS):
        return False
    part = _PARTS.get(kind)
    return (part is None or part(value, spec)) and (spec.allowed is None or spec.allowed(value))


def _list_conforms(value: list[Value], spec: TypeSpec) -> bool:
    return not spec.parts or all(conforms(item, spec.parts[0]) for item in value)


def _context_conforms(value: dict[str, Value], spec: TypeSpec) -> bool:
    return all(
        name in value and conforms(value[name], part)
        for name, part in zip(spec.members, spec.parts, strict=True)
    )


def _range_conforms(value: Range, spec: TypeSpec) -> bool:
    return not spec.parts or all(conforms(end, spec.parts[0]) for end in (value.start, value.end))


def _function_conforms(value: Function, spec: TypeSpec) -> bool:
    if not spec.parts:
        return True
    own: tuple[TypeSpec | None, ...] = value.signature or (*(ANY for _ in value.parameters), None)
    return _function_subtype(own, spec.parts)


def subtype(own: TypeSpec | None, wanted: TypeSpec) -> bool:
    """Whether every value of one type may stand where the other is wanted (10.3.2.9.3); an unknown type may."""
    if own is None or wanted.kind == "any" or own.kind == "null":
        return True
    if own.kind != wanted.kind:
        return False
    if wanted.kind == "context":
        parts = dict(zip(own.members, own.parts, strict=True))
        return all(
            name in parts and subtype(parts[name], part)
            for name, part in zip(wanted.members, wanted.parts, strict=True)
        )
    if wanted.kind == "function" and wanted.parts:
        return _function_subtype(own.parts, wanted.parts)
    return len(own.parts) != len(wanted.parts) or all(map(subtype, own.parts, wanted.parts))


def _function_subtype(own: tuple[TypeSpec | None, ...], wanted: tuple[TypeSpec, ...]) -> bool:
    """Parameters may be wider than wanted, the result narrower."""
    return (
        len(own) == len(wanted)
        and all(subtype(given, part or ANY) for given, part in zip(wanted[:-1], own[:-1], strict=True))
        and subtype(own[-1], wanted[-1])
    )


_PARTS: dict[str, Callable[..., bool]] = {
    "list": _list_conforms,
    "context": _context_conforms,
    "range": _range_conforms,
    "function": _function_conforms,
}


def fit(value: Value, spec: TypeSpec) -> Value:
    """The value fitted to the type (10.3.2.9.4): itself, its only element, a list of it, a date's midnight, or null."""
    if spec.allowed is None and (spec.kind == "any" or PLAIN.get(type(value)) == spec.kind):
        return value
    if conforms(value, spec):
        return value
    if isinstance(value, list):
        return _fit_single(value, spec)  # pyright: ignore[reportUnknownArgumentType]
    if spec.kind == "list" and conforms([value], spec):
        return [value]
    if spec.kind == "date and time" and isinstance(value, Date):
        return midnight(value)
    return None


def _fit_single(value: list[Value], spec: TypeSpec) -> Value:
    return value[0] if len(value) == 1 and conforms(value[0], spec) else None
