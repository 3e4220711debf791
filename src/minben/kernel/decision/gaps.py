"""Rows of a decision table that contradict each other or that no case reaches, and cases that no row covers.

Serves the checker. Each column is cut into pieces on which no cell changes its answer: the literals that its cells
name, and one value before, between and after them. A cell with anything but literals and ranges of literals cannot
be cut so; such a table is left unjudged rather than judged wrongly.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from minben.kernel.decision.model import Model
from minben.kernel.decision.table import Row, TableProgram
from minben.kernel.feel import Date, FeelError, Value, parse, parse_unary
from minben.kernel.feel.arithmetic import days_later
from minben.kernel.feel.expression import clock
from minben.kernel.feel.scope import Run, Scope
from minben.kernel.feel.text import text_of
from minben.kernel.feel.tree import HalfOpen, Interval, Literal, Negate, Node, Tests
from minben.kernel.feel.types import conforms
from minben.kernel.finding import Finding

OTHER = "(any other text)"
NO_VALUE = ("no value",)  # neither null nor any FEEL value
MOST = 3  # findings of a kind for one table: enough to see the pattern
Grid = list[list[tuple[Value, frozenset[int]]]]


def table_findings(model: Model, table: TableProgram) -> Iterator[Finding]:
    """Overlaps of a UNIQUE table (errors); rows without a case, and cases without a row where a result is expected
    (warnings).
    """
    grid = _grid(table)
    if grid is None:
        return
    yield from _idle(model, table)
    if table.table.hit_policy == "UNIQUE":
        yield from _overlaps(model, table, grid)
    if table.table.hit_policy in ("UNIQUE", "ANY", "FIRST", "PRIORITY") and not any(
        o.default for o in table.outputs
    ):
        yield from _gaps(model, table, grid)


def _grid(table: TableProgram, *, every: bool = False) -> Grid | None:
    """For each column its representative values with the rows (by index) they satisfy; None when not simple.

    With `every` also values that the column does not admit, and none at all: for claims that must hold for each.
    """
    run = Run()
    scope = Scope(clock(None), None, run)
    grid: Grid = []
    for at, column in enumerate(table.inputs):
        values = _pieces(table, at)
        if values is None:
            return None
        kept = [v for v in values if conforms(v, column.spec)]
        kept = [v for v in kept if column.allowed is None or column.allowed(v, scope)]
        kept = [*values, None] if every else kept
        grid.append([(v, _accepting(table, at, v, scope)) for v in kept])
    return grid


def _accepting(table: TableProgram, at: int, value: Value, scope: Scope) -> frozenset[int]:
    return frozenset(
        index
        for index, row in enumerate(table.rows)
        if all(test(value, scope) for column, test in row.tests if column == at)
    )


def _pieces(table: TableProgram, at: int) -> list[Value] | None:
    """Representative values of a column, or None."""
    named: list[Value] = []
    for row in table.rows:
        literals = _literals(row.trees[at])
        if literals is None:
            return None
        named.extend(literals)
    named.extend(_listed(table.inputs[at].column.values))
    kinds = {type(value) for value in named}
    if len(kinds) > 1:
        return None
    return _spread(named, kinds.pop()) if kinds else [None]


def _listed(text: str) -> list[Value]:
    """The literals among a column's allowed values."""
    return (_literals(parse_unary(text).tree) or []) if text.strip() else []


def _literals(tree: Node | None) -> list[Value] | None:
    """The literals of a cell made of nothing else and ranges of them."""
    if isinstance(tree, Tests):
        parts = [_literals(part) for part in tree.parts]
    elif isinstance(tree, HalfOpen):
        parts = [_literals(tree.operand)]
    elif isinstance(tree, Interval):
        parts = [_literals(tree.start), _literals(tree.end)]
    elif isinstance(tree, Negate):
        inner = _literals(tree.operand)
        return [-value for value in inner] if inner and isinstance(inner[0], Decimal) else None
    else:
        return [tree.value] if isinstance(tree, Literal) and tree.value is not None else None
    if any(part is None for part in parts):
        return None
    return [value for part in parts if part is not None for value in part]


def _spread(named: Sequence[Value], kind: type) -> list[Value] | None:
    if kind is bool:
        return [True, False]
    if kind is str:
        return [*dict.fromkeys(named), OTHER]
    if kind is Decimal:
        return _numbers(sorted(set(named)))
    return _dates(sorted(set(named), key=Date.ordinal)) if kind is Date else None


def _numbers(bounds: Sequence[Decimal]) -> list[Value]:
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    return sorted([bounds[0] - 1, *bounds, *between, bounds[-1] + 1])


def _dates(bounds: Sequence[Date]) -> list[Value]:
    between = [days_later(low, 1) for low, high in pairwise(bounds) if high.ordinal() - low.ordinal() > 1]
    return [days_later(bounds[0], -1), *bounds, *between, days_later(bounds[-1], 1)]


def _overlaps(model: Model, table: TableProgram, grid: Grid) -> Iterator[Finding]:
    """Pairs of rows that some values satisfy both: two boxes meet where they meet in every column."""
    found = 0
    for first in range(len(table.rows)):
        for second in range(first + 1, len(table.rows)):
            witness = [
                next((v for v, rows in column if {first, second} <= rows), NO_VALUE) for column in grid
            ]
            if NO_VALUE in witness:
                continue
            found += 1
            if found > MOST:
                return
            yield Finding(
                model.file,
                table.rows[second].rule.line,
                f"{table.place}, rows {first + 1} and {second + 1}",
                f"Both rows match when {_case(table, witness)}, but the hit policy is UNIQUE.",
                "Separate the rows, or choose another hit policy.",
            )


def _idle(model: Model, table: TableProgram) -> Iterator[Finding]:
    """Rows that decide no case: no value meets one of their cells, or rows that come before them take every case."""
    grid = _grid(table, every=True) or []
    for index, row in enumerate(table.rows):
        empty = [
            column.label
            for column, pieces in zip(table.inputs, grid, strict=True)
            if not any(index in rows for _value, rows in pieces)
        ]
        place = f"{table.place}, row {row.number}"
        if empty:
            place = f"{place}, column {empty[0]!r}"
            message, advice = "No value meets this cell.", "Correct the cell, or remove the row."
        elif not _reached(grid, index, _ahead(table, index)):
            message = "No case reaches this row: the rows that come before it take them all."
            advice = "Remove the row, or move it forward."
        else:
            continue
        yield Finding(model.file, row.rule.line, place, message, advice, "warning")


def _ahead(table: TableProgram, index: int) -> frozenset[int]:
    """The rows that come before this one under the hit policy where they match too."""
    if table.table.hit_policy == "FIRST":
        return frozenset(range(index))
    if table.table.hit_policy != "PRIORITY":
        return frozenset()
    results = [_result(table, row) for row in table.rows]
    mine = results[index]
    if mine is None:
        return frozenset()
    orders = [None if result is None else table.compare(result, mine) for result in results]
    return frozenset(
        at
        for at, order in enumerate(orders)
        if order is not None and (order < 0 or (order == 0 and at < index))
    )


def _result(table: TableProgram, row: Row) -> Value:
    """The result of a row that gives literals only, else None."""
    cells = {o.name: literal_of(text) for o, text in zip(table.outputs, row.rule.results, strict=True)}
    if None in cells.values():
        return None
    return cells if len(cells) > 1 else next(iter(cells.values()))


def literal_of(text: str) -> Value:
    """The value of a cell that is only a literal, else None."""
    try:
        tree = parse(text).tree
    except FeelError:
        return None
    return tree.value if isinstance(tree, Literal) else None


def _reached(grid: Grid, index: int, ahead: frozenset[int]) -> bool:
    """Whether some case meets the row and none of those ahead of it."""

    @functools.cache
    def free(column: int, rows: frozenset[int]) -> bool:
        if not rows or column == len(grid):
            return not rows
        remainders = {rows & accepted for _value, accepted in grid[column] if index in accepted}
        return any(free(column + 1, left) for left in remainders)

    return free(0, ahead)


def _gaps(model: Model, table: TableProgram, grid: Grid) -> Iterator[Finding]:
    """Cases without a row: walk the columns, keeping the rows still possible; equal remainders are walked once."""

    @functools.cache
    def uncovered(column: int, rows: frozenset[int]) -> tuple[tuple[Value, ...], ...]:
        if not rows:
            return (tuple(values[0][0] for values in grid[column:]),) if all(grid[column:]) else ()
        if column == len(grid):
            return ()
        found: list[tuple[Value, ...]] = []
        for value, accepted in grid[column]:
            found.extend((value, *rest) for rest in uncovered(column + 1, rows & accepted))
            if len(found) >= MOST:
                break
        return tuple(found[:MOST])

    for case in uncovered(0, frozenset(range(len(table.rows)))):
        yield Finding(
            model.file,
            table.table.line,
            table.place,
            f"No row matches when {_case(table, case)}.",
            _advice(table, case),
            "warning",
        )


def _advice(table: TableProgram, case: Sequence[Value]) -> str:
    """What to do about a gap; one that only a fraction falls into may be none."""
    fractions = [
        column.label
        for column, value in zip(table.inputs, case, strict=True)
        if isinstance(value, Decimal) and value != value.to_integral_value()
    ]
    if fractions:
        return f"If {fractions[0]} is always a whole number this is no gap; else write the ends as < and >=."
    return "Add a row or a default result."


def _case(table: TableProgram, values: Sequence[Value]) -> str:
    shown = [
        f"{column.label} = {value if value == OTHER else text_of(value)}"
        for column, value in zip(table.inputs, values, strict=True)
        if value is not None
    ]
    return " and ".join(shown) or "anything is given"
