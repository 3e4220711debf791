"""The type of an expression's result, as far as its text tells (DMN 1.5, 10.3.2.9). Serves function types and checks.

None stands for "not known": nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from minben.kernel.feel import tree
from minben.kernel.feel.types import SIMPLE, TypeSpec
from minben.kernel.feel.values import kind_of

Known = Mapping[str, TypeSpec]
NUMBER, STRING, BOOLEAN = SIMPLE["number"], SIMPLE["string"], SIMPLE["boolean"]


def inferred(node: tree.Node, known: Known) -> TypeSpec | None:
    """The result's type, given the types of some variables."""
    rule = _RULES.get(type(node))
    return rule(node, known) if rule else None


def _literal(node: tree.Literal, _known: Known) -> TypeSpec | None:
    return None if node.value is None else SIMPLE.get(kind_of(node.value))


def _name(node: tree.Name, known: Known) -> TypeSpec | None:
    return known.get(node.name)


def _binary(node: tree.Binary, known: Known) -> TypeSpec | None:
    if node.operator in ("=", "!=", "<", "<=", ">", ">="):
        return BOOLEAN
    left, right = inferred(node.left, known), inferred(node.right, known)
    return left if left == right and left in (NUMBER, STRING) else None


def _negate(node: tree.Negate, known: Known) -> TypeSpec | None:
    return inferred(node.operand, known)


def _if(node: tree.If, known: Known) -> TypeSpec | None:
    then, otherwise = inferred(node.then, known), inferred(node.otherwise, known)
    return then if then == otherwise else None


def _list(node: tree.ListOf, known: Known) -> TypeSpec | None:
    kinds = {inferred(item, known) for item in node.items}
    only = kinds.pop() if len(kinds) == 1 else None
    return TypeSpec("list", (only,)) if only else TypeSpec("list")


def _context(node: tree.ContextOf, known: Known) -> TypeSpec | None:
    seen = dict(known)
    for name, value in node.entries:
        spec = inferred(value, seen)
        if spec is None:
            return TypeSpec("context")
        seen[name] = spec
    names = tuple(name for name, _ in node.entries)
    return TypeSpec("context", tuple(seen[name] for name in names), names)


def _call(node: tree.Call, known: Known) -> TypeSpec | None:
    name = node.target.name if isinstance(node.target, tree.Name) else ""
    return None if name in known else RESULTS.get(name)


def _boolean(_node: Any, _known: Known) -> TypeSpec | None:
    return BOOLEAN


RESULTS: dict[str, TypeSpec] = {
    **dict.fromkeys(
        ("count", "sum", "mean", "abs", "floor", "ceiling", "decimal", "modulo", "sqrt", "string length"),
        NUMBER,
    ),
    **dict.fromkeys(
        ("string", "substring", "upper case", "lower case", "replace", "string join", "day of week"), STRING
    ),
    **dict.fromkeys(("not", "contains", "starts with", "ends with", "matches", "list contains"), BOOLEAN),
    "date": SIMPLE["date"],
    "time": SIMPLE["time"],
    "date and time": SIMPLE["date and time"],
    "years and months duration": SIMPLE["years and months duration"],
}
_RULES: dict[type, Callable[[Any, Known], TypeSpec | None]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Binary: _binary,
    tree.Negate: _negate,
    tree.If: _if,
    tree.ListOf: _list,
    tree.ContextOf: _context,
    tree.Call: _call,
    **dict.fromkeys((tree.Between, tree.In, tree.InstanceOf, tree.Logic, tree.Quantified), _boolean),
}
