"""What the verbs about decisions say, and what `dmn export` and `dmn import` write. Serves lawyers and designers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from minben.kernel.decision.edit import columns
from minben.kernel.decision.evaluate import Outcome, evaluate
from minben.kernel.decision.explain import Nearest, nearest
from minben.kernel.decision.model import Model, Table
from minben.kernel.decision.read import read_dmn
from minben.kernel.decision.table import Hit
from minben.kernel.decision.tck import CaseResult
from minben.kernel.decision.validity import check_versions, in_force
from minben.kernel.decision.workbook import read_sheet, write_sheet
from minben.kernel.feel import DateTime, Function, Value, from_python, to_json
from minben.kernel.feel.errors import suggestion
from minben.kernel.feel.text import text_of
from minben.kernel.finding import InputError, refuse


def decide(
    files: Sequence[Path], facts: Path, decision: str, *, explain: bool, wanted: str, on: date, now: datetime
) -> Iterator[str]:
    """The lines to print: the value as JSON, then, when asked, the explanation and the nearest rows.

    Of several files, versions of one model, the one in force on that day decides. InputError when a file cannot be
    used, none or two are in force on that day, or no single decision is meant.
    """
    models = [read_dmn(file) for file in files]
    if findings := list(check_versions(models)):
        raise InputError(findings)
    model = in_force(models, on)
    name = chosen(model, decision)
    given = _facts(facts)
    moment = from_python(now)
    outcome = evaluate(model, name, given, now=moment)
    value = outcome.value
    yield json.dumps(None if isinstance(value, Function) else to_json(value), ensure_ascii=False)
    if explain:
        yield from explanation(outcome)
    if wanted:
        yield from _separation(model, name, given, wanted, moment)


def chosen(model: Model, decision: str) -> str:
    """The decision that is meant: the named one, or the only one; InputError otherwise."""
    names = [each.name for each in model.each_decision()]
    if decision in model.decisions:
        return decision
    if decision:
        raise refuse(model.file, f"There is no decision {decision!r}.", suggestion(decision, names))
    if len(names) != 1:
        raise refuse(model.file, f"The model has {len(names)} decisions.", f"Choose one: {', '.join(names)}.")
    return names[0]


def exported(file: Path, decision: str, sheet: Path) -> bytes:
    """A table as a sheet, its columns titled as in the model: XLSX or CSV, as the sheet's name ends."""
    data = file.read_bytes()
    key, table = _table_of(read_dmn(file, strict=False), decision)
    titles = [column.label or column.text for column in (*table.inputs, *table.outputs)]
    return write_sheet(sheet.name, data, key, [*titles, *columns(data, key)[2]])


def imported(file: Path, decision: str, sheet: Path) -> bytes:
    """The DMN file with the table's rows as in the sheet; what was not edited keeps its bytes.

    InputError for a sheet that does not fit, and when the file could not be read afterwards.
    """
    key, _table = _table_of(read_dmn(file, strict=False), decision)
    changed = read_sheet(file.read_bytes(), key, sheet.read_bytes(), str(sheet))
    read_dmn(changed, str(sheet))
    return changed


def _table_of(model: Model, decision: str) -> tuple[str, Table]:
    """The id and the table of the decision that is meant."""
    found = model.decisions[chosen(model, decision)]
    if not isinstance(found.logic, Table):
        raise refuse(model.file, f"{found.name!r} is no decision table.", "Choose a decision with a table.")
    return found.id, found.logic


def _facts(path: Path) -> Mapping[str, object]:
    try:
        facts: object = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise refuse(str(path), f"This is no JSON: {error}.", "Give an object of facts.") from None
    if not isinstance(facts, dict):
        raise refuse(str(path), "The facts are no object.", "Give the inputs by their names.")
    return {str(name): value for name, value in facts.items()}


def explanation(outcome: Outcome) -> Iterator[str]:
    """For each table: what it read, which rows matched, what they cite; then what was missing."""
    for hit in outcome.trace:
        yield from _hit_lines(hit)
    for name in outcome.missing:
        yield f"missing: {name}"
    for note in outcome.notes:
        yield f"note: {note}"


def _hit_lines(hit: Hit) -> Iterator[str]:
    yield f"{hit.decision}: read {_values(hit.read)}"
    for number, rule in zip(hit.rows, hit.matched, strict=True):
        cited = "; ".join(f"{name}: {text}" for name, text in rule.annotations.items())
        yield f"  row {number} ({rule.id}){': ' + cited if cited else ''}"
    if not hit.matched:
        yield "  no row matched"


def _values(read: Mapping[str, Value]) -> str:
    return ", ".join(f"{label} = {text_of(value)}" for label, value in read.items()) or "nothing"


def _separation(
    model: Model, name: str, facts: Mapping[str, object], wanted: str, now: DateTime
) -> Iterator[str]:
    try:
        wish: object = json.loads(wanted)
    except ValueError:
        wish = wanted  # a bare word means itself
    rows = nearest(model, name, facts, wish, now=now)
    if not rows:
        yield f"No row gives {wanted}."
    for row in rows:
        yield from _nearest_lines(row, wanted)


def _nearest_lines(row: Nearest, wanted: str) -> Iterator[str]:
    yield f"{row.decision}: row {row.row} ({row.rule}) would give {wanted}"
    for part in row.separations:
        yield f"  but {part.input} is {text_of(part.value)}, and the row wants {part.test}"
    if not row.separations:
        yield "  and it matches; another row or the hit policy stands in its way"


def report(results: Sequence[CaseResult], *, as_json: bool) -> str:
    """Passed and failed, those that expect a value apart, and each failure; or everything as JSON."""
    speaking = [result for result in results if not result.expects_null]
    counts = {
        "passed": sum(result.passed for result in results),
        "failed": sum(not result.passed for result in results),
        "passed_expecting_a_value": sum(result.passed for result in speaking),
        "expecting_a_value": len(speaking),
    }
    if as_json:
        return json.dumps({**counts, "results": [asdict(result) for result in results]}, ensure_ascii=False)
    failures = [
        f"FAILED {result.suite} {result.case}: {result.message}" for result in results if not result.passed
    ]
    told = (
        f"{counts['passed']} passed, {counts['failed']} failed; of those that expect a value "
        f"{counts['passed_expecting_a_value']} of {counts['expecting_a_value']} passed."
    )
    return "\n".join([*failures, told])
