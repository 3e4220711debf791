"""Decision tables compiled and evaluated with all hit policies (DMN 1.5, 8.2), leaving a trace of what was read.

Serves the evaluator, the explanation of denials and the checker of gaps.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Protocol, TypeAlias

from minben.kernel.decision.model import Column, Rule, Table
from minben.kernel.feel import TypeSpec, Value
from minben.kernel.feel.builtins.lists import maximum, minimum, total
from minben.kernel.feel.compiler import Code
from minben.kernel.feel.scope import Scope
from minben.kernel.feel.tree import HalfOpen, Literal, Node, Tests
from minben.kernel.feel.types import PLAIN, fit
from minben.kernel.feel.values import equal

Test: TypeAlias = Callable[[Value, Scope], bool]


class Writer(Protocol):
    """What compiling a table needs from whoever compiles the logic around it."""

    place: str

    def text(self, text: str, names: Sequence[str], line: int, place: str = "") -> Code:
        """Compile a FEEL text."""
        ...

    def cell(self, text: str, names: Sequence[str], line: int, place: str) -> tuple[Code, Node | None]:
        """Compile unary tests, and give their tree; None when they cannot be read."""
        ...

    def spec(self, name: str, line: int) -> TypeSpec:
        """The type of that name."""
        ...


class Hit(NamedTuple):
    """What one evaluation of a table saw: `read` maps an input's label to its value, `matched` are rules in order,
    `rows` their numbers from 1; `note` says why matching rules gave no value.
    """

    decision: str
    read: Mapping[str, Value]
    matched: tuple[Rule, ...]
    rows: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Input:
    """A compiled input column."""

    label: str
    code: Code
    spec: TypeSpec
    allowed: Test | None
    column: Column


@dataclass(frozen=True)
class Output:
    """A compiled output column; `ranks` are its values in order of priority."""

    name: str
    spec: TypeSpec
    ranks: tuple[Value, ...]
    default: Code | None
    allowed: Test | None


@dataclass(frozen=True)
class Row:
    """A compiled rule: its tests with their column's index (`-` is left out), their trees, and its results."""

    rule: Rule
    number: int
    tests: tuple[tuple[int, Test], ...]
    trees: tuple[Node | None, ...]
    results: tuple[Code, ...]


@dataclass(frozen=True)
class TableProgram:
    """A compiled table."""

    place: str
    table: Table
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]

    @cached_property
    def labels(self) -> list[str]:
        """What the input columns are called."""
        return [column.label for column in self.inputs]

    @cached_property
    def guarded(self) -> list[tuple[int, Input, Test]]:
        """The input columns that admit only some values."""
        return [(at, each, each.allowed) for at, each in enumerate(self.inputs) if each.allowed is not None]

    def read_inputs(self, scope: Scope) -> list[Value]:
        """The values of the input columns."""
        return [fit(column.code(scope), column.spec) for column in self.inputs]

    def matching(self, values: Sequence[Value], scope: Scope) -> list[Row]:
        """The rows all of whose tests hold; with FIRST only the first."""
        first = self.table.hit_policy == "FIRST"
        found: list[Row] = []
        for row in self.rows:
            for at, test in row.tests:
                if not test(values[at], scope):
                    break
            else:
                found.append(row)
                if first:
                    break
        return found

    def evaluate(self, scope: Scope) -> Value:
        """The table's value, with its trace left in the run."""
        values = self.read_inputs(scope)
        wrong = self.forbidden(values, scope)
        rows = [] if wrong else self.matching(values, scope)
        note = wrong or self.clash(rows, scope)
        read = dict(zip(self.labels, values, strict=True))
        matched, numbers = tuple([row.rule for row in rows]), tuple([row.number for row in rows])
        scope.run.trail.append(Hit(self.place, read, matched, numbers, note))
        if note:
            scope.run.note(note)
            return None
        return self.settle(rows, scope)

    def forbidden(self, values: Sequence[Value], scope: Scope) -> str:
        """A sentence about an input outside its allowed values, or ""."""
        for at, column, allowed in self.guarded:
            value = values[at]
            if value is not None and not _admits(allowed, value, scope):
                return f"{self.place}: the value of {column.label!r} is not among its allowed values."
        return ""

    def clash(self, rows: Sequence[Row], scope: Scope) -> str:
        """A sentence about rows that must not match together under UNIQUE or ANY, or ""."""
        policy = self.table.hit_policy
        if len(rows) < 2 or policy not in ("UNIQUE", "ANY"):
            return ""
        numbers = ", ".join(str(row.number) for row in rows)
        if policy == "UNIQUE":
            return f"{self.place}: rows {numbers} match together, but the hit policy is UNIQUE."
        first = self.result(rows[0], scope)
        if all(equal(first, self.result(row, scope)) is True for row in rows[1:]):
            return ""
        return (
            f"{self.place}: rows {numbers} match together with different results, but the hit policy is ANY."
        )

    def result(self, row: Row, scope: Scope) -> Value:
        """One row's result: a value, or a context for several outputs."""
        cells = [
            fit(code(scope), output.spec) for code, output in zip(row.results, self.outputs, strict=True)
        ]
        if len(cells) == 1:
            return cells[0]
        return {output.name: cell for output, cell in zip(self.outputs, cells, strict=True)}

    def settle(self, rows: Sequence[Row], scope: Scope) -> Value:
        """The value of the matching rows under the hit policy."""
        if not rows:
            return self.default(scope)
        policy = self.table.hit_policy
        results = [self.result(row, scope) for row in rows]
        if policy in ("UNIQUE", "ANY", "FIRST"):
            return results[0]
        if policy == "RULE ORDER":
            return results
        if policy == "COLLECT":
            return AGGREGATIONS[self.table.aggregation](results)
        ordered = sorted(results, key=functools.cmp_to_key(self.compare))
        return ordered[0] if policy == "PRIORITY" else ordered

    def compare(self, left: Value, right: Value) -> int:
        """Which of two results comes first by the order of the output values."""
        for output in self.outputs:
            a, b = (value if len(self.outputs) == 1 else value[output.name] for value in (left, right))
            side = output_rank(output, a) - output_rank(output, b)
            if side:
                return side
        return 0

    def default(self, scope: Scope) -> Value:
        """The value when no row matches."""
        if all(output.default is None for output in self.outputs):
            return Decimal(0) if self.table.aggregation == "COUNT" else None
        cells = [
            fit(output.default(scope), output.spec) if output.default else None for output in self.outputs
        ]
        if len(cells) == 1:
            result = cells[0]
        else:
            result = {output.name: cell for output, cell in zip(self.outputs, cells, strict=True)}
        many = self.table.hit_policy in ("RULE ORDER", "OUTPUT ORDER") or (
            self.table.hit_policy == "COLLECT" and not self.table.aggregation
        )
        return [result] if many else result


def _admits(allowed: Test, value: Value, scope: Scope) -> bool:
    """Whether a value is among the allowed ones; of a list, whether each item is."""
    return allowed(value, scope) or (isinstance(value, list) and all(allowed(item, scope) for item in value))


def output_rank(output: Output, value: Value) -> int:
    """The place of a value among the output values; unlisted ones come last."""
    return next(
        (at for at, known in enumerate(output.ranks) if equal(known, value) is True), len(output.ranks)
    )


def _count(results: list[Value]) -> Value:
    return Decimal(len(results))


AGGREGATIONS: dict[str, Callable[[list[Value]], Value]] = {
    "": lambda results: results,
    "SUM": total,
    "MIN": minimum,
    "MAX": maximum,
    "COUNT": _count,
}


def compile_table(writer: Writer, table: Table, names: Sequence[str]) -> TableProgram:
    """The table compiled; errors go to the writer's findings."""
    inputs = tuple(_input(writer, column, names) for column in table.inputs)
    outputs = tuple(_output(writer, column, names) for column in table.outputs)
    rows = tuple(_row(writer, table, rule, number, names) for number, rule in enumerate(table.rules, 1))
    return TableProgram(writer.place, table, inputs, outputs, rows)


def _input(writer: Writer, column: Column, names: Sequence[str]) -> Input:
    place = f", input {column.label!r}"
    code = writer.text(column.text, names, column.line, place)
    return Input(
        column.label, code, writer.spec(column.type, column.line), _allowed(writer, column, names), column
    )


def _allowed(writer: Writer, column: Column, names: Sequence[str]) -> Test | None:
    if not column.values.strip():
        return None
    code, tree = writer.cell(column.values, [*names, "?"], column.line, ", allowed values")
    return cell_test(code, tree)


def _output(writer: Writer, column: Column, names: Sequence[str]) -> Output:
    place = f", output {column.label!r}"
    default = writer.text(column.default, names, column.line, place) if column.default.strip() else None
    spec = writer.spec(column.type, column.line)
    return Output(
        column.text or column.label, spec, _ranks(writer, column), default, _allowed(writer, column, names)
    )


def _ranks(writer: Writer, column: Column) -> tuple[Value, ...]:
    if not column.values.strip():
        return ()
    _, tree = writer.cell(column.values, [], column.line, ", output values")
    parts = tree.parts if isinstance(tree, Tests) else ()
    return tuple(part.value for part in parts if isinstance(part, Literal))


def _row(writer: Writer, table: Table, rule: Rule, number: int, names: Sequence[str]) -> Row:
    tests: list[tuple[int, Test]] = []
    trees: list[Node | None] = []
    for at, (text, column) in enumerate(zip(rule.tests, table.inputs, strict=True)):
        place = f", row {number}, column {column.label!r}"
        code, tree = writer.cell(text, [*names, "?"], rule.line, place)
        trees.append(tree)
        if not (isinstance(tree, Tests) and not tree.parts):
            tests.append((at, cell_test(code, tree)))
    results = tuple(
        writer.text(text, names, rule.line, f", row {number}, output {column.label!r}")
        for text, column in zip(rule.results, table.outputs, strict=True)
    )
    return Row(rule, number, tuple(tests), tuple(trees), results)


def cell_test(code: Code, tree: Node | None) -> Test:
    """A cell as a function of the value: literals of one type and single bounds take a short way."""
    literals = literal_values(tree)
    if literals is not None:
        return _among(literals)
    bound = single_bound(tree)
    if bound is not None:
        return _bounded(*bound)
    return lambda value, scope: code(scope.inner({"?": value})) is True


def literal_values(tree: Node | None) -> list[Value] | None:
    """The values of a cell that only lists text, number or boolean literals, else None."""
    if not isinstance(tree, Tests) or tree.negated or not tree.parts:
        return None
    values = [part.value for part in tree.parts if isinstance(part, Literal) and part.temporal is None]
    plain = len(values) == len(tree.parts) and all(
        isinstance(value, (str, bool, Decimal)) for value in values
    )
    return values if plain else None


def single_bound(tree: Node | None) -> tuple[str, Decimal] | None:
    """Operator and number of a cell such as `>= 18`, else None."""
    if not isinstance(tree, Tests) or tree.negated or len(tree.parts) != 1:
        return None
    part = tree.parts[0]
    if not isinstance(part, HalfOpen) or part.operator not in BOUNDS or not isinstance(part.operand, Literal):
        return None
    value = part.operand.value
    return (part.operator, value) if isinstance(value, Decimal) else None


def _among(literals: list[Value]) -> Test:
    wanted = frozenset((type(value), value) for value in literals)

    def holds(value: Value, scope: Scope) -> bool:
        kind = type(value)
        if kind in PLAIN:
            return (kind, value) in wanted
        return isinstance(value, list) and len(value) == 1 and holds(value[0], scope)  # pyright: ignore[reportUnknownArgumentType]

    return holds


def _bounded(operator: str, bound: Decimal) -> Test:
    compare = BOUNDS[operator]

    def holds(value: Value, _scope: Scope) -> bool:
        return type(value) is Decimal and compare(value, bound)

    return holds


BOUNDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
}
