"""Decision tables (DMN 1.5, 8.2): every hit policy, and what each evaluation matched.

Serves explanations: which inputs were read with which values, which rows held, and the article each row cites.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from minben.kernel.decision.model import Column, Rule, Table
from minben.kernel.feel import Value, parse_unary
from minben.kernel.feel.compiler import Code
from minben.kernel.feel.errors import FeelError
from minben.kernel.feel.scope import Scope
from minben.kernel.feel.values import equal, order


@dataclass(frozen=True)
class Hit:
    """What one evaluation of a table saw: `read` maps an input's label to its value, `matched` are rules in order."""

    decision: str
    read: Mapping[str, Value]
    matched: tuple[Rule, ...]


class Host(Protocol):
    """What a table needs of the compiler."""

    place: str

    def expression(self, text: str, names: Iterable[str], line: int) -> Code: ...

    def refuse(self, line: int, message: str, advice: str) -> None: ...


@dataclass(frozen=True)
class _Row:
    rule: Rule
    tests: tuple[Code | None, ...]  # None: any value
    results: tuple[Code, ...]


def compile_table(host: Host, table: Table, names: Sequence[str]) -> Code:
    """The table's code; it leaves what it matched on the evaluation's trail."""
    inputs = [host.expression(column.text, names, column.line or table.line) for column in table.inputs]
    allowed = [_tests(host, column.values, names, column.line) for column in table.inputs]
    rows = [
        _Row(
            rule,
            tuple(_tests(host, text, names, rule.line) for text in rule.tests),
            tuple(host.expression(text, names, rule.line) for text in rule.results),
        )
        for rule in table.rules
    ]
    defaults = [host.expression(column.default, names, column.line) for column in table.outputs]
    ranks = [_ranking(host, column, names) for column in table.outputs]
    labels = [column.label or column.text for column in table.inputs]
    place = host.place

    def evaluate(scope: Scope) -> Value:
        values = [code(scope) for code in inputs]
        if not all(_holds(test, value, scope) for test, value in zip(allowed, values, strict=True)):
            return None
        matched = [row for row in rows if _matches(row, values, scope)]
        scope.run.trail.append(
            Hit(place, dict(zip(labels, values, strict=True)), tuple(row.rule for row in matched))
        )
        results = [[code(scope) for code in row.results] for row in matched]
        if not results and any(column.default for column in table.outputs):
            results = [[code(scope) for code in defaults]]
        return _choose(table, results, ranks, scope)

    return evaluate


def _tests(host: Host, text: str, names: Sequence[str], line: int) -> Code | None:
    """The code of a cell; None for a dash, which every value meets."""
    if text.strip() in ("", "-"):
        return None
    try:
        return parse_unary(text, names=[*names, " "]).code
    except FeelError as error:
        host.refuse(line, f"{error.message} In the cell: {text.strip()}", error.advice)
        return None


def _holds(test: Code | None, value: Value, scope: Scope) -> bool:
    return test is None or test(scope.inner({"?": value})) is True


def _matches(row: _Row, values: Sequence[Value], scope: Scope) -> bool:
    return all(_holds(test, value, scope) for test, value in zip(row.tests, values, strict=True))


def _ranking(host: Host, column: Column, names: Sequence[str]) -> Code | None:
    """The output values in order of priority, as a list."""
    return host.expression(f"[{column.values}]", names, column.line) if column.values else None


def _choose(table: Table, results: list[list[Value]], ranks: Sequence[Code | None], scope: Scope) -> Value:
    """The hit policy (8.2.10)."""
    boxed = [_boxed(table, row) for row in results]
    match table.hit_policy:
        case "UNIQUE":
            return boxed[0] if len(boxed) == 1 else None
        case "ANY":
            return boxed[0] if boxed and all(equal(boxed[0], other) is True for other in boxed) else None
        case "FIRST":
            return boxed[0] if boxed else None
        case "PRIORITY":
            ordered = _prioritised(results, ranks, scope)
            return _boxed(table, ordered[0]) if ordered else None
        case "OUTPUT ORDER":
            return [_boxed(table, row) for row in _prioritised(results, ranks, scope)]
        case "RULE ORDER":
            return boxed
        case _:
            return _aggregate(table.aggregation, boxed)


def _boxed(table: Table, row: Sequence[Value]) -> Value:
    """One output is a plain value; several are a context by the outputs' names."""
    if len(table.outputs) == 1:
        return row[0]
    return {column.label: value for column, value in zip(table.outputs, row, strict=True)}


def _prioritised(results: list[list[Value]], ranks: Sequence[Code | None], scope: Scope) -> list[list[Value]]:
    """Rows by the place of their outputs in the lists of output values, first output first."""
    lists = [code(scope) if code is not None else [] for code in ranks]

    def rank(row: Sequence[Value]) -> tuple[int, ...]:
        return tuple(
            _place(value, values if isinstance(values, list) else [])
            for value, values in zip(row, lists, strict=True)
        )

    return sorted(results, key=rank)


def _place(value: Value, values: Sequence[Value]) -> int:
    return next((place for place, other in enumerate(values) if equal(value, other) is True), len(values))


def _aggregate(aggregation: str, values: list[Value]) -> Value:
    """COLLECT: all values, or their sum, count, least or greatest."""
    if aggregation == "COUNT":
        return Decimal(len(values))
    if not aggregation:
        return values
    numbers = [value for value in values if isinstance(value, Decimal)]
    if aggregation == "SUM":
        return sum(numbers, Decimal(0)) if numbers and len(numbers) == len(values) else None
    return _extreme(values, 1 if aggregation == "MAX" else -1)


def _extreme(values: Sequence[Value], sign: int) -> Value:
    best: Value = None
    for value in values:
        compared = order(value, best) if best is not None else sign
        if compared is None:
            return None
        best = value if compared * sign > 0 else best
    return best
