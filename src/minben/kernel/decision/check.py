"""What is wrong or doubtful in a model, before anyone is decided about. Serves lawyers and designers.

Found: what cannot be compiled, unknown names and types, circles, results and cells of the wrong type, rows that
contradict, leave cases open (with concrete values) or are reached by none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minben.kernel.decision.gaps import literal_of, table_findings
from minben.kernel.decision.model import Decision, Model
from minben.kernel.decision.program import broken, units
from minben.kernel.decision.table import Row, TableProgram, literal_values
from minben.kernel.feel import TypeSpec, Value
from minben.kernel.feel.text import text_of
from minben.kernel.feel.types import conforms
from minben.kernel.finding import Finding


def check(model: Model) -> list[Finding]:
    """Everything that can be said about the model without facts, errors first, then by line."""
    findings = [*broken(model), *_circles(model)]
    for each in units(model):
        if each.table is not None and not each.findings:
            findings.extend(_mistyped(model, each.table))
            findings.extend(table_findings(model, each.table))
    return sorted(findings, key=lambda finding: (finding.severity, finding.line))


def _circles(model: Model) -> list[Finding]:
    """Decisions that need themselves, directly or through others."""
    return [
        Finding(
            model.file,
            decision.line,
            decision.name,
            "This decision needs itself.",
            "Remove one of the requirements in the circle.",
        )
        for decision in model.each_decision()
        if decision.id in _reached(model, decision)
    ]


def _reached(model: Model, decision: Decision) -> set[str]:
    found: set[str] = set()
    waiting = [decision]
    while waiting:
        for arrow in waiting.pop().requires:
            target = model.decisions.get(arrow.target)
            if target is not None and target.id not in found:
                found.add(target.id)
                waiting.append(target)
    return found


def _mistyped(model: Model, table: TableProgram) -> Iterator[Finding]:
    """Literals in cells that can never have the column's type."""
    for row in table.rows:
        for column, tree in zip(table.inputs, row.trees, strict=True):
            yield from _wrong(model, table, row, column.label, column.spec, literal_values(tree) or [])
        for output, text in zip(table.outputs, row.rule.results, strict=True):
            yield from _wrong(model, table, row, output.name, output.spec, _known(literal_of(text)))


def _known(value: Value) -> list[Value]:
    return [] if value is None else [value]


def _wrong(
    model: Model, table: TableProgram, row: Row, label: str, spec: TypeSpec, values: Iterable[Value]
) -> Iterator[Finding]:
    if spec.kind == "list" and spec.parts:
        spec = spec.parts[0]
    for value in values:
        if not conforms(value, spec):
            yield Finding(
                model.file,
                row.rule.line,
                f"{table.place}, row {row.number}, column {label!r}",
                f"{text_of(value)} is no value of the column's type ({spec.kind}).",
                "Correct the cell or the column's type.",
            )
