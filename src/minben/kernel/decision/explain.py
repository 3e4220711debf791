"""Why not: the row of a table that came nearest to the wished result, and the facts that separate it.

Serves whoever must justify a denial to the person concerned, and the person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from minben.kernel.decision.evaluate import Session, find, session
from minben.kernel.decision.model import Decision, Model
from minben.kernel.decision.program import unit
from minben.kernel.decision.table import Row, TableProgram
from minben.kernel.feel import DateTime, Value, from_python
from minben.kernel.feel.scope import DEFAULT_STEPS, Scope
from minben.kernel.feel.values import equal


@dataclass(frozen=True)
class Separation:
    """One input that kept the row from matching: its label, its value, and the test it failed, as written."""

    input: str
    value: Value
    test: str


@dataclass(frozen=True)
class Nearest:
    """The row that would have given the wished result: `separations` is empty when another row stood in its way."""

    decision: str
    rule: str
    row: int
    annotations: Mapping[str, str]
    separations: tuple[Separation, ...]


def nearest(
    model: Model,
    decision: str,
    facts: Mapping[str, object],
    wanted: object,
    *,
    now: DateTime | None = None,
    steps: int = DEFAULT_STEPS,
) -> tuple[Nearest, ...]:
    """The rows whose result is `wanted` and that fail the fewest tests on these facts, in the table's order.

    `wanted` is the result itself, or, for several outputs, a mapping of the outputs that matter. When the decision
    is no table itself, the tables it requires are searched, nearest requirement first. Empty when no row gives the
    result. KeyError when the model has no such decision.
    """
    state = session(model, facts, now, steps)
    wish = from_python(wanted)
    for candidate in _with_tables(model, find(model, decision)):
        rows = _nearest_in(state, candidate, wish)
        if rows:
            return rows
    return ()


def _with_tables(model: Model, decision: Decision) -> list[Decision]:
    """The decision and those it requires, breadth first, as far as they are tables."""
    queue, seen = [decision], {decision.id}
    for current in queue:
        for arrow in current.requires:
            target = model.decisions.get(arrow.target)
            if target is not None and target.id not in seen:
                seen.add(target.id)
                queue.append(target)
    return [each for each in queue if unit(model, each).table is not None]


def _nearest_in(state: Session, decision: Decision, wish: Value) -> tuple[Nearest, ...]:
    table = unit(state.model, decision).table
    if table is None:
        return ()
    scope = state.root.inner(state.names(decision))
    values = table.read_inputs(scope)
    found = [
        (row, _separations(table, row, values, scope))
        for row in table.rows
        if _grants(table.result(row, scope), wish)
    ]
    least = min((len(separations) for _, separations in found), default=0)
    return tuple(
        Nearest(decision.name, row.rule.id, row.number, row.rule.annotations, separations)
        for row, separations in found
        if len(separations) == least
    )


def _separations(
    table: TableProgram, row: Row, values: Sequence[Value], scope: Scope
) -> tuple[Separation, ...]:
    return tuple(
        Separation(table.inputs[at].label, values[at], row.rule.tests[at].strip())
        for at, test in row.tests
        if not test(values[at], scope)
    )


def _grants(result: Value, wish: Value) -> bool:
    if isinstance(result, dict) and isinstance(wish, dict):
        return all(equal(result.get(name), value) is True for name, value in wish.items())
    return equal(result, wish) is True
