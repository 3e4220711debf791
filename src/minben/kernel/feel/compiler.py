"""From tree to closures: each node once becomes a function of a scope, then evaluates many times.

Serves everything that evaluates FEEL. No `eval`, no attribute of a Python object: only the values of `values.py`
are ever touched, by the functions here and in the built-ins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from minben.kernel.feel import tree
from minben.kernel.feel.arithmetic import CALCULATORS, days_later, negate
from minben.kernel.feel.builtins import BUILTINS
from minben.kernel.feel.errors import FeelError
from minben.kernel.feel.foreign import foreign
from minben.kernel.feel.infer import inferred
from minben.kernel.feel.properties import member
from minben.kernel.feel.scope import Scope
from minben.kernel.feel.temporal import Date
from minben.kernel.feel.types import ANY, TypeSpec, fit, is_instance, resolve, whole
from minben.kernel.feel.values import Function, Range, Value, contains, equal, order, orderly

Code: TypeAlias = Callable[[Scope], Value]
MISSING: Any = object()


class Compiler:
    """Compiles trees against a set of named types."""

    def __init__(self, types: Mapping[str, TypeSpec]) -> None:
        self.types = types

    def compile(self, node: tree.Node) -> Code:
        """The function that evaluates the node."""
        return _FORMS[type(node)](self, node)

    def literal(self, node: tree.Literal) -> Code:
        """A constant."""
        value = node.value
        return lambda _scope: value

    def name(self, node: tree.Name) -> Code:
        """A variable: innermost scope first, then built-in functions, then a dotted name as a path."""
        name, builtin = node.name, BUILTINS.get(node.name)

        def look_up(scope: Scope) -> Value:
            at: Scope | None = scope
            while at is not None:
                value = at.names.get(name, MISSING)
                if value is not MISSING:
                    return value
                at = at.outer
            if builtin is None and name != "?":
                return _dotted(scope, name)
            return builtin

        return look_up

    def path(self, node: tree.Path) -> Code:
        """A member of a value."""
        base, name = self.compile(node.base), node.member
        return lambda scope: scope.run.built(member(scope.run.walked(base(scope)), name))

    def filter(self, node: tree.Filter) -> Code:
        """Selection from a list."""
        base, test = self.compile(node.base), self.compile(node.test)
        return lambda scope: _select(base(scope), test, scope)

    def call(self, node: tree.Call) -> Code:
        """A function call."""
        target = self.compile(node.target)
        arguments = [self.compile(argument) for argument in node.arguments]
        names = node.names

        def invoke(scope: Scope) -> Value:
            function = target(scope)
            if not isinstance(function, Function):
                scope.run.note("Something that is no function was called.")
                return None
            scope.run.tick()
            values = [scope.run.walked(argument(scope)) for argument in arguments]
            if names:
                result = (
                    function.bind(dict(zip(names, values, strict=True)))
                    if len(set(names)) == len(names)
                    else None
                )
            else:
                result = function.apply(values)
            if result is None:
                scope.run.note(f"{function.name}(…) gave null.")
            return scope.run.built(result)

        return invoke

    def negate(self, node: tree.Negate) -> Code:
        """Unary minus."""
        operand = self.compile(node.operand)
        return lambda scope: negate(operand(scope))

    def binary(self, node: tree.Binary) -> Code:
        """Arithmetic and comparison."""
        left, right = self.compile(node.left), self.compile(node.right)
        operation = CALCULATORS.get(node.operator)
        if operation is None:
            compare = COMPARISONS[node.operator]
            return lambda scope: compare(scope.run.walked(left(scope)), right(scope))
        return lambda scope: scope.run.built(operation(left(scope), right(scope)))

    def logic(self, node: tree.Logic) -> Code:
        """Three-valued `and`, `or`: decided as soon as one operand decides."""
        operands = [self.compile(operand) for operand in node.operands]
        decisive = node.operator == "or"

        def decide(scope: Scope) -> bool | None:
            open_question = False
            for operand in operands:
                value = operand(scope)
                if value is decisive:
                    return decisive
                open_question = open_question or not isinstance(value, bool)
            return None if open_question else not decisive

        return decide

    def between(self, node: tree.Between) -> Code:
        """`between`, both ends included."""
        operand, low, high = self.compile(node.operand), self.compile(node.low), self.compile(node.high)

        def lies(scope: Scope) -> bool | None:
            return contains(Range(low(scope), high(scope), True, True), operand(scope))

        return lies

    def tests(self, node: tree.Tests, cell: bool = True) -> Code:
        """Unary tests over the variable `?`: of a table's cell, or after `in`."""
        parts = [self.test(part, asks, cell) for part, asks in zip(node.parts, node.asks, strict=True)]
        negated = node.negated

        def hold(scope: Scope) -> bool | None:
            unsure = False
            for part in parts:
                result = part(scope)
                if result is True:
                    return not negated
                unsure = unsure or result is None
            return None if unsure else negated or not parts

        return hold

    def test(self, part: tree.Node, asks: bool, cell: bool) -> Code:
        """One unary test: a condition on `?`, or something `?` must equal or lie in.

        A cell's expression that is simply true also holds (7.3.3), unless `?` is a boolean to compare it with.
        """
        code = self.compile(part)
        if asks:
            return lambda scope: _condition(scope.run.walked(code(scope)), scope.names["?"])
        if cell and not isinstance(part, (tree.Literal, tree.HalfOpen, tree.Interval)):
            return lambda scope: _holds(scope.run.walked(code(scope)), scope.names["?"])
        return lambda scope: matches(scope.names["?"], scope.run.walked(code(scope)))

    def membership(self, node: tree.In) -> Code:
        """`in`."""
        operand, tests = self.compile(node.operand), self.tests(node.tests, cell=False)
        return lambda scope: tests(scope.inner({"?": operand(scope)}))

    def instance_of(self, node: tree.InstanceOf) -> Code:
        """A type test."""
        operand, spec = self.compile(node.operand), resolve(whole(node.type, self.types), self.types)
        return lambda scope: is_instance(scope.run.walked(operand(scope)), spec)

    def choice(self, node: tree.If) -> Code:
        """`if`: anything but true leads to `else`."""
        condition, then = self.compile(node.condition), self.compile(node.then)
        otherwise = self.compile(node.otherwise)
        return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)

    def loop(self, node: tree.For) -> Code:
        """`for`."""
        body, partial = self.compile(node.body), "partial" in names_in(node.body)
        iterate = self.iteration(node.iterators)

        def collect(scope: Scope) -> Value:
            results: list[Value] = []
            for inner in iterate(scope):
                if inner is None:
                    return None
                if partial:
                    scope.run.tick(len(results))
                    inner = inner.inner({"partial": scope.run.built(list(results))})
                results.append(body(inner))
            return scope.run.built(results)

        return collect

    def quantified(self, node: tree.Quantified) -> Code:
        """`some` and `every`: three-valued; a test that is no boolean leaves the answer open."""
        test, decisive = self.compile(node.test), node.quantifier == "some"
        iterate = self.iteration(node.iterators)

        def decide(scope: Scope) -> bool | None:
            open_question = False
            for inner in iterate(scope):
                if inner is None:
                    return None
                value = test(inner)
                if value is decisive:
                    return decisive
                open_question = open_question or not isinstance(value, bool)
            return None if open_question else not decisive

        return decide

    def iteration(self, iterators: Sequence[tree.Iterator]) -> Callable[[Scope], Iterator[Scope | None]]:
        """The scopes of a nest of loops; a None among them says that a source was no list."""
        levels = [
            (it.name, self.compile(it.source), self.compile(it.end) if it.end else None) for it in iterators
        ]

        def scopes(scope: Scope, level: int = 0) -> Iterator[Scope | None]:
            if level == len(levels):
                yield scope
                return
            name, source, end = levels[level]
            values = sequence(source(scope)) if end is None else _steps(source(scope), end(scope))
            if values is None:
                yield None
                return
            for value in values:
                scope.run.tick()
                yield from scopes(scope.inner({name: value}), level + 1)

        return scopes

    def function(self, node: tree.Lambda) -> Code:
        """A function literal, closed over its scope."""
        body = self.external(node) if node.external else self.compile(node.body)
        specs = [resolve(written, self.types) if written else None for written in node.types]
        known = {name: spec for name, spec in zip(node.parameters, specs, strict=True) if spec}
        result = None if node.external else inferred(node.body, known)
        return lambda scope: closure("function", node.parameters, specs, body, scope, result)

    def external(self, node: tree.Lambda) -> Code:
        """The body of `external {java: {class: …, method signature: …}}`: a function of the table, or refused."""
        entries = dict(node.body.entries) if isinstance(node.body, tree.ContextOf) else {}
        java = entries.get("java")
        named = dict(java.entries) if isinstance(java, tree.ContextOf) else {}
        texts = [part.value if isinstance(part, tree.Literal) else None for part in named.values()]
        return foreign_code(node.parameters, dict(zip(named, texts, strict=True)))

    def context(self, node: tree.ContextOf) -> Code:
        """A context; the same key twice makes it null."""
        entries = [(key, self.compile(value)) for key, value in node.entries]
        if len({key for key, _ in entries}) != len(entries):
            return lambda _scope: None

        def build(scope: Scope) -> Value:
            values: dict[str, Value] = {}
            inner = scope.inner(values)
            for key, code in entries:
                values[key] = code(inner)
            return scope.run.built(values)

        return build

    def listing(self, node: tree.ListOf) -> Code:
        """A list."""
        items = [self.compile(item) for item in node.items]
        return lambda scope: scope.run.built([item(scope) for item in items])

    def interval(self, node: tree.Interval) -> Code:
        """A range with two ends; ends of different types, or in the wrong order, make it null."""
        start, end = self.compile(node.start), self.compile(node.end)
        first, last = node.start_included, node.end_included

        def build(scope: Scope) -> Value:
            low, high = start(scope), end(scope)
            if low is not None and high is not None and not orderly(low, high):
                return None
            return scope.run.built(Range(low, high, first, last))

        return build

    def half_open(self, node: tree.HalfOpen) -> Code:
        """A range with one end."""
        operand, make = self.compile(node.operand), HALF_OPEN[node.operator]
        return lambda scope: scope.run.built(make(operand(scope)))


def foreign_code(parameters: Sequence[str], named: Mapping[str, Value], kind: str = "Java") -> Code:
    """The code of a function by class and method signature; FeelError when it is not among the few known ones."""
    class_name, signature = named.get("class") or "?", named.get("method signature") or "?"
    found = foreign(str(class_name), str(signature)) if kind.upper() == "JAVA" else None
    if found is None:
        message = f"This {kind} function is foreign code and is refused: {class_name} {signature}."
        raise FeelError(message, 0, "Write the body in FEEL.")
    return lambda scope: found.call([scope.names[parameter] for parameter in parameters])


def closure(
    name: str,
    parameters: tuple[str, ...],
    specs: Sequence[TypeSpec | None],
    body: Code,
    scope: Scope,
    result: TypeSpec | None = None,
) -> Function:
    """A function value whose body sees its parameters, then the scope of its definition."""

    def bind(arguments: Mapping[str, Value]) -> Value:
        if not arguments.keys() <= set(parameters):
            return None
        return apply([arguments.get(parameter) for parameter in parameters])

    def apply(arguments: Sequence[Value]) -> Value:
        if len(arguments) != len(parameters):
            return None
        scope.run.tick()
        values: dict[str, Value] = {}
        for parameter, spec, argument in zip(parameters, specs, arguments, strict=True):
            values[parameter] = argument if spec is None else fit(scope.run.walked(argument), spec)
            if values[parameter] is None and argument is not None:
                return None
        return scope.run.built(body(scope.inner(values)))

    return Function(name, parameters, apply, bind, (*(spec or ANY for spec in specs), result))


def matches(value: Value, wanted: Value) -> bool | None:
    """Whether a value passes a unary test that evaluated to `wanted`: a range, a list of tests, or an equal value."""
    if isinstance(wanted, Range):
        if isinstance(value, Range):
            return equal(value, wanted)
        return contains(wanted, value)
    same = equal(value, wanted)
    if same is True or not isinstance(wanted, list):
        return same
    parts: list[Value] = wanted
    return any((contains if isinstance(part, Range) else equal)(part, value) is True for part in parts)


def _condition(result: Value, value: Value) -> bool | None:
    return result if isinstance(result, bool) or result is None else matches(value, result)


def _holds(result: Value, value: Value) -> bool | None:
    return True if result is True and not isinstance(value, bool) else matches(value, result)


def _dotted(scope: Scope, name: str) -> Value:
    """A declared name such as `person.age` when the facts hold it nested."""
    at: Scope | None = scope
    while "." in name and at is not None:
        head, _, rest = name.partition(".")
        if head in at.names:
            value = at.names[head]
            for part in rest.split("."):
                value = member(value, part)
            return value
        at = at.outer
    scope.run.note(f"There is no {name!r} here.")
    return None


def _select(base: Value, test: Code, scope: Scope) -> Value:
    if base is None:
        return None
    items: list[Value] = base if isinstance(base, list) else [base]
    kept: list[Value] = []
    for item in items:
        scope.run.tick()
        names: dict[str, Value] = {"item": item, **item} if isinstance(item, dict) else {"item": item}
        verdict = test(scope.inner(names))
        if isinstance(verdict, Decimal):
            return _at(items, verdict)
        if verdict is True:
            kept.append(item)
        elif verdict is not False and verdict is not None:
            return None
    if not items and isinstance(test(scope), Decimal):
        return None
    return kept


def _at(items: list[Value], position: Decimal) -> Value:
    index = int(position)
    if index == 0 or abs(index) > len(items):
        return None
    return items[index - 1 if index > 0 else index]


def sequence(source: Value) -> Iterator[Value] | None:
    """What a loop runs over: a list, the steps of a range, a single value as a list of one; None for null."""
    if source is None:
        return None
    if isinstance(source, Range):
        return _range_steps(source)
    items: list[Value] = source if isinstance(source, list) else [source]
    return iter(items)


def _range_steps(area: Range) -> Iterator[Value] | None:
    steps = _steps(area.start, area.end)
    if steps is None:
        return None
    return (value for value in steps if contains(area, value) is True)


def _steps(start: Value, end: Value) -> Iterator[Value] | None:
    """Whole numbers or days from start to end, up or down."""
    if isinstance(start, Decimal) and isinstance(end, Decimal) and start == int(start) and end == int(end):
        first, last = int(start), int(end)
        return (
            Decimal(n)
            for n in range(first, last + 1 if last >= first else last - 1, 1 if last >= first else -1)
        )
    if isinstance(start, Date) and isinstance(end, Date):
        days = end.ordinal() - start.ordinal()
        step = 1 if days >= 0 else -1
        return (days_later(start, n) for n in range(0, days + step, step))
    return None


def _comparison(accept: Callable[[int], bool]) -> Callable[[Value, Value], bool | None]:
    def compare(left: Value, right: Value) -> bool | None:
        side = order(left, right)
        return None if side is None else accept(side)

    return compare


def _unequal(left: Value, right: Value) -> bool | None:
    same = equal(left, right)
    return None if same is None else not same


COMPARISONS: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": _unequal,
    "<": _comparison(lambda side: side < 0),
    "<=": _comparison(lambda side: side <= 0),
    ">": _comparison(lambda side: side > 0),
    ">=": _comparison(lambda side: side >= 0),
}
HALF_OPEN: dict[str, Callable[[Value], Range]] = {
    "<": lambda end: Range(None, end, False, False, "<"),
    "<=": lambda end: Range(None, end, False, True, "<="),
    ">": lambda start: Range(start, None, False, False, ">"),
    ">=": lambda start: Range(start, None, True, False, ">="),
    "=": lambda value: Range(value, value, True, True, "="),
    "!=": lambda value: Range(value, value, False, False, "!="),
}
_FORMS: dict[type, Callable[[Compiler, Any], Code]] = {
    tree.Literal: Compiler.literal,
    tree.Name: Compiler.name,
    tree.Path: Compiler.path,
    tree.Filter: Compiler.filter,
    tree.Call: Compiler.call,
    tree.Negate: Compiler.negate,
    tree.Binary: Compiler.binary,
    tree.Logic: Compiler.logic,
    tree.Between: Compiler.between,
    tree.Tests: Compiler.tests,
    tree.In: Compiler.membership,
    tree.InstanceOf: Compiler.instance_of,
    tree.If: Compiler.choice,
    tree.For: Compiler.loop,
    tree.Quantified: Compiler.quantified,
    tree.Lambda: Compiler.function,
    tree.ContextOf: Compiler.context,
    tree.ListOf: Compiler.listing,
    tree.Interval: Compiler.interval,
    tree.HalfOpen: Compiler.half_open,
}


def names_in(node: object) -> set[str]:
    """All variables that a tree mentions."""
    if isinstance(node, tree.Name):
        return {node.name}
    if isinstance(node, tuple):
        return {name for part in node for name in names_in(part)}  # pyright: ignore[reportUnknownVariableType]
    if is_dataclass(node) and not isinstance(node, type):
        return {name for part in fields(node) for name in names_in(getattr(node, part.name))}
    return set()
