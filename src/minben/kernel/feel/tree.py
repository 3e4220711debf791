"""The syntax tree of FEEL (DMN 1.5, 10.3.1): plain frozen values, made by the parser, read by compiler and printer.

`at` is the position in the text, counted from 0; it does not take part in equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from minben.kernel.feel.values import Value


@dataclass(frozen=True)
class Literal:
    """A number, string, boolean, null or `@"…"`; `temporal` keeps the at-literal's text, even a meaningless one."""

    value: Value
    temporal: str | None = None


@dataclass(frozen=True)
class Name:
    """A variable, or `?` in a unary test."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Path:
    """`base.member`."""

    base: Node
    member: str


@dataclass(frozen=True)
class Filter:
    """`base[test]`: by position or by condition."""

    base: Node
    test: Node


@dataclass(frozen=True)
class Call:
    """`target(a, b)` or `target(name: a)`; the two are never mixed."""

    target: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Negate:
    """Unary minus."""

    operand: Node


@dataclass(frozen=True)
class Binary:
    """`+ - * / **` and the comparisons `= != < <= > >=`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Logic:
    """`and` or `or` over two or more operands."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Between:
    """`operand between low and high`."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class Tests:
    """Unary tests: any part may hold, or with `negated` none; `asks` says for each part whether it uses `?`."""

    parts: tuple[Node, ...]
    asks: tuple[bool, ...]
    negated: bool = False


@dataclass(frozen=True)
class In:
    """`operand in tests`."""

    operand: Node
    tests: Tests


@dataclass(frozen=True)
class Type:
    """A type as written: `number`, `list<T>`, `range<T>`, `context<a: T>`, `function<T, …> -> R`."""

    name: str
    parts: tuple[Type, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class InstanceOf:
    """`operand instance of type`."""

    operand: Node
    type: Type


@dataclass(frozen=True)
class If:
    """`if … then … else …`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class Iterator:
    """`name in source` or `name in source..end`."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True)
class For:
    """`for iterators return body`; the body sees the results so far as `partial`."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True)
class Quantified:
    """`some` or `every` … `satisfies` test."""

    quantifier: str
    iterators: tuple[Iterator, ...]
    test: Node


@dataclass(frozen=True)
class Lambda:
    """`function(a: T, b) body`; `external` marks a body that names foreign code."""

    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True)
class ContextOf:
    """`{key: value, …}`; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class ListOf:
    """`[a, b, …]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Interval:
    """`[a..b]`, each end open or closed."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True)
class HalfOpen:
    """`< a`, `>= a`, `= a`, `!= a`: a range with one end."""

    operator: str
    operand: Node


Node: TypeAlias = (
    Literal
    | Name
    | Path
    | Filter
    | Call
    | Negate
    | Binary
    | Logic
    | Between
    | Tests
    | In
    | InstanceOf
    | If
    | For
    | Quantified
    | Lambda
    | ContextOf
    | ListOf
    | Interval
    | HalfOpen
)
